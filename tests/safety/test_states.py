"""Whatever is done in whatever order: seats, nonces and admissions hold what they promise."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from forum.checkin.errors import NothingToUndoError
from forum.checkin.models import Scan, ScanUndo
from forum.checkin.services.scans import device_scanner, record_scans, undo_scan
from forum.checkin.types import Direction, Mode, Result
from forum.core.db import db
from forum.registration import errors, services
from forum.registration.models import Limit, Registration, Seat
from forum.registration.queries import find_category
from forum.registration.types import RegistrationState, Source
from tests.conftest import empty_database
from tests.factories.checkin import code_of, enrolled, make_list, scan_of
from tests.factories.registration import details_of, make_category, make_open_edition
from tests.safety.games import play

PEOPLE = st.integers(0, 5)
CATEGORIES = st.sampled_from(["citizen", "press"])
SESSIONS = st.sets(st.sampled_from(["hall", "tour"]))
NONCES = st.sampled_from("abcdefghijkl")
WHICH = st.integers(0, 1)
FULL = (errors.CategoryFullError, errors.SessionFullError)


class Forum(RuleBasedStateMachine):
    """An edition with few seats and a door, and what is known of it without the database."""

    app: Flask

    def __init__(self) -> None:
        """Begin with nobody."""
        super().__init__()
        empty_database(self.app)
        edition = make_open_edition(
            slug="forum-2026",
            categories=(
                make_category("citizen", capacity=2),
                make_category("press", number=4, capacity=None),
            ),
            seats={"hall": 3, "tour": 1},
        )
        self.edition = edition
        self.lists = [make_list(edition), make_list(edition, mode=Mode.MANY)]
        self.devices = [enrolled(edition, name=name)[0] for name in ("one", "two")]
        db.session.commit()
        self.capacities: dict[str, int] = {
            "category:citizen": 2, "session:hall": 3, "session:tour": 1
        }  # fmt: skip
        self.confirmed: dict[int, tuple[int, str, frozenset[str]]] = {}
        self.codes: list[str] = []
        self.answers: dict[tuple[int, str], tuple[Any, ...]] = {}
        self.scans: list[tuple[int, int, int]] = []
        self.register(0, "press", set())
        self.codes.append("nothing")

    def teardown(self) -> None:
        """Leave no transaction open."""
        db.session.rollback()

    def taken(self, key: str) -> int:
        """Return how many seats of a limit must be taken."""
        kind, name = key.split(":")
        return sum(
            name == category if kind == "category" else name in sessions
            for _id, category, sessions in self.confirmed.values()
        )

    @rule(person=PEOPLE, category=CATEGORIES, sessions=SESSIONS)
    def register(self, person: int, category: str, sessions: set[str]) -> None:
        """Somebody registers, perhaps once more."""
        keys = {f"category:{category}", *(f"session:{name}" for name in sessions)}
        full = [k for k in keys & self.capacities.keys() if self.taken(k) >= self.capacities[k]]
        details = details_of(
            email=f"person-{person}@example.org",
            category=category,
            sessions=tuple(sorted(sessions)),
        )
        try:
            made = services.register_details(self.edition, details, source=Source.SELF)
            db.session.commit()
        except FULL:
            db.session.rollback()
            assert full
        except errors.AlreadyRegisteredError:
            db.session.rollback()
            assert person in self.confirmed
        else:
            assert not full
            assert person not in self.confirmed
            self.confirmed[person] = (made.id, category, frozenset(sessions))
            self.codes.append(code_of(made))

    @rule(person=PEOPLE)
    def cancel(self, person: int) -> None:
        """Somebody cancels, perhaps once more."""
        email = f"person-{person}@example.org"
        made = db.session.scalars(
            select(Registration).where(Registration.email == email).order_by(Registration.id.desc())
        ).first()
        if made is None:
            return
        try:
            services.cancel(made)
            db.session.commit()
        except errors.AlreadyCancelledError:
            db.session.rollback()
            assert person not in self.confirmed
        else:
            del self.confirmed[person]

    @rule(key=st.sampled_from(["category:citizen", "session:hall", "session:tour"]),
          capacity=st.integers(0, 4))  # fmt: skip
    def change_capacity(self, key: str, capacity: int) -> None:
        """An organiser changes how many seats there are."""
        kind, name = key.split(":")
        category = find_category(self.edition, name) if kind == "category" else None
        session = name if kind == "session" else ""
        try:
            services.set_capacity(self.edition, capacity, category=category, session=session)
            db.session.commit()
        except errors.CapacityBelowTakenError:
            db.session.rollback()
            assert capacity < self.taken(key)
        else:
            assert capacity >= self.taken(key)
            self.capacities[key] = capacity

    @rule(person=PEOPLE)
    def reissue(self, person: int) -> None:
        """A badge is printed anew; the earlier one is void."""
        if person in self.confirmed:
            made = db.session.get_one(Registration, self.confirmed[person][0])
            services.reissue_badge(made)
            db.session.commit()
            self.codes.append(code_of(made))

    @rule(device=WHICH, where=WHICH, scanned=st.lists(
        st.tuples(NONCES, st.integers(0, 4), st.sampled_from(Direction)), min_size=1, max_size=4,
        unique_by=lambda scanned: scanned[0],
    ))  # fmt: skip
    def scan(self, device: int, where: int, scanned: list[tuple[str, int, Direction]]) -> None:
        """A device sends what it scanned, perhaps with names that it used before."""
        goal = self.lists[where]
        batch = [
            scan_of(self.codes[number % len(self.codes)], nonce, direction=direction)
            for nonce, number, direction in scanned
        ]
        answers = record_scans(device_scanner(self.devices[device]), goal, batch)
        db.session.commit()
        for item, answer in zip(batch, answers, strict=True):
            recorded = answer.recorded
            said = (recorded.scan.id, recorded.scan.result, recorded.reason, recorded.earlier_id)
            assert self.answers.setdefault((goal.id, item.nonce), said) == said
            self.scans.append((device, where, recorded.scan.id))

    @rule(number=st.integers(0, 40), device=WHICH)
    def undo(self, number: int, device: int) -> None:
        """A device takes a scan back: its own, another's, or one that was taken back."""
        if self.scans:
            _device, target, scan_id = self.scans[number % len(self.scans)]
            try:
                undo_scan(device_scanner(self.devices[device]), self.lists[target], scan_id)
                db.session.commit()
            except NothingToUndoError:
                db.session.rollback()

    @invariant()
    def seats_are_those_of_who_comes(self) -> None:
        """Compare every limit with the seats, with the registrations, and with what is known."""
        db.session.rollback()
        for limit in db.session.scalars(select(Limit).execution_options(populate_existing=True)):
            held = db.session.scalar(
                select(func.count())
                .select_from(Seat)
                .join(Registration, Registration.id == Seat.registration_id)
                .where(Seat.limit_id == limit.id, Registration.state == RegistrationState.CONFIRMED)
            )
            assert limit.capacity == self.capacities[limit.key]
            assert limit.taken == held == self.taken(limit.key)
            assert 0 <= limit.taken <= limit.capacity

    @invariant()
    def a_nonce_has_one_answer(self) -> None:
        """Count the scans of each name."""
        rows = db.session.execute(select(Scan.list_id, Scan.nonce, Scan.id, Scan.result)).all()
        assert {(row.list_id, row.nonce): (row.id, row.result) for row in rows} == {
            key: said[:2] for key, said in self.answers.items()
        }
        assert len(rows) == len(self.answers)

    @invariant()
    def nobody_is_admitted_twice(self) -> None:
        """Count who stands admitted by the list that admits once."""
        counts = db.session.execute(
            select(Scan.registration_id, func.count())
            .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
            .where(
                Scan.list_id == self.lists[0].id,
                Scan.result == Result.ADMITTED,
                Scan.direction == Direction.IN,
                ScanUndo.id.is_(None),
            )
            .group_by(Scan.registration_id)
        )
        assert all(count == 1 for _registration, count in counts)


def test_a_few_games_end_as_they_must(app):
    play(Forum, app, examples=8, steps=15)


@pytest.mark.long
@pytest.mark.both_databases
def test_many_games_end_as_they_must(app):
    play(Forum, app, examples=120, steps=50)
