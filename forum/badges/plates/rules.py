"""What stands on which paper, and in which order. Pure."""

from collections.abc import Sequence
from datetime import date

from forum.badges.plates.types import DoorRow, DoorSign, Lanyard, LanyardGroup, LanyardOrder
from forum.core.localized import LocalizedText
from forum.programme.types import Agenda, Session, SessionKind, SessionState

QUIET = {SessionKind.BREAK, SessionKind.TRANSFER}
LAST = "\uffff"


def door_signs(agenda: Agenda, day: date | None = None) -> list[DoorSign]:
    """Return a sign for each room and day in which something takes place, by day and room.

    Sessions without a day stand on a sign of their own, behind all others.
    """
    signs = []
    held = [one for one in agenda.sessions if one.state is SessionState.SCHEDULED and one.place]
    for on in sorted({one.day for one in held}, key=lambda one: (one is None, one or date.min)):
        if day is not None and on != day:
            continue
        for place in agenda.places:
            there = [one for one in held if (one.day, one.place) == (on, place.key)]
            if there:
                signs.append(
                    DoorSign(
                        place=place.key,
                        room=place.name,
                        floor=place.floor,
                        day=on,
                        rows=[_row(one) for one in there],
                    )
                )
    return signs


def _row(session: Session) -> DoorRow:
    return DoorRow(
        time=_time(session),
        kind=session.kind.value,
        title=session.title,
        is_quiet=session.kind in QUIET,
    )


def _time(session: Session) -> str:
    if session.starts is None:
        return ""
    ends = session.starts + (session.minutes or 0)
    shown = [session.starts, ends] if session.minutes else [session.starts]
    return "–".join(f"{one // 60 % 24:02d}:{one % 60:02d}" for one in shown)


def groups_of(lanyards: Sequence[Lanyard], order: LanyardOrder) -> list[LanyardGroup]:
    """Return lanyards, which stand by name, in the boxes from which they are handed out.

    Categories stand as the organisers have them, cities by their Korean names, those without
    a city last.
    """
    groups: dict[tuple[LocalizedText, ...], list[Lanyard]] = {}
    for one in lanyards:
        groups.setdefault(_words(one, order), []).append(one)
    by_city = order is not LanyardOrder.CATEGORY
    keys = sorted(groups, key=_city_first) if by_city else list(groups)
    return [LanyardGroup(words=key, lanyards=groups[key]) for key in keys]


def _words(one: Lanyard, order: LanyardOrder) -> tuple[LocalizedText, ...]:
    if order is LanyardOrder.CATEGORY:
        return (one.category,)
    return (one.city,) if order is LanyardOrder.CITY else (one.city, one.category)


def _city_first(words: tuple[LocalizedText, ...]) -> str:
    """Sort by the city alone: categories keep the order in which they come."""
    return words[0].in_("ko") if words[0] else LAST
