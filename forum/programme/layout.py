"""The day as a score: where every session of a day is drawn, in five-minute rows.

Time runs down, rooms stand side by side. The same `DayScore` is drawn by the agenda's grid, the
home page, the booklet and the door screen, so that they never differ. Everything is pure.

What is decided here:

- A place has a lane. Sessions at the same time in one place split its lane into columns.
- Guests (places used for less than a third of the day) that never overlap share one lane, so
  that a museum visited in the evening does not leave a lane empty all day.
- What still has no place stands in open lanes, drawn dashed.
- A transfer or a break without a place spans everything, unless something else happens then.
- Whole hours in which nothing happens are drawn as a short gap that says how long it is.
- The editor's grid is the same drawing with `every_place`: each place has its own lane, though
  nothing is held there, then comes one for what has no place; no hour is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeVar

from forum.core.dates import moment_of
from forum.core.localized import EMPTY, LocalizedText
from forum.programme.types import Agenda, Day, Place, Role, RoleHeld, Session, SessionState

ROW_MINUTES: Final = 5
HOUR: Final = 60
ROWS_PER_HOUR: Final = HOUR // ROW_MINUTES
MOST_ROWS: Final = 24 * ROWS_PER_HOUR
SHORT_ROWS: Final = 7  # up to 35 minutes: time and title stand on one line
ASSUMED_ROWS: Final = 6  # drawn for a session whose length is not known
GAP_HOURS: Final = 2  # so many whole empty hours are drawn as a gap
GAP_ROWS: Final = 4
GUEST_SHARE: Final = 3  # a guest uses less than a third of the day


class PartKind(StrEnum):
    """What a part of a session is."""

    ROLE = "role"
    CONTRIBUTION = "contribution"
    PANEL = "panel"
    DISCUSSION = "discussion"
    ITEMS = "items"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a session, drawn to scale inside it.

    Attributes:
        kind: what it is; a discussion, a panel and agenda items have no label of their own.
        label: who or which city; empty where the kind says it all.
        title: what they speak about.
        names: the people of a panel.
        role: the role of a person who speaks alone.
        count: how many agenda items stand in it.
        starts: minutes since midnight.
        starts_at, ends_at: the same as aware moments in UTC.
    """

    kind: PartKind
    minutes: int
    rows: int
    starts: int
    starts_at: datetime
    ends_at: datetime
    label: LocalizedText = EMPTY
    title: LocalizedText = EMPTY
    names: tuple[LocalizedText, ...] = ()
    role: Role | None = None
    count: int = 0
    city: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One room, a few places that take turns, or what has no place yet.

    Attributes:
        places: one, or several that share the lane; none in an open lane.
        is_open: the place is still to be confirmed.
        column: the first of its columns, counted from 1.
        columns: how many it has: more than one where sessions of one place overlap.
    """

    places: tuple[Place, ...]
    is_open: bool
    column: int
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of the time axis; `at` is its aware moment in UTC."""

    minute: int
    row: int
    rows: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Hours in which nothing happens, drawn short."""

    row: int
    rows: int
    starts: int
    ends: int

    @property
    def hours(self) -> int:
        """Return how many hours are left out."""
        return (self.ends - self.starts) // HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBlock:
    """One session on the score.

    Attributes:
        row, rows: where it begins, counted from 0, and how long it is.
        column, columns: its first column, counted from 1, and how many it spans.
        is_short: too short for more than one line.
        is_parallel: it begins while a session drawn before it still runs.
        shows_place: its lane's heading does not say where it is.
        starts_at, ends_at: aware moments in UTC; no end where the length is not known.
    """

    session: Session
    row: int
    rows: int
    column: int
    columns: int
    is_short: bool
    is_parallel: bool
    shows_place: bool
    starts_at: datetime
    ends_at: datetime | None
    parts: tuple[Part, ...] = ()


_OnColumns = TypeVar("_OnColumns", Lane, ScoreBlock)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayScore:
    """One day, laid out. Blocks are in reading order: by time, then from left to right."""

    day: Day
    first_minute: int
    last_minute: int
    rows: int
    columns: int
    lanes: tuple[Lane, ...]
    hours: tuple[Hour, ...]
    gaps: tuple[Gap, ...]
    blocks: tuple[ScoreBlock, ...]
    untimed: tuple[Session, ...]

    def in_parts(self, most: int) -> tuple["DayScore", ...]:
        """Return the drawing cut into as few, about equally wide ones as have `most` columns.

        What spans several columns is in each part that it touches.
        """
        parts = -(-self.columns // most)
        if parts < 2:  # noqa: PLR2004  nothing to cut
            return (self,)
        width = -(-self.columns // parts)
        return tuple(
            self._between(first, min(first + width, self.columns + 1))
            for first in range(1, self.columns + 1, width)
        )

    def _between(self, first: int, after: int) -> "DayScore":
        return replace(
            self,
            columns=after - first,
            lanes=_within(self.lanes, first, after),
            blocks=_within(self.blocks, first, after),
        )


def _within(drawn: Iterable[_OnColumns], first: int, after: int) -> tuple[_OnColumns, ...]:
    """Return what lies on these columns, cut to them and counted from the first of them."""
    found = []
    for one in drawn:
        begins, ends = max(one.column, first), min(one.column + one.columns, after)
        if begins < ends:
            found.append(replace(one, column=begins - first + 1, columns=ends - begins))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Span:
    """A session's rows, and the column it gets inside its lane."""

    session: Session
    start: int
    end: int

    def overlaps(self, other: "_Span") -> bool:
        return self.start < other.end and other.start < self.end


_Room = tuple[tuple[Place, ...], list[_Span]]
"""Places that share a lane, none where there is no place, and what is held there."""


class _Axis:
    """Turns minutes since midnight into rows, long empty hours drawn short."""

    def __init__(
        self, sessions: Sequence[Session], within: tuple[int, int] | None, *, with_gaps: bool = True
    ) -> None:
        busy = _busy(sessions)
        needed = [*busy, within] if within else busy
        self.first = min(span[0] for span in needed) // HOUR * HOUR
        self.last = -(-max(span[1] for span in needed) // HOUR) * HOUR
        self.hidden = [
            hours
            for before, after in pairwise(busy)
            if with_gaps and (hours := _whole_hours(before[1], after[0])) is not None
        ]
        self.rows = self.row_of(self.last)

    def row_of(self, minute: int) -> int:
        """Return the row that begins at this minute."""
        left_out = sum(
            (ends - starts) // ROW_MINUTES - GAP_ROWS
            for starts, ends in self.hidden
            if ends <= minute
        )
        return min(round((minute - self.first) / ROW_MINUTES), MOST_ROWS + left_out) - left_out

    def hours(self, day: date, zone: str) -> tuple[Hour, ...]:
        """Return the hours that are drawn."""
        return tuple(
            Hour(
                minute=minute,
                row=self.row_of(minute),
                rows=ROWS_PER_HOUR,
                at=_utc(day, minute, zone),
            )
            for minute in range(self.first, self.last, HOUR)
            if not any(starts <= minute < ends for starts, ends in self.hidden)
        )

    def gaps(self) -> tuple[Gap, ...]:
        """Return the hours that are not."""
        return tuple(
            Gap(row=self.row_of(ends) - GAP_ROWS, rows=GAP_ROWS, starts=starts, ends=ends)
            for starts, ends in self.hidden
        )


def _busy(sessions: Sequence[Session]) -> list[tuple[int, int]]:
    """Return the times in which anything happens, without overlaps, in order."""
    busy: list[tuple[int, int]] = []
    for starts, ends in sorted((_starts(s), _ends(s)) for s in sessions):
        if busy and starts <= busy[-1][1]:
            busy[-1] = (busy[-1][0], max(busy[-1][1], ends))
        else:
            busy.append((starts, ends))
    return busy


def _whole_hours(after: int, before: int) -> tuple[int, int] | None:
    """Return the whole hours in between, if they are enough to be left out."""
    starts, ends = -(-after // HOUR) * HOUR, before // HOUR * HOUR
    return (starts, ends) if ends - starts >= GAP_HOURS * HOUR else None


def _starts(session: Session) -> int:
    return session.starts or 0


def _ends(session: Session) -> int:
    return _starts(session) + (session.minutes or ASSUMED_ROWS * ROW_MINUTES)


def layout_days(agenda: Agenda) -> tuple[DayScore, ...]:
    """Return the days on one time axis, so that they can stand side by side."""
    timed = [session for day in agenda.days for session in day.timed]
    within = (min(map(_starts, timed)), max(map(_ends, timed))) if timed else None
    return tuple(
        layout_day(agenda, day, within=within) for day in agenda.days if day.on is not None
    )


def layout_day(
    agenda: Agenda,
    day: Day,
    *,
    within: tuple[int, int] | None = None,
    every_place: bool = False,
) -> DayScore:
    """Return where every session of the day is drawn.

    `within` are the minutes since midnight that the axis has to hold at least. A day without
    any clock time has no rows and no lanes, only its sessions in order, unless `every_place` is
    asked for: then the places are drawn as something can be put into them, and `within` says
    which hours are free to be used.
    """
    if day.on is None or not (day.timed or (every_place and within)):
        return DayScore(
            day=day,
            first_minute=0,
            last_minute=0,
            rows=0,
            columns=0,
            lanes=(),
            hours=(),
            gaps=(),
            blocks=(),
            untimed=day.untimed,
        )
    axis = _Axis(day.timed, within, with_gaps=not every_place)
    spans = [_span(axis, session) for session in day.timed]
    across = [] if every_place else _across(spans)
    groups = (
        _all_rooms(agenda, spans)
        if every_place
        else _rooms_in_use(agenda, [span for span in spans if span not in across], axis.rows)
    )
    lanes, columns_of = _lanes(groups)
    columns = max(1, sum(lane.columns for lane in lanes))
    for span in across:
        columns_of[span.session.key] = (1, columns)
    blocks = _blocks(agenda, spans, lanes, columns_of)
    return DayScore(
        day=day,
        first_minute=axis.first,
        last_minute=axis.last,
        rows=axis.rows,
        columns=columns,
        lanes=lanes or (Lane(places=(), is_open=False, column=1, columns=1),),
        hours=axis.hours(day.on, agenda.edition.timezone),
        gaps=axis.gaps(),
        blocks=blocks,
        untimed=day.untimed,
    )


def _utc(day: date, minute: int, zone: str) -> datetime:
    return moment_of(day, minute, zone).astimezone(UTC)


def _span(axis: _Axis, session: Session) -> _Span:
    start = axis.row_of(_starts(session))
    return _Span(session, start, max(start + 1, axis.row_of(_ends(session))))


def _across(spans: Sequence[_Span]) -> list[_Span]:
    """Return those without a place, beside which nothing else happens."""
    return [
        span
        for span in spans
        if span.session.place is None
        and not span.session.place_to_be_confirmed
        and not any(span.overlaps(other) for other in spans if other is not span)
    ]


def _all_rooms(agenda: Agenda, spans: Sequence[_Span]) -> list[_Room]:
    """Return every place with what is held there, and at the end what has no place."""
    rooms: list[_Room] = [
        ((place,), [span for span in spans if span.session.place == place.key])
        for place in agenda.places
    ]
    rooms.append(((), [span for span in spans if agenda.place(span.session.place) is None]))
    return rooms


def _rooms_in_use(agenda: Agenda, spans: Sequence[_Span], rows: int) -> list[_Room]:
    """Return the places of the day with what is held there; guests share, the open come last."""
    used = {span.session.place for span in spans}
    groups: list[_Room] = [
        ((place,), [span for span in spans if span.session.place == place.key])
        for place in agenda.places
        if place.key in used
    ]
    groups = _with_guests_together(groups, rows)
    if elsewhere := [span for span in spans if agenda.place(span.session.place) is None]:
        groups.append(((), elsewhere))
    return groups


def _lanes(groups: Iterable[_Room]) -> tuple[tuple[Lane, ...], dict[str, tuple[int, int]]]:
    """Return the lanes, and for every session its first column and how many it spans."""
    lanes: list[Lane] = []
    columns_of: dict[str, tuple[int, int]] = {}
    column = 1
    for places, there in groups:
        width, inside = _split(there)
        lanes.append(Lane(places=places, is_open=not places, column=column, columns=width))
        for key, (first, wide) in inside.items():
            columns_of[key] = (column + first, wide)
        column += width
    return tuple(lanes), columns_of


def _with_guests_together(groups: list[_Room], rows: int) -> list[_Room]:
    """Let places that are little used, and never at the same time, share a lane."""
    result: list[_Room] = []
    guests: list[int] = []  # where in the result the lanes of guests are
    for places, there in groups:
        is_guest = sum(span.end - span.start for span in there) * GUEST_SHARE < rows
        host = next((g for g in guests if is_guest and not _clash(result[g][1], there)), None)
        if host is None:
            result.append((places, list(there)))
            if is_guest:
                guests.append(len(result) - 1)
        else:
            result[host] = ((*result[host][0], *places), [*result[host][1], *there])
    return result


def _clash(one: Iterable[_Span], other: Sequence[_Span]) -> bool:
    return any(a.overlaps(b) for a in one for b in other)


def _split(spans: Iterable[_Span]) -> tuple[int, dict[str, tuple[int, int]]]:
    """Put sessions at the same time in one lane side by side.

    Returns how many columns the lane needs, and for every session its column from 0 and how
    many columns it spans: what has no neighbour spans the lane.
    """
    clusters: list[list[_Span]] = []
    reach = -1
    for span in sorted(spans, key=lambda s: (s.start, s.session.state, -s.end)):
        if span.start >= reach:
            clusters.append([])
        clusters[-1].append(span)
        reach = max(reach, span.end)
    placed = [_columns(cluster) for cluster in clusters]
    width = max((max(columns) + 1 for columns in placed), default=1)
    inside = {
        span.session.key: (column, width - column if column == max(columns) else 1)
        for cluster, columns in zip(clusters, placed, strict=True)
        for span, column in zip(cluster, columns, strict=True)
    }
    return width, inside


def _columns(cluster: Sequence[_Span]) -> list[int]:
    """Return the first free column of each session that is in order of its start."""
    ends: list[int] = []
    columns: list[int] = []
    for span in cluster:
        free = next((i for i, end in enumerate(ends) if end <= span.start), len(ends))
        if free == len(ends):
            ends.append(0)
        ends[free] = span.end
        columns.append(free)
    return columns


def _blocks(
    agenda: Agenda,
    spans: Sequence[_Span],
    lanes: Sequence[Lane],
    columns_of: dict[str, tuple[int, int]],
) -> tuple[ScoreBlock, ...]:
    named = {lane.places[0].key for lane in lanes if len(lane.places) == 1}
    in_order = sorted(spans, key=lambda s: (s.start, columns_of[s.session.key][0]))
    zone = agenda.edition.timezone
    blocks: list[ScoreBlock] = []
    reach = -1
    for span in in_order:
        session = span.session
        column, columns = columns_of[session.key]
        rows = span.end - span.start
        assert session.day is not None  # noqa: S101  a timed session has a day
        ends = session.ends
        blocks.append(
            ScoreBlock(
                session=session,
                row=span.start,
                rows=rows,
                column=column,
                columns=columns,
                is_short=rows <= SHORT_ROWS,
                is_parallel=span.start < reach,
                shows_place=session.place is not None and session.place not in named,
                starts_at=_utc(session.day, _starts(session), zone),
                ends_at=None if ends is None else _utc(session.day, ends, zone),
                parts=parts_of(agenda, session) if rows > SHORT_ROWS else (),
            )
        )
        if session.state is SessionState.SCHEDULED:
            reach = max(reach, span.end)
    return tuple(blocks)


def parts_of(agenda: Agenda, session: Session) -> tuple[Part, ...]:
    """Return the parts of a session in order, or none if their lengths are not known.

    Contributions share the time of the presentations evenly, unless they have minutes of their
    own. What is left of a session with agenda items is theirs.
    """
    if session.day is None or session.starts is None:
        return ()
    pieces = [
        *_role_pieces(agenda, session),
        *_contribution_pieces(agenda, session),
        *_talk_pieces(agenda, session),
    ]
    left = (session.minutes or 0) - sum(piece.minutes for piece in pieces)
    if pieces and session.items and left > 0:
        pieces.append(_Piece(PartKind.ITEMS, left, count=len(session.items)))
    if not pieces or left < 0:
        return ()
    return _timed(agenda, session, pieces)


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: PartKind
    minutes: int
    label: LocalizedText = EMPTY
    title: LocalizedText = EMPTY
    names: tuple[LocalizedText, ...] = ()
    role: Role | None = None
    count: int = 0
    city: str | None = None
    speaker: str | None = None


def _role_pieces(agenda: Agenda, session: Session) -> Iterable[_Piece]:
    for held in session.roles:
        if held.minutes:
            yield _Piece(
                PartKind.ROLE,
                held.minutes,
                label=_name(agenda, held.speaker),
                title=held.title,
                role=held.role,
                speaker=held.speaker,
            )


def _contribution_pieces(agenda: Agenda, session: Session) -> Iterable[_Piece]:
    pieces = []
    for contribution in session.contributions:
        minutes = session.minutes_of(contribution)
        if not minutes:
            return []  # one unknown length makes the scale of all of them a guess
        city = agenda.city(contribution.city)
        pieces.append(
            _Piece(
                PartKind.CONTRIBUTION,
                minutes,
                label=city.name if city else _name(agenda, contribution.speaker),
                title=contribution.title,
                city=contribution.city,
                speaker=contribution.speaker,
            )
        )
    return pieces


def _talk_pieces(agenda: Agenda, session: Session) -> Iterable[_Piece]:
    if session.panel_minutes:
        names = tuple(_name(agenda, held.speaker) for held in _panel(session.roles))
        yield _Piece(PartKind.PANEL, session.panel_minutes, names=names)
    if session.discussion_minutes:
        yield _Piece(PartKind.DISCUSSION, session.discussion_minutes)


def _panel(roles: Iterable[RoleHeld]) -> Iterable[RoleHeld]:
    return (held for held in roles if held.role is Role.PANELLIST)


def _name(agenda: Agenda, key: str | None) -> LocalizedText:
    speaker = agenda.speaker(key)
    return speaker.name if speaker else EMPTY


def _timed(agenda: Agenda, session: Session, pieces: Sequence[_Piece]) -> tuple[Part, ...]:
    """Give every piece its time; rows are rounded so that they add up to the whole."""
    parts = []
    minute = _starts(session)
    day, zone = session.day, agenda.edition.timezone
    assert day is not None  # noqa: S101  `parts_of` has looked
    for piece in pieces:
        ends = minute + piece.minutes
        since = minute - _starts(session)
        rows = round((since + piece.minutes) / ROW_MINUTES) - round(since / ROW_MINUTES)
        parts.append(
            Part(
                kind=piece.kind,
                minutes=piece.minutes,
                rows=max(1, rows),
                starts=minute,
                starts_at=_utc(day, minute, zone),
                ends_at=_utc(day, ends, zone),
                label=piece.label,
                title=piece.title,
                names=piece.names,
                role=piece.role,
                count=piece.count,
                city=piece.city,
                speaker=piece.speaker,
            )
        )
        minute = ends
    return tuple(parts)
