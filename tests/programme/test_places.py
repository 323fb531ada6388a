"""Rooms and venues, as organisers keep them."""

import pytest

from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role as OrganiserRole
from forum.editions.models import Edition
from forum.programme import queries, services
from forum.programme.errors import PlaceGoneError
from forum.programme.types import Place, Session, SessionKind
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_edition

HERE = "/manage/dwc-2026/programme/places"
FORM = "form#place-form"


def both(ko, en=""):
    return LocalizedText(ko, en)


HALL = Place(
    key="hall",
    name=both("다목적홀", "Multipurpose Hall"),
    floor="8F",
    capacity=300,
    off_site=True,
    latitude=37.5665,
    longitude=-126.978,
    access_notes=both("승강기 있음\n1번 출입구", "Lift\nEntrance 1"),
)


@pytest.fixture
def edition(client):
    edition = make_edition(slug="dwc-2026")
    make_organiser(client, OrganiserRole.EDITOR, edition_id=edition.id)
    set_reading(value=False)
    return edition


def put(edition, *places):
    set_reading(value=False)
    for place in places:
        services.create_place(edition, place)
    db.session.commit()


def hold(edition, key, place):
    set_reading(value=False)
    title = both(f"세션 {key}", f"Session {key}")
    services.create_session(
        edition, Session(key=key, kind=SessionKind.SESSION, title=title, place=place)
    )
    db.session.commit()


def places(edition):
    set_reading(value=False)
    db.session.expire_all()
    return queries.list_places(db.session.get_one(Edition, edition.id))


def last(edition):
    set_reading(value=False)
    return queries.last_operation_number(edition)


def test_an_edition_without_rooms_says_what_to_do(edition, client):
    page = client.page(HERE)

    assert page.one("main .empty a")["href"] == f"{HERE}/new"


def test_a_place_is_added_with_all_that_is_known_of_it(edition, client):
    typed = {
        "key": "hall",
        "name-ko": "다목적홀",
        "name-en": "Multipurpose Hall",
        "floor": "8F",
        "capacity": "300",
        "off_site": "y",
        "latitude": "37.5665",
        "longitude": "-126.978",
        "access_notes-ko": "승강기 있음\r\n1번 출입구",
        "access_notes-en": "Lift\nEntrance 1",
    }

    answer = client.submit(f"{HERE}/new", typed, form=FORM)

    assert answer.location == HERE
    assert places(edition) == (HALL,)


def test_a_place_that_is_saved_as_it_was_opened_changes_nothing(edition, client):
    put(edition, HALL)
    before = last(edition)

    assert client.submit(f"{HERE}/hall", {}, form=FORM).status_code == 303

    assert last(edition) == before
    assert places(edition) == (HALL,)


WRONG = [
    ({"name-ko": "", "name-en": ""}, "Write the name in one language at least."),
    ({"name-ko": "가" * 301}, "At most 300 characters in each language."),
    ({"floor": "8" * 21}, "At most 20 characters."),
    ({"capacity": "0"}, "A number of people is between 1 and 100,000."),
    ({"capacity": "many"}, "Write a whole number in digits."),
    ({"latitude": "90.1"}, "A latitude is between -90 and 90 degrees."),
    ({"latitude": "nan"}, "A latitude is between -90 and 90 degrees."),
    ({"longitude": "inf"}, "A longitude is between -180 and 180 degrees."),
    ({"longitude": "37°33′"}, "Write degrees in digits, with a point: 37.5665."),
    ({"longitude": ""}, "Both coordinates belong together."),
]


@pytest.mark.parametrize(
    ("typed", "sentence"), WRONG, ids=[f"{n}-{next(iter(t))}" for n, (t, _s) in enumerate(WRONG)]
)
def test_what_is_wrong_is_said_and_kept(edition, client, typed, sentence):
    put(edition, HALL)

    answer = client.submit(f"{HERE}/hall", typed, form=FORM)

    assert answer.status_code == 422
    page = client.read(answer)
    assert sentence in page.text_of("#errors")
    for name, value in typed.items():
        assert page.one(f"[name='{name}']")["value"] == value
    assert places(edition) == (HALL,)


@pytest.mark.parametrize("key", ["", "Main Hall", "홀", "new", "manage"])
def test_a_key_is_asked_for_in_small_letters(edition, client, key):
    answer = client.submit(f"{HERE}/new", {"key": key, "name-ko": "홀"}, form=FORM)

    assert answer.status_code == 422
    assert places(edition) == ()


def test_a_key_that_is_taken_is_refused(edition, client):
    put(edition, HALL)

    answer = client.submit(f"{HERE}/new", {"key": "hall", "name-ko": "다른 홀"}, form=FORM)

    assert answer.status_code == 409
    assert "“hall” is taken" in client.read(answer).text_of("#errors")


def test_places_are_moved_up_and_down(edition, client):
    put(edition, *(Place(key=key, name=both(key)) for key in ("a", "b", "c")))
    page = client.page(HERE)

    client.send(page, HERE, {}, form="form[action$='/c/order']", button="up")

    assert [place.key for place in places(edition)] == ["a", "c", "b"]
    assert page.one("form[action$='/a/order'] [value=up]").has_attr("disabled")


def test_a_change_and_an_order_can_be_taken_back(edition, client):
    put(edition, HALL, Place(key="b", name=both("작은 방", "Small room")))
    client.submit(f"{HERE}/hall", {"floor": "9F"}, form=FORM)
    client.send(client.page(HERE), HERE, {}, form="form[action$='/b/order']", button="up")

    for _step in range(2):
        page = client.page("/manage/dwc-2026/programme?view=list")
        assert client.send(page, "", {}, form="form[action*='/undo']").status_code == 303

    assert places(edition)[0] == HALL


def test_places_that_are_not_there_are_not_ordered(app):
    edition = make_edition()
    services.create_place(edition, HALL)

    with pytest.raises(PlaceGoneError):
        services.reorder_places(edition, ["hall", "other"], moved="hall")


def test_what_is_held_in_a_place_is_listed(edition, client):
    put(edition, HALL)
    hold(edition, "session-1", "hall")
    hold(edition, "session-2", "hall")

    page = client.page(HERE)

    assert page.text_of(".sf-venue summary") == "2 sessions here"
    assert [str(link["href"]) for link in page.select(".sf-uses a")] == [
        f"/manage/dwc-2026/programme/sessions/session-{number}#place" for number in (1, 2)
    ]


def test_a_place_in_use_is_not_removed_and_its_sessions_are_named(edition, client):
    put(edition, HALL)
    page = client.page(f"{HERE}/hall/remove")
    hold(edition, "session-1", "hall")

    answer = client.send(page, f"{HERE}/hall/remove", {}, form="main form")

    assert answer.status_code == 409
    assert "Session session-1" in client.read(answer).text_of(".banner-danger")
    assert places(edition) == (HALL,)


def test_a_place_in_which_nothing_is_held_is_removed(edition, client):
    put(edition, HALL)

    answer = client.submit(f"{HERE}/hall/remove", {}, form="main form")

    assert answer.location == HERE
    assert places(edition) == ()


def test_a_late_save_shows_what_was_saved_and_keeps_what_was_typed(edition, client, app):
    put(edition, HALL)
    other = app.test_client()
    make_organiser(other, OrganiserRole.EDITOR, edition_id=edition.id)
    mine = client.page(f"{HERE}/hall")
    other.submit(f"{HERE}/hall", {"floor": "9F", "capacity": "200"}, form=FORM)

    answer = client.send(mine, f"{HERE}/hall", {"floor": "10F"}, form=FORM)

    assert answer.status_code == 409
    page = client.read(answer)
    assert page.text_of("#conflict dl") == "floor 9F"
    assert page.one("[name=floor]")["value"] == "10F"
    assert places(edition)[0].floor == "9F"


def test_a_place_that_is_gone_is_said_to_be(edition, client):
    put(edition, HALL)
    page = client.page(f"{HERE}/hall")
    set_reading(value=False)
    services.remove_place(edition, "hall")

    assert client.send(page, f"{HERE}/hall", {}, form=FORM).status_code == 409
    client.page(f"{HERE}/hall", status=404)


def test_the_list_asks_as_many_questions_of_three_as_of_one(edition, client):
    counts = []
    for key in ("a", "b", "c"):
        put(edition, Place(key=key, name=both(key, key)))
        hold(edition, f"session-{key}", key)
        with count_queries() as statements:
            client.page(HERE)
        counts.append(len(statements))

    assert counts[0] == counts[1] == counts[2]


def test_without_the_version_that_was_seen_nothing_is_saved(edition, client):
    put(edition, HALL)
    answer = client.submit(f"{HERE}/hall", {"floor": "10F", "base": ""}, form=FORM)
    assert answer.status_code == 400
    assert places(edition) == (HALL,)
