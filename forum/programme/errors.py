"""Reasons for which the programme feature refuses."""

from typing import TYPE_CHECKING

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

if TYPE_CHECKING:
    from forum.programme.types import Conflict


class SessionNotFoundError(NotFoundError):
    """No session has this address."""

    message = _l("There is no session at this address.")


class DayNotFoundError(NotFoundError):
    """The programme has nothing on this day."""

    message = _l("The programme has nothing on this day.")


class ReleaseNotFoundError(NotFoundError):
    """The programme was never released under this number."""

    message = _l("The programme has no release with this number.")


class SpeakerNotFoundError(NotFoundError):
    """Nobody in the programme has this address."""

    message = _l("Nobody in the programme is at this address.")


class PlaceNotFoundError(NotFoundError):
    """The programme names no place with this key."""

    message = _l("The programme has no room at this address.")


class NothingToReleaseError(Refusal):
    """The draft is empty."""

    message = _l("There is no session in the draft: there is nothing to release.")
    status = 409


class NothingChangedError(Refusal):
    """The draft says what the last release says."""

    message = _l("Nothing has changed since release %(number)s: there is nothing to release.")
    status = 409


class ReleasedMeanwhileError(Refusal):
    """Somebody else has released while the preview was looked at."""

    message = _l(
        "Release %(number)s was made meanwhile by somebody else. Nothing of yours was released: "
        "look at what is left, and decide anew."
    )
    status = 409


class DraftChangedError(Refusal):
    """The draft is no longer what the preview showed."""

    message = _l(
        "The draft has changed since this preview was made. Nothing was released: "
        "look at what it says now, and decide anew."
    )
    status = 409


class PersonMissingError(Refusal):
    """A programme names a person or a city that is not there."""

    message = _l("The programme names “%(key)s”, who is not among the people or cities.")


class PlaceMissingError(Refusal):
    """A session is held where there is no place."""

    message = _l("There is no place with the key “%(key)s” in this edition.")


class PlaceInUseError(Refusal):
    """A place is to go, and a session is held in it."""

    message = _l("A session is held in “%(place)s”. Move it elsewhere first.")
    status = 409


class KeyTakenError(Refusal):
    """A new session or place would have an address that another has."""

    message = _l("“%(key)s” is taken. Choose another address.")
    status = 409


class SessionGoneError(Refusal):
    """Somebody has removed the session from the draft while it was edited."""

    message = _l("This session has been removed from the draft meanwhile. Nothing was saved.")
    status = 409


class PlaceGoneError(Refusal):
    """Somebody has removed the place from the draft while it was edited."""

    message = _l("This place has been removed meanwhile. Nothing was saved.")
    status = 409


class NothingToUndoError(Refusal):
    """The organiser has changed nothing that could be taken back."""

    message = _l("There is nothing of yours to undo.")
    status = 409


class NothingToRedoError(Refusal):
    """The organiser has taken back nothing that could be done again."""

    message = _l("There is nothing of yours to redo.")
    status = 409


class OtherStepError(Refusal):
    """The page that asks shows another step than the one that would be undone or done again."""

    message = _l(
        "By now the button would do something else. See what it says, then press it again."
    )
    status = 409


class ChangedSinceError(Refusal):
    """Somebody else has changed the same thing since."""

    message = _l("Somebody else has changed “%(title)s” since. Change it by hand.")
    status = 409


class EditConflictError(Refusal):
    """Somebody else has saved other values for the same fields since the form was opened."""

    message = _l("Somebody else has saved this session meanwhile. Choose what to keep.")
    status = 409

    def __init__(self, conflict: "Conflict") -> None:
        """Keep what both sides say."""
        super().__init__()
        self.conflict = conflict


class FileEmptyError(Refusal):
    """A file of nothing was sent."""

    message = _l("This file is empty. Choose another.")


class FileTooLargeError(Refusal):
    """A file is larger than what is kept."""

    message = _l("This file is too large: at most %(limit)s MB. Make its pictures smaller.")
    status = 413


class FileKindError(Refusal):
    """By its content, a file is none of the kinds that are taken."""

    message = _l(
        "By its content, this file is none of what is taken: PDF, PPTX, ODP, DOCX, JPEG, PNG, "
        "WebP or GIF. Renaming it does not help: save it as one of these."
    )


class FileBrokenError(Refusal):
    """A file begins as one of the kinds that are taken, and is not one."""

    message = _l("This file cannot be read: it is damaged or cut off. Save it anew.")


class FileLockedError(Refusal):
    """A file asks for a password."""

    message = _l("This file asks for a password. Save it without one.")


class FileActiveError(Refusal):
    """A file carries macros, scripts, or other files."""

    message = _l("This file carries macros, scripts or other files. Save it without them.")


class FileUnpacksTooLargeError(Refusal):
    """A packed file would unpack to far more than it seems to hold."""

    message = _l("This file unpacks to far more than a presentation holds. It is not taken.")


class ImageTooLargeError(Refusal):
    """A picture has more points than can be drawn here."""

    message = _l("This picture is too large: at most %(limit)s million pixels.")


class MaterialNotFoundError(NotFoundError):
    """The session has no such material, or its programme is not released with it."""

    message = _l("There is no such material at this address.")


class MaterialThereError(Refusal):
    """The session has the same file or the same link already."""

    message = _l("This session has it already.")
    status = 409


class TooManyMaterialsError(Refusal):
    """A session can show only so many."""

    message = _l("A session shows at most %(limit)s materials. Remove one first.")
    status = 409


class MaterialChangedError(Refusal):
    """Somebody else has given a material another title since the form was opened."""

    message = _l("Somebody else has changed this title meanwhile. Save again to put yours there.")
    status = 409
