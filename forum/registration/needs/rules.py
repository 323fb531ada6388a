"""Who eats where, and how many need what."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from forum.core.localized import LocalizedText
from forum.programme.types import Agenda, Session, SessionKind, SessionState
from forum.registration.types import Diet


@dataclass(frozen=True, slots=True, kw_only=True)
class Eater:
    """Somebody who is expected: which counted sessions they chose, and what they do not eat."""

    chosen: frozenset[str]
    diets: tuple[Diet, ...] = ()
    has_note: bool = False
    needs_help: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meal:
    """How many come to one meal, and how many of them need what. Never who."""

    key: str
    title: LocalizedText
    on: date | None
    eaters: int
    notes: int
    diets: Counter[Diet] = field(default_factory=Counter)


def meals_of(agenda: Agenda) -> Sequence[Session]:
    """Return the meals that take place, by time."""
    return [
        session
        for session in agenda.sessions
        if session.kind is SessionKind.MEAL and session.state is SessionState.SCHEDULED
    ]


def count_meals(
    meals: Iterable[Session], counted: Collection[str], eaters: Sequence[Eater]
) -> list[Meal]:
    """Return the numbers of each meal.

    To a meal whose seats are counted come those who chose it; to any other, everybody.
    """
    found = []
    for meal in meals:
        there = [one for one in eaters if meal.key not in counted or meal.key in one.chosen]
        found.append(
            Meal(
                key=meal.key,
                title=meal.title,
                on=meal.day,
                eaters=len(there),
                notes=sum(1 for one in there if one.has_note),
                diets=Counter(diet for one in there for diet in one.diets),
            )
        )
    return found
