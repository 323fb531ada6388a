"""Taking back and doing again what the organiser did to the draft."""

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme import services
from forum.programme.manage.answers import done, refused
from forum.programme.manage.blueprint import programme_manage
from forum.programme.manage.sentences import operation_words
from forum.programme.models import ProgrammeOperation
from forum.web.access import requires


@programme_manage.post("/undo")
@requires(Permission.PROGRAMME_EDIT)
def undo(edition: str) -> ResponseReturnValue:
    """Take back what the organiser did last."""
    return _step(get_edition(edition), services.undo, _("Undone: %(what)s"))


@programme_manage.post("/redo")
@requires(Permission.PROGRAMME_EDIT)
def redo(edition: str) -> ResponseReturnValue:
    """Do again what the organiser took back last."""
    return _step(get_edition(edition), services.redo, _("Done again: %(what)s"))


def _step(
    edition: Edition, step: Callable[[Edition], ProgrammeOperation], said: str
) -> ResponseReturnValue:
    try:
        operation = step(edition)
    except Refusal as error:
        return refused(edition, error.sentence(), error.status)
    return done(edition, said % {"what": operation_words(operation)}, operation=operation)
