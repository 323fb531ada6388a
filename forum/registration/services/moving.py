"""Moving somebody into another category: the seats of both, the badge and the waiting lists."""

from sqlalchemy import select

from forum.core import audit, clock
from forum.core.db import db
from forum.core.i18n import current_language
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.errors import (
    CategoryHasNoPlaceError,
    NotComingError,
    SameCategoryError,
)
from forum.registration.models import Category, Limit, Registration
from forum.registration.services import seats
from forum.registration.services.books import lock_book
from forum.registration.services.changing import reissue_badge
from forum.registration.services.offering import offer_seats
from forum.registration.types import RegistrationState
from forum.registration.waiting.limits import subject_of
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import ADMISSION, session_subject

_HOLDS_A_PLACE = frozenset(
    {RegistrationState.CONFIRMED, RegistrationState.GUARDIAN, RegistrationState.OFFERED}
)


def move_category(registration: Registration, category: Category) -> None:
    """Put somebody into another category, with a seat in each of its limits.

    A badge that was printed before is void, because it carries the category. Who waits goes on
    waiting, with the class of the new category, from the same time. The person is told by mail,
    with the new badge and the calendar entry if they are expected.

    Raises:
        NotComingError, SameCategoryError
        CategoryHasNoPlaceError: it, or its share of a session, is full. Nothing was changed.
    """
    lock_book(registration.edition)
    db.session.refresh(registration)
    if not registration.is_coming:
        raise NotComingError
    former = registration.category
    if former.id == category.id:
        raise SameCategoryError(category=category.name.in_(current_language()))
    freed = _change_seats(registration, former, category)
    for waiting in list_waiting(registration):
        if waiting.entry.waiting_class == former.waiting_class:
            waiting.entry.waiting_class = category.waiting_class
    registration.category = category
    registration.changed_at = clock.now()
    db.session.flush()
    audit.record(
        "registration.moved",
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number, "from": former.key, "to": category.key},
    )
    if registration.is_confirmed:
        reissue_badge(registration)
        registration.calendar_sequence += 1
    emails.send_moved(registration, public_agenda(registration.edition), former.name)
    waits = {waiting.entry.subject for waiting in list_waiting(registration)}
    offer_seats(registration.edition, freed | waits)


def _change_seats(
    registration: Registration, former: Category, category: Category
) -> frozenset[str]:
    """Give back the seats of the former category and take the new one's; return what is free."""
    held = {seat.limit_id: seat for seat in registration.seats}
    limits = db.session.scalars(
        select(Limit)
        .where(Limit.edition_id == registration.edition_id)
        .order_by(Limit.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    subjects = {subject_of(limit) for limit in limits if limit.id in held}
    subjects |= {session_subject(key) for key in registration.session_keys}
    if registration.state in _HOLDS_A_PLACE:
        subjects.add(ADMISSION)
    own = [
        limit
        for limit in limits
        if limit.category_id == category.id and subject_of(limit) in subjects
    ]
    for limit in own:
        if limit.seats_left <= 0:
            raise CategoryHasNoPlaceError(
                category=category.name.in_(current_language()),
                taken=limit.taken,
                capacity=limit.capacity,
            )
    freed = set()
    for limit in limits:
        if limit.category_id == former.id and limit.id in held:
            limit.taken -= 1
            registration.seats.remove(held[limit.id])
            freed.add(subject_of(limit))
    for subject in subjects:
        seats.take(registration, subject, own)
    return frozenset(freed)
