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

from forum.core.localized import EMPTY, LocalizedText
from forum.programme.changes import CHANGES, Change, Detail
from forum.programme.types import Agenda, Material, Place, Session
from forum.programme.warnings import AgendaWarning

NOTHING_WRITTEN = EMPTY.to_mapping()
Write = Callable[[Any], Any]
Read = Callable[[Any], Any]


def agenda_to_mapping(agenda: Agenda) -> dict[str, Any]:
    """Return the agenda as a JSON object."""
    return cast("dict[str, Any]", _writer(Agenda)(agenda))


def agenda_from_mapping(mapping: Mapping[str, Any]) -> Agenda:
    """Return the agenda that was written as this JSON object."""
    return cast("Agenda", _reader(Agenda)(mapping))


def session_to_mapping(session: Session) -> dict[str, Any]:
    """Return one session as a JSON object."""
    return cast("dict[str, Any]", _writer(Session)(session))


def session_from_mapping(mapping: Mapping[str, Any]) -> Session:
    """Return the session that was written as this JSON object; other fields are passed over."""
    return cast("Session", _reader(Session)(mapping))


def place_to_mapping(place: Place) -> dict[str, Any]:
    """Return one place as a JSON object."""
    return cast("dict[str, Any]", _writer(Place)(place))


def place_from_mapping(mapping: Mapping[str, Any]) -> Place:
    """Return the place that was written as this JSON object; other fields are passed over."""
    return cast("Place", _reader(Place)(mapping))


def material_to_mapping(material: Material) -> dict[str, Any]:
    """Return one material as a JSON object."""
    return cast("dict[str, Any]", _writer(Material)(material))


def material_from_mapping(mapping: Mapping[str, Any]) -> Material:
    """Return the material that was written as this JSON object."""
    return cast("Material", _reader(Material)(mapping))


def changes_to_list(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return changes as JSON objects, each with its `kind`."""
    return [{"kind": change.kind, **_writer(CHANGES[change.kind])(change)} for change in changes]


def changes_from_list(mappings: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Return the changes that were written as these JSON objects."""
    return tuple(_reader(CHANGES[mapping["kind"]])(mapping) for mapping in mappings)


def warnings_to_list(warnings: Sequence[AgendaWarning]) -> list[dict[str, Any]]:
    """Return warnings as JSON objects."""
    return [_writer(AgendaWarning)(warning) for warning in warnings]


def warnings_from_list(mappings: Sequence[Mapping[str, Any]]) -> tuple[AgendaWarning, ...]:
    """Return the warnings that were written as these JSON objects."""
    return tuple(_reader(AgendaWarning)(mapping) for mapping in mappings)


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


def _read_text(mapping: Mapping[str, str]) -> LocalizedText:
    if mapping == NOTHING_WRITTEN:
        return EMPTY  # most texts of a session: no object is made for them
    return LocalizedText.from_mapping(mapping)


@cache
def _reader(kind: Any) -> Read:  # noqa: ANN401
    simple: dict[Any, Read] = {
        LocalizedText: _read_text,
        Detail: _read_detail,
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
    }
    if kind in simple:
        return simple[kind]
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return _container_reader(kind)


def _container_reader(kind: Any) -> Read:  # noqa: ANN401
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        read = _reader(arguments[0])
        return tuple if read is _as_it_is else lambda values: tuple(map(read, values))
    if origin is types.UnionType:
        read = _reader(_only(arguments))
        if read is _as_it_is:
            return _as_it_is
        return lambda value: None if value is None else read(value)
    if origin is Mapping:
        return dict
    return _as_it_is


def _read_dataclass(kind: Any) -> Read:  # noqa: ANN401
    hints = typing.get_type_hints(kind)
    names = frozenset(field.name for field in dataclasses.fields(kind))
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}
    converted = [(name, read) for name, read in readers.items() if read is not _as_it_is]

    def build(mapping: Mapping[str, Any]) -> object:
        # Most fields are in JSON what they are here: they are taken over together. This is on the
        # way to the first page after a release, thousands of times for a large programme.
        values = {name: mapping[name] for name in mapping.keys() & names}
        for name, read in converted:
            if name in values:
                values[name] = read(values[name])
        return kind(**values)

    return build


def _write_detail(detail: Detail) -> dict[str, Any]:
    write = _writer(_fields_of_a_session()[detail.field])
    return {
        "field": detail.field,
        "before": write(detail.before),
        "after": write(detail.after),
    }


def _read_detail(mapping: Mapping[str, Any]) -> Detail:
    read = _reader(_fields_of_a_session()[mapping["field"]])
    return Detail(
        field=mapping["field"], before=read(mapping["before"]), after=read(mapping["after"])
    )


@cache
def _fields_of_a_session() -> dict[str, Any]:
    return typing.get_type_hints(Session)


def _only(arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """Return the type of `X | None`."""
    (kind,) = (argument for argument in arguments if argument is not types.NoneType)
    return kind
