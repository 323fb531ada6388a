"""All warnings of a programme, in order."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from forum.programme.types import Agenda, Session, SessionState
from forum.programme.warnings import texts
from forum.programme.warnings.clashes import people_twice, places_twice, stretches_of
from forum.programme.warnings.links import links_in
from forum.programme.warnings.sessions import (
    chair_missing,
    outside_day,
    too_long,
    too_small,
    unconfirmed,
)
from forum.programme.warnings.types import AgendaWarning, Surroundings, WarningKind

_NOTHING_KNOWN = Surroundings()
_RANKS = {kind: rank for rank, kind in enumerate(WarningKind)}


def warnings_of(
    agenda: Agenda,
    *,
    only: Collection[str] | None = None,
    around: Surroundings = _NOTHING_KNOWN,
) -> tuple[AgendaWarning, ...]:
    """Return what an organiser should know of a programme: of all of it, or of some sessions.

    The order is that of the agenda, and of `WarningKind` within a session; places in which
    nothing is held come last. `only` takes keys of sessions: a day's, or one. A cancelled
    session is not warned about.
    """
    held = [entry for entry in agenda.sessions if entry.state is not SessionState.CANCELLED]
    chosen = held if only is None else [entry for entry in held if entry.key in only]
    order = {session.key: index for index, session in enumerate(agenda.sessions)}
    stretches = stretches_of(agenda, order)
    found = [*people_twice(agenda, stretches), *places_twice(agenda, stretches)]
    if only is not None:
        found = [warning for warning in found if warning.session in only or warning.other in only]
    for session in chosen:
        found.extend(_of_session(agenda, session, around))
    found.extend(_of_the_rest(agenda, chosen, everything=only is None))
    last = len(order)
    return tuple(sorted(found, key=lambda w: (order.get(w.session, last), _RANKS[w.kind])))


def by_session(
    warnings: Iterable[AgendaWarning],
) -> tuple[tuple[str, tuple[AgendaWarning, ...]], ...]:
    """Return warnings grouped by the key of their session, in the order they have."""
    return tuple((key, tuple(group)) for key, group in groupby(warnings, lambda w: w.session))


def _of_session(agenda: Agenda, session: Session, around: Surroundings) -> Iterator[AgendaWarning]:
    yield from too_long(session)
    yield from outside_day(agenda, session)
    yield from too_small(agenda, session)
    yield from unconfirmed(agenda, session)
    yield from chair_missing(session)
    yield from texts.of_session(session)
    yield from links_in(agenda, session, around)


def _of_the_rest(
    agenda: Agenda, sessions: Sequence[Session], *, everything: bool
) -> Iterator[AgendaWarning]:
    """Yield what is missing about the people, cities and places of sessions."""
    yield from texts.of_people(agenda, sessions)
    yield from texts.of_cities(agenda, sessions)
    used = {session.place for session in sessions}
    places = agenda.places if everything else [p for p in agenda.places if p.key in used]
    yield from texts.of_places(places, sessions)
