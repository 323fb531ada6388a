"""Whatever is done in whatever order: two texts, several cities, and what must always hold.

The model knows the table of states and who has signed what. Each rule does one act, expected to
be refused where the table says so; after each, the chain is sound, no city has two valid
signatures of a version, and the wall counts what the model counts.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from forum.core import audit, codes
from forum.core.db import db
from forum.core.errors import Refusal
from forum.core.localized import LocalizedText
from forum.declaration import queries, services
from forum.declaration.answers import services as answers
from forum.declaration.answers.types import OBSERVE
from forum.declaration.comments import services as comments
from forum.declaration.mandates import services as mandates
from forum.declaration.mandates.rules import Act, after, can
from forum.declaration.models import Mandate, Signature
from forum.declaration.types import (
    ASKED,
    DECLINE,
    MANDATE,
    OVER,
    SIGN,
    CapacityKind,
    MandateState,
    PersonDetails,
    SigningStatement,
)
from forum.declaration.verifier import verify_chain
from tests.factories.declaration import STATEMENT, approve, make_declaration, make_mandate
from tests.factories.editions import make_city, make_edition

CITIES = st.integers(min_value=0, max_value=2)
TEXTS = st.integers(min_value=0, max_value=1)
PERSON = PersonDetails(
    name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"),
    capacity_kind=CapacityKind.DEPUTY,
    capacity=LocalizedText("시험 부시장", "Trial deputy mayor"),
    email="other@example.org",
    language="en",
)


class Signing(RuleBasedStateMachine):
    """Two declarations and three cities."""

    @initialize()
    def begin(self) -> None:
        """Draft both texts."""
        db.session.rollback()
        edition = make_edition()
        self.cities = [make_city() for _ in range(3)]
        self.texts = [
            make_declaration(edition, key=f"text-{number}", is_frozen=False) for number in range(2)
        ]
        db.session.commit()
        self.version = [0, 0]  # that stands; 0: nothing is frozen
        self.drafts = [True, True]
        self.states: dict[tuple[int, int], MandateState] = {}
        self.signed: list[set[tuple[int, int]]] = [set(), set()]  # version and city

    def _mandate(self, text: int, city: int) -> Mandate:
        found = db.session.scalars(
            select(Mandate)
            .where(
                Mandate.declaration_id == self.texts[text].id,
                Mandate.city_id == self.cities[city].id,
            )
            .order_by(Mandate.id.desc())
        ).first()
        assert found is not None
        return found

    def _try(self, act: Any, *, expected: bool) -> bool:
        """Do something in a transaction; it is refused exactly if it was not expected."""
        refused = ""
        try:
            act()
            db.session.commit()
        except Refusal as refusal:
            db.session.rollback()
            refused = refusal.code()
        assert (not refused) == expected, refused or "it was not refused"
        return not refused

    @rule(text=TEXTS)
    def freeze(self, text: int) -> None:
        """Freeze the draft, or refuse where there is none."""
        if self._try(lambda: services.freeze(self.texts[text]), expected=self.drafts[text]):
            self.version[text] += 1
            self.drafts[text] = False
            for (of, city), state in self.states.items():
                if of == text:
                    self.states[of, city] = after(state, Act.FREEZE)

    @rule(text=TEXTS)
    def begin_version(self, text: int) -> None:
        """Begin a new draft of a frozen text."""
        act = lambda: services.begin_version(self.texts[text])  # noqa: E731  one line
        if self._try(act, expected=not self.drafts[text]):
            self.drafts[text] = True

    @rule(text=TEXTS, city=CITIES)
    def name(self, text: int, city: int) -> None:
        """Enter whom a city sends."""
        state = self.states.get((text, city))
        free = state is None or state in OVER
        act = lambda: make_mandate(  # noqa: E731  one line
            self.texts[text], self.cities[city], is_approved=False
        )
        if self._try(act, expected=free):
            self.states[text, city] = MandateState.PENDING

    def _do(self, text: int, city: int, act: Act, call: Any, *, needs_text: bool) -> None:
        """Do an act with a city's mandate as the table of states says."""
        state = self.states.get((text, city))
        if state is None:
            return
        fits = can(state, act) and not (needs_text and not self.version[text])
        if self._try(lambda: call(self._mandate(text, city)), expected=fits):
            self.states[text, city] = after(state, act)

    @rule(text=TEXTS, city=CITIES)
    def approve(self, text: int, city: int) -> None:
        """Approve."""
        self._do(text, city, Act.APPROVE, approve, needs_text=False)

    @rule(text=TEXTS, city=CITIES)
    def ask(self, text: int, city: int) -> None:
        """Mail the link."""
        self._do(text, city, Act.ASK, services.invite, needs_text=True)

    @rule(text=TEXTS, city=CITIES)
    def withdraw(self, text: int, city: int) -> None:
        """Take the mandate back."""
        self._do(text, city, Act.WITHDRAW, services.withdraw_mandate, needs_text=False)

    @rule(text=TEXTS, city=CITIES, reserves=st.booleans())
    def sign(self, text: int, city: int, *, reserves: bool) -> None:
        """Sign, sometimes under a reservation."""
        said = {**STATEMENT.to_mapping(), "reservation": "Not Article 2." if reserves else ""}

        def call(mandate: Mandate) -> None:
            services.prepare_signature(mandate, SigningStatement.from_mapping(said))
            code = codes.issue_code(SIGN, MANDATE, mandate.id)
            db.session.commit()
            services.sign(mandate, code)

        was = self.states.get((text, city))
        self._do(text, city, Act.SIGN, call, needs_text=True)
        now = self.states.get((text, city))
        if now is MandateState.SIGNED and was is not MandateState.SIGNED:
            self.signed[text].add((self.version[text], city))

    @rule(text=TEXTS, city=CITIES)
    def decline(self, text: int, city: int) -> None:
        """Decline with a reason."""

        def call(mandate: Mandate) -> None:
            services.prepare_decline(mandate, "The council has not met.")
            code = codes.issue_code(DECLINE, MANDATE, mandate.id)
            db.session.commit()
            services.decline(mandate, code)

        self._do(text, city, Act.DECLINE, call, needs_text=True)

    @rule(text=TEXTS, city=CITIES)
    def observe(self, text: int, city: int) -> None:
        """Observe."""

        def call(mandate: Mandate) -> None:
            answers.prepare_observing(mandate)
            code = codes.issue_code(OBSERVE, MANDATE, mandate.id)
            db.session.commit()
            answers.observe(mandate, code)

        self._do(text, city, Act.OBSERVE, call, needs_text=True)

    @rule(text=TEXTS, city=CITIES)
    def take_back(self, text: int, city: int) -> None:
        """Withdraw the newest signature, where there is one of the version that stands."""
        if self.states.get((text, city)) is not MandateState.SIGNED:
            return
        signature = queries.find_signature(self._mandate(text, city))
        assert signature is not None
        act = lambda: services.withdraw_signature(signature, "Letter of the city.")  # noqa: E731
        self._try(act, expected=True)
        self.states[text, city] = after(MandateState.SIGNED, Act.TAKE_BACK)
        self.signed[text].discard((self.version[text], city))

    @rule(text=TEXTS, city=CITIES)
    def change(self, text: int, city: int) -> None:
        """Change the mandate by two officers."""
        state = self.states.get((text, city))
        if state is None:
            return

        def act() -> None:
            mandate = self._mandate(text, city)
            with audit.acting_as("user:1"):
                change = mandates.propose_change(mandate, PERSON)
            with audit.acting_as("user:2"):
                mandates.decide_change(mandate, change.id, applies=True)

        self._try(act, expected=state in (MandateState.APPROVED, *ASKED))

    @precondition(lambda self: bool(self.states))
    @rule(text=TEXTS, city=CITIES)
    def comment(self, text: int, city: int) -> None:
        """Comment, which a frozen text or a mandate that is over refuses."""
        state = self.states.get((text, city))
        if state is None:
            return
        is_open = self.drafts[text] and state not in OVER
        self._try(
            lambda: comments.comment(self._mandate(text, city), "whole", "Good."),
            expected=is_open,
        )

    @invariant()
    def what_always_holds(self) -> None:
        """States, signatures, wall and chain are what the model says."""
        if not hasattr(self, "states"):
            return
        for (text, city), state in self.states.items():
            assert self._mandate(text, city).state is state
        for text, declaration in enumerate(self.texts):
            doubled = db.session.execute(
                select(Signature.version_id, Signature.city_id)
                .join(Mandate, Mandate.id == Signature.mandate_id)
                .where(Mandate.declaration_id == declaration.id, Signature.withdrawal_id.is_(None))
                .group_by(Signature.version_id, Signature.city_id)
                .having(func.count() > 1)
            ).all()
            assert doubled == []
            standing = {c for version, c in self.signed[text] if version == self.version[text]}
            assert queries.load_wall(declaration).signed == len(standing)
            if queries.load_chain_end(declaration).sequence:
                chain = queries.load_chain(declaration)
                assert verify_chain(chain, services.trusted_keys()).is_sound


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("examples", "steps"),
    [(4, 25), pytest.param(60, 60, marks=pytest.mark.long)],
    ids=["short", "long"],
)
def test_signing_holds_whatever_is_done(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Signing,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
