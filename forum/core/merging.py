"""Two people change one thing: what each of them changed, seen from what both had before them.

A form carries the marks of the values that it was opened with. From them, from what is saved
by now and from what is wanted it is told what both sides changed, without keeping any history:
only where both gave one part different values must somebody choose.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any, Generic, TypeVar

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES, LocalizedText

Parts = Mapping[str, object]
DetailsT = TypeVar("DetailsT")

_LENGTH = 12  # of a mark: enough to tell the values of one field apart


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be saved, and the parts to which both sides gave different values."""

    parts: Parts
    clashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A part that two organisers gave different values: `name-ko`, `starts_on`."""

    part: str
    theirs: object
    mine: object


@dataclass(frozen=True, slots=True)
class Conflict(Generic[DetailsT]):
    """A save that came after somebody else's.

    Attributes:
        clashes: what must be chosen.
        wanted: what is saved by now with all that the late save changes, clashes included.
        seen: the marks of what is saved by now, with which `wanted` is to be sent again.
    """

    clashes: Sequence[Clash]
    wanted: DetailsT
    seen: str


class EditedMeanwhileError(Refusal):
    """Somebody else has given the same parts other values since."""

    message = _l("Somebody else has saved this meanwhile. Choose what to keep.")
    status = 409

    def __init__(self, conflict: Conflict[Any]) -> None:
        """Keep both versions."""
        super().__init__()
        self.conflict = conflict


def parts_of(details: Any) -> dict[str, object]:  # noqa: ANN401  any dataclass
    """Return the parts of a dataclass, each language of a text for itself: `name-ko`, `host-en`."""
    parts: dict[str, object] = {}
    for field in fields(details):
        value = getattr(details, field.name)
        if isinstance(value, LocalizedText):
            parts |= {f"{field.name}-{tongue}": value.written_in(tongue) for tongue in LANGUAGES}
        else:
            parts[field.name] = value
    return parts


def details_of(kind: type[DetailsT], parts: Parts) -> DetailsT:
    """Return the dataclass of a kind that has these parts."""
    values: dict[str, object] = {}
    for field in fields(kind):  # type: ignore[arg-type]  # a dataclass, as the parts come from one
        if f"{field.name}-ko" in parts:
            tongues = (str(parts[f"{field.name}-{tongue}"]) for tongue in LANGUAGES)
            values[field.name] = LocalizedText(*tongues)
        else:
            values[field.name] = parts[field.name]
    return kind(**values)


def marks_of(parts: Parts) -> str:
    """Return the marks of some values, for a form to carry. They do not tell the values."""
    return ".".join(_mark(parts[name]) for name in sorted(parts))


def merge(seen: str, saved: Parts, wanted: Parts, given_up: Collection[str] = ()) -> Merged:
    """Return what is saved with what was changed since its marks were taken.

    Marks that are not those of such parts are those of nobody: then every difference clashes.
    `given_up` are the parts in which what is saved stays, whatever was wanted.
    """
    wanted = {name: saved[name] if name in given_up else wanted[name] for name in saved}
    marks = seen.split(".")
    if len(marks) != len(saved):
        marks = [""] * len(saved)
    seen_as = dict(zip(sorted(saved), marks, strict=True))
    mine = {name: value for name, value in wanted.items() if _mark(value) != seen_as[name]}
    clashes = tuple(
        name
        for name, value in mine.items()
        if value != saved[name] and _mark(saved[name]) != seen_as[name]
    )
    return Merged({**saved, **mine}, clashes)


def merged(
    seen: str, saved: DetailsT, wanted: DetailsT, given_up: Collection[str] = ()
) -> tuple[DetailsT, list[str]]:
    """Return what is to be saved, and the names of the parts that this changes.

    What somebody else has changed since the marks `seen` were taken, and this save does not,
    stays. `given_up` are the parts in which what is saved stays, whatever is wanted.

    Raises:
        EditedMeanwhileError: both have given the same parts different values.
    """
    theirs, mine = parts_of(saved), parts_of(wanted)
    outcome = merge(seen, theirs, mine, given_up)
    details = details_of(type(saved), outcome.parts)
    if outcome.clashes:
        clashes = [Clash(part, theirs[part], mine[part]) for part in outcome.clashes]
        raise EditedMeanwhileError(Conflict(clashes, details, marks_of(theirs)))
    return details, sorted(name for name in theirs if theirs[name] != outcome.parts[name])


def _mark(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
