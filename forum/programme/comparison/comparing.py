"""How two programmes differ, change by change."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from forum.core.localized import EMPTY, LocalizedText
from forum.programme.changes import (
    Added,
    Cancelled,
    Change,
    ContributionsChanged,
    Detail,
    DetailsChanged,
    ItemsChanged,
    Moved,
    OrderChanged,
    Part,
    PeopleChanged,
    Register,
    Relocated,
    Removed,
    Reordered,
    Restored,
    Retitled,
    When,
)
from forum.programme.comparison.orders import out_of_order, settled_sessions
from forum.programme.comparison.registers import register_changes
from forum.programme.types import Agenda, Contribution, RoleHeld, Session, SessionState

# Fields of a session that have a change of their own; every other field is a detail.
_TOLD_APART = frozenset(
    {"key", "title", "day", "starts", "minutes", "place", "state"}
    | {"roles", "contributions", "items"}
)
_DETAILS = tuple(field.name for field in fields(Session) if field.name not in _TOLD_APART)


def compare(old: Agenda, new: Agenda) -> tuple[Change, ...]:
    """Return everything in which the new agenda differs from the old one.

    Nothing differs exactly if both say the same, which release they are and the sequences
    aside; `apply` makes the new one of the old one and this. The order is that of the new
    agenda, with what has gone behind it, then the places, people and cities.
    """
    return (
        *_session_changes(old, new),
        *_gone(old, new),
        *register_changes(old, new),
        *_session_order(old, new),
    )


def _session_changes(old: Agenda, new: Agenda) -> Iterator[Change]:
    elsewhere = _reordered(old, new)
    for session in new.sessions:
        before = old.session(session.key)
        if before is None:
            yield Added(
                session=session.key,
                title=session.title,
                when=_when(session),
                place=_place_name(new, session),
                now=session,
            )
            continue
        yield from _differences(old, before, new, session)
        if session.key in elsewhere:
            yield Reordered(session=session.key, title=session.title)


def _gone(old: Agenda, new: Agenda) -> Iterator[Change]:
    for session in old.sessions:
        if new.session(session.key) is None:
            yield Removed(
                session=session.key, title=session.title, when=_when(session), was=session
            )


def _session_order(old: Agenda, new: Agenda) -> Iterator[Change]:
    there = {session.key: session for session in new.sessions}
    if settled_sessions(old.sessions, there) != list(there):
        yield OrderChanged(of=Register.SESSIONS, keys=tuple(there))


def _differences(old: Agenda, before: Session, new: Agenda, after: Session) -> Iterator[Change]:
    key, title = after.key, after.title
    if before.state != after.state:
        if after.state is SessionState.CANCELLED:
            yield Cancelled(session=key, title=title, when=_when(before))
        else:
            yield Restored(session=key, title=title, when=_when(after))
    if _when(before) != _when(after):
        yield Moved(session=key, title=title, before=_when(before), after=_when(after))
    yield from _relocation(old, before, new, after)
    if before == after:
        return
    if before.title != after.title:
        yield Retitled(session=key, title=title, before=before.title, after=after.title)
    yield from _content_differences(old, before, new, after)


def _relocation(old: Agenda, before: Session, new: Agenda, after: Session) -> Iterator[Change]:
    names = _place_name(old, before), _place_name(new, after)
    lines = _place_line(old, before), _place_line(new, after)
    if before.place == after.place and lines[0] == lines[1]:
        return
    told = names if names[0] != names[1] else lines
    yield Relocated(
        session=after.key,
        title=after.title,
        before=told[0],
        after=told[1],
        was=before.place,
        now=after.place,
    )


def _content_differences(
    old: Agenda, before: Session, new: Agenda, after: Session
) -> Iterator[Change]:
    key, title = after.key, after.title
    if before.roles != after.roles:
        yield _people_change(old, before, new, after)
    if before.contributions != after.contributions:
        yield ContributionsChanged(
            session=key,
            title=title,
            before=tuple(_contribution_title(old, c) for c in before.contributions),
            after=tuple(_contribution_title(new, c) for c in after.contributions),
            was=before.contributions,
            now=after.contributions,
        )
    if before.items != after.items:
        yield ItemsChanged(
            session=key,
            title=title,
            before=tuple(item.text for item in before.items),
            after=tuple(item.text for item in after.items),
            was=before.items,
            now=after.items,
        )
    details = tuple(_details(before, after))
    if details:
        yield DetailsChanged(
            session=key,
            title=title,
            fields=tuple(detail.field for detail in details),
            details=details,
        )


def _people_change(old: Agenda, before: Session, new: Agenda, after: Session) -> Change:
    were = {_part_key(held) for held in before.roles}
    are = {_part_key(held) for held in after.roles}
    return PeopleChanged(
        session=after.key,
        title=after.title,
        joined=_parts(new, [held for held in after.roles if _part_key(held) not in were]),
        left=_parts(old, [held for held in before.roles if _part_key(held) not in are]),
        revised=_parts(
            new,
            [h for h in after.roles if _part_key(h) in were and h not in before.roles],
        ),
        was=before.roles,
        now=after.roles,
    )


def _details(before: Session, after: Session) -> Iterator[Detail]:
    for name in _DETAILS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield Detail(field=name, before=was, after=now)


def _reordered(old: Agenda, new: Agenda) -> frozenset[str]:
    """Return the sessions that stand elsewhere among those that both agendas have.

    Only what has no clock time has an order of its own; the least number of sessions is told.
    """
    before = [s.key for s in old.sessions if _is_ordered(old, new, s.key)]
    after = [s.key for s in new.sessions if _is_ordered(old, new, s.key)]
    return out_of_order(before, after) if before != after else frozenset()


def _is_ordered(old: Agenda, new: Agenda, key: str) -> bool:
    before, after = old.session(key), new.session(key)
    if before is None or after is None:
        return False
    return before.starts is None and after.starts is None and before.day == after.day


def _when(session: Session) -> When:
    return When(day=session.day, starts=session.starts, minutes=session.minutes)


def _place_name(agenda: Agenda, session: Session) -> LocalizedText:
    place = agenda.place(session.place)
    return place.name if place else EMPTY


def _place_line(agenda: Agenda, session: Session) -> LocalizedText:
    """Return "Seoul City Hall, Multipurpose Hall, 8F" in both languages."""
    place = agenda.place(session.place)
    if place is None or not place.floor:
        return place.name if place else EMPTY
    return LocalizedText(
        ko=f"{place.name.in_('ko')}, {place.floor}", en=f"{place.name.in_('en')}, {place.floor}"
    )


def _part_key(held: RoleHeld) -> tuple[str, str]:
    return held.role, held.speaker


def _parts(agenda: Agenda, held: Sequence[RoleHeld]) -> tuple[Part, ...]:
    return tuple(_part(agenda, each) for each in held)


def _part(agenda: Agenda, held: RoleHeld) -> Part:
    speaker = agenda.speaker(held.speaker)
    return Part(role=held.role, name=speaker.name if speaker else EMPTY, speaker=held.speaker)


def _contribution_title(agenda: Agenda, contribution: Contribution) -> LocalizedText:
    """Return "Hamburg: Public procurement law ..." in both languages."""
    presenter = agenda.city(contribution.city) or agenda.speaker(contribution.speaker)
    if presenter is None:
        return contribution.title
    name, title = presenter.name, contribution.title
    if not title:
        return name
    return LocalizedText(
        ko=f"{name.in_('ko')}: {title.in_('ko')}", en=f"{name.in_('en')}: {title.in_('en')}"
    )
