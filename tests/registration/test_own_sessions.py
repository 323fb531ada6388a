"""Other sessions than before, by the link in the mail."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from sqlalchemy import func, select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.programme.queries import public_agenda
from forum.registration import services
from forum.registration.errors import (
    ChoiceChangedError,
    NotComingError,
    SeatTakenError,
    SessionBegunError,
    SessionByInvitationError,
    SessionNotOfferedError,
    SessionsClashError,
)
from forum.registration.models import Limit, Registration, Seat
from forum.registration.rules import changed_wishes, choice_mark
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
    mails = db.session.scalar(select(func.count(OutgoingMail.id)))
    assert change(mine, "hall")
    assert waits_of(mine) == []
    assert mine.wishes == [["session:hall"]]
    assert mine.waits == []
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == mails


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
