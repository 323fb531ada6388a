"""Other sessions than before, by the link in the mail."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from sqlalchemy import func, select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.programme.queries import public_agenda
from forum.registration import services
from forum.registration.errors import (
    ChoiceChangedError,
    NotComingError,
    NotOfferedError,
    SeatTakenError,
    SecondChoicesCircularError,
    SessionBegunError,
    SessionByInvitationError,
    SessionNotOfferedError,
    SessionsClashError,
)
from forum.registration.models import Limit, Registration, Seat
from forum.registration.rules import (
    changed_wishes,
    choice_mark,
    second_choices,
    with_second,
)
from forum.registration.types import Attend
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import WaitingState, session_of
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.page import Page
from tests.registration.test_self_service import bring_code, last_mail

pytestmark = pytest.mark.usefixtures("app")

SESSIONS = "/en/my/registration/sessions"
SEATS = {"hall": 2, "parallel": 2, "tour": 1}


@pytest.fixture
def edition():
    return make_open_edition(slug="forum", seats=SEATS)


def taken() -> dict[str, int]:
    db.session.flush()
    rows = db.session.execute(select(Limit.session_key, Limit.taken).where(Limit.session_key != ""))
    return {key: count for key, count in rows}  # noqa: C416  rows are not pairs


def waits_of(mine: Registration) -> list[str]:
    return [session_of(one.entry.subject) for one in list_waiting(mine)]


def change(
    mine: Registration,
    *sessions: str,
    waits: tuple[str, ...] = (),
    keeps: tuple[str, ...] = (),
) -> bool:
    shown = choice_mark(mine.session_keys, waits_of(mine))
    chosen = Attend(sessions=sessions, waits=waits, keeps=keeps)
    return services.change_sessions(mine, chosen, shown)


@pytest.mark.both_databases
def test_one_seat_is_given_back_and_another_is_taken(edition):
    mine = make_registration(edition, sessions=("hall",))
    before = mine.calendar_sequence
    assert change(mine, "tour")
    db.session.commit()
    assert mine.session_keys == ("tour",)
    assert taken() == {"hall": 0, "parallel": 0, "tour": 1}
    assert mine.calendar_sequence == before + 1
    mail = last_mail()
    assert mail.cause == "registration.changed"
    (entry,) = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration.sessions")
    )
    assert entry.details == {
        "number": mine.number,
        "left": ["hall"],
        "joined": ["tour"],
        "waits": [],
        "unlisted": [],
    }


def test_the_mail_brings_the_calendar_up_to_date(edition):
    mine = make_registration(edition, sessions=("hall",))
    change(mine, "tour")
    db.session.commit()
    (attached,) = last_mail().attachments
    event = vobject.readOne(attached.data.decode()).vevent
    assert int(event.sequence.value) == mine.calendar_sequence == 1


@pytest.mark.both_databases
def test_what_one_has_is_kept_where_something_else_is_full(edition):
    mine = make_registration(edition, sessions=("hall",))
    make_registration(edition, sessions=("tour",))
    with pytest.raises(SeatTakenError):
        change(mine, "tour")
    db.session.rollback()
    assert mine.session_keys == ("hall",)
    assert taken() == {"hall": 1, "parallel": 0, "tour": 1}


@pytest.mark.both_databases
def test_what_is_full_is_waited_for_and_offered_once_somebody_leaves(edition):
    mine = make_registration(edition, sessions=("hall",))
    other = make_registration(edition, sessions=("tour",))
    assert change(mine, "hall", waits=("tour",))
    assert (mine.session_keys, waits_of(mine)) == (("hall",), ["tour"])
    assert change(other)
    db.session.commit()
    (waiting,) = list_waiting(mine)
    assert waiting.is_offered
    assert taken() == {"hall": 1, "parallel": 0, "tour": 1}
    services.accept_offer(waiting.entry.id)
    assert set(mine.session_keys) == {"hall", "tour"}


def test_a_place_on_a_list_is_left(edition):
    mine = make_registration(edition, sessions=("hall",))
    make_registration(edition, sessions=("tour",))
    change(mine, "hall", waits=("tour",))
    assert change(mine, "hall")
    assert waits_of(mine) == []
    assert mine.wishes == [["session:hall"]]
    assert mine.waits == []


def test_leaving_an_offered_seat_offers_it_to_the_next(edition):
    first = make_registration(edition, sessions=("tour",))
    mine = make_registration(edition, sessions=("tour",), waits=frozenset({"session:tour"}))
    third = make_registration(edition, sessions=("tour",), waits=frozenset({"session:tour"}))
    change(first)
    assert list_waiting(mine)[0].is_offered
    assert change(mine)
    assert list_waiting(mine) == []
    assert list_waiting(third)[0].is_offered
    assert taken()["tour"] == 1


def test_a_seat_that_is_offered_can_be_taken_as_one_of_the_sessions(edition):
    first = make_registration(edition, sessions=("tour",))
    mine = make_registration(edition, sessions=("tour",), waits=frozenset({"session:tour"}))
    change(first)
    assert change(mine, "tour")
    assert (mine.session_keys, waits_of(mine), taken()["tour"]) == (("tour",), [], 1)
    entry = db.session.scalars(select(WaitingEntry)).one()
    assert entry.state is WaitingState.ACCEPTED


def test_the_same_choice_again_changes_nothing(edition):
    mine = make_registration(edition, sessions=("hall",))
    shown = choice_mark(["hall"], [])
    assert services.change_sessions(mine, Attend(sessions=("tour",)), shown)
    assert not services.change_sessions(mine, Attend(sessions=("tour",)), shown)


def test_a_choice_of_an_old_page_is_refused(edition):
    mine = make_registration(edition, sessions=("hall",))
    shown = choice_mark(["hall"], [])
    services.change_sessions(mine, Attend(sessions=("tour",)), shown)
    with pytest.raises(ChoiceChangedError):
        services.change_sessions(mine, Attend(sessions=("parallel",)), shown)


def test_sessions_at_the_same_time_are_asked_about(edition):
    mine = make_registration(edition, sessions=("hall",))
    with pytest.raises(SessionsClashError):
        change(mine, "hall", "parallel")
    assert change(mine, "hall", "parallel", keeps=("hall/parallel",))


def test_only_what_has_seats_and_is_open_to_one_can_be_chosen():
    edition = make_open_edition(slug="forum", seats=SEATS, invited=("tour",))
    mine = make_registration(edition)
    with pytest.raises(SessionByInvitationError):
        change(mine, "tour")
    with pytest.raises(SessionNotOfferedError):
        change(mine, "opening")


def test_who_does_not_come_changes_nothing(edition):
    mine = make_registration(edition, sessions=("hall",))
    services.cancel(mine)
    with pytest.raises(NotComingError):
        change(mine, "tour")


@pytest.mark.both_databases
def test_the_share_of_a_category_is_kept_to():
    edition = make_open_edition(
        slug="forum", seats={"tour": 5}, categories=(make_category(capacity=None),)
    )
    mine = make_registration(edition)
    db.session.add(
        Limit(
            edition_id=edition.id,
            key="tour/citizen",
            category_id=mine.category_id,
            session_key="tour",
            capacity=1,
        )
    )
    db.session.flush()
    other = make_registration(edition)
    assert change(other, "tour")
    with pytest.raises(SeatTakenError):
        change(mine, "tour")
    assert change(mine, waits=("tour",))
    assert db.session.scalar(select(func.count(Seat.id))) == 2


def test_wishes_keep_their_rank():
    wishes = [["session:tour", "session:hall"], ["option:meal/yes"]]
    assert changed_wishes(wishes, kept={"session:tour", "session:lab"}, added=["session:lab"]) == [
        ["session:tour"],
        ["option:meal/yes"],
        ["session:lab"],
    ]


# ------------------------------------------------------------------ second choices


def rank(mine: Registration, *sessions: str, waits: tuple[str, ...], **seconds: str) -> bool:
    """Choose with second choices, as on a page that was just opened."""
    waited = waits_of(mine)
    before = second_choices(mine.wishes, waited, SEATS)
    shown = choice_mark(mine.session_keys, waited, before)
    return services.change_sessions(
        mine, Attend(sessions=sessions, waits=waits, seconds=seconds), shown
    )


@pytest.fixture
def full(edition):
    """An edition whose hall is full; return who has its two seats."""
    return [make_registration(edition, sessions=("hall",)) for _number in range(2)]


@pytest.mark.both_databases
def test_a_second_choice_is_given_until_the_first_one_is_free(edition, full):
    mine = make_registration(edition)
    assert rank(mine, waits=("hall",), hall="parallel")
    assert (mine.session_keys, waits_of(mine)) == (("parallel",), ["hall"])
    assert mine.wishes == [["session:hall", "session:parallel"]]
    assert not rank(mine, waits=("hall",), hall="parallel")  # a second click
    change(full[0])
    services.accept_offer(list_waiting(mine)[0].entry.id)
    assert mine.session_keys == ("hall",)
    assert taken() == {"hall": 2, "parallel": 0, "tour": 0}


@pytest.mark.both_databases
def test_what_one_has_is_ranked_below_what_one_waits_for(edition, full):
    mine = make_registration(edition, sessions=("parallel",))
    assert rank(mine, "parallel", waits=("hall",), hall="parallel")  # no clash: one of them goes
    assert mine.wishes == [["session:hall", "session:parallel"]]
    assert waits_of(mine) == ["hall"]
    assert change(full[0])
    services.accept_offer(list_waiting(mine)[0].entry.id)
    assert mine.session_keys == ("hall",)


def test_a_rank_is_taken_away_and_the_seat_is_kept(edition, full):
    mine = make_registration(edition, sessions=("parallel",))
    rank(mine, "parallel", waits=("hall",), hall="parallel")
    shown = choice_mark(["parallel"], ["hall"], {"hall": "parallel"})
    chosen = Attend(sessions=("parallel",), waits=("hall",), keeps=("hall/parallel",))
    assert services.change_sessions(mine, chosen, shown)
    assert sorted(mine.wishes) == [["session:hall"], ["session:parallel"]]
    change(full[0])
    services.accept_offer(list_waiting(mine)[0].entry.id)
    assert set(mine.session_keys) == {"hall", "parallel"}


def test_a_rank_changed_in_another_window_is_not_overwritten(edition, full):
    mine = make_registration(edition, sessions=("parallel",))
    rank(mine, "parallel", waits=("hall",), hall="parallel")
    old = choice_mark(["parallel"], ["hall"])
    with pytest.raises(ChoiceChangedError):
        services.change_sessions(mine, Attend(waits=("hall",)), old)


def test_a_second_choice_that_is_given_because_the_first_is_full_is_a_wish(edition):
    mine = make_registration(edition)
    make_registration(edition, sessions=("hall",))
    services.set_capacity(edition, 1, session="hall")
    assert rank(mine, "hall", waits=(), hall="parallel")
    assert mine.session_keys == ("parallel",)
    assert mine.wishes == [["session:parallel"]]


def test_two_are_not_each_others_second_choice(edition, full):
    for _number in range(2):
        make_registration(edition, sessions=("parallel",))
    mine = make_registration(edition)
    with pytest.raises(SecondChoicesCircularError):
        rank(mine, waits=("hall", "parallel"), hall="parallel", parallel="hall")


def test_a_second_choice_must_be_open_to_one():
    edition = make_open_edition(slug="forum", seats=SEATS, invited=("parallel",))
    make_registration(edition, sessions=("hall",))
    make_registration(edition, sessions=("hall",))
    mine = make_registration(edition)
    with pytest.raises(SessionByInvitationError):
        rank(mine, waits=("hall",), hall="parallel")


@pytest.mark.parametrize(
    ("first", "second", "ranked"),
    [
        ("a", "b", [["a", "b", "c"], ["x"]]),
        ("x", "a", [["b", "c"], ["x", "a"]]),
        ("b", "", [["a"], ["b"], ["x"], ["c"]]),
        ("c", "b", [["a"], ["b", "c"], ["x"]]),
        ("new", "a", [["b", "c"], ["x"], ["new", "a"]]),
    ],
)
def test_second_choices_are_ranked(first, second, ranked):
    assert with_second([["a"], ["b", "c"], ["x"]], first, second) == ranked


def test_the_page_shows_the_second_choice_and_changes_it(edition, full, client):
    mine = make_registration(edition, email="gildong@example.org", sessions=("parallel",))
    address = bring_code(client, SESSIONS)
    page = client.page(address)
    said = {"sessions": "parallel", "waits": "hall", "second-hall": "parallel"}
    assert client.send(page, address, said).status_code == 303
    page = client.page(address)
    assert page.one("[name=second-hall] option[selected]")["value"] == "parallel"
    assert not page.select("[name=second-parallel]"), "what one has needs no second choice"
    assert "When you take a seat here, you give it back." in page.text_of("main")
    response = client.send(page, address, {"second-hall": ""})
    assert response.status_code == 422, "now both are wanted at the same time"
    assert (
        client.send(client.read(response), address, {"keeps": "hall/parallel"}).status_code == 303
    )
    db.session.rollback()
    assert sorted(mine.wishes) == [["session:hall"], ["session:parallel"]]


# ------------------------------------------------------------------ waiting again


def let_pass(mine: Registration, holder: Registration, moments) -> None:
    """Offer somebody a seat, and let the time of the offer pass."""
    change(holder)
    ends = list_waiting(mine)[0].entry.offer_ends_at
    assert ends is not None
    with moments(ends):
        do_in_parts(services.expire_offers())


@pytest.mark.both_databases
def test_who_let_an_offer_pass_waits_again_at_the_end(edition, moments):
    holder = make_registration(edition, sessions=("tour",))
    waits = frozenset({"session:tour"})
    mine = make_registration(edition, sessions=("tour",), waits=waits)
    others = [make_registration(edition, sessions=("tour",), waits=waits) for _number in range(2)]
    let_pass(mine, holder, moments)
    before = len(mails_to(mine))
    assert services.wait_again(mine, "tour")
    assert not services.wait_again(mine, "tour")  # a second click
    assert [one.place for one in list_waiting(mine)] == [2]
    assert list_waiting(others[0])[0].is_offered
    assert mails_to(mine)[before:] == ["registration.lists"]


def test_a_seat_that_is_free_is_offered_at_once(edition, moments):
    holder = make_registration(edition, sessions=("tour",))
    mine = make_registration(edition, sessions=("tour",), waits=frozenset({"session:tour"}))
    let_pass(mine, holder, moments)
    before = len(mails_to(mine))
    assert services.wait_again(mine, "tour")
    assert list_waiting(mine)[0].is_offered
    assert mails_to(mine)[before:] == ["registration.offered"]


def test_only_what_was_offered_is_waited_for_again(edition):
    mine = make_registration(edition)
    with pytest.raises(NotOfferedError):
        services.wait_again(mine, "tour")
    with pytest.raises(SessionNotOfferedError):
        services.wait_again(mine, "opening")


def test_the_page_has_a_button_to_wait_again(edition, client, moments):
    holder = make_registration(edition, sessions=("tour",))
    waits = frozenset({"session:tour"})
    mine = make_registration(edition, email="gildong@example.org", sessions=("tour",), waits=waits)
    address = bring_code(client, SESSIONS)
    make_registration(edition, sessions=("tour",), waits=waits)
    assert not client.page(address).select("form[action$='/sessions/again']")
    let_pass(mine, holder, moments)
    db.session.commit()
    page = client.page(address)
    done = client.send(page, f"{address}/again", {"session": "tour"}, form="form[action$='/again']")
    assert done.location == address
    page = client.page(address)
    assert "You wait again, at the end of the list." in page.text_of("body")
    assert not page.select("form[action$='/sessions/again']")


# ------------------------------------------------------------------ mails, person by person


def mails_to(mine: Registration) -> list[str]:
    """Return the causes of the mails about somebody, in order."""
    db.session.flush()
    return list(
        db.session.scalars(
            select(OutgoingMail.cause)
            .where(OutgoingMail.about_id == mine.id, OutgoingMail.about_type == "registration")
            .order_by(OutgoingMail.id)
        )
    )


def answer(mine: Registration, *, takes: bool) -> None:
    """Take or leave what is offered to somebody."""
    entry = next(one.entry for one in list_waiting(mine) if one.is_offered)
    services.accept_offer(entry.id) if takes else services.decline_offer(entry.id)


HAPPENINGS: tuple[tuple[int, Callable[[Registration], object], dict[int, str], str], ...] = (
    (1, lambda one: change(one, "hall", waits=("tour",)), {1: "lists"}, "(place 1)"),
    (2, lambda one: change(one, waits=("tour",)), {2: "lists"}, "(place 2)"),
    (1, lambda one: change(one, "parallel", waits=("tour",)), {1: "changed"}, "place 1"),
    (1, lambda one: change(one, "hall"), {1: "changed"}, "no longer"),
    (1, lambda one: change(one, "hall", waits=("tour",)), {1: "lists"}, "(place 2)"),
    (2, change, {2: "lists"}, "nothing any more"),
    (0, change, {0: "changed", 1: "offered"}, "has become free"),
    (1, lambda one: answer(one, takes=False), {1: "lists"}, "nothing any more"),
    (2, lambda one: change(one, "tour"), {2: "changed"}, "+ Session"),
    (1, lambda one: change(one, "hall", waits=("tour",)), {1: "lists"}, "(place 1)"),
    (2, change, {1: "offered", 2: "changed"}, "has become free"),
    (1, lambda one: answer(one, takes=True), {1: "seated"}, "You have your seat"),
    (1, services.cancel, {1: "cancelled"}, "is cancelled"),
)
"""Who does what, which mail each person has by it, and what the last one says."""


@pytest.mark.both_databases
def test_everybody_has_one_mail_for_each_change_and_nobody_has_two(edition):
    """Compare the outbox person by person after each thing that somebody does."""
    sessions = (("tour",), ("hall",), ())
    people = [make_registration(edition, sessions=keys, language="en") for keys in sessions]
    had = [mails_to(one) for one in people]
    assert had == [["registration.confirmed"]] * 3
    for who, does, told, says in HAPPENINGS:
        does(people[who])
        for number, said in told.items():
            had[number].append(f"registration.{said}")
        assert [mails_to(one) for one in people] == had
        assert says in mail_of(people[max(told, key=lambda one: told[one] == "offered")]).text


def mail_of(mine: Registration) -> OutgoingMail:
    """Return the last mail about somebody."""
    about = (OutgoingMail.about_id == mine.id, OutgoingMail.about_type == "registration")
    statement = select(OutgoingMail).where(*about).order_by(OutgoingMail.id.desc()).limit(1)
    return db.session.scalars(statement).one()


# ------------------------------------------------------------------ the page


def ticked(page: Page, name: str) -> set[str]:
    return {str(box["value"]) for box in page.select(f"main [name={name}][checked]")}


def test_the_page_changes_the_sessions(edition, client):
    mine = make_registration(edition, email="gildong@example.org", sessions=("hall",))
    address = bring_code(client, SESSIONS)
    assert address == SESSIONS
    page = client.page(address)
    assert ticked(page, "sessions") == {"hall"}
    done = client.send(page, address, {"sessions": "tour"})
    assert done.location == "/en/my/registration"
    after = client.page("/en/my/registration")
    assert "Your sessions are changed." in after.text_of("body")
    assert after.select(f"main a[href='{SESSIONS}']")
    assert client.send(page, address, {"sessions": "tour"}).status_code == 303
    assert "Your sessions are as before." in client.page("/en/my/registration").text_of("body")
    db.session.rollback()
    assert mine.session_keys == ("tour",)


def test_a_full_session_is_refused_at_its_place_with_the_list(edition, client):
    mine = make_registration(edition, email="gildong@example.org", sessions=("hall",))
    address = bring_code(client, SESSIONS)
    page = client.page(address)
    make_registration(edition, sessions=("tour",))
    response = client.send(page, address, {"sessions": ["hall", "tour"]})
    assert response.status_code == 422
    page = client.read(response)
    assert "Full by now. Tick it again to be put on the waiting list" in page.text_of("main")
    assert ticked(page, "sessions") == {"hall"}
    assert ticked(page, "waits") == set()
    assert client.send(page, address, {"waits": "tour"}).status_code == 303
    db.session.rollback()
    assert (mine.session_keys, waits_of(mine)) == (("hall",), ["tour"])
    page = client.page(address)
    assert ticked(page, "waits") == {"tour"}
    assert "Waiting list, place 1" in page.text_of("main")


def test_the_page_offers_the_list_where_the_share_of_the_category_is_full(edition, client):
    mine = make_registration(edition, email="gildong@example.org", sessions=("hall",))
    db.session.add(
        Limit(
            edition_id=edition.id,
            key="tour/citizen",
            category_id=mine.category_id,
            session_key="tour",
            capacity=1,
            taken=1,
        )
    )
    db.session.commit()
    address = bring_code(client, SESSIONS)
    page = client.page(address)
    assert "waits" in {str(box["name"]) for box in page.select("main input[value='tour']")}
    response = client.send(page, address, {"waits": "tour"})
    assert response.status_code == 303
    db.session.rollback()
    assert waits_of(mine) == ["tour"]


def test_a_clash_is_asked_about_at_its_place(edition, client):
    mine = make_registration(edition, email="gildong@example.org", sessions=("hall",))
    address = bring_code(client, SESSIONS)
    response = client.submit(address, {"sessions": ["hall", "parallel"]})
    assert response.status_code == 422
    page = client.read(response)
    assert "Leave one of them out" in page.text_of("main")
    assert client.send(page, address, {"keeps": "hall/parallel"}).status_code == 303
    db.session.rollback()
    assert set(mine.session_keys) == {"hall", "parallel"}
    assert ticked(client.page(address), "keeps") == {"hall/parallel"}


def test_an_old_page_shows_both_and_can_be_saved_again(edition, client):
    mine = make_registration(edition, email="gildong@example.org", sessions=("hall",))
    address = bring_code(client, SESSIONS)
    old = client.page(address)
    assert client.send(old, address, {"sessions": "tour"}).status_code == 303
    response = client.send(old, address, {"sessions": "parallel"})
    assert response.status_code == 409
    page = client.read(response)
    assert "Your sessions have been changed meanwhile" in page.text_of("main")
    assert ticked(page, "sessions") == {"parallel"}
    assert len(page.select("main .banner-warning li")) == 1
    db.session.rollback()
    assert mine.session_keys == ("tour",)
    assert client.send(page, address, {}).status_code == 303
    db.session.rollback()
    assert mine.session_keys == ("parallel",)


def test_an_edition_without_seats_has_nothing_to_choose(client):
    edition = make_open_edition(slug="forum", seats={})
    make_registration(edition, email="gildong@example.org")
    address = bring_code(client, SESSIONS)
    assert "Nothing needs to be chosen" in client.page(address).text_of("main")
    assert not client.page("/en/my/registration").select(f"main a[href='{SESSIONS}']")


def test_who_does_not_come_is_led_back(edition, client):
    mine = make_registration(edition, email="gildong@example.org", sessions=("hall",))
    address = bring_code(client, SESSIONS)
    services.cancel(mine)
    db.session.commit()
    assert client.get(address).location == "/en/my/registration"


# ------------------------------------------------------------------ once the forum has begun


def in_the_hall(mine: Registration) -> datetime:
    """Return a moment at which the session at 09:30 has begun, and that at 14:00 has not."""
    session = public_agenda(mine.edition).session("hall")
    assert session is not None
    assert session.day is not None
    assert session.starts is not None
    midnight = datetime.combine(session.day, time.min, ZoneInfo(mine.edition.timezone))
    return midnight + timedelta(minutes=session.starts)


@pytest.mark.both_databases
def test_what_has_begun_is_neither_left_nor_joined(edition, moments):
    mine = make_registration(edition, sessions=("hall",))
    with moments(in_the_hall(mine)):
        for sessions in ((), ("hall", "parallel")):
            with pytest.raises(SessionBegunError):
                change(mine, *sessions, keeps=("hall/parallel",))
            db.session.rollback()
        assert change(mine, "hall", "tour")
    assert set(mine.session_keys) == {"hall", "tour"}
    with moments(in_the_hall(mine) - timedelta(minutes=1)):
        assert change(mine, "tour")


def test_the_page_keeps_a_seat_in_what_has_begun(edition, client, moments):
    mine = make_registration(edition, sessions=("hall",))
    with moments(in_the_hall(mine)):
        bring_code(client, SESSIONS)
        page = client.page(SESSIONS)
        seat = page.one("#sessions-hall")
        assert seat.has_attr("disabled")
        assert seat.has_attr("checked")
        assert page.one("#sessions-parallel").has_attr("disabled")
        assert "It has begun: you keep your seat" in page.text_of("main")
        done = client.send(page, SESSIONS, {"sessions": ["tour"]})
        assert done.status_code == 303
    db.session.rollback()
    assert set(db.session.get_one(Registration, mine.id).session_keys) == {"hall", "tour"}
