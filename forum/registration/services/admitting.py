"""Giving somebody what they wish: a seat where there is one, else a place on the list."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from forum.core import clock
from forum.core.db import db
from forum.registration.models import Attendance, Limit, Registration
from forum.registration.services import seats
from forum.registration.types import RegistrationState
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import has_left
from forum.registration.waiting.rules import LAST_CLASS, seat
from forum.registration.waiting.types import ADMISSION, Seating, session_of


def confirm(registration: Registration, seating: Seating, limits: Iterable[Limit]) -> None:
    """Let somebody in, with the seats that were decided; the limits are locked."""
    limits = list(limits)
    guardian = registration.guardian
    if guardian is not None and guardian.agreed_at is None:
        registration.state = RegistrationState.GUARDIAN  # the seats are held until they answer
    else:
        registration.state = RegistrationState.CONFIRMED
        registration.confirmed_at = clock.now()
    seats.take(registration, ADMISSION, limits)
    for subject in seating.seated:
        give(registration, subject, limits)


def give(registration: Registration, subject: str, limits: Iterable[Limit]) -> None:
    """Give a seat in one subject: counted where there is a limit, and noted as attended."""
    seats.take(registration, subject, limits)
    session = session_of(subject)
    if session and session not in registration.session_keys:
        registration.attendances.append(Attendance(session_key=session))


def settle_wishes(registration: Registration, limits: Sequence[Limit]) -> None:
    """Let somebody in who was not before, and give what they wished at the time.

    What is full by now they wait for, from the moment at which they registered: nobody could
    ask them again.
    """
    everything = {choice for wish in registration.wishes for choice in wish}
    seating = seat(registration.wishes, everything, lambda subject: seats.has_seat(subject, limits))
    confirm(registration, seating, limits)
    join_lists(registration, seating.waiting, since=registration.registered_at)


def join_lists(
    registration: Registration, subjects: Collection[str], *, since: datetime | None = None
) -> None:
    """Put somebody on waiting lists, behind those of the same class who came before."""
    if not subjects:
        return
    at = since or clock.now()
    for subject in subjects:
        returns = has_left(registration, subject)
        db.session.add(
            WaitingEntry(
                edition_id=registration.edition_id,
                registration_id=registration.id,
                subject=subject,
                waiting_class=LAST_CLASS if returns else registration.category.waiting_class,
                joined_at=at,
                ordered_at=clock.now() if returns else at,
            )
        )
    db.session.flush()
