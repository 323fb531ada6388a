"""Reads of mandates: letters, changes, the officer's table."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from forum.core.db import db
from forum.declaration.mandates.errors import LetterNotFoundError
from forum.declaration.mandates.models import MandateChange, MandateLetter
from forum.declaration.mandates.types import MandateFilter
from forum.declaration.models import Declaration, Mandate
from forum.declaration.queries import list_mandates
from forum.declaration.types import ASKED, MandateState


def list_letters(mandate: Mandate) -> Sequence[MandateLetter]:
    """Return a mandate's letters without their content, the newest first."""
    return db.session.scalars(
        select(MandateLetter)
        .where(MandateLetter.mandate_id == mandate.id)
        .order_by(MandateLetter.id.desc())
    ).all()


def hashes_of(letters: Sequence[MandateLetter]) -> list[str]:
    """Return the hashes of a mandate's letters, as its record attests them, the oldest first."""
    return [letter.sha256 for letter in reversed(letters)]


def get_letter(mandate: Mandate, letter_id: int) -> MandateLetter:
    """Return a letter of this mandate with its content.

    Raises:
        LetterNotFoundError: it has no such letter.
    """
    letter = db.session.scalar(
        select(MandateLetter)
        .where(MandateLetter.id == letter_id, MandateLetter.mandate_id == mandate.id)
        .options(undefer(MandateLetter.data))
    )
    if letter is None:
        raise LetterNotFoundError
    return letter


def find_open_change(mandate: Mandate) -> MandateChange | None:
    """Return the change that waits for a second officer, if there is one."""
    return db.session.scalar(
        select(MandateChange)
        .where(MandateChange.mandate_id == mandate.id, MandateChange.decided_at.is_(None))
        .order_by(MandateChange.id.desc())
    )


def list_changed_ids(declaration: Declaration) -> set[int]:
    """Return the mandates of which a change waits."""
    return set(
        db.session.scalars(
            select(MandateChange.mandate_id)
            .join(Mandate, Mandate.id == MandateChange.mandate_id)
            .where(Mandate.declaration_id == declaration.id, MandateChange.decided_at.is_(None))
        )
    )


def count_states(mandates: Sequence[Mandate]) -> dict[MandateState, int]:
    """Return how many mandates are in each state that any is in, in the order of the states."""
    counted = Counter(mandate.state for mandate in mandates)
    return {state: counted[state] for state in MandateState if counted[state]}


def list_fitting(mandates: Sequence[Mandate], chosen: MandateFilter) -> list[Mandate]:
    """Return the mandates that an officer looks for: by state, and by city, person or address."""
    words = chosen.words.casefold().split()
    return [
        mandate
        for mandate in mandates
        if chosen.state in (None, mandate.state)
        and all(word in _said_of(mandate).casefold() for word in words)
    ]


def _said_of(mandate: Mandate) -> str:
    city, name = mandate.city.name, mandate.name
    return f"{city.ko} {city.en} {name.ko} {name.en} {mandate.email}"


def list_unanswered(declaration: Declaration) -> list[Mandate]:
    """Return the mandates that were asked to sign the version that stands and have not answered.

    Who could not sign any more is left out: the mandate has expired.
    """
    return [
        mandate
        for mandate in list_mandates(declaration)
        if mandate.state in ASKED and not mandate.has_expired
    ]
