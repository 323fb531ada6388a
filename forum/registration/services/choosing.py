"""Other sessions than before: seats given back and taken in one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.core import audit, clock
from forum.core.db import db
from forum.core.i18n import current_language
from forum.editions.types import EditionState
from forum.programme.queries import public_agenda
from forum.programme.types import Agenda
from forum.registration import emails
from forum.registration.errors import (
    ChoiceChangedError,
    NotComingError,
    RegistrationClosedError,
    SeatTakenError,
    SecondChoicesCircularError,
    SessionBegunError,
    SessionByInvitationError,
    SessionNotOfferedError,
)
from forum.registration.models import Limit, Registration
from forum.registration.queries import list_session_limits
from forum.registration.rules import (
    can_be_chosen,
    changed_wishes,
    choice_mark,
    clash_of,
    has_begun,
    is_circular,
    needs_invitation,
    second_choices,
    unsettled_clashes,
    with_second,
)
from forum.registration.services import seats
from forum.registration.services.admitting import give, join_lists
from forum.registration.services.books import lock_book
from forum.registration.services.changing import tell_change
from forum.registration.services.offering import end_entry, lock_all_limits, offer_seats
from forum.registration.types import Attend
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.rules import seat
from forum.registration.waiting.types import Seating, WaitingState, session_of, session_subject


@dataclass(frozen=True, slots=True)
class _Difference:
    """What a choice takes and leaves, as subjects.

    `kept` are the seats that stay, `listed` the lists one stays on; `ranked` names to what is
    waited for another second choice than before, or an empty one.
    """

    kept: frozenset[str]
    left: frozenset[str]
    unlisted: frozenset[str]
    listed: frozenset[str]
    added: tuple[str, ...]
    ranked: Mapping[str, str]

    def __bool__(self) -> bool:
        """Tell whether anything is other than before."""
        return bool(self.left or self.unlisted or self.added or self.ranked)


def change_sessions(registration: Registration, chosen: Attend, shown: str) -> bool:
    """Give somebody the sessions that they choose now instead of those with seats before.

    What is full is waited for if `chosen` says so, and its second choice is given until then, if
    it has a seat. Seats that become free are offered to who waits for them. The same choice once
    more changes nothing and is no error: somebody has clicked twice. `shown` is the mark
    (`choice_mark`) of the choice that the page was made of.

    Returns:
        Whether anything was changed.

    Raises:
        NotComingError, RegistrationClosedError, ChoiceChangedError, SessionNotOfferedError,
        SessionByInvitationError, SessionBegunError, SessionsClashError, SeatTakenError,
        SecondChoicesCircularError. Nothing was changed then.
    """
    edition = registration.edition
    lock_book(edition)
    db.session.refresh(registration)
    if not registration.is_confirmed:
        raise NotComingError
    if edition.state is EditionState.ARCHIVED:
        raise RegistrationClosedError
    agenda = public_agenda(edition)
    limited = list_session_limits(edition)
    offered = frozenset(s.key for s in agenda.sessions if can_be_chosen(s, limited))
    before = frozenset(registration.session_keys)
    entries = _entries_of(registration, offered)
    waited = frozenset(session_of(subject) for subject in entries)
    held = before & offered
    seconds = second_choices(registration.wishes, sorted(waited), offered)
    difference = _difference(chosen, held, waited, seconds)
    if not difference:
        return False
    if shown != choice_mark(held, waited, seconds):
        raise ChoiceChangedError
    _refuse(registration, chosen, difference, agenda, offered)
    seating, freed = _swap(registration, chosen, difference, agenda, entries)
    db.session.flush()
    join_lists(registration, seating.waiting)
    registration.changed_at = clock.now()
    if not tell_change(registration, before):
        emails.send_lists(registration, agenda, list_waiting(registration))
    _note(registration, difference, seating)
    offer_seats(edition, freed)
    return True


def _swap(
    registration: Registration,
    chosen: Attend,
    difference: _Difference,
    agenda: Agenda,
    entries: Mapping[str, WaitingEntry],
) -> tuple[Seating, frozenset[str]]:
    """Give seats back and take others; return what was decided, and where seats became free."""
    limits = lock_all_limits(registration.edition)
    own = [limit for limit in limits if limit.category_id in {None, registration.category_id}]
    seating = _seat(chosen, difference, own, agenda, entries)
    freed = _leave(registration, difference, entries)
    for subject in seating.seated:
        give(registration, subject, own)
        if subject in entries:
            end_entry(entries[subject], WaitingState.ACCEPTED)
    _keep_wishes(registration, chosen, difference, seating)
    return seating, freed


def _note(registration: Registration, difference: _Difference, seating: Seating) -> None:
    audit.record(
        "registration.sessions",
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={
            "number": registration.number,
            "left": _keys(difference.left),
            "joined": _keys({*seating.seated} - difference.kept),
            "waits": _keys(seating.waiting),
            "unlisted": _keys(difference.unlisted),
        },
    )


def _entries_of(registration: Registration, offered: Collection[str]) -> dict[str, WaitingEntry]:
    listed = (waiting.entry for waiting in list_waiting(registration))
    return {entry.subject: entry for entry in listed if session_of(entry.subject) in offered}


def _seconds(chosen: Attend) -> dict[str, str]:
    """Return the second choices to what is waited for, which are given until then."""
    return {first: second for first, second in chosen.seconds.items() if first in chosen.waits}


def _difference(
    chosen: Attend, held: Collection[str], waited: Collection[str], before: Mapping[str, str]
) -> _Difference:
    seconds = _seconds(chosen)
    wanted = {*chosen.sessions, *chosen.waits, *seconds.values()}
    new = [
        *(key for key in chosen.sessions if key not in held),
        *(key for key in chosen.waits if key not in held and key not in waited),
    ]
    return _Difference(
        kept=frozenset(session_subject(key) for key in held if key in wanted),
        left=frozenset(session_subject(key) for key in held if key not in wanted),
        unlisted=frozenset(session_subject(key) for key in waited if key not in wanted),
        listed=frozenset(session_subject(key) for key in waited if key in chosen.waits),
        added=tuple(session_subject(key) for key in dict.fromkeys(new)),
        ranked={
            session_subject(key): session_subject(seconds[key]) if key in seconds else ""
            for key in waited
            if key in chosen.waits and seconds.get(key) != before.get(key)
        },
    )


def _refuse(
    registration: Registration,
    chosen: Attend,
    difference: _Difference,
    agenda: Agenda,
    offered: Collection[str],
) -> None:
    if is_circular(chosen.seconds):
        raise SecondChoicesCircularError
    seconds = {session_subject(second) for second in _seconds(chosen).values()}
    new = {*difference.added, *filter(None, difference.ranked.values())}
    _refuse_sessions(registration, sorted(new | seconds - difference.kept), agenda, offered)
    _refuse_begun(registration, {*new, *difference.left} - difference.kept, agenda)
    for pair in unsettled_clashes(chosen, agenda.sessions):
        raise clash_of(*pair)


def _refuse_sessions(
    registration: Registration, added: Iterable[str], agenda: Agenda, offered: Collection[str]
) -> None:
    language = current_language()
    is_invited = registration.category.is_invited
    for key in map(session_of, added):
        session = agenda.session(key)
        if session is None or key not in offered:
            raise SessionNotOfferedError(session=session.title.in_(language) if session else key)
        if needs_invitation(session, is_invited=is_invited):
            raise SessionByInvitationError(session=session.title.in_(language))


def _refuse_begun(registration: Registration, subjects: Iterable[str], agenda: Agenda) -> None:
    """Keep a session that has begun as it is: who is there is counted at its door by now."""
    zone, now = registration.edition.timezone, clock.now()
    for key in map(session_of, subjects):
        session = agenda.session(key)
        if session is not None and has_begun(session, zone, now):
            raise SessionBegunError(session=session.title.in_(current_language()))


def _seat(
    chosen: Attend,
    difference: _Difference,
    limits: Sequence[Limit],
    agenda: Agenda,
    entries: Mapping[str, WaitingEntry],
) -> Seating:
    """Decide what is given of what is new, or refuse it all; what is offered has its seat."""
    waits = {session_subject(key) for key in chosen.waits}
    offers = {key for key, entry in entries.items() if entry.state is WaitingState.OFFERED}
    sure = offers | difference.kept

    def has_seat(subject: str) -> bool:
        return subject in sure or seats.has_seat(subject, limits)

    seconds = {
        session_subject(first): session_subject(second) for first, second in chosen.seconds.items()
    }
    new = [[one, *([seconds[one]] if one in seconds else ())] for one in difference.added]
    ranked = [[second] for second in difference.ranked.values() if second and has_seat(second)]
    seating = seat([*new, *ranked], waits, has_seat)
    for subject in seating.refused:
        session = agenda.session(session_of(subject))
        title = session.title.in_(current_language()) if session else ""
        full = seats.fullest(subject, limits)
        raise SeatTakenError(
            session=title, subject=subject, taken=full.taken, capacity=full.capacity
        )
    return seating


def _leave(
    registration: Registration, difference: _Difference, entries: Mapping[str, WaitingEntry]
) -> frozenset[str]:
    """Give back what is not chosen any more, and return where seats became free."""
    for attendance in list(registration.attendances):
        if session_subject(attendance.session_key) in difference.left:
            registration.attendances.remove(attendance)
    for subject in difference.unlisted:
        end_entry(entries[subject], WaitingState.WITHDRAWN)
    return seats.free(registration, difference.left | difference.unlisted)


def _keep_wishes(
    registration: Registration, chosen: Attend, difference: _Difference, seating: Seating
) -> None:
    """Let the wishes say what is chosen now: by them an accepted offer gives other seats up."""
    kept = {session_subject(key) for key in registration.session_keys} | difference.listed
    seconds = {
        session_subject(first): session_subject(second)
        for first, second in _seconds(chosen).items()
    }
    new = {one: seconds[one] for one in seating.waiting if one in seconds}
    wishes: Sequence[Sequence[str]] = registration.wishes
    for first, second in {**difference.ranked, **new}.items():
        wishes = with_second(wishes, first, second)
    chosen_now = [one for one in difference.added if one in {*seating.seated, *seating.waiting}]
    registration.wishes = changed_wishes(
        wishes,
        kept=kept | {*seating.waiting, *seconds.values()},
        # what was given because the first choice is full is wished from now on, too
        added=dict.fromkeys([*chosen_now, *seating.seated]),
    )
    gone = difference.left | difference.unlisted
    registration.waits = sorted({*registration.waits, *seating.waiting} - gone)


def _keys(subjects: Iterable[str]) -> list[str]:
    return sorted(map(session_of, subjects))
