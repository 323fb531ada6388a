"""Reasons for which a design is not kept, or not found."""

from forum.badges.designs.types import Design, Problem
from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class DesignNotFoundError(NotFoundError):
    """There is no such design in the edition."""

    message = _l("This edition has no such design of badges.")


class DesignInvalidError(Refusal):
    """A design cannot be used as it is."""

    message = _l("The design cannot be used like this.")

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep what is wrong, and where."""
        super().__init__()
        self.problems = problems


class DesignChangedError(Refusal):
    """Two organisers changed the same elements."""

    message = _l("Somebody else has saved this design meanwhile. Choose what to keep.")
    status = 409

    def __init__(
        self, theirs: Design, mine: Design, version: int, clashes: tuple[str, ...]
    ) -> None:
        """Keep both designs, the version that is saved, and the keys that clash."""
        super().__init__()
        self.theirs = theirs
        self.mine = mine
        self.version = version
        self.clashes = clashes


class DesignInUseError(Refusal):
    """A design that categories use is not deleted."""

    message = _l("Categories use this design. Give them another one first.")
    status = 409


class TooManyDesignsError(Refusal):
    """An edition has as many designs as it may."""

    message = _l("An edition has at most %(limit)s designs of badges.")


class PictureNotUsableError(Refusal):
    """A picture cannot be printed."""

    message = _l("This is no picture that can be printed. Take a PNG, JPEG or WebP file.")


class PictureTooLargeError(Refusal):
    """A picture has too many bytes."""

    message = _l("The picture is larger than 5 MB.")
