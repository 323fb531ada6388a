"""Reasons for which the people feature refuses."""

from typing import TYPE_CHECKING

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

if TYPE_CHECKING:
    from forum.people.types import PersonConflict


class PersonNotFoundError(NotFoundError):
    """Nobody has this address, or no longer."""

    message = _l("Nobody is at this address. Perhaps the person has been removed meanwhile.")


class PersonInUseError(Refusal):
    """A person is to go whom a session of a draft or of a release names."""

    message = _l("A programme names this person, who therefore cannot be removed.")
    status = 409


class PersonConflictError(Refusal):
    """Somebody else has saved other values for the same fields since the form was opened."""

    message = _l("Somebody else has saved this person meanwhile. Choose what to keep.")
    status = 409

    def __init__(self, conflict: "PersonConflict") -> None:
        """Keep what both sides say."""
        super().__init__()
        self.conflict = conflict
