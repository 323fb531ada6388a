"""What of one edition's programme another begins with, as a value: pure."""

from dataclasses import dataclass, replace

from forum.programme.types import (
    Agenda,
    Contribution,
    RoleHeld,
    Session,
    SessionState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What is carried over.

    Attributes:
        sessions: the sessions; without them, the places alone.
        days: by how many days they move.
        people: who has a part in them, and which cities are expected.
        contributions: what is presented in them.
    """

    sessions: bool = True
    days: int = 0
    people: bool = True
    contributions: bool = True


def carried_over(agenda: Agenda, carried: Carried) -> Agenda:
    """Return the programme with which another edition begins.

    Cancelled sessions stay behind, and what belongs to the day that was: slides, the stream,
    confirmations, and marks of what a source did not say.
    """
    kept = [
        _session(session, carried)
        for session in agenda.sessions
        if carried.sessions and session.state is SessionState.SCHEDULED
    ]
    return replace(
        agenda,
        release=None,
        places=tuple(replace(place, inferred=()) for place in agenda.places),
        sessions=tuple(kept),
        sequences={},
    )


def _session(session: Session, carried: Carried) -> Session:
    day = session.day and session.day.fromordinal(session.day.toordinal() + carried.days)
    return replace(
        session,
        day=day,
        roles=tuple(_role(role) for role in session.roles) if carried.people else (),
        contributions=_contributions(session, carried),
        expected_cities=session.expected_cities if carried.people else (),
        expected_cities_about=session.expected_cities_about if carried.people else None,
        materials=(),
        stream="",
        inferred=(),
    )


def _role(role: RoleHeld) -> RoleHeld:
    return replace(role, confirmed=False)


def _contributions(session: Session, carried: Carried) -> tuple[Contribution, ...]:
    if not carried.contributions:
        return ()
    if carried.people:
        return session.contributions
    return tuple(replace(part, speaker=None, city=None) for part in session.contributions)
