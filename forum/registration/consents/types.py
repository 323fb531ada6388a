"""Values about notices and the answers to them."""

from dataclasses import dataclass

from forum.registration.models import ConsentGiven, ConsentNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How people answer a notice at present; who withdrew is not among those who refused."""

    agreed: int = 0
    refused: int = 0
    withdrawn: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(
            agreed=self.agreed + other.agreed,
            refused=self.refused + other.refused,
            withdrawn=self.withdrawn + other.withdrawn,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnConsent:
    """A notice for one person: what they were shown, what they answered, and what is asked now.

    Attributes:
        notice: the version that holds: the one agreed to, else the one that is asked now.
        present: the version that is asked now; None if nobody is asked any more.
        answers: every answer, the latest first.
    """

    notice: ConsentNotice
    present: ConsentNotice | None
    answers: tuple[ConsentGiven, ...]

    @property
    def is_given(self) -> bool:
        """Tell whether the person agrees at present."""
        return bool(self.answers) and self.answers[0].given

    @property
    def can_be_withdrawn(self) -> bool:
        """Tell whether one can take part without it."""
        return self.is_given and not self.notice.is_required

    @property
    def can_be_given(self) -> bool:
        """Tell whether there is a present version that the person does not agree to yet."""
        if self.present is None:
            return False
        return not self.is_given or self.answers[0].version < self.present.version
