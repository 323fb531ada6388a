"""What an operation changes in the draft, as values: field by field, and back again.

A record is a session or a place as its JSON object (`forum.programme.serial`) with its
`position`. A patch holds the fields that differ, before and after; where a side is None, the
record does not exist on it. Everything here is pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forum.programme.types import Subject

Record = Mapping[str, Any]
Records = Mapping[tuple[Subject, str], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """One record's change: only the fields that differ, or a whole record that comes or goes."""

    subject: Subject
    key: str
    before: Record | None
    after: Record | None

    @property
    def fields(self) -> frozenset[str]:
        """Return the names of the fields that it touches."""
        return frozenset(self.before or {}) | frozenset(self.after or {})

    @property
    def reverse(self) -> "Patch":
        """Return what takes it back."""
        return Patch(subject=self.subject, key=self.key, before=self.after, after=self.before)

    def to_mapping(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {
            "subject": self.subject.value,
            "key": self.key,
            "before": self.before,
            "after": self.after,
        }

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> "Patch":
        """Return the patch that was written as this JSON object."""
        return cls(
            subject=Subject(mapping["subject"]),
            key=mapping["key"],
            before=mapping["before"],
            after=mapping["after"],
        )


def between(
    subject: Subject, key: str, before: Record | None, after: Record | None
) -> Patch | None:
    """Return what turns one state of a record into another, or None if nothing does."""
    if before is None or after is None:
        if before is after:
            return None
        return Patch(subject=subject, key=key, before=before, after=after)
    differing = [name for name in after if before.get(name) != after[name]]
    if not differing:
        return None
    return Patch(
        subject=subject,
        key=key,
        before={name: before.get(name) for name in differing},
        after={name: after[name] for name in differing},
    )


def all_between(before: Records, after: Records) -> tuple[Patch, ...]:
    """Return what turns some records into others, in the order of their keys."""
    keys = sorted(before.keys() | after.keys())
    made = (
        between(subject, key, before.get((subject, key)), after.get((subject, key)))
        for subject, key in keys
    )
    return tuple(patch for patch in made if patch is not None)


def applied(patch: Patch, record: Record | None) -> dict[str, Any] | None:
    """Return the record as it is with the patch."""
    if patch.after is None:
        return None
    return {**(record or {}), **patch.after}


def fits(patch: Patch, record: Record | None) -> bool:
    """Tell whether the record is, in what the patch touches, as the patch found it."""
    if patch.before is None or record is None:
        return record is None and patch.before is None
    if patch.after is None:  # it goes: all of it must be as it was
        return dict(record) == dict(patch.before)
    return all(record.get(name) == value for name, value in patch.before.items())


def as_before(record: Record | None, later: Iterable[Patch]) -> Record | None:
    """Return a record as it was before some patches of it, which are given in their order."""
    for patch in reversed(list(later)):
        record = applied(patch.reverse, record)
    return record


def touching(patches: Iterable[Patch], subject: Subject, key: str) -> Iterator[Patch]:
    """Return those patches that are of one record."""
    return (patch for patch in patches if (patch.subject, patch.key) == (subject, key))
