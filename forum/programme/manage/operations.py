"""Taking back and doing again what the organiser did to the draft."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from forum.core import audit
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme import queries, services
from forum.programme.errors import OtherStepError
from forum.programme.manage.answers import done, refused
from forum.programme.manage.blueprint import programme_manage
from forum.programme.manage.sentences import operation_words
from forum.programme.models import ProgrammeOperation
from forum.web.access import requires


@programme_manage.post("/undo")
@requires(Permission.PROGRAMME_EDIT)
def undo(edition: str) -> ResponseReturnValue:
    """Take back what the organiser did last."""
    found = get_edition(edition)
    shown = queries.find_undoable(found, audit.present_actor())
    return _step(found, shown, services.undo, _("Undone: %(what)s"))


@programme_manage.post("/redo")
@requires(Permission.PROGRAMME_EDIT)
def redo(edition: str) -> ResponseReturnValue:
    """Do again what the organiser took back last."""
    found = get_edition(edition)
    shown = queries.find_redoable(found, audit.present_actor())
    return _step(found, shown, services.redo, _("Done again: %(what)s"))


def _step(
    edition: Edition,
    next_one: ProgrammeOperation | None,
    step: Callable[[Edition], ProgrammeOperation],
    said: str,
) -> ResponseReturnValue:
    """Go one step, if it is the one that the organiser saw on the button."""
    asked = request.form.get("operation", type=int)
    try:
        if next_one is not None and asked is not None and asked != next_one.number:
            raise OtherStepError
        operation = step(edition)
    except Refusal as error:
        return refused(edition, error.sentence(), error.status)
    return done(edition, said % {"what": operation_words(operation)}, operation=operation)
