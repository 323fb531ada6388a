"""The organisers' pages of the waiting lists."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Role
from forum.registration import services
from forum.registration.lines.services import offer_place
from forum.registration.models import Limit
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import ADMISSION
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_category, make_open_edition, make_registration

LISTS = "/manage/forum/registrations/waiting"
CITIZEN = frozenset({ADMISSION})


@pytest.fixture
def edition():
    return make_open_edition(
        slug="forum",
        categories=(make_category(capacity=1), make_category("press", number=4, capacity=3)),
        seats={"hall": 2, "tour": 0},
    )


@pytest.fixture
def line(edition):
    make_registration(edition)
    return [make_registration(edition, waits=CITIZEN) for _one in range(3)]


def address(key: str = "category:citizen") -> str:
    limit = db.session.scalars(select(Limit).where(Limit.key == key)).one()
    return f"{LISTS}/{limit.id}"


def entry_address(registration) -> str:
    return f"{LISTS}/entries/{list_waiting(registration)[0].entry.id}"


def submit(client, page, form, data, *, status=303):
    """Post one of the page's forms, and return the page that follows."""
    response = client.send(page, "", data, form=form)
    assert response.status_code == status, response.get_data(as_text=True)
    return client.page(response.headers["Location"]) if status == 303 else client.read(response)


def rows(page) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td, th")]
        for row in page.select("#main tbody tr")
    ]


def numbers(page) -> list[str]:
    return [cell.get_text() for cell in page.select("#main tbody th .nowrap")]


def places(*registrations) -> list[int]:
    db.session.expire_all()
    return [list_waiting(one)[0].place for one in registrations]


def test_the_overview_shows_every_limit_and_how_many_wait(line, client):
    make_organiser(client)
    page = client.page(LISTS)
    assert "3 places on lists" in page.text_of(".mg-head")
    found = {row[0]: row[1:4] for row in rows(page)}
    assert found["Category citizen"] == ["1 of 1 1", "–", "3"]
    assert found["Category press"] == ["0 of 3 0", "–", "–"]
    assert len(found) == 4


def test_the_overview_says_what_to_do_where_nothing_is_counted(client):
    make_open_edition(slug="forum", categories=(make_category(capacity=None),), seats={})
    make_organiser(client)
    assert "Nothing has a number of places" in client.page(LISTS).text_of("main")


def test_a_list_shows_places_classes_and_choices(edition, client):
    make_registration(
        edition,
        sessions=("tour",),
        seconds={"session:tour": ("session:hall",)},
        waits=frozenset({"session:tour"}),
    )
    make_organiser(client)
    page = client.page(address("session:tour"))
    (row,) = rows(page)
    assert row[0] == "1"
    assert "class 5" in row[2]
    assert "1. " in row[5]
    assert "2. " in row[5]
    assert "Nobody has changed this list" in page.text_of("#changes")
    assert "Nobody waits here" in client.page(address("session:hall")).text_of("main")


def test_an_organiser_moves_somebody_and_the_history_says_so(line, client):
    make_organiser(client)
    page = client.page(entry_address(line[2]))
    form = "form[action$='/move']"
    refused = submit(client, page, form, {"move-place": "1"}, status=422)
    assert "Write the reason" in refused.text_of("main")
    shown = submit(client, page, form, {"move-place": "1", "move-reason": "의전"})
    assert numbers(shown)[:3] == [line[2].number, line[0].number, line[1].number]
    assert "3 → 1" in shown.text_of("#changes")
    assert "의전" in shown.text_of("#changes")
    assert places(*line) == [2, 3, 1]


def test_one_up_twice_from_one_page_is_one_up(line, client):
    make_organiser(client)
    page = client.page(entry_address(line[2]))
    for _click in range(2):
        said = {"move-reason": "의전", "to": "up"}
        submit(client, page, "form[action$='/move']", said)
    assert places(*line) == [1, 3, 2]


def test_an_old_page_is_told_what_has_happened_meanwhile(line, client):
    make_organiser(client)
    page = client.page(entry_address(line[2]))
    services.cancel(line[0])
    db.session.commit()
    said = {"move-place": "1", "move-reason": "의전"}
    shown = submit(client, page, "form[action$='/move']", said, status=409)
    assert "has changed while this page was open" in shown.text_of("main")
    assert "Place 2 on the list" in shown.text_of("main")
    submit(client, shown, "form[action$='/move']", {"move-place": "1"})
    assert places(line[2]) == [1]


def test_a_place_is_offered_to_one_person_and_held_longer(line, client):
    make_organiser(client)
    page = client.page(entry_address(line[1]))
    form = "form[action$='/offer']"
    refused = submit(client, page, form, {"offer-reason": "강연자"}, status=409)
    assert "No place is free" in refused.text_of("main")
    shown = submit(client, page, form, {"offer-reason": "강연자", "offer-adds_place": "y"})
    assert "Place held" in shown.text_of("main")
    assert numbers(shown)[0] == line[1].number
    again = submit(client, page, form, {"offer-reason": "x", "offer-adds_place": "y"}, status=409)
    assert "A place is already held" in again.text_of("main")
    held = client.page(entry_address(line[1]))
    form = "form[action$='/prolong']"
    until = held.one(f"{form} input[name=prolong-until]")["value"]
    later = f"2026-12-01T{until[-5:]}"
    submit(client, held, form, {"prolong-until": later, "prolong-reason": "출장"})
    submit(
        client, held, form, {"prolong-until": "2020-01-01T00:00", "prolong-reason": "x"}, status=409
    )
    shown = client.page(address())
    assert "Offer prolonged" in shown.text_of("#changes")


def test_somebody_is_taken_off_with_a_reason(line, client):
    make_organiser(client)
    page = client.page(entry_address(line[0]))
    shown = submit(client, page, "form[action$='/remove']", {"remove-reason": "중복"})
    assert "off the list" in shown.text_of(".messages")
    assert len(numbers(shown)[:2]) == 2
    gone = submit(client, page, "form[action$='/remove']", {"remove-reason": "중복"}, status=409)
    assert "not on the waiting list any more" in gone.text_of("main")
    assert not gone.select("form[action$='/remove']")


def test_a_capacity_is_previewed_and_then_set_as_it_was_shown(line, client):
    make_organiser(client)
    page = client.page(f"{address()}/capacity")
    assert "3 people wait" in page.text_of(".mg-head")
    low = submit(client, page, ".mg-form", {"capacity": "0", "reason": "x"}, status=409)
    assert "1 places are taken already" in low.text_of("main")
    submit(client, page, ".mg-form", {"capacity": "many", "reason": "x"}, status=422)
    wanted = {"capacity": "3", "reason": "큰 방"}
    preview = submit(client, page, ".mg-form", wanted, status=200)
    assert [line[0].number in one for one in preview.texts_of(".banner-info li")] == [True, False]
    assert places(*line) == [1, 2, 3]  # nothing was done yet
    make_registration(db.session.get_one(type(line[0].edition), line[0].edition_id), waits=CITIZEN)
    done = submit(client, preview, ".mg-form", {"go": "1"})
    assert "offered to people who waited: 2" in done.text_of(".messages")
    assert places(*line) == [0, 0, 1]


def test_a_preview_that_is_old_is_shown_anew(line, client):
    make_organiser(client)
    page = client.page(f"{address()}/capacity")
    wanted = {"capacity": "2", "reason": "큰 방"}
    preview = submit(client, page, ".mg-form", wanted, status=200)
    services.cancel(line[0])
    db.session.commit()
    again = submit(client, preview, ".mg-form", {"go": "1"}, status=409)
    assert line[1].number in again.text_of(".banner-info li")
    submit(client, again, ".mg-form", {"go": "1"})
    assert places(line[1], line[2]) == [0, 1]


def test_a_session_says_that_the_programme_sets_the_number_again(edition, client):
    make_organiser(client)
    page = client.page(f"{address('session:hall')}/capacity")
    assert "Not fewer than are taken" in page.text_of("main")


def test_who_may_only_look_finds_nothing_to_change(line, client):
    make_organiser(client, role=Role.AUDITOR)
    assert "Change places" not in client.page(LISTS).text_of("main")
    page = client.page(entry_address(line[0]))
    assert not page.select("main form[method=post]")


def test_a_list_asks_as_often_for_many_rows_as_for_one(edition, line, client):
    make_organiser(client)
    offer_place(edition, list_waiting(line[0])[0].entry.id, "의전", adds_place=True)
    db.session.commit()
    client.page(address())
    with count_queries() as few:
        client.page(address())
    for _one in range(60):
        make_registration(edition, waits=CITIZEN, city="")
    offer_place(edition, list_waiting(line[1])[0].entry.id, "의전", adds_place=True)
    db.session.commit()
    with count_queries() as many:
        page = client.page(address())
    assert len(few) == len(many)
    assert "1 to 50 of 63" in page.text_of("main")
    assert numbers(client.page(f"{address()}?page=2"))[:1] != numbers(page)[:1]
    with count_queries() as overview:
        client.page(LISTS)
    assert len(overview) < 20
