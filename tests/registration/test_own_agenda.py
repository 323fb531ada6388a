"""One's own agenda: stars that belong to the person, with clashes, by the link in the mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.programme.filters import Mark
from forum.programme.queries import find_session
from forum.programme.services import release_programme
from forum.programme.types import SessionState
from forum.registration import services
from forum.registration.errors import AlreadyCancelledError
from forum.registration.models import Registration, Star
from forum.registration.own_agenda import clashing_with, own_agenda
from forum.registration.queries import list_star_keys
from tests.conftest import count_queries
from tests.factories.programme import DAY, agenda_of, session_of
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.test_self_service import open_link

ADDRESS = "/ko/my/registration/agenda"


@pytest.fixture
def mine(app):
    edition = make_open_edition(slug="forum", seats={"hall": 10})
    return make_registration(edition, email="gildong@example.org", sessions=("hall",))


def stars_of(registration) -> set[str]:
    db.session.rollback()
    rows = select(Star.session_key).where(Star.registration_id == registration.id)
    return set(db.session.scalars(rows))


def star(registration, *keys: str) -> None:
    services.change_stars(registration, add=keys)
    db.session.commit()


# ------------------------------------------------------------------ the rule


def test_an_own_agenda_has_what_is_chosen_and_starred_by_day_and_time():
    agenda = agenda_of(
        session_of("a", starts=540),
        session_of("b", starts=600),
        session_of("c", starts=660),
        session_of("d", day=None, starts=None),
        session_of("e", day=DAY + timedelta(days=1)),
    )

    days = own_agenda(agenda, chosen={"c"}, starred={"a", "c", "d", "e"}, marks={})

    assert [(day.on, [e.session.key for e in day.entries]) for day in days] == [
        (DAY, ["a", "c"]),
        (DAY + timedelta(days=1), ["e"]),
        (None, ["d"]),
    ]
    first, second = days[0].entries
    assert (first.is_chosen, first.is_starred) == (False, True)
    assert (second.is_chosen, second.is_starred) == (True, True)


def test_sessions_at_the_same_time_clash_and_neighbours_do_not():
    early, late = session_of("early", starts=540, minutes=60), session_of("late", starts=600)
    between = session_of("between", starts=570, minutes=60)
    agenda = agenda_of(early, between, late)

    (day,) = own_agenda(agenda, chosen=set(), starred={"early", "between", "late"}, marks={})

    assert [[other.key for other in entry.clashes] for entry in day.entries] == [
        ["between"],
        ["early", "late"],
        ["between"],
    ]


def test_what_is_cancelled_or_has_no_time_clashes_with_nothing():
    cancelled = session_of("cancelled", state=SessionState.CANCELLED)
    untimed, other = session_of("untimed", starts=None), session_of("other")

    assert clashing_with(cancelled, [other]) == ()
    assert clashing_with(other, [cancelled, untimed, other]) == ()


def test_an_entry_says_what_the_latest_release_changed():
    mark = Mark(former_title=LocalizedText("전", "Before"))

    (day,) = own_agenda(agenda_of(session_of("a")), chosen={"a"}, starred=set(), marks={"a": mark})

    assert day.entries[0].mark is mark


# ------------------------------------------------------------------ the services


@pytest.mark.both_databases
def test_stars_are_set_once_and_taken_off_once(mine):
    assert services.change_stars(mine, add=["tour", "opening"]) == {"tour", "opening"}
    first = {star.session_key: star.id for star in db.session.scalars(select(Star))}

    kept = services.change_stars(mine, add=["tour", "opening"], remove=["hall"])

    assert kept == {"tour", "opening"}
    assert {star.session_key: star.id for star in db.session.scalars(select(Star))} == first
    assert services.change_stars(mine, remove=["tour"]) == {"opening"} == list_star_keys(mine)


@pytest.mark.both_databases
def test_a_star_for_a_session_that_is_not_there_is_passed_over(mine):
    assert services.change_stars(mine, add=["nothing", "tour", "x" * 500]) == {"tour"}


@pytest.mark.both_databases
def test_a_star_of_a_cancelled_session_stays(mine):
    services.change_stars(mine, add=["tour"])
    find_session(mine.edition, "tour").state = SessionState.CANCELLED
    release_programme(mine.edition)

    assert services.change_stars(mine, add=["opening"]) == {"tour", "opening"}


@pytest.mark.both_databases
def test_the_stars_of_others_are_not_touched(mine):
    other = make_registration(mine.edition, email="other@example.org")
    services.change_stars(other, add=["tour"])

    services.change_stars(mine, add=["opening"], remove=["tour"])

    assert list_star_keys(mine) == {"opening"}
    assert list_star_keys(other) == {"tour"}


@pytest.mark.both_databases
def test_whoever_has_cancelled_keeps_no_stars(mine):
    services.cancel(mine)

    with pytest.raises(AlreadyCancelledError):
        services.change_stars(mine, add=["tour"])


# ------------------------------------------------------------------ the page


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", ("내 일정", "겹침:", "신청함", "별표")), ("en", ("My agenda", "Clash:", "Registered"))],
)
def test_the_page_shows_what_is_kept_and_what_clashes(mine, client, language, words):
    star(mine, "parallel", "tour")
    open_link(client, language)

    page = client.page(f"/{language}/my/registration/agenda")

    assert page.text_of("h1") == words[0]
    keys = [str(li["id"]).removeprefix("session-") for li in page.select("li.own[id]")]
    assert keys == ["hall", "parallel", "tour"]
    clashing = [str(li["id"]) for li in page.select("li.own.is-clash")]
    assert clashing == ["session-hall", "session-parallel"]
    assert page.one("#session-hall .own-clash a")["href"] == "#session-parallel"
    for word in words:
        assert word in page.text_of("main"), word


def test_a_star_is_set_and_taken_off_by_buttons(mine, client):
    open_link(client)
    found = client.page(f"{ADDRESS}?q=ㅅㅅ")
    assert [b["value"] for b in found.select("button[name=add]")] == ["opening", "parallel", "tour"]

    added = client.send(found, ADDRESS, {"add": "tour"}, form=_form("add", "tour"))

    assert added.location.startswith(ADDRESS)
    assert stars_of(mine) == {"tour"}
    page = client.page(ADDRESS)
    client.send(page, ADDRESS, {"remove": "tour"}, form=_form("remove", "tour"))
    assert stars_of(mine) == set()


def _form(name: str, key: str) -> str:
    return f"form:has(button[name={name}][value={key}])"


def test_a_session_chosen_when_registering_has_no_button_here(mine, client):
    open_link(client)

    page = client.page(ADDRESS)

    assert page.select("#session-hall")
    assert not page.select("#session-hall button")


def test_moved_and_cancelled_sessions_say_so(mine, client):
    star(mine, "tour", "opening")
    find_session(mine.edition, "opening").starts = 500
    find_session(mine.edition, "tour").state = SessionState.CANCELLED
    release_programme(mine.edition)
    db.session.commit()
    open_link(client, "en")

    page = client.page("/en/my/registration/agenda")

    assert "Before: 09:00" in page.text_of("#session-opening")
    assert "Not taking place" in page.text_of("#session-tour")


def test_the_calendar_file_has_the_starred_sessions_too(mine, client):
    star(mine, "tour")
    open_link(client)

    text = client.get("/ko/my/registration/sessions.ics").text

    assert [key for key in ("hall", "tour", "opening") if f"forum.{key}@" in text] == [
        "hall",
        "tour",
    ]


def test_the_agenda_belongs_to_nobody_without_the_link(mine, client):
    client.page(ADDRESS, status=403)
    assert client.get("/ko/my/registration/stars").status_code == 403
    assert client.post("/ko/my/registration/stars", data={"add": "tour"}).status_code in {400, 403}
    assert stars_of(mine) == set()


def test_whoever_has_cancelled_is_led_to_the_registration(mine, client):
    open_link(client)
    services.cancel(db.session.get_one(Registration, mine.id))
    db.session.commit()

    assert client.get(ADDRESS).location == "/ko/my/registration"
    assert client.get("/ko/my/registration/stars").json["person"] == ""


# ------------------------------------------------------------------ what devices send


def send(client, **fields):
    token = client.get("/ko/my/registration/stars").json["token"]
    return client.post(
        "/ko/my/registration/stars",
        data={"edition": "forum", **fields},
        headers={"X-CSRFToken": token},
    )


def test_a_device_gives_its_stars_and_learns_those_of_the_person(mine, client):
    star(mine, "opening")
    open_link(client)

    answer = send(client, add=["tour", "parallel"])

    assert answer.json["stars"] == ["opening", "parallel", "tour"]
    assert stars_of(mine) == {"opening", "parallel", "tour"}
    assert send(client, add=["tour", "parallel"]).json == answer.json
    assert send(client, remove=["tour"]).json["stars"] == ["opening", "parallel"]


def test_without_the_token_of_a_page_nothing_is_kept(mine, client):
    open_link(client)

    answer = client.post("/ko/my/registration/stars", data={"edition": "forum", "add": "tour"})

    assert answer.status_code == 400
    assert stars_of(mine) == set()


def test_stars_of_another_edition_are_refused(mine, client):
    open_link(client)

    assert send(client, edition="other", add=["tour"]).status_code == 409
    assert stars_of(mine) == set()


def test_what_is_told_to_devices_is_kept_by_nobody_else(mine, client):
    open_link(client)

    answer = client.get("/ko/my/registration/stars")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert mine.number not in answer.text
    assert mine.calendar_uid not in answer.text


def test_the_page_costs_the_same_for_one_star_and_for_three(mine, client):

    open_link(client)
    client.get(ADDRESS)  # the release is read once
    counts = []
    for keys in (["tour"], ["opening", "parallel"]):
        star(mine, *keys)
        with count_queries() as ran:
            assert client.get(ADDRESS).status_code == 200
        counts.append(len(ran))

    assert counts[0] == counts[1]
