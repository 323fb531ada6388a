"""Reasons for which nobody is registered on behalf."""

from collections.abc import Sequence

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class SimilarPeopleError(Refusal):
    """Somebody with this address, or this name and affiliation, is registered; look first."""

    message = _l("Somebody like this is registered already. Look whether it is the same person.")
    status = CONFLICT

    def __init__(self, ids: Sequence[int]) -> None:
        """Remember who is alike."""
        super().__init__()
        self.ids = tuple(ids)


class ConsentHowMissingError(Refusal):
    """It is not said by which way a consent was given."""

    message = _l("Say how the person has answered this.")
