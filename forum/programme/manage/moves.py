"""What the grid and the list do to a session: move, order, cancel, remove, create."""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme import queries, services
from forum.programme.errors import EditConflictError, KeyTakenError, SessionGoneError
from forum.programme.forms.slots import BriefSessionForm, SlotForm
from forum.programme.manage.answers import done, late, refused
from forum.programme.manage.blueprint import programme_manage
from forum.programme.manage.days import here, index_address
from forum.programme.manage.sentences import conflict_words, operation_words, slot_words
from forum.programme.models import ProgrammeOperation
from forum.programme.types import Session
from forum.web.access import requires


@programme_manage.post("/sessions/<key>/move")
@requires(Permission.PROGRAMME_EDIT)
def move_session(edition: str, key: str) -> ResponseReturnValue:
    """Put a session at another time, on another day, into another room, or off the grid."""
    found = get_edition(edition)
    places = queries.list_places(found)
    form = SlotForm(found, places, held=queries.find_slot(found, key))
    if not form.validate_on_submit():
        return refused(found, _first_error(form), 422, at=key, form=form)
    wanted = form.slot()
    try:
        operation = services.move_session(found, key, form.base.data or 0, wanted)
    except EditConflictError as error:
        now = queries.find_slot(found, key) or wanted
        said = conflict_words(error.conflict, slot_words(now, places), slot_words(wanted, places))
        return late(found, key, said, conflict=error.conflict, mine=wanted)
    except SessionGoneError as error:
        return refused(found, error.sentence(), error.status)
    if operation is None:
        return done(found, _("Nothing has changed."), operation=None, at=key)
    said = _(
        "Moved: %(title)s, %(where)s",
        title=operation.title.in_(current_language()),
        where=slot_words(wanted, places),
    )
    return done(found, said, operation=operation, at=key)


@programme_manage.post("/sessions/<key>/order")
@requires(Permission.PROGRAMME_EDIT)
def order_session(edition: str, key: str) -> ResponseReturnValue:
    """Let a session without a time come earlier or later."""
    found = get_edition(edition)
    earlier = request.form.get("order") == "earlier"
    try:
        operation = services.step_session(found, key, earlier=earlier)
    except SessionGoneError as error:
        return refused(found, error.sentence(), error.status)
    return _said(found, key, operation)


@programme_manage.post("/sessions/<key>/cancel")
@requires(Permission.PROGRAMME_EDIT)
def cancel_session(edition: str, key: str) -> ResponseReturnValue:
    """Mark a session as cancelled; it stays in the programme, struck through."""
    found = get_edition(edition)
    try:
        operation = services.cancel_session(found, key, _base())
    except SessionGoneError as error:
        return refused(found, error.sentence(), error.status)
    return _said(found, key, operation)


@programme_manage.post("/sessions/<key>/reinstate")
@requires(Permission.PROGRAMME_EDIT)
def reinstate_session(edition: str, key: str) -> ResponseReturnValue:
    """Let a cancelled session take place after all."""
    found = get_edition(edition)
    try:
        operation = services.reinstate_session(found, key, _base())
    except SessionGoneError as error:
        return refused(found, error.sentence(), error.status)
    return _said(found, key, operation)


@programme_manage.get("/sessions/<key>/remove")
@requires(Permission.PROGRAMME_EDIT)
def confirm_removal(edition: str, key: str) -> ResponseReturnValue:
    """Ask whether a session is to be removed, and say what that means."""
    found = get_edition(edition)
    rows = queries.list_sessions(found, [key])
    if not rows:
        raise SessionGoneError
    return render_template(
        "programme/manage/confirm_removal.html",
        edition=found,
        session=rows[0],
        back=index_address(found),
        asked=here(),
    )


@programme_manage.post("/sessions/<key>/remove")
@requires(Permission.PROGRAMME_EDIT)
def remove_session(edition: str, key: str) -> ResponseReturnValue:
    """Take a session out of the draft."""
    found = get_edition(edition)
    try:
        operation = services.remove_session(found, key)
    except SessionGoneError as error:
        return refused(found, error.sentence(), error.status)
    return _said(found, key, operation)


@programme_manage.post("/sessions")
@requires(Permission.PROGRAMME_EDIT)
def create_session(edition: str) -> ResponseReturnValue:
    """Put a new session into the draft."""
    found = get_edition(edition)
    form = BriefSessionForm(found, queries.list_places(found))
    if not form.validate_on_submit():
        return refused(found, _first_error(form), 422, new=form)
    slot = form.slot()
    session = Session(
        key=form.key.data or services.new_session_key(found),
        kind=form.session_kind(),
        title=form.session_title(),
        day=slot.day,
        starts=slot.starts,
        minutes=slot.minutes,
        place=slot.place,
    )
    try:
        operation = services.create_session(found, session)
    except KeyTakenError:
        if queries.session_title(found, session.key) == session.title:  # the button, pressed twice
            return _said(found, session.key, None)
        session = replace(session, key=services.new_session_key(found))
        operation = services.create_session(found, session)
    return _said(found, session.key, operation)


def _said(edition: Edition, key: str, operation: ProgrammeOperation | None) -> ResponseReturnValue:
    said = operation_words(operation) if operation else _("Nothing has changed.")
    return done(edition, said, operation=operation, at=key)


def _base() -> int:
    return request.form.get("base", 0, type=int)


def _first_error(form: SlotForm) -> str:
    return str(next(error for field in form for error in field.errors))
