"""The form of a session: opened, saved whole or part by part, and a new one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.localized import LocalizedText
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition, lock_edition
from forum.programme import queries, services
from forum.programme.errors import (
    EditConflictError,
    KeyTakenError,
    SessionGoneError,
    SessionNotFoundError,
)
from forum.programme.forms.rows import rearranged
from forum.programme.forms.session import NewSessionForm, SessionForm
from forum.programme.forms.values import errors_by_input, filled_in, part_of, values_of, wanted
from forum.programme.manage import clashing, session_answers
from forum.programme.manage.blueprint import programme_manage
from forum.programme.manage.sentences import actor_names
from forum.programme.manage.session_page import (
    PARTS,
    SECTIONS,
    Opened,
    find_opened,
    read_choices,
    show,
)
from forum.programme.models import ProgrammeOperation
from forum.programme.types import Session, SessionKind, SessionState
from forum.web.access import requires
from forum.web.messages import tell
from forum.web.problems import wants_json

UNPROCESSABLE = 422


@programme_manage.get("/sessions/<session>")
@requires(Permission.PROGRAMME_EDIT)
def session(edition: str, session: str) -> ResponseReturnValue:
    """Show a session of the draft to edit it."""
    opened = find_opened(get_edition(edition), session)
    if opened is None:
        raise SessionNotFoundError
    return show(opened, opened.form())


@programme_manage.post("/sessions/<session>")
@requires(Permission.PROGRAMME_EDIT)
def save_session(edition: str, session: str) -> ResponseReturnValue:
    """Save what was changed, or do to a list of the form what a button says."""
    found = lock_edition(get_edition(edition))
    opened = find_opened(found, session)
    if opened is None:
        return _gone(found, session)
    if "rows" in request.form:
        return _rearrange(opened)
    posted: MultiDict[str, str] = MultiDict(request.form)
    parts = _posted_parts()
    if "resolve" in request.form:
        posted, parts = clashing.resolved(opened, request.form, parts)
        if request.form["resolve"] == "edit":
            return show(opened, opened.form(posted), unsaved=True)
    return _save(opened, posted, parts)


def _posted_parts() -> list[str]:
    """Return the parts that are to be saved: all, unless the form names some."""
    asked = " ".join(request.form.getlist("parts")).split()
    return [part for part in PARTS if part in asked] if asked else list(PARTS)


def _rearrange(opened: Opened) -> ResponseReturnValue:
    posted, name, index = rearranged(request.form, request.form["rows"])
    form = opened.form(posted)
    return show(opened, form, unsaved=True, focus=f"{name}-{index}" if name else "")


def _save(opened: Opened, posted: MultiDict[str, str], parts: Sequence[str]) -> ResponseReturnValue:
    form = opened.form(posted)
    form.validate()
    wrong = {name: said for name, said in errors_by_input(form).items() if part_of(name) in parts}
    sound = [part for part in parts if part not in {part_of(name) for name in wrong}]
    base = form.base.data
    if form.base.errors or base is None:  # what was seen is not known: nothing is overwritten
        raise BadRequest
    if wrong and not wants_json():
        return show(opened, form), UNPROCESSABLE
    since = queries.session_since(opened.edition, opened.row, base)
    try:
        operation = _revise(opened, form, base, sound) if sound else None
    except EditConflictError as error:
        return clashing.late(opened, form, error.conflict, posted)
    except Refusal as error:
        return session_answers.refused(opened, form, error)
    if wants_json():
        return session_answers.saved(
            opened, form, operation, saved=sound, wrong=wrong, since=since if sound else None
        )
    tell(
        _("Saved.") if operation else _("Nothing has changed."), "success" if operation else "info"
    )
    return redirect(_address(opened.edition, opened.session.key), 303)


def _revise(
    opened: Opened, form: SessionForm, base: int, parts: Sequence[str]
) -> ProgrammeOperation | None:
    fields = wanted(form, parts)
    if list(parts) == ["state"]:
        cancels = fields["state"] == SessionState.CANCELLED
        verb = services.cancel_session if cancels else services.reinstate_session
        return verb(opened.edition, opened.session.key, base)
    return services.revise_session(opened.edition, opened.session.key, base, fields)


@programme_manage.get("/sessions/new")
@requires(Permission.PROGRAMME_EDIT)
def new_session(edition: str) -> ResponseReturnValue:
    """Show an empty form, at the day, time and room that the address names."""
    found = get_edition(edition)
    choices = read_choices(found)
    begun = _begun({place.key for place in choices.places})
    form = NewSessionForm(choices, data=values_of(begun, choices) | {"key": ""})
    return _show_new(found, form)


@programme_manage.post("/sessions/new")
@requires(Permission.PROGRAMME_EDIT)
def create_new_session(edition: str) -> ResponseReturnValue:
    """Put a new session into the draft."""
    found = lock_edition(get_edition(edition))
    choices = read_choices(found)
    if "rows" in request.form:
        posted, name, index = rearranged(request.form, request.form["rows"])
        form = NewSessionForm(choices, formdata=posted)
        return _show_new(found, form, focus=f"{name}-{index}" if name else "")
    form = NewSessionForm(choices)
    if not form.validate():
        return _show_new(found, form), UNPROCESSABLE
    return _create(found, form)


def _create(edition: Edition, form: NewSessionForm) -> ResponseReturnValue:
    key = (form.key.data or "").strip() or services.new_session_key(edition, form.kind.data)
    made = filled_in(form, key)
    try:
        services.create_session(edition, made)
    except Refusal as error:
        taken = isinstance(error, KeyTakenError)
        if taken and queries.session_title(edition, key) == made.title:  # pressed twice
            return redirect(_address(edition, key), 303)
        form.reject(error.sentence(), form.key if taken else None)
        return _show_new(edition, form), error.status
    tell(_("The session is in the draft. What you change from now on is saved as you make it."))
    return redirect(_address(edition, key), 303)


def _begun(places: set[str]) -> Session:
    """Return what the address says of a new session; what makes no sense is passed over."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = None
    hours, _colon, minutes = request.args.get("starts", "").partition(":")
    starts = int(hours) * 60 + int(minutes) if f"{hours}{minutes}".isdecimal() else None
    place = request.args.get("place")
    length = request.args.get("minutes", type=int)
    return Session(
        key="",
        kind=SessionKind.SESSION,
        title=LocalizedText(),
        day=day,
        starts=starts if day and starts is not None and 0 <= starts < 24 * 60 else None,
        minutes=length if length and 0 < length <= 24 * 60 else None,
        place=place if place in places else None,
    )


def _show_new(edition: Edition, form: NewSessionForm, **more: Any) -> str:  # noqa: ANN401
    kind = form.kind.data or SessionKind.SESSION.value
    return render_template(
        "programme/manage/session.html",
        edition=edition,
        session=None,
        choices=form.choices,
        form=form,
        wrong=errors_by_input(form) if form.errors else {},
        sections=SECTIONS,
        base=0,
        others=(),
        suggested=services.new_session_key(edition, kind),
        **{"refused": "", "unsaved": False, "focus": "", "gone": None, **more},
    )


def _gone(edition: Edition, key: str) -> ResponseReturnValue:
    """Answer that the session was removed, by whom, and offer to make it anew from what was typed.

    Raises:
        SessionNotFoundError: there never was one.
    """
    removal = queries.find_removal(edition, key)
    if removal is None:
        raise SessionNotFoundError
    who = next(iter(actor_names([removal.actor]).values()))
    said = SessionGoneError().sentence()
    if wants_json():
        return session_answers.gone(edition, said, who, removal.made_at)
    posted: MultiDict[str, str] = MultiDict(request.form)
    posted["key"] = key
    form = NewSessionForm(read_choices(edition), formdata=posted)
    answer = _show_new(edition, form, gone={"who": who, "at": removal.made_at, "said": said})
    return answer, SessionGoneError.status


def _address(edition: Edition, key: str) -> str:
    return url_for("programme_manage.session", edition=edition.slug, session=key)
