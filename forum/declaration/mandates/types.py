"""Values of mandates: what shows them, what is changed of them, who is reminded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forum.core.localized import Language, LocalizedText
from forum.declaration.types import CapacityKind, MandateState

CONFIRM = "declaration.confirm"
"""The purpose of a link by which a city confirms, from its own address, whom it has named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """Whom a city sends, as an officer changes it."""

    name: LocalizedText
    capacity_kind: CapacityKind
    capacity: LocalizedText
    email: str
    language: Language
    expires_on: date | None = None

    def to_mapping(self) -> dict[str, Any]:
        """Return the JSON value in which a change waits."""
        return {
            "name": self.name.to_mapping(),
            "capacity_kind": self.capacity_kind.value,
            "capacity": self.capacity.to_mapping(),
            "email": self.email,
            "language": self.language,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
        }

    @classmethod
    def from_mapping(cls, value: Mapping[str, Any]) -> "PersonDetails":
        """Return the change that waited."""
        ends = value["expires_on"]
        return cls(
            name=LocalizedText.from_mapping(value["name"]),
            capacity_kind=CapacityKind(value["capacity_kind"]),
            capacity=LocalizedText.from_mapping(value["capacity"]),
            email=value["email"],
            language="en" if value["language"] == "en" else "ko",
            expires_on=date.fromisoformat(ends) if ends else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateFilter:
    """What an officer looks for in the table of mandates."""

    state: MandateState | None = None
    words: str = ""
