"""What the next release would say: the draft beside the last release, and what differs.

The preview shows it, and the release is made from it; `Basis` is what tells that both are of
the same draft.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Self

from forum.core import clock
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.programme import queries
from forum.programme.changes import Change
from forum.programme.rules import compare, keep_cancelled, next_sequences
from forum.programme.serial import agenda_from_mapping, agenda_to_mapping
from forum.programme.types import Agenda, ReleaseFacts

DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What somebody saw who is about to release.

    Attributes:
        operation: number of the draft's last operation.
        release: number of the last release, 0 before the first.
        content: digest of the programme, because the name of a person in it, too, can change
            without an operation.
    """

    operation: int
    release: int
    content: str

    def __str__(self) -> str:
        """Return it as a form carries it."""
        return f"{self.operation}.{self.release}.{self.content}"

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Return what a form carried; None if that is no such thing."""
        operation, _dot, rest = text.partition(".")
        release, _dot, content = rest.partition(".")
        if not (_is_number(operation) and _is_number(release) and len(content) == DIGEST_LENGTH):
            return None
        return cls(operation=int(operation), release=int(release), content=content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The next release, before it is one.

    Attributes:
        before: the agenda of the last release; None if this is the first.
        agenda: what it would say, without its own facts.
        changes: in what they differ.
        basis: what it was made from.
    """

    before: Agenda | None
    agenda: Agenda
    changes: tuple[Change, ...]
    basis: Basis

    @property
    def number(self) -> int:
        """Return the number that the release will have."""
        return self.basis.release + 1

    @property
    def is_first(self) -> bool:
        """Tell whether there has been no release yet."""
        return self.before is None

    def released(
        self,
        note: LocalizedText = EMPTY,
        *,
        at: datetime | None = None,
        dated: str = "",
        dated_inferred: bool = False,
    ) -> Agenda:
        """Return the agenda as the release that it becomes."""
        facts = ReleaseFacts(
            number=self.number,
            note=note,
            released_at=at or clock.now(),
            dated=dated,
            dated_inferred=dated_inferred,
        )
        return replace(self.agenda, release=facts)


def propose_release(edition: Edition) -> Proposal:
    """Return what a release of the draft would be now. The number of statements is constant."""
    last = queries.find_latest_release(edition)
    before = agenda_from_mapping(last.agenda) if last else None
    agenda = keep_cancelled(before, queries.build_agenda(edition))
    agenda = replace(agenda, sequences=next_sequences(before, agenda))
    return Proposal(
        before=before,
        agenda=agenda,
        changes=compare(before, agenda) if before else (),
        basis=Basis(
            operation=queries.last_operation_number(edition),
            release=last.number if last else 0,
            content=_digest(agenda_to_mapping(agenda)),
        ),
    )


def _digest(mapping: Mapping[str, object]) -> str:
    text = json.dumps(mapping, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < DIGEST_LENGTH
