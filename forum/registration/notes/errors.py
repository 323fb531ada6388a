"""Reasons for which a note is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class NoteNotFoundError(NotFoundError):
    """There is no such note of this person, or somebody else has written it."""

    message = _l("There is no such note of yours about this person.")


class NoteMissingError(Refusal):
    """A note that says nothing."""

    message = _l("Write the note.")
