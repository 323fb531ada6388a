"""An agenda as JSON, and back: what a release stores and the API answers.

The mapping is read off the frozen dataclasses of `types` and `changes` once, so that a field
that is added there is carried here. Reading is lenient in one way only: a field that an older
snapshot does not have takes its default.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, cast

import msgspec

from forum.core.localized import LocalizedText
from forum.programme.changes import CHANGES, Change, Detail, DetailsChanged
from forum.programme.types import Agenda, Material, Place, Session
from forum.programme.warnings import AgendaWarning

Write = Callable[[Any], Any]

# msgspec learns what a class is like when it first meets it, and two threads of which one meets a
# class that the other is still learning end the whole process (msgspec 0.22: a segmentation fault).
# So it meets every class that is read here at import, before there are threads.
for _kind in (Agenda, Session, Place, Material, AgendaWarning, *CHANGES.values()):
    msgspec.json.Decoder(_kind)


def agenda_to_mapping(agenda: Agenda) -> dict[str, Any]:
    """Return the agenda as a JSON object."""
    return cast("dict[str, Any]", _writer(Agenda)(agenda))


def agenda_from_mapping(mapping: Mapping[str, Any]) -> Agenda:
    """Return the agenda that was written as this JSON object."""
    return msgspec.convert(mapping, Agenda)


def session_to_mapping(session: Session) -> dict[str, Any]:
    """Return one session as a JSON object."""
    return cast("dict[str, Any]", _writer(Session)(session))


def session_from_mapping(mapping: Mapping[str, Any]) -> Session:
    """Return the session that was written as this JSON object; other fields are passed over."""
    return msgspec.convert(mapping, Session)


def place_to_mapping(place: Place) -> dict[str, Any]:
    """Return one place as a JSON object."""
    return cast("dict[str, Any]", _writer(Place)(place))


def place_from_mapping(mapping: Mapping[str, Any]) -> Place:
    """Return the place that was written as this JSON object; other fields are passed over."""
    return msgspec.convert(mapping, Place)


def material_to_mapping(material: Material) -> dict[str, Any]:
    """Return one material as a JSON object."""
    return cast("dict[str, Any]", _writer(Material)(material))


def material_from_mapping(mapping: Mapping[str, Any]) -> Material:
    """Return the material that was written as this JSON object."""
    return msgspec.convert(mapping, Material)


def changes_to_list(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return changes as JSON objects, each with its `kind`."""
    return [{"kind": change.kind, **_writer(CHANGES[change.kind])(change)} for change in changes]


def changes_from_list(mappings: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Return the changes that were written as these JSON objects."""
    return tuple(
        _with_values(msgspec.convert(mapping, CHANGES[mapping["kind"]])) for mapping in mappings
    )


def warnings_to_list(warnings: Sequence[AgendaWarning]) -> list[dict[str, Any]]:
    """Return warnings as JSON objects."""
    return [_writer(AgendaWarning)(warning) for warning in warnings]


def warnings_from_list(mappings: Sequence[Mapping[str, Any]]) -> tuple[AgendaWarning, ...]:
    """Return the warnings that were written as these JSON objects."""
    return msgspec.convert(mappings, tuple[AgendaWarning, ...])


def _as_it_is(value: object) -> object:
    return value


def _moment_to_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@cache
def _writer(kind: Any) -> Write:  # noqa: ANN401  any type of a field
    simple: dict[Any, Write] = {
        LocalizedText: LocalizedText.to_mapping,
        Detail: _write_detail,
        datetime: _moment_to_text,
        date: date.isoformat,
    }
    if kind in simple:
        return simple[kind]
    if dataclasses.is_dataclass(kind):
        return _write_dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return str
    return _container_writer(kind)


def _container_writer(kind: Any) -> Write:  # noqa: ANN401
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        write = _writer(arguments[0])
        return lambda values: [write(value) for value in values]
    if origin is types.UnionType:
        write = _writer(_only(arguments))
        return lambda value: None if value is None else write(value)
    if origin is Mapping:
        return lambda mapping: {key: mapping[key] for key in sorted(mapping)}
    return _as_it_is


def _write_dataclass(kind: Any) -> Write:  # noqa: ANN401
    hints = typing.get_type_hints(kind)
    writers = {field.name: _writer(hints[field.name]) for field in dataclasses.fields(kind)}
    return lambda value: {name: write(getattr(value, name)) for name, write in writers.items()}


def _write_detail(detail: Detail) -> dict[str, Any]:
    write = _writer(_fields_of_a_session()[detail.field])
    return {
        "field": detail.field,
        "before": write(detail.before),
        "after": write(detail.after),
    }


def _with_values(change: Change) -> Change:
    """Return the change with the values of its fields read as those of a session."""
    if not isinstance(change, DetailsChanged):
        return change
    return dataclasses.replace(change, details=tuple(map(_read_detail, change.details)))


def _read_detail(detail: Detail) -> Detail:
    kind = _fields_of_a_session()[detail.field]
    return dataclasses.replace(
        detail,
        before=msgspec.convert(detail.before, kind),
        after=msgspec.convert(detail.after, kind),
    )


@cache
def _fields_of_a_session() -> dict[str, Any]:
    return typing.get_type_hints(Session)


def _only(arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """Return the type of `X | None`."""
    (kind,) = (argument for argument in arguments if argument is not types.NoneType)
    return kind
