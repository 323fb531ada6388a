"""Decisions about programmes, on values alone."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from forum.core.localized import EMPTY, LocalizedText
from forum.programme.changes import (
    Added,
    Cancelled,
    Change,
    ContributionsChanged,
    DetailsChanged,
    EditionChanged,
    ItemsChanged,
    Moved,
    Part,
    PeopleChanged,
    Relocated,
    Removed,
    Reordered,
    Restored,
    Retitled,
    SpeakerChanged,
    When,
)
from forum.programme.types import Agenda, Contribution, RoleHeld, Session, SessionState

# Fields of a session that have a change of their own; every other field is a detail.
_TOLD_APART = frozenset(
    {"key", "title", "day", "starts", "minutes", "place", "state"}
    | {"roles", "contributions", "items", "expected_cities"}
)


def compare(old: Agenda, new: Agenda) -> tuple[Change, ...]:
    """Return everything in which the new agenda differs from the old one.

    The order is that of the new agenda, with what has gone at the end. Two agendas with the
    same places, people, cities and sessions in the same order differ in nothing.
    """
    return (
        *_edition_changes(old, new),
        *_session_changes(old, new),
        *_gone(old, new),
        *_speaker_changes(old, new),
    )


def keep_cancelled(old: Agenda | None, new: Agenda) -> Agenda:
    """Return the new agenda with the timed sessions that it lost, as cancelled ones.

    People have such a session in their calendars: it must be told to be cancelled there. A
    session that never had a day is in nobody's calendar and may simply go.
    """
    if old is None:
        return new
    lost = [
        replace(session, state=SessionState.CANCELLED)
        for session in old.sessions
        if session.day is not None and new.session(session.key) is None
    ]
    if not lost:
        return new
    return replace(
        new,
        sessions=(*new.sessions, *lost),
        places=_with_lost(new.places, old.places),
        speakers=_with_lost(new.speakers, old.speakers),
        cities=_with_lost(new.cities, old.cities),
    )


def _with_lost(new: tuple, old: tuple) -> tuple:  # type: ignore[type-arg]  # any of the three
    keys = {entry.key for entry in new}
    return (*new, *(entry for entry in old if entry.key not in keys))


def next_sequences(old: Agenda | None, new: Agenda) -> Mapping[str, int]:
    """Return the iCalendar SEQUENCE of every session that was ever released.

    It begins at 0 and rises by one in a release in which the session, its place, or the way
    its people and cities are written differs.
    """
    if old is None:
        return {session.key: 0 for session in new.sessions}
    sequences = dict(old.sequences)
    for session in new.sessions:
        known = sequences.get(session.key)
        if known is None:
            sequences[session.key] = 0
        elif _as_read(old, old.session(session.key)) != _as_read(new, session):
            sequences[session.key] = known + 1
    return sequences


def _as_read(agenda: Agenda, session: Session | None) -> object:
    """Return all that a reader of one session sees."""
    if session is None:
        return None
    return (
        session,
        agenda.place(session.place),
        [agenda.speaker(role.speaker) for role in session.roles],
        [(agenda.city(c.city), agenda.speaker(c.speaker)) for c in session.contributions],
        [agenda.city(key) for key in session.expected_cities],
    )


def _edition_changes(old: Agenda, new: Agenda) -> Iterator[Change]:
    ignored = {"slug", "archived", "trial"}
    differing = tuple(
        field.name
        for field in fields(new.edition)
        if field.name not in ignored
        and getattr(old.edition, field.name) != getattr(new.edition, field.name)
    )
    if differing:
        yield EditionChanged(fields=differing)


def _session_changes(old: Agenda, new: Agenda) -> Iterator[Change]:
    moved_up = _reordered(old, new)
    for session in new.sessions:
        before = old.session(session.key)
        if before is None:
            yield Added(
                session=session.key,
                title=session.title,
                when=_when(session),
                place=_place_name(new, session),
            )
            continue
        yield from _differences(old, before, new, session)
        if session.key in moved_up:
            yield Reordered(session=session.key, title=session.title)


def _gone(old: Agenda, new: Agenda) -> Iterator[Change]:
    for session in old.sessions:
        if new.session(session.key) is None:
            yield Removed(session=session.key, title=session.title, when=_when(session))


def _differences(old: Agenda, before: Session, new: Agenda, after: Session) -> Iterator[Change]:
    key, title = after.key, after.title
    if before.state != after.state:
        if after.state is SessionState.CANCELLED:
            yield Cancelled(session=key, title=title, when=_when(before))
        else:
            yield Restored(session=key, title=title, when=_when(after))
    if _when(before) != _when(after):
        yield Moved(session=key, title=title, before=_when(before), after=_when(after))
    if _place(old, before) != _place(new, after):
        yield Relocated(
            session=key,
            title=title,
            before=_place_name(old, before),
            after=_place_name(new, after),
        )
    if before.title != after.title:
        yield Retitled(session=key, title=title, before=before.title, after=after.title)
    yield from _content_differences(old, before, new, after)


def _content_differences(
    old: Agenda, before: Session, new: Agenda, after: Session
) -> Iterator[Change]:
    key, title = after.key, after.title
    if before.roles != after.roles:
        parts_before, parts_after = _parts(old, before), _parts(new, after)
        yield PeopleChanged(
            session=key,
            title=title,
            joined=tuple(part for part in parts_after if part not in parts_before),
            left=tuple(part for part in parts_before if part not in parts_after),
        )
    if _contributions(old, before) != _contributions(new, after):
        yield ContributionsChanged(
            session=key,
            title=title,
            before=tuple(_contribution_title(old, c) for c in before.contributions),
            after=tuple(_contribution_title(new, c) for c in after.contributions),
        )
    if before.items != after.items:
        yield ItemsChanged(
            session=key,
            title=title,
            before=tuple(item.text for item in before.items),
            after=tuple(item.text for item in after.items),
        )
    details = _details(old, before, new, after)
    if details:
        yield DetailsChanged(session=key, title=title, fields=details)


def _details(old: Agenda, before: Session, new: Agenda, after: Session) -> tuple[str, ...]:
    differing = [
        field.name
        for field in fields(after)
        if field.name not in _TOLD_APART
        and getattr(before, field.name) != getattr(after, field.name)
    ]
    if _expected(old, before) != _expected(new, after):
        differing.append("expected_cities")
    return tuple(differing)


def _speaker_changes(old: Agenda, new: Agenda) -> Iterator[Change]:
    for speaker in new.speakers:
        before = old.speaker(speaker.key)
        if before is not None and before != speaker:
            yield SpeakerChanged(
                speaker=speaker.key,
                before=before.name,
                after=speaker.name,
                title_before=before.title,
                title_after=speaker.title,
            )


def _reordered(old: Agenda, new: Agenda) -> frozenset[str]:
    """Return the sessions that stand elsewhere among those that both agendas have.

    Only what has no clock time has an order of its own; the least number of sessions is told,
    those outside the longest common run.
    """
    before = [s.key for s in old.sessions if _is_ordered(old, new, s.key)]
    after = [s.key for s in new.sessions if _is_ordered(old, new, s.key)]
    return frozenset(after) - _longest_common(before, after)


def _is_ordered(old: Agenda, new: Agenda, key: str) -> bool:
    before, after = old.session(key), new.session(key)
    if before is None or after is None:
        return False
    return before.starts is None and after.starts is None and before.day == after.day


def _longest_common(before: list[str], after: list[str]) -> frozenset[str]:
    """Return the keys of a longest run that is in order in both lists (of the same keys)."""
    where = {key: index for index, key in enumerate(before)}
    best: list[list[str]] = []  # best[i]: a run that ends with after[i]
    for index, key in enumerate(after):
        earlier = [best[other] for other in range(index) if where[after[other]] < where[key]]
        best.append([*_longest(earlier), key])
    return frozenset(_longest(best))


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=len, default=[])


def _when(session: Session) -> When:
    return When(day=session.day, starts=session.starts, minutes=session.minutes)


def _place(agenda: Agenda, session: Session) -> object:
    return agenda.place(session.place)


def _place_name(agenda: Agenda, session: Session) -> LocalizedText:
    place = agenda.place(session.place)
    return place.name if place else EMPTY


def _parts(agenda: Agenda, session: Session) -> list[Part]:
    return [_part(agenda, held) for held in session.roles]


def _part(agenda: Agenda, held: RoleHeld) -> Part:
    speaker = agenda.speaker(held.speaker)
    return Part(role=held.role, name=speaker.name if speaker else EMPTY)


def _contributions(agenda: Agenda, session: Session) -> list[object]:
    return [
        (contribution, agenda.city(contribution.city)) for contribution in session.contributions
    ]


def _contribution_title(agenda: Agenda, contribution: Contribution) -> LocalizedText:
    """Return "Hamburg: Public procurement law ..." in both languages."""
    city = agenda.city(contribution.city)
    if city is None:
        return contribution.title
    return LocalizedText(
        ko=f"{city.name.in_('ko')}: {contribution.title.in_('ko')}",
        en=f"{city.name.in_('en')}: {contribution.title.in_('en')}",
    )


def _expected(agenda: Agenda, session: Session) -> list[object]:
    return [agenda.city(key) for key in session.expected_cities]
