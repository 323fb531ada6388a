"""Reads about what people need."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.models import Attendance, Registration, SensitiveNeed
from forum.registration.needs.rules import Eater
from forum.registration.types import Diet, RegistrationState


def list_eaters(edition: Edition) -> list[Eater]:
    """Return everybody who is expected, without a name."""
    expected = select(Registration.id).where(
        Registration.edition_id == edition.id, Registration.state == RegistrationState.CONFIRMED
    )
    chosen: dict[int, set[str]] = defaultdict(set)
    for number, key in db.session.execute(
        select(Attendance.registration_id, Attendance.session_key).where(
            Attendance.registration_id.in_(expected)
        )
    ):
        chosen[number].add(key)
    needs = {
        need.registration_id: need
        for need in db.session.scalars(
            select(SensitiveNeed).where(SensitiveNeed.registration_id.in_(expected))
        )
    }
    return [_eater(frozenset(chosen[one]), needs.get(one)) for one in db.session.scalars(expected)]


def _eater(chosen: frozenset[str], need: SensitiveNeed | None) -> Eater:
    if need is None:
        return Eater(chosen=chosen)
    return Eater(
        chosen=chosen,
        diets=tuple(Diet(diet) for diet in need.diets),
        has_note=bool(need.diet_note),
        needs_help=bool(need.accessibility),
    )


def list_needs(edition: Edition) -> Sequence[tuple[Registration, SensitiveNeed]]:
    """Return who is expected and said what they need, by name: to be noted by whoever shows it."""
    rows = db.session.execute(
        select(Registration, SensitiveNeed)
        .join(SensitiveNeed, SensitiveNeed.registration_id == Registration.id)
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Registration.sort_key, Registration.id)
        .options(joinedload(Registration.category))
    )
    return [(person, need) for person, need in rows]
