"""A game of registrations, seats and waiting lists, compared with a model after every move."""

from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from forum.core import clock
from forum.core.db import db
from forum.core.errors import Refusal
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.registration import errors, services
from forum.registration.bulk.errors import NobodyChosenError
from forum.registration.bulk.services import do_bulk_jobs, start_bulk
from forum.registration.bulk.types import BulkKind, BulkOrder
from forum.registration.lines.services import move_entry
from forum.registration.models import Limit, Registration, Seat
from forum.registration.queries import find_category
from forum.registration.types import Source, WayIn
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import list_entries
from forum.registration.waiting.types import ADMISSION, ON_THE_LIST, WaitingState
from tests.conftest import NOW, empty_database
from tests.factories.registration import CLOSES, details_of, make_category, make_open_edition
from tests.safety.waiting_model import COMING, Model, One, Place, seconds_of

PEOPLE = st.integers(0, 6)
CATEGORIES = st.sampled_from(["citizen", "citizen", "delegate", "expert"])
FIRSTS = ("session:hall", "session:tour", "session:parallel", "option:group/a")
SECONDS = {"session:hall": "session:parallel", "option:group/a": "option:group/b"}
SUBJECTS = (*FIRSTS, "option:group/b")
LIMITS: dict[tuple[str | None, str], int] = {
    ("citizen", ADMISSION): 2,
    ("expert", ADMISSION): 1,
    (None, "session:hall"): 2,
    ("citizen", "session:hall"): 1,
    (None, "session:tour"): 1,
    (None, "session:parallel"): 1,
    (None, "option:group/a"): 1,
    (None, "option:group/b"): 1,
}
FULL = (errors.CategoryFullError, errors.SessionFullError, errors.OptionFullError)
LONGEST, SHORTEST = timedelta(hours=72), timedelta(minutes=15)


class Lists(RuleBasedStateMachine):
    """An edition with few seats, and what must become of everybody."""

    app: Flask

    def __init__(self) -> None:
        """Begin with nobody."""
        super().__init__()
        empty_database(self.app)
        self.at = NOW
        self.edition = make_open_edition(
            slug="forum",
            categories=(
                make_category("citizen", capacity=2),
                make_category("delegate", number=1, capacity=None, waiting_class=1),
                make_category(
                    "expert", number=2, capacity=1, way_in=WayIn.APPROVAL, waiting_class=3
                ),
            ),
            seats={},
        )
        self.model = Model(LIMITS)
        for limit, capacity in LIMITS.items():
            self.write_capacity(limit, capacity)
        db.session.commit()
        self.jobs = 0

    def teardown(self) -> None:
        """Leave no transaction open."""
        db.session.rollback()

    def write_capacity(self, limit: tuple[str | None, str], capacity: int) -> None:
        """Set a limit by the service."""
        category, subject = limit
        services.set_capacity(
            self.edition,
            capacity,
            category=find_category(self.edition, category) if category else None,
            session=subject.removeprefix("session:") if "session:" in subject else "",
            option=subject.removeprefix("option:") if "option:" in subject else "",
        )

    # -------------------------------------------------------------- doing it

    def done(self, work: Any) -> str:
        """Do something a second later, in a transaction; return its refusal's name, or nothing."""
        self.at += timedelta(seconds=1)
        with clock.stopped_at(self.at):
            try:
                work()
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return type(refusal).__name__
        return ""

    @property
    def now(self) -> Any:
        """Return the moment as the model counts it."""
        return seconds_of(self.at, NOW)

    def settle_offers(self) -> None:
        """Learn until when the new offers last; they must last as long as offers may."""
        for number, subject in self.model.new_offers:
            entry = self.entry(number, subject)
            ends = entry.offer_ends_at if entry else None
            place = self.model.ones[number].places.get(subject)
            if place is None or ends is None:
                continue  # taken back in the same work, with something better
            assert self.at + SHORTEST <= ends <= self.at + LONGEST
            place.ends = ends
        self.model.tell_offers()
        self.model.new_offers.clear()

    def entry(self, number: int, subject: str) -> WaitingEntry | None:
        """Return somebody's present place on a list."""
        return db.session.scalar(
            select(WaitingEntry).where(
                WaitingEntry.registration_id == number,
                WaitingEntry.subject == subject,
                WaitingEntry.state.in_(ON_THE_LIST),
            )
        )

    def entry_id(self, number: int, subject: str) -> int:
        """Return the id of a place that there must be."""
        entry = self.entry(number, subject)
        assert entry is not None
        return entry.id

    def places(self, *, offered: bool) -> list[tuple[int, Place]]:
        """Return everybody's places, of one of the two kinds, in the order of coming."""
        return [
            (number, place)
            for number, one in sorted(self.model.ones.items())
            for place in one.places.values()
            if place.offered is offered
        ]

    def person(self, number: int) -> Registration:
        """Return a registration."""
        return db.session.get_one(Registration, number)

    # -------------------------------------------------------------- the moves

    @rule(person=PEOPLE, category=CATEGORIES, firsts=st.sets(st.sampled_from(FIRSTS)),
          seconds=st.booleans(), waits=st.one_of(st.just({ADMISSION, *SUBJECTS}),
          st.sets(st.sampled_from([ADMISSION, *SUBJECTS]))))  # fmt: skip
    def register(
        self, person: int, category: str, firsts: set[str], seconds: bool, waits: set[str]
    ) -> None:
        """Somebody registers, perhaps once more."""
        order = sorted(firsts, key=lambda first: (first.startswith("option"), first))
        wishes = [
            [first, SECONDS[first]] if seconds and first in SECONDS else [first] for first in order
        ]
        details = details_of(
            email=f"person-{person}@example.org",
            category=category,
            sessions=tuple(f[8:] for f in order if f.startswith("session:")),
            options=tuple(f[7:] for f in order if f.startswith("option:")),
            seconds={wish[0]: tuple(wish[1:]) for wish in wishes if wish[1:]},
            waits=frozenset(waits),
        )
        made: list[Registration] = []

        def work() -> None:
            made.append(services.register_details(self.edition, details, source=Source.SELF))

        refusal = self.done(work)
        if self.at >= CLOSES:
            assert refusal == "RegistrationClosedError"
        elif self.model.coming(person) is not None:
            assert refusal == "AlreadyRegisteredError"
        else:
            number = made[0].id if not refusal else 0
            one = One(person, category, "", self.now, wishes)
            said = self.model.register(number, one, sorted(waits), self.now)
            assert (said == "full") == (refusal in {error.__name__ for error in FULL}), refusal
            assert refusal == "" or said == "full"

    @rule(person=PEOPLE)
    def cancel(self, person: int) -> None:
        """Somebody cancels, perhaps once more."""
        ids = [number for number, one in self.model.ones.items() if one.person == person]
        if not ids:
            return
        number = self.model.coming(person)
        refusal = self.done(lambda: services.cancel(self.person(number or ids[-1])))
        assert (refusal == "AlreadyCancelledError") == (number is None), refusal
        if number is not None:
            self.model.cancel(number)
        self.settle_offers()

    @rule(limit=st.sampled_from(sorted(LIMITS, key=str)), capacity=st.integers(0, 4))
    def change_capacity(self, limit: tuple[str | None, str], capacity: int) -> None:
        """An organiser changes how many seats there are."""
        refusal = self.done(lambda: self.write_capacity(limit, capacity))
        changed = self.model.set_capacity(limit, capacity)
        assert refusal == ("" if changed else "CapacityBelowTakenError")
        self.settle_offers()

    @rule(which=st.integers(0, 20), takes=st.booleans())
    def answer(self, which: int, takes: bool) -> None:
        """Somebody takes or leaves what is held for them, perhaps too late."""
        offered = self.places(offered=True)
        if not offered:
            return
        number, place = offered[which % len(offered)]
        work = services.accept_offer if takes else services.decline_offer
        entry = self.entry_id(number, place.subject)
        refusal = self.done(lambda: work(entry))
        assert place.ends is not None
        if place.ends <= self.at:
            assert refusal == "NotOfferedError"
            return
        assert not refusal
        if takes:
            self.model.accept(number, place.subject, self.now)
        else:
            self.model.let_go(number, place.subject, passed=False)
        self.settle_offers()
        assert self.done(lambda: work(entry)) == "NotOfferedError"  # a second click

    @rule(hours=st.integers(1, 80))
    def wait(self, hours: int) -> None:
        """Time passes, and the worker takes back what nobody answered."""
        self.at += timedelta(hours=hours)
        assert not self.done(lambda: do_in_parts(services.expire_offers()))
        overdue = [
            (number, place)
            for number, place in self.places(offered=True)
            if place.ends and place.ends <= self.at
        ]
        ids = {number: self.first_entry(number, place) for number, place in overdue}
        for number, place in sorted(overdue, key=lambda pair: (pair[1].ends, ids[pair[0]])):
            self.model.let_go(number, place.subject, passed=True)
        self.settle_offers()

    def first_entry(self, number: int, place: Place) -> int:
        """Return the id of a place that has just ended."""
        found = db.session.scalar(
            select(func.max(WaitingEntry.id)).where(
                WaitingEntry.registration_id == number, WaitingEntry.subject == place.subject
            )
        )
        assert found is not None
        return found

    @rule(which=st.integers(0, 20), lets_in=st.booleans())
    def decide(self, which: int, lets_in: bool) -> None:
        """An organiser decides on a request, and once more."""
        asked = [number for number, one in self.model.ones.items() if one.state == "pending"]
        if not asked:
            return
        number = asked[which % len(asked)]

        def work() -> None:
            person = self.person(number)
            services.approve(person) if lets_in else services.reject(person, "정원")

        assert not self.done(work)
        self.model.approve(number, self.now) if lets_in else self.model.reject(number)
        self.settle_offers()
        assert self.done(work) == "NotPendingError"

    @rule(which=st.integers(0, 20))
    def leave(self, which: int) -> None:
        """Somebody is taken off a list; who waits to be let in is not, but cancels."""
        places = self.places(offered=False) + self.places(offered=True)
        if not places:
            return
        number, place = places[which % len(places)]
        entry = self.entry_id(number, place.subject)
        refusal = self.done(lambda: services.leave_list(entry))
        assert refusal == ("NotOfferedError" if place.subject == ADMISSION else "")
        if not refusal:
            self.model.leave(number, place.subject)
        self.settle_offers()

    @rule(which=st.integers(0, 20), goal=st.integers(0, 5))
    def move_place(self, which: int, goal: int) -> None:
        """An organiser moves somebody in a line."""
        places = self.places(offered=False)
        if not places:
            return
        number, place = places[which % len(places)]
        count = len(self.model.line(place.subject, self.model.ones[number].category))
        entry = self.entry_id(number, place.subject)
        refusal = self.done(lambda: move_entry(self.edition, entry, goal, "의전"))
        assert refusal == ("" if 1 <= goal <= count else "MovedOutOfPlaceError")
        if not refusal:
            self.model.move_place(number, place.subject, goal)

    @rule(people=st.sets(PEOPLE, min_size=1), category=CATEGORIES)
    def bulk_move(self, people: set[int], category: str) -> None:
        """An organiser moves many into another category; who finds no room stays."""
        ids = tuple(n for n in map(self.model.coming, sorted(people)) if n is not None)
        self.jobs += 1
        order = BulkOrder(key=f"{self.jobs}", kind=BulkKind.MOVE, ids=ids, category=category)
        try:
            with clock.stopped_at(self.at):
                start_bulk(self.edition, order)
                db.session.commit()
        except NobodyChosenError:
            db.session.rollback()
            assert not ids
            return
        assert not self.done(lambda: do_in_parts(do_bulk_jobs()))
        for number in sorted(ids):
            self.model.move_category(number, category)
            self.settle_offers()  # one's offers are told before the next one is moved

    # -------------------------------------------------------------- what always holds

    @invariant()
    def no_limit_is_passed(self) -> None:
        """Compare every limit with its seats and with the model."""
        db.session.rollback()
        seats = dict(
            db.session.execute(select(Seat.limit_id, func.count()).group_by(Seat.limit_id)).all()
        )
        keys = {category.id: category.key for category in self.categories()}
        for limit in db.session.scalars(select(Limit).execution_options(populate_existing=True)):
            subject = f"session:{limit.session_key}" if limit.session_key else ADMISSION
            subject = f"option:{limit.option_key}" if limit.option_key else subject
            known = (keys.get(limit.category_id or 0), subject)
            assert limit.capacity == self.model.limits[known]
            assert limit.taken == seats.get(limit.id, 0) == self.model.taken(known)
            assert 0 <= limit.taken <= limit.capacity

    def categories(self) -> list[Any]:
        """Return the three categories."""
        found = [find_category(self.edition, key) for key in ("citizen", "delegate", "expert")]
        return [category for category in found if category is not None]

    @invariant()
    def everybody_is_in_one_state(self) -> None:
        """Compare every registration, and what it holds, with the model."""
        db.session.rollback()
        people = db.session.scalars(
            select(Registration).execution_options(populate_existing=True)
        ).all()
        assert {person.id: (person.state.value, person.category.key) for person in people} == {
            number: (one.state, one.category) for number, one in self.model.ones.items()
        }
        coming = [person.email for person in people if person.state.value in COMING]
        assert len(coming) == len(set(coming))
        for person in people:
            one = self.model.ones[person.id]
            offered = {place.subject for place in one.places.values() if place.offered}
            attends = {f"session:{key}" for key in person.session_keys}
            if one.state == "confirmed":
                held = {s for s in one.held - offered if s.startswith("session:")}
                assert attends == held
            listed = ADMISSION in one.places
            assert listed == (one.state in {"waiting", "offered"})

    @invariant()
    def the_lines_are_in_order_and_no_seat_is_idle(self) -> None:
        """Compare every list with the model's; nobody waits where they could have a seat."""
        db.session.rollback()
        for category in self.categories():
            for subject in (ADMISSION, *SUBJECTS):
                own = category.id if subject == ADMISSION else None
                waiting = [
                    entry.registration_id
                    for entry in list_entries(self.edition, subject, own)
                    if entry.state is WaitingState.WAITING
                ]
                assert waiting == [n for n, _place in self.model.line(subject, category.key)]
                for number in waiting:
                    assert not self.model.is_free(subject, self.model.ones[number].category)
        offers = db.session.execute(
            select(WaitingEntry.registration_id, WaitingEntry.subject, WaitingEntry.offer_ends_at)
            .where(WaitingEntry.state == WaitingState.OFFERED)
        )  # fmt: skip
        assert {(number, subject): ends for number, subject, ends in offers} == {
            (number, place.subject): place.ends for number, place in self.places(offered=True)
        }

    @invariant()
    def everybody_has_the_mails_of_what_happened(self) -> None:
        """Compare the outbox with the model, person by person and in order."""
        db.session.rollback()
        sent: dict[int, list[str]] = {}
        for recipient, cause in db.session.execute(
            select(OutgoingMail.recipient, OutgoingMail.cause).order_by(OutgoingMail.id)
        ):
            person = int(recipient.removeprefix("person-").partition("@")[0])
            sent.setdefault(person, []).append(cause)
        assert sent == self.model.mails
