"""What is on now and what comes next: in the whole forum, room by room, and in one room.

Everything is pure: an agenda and a moment give the answer, and the moment until which it holds,
so that a page that was made once can be served until then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from forum.core.dates import moment_of
from forum.programme.layout import ASSUMED_ROWS, ROW_MINUTES, Part, parts_of
from forum.programme.types import Agenda, Place, Session, SessionKind, SessionState

ASSUMED = timedelta(minutes=ASSUMED_ROWS * ROW_MINUTES)  # of a session whose length is not known
LEADS_NOWHERE = {SessionKind.BREAK, SessionKind.TRANSFER}  # nobody asks what comes next for these


class Phase(StrEnum):
    """Where a moment lies in a forum."""

    UNTIMED = "untimed"  # no session has a time
    BEFORE = "before"
    ON = "on"
    PAUSE = "pause"  # nothing is on, something comes today
    OVERNIGHT = "overnight"  # it goes on another day
    AFTER = "after"


class Stage(StrEnum):
    """Where a moment lies for one session of a room."""

    PAST = "past"
    NOW = "now"
    NEXT = "next"
    LATER = "later"  # the same day as what is on, or next
    FAR = "far"  # another day
    UNTIMED = "untimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A session with its aware moments in UTC; `ends_at` is assumed where no length is known."""

    session: Session
    day: date
    starts_at: datetime
    ends_at: datetime

    def is_on(self, at: datetime) -> bool:
        """Tell whether it takes place at this moment."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNow:
    """What is on in a place (None: what has none yet), and what comes there next that day."""

    place: Place | None
    now: tuple[Occasion, ...]
    next: tuple[Occasion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """The forum at a moment.

    Attributes:
        phase: where the moment lies.
        day: the day that is spoken of: today while anything is on or to come, else the next one.
        rooms: the places in which anything is on or to come that day, in the agenda's order.
        next: what comes next in the whole forum; several sessions may begin at once.
        turns_at: until when all this holds; None: for good.
    """

    phase: Phase
    day: date | None
    rooms: tuple[RoomNow, ...]
    next: tuple[Occasion, ...]
    turns_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomEntry:
    """One session on the screen at a room's door."""

    session: Session
    day: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    stage: Stage
    is_today: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomScreen:
    """All that the screen at a room's door shows, for every day, so that it needs no network."""

    place: Place
    today: date
    entries: tuple[RoomEntry, ...]
    turns_at: datetime | None

    def has(self, stage: Stage) -> bool:
        """Tell whether any session is at this stage."""
        return any(entry.stage == stage for entry in self.entries)


def happening(agenda: Agenda, at: datetime) -> Happening:
    """Return what is on and what comes next at a moment; cancelled sessions are never on."""
    occasions = _occasions(agenda, (s for s in agenda.sessions if _takes_place(s)))
    coming = [occasion for occasion in occasions if occasion.starts_at > at]
    on = [occasion for occasion in occasions if occasion.is_on(at)]
    phase = _phase(agenda, occasions, at)
    day = _day_spoken_of(agenda, on, coming, at)
    return Happening(
        phase=phase,
        day=day,
        rooms=_rooms(agenda, on, [occasion for occasion in coming if occasion.day == day]),
        next=_first([o for o in coming if o.session.kind not in LEADS_NOWHERE] or coming),
        turns_at=_turns_at(agenda, occasions, at),
    )


def room_screen(agenda: Agenda, place: Place, at: datetime) -> RoomScreen:
    """Return the screen of a room at a moment; cancelled sessions are on it, as cancelled."""
    there = [session for session in agenda.sessions if session.place == place.key]
    occasions = _occasions(agenda, there)
    today = _today(agenda, at)
    upcoming = [o for o in occasions if o.starts_at > at and _takes_place(o.session)]
    following = {occasion.session.key for occasion in _first(upcoming)}
    on = [occasion.day for occasion in occasions if occasion.is_on(at)]
    day = on[0] if on else upcoming[0].day if upcoming else None
    entries = [
        RoomEntry(
            session=occasion.session,
            day=occasion.day,
            starts_at=occasion.starts_at,
            ends_at=occasion.ends_at,
            stage=_stage(occasion, at, following, day),
            is_today=occasion.day == today,
            parts=parts_of(agenda, occasion.session),
        )
        for occasion in occasions
    ]
    entries += [
        RoomEntry(
            session=session,
            day=session.day,
            starts_at=None,
            ends_at=None,
            stage=Stage.UNTIMED,
            is_today=session.day == today,
            parts=(),
        )
        for session in there
        if not session.is_timed
    ]
    return RoomScreen(
        place=place,
        today=today,
        entries=tuple(entries),
        turns_at=_turns_at(agenda, occasions, at),
    )


def _takes_place(session: Session) -> bool:
    return session.state is SessionState.SCHEDULED


def _occasions(agenda: Agenda, sessions: Iterable[Session]) -> list[Occasion]:
    """Return the sessions that have a time, by time."""
    zone = agenda.edition.timezone
    occasions = []
    for session in sessions:
        if session.day is None or session.starts is None:
            continue
        starts = moment_of(session.day, session.starts, zone).astimezone(UTC)
        length = timedelta(minutes=session.minutes) if session.minutes else ASSUMED
        occasions.append(
            Occasion(session=session, day=session.day, starts_at=starts, ends_at=starts + length)
        )
    return sorted(occasions, key=lambda occasion: occasion.starts_at)


def _today(agenda: Agenda, at: datetime) -> date:
    return at.astimezone(ZoneInfo(agenda.edition.timezone)).date()


def _phase(agenda: Agenda, occasions: Sequence[Occasion], at: datetime) -> Phase:
    if not occasions:
        return Phase.UNTIMED
    if at < occasions[0].starts_at:
        return Phase.BEFORE
    if any(occasion.is_on(at) for occasion in occasions):
        return Phase.ON
    coming = [occasion for occasion in occasions if occasion.starts_at > at]
    if not coming:
        return Phase.AFTER
    return Phase.PAUSE if coming[0].day == _today(agenda, at) else Phase.OVERNIGHT


def _day_spoken_of(
    agenda: Agenda, on: Sequence[Occasion], coming: Sequence[Occasion], at: datetime
) -> date | None:
    if on:
        return _today(agenda, at)
    return coming[0].day if coming else None


def _rooms(
    agenda: Agenda, on: Sequence[Occasion], coming: Sequence[Occasion]
) -> tuple[RoomNow, ...]:
    """Return what is on and next, place by place; what has no place yet comes last."""
    order = {place.key: index for index, place in enumerate(agenda.places)}

    def place_of(occasion: Occasion) -> int:
        return order.get(occasion.session.place or "", len(order))

    rooms = []
    both = sorted([*on, *coming], key=lambda o: (place_of(o), o.starts_at))
    for index, there in groupby(both, key=place_of):
        listed = list(there)
        rooms.append(
            RoomNow(
                place=agenda.places[index] if index < len(order) else None,
                now=tuple(o for o in listed if o in on),
                next=_first([o for o in listed if o not in on]),
            )
        )
    return tuple(rooms)


def _first(occasions: Sequence[Occasion]) -> tuple[Occasion, ...]:
    """Return those that begin first."""
    return tuple(o for o in occasions if o.starts_at == occasions[0].starts_at)


def _stage(occasion: Occasion, at: datetime, following: set[str], day: date | None) -> Stage:
    if occasion.ends_at <= at:
        return Stage.PAST
    if occasion.is_on(at):
        return Stage.NOW
    if occasion.session.key in following:
        return Stage.NEXT
    return Stage.LATER if occasion.day == day else Stage.FAR


def _turns_at(agenda: Agenda, occasions: Sequence[Occasion], at: datetime) -> datetime | None:
    """Return when something begins or ends next; a new day turns things, too."""
    turns = [
        moment
        for occasion in occasions
        for moment in (occasion.starts_at, occasion.ends_at)
        if moment > at
    ]
    if not turns:
        return None
    midnight = moment_of(_today(agenda, at) + timedelta(days=1), 0, agenda.edition.timezone)
    return min(*turns, midnight.astimezone(UTC))
