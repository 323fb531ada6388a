"""Whatever is done in whatever order: seats, waiting lists and mails are as a model says."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import select

from forum.core.db import db
from forum.core.links import CapabilityLink, find_link, issue_link
from forum.core.queue import do_in_parts
from forum.programme.queries import public_agenda
from forum.programme.types import Session
from forum.registration import services
from forum.registration.behalf.services import register_on_behalf
from forum.registration.behalf.types import BehalfOrder
from forum.registration.emails import TRANSFER_PURPOSE
from forum.registration.lines.services import offer_place, prolong_offer, remove_entry
from forum.registration.models import Limit, Registration, Seat
from forum.registration.queries import list_notices, list_session_limits
from forum.registration.rules import choice_mark, pair_key, second_choices, shown_hash
from forum.registration.transfers.models import Transfer
from forum.registration.transfers.services import (
    accept_transfer,
    ask_transfer,
    decline_transfer,
    expire_transfers,
    withdraw_transfer,
)
from forum.registration.transfers.types import TransferState
from forum.registration.types import Attend, ConsentHow
from forum.registration.waiting.limits import subject_of
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.types import ADMISSION, ON_THE_LIST, WaitingState
from tests.factories.registration import details_of
from tests.safety.games import play
from tests.safety.waiting_machine import CATEGORIES, FIRSTS, FULL, PEOPLE, SECONDS, Lists
from tests.safety.waiting_model import One, Passing, Place

SESSIONS = ("hall", "parallel", "tour")
BEGINS = datetime(2026, 12, 10, 15, tzinfo=UTC)  # midnight in Seoul
SESSIONS_BEGIN = {
    "session:hall": BEGINS + timedelta(hours=9, minutes=30),
    "session:parallel": BEGINS + timedelta(hours=9, minutes=30),
    "session:tour": BEGINS + timedelta(hours=14),
}
A_WEEK, PAUSE = timedelta(days=7), timedelta(minutes=5)
PHONE = {"privacy": ConsentHow.TELEPHONE}
WHICH = st.integers(0, 20)


class Everything(Lists):
    """The same lists with all that people and organisers can do to them later."""

    def __init__(self) -> None:
        """Let places of two categories be passed on."""
        super().__init__()
        for category in self.categories():
            category.is_transferable = category.key != "expert"
        db.session.commit()
        self.orders = 0
        self.pairs = [pair_key(*pair) for pair in combinations(self.sessions(), 2)]

    def sessions(self) -> list[Session]:
        """Return the sessions with seats, in the order of the programme."""
        return [s for s in public_agenda(self.edition).sessions if s.key in SESSIONS]

    def chosen(self, which: int, *, offered: bool) -> tuple[int, Place] | None:
        """Return one of the places of a kind, if there are any."""
        places = self.places(offered=offered)
        return places[which % len(places)] if places else None

    def confirmed(self, which: int) -> int | None:
        """Return one of those who take part, if anybody does."""
        found = [number for number, one in self.model.ones.items() if one.state == "confirmed"]
        return found[which % len(found)] if found else None

    # -------------------------------------------------------------- organisers by hand

    @rule(which=WHICH, adds=st.booleans())
    def offer_out_of_turn(self, which: int, adds: bool) -> None:
        """An organiser offers a place to somebody before their turn."""
        found = self.chosen(which, offered=False)
        if found is None:
            return
        number, place = found
        entry = self.entry_id(number, place.subject)

        def work() -> None:
            offer_place(self.edition, entry, "의전", adds_place=adds)

        refusal = self.done(work)
        given = self.model.prefer(number, place.subject, adds=adds)
        assert refusal == ("" if given else "NoFreePlaceError")
        self.settle_offers()
        if given:
            assert self.done(work) == "OfferedAlreadyError"  # a second click

    @rule(which=WHICH, hours=st.integers(-3, 100))
    def prolong(self, which: int, hours: int) -> None:
        """An organiser holds an offer longer, or tries to."""
        found = self.chosen(which, offered=True)
        if found is None:
            return
        number, place = found
        entry, ends = self.entry_id(number, place.subject), place.ends
        assert ends is not None
        until = ends + timedelta(hours=hours)
        refusal = self.done(lambda: prolong_offer(self.edition, entry, until, "출장"))
        if ends <= self.at:
            assert refusal == "OfferOverError"
        elif hours < 0:
            assert refusal == "DeadlineNotLaterError"
        elif hours and until > SESSIONS_BEGIN.get(place.subject, BEGINS):
            assert refusal == "DeadlineTooLateError"
        else:
            assert not refusal
            place.ends = until
            if hours:
                self.model.tell(number, "offered")

    @rule(which=WHICH, offered=st.booleans())
    def take_off(self, which: int, offered: bool) -> None:
        """An organiser takes somebody off a list; who waits to be let in is cancelled."""
        found = self.chosen(which, offered=offered)
        if found is None:
            return
        number, place = found
        entry = self.entry_id(number, place.subject)
        assert not self.done(lambda: remove_entry(self.edition, entry, "정원"))
        self.model.remove(number, place.subject)
        self.settle_offers()
        assert self.done(lambda: remove_entry(self.edition, entry, "정원")) == "NotOnListError"

    @rule(person=PEOPLE, category=CATEGORIES, firsts=st.sets(st.sampled_from(FIRSTS)),
          seconds=st.booleans(), waits=st.booleans(), over=st.booleans())  # fmt: skip
    def register_on_behalf(
        self, person: int, category: str, firsts: set[str], seconds: bool, waits: bool, over: bool
    ) -> None:
        """An organiser registers somebody, perhaps where everything is full."""
        order = sorted(firsts, key=lambda first: (first.startswith("option"), first))
        wishes = [
            [first, SECONDS[first]] if seconds and first in SECONDS else [first] for first in order
        ]
        listed = {ADMISSION, *(s for wish in wishes for s in wish)} if waits else set()
        details = details_of(
            email=f"person-{person}@example.org",
            category=category,
            sessions=tuple(f[8:] for f in order if f.startswith("session:")),
            options=tuple(f[7:] for f in order if f.startswith("option:")),
            seconds={wish[0]: tuple(wish[1:]) for wish in wishes if wish[1:]},
            waits=frozenset(listed),
            noted=PHONE,
        )
        self.orders += 1
        order_of = BehalfOrder(
            key=f"{self.orders}",
            details=details,
            over_reason="의전" if over else "",
            is_another=True,
        )
        made: list[Registration] = []

        def work() -> None:
            made.append(register_on_behalf(self.edition, order_of))

        refusal = self.done(work)
        if self.model.coming(person) is not None:
            assert refusal == "AlreadyRegisteredError"
            return
        if over:
            self.model.widen({ADMISSION, *order}, category)
        number = made[0].id if not refusal else 0
        one = One(person, category, "", self.now, wishes)
        said = self.model.register(number, one, sorted(listed), self.now, alone=False)
        assert (said == "full") == (refusal in {error.__name__ for error in FULL}), refusal
        assert not refusal or (said == "full" and not over)
        if not refusal:
            self.model.tell(number, "noted")
            assert not self.done(work)  # a second click
            assert made[1].id == number

    # -------------------------------------------------------------- what people do later

    @rule(which=WHICH, subject=st.sampled_from(SESSIONS))
    def wait_again(self, which: int, subject: str) -> None:
        """Somebody wants once more what they let pass, or never had."""
        number = self.confirmed(which)
        if number is None or self.at >= BEGINS:
            return
        answers: list[bool] = []
        refusal = self.done(
            lambda: answers.append(services.wait_again(self.person(number), subject))
        )
        said = self.model.wait_again(number, f"session:{subject}", self.now)
        assert refusal == ("NotOfferedError" if said == "no" else "")
        assert answers == ([] if said == "no" else [said == "done"])
        self.settle_offers()

    @rule(which=WHICH, sessions=st.sets(st.sampled_from(SESSIONS)),
          waits=st.sets(st.sampled_from(SESSIONS)), hall=st.sampled_from(["", "parallel", "tour"]),
          tour=st.sampled_from(["", "parallel"]))  # fmt: skip
    def choose(self, which: int, sessions: set[str], waits: set[str], hall: str, tour: str) -> None:
        """Somebody chooses other sessions, and ranks what they would take until then."""
        number = self.confirmed(which)
        if number is None or self.at >= BEGINS:
            return
        sessions -= waits
        chosen = Attend(
            sessions=tuple(sorted(sessions)),
            waits=tuple(sorted(waits)),
            seconds={f: s for f, s in (("hall", hall), ("tour", tour)) if s},
            keeps=tuple(self.pairs),
        )
        shown = self.mark_of(number)
        answers: list[bool] = []

        def work() -> None:
            answers.append(services.change_sessions(self.person(number), chosen, shown))

        refusal = self.done(work)
        said = self.model.choose(
            number,
            {f"session:{key}" for key in sessions},
            {f"session:{key}" for key in waits},
            {f"session:{f}": f"session:{s}" for f, s in chosen.seconds.items()},
            self.now,
        )
        assert refusal == ("SeatTakenError" if said == "full" else "")
        assert answers == ([] if said == "full" else [said == "done"])
        self.settle_offers()

    def mark_of(self, number: int) -> str:
        """Return what tells a page of somebody's sessions from a later one."""
        db.session.rollback()
        person = self.person(number)
        waited = db.session.scalars(
            select(WaitingEntry.subject).where(
                WaitingEntry.registration_id == number,
                WaitingEntry.state.in_(ON_THE_LIST),
                WaitingEntry.subject.startswith("session:"),
            )
        ).all()
        keys = [subject.removeprefix("session:") for subject in waited]
        offered = list_session_limits(self.edition)
        seconds = second_choices(person.wishes, sorted(keys), offered.keys())
        return choice_mark(person.session_keys, keys, seconds)

    @rule(which=WHICH, to=PEOPLE)
    def pass_on(self, which: int, to: int) -> None:
        """Somebody offers their place to somebody, perhaps to themselves or once more."""
        number = self.confirmed(which)
        if number is None:
            return
        one, address = self.model.ones[number], f"person-{to}@example.org"
        refusal = self.done(lambda: ask_transfer(self.person(number), address, "ko"))
        last = one.passing
        if one.category == "expert":
            assert refusal == "NotTransferableError"
        elif one.person == to:
            assert refusal == "TransferToOneselfError"
        elif last and last.open and last.ends > self.at:
            assert refusal == "TransferOpenError"
        elif last and last.asked > self.at - PAUSE:
            assert refusal == "TransferTooSoonError"
        elif self.at >= BEGINS:
            assert refusal == "TransferTooLateError"
        else:
            assert not refusal
            one.passing = Passing(to, self.at, min(self.at + A_WEEK, BEGINS))
            self.model.mails.setdefault(to, []).append("registration.transfer")

    @rule(which=WHICH, act=st.sampled_from(["take", "take", "take", "leave", "keep"]))
    def answer_transfer(self, which: int, act: str) -> None:
        """A place that is passed on is taken, left, or kept by its owner after all."""
        numbers = [n for n, one in self.model.ones.items() if one.passing and one.passing.open]
        if not numbers:
            return
        number = numbers[which % len(numbers)]
        one, passing = self.model.ones[number], self.model.ones[number].passing
        assert passing is not None
        is_over = one.state != "confirmed" or passing.ends <= self.at + timedelta(seconds=1)
        if act == "keep":
            refusal = self.done(lambda: withdraw_transfer(self.person(number)))
            assert refusal == ("NotTransferableError" if one.state != "confirmed" else "")
            passing.open = is_over and passing.open
        elif act == "leave":
            refusal = self.done(lambda: decline_transfer(self.link_of(number)))
            assert refusal == ("TransferOverError" if is_over else "")
            if not refusal:
                passing.open = False
                self.model.tell(number, "transfer_over")
        else:
            self.take_over(number, one, passing, is_over=is_over)
        self.settle_offers()

    def take_over(self, number: int, one: One, passing: Passing, *, is_over: bool) -> None:
        """Somebody takes the place that is passed on to them, unless they have one."""
        made: list[Registration] = []
        notices = list_notices(self.edition)
        shown = shown_hash(notice.sha256 for notice in notices)

        def work() -> None:
            link = self.link_of(number)
            made.append(accept_transfer(link, details_of(), notices, shown))

        refusal = self.done(work)
        if is_over:
            assert refusal == "TransferOverError"
        elif one.category == "expert":
            assert refusal == "NotTransferableError"
        elif self.model.coming(passing.to) is not None:
            assert refusal == "TransferKnownError"
        else:
            assert not refusal
            passing.open = False
            kept = {s for s in one.held if s.startswith("session:") and s not in one.places}
            taker = One(passing.to, one.category, "", self.now, [[s] for s in sorted(kept)])
            self.model.pass_on(number, taker, made[0].id, kept)

    def link_of(self, number: int) -> CapabilityLink:
        """Return a link as the mail to whoever may take a place has it."""
        transfer = db.session.scalars(
            select(Transfer.id).where(
                Transfer.registration_id == number, Transfer.state == TransferState.ASKED
            )
        ).one()
        secret = issue_link(TRANSFER_PURPOSE, "registration_transfer", transfer)
        db.session.flush()
        return find_link(TRANSFER_PURPOSE, secret)

    @rule()
    def end_transfers(self) -> None:
        """The worker ends what nobody has answered."""
        assert not self.done(lambda: do_in_parts(expire_transfers()))
        for number, one in sorted(self.model.ones.items()):
            if one.passing and one.passing.open and one.passing.ends <= self.at:
                one.passing.open = False
                if one.state == "confirmed":
                    self.model.tell(number, "transfer_over")

    # -------------------------------------------------------------- what always holds

    @invariant()
    def nobody_waits_for_what_they_have(self) -> None:
        """Nobody waits for a seat that they hold, and an offer is a seat in every limit of it."""
        db.session.rollback()
        held: dict[int, set[str]] = {}
        for number, limit in db.session.execute(
            select(Seat.registration_id, Limit).join(Limit, Limit.id == Seat.limit_id)
        ):
            held.setdefault(number, set()).add(subject_of(limit))
        listed = db.session.scalars(select(WaitingEntry).where(WaitingEntry.state.in_(ON_THE_LIST)))
        places: list[Any] = []
        for entry in listed:
            has = held.get(entry.registration_id, set())
            limited = (
                entry.subject != ADMISSION
                or self.model.ones[entry.registration_id].category != "delegate"
            )
            if limited:
                assert (entry.subject in has) == (entry.state is WaitingState.OFFERED)
            places.append((entry.registration_id, entry.subject))
        assert len(places) == len(set(places))

    @invariant()
    def wishes_are_as_they_were_said(self) -> None:
        """Compare what everybody wishes, in order of preference, with the model."""
        db.session.rollback()
        for person in db.session.scalars(
            select(Registration).execution_options(populate_existing=True)
        ):
            one = self.model.ones[person.id]
            assert sorted(map(list, person.wishes)) == sorted(one.wishes)


def test_a_few_games_end_as_they_must(app):
    play(Lists, app, examples=4, steps=20)


def test_a_few_games_with_everything_end_as_they_must(app):
    play(Everything, app, examples=5, steps=20)


@pytest.mark.long
@pytest.mark.both_databases
def test_many_games_end_as_they_must(app):
    play(Everything, app, examples=100, steps=50)
