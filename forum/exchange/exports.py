"""Writing data files, in the form in which they are read."""

from enum import StrEnum
from typing import Any

import yaml
from pydantic_core import PydanticUndefined

from forum.core.dates import format_minute
from forum.core.localized import LocalizedText
from forum.exchange.fields import Part

WIDTH = 160


class _Dumper(yaml.SafeDumper):
    """Indents lists under their field, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002  overridden
        """Never leave out the indent of a list."""
        del indentless
        super().increase_indent(flow=flow, indentless=False)


def write(part: Part) -> str:
    """Return the part as YAML; fields that say nothing but their default are left out."""
    return yaml.dump(
        _plain(part),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=None,
    )


def _plain(value: object) -> Any:  # noqa: ANN401  what YAML can write
    if isinstance(value, Part):
        return {name: _field(name, entry) for name, entry in _said(value)}
    if isinstance(value, LocalizedText):
        return {language: text for language, text in value.to_mapping().items() if text}
    if isinstance(value, dict):
        return {_scalar(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _field(name: str, value: object) -> Any:  # noqa: ANN401
    if name == "start" and isinstance(value, int):
        return format_minute(value)
    return _plain(value)


def _said(part: Part) -> list[tuple[str, object]]:
    """Return the fields that say more than their default."""
    said: list[tuple[str, object]] = []
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        default = field.get_default(call_default_factory=True)
        if default is PydanticUndefined or value != default:
            said.append((name, value))
    return said
