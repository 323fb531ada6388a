"""Whatever organisers do in whatever order: the draft is what its history says."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from forum.core.db import db
from forum.core.errors import Refusal
from forum.core.localized import LocalizedText
from forum.programme import queries, services
from forum.programme.models import ProgrammeOperation
from forum.programme.patches import applied
from forum.programme.types import Place, Role, RoleHeld, Subject
from tests.conftest import empty_database
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import DAY, agenda_of, session_of

ORGANISERS = st.integers(1, 2)
KEYS = st.sampled_from(["a", "b", "c"])
PLACES = st.sampled_from(["hall", "room"])
TEXTS = st.sampled_from(["하나", "둘", "셋"])
TIMES = st.sampled_from([None, 540, 600])
PEOPLE = st.lists(st.sampled_from(["weil", "kwon"]), max_size=3)

Records = dict[tuple[Subject, str], Any]


class Draft(RuleBasedStateMachine):
    """An edition's draft, what its operations add up to, and what each organiser may undo."""

    app: Flask

    def __init__(self) -> None:
        """Begin with an empty draft."""
        super().__init__()
        empty_database(self.app)
        self.edition = make_edition()
        for key in ("weil", "kwon"):
            make_person(key=key)
        db.session.commit()

    def teardown(self) -> None:
        """Leave no transaction open."""
        db.session.rollback()

    def act(self, who: int, work: Callable[[], ProgrammeOperation | None]) -> bool:
        """Do something as an organiser; refused, it has done nothing."""
        before = self.records()
        with self.app.test_request_context():
            g.actor = f"user:{who}"
            try:
                operation = work()
            except Refusal:
                db.session.rollback()
                assert self.records() == before
                return False
        db.session.commit()
        if operation is None:
            assert self.records() == before
        return operation is not None

    def records(self) -> Records:
        """Return the draft as it is in the database."""
        db.session.expire_all()
        return queries.draft_records(self.edition)

    def version(self, key: str) -> int:
        """Return the version of a session that an organiser sees now."""
        rows = queries.list_sessions(self.edition, [key])
        return rows[0].version if rows else 0

    @rule(who=ORGANISERS, key=KEYS, title=TEXTS, starts=TIMES, people=PEOPLE)
    def create(self, who: int, key: str, title: str, starts: int | None, people: list[str]) -> None:
        """Somebody makes a session."""
        roles = tuple(RoleHeld(role=Role.PANELLIST, speaker=person) for person in people)
        day = DAY if starts is not None else None
        session = session_of(key, title=title, day=day, starts=starts, roles=roles)
        self.act(who, lambda: services.create_session(self.edition, session))

    @rule(who=ORGANISERS, key=KEYS, title=TEXTS, late=st.integers(0, 3))
    def retitle(self, who: int, key: str, title: str, late: int) -> None:
        """Somebody saves a form, perhaps one that was opened some operations ago."""
        base = max(0, self.version(key) - late)
        wanted = {"title": {"ko": title, "en": title}}
        self.act(who, lambda: services.revise_session(self.edition, key, base, wanted))

    @rule(who=ORGANISERS, key=KEYS, starts=TIMES, place=st.none() | PLACES)
    def move(self, who: int, key: str, starts: int | None, place: str | None) -> None:
        """Somebody moves a session, perhaps to where there is no such place."""
        day = DAY.isoformat() if starts is not None else None
        wanted = {"day": day, "starts": starts, "place": place}
        base = self.version(key)
        self.act(who, lambda: services.revise_session(self.edition, key, base, wanted))

    @rule(who=ORGANISERS, key=KEYS, people=PEOPLE)
    def cast(self, who: int, key: str, people: list[str]) -> None:
        """Somebody says who takes part."""
        roles = [{"role": "panellist", "speaker": person} for person in people]
        base = self.version(key)
        self.act(who, lambda: services.revise_session(self.edition, key, base, {"roles": roles}))

    @rule(who=ORGANISERS, key=KEYS)
    def remove(self, who: int, key: str) -> None:
        """Somebody removes a session."""
        self.act(who, lambda: services.remove_session(self.edition, key))

    @rule(who=ORGANISERS, keys=st.permutations(["a", "b", "c"]))
    def reorder(self, who: int, keys: list[str]) -> None:
        """Somebody puts sessions in another order."""
        self.act(who, lambda: services.reorder_sessions(self.edition, keys))

    @rule(who=ORGANISERS, key=PLACES)
    def open_place(self, who: int, key: str) -> None:
        """Somebody adds a room."""
        place = Place(key=key, name=LocalizedText(key, key))
        self.act(who, lambda: services.create_place(self.edition, place))

    @rule(who=ORGANISERS, key=PLACES)
    def close_place(self, who: int, key: str) -> None:
        """Somebody removes a room, perhaps one in use."""
        self.act(who, lambda: services.remove_place(self.edition, key))

    @rule(who=ORGANISERS, keys=st.lists(KEYS, unique=True), title=TEXTS)
    def bring_in(self, who: int, keys: list[str], title: str) -> None:
        """Somebody brings in a file."""
        agenda = agenda_of(*(session_of(key, title=title) for key in keys))
        self.act(who, lambda: services.write_draft(self.edition, agenda))

    @rule(who=ORGANISERS)
    def undo_and_redo(self, who: int) -> None:
        """Somebody changes their mind twice: the draft is what it was."""
        before = self.records()
        if self.act(who, lambda: services.undo(self.edition)):
            assert self.records() != before
            assert self.act(who, lambda: services.redo(self.edition))
            assert self.records() == before

    @rule(who=ORGANISERS)
    def undo(self, who: int) -> None:
        """Somebody takes a change back: theirs, and nobody else's."""
        actor = f"user:{who}"
        last = queries.find_undoable(self.edition, actor)
        patches = queries.patches_of(last) if last else ()
        if self.act(who, lambda: services.undo(self.edition)):
            records = self.records()
            for patch in patches:
                now = records.get((patch.subject, patch.key), {})
                assert bool(now) == (patch.before is not None)
                for name, value in (patch.before or {}).items():
                    assert now[name] == value

    @rule(who=ORGANISERS)
    def redo(self, who: int) -> None:
        """Somebody does a change again."""
        self.act(who, lambda: services.redo(self.edition))

    @rule()
    def undo_everything(self) -> None:
        """One organiser alone takes everything back, and gets what was there at first."""
        edits = [
            entry
            for entry in queries.list_operations(self.edition)
            if not entry.undone and entry.kind == "edit"
        ]
        actors = {entry.actor for entry in queries.list_operations(self.edition)}
        if len(actors) != 1:
            return
        who = int(actors.pop().partition(":")[2])
        for _ in edits:
            assert self.act(who, lambda: services.undo(self.edition))
        assert self.records() == {}
        for _ in edits:
            assert self.act(who, lambda: services.redo(self.edition))

    @invariant()
    def the_history_adds_up(self) -> None:
        """Apply every operation to nothing, and get the draft."""
        db.session.rollback()
        made: dict[tuple[Subject, str], Any] = {}
        for entry in reversed(queries.list_operations(self.edition)):
            for patch in queries.patches_of(entry):
                where = (patch.subject, patch.key)
                record = applied(patch, made.pop(where, None))
                if record is not None:
                    made[where] = record
        assert made == self.records()

    @invariant()
    def the_draft_can_be_read(self) -> None:
        """Build the agenda: nothing of it refers to what is not there."""
        agenda = queries.build_agenda(self.edition)
        assert all(agenda.place(s.place) for s in agenda.sessions if s.place)


@pytest.mark.parametrize(
    "examples", [8, pytest.param(400, marks=pytest.mark.long)], ids=["short", "long"]
)
def test_the_draft_is_what_its_history_says(app: Flask, examples: int) -> None:
    machine = type("Draft", (Draft,), {"app": app})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[*HealthCheck],
        ),
    )
