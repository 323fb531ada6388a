"""Decisions about a change of details, on values alone.

Every field has a mark, which a page carries from when it was made: so it is seen field by field
what somebody has changed there, and what has been changed elsewhere meanwhile.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from json import dumps
from typing import Any

from forum.registration.details.types import OwnDetails
from forum.registration.questions.types import Kind, Question

OWN = "own-"  # and the key of the question
LANGUAGE = "language"
SENSITIVE = ("diets", "diet_note", "accessibility")

Values = Mapping[str, Any]
Marks = Mapping[str, str]

_LENGTH = 12  # of a mark; it tells two values apart, and need not resist anybody


def values_of(details: OwnDetails) -> dict[str, Any]:
    """Return what every field says, as JSON would; what is not asked is not there."""
    values: dict[str, Any] = {
        "name": details.name.to_mapping(),
        "affiliation": details.affiliation.to_mapping(),
        "position": details.position.to_mapping(),
        "city": details.city,
        "country": details.country,
        "phone": details.phone,
        LANGUAGE: details.language,
        "receiver": details.receiver or "",
    }
    if details.sensitive is not None:
        values["diets"] = sorted(diet.value for diet in details.sensitive.diets)
        values["diet_note"] = details.sensitive.diet_note
        values["accessibility"] = details.sensitive.accessibility
    return values | {OWN + key: answer for key, answer in details.own.items()}


def marks_of(values: Values) -> dict[str, str]:
    """Return the mark of every field."""
    return {name: _mark(value) for name, value in values.items()}


def _mark(value: object) -> str:
    written = dumps(value, ensure_ascii=False, sort_keys=True)
    return sha256(written.encode()).hexdigest()[:_LENGTH]


def write_marks(marks: Marks) -> str:
    """Return marks as a page carries them."""
    return " ".join(f"{name}:{mark}" for name, mark in sorted(marks.items()))


def read_marks(text: str) -> dict[str, str]:
    """Return the marks that a page carried; whatever else was posted is none."""
    parts = (part.rpartition(":") for part in text.split())
    return {name: mark for name, colon, mark in parts if colon}


def changed_fields(before: Values, after: Values) -> tuple[str, ...]:
    """Return the fields that say something else, in order."""
    names = dict.fromkeys([*before, *after])
    return tuple(name for name in names if before.get(name) != after.get(name))


def changed_meanwhile(shown: Marks, present: Values, wanted: Values) -> tuple[str, ...]:
    """Return the fields that a save would overwrite although its page has not shown what is there.

    What was changed elsewhere to the same is none of them.
    """
    nothing = _mark(None)
    names = dict.fromkeys([*present, *wanted])
    return tuple(
        name
        for name in names
        if _mark(present.get(name)) != shown.get(name, nothing)
        and present.get(name) != wanted.get(name)
    )


def untouched(shown: Marks, wanted: Values, names: Iterable[str]) -> frozenset[str]:
    """Return those of some fields that say what the page said when it was made."""
    nothing = _mark(None)
    return frozenset(name for name in names if _mark(wanted.get(name)) == shown.get(name, nothing))


def told_fields(names: Iterable[str]) -> list[str]:
    """Return what the history tells of changed fields: never what they say."""
    told = (
        "needs" if name in SENSITIVE else "questions" if name.startswith(OWN) else name
        for name in names
    )
    return list(dict.fromkeys(told))


def files_in(questions: Iterable[Question], own: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys of the files among answers to own questions."""
    return frozenset(
        str(own[question.key])
        for question in questions
        if question.kind is Kind.FILE and own.get(question.key)
    )


def options_wished(wishes: Iterable[Iterable[str]], prefix: str) -> frozenset[str]:
    """Return what of the wishes begins so."""
    return frozenset(one for wish in wishes for one in wish if one.startswith(prefix))


def with_options(
    wishes: Iterable[Iterable[str]], *, gone: Collection[str], added: Iterable[str]
) -> list[list[str]]:
    """Return wishes without some options, and with others at the end, each by its own."""
    left = [[one for one in wish if one not in gone] for wish in wishes]
    wished = {one for wish in left for one in wish}
    return [*filter(None, left), *([one] for one in added if one not in wished)]
