"""Between a session and its form: what the form is filled with, and what was filled in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    RadioField,
    SelectField,
    SelectMultipleField,
)

from forum.core.localized import LANGUAGES, LocalizedText
from forum.programme.forms.fields import clock_text
from forum.programme.forms.session import FIELDS_OF, PARTS_OF, Choices, SessionForm
from forum.programme.serial import session_to_mapping
from forum.programme.types import (
    Access,
    AgendaItem,
    Contribution,
    Interpretation,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    SessionState,
)
from forum.web.forms import LocalizedField

PLAIN = (
    *("title", "subtitle", "abstract", "day", "starts"),
    *("place_to_be_confirmed", "presentations_minutes", "panel_minutes", "discussion_minutes"),
    *("audience", "seats", "expected", "optional", "expected_cities_about"),
    *("do_not_record", "to_be_confirmed", "note"),
)


def values_of(session: Session, choices: Choices) -> dict[str, Any]:
    """Return what the form is filled with to change a session."""
    people, cities = choices.people, choices.cities
    of_series = {topic: key for key, topic in choices.topics.items()}
    values: dict[str, Any] = {name: getattr(session, name) for name in PLAIN}
    ends = session.ends
    values |= {
        "key": session.key,
        "track": session.track,
        "stream": session.stream,
        "minutes": session.minutes,
        "kind": session.kind.value,
        "state": session.state.value,
        "access": session.access.value,
        "place": session.place or "",
        "ends": ends,
        "was_starts": clock_text(session.starts),
        "was_ends": clock_text(ends),
        "was_minutes": "" if session.minutes is None else str(session.minutes),
        "topics": [of_series[topic] for topic in session.topics if topic in of_series],
        "own_topics": [{"text": topic} for topic in session.topics if topic not in of_series],
        "languages": list(session.languages),
        "interpretation": [
            {"language": entry.language, "channel": entry.channel}
            for entry in session.interpretation
        ],
        "roles": [
            {
                "role": held.role.value,
                "person": people.label(held.speaker),
                "title": held.title,
                "minutes": held.minutes,
                "confirmed": held.confirmed,
            }
            for held in session.roles
        ],
        "contributions": [
            {
                "city": cities.label(entry.city),
                "person": people.label(entry.speaker),
                "title": entry.title,
                "minutes": entry.minutes,
            }
            for entry in session.contributions
        ],
        "items": [{"text": item.text, "decides": item.decides} for item in session.items],
        "expected_cities": [{"city": cities.label(key)} for key in session.expected_cities],
        "inferred": list(session.inferred),
    }
    return values


def filled_in(form: SessionForm, key: str) -> Session:
    """Return the session as the form says it; the form has to be valid."""
    made = {name: make(form) for name, make in _MADE.items()}
    return Session(key=key, **made)


def with_parts(form: SessionForm, parts: Iterable[str]) -> Session:
    """Return the draft's session with some parts as the form says them; these have to be valid."""
    assert form.session is not None  # noqa: S101  a session that is there is changed
    return replace(form.session, **{name: _MADE[name](form) for name in fields_of(parts)})


def wanted(form: SessionForm, parts: Iterable[str]) -> dict[str, Any]:
    """Return the fields of a record as some parts of the form say them."""
    parts = tuple(parts)
    record = session_to_mapping(with_parts(form, parts))
    return {name: record[name] for name in fields_of(parts)}


def fields_of(parts: Iterable[str]) -> list[str]:
    """Return the fields of a session that stand in some parts of the form."""
    return [name for part in parts for name in FIELDS_OF.get(part, (part,))]


def part_of(name: str) -> str:
    """Return the part of the form in which a field of a session, or an input, stands.

    `roles-0-person` stands in `roles`, `starts` in `when`.
    """
    first = name.partition("-")[0]
    return PARTS_OF.get(first, first)


def errors_by_input(form: SessionForm) -> dict[str, list[str]]:
    """Return what is wrong by the name of the input, as it is posted."""
    found: dict[str, list[str]] = {}
    for field in form:
        cells = [cell for row in field for cell in row.form] if isinstance(field, FieldList) else []
        own = [error for error in field.errors if not isinstance(error, dict | list | tuple)]
        for name, errors in [(field.name, own), *((cell.name, cell.errors) for cell in cells)]:
            if errors:
                found[name] = [str(error) for error in errors]
    return found


def as_posted(form: SessionForm) -> MultiDict[str, str]:
    """Return what a browser posts of a form that holds these values."""
    posted: MultiDict[str, str] = MultiDict()
    for field in form:
        if isinstance(field, FieldList):
            for row in field:
                for cell in row.form:
                    _post(cell, posted)
        elif field.type != "CSRFTokenField":
            _post(field, posted)
    return posted


def _post(field: Field, posted: MultiDict[str, str]) -> None:
    if isinstance(field, LocalizedField):
        for language in LANGUAGES:
            posted[f"{field.name}-{language}"] = field.text.written_in(language)
    elif isinstance(field, BooleanField):
        if field.data:
            posted[field.name] = "y"
    elif isinstance(field, SelectMultipleField):
        posted.setlist(field.name, list(field.data or ()))
    elif isinstance(field, RadioField | SelectField):
        posted[field.name] = field.data or ""
    else:
        posted[field.name] = field._value()  # noqa: SLF001  what WTForms' own inputs show


def _topics(form: SessionForm) -> tuple[LocalizedText, ...]:
    """Return the topics in the order that they had; new ones come last."""
    of_series = form.choices.topics
    ticked = [of_series[key] for key in of_series if key in (form.topics.data or ())]
    own = [row.form.text.text for row in form.own_topics if not row.form.is_blank]
    before = form.session.topics if form.session else ()
    own_then = [topic for topic in before if topic not in of_series.values()]
    if own == own_then:  # keep what stands between the topics of the series
        kept = [topic for topic in before if topic in own or topic in ticked]
        return (*kept, *(topic for topic in ticked if topic not in kept))
    return (*ticked, *own)


def _languages(form: SessionForm) -> tuple[str, ...]:
    """Return the languages in the order that they had; new ones come last."""
    chosen = form.languages.data or []
    before = form.session.languages if form.session else ()
    kept = [code for code in before if code in chosen]
    return (*kept, *(code for code in chosen if code not in kept))


def _interpretation(form: SessionForm) -> tuple[Interpretation, ...]:
    return tuple(
        Interpretation(
            language=row.form.language.data, channel=(row.form.channel.data or "").strip()
        )
        for row in form.interpretation
        if not row.form.is_blank
    )


def _roles(form: SessionForm) -> tuple[RoleHeld, ...]:
    return tuple(
        RoleHeld(
            role=Role(row.form.role.data),
            speaker=row.form.person.key,
            title=row.form.title.text,
            minutes=row.form.minutes.data,
            confirmed=row.form.confirmed.data,
        )
        for row in form.roles
        if not row.form.is_blank
    )


def _contributions(form: SessionForm) -> tuple[Contribution, ...]:
    rows = [row.form for row in form.contributions if not row.form.is_blank]
    return tuple(
        Contribution(
            order=order,
            title=row.title.text,
            city=row.city.key,
            speaker=row.person.key,
            minutes=row.minutes.data,
        )
        for order, row in enumerate(rows, start=1)
    )


def _items(form: SessionForm) -> tuple[AgendaItem, ...]:
    return tuple(
        AgendaItem(text=row.form.text.text, decides=row.form.decides.data)
        for row in form.items
        if not row.form.is_blank
    )


def _expected_cities(form: SessionForm) -> tuple[str, ...]:
    keys = (row.form.city.key for row in form.expected_cities if not row.form.is_blank)
    return tuple(dict.fromkeys(key for key in keys if key))


def _plain(name: str) -> Callable[[SessionForm], Any]:
    return lambda form: form[name].data


def _line(name: str) -> Callable[[SessionForm], str]:
    return lambda form: (form[name].data or "").strip()


_MADE: Mapping[str, Callable[[SessionForm], Any]] = {
    **{name: _plain(name) for name in PLAIN},
    "track": _line("track"),
    "stream": _line("stream"),
    "minutes": lambda form: form.length(),
    "kind": lambda form: SessionKind(form.kind.data),
    "state": lambda form: SessionState(form.state.data),
    "access": lambda form: Access(form.access.data),
    "place": lambda form: form.place.data or None,
    "topics": _topics,
    "languages": _languages,
    "interpretation": _interpretation,
    "roles": _roles,
    "contributions": _contributions,
    "items": _items,
    "expected_cities": _expected_cities,
    "inferred": lambda form: tuple(
        name
        for name in (form.session.inferred if form.session else ())
        if name in (form.inferred.data or ())
    ),
}
