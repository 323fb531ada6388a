"""What the form of a session shows: the session as the draft has it, and what it can name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import render_template
from werkzeug.datastructures import MultiDict

from forum.accounts.sessions import organiser
from forum.core import clock
from forum.core.i18n import current_language
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme import queries
from forum.programme.directory import Directory
from forum.programme.forms.session import Choices, SessionForm
from forum.programme.forms.values import errors_by_input, part_of, values_of
from forum.programme.models import ProgrammeSession
from forum.programme.serial import session_from_mapping
from forum.programme.types import Session
from forum.web.forms import Form

SECTIONS: Final = (
    (
        "what",
        _l("What it is"),
        ("kind", "state", "title", "subtitle", "abstract", "topics", "track"),
    ),
    ("when-where", _l("When and where"), ("when", "place", "place_to_be_confirmed")),
    ("who", _l("People"), ("roles",)),
    (
        "parts",
        _l("Presentations"),
        ("contributions", "presentations_minutes", "panel_minutes", "discussion_minutes"),
    ),
    ("points", _l("Agenda items"), ("items",)),
    (
        "come",
        _l("Who may come"),
        (
            *("access", "audience", "seats", "expected", "optional"),
            *("expected_cities", "expected_cities_about"),
        ),
    ),
    (
        "tongues",
        _l("Languages and media"),
        ("languages", "interpretation", "stream", "do_not_record", "materials"),
    ),
    ("open", _l("Still open, and notes"), ("to_be_confirmed", "note", "inferred")),
)
"""The sections of the form: its anchor, what it is called, and the parts in it."""
PARTS: Final = tuple(
    part for _anchor, _name, parts in SECTIONS for part in parts if part != "materials"
)
"""The parts that are saved one by one, in the order of the form."""


class BareForm(Form):
    """A button: nothing to fill in but the token."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A session that is edited, and the version at which it was read."""

    edition: Edition
    row: ProgrammeSession
    session: Session
    version: int
    choices: Choices

    def form(self, posted: MultiDict[str, str] | None = None) -> SessionForm:
        """Return its form: as the draft has it, or with what was posted."""
        values = values_of(self.session, self.choices)
        return SessionForm(self.choices, self.session, formdata=posted, data=values)


def read_choices(edition: Edition) -> Choices:
    """Return what a session of an edition can name. Three statements."""
    language = current_language()
    return Choices(
        edition=edition,
        places=queries.list_places(edition),
        people=Directory(queries.list_known_people(), language),
        cities=Directory(queries.list_known_cities(), language),
    )


def find_opened(edition: Edition, key: str) -> Opened | None:
    """Return a session as the draft has it now, if it is there."""
    rows = queries.list_sessions(edition, [key])
    if not rows:
        return None
    record = queries.session_record(rows[0])
    return Opened(
        edition=edition,
        row=rows[0],
        session=session_from_mapping(record),
        version=rows[0].version,
        choices=read_choices(edition),
    )


def others_here(edition: Edition, key: str) -> Sequence[LocalizedText | str]:
    """Return who else has the session open."""
    return queries.present_editors(edition, organiser().id).get(key, ())


def show(opened: Opened, form: SessionForm, **more: Any) -> str:  # noqa: ANN401  the template's
    """Return the page of the form."""
    base = form.base.data if form.is_submitted() and form.base.data is not None else opened.version
    return render_template(
        "programme/manage/session.html",
        **context(opened, form),
        sections=SECTIONS,
        base=more.pop("base", base),
        others=others_here(opened.edition, opened.session.key),
        **{"refused": "", "unsaved": False, "focus": "", "gone": None, **more},
    )


def context(opened: Opened, form: SessionForm) -> dict[str, Any]:
    """Return what the parts of the form are drawn with."""
    return {
        "edition": opened.edition,
        "session": opened.session,
        "choices": opened.choices,
        "form": form,
        "wrong": errors_by_input(form) if form.errors else {},
    }


def parts_drawn(opened: Opened, parts: Iterable[str]) -> dict[str, str]:
    """Return parts of the form as the draft has them, drawn for the page's script."""
    form = opened.form()
    return {
        part: render_template(
            "programme/manage/_session_part.html", part=part, **context(opened, form)
        )
        for part in parts
        if part in PARTS
    }


def parts_of(fields: Iterable[str]) -> list[str]:
    """Return the parts of the form in which fields of a session stand, in the form's order."""
    found = {part_of(field) for field in fields}
    return [part for part in PARTS if part in found]


def now_text(edition: Edition) -> str:
    """Return the time of the day where the edition is held."""
    return moment_text(clock.now(), edition)


def moment_text(moment: datetime, edition: Edition) -> str:
    """Return the time of the day at a moment where the edition is held."""
    return f"{moment.astimezone(ZoneInfo(edition.timezone)):%H:%M}"
