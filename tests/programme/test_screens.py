"""The pages that follow the clock: now and next, the rooms, the screens at their doors."""

from datetime import UTC, datetime

import pytest

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.programme.services import release_programme
from tests.conftest import count_queries
from tests.factories.editions import make_city, make_edition
from tests.factories.programme import make_session, make_venue

MORNING = datetime(2026, 12, 11, 0, 45, tzinfo=UTC)  # 09:45 in Seoul
NOON = datetime(2026, 12, 11, 3, 0, tzinfo=UTC)


@pytest.fixture
def edition(app):
    """Return an edition with two rooms: talks at 09:30 and 13:00 in the hall, a panel at 10:30."""
    made = make_edition(slug="forum")
    hall, room = make_venue(made, key="hall"), make_venue(made, key="room")
    hall.name = LocalizedText("다목적홀", "Main Hall")
    hall.capacity, hall.access_notes = 650, LocalizedText("승강기 있음", "There is a lift")
    make_session(made, key="talk", venue=hall, minutes=60, cities=(make_city(), make_city()))
    make_session(made, key="panel", venue=room, starts=630, minutes=60)
    make_session(made, key="afternoon", venue=hall, starts=780, minutes=60)
    release_programme(made)
    db.session.commit()
    return made


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    ("language", "said"),
    [("ko", ("지금", "10:30까지", "다음")), ("en", ("Now", "until 10:30", "Next"))],
)
def test_the_page_says_what_is_on_in_each_room_and_what_is_next(client, moments, language, said):
    with moments(MORNING):
        page = client.page(f"/{language}/forum/now")

    hall, room = page.texts_of(".now-room")
    for word in said:
        assert word in hall
    assert "10:30–11:30" in room


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 12, 1, tzinfo=UTC), "The first session begins on Fri, 11 December 2026"),
        (NOON, "Nothing is on at this moment. It goes on at 13:00."),
        (datetime(2026, 12, 12, tzinfo=UTC), "The forum is over."),
    ],
)
def test_before_between_and_after_the_page_says_so(client, moments, at, said):
    with moments(at):
        assert said in client.page("/en/forum/now").text_of(".live-state")


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize("path", ["now", "rooms/hall", ""])
def test_a_page_that_follows_the_clock_is_kept_until_something_turns(client, moments, path):
    with moments(MORNING):
        first = client.get(f"/ko/forum/{path}")
        with count_queries() as ran:
            known = client.get(
                f"/ko/forum/{path}", headers={"If-None-Match": first.headers["ETag"]}
            )
    with moments(NOON):
        later = client.get(f"/ko/forum/{path}", headers={"If-None-Match": first.headers["ETag"]})

    assert (known.status_code, len(ran)) == (304, 1)
    assert later.status_code == 200
    assert "Set-Cookie" not in first.headers


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize("path", ["now", "rooms/hall"])
def test_every_answer_tells_the_time_also_the_one_without_news(client, moments, path):
    with moments(MORNING):
        first = client.get(f"/ko/forum/{path}")
        known = client.get(f"/ko/forum/{path}", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["X-Forum-Time"] == known.headers["X-Forum-Time"] == "2026-12-11T00:45:00Z"


@pytest.mark.usefixtures("edition")
def test_without_scripts_a_door_screen_renews_itself_and_a_reader_does_it_by_hand(client):
    door = client.page("/ko/forum/rooms/hall")
    page = client.page("/ko/forum/now")

    assert door.one("head noscript meta[http-equiv=refresh]")["content"] == "60"
    assert page.one("main noscript a")["href"] == "/ko/forum/now"


@pytest.mark.usefixtures("edition")
def test_home_shows_now_and_next_while_the_forum_goes_on_and_only_then(client, moments):
    for at, shown in ((datetime(2026, 12, 1, tzinfo=UTC), 0), (MORNING, 1), (NOON, 1)):
        with moments(at):
            page = client.page("/ko/forum/")
        assert len(page.select("[data-live]")) == shown
    with moments(datetime(2026, 12, 12, tzinfo=UTC)):
        assert not client.page("/ko/forum/").select("[data-live]")


# ------------------------------------------------------------------ rooms and doors


@pytest.mark.usefixtures("edition")
def test_the_rooms_are_listed_with_what_one_has_to_know(client):
    page = client.page("/en/forum/rooms")

    text = page.text_of("#hall")
    for word in ("Main Hall", "다목적홀", "8F", "650", "There is a lift", "2 sessions"):
        assert word in text, word
    assert page.select("#hall a[href='/en/forum/rooms/hall']")


@pytest.mark.usefixtures("edition")
def test_a_door_shows_its_room_in_both_scripts_and_what_is_on_and_next(client, moments):
    with moments(MORNING):
        page = client.page("/ko/forum/rooms/hall")

    assert page.text_of("h1") == "다목적홀"
    assert "Main Hall" in page.text_of(".screen-head")
    assert "09:30–10:30" in page.text_of("[data-stage=now]")
    assert len(page.select("[data-stage=now] .slot-parts li")) == 2
    assert "13:00–14:00" in page.text_of("[data-stage=next]")
    assert "10:30–11:30" not in page.text_of("main"), "the panel is in the other room"


@pytest.mark.usefixtures("edition")
def test_a_door_holds_all_of_the_room_so_that_it_needs_no_network(client, moments):
    with moments(datetime(2026, 12, 11, 6, tzinfo=UTC)):
        page = client.page("/ko/forum/rooms/hall")

    assert len(page.select("[data-slot][data-starts][data-ends][data-day]")) == 2
    assert page.one("[data-stage=past]").has_attr("hidden")
    assert "남은 순서가 없습니다" in page.text_of("[data-free=over]:not([hidden])")


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    ("at", "said"),
    [
        (MORNING, []),  # a session is on
        (datetime(2026, 12, 11, 2, tzinfo=UTC), ["free"]),
        (datetime(2026, 12, 11, 6, tzinfo=UTC), ["over"]),
    ],
)
def test_a_door_without_scripts_says_once_how_it_stands(client, moments, at, said):
    with moments(at):
        page = client.page("/ko/forum/rooms/hall")

    assert [str(p["data-free"]) for p in page.select("[data-free]:not([hidden])")] == said


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize("path", ["forum/rooms/nowhere", "nothing/rooms", "nothing/now"])
def test_a_room_that_is_none_is_a_page_that_says_so(client, path):
    client.page(f"/ko/{path}", status=404)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [("now", 4), ("rooms", 4), ("rooms/hall", 3)])
def test_a_page_costs_the_same_for_one_session_and_for_three(client, rows, path, statements):
    edition = make_edition()
    hall = make_venue(edition, key="hall")
    for number in range(rows):
        make_session(edition, venue=hall, starts=540 + 60 * number, minutes=60)
        make_venue(edition)
    release_programme(edition)
    address = f"/ko/{edition.slug}/{path}"
    db.session.commit()

    with count_queries() as ran:
        assert client.get(address).status_code == 200

    assert len(ran) == statements


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("slug", ["dwc-2017", "dwc-2018", "dwc-2019"])
def test_archived_editions_have_the_pages_too(client, slug):
    assert client.page(f"/ko/{slug}/now").text_of(".live-state")
    rooms = client.page(f"/en/{slug}/rooms")
    for link in rooms.select("a[href*='/rooms/']"):
        client.page(str(link["href"]))
