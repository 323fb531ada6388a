"""What organisers look for in the list, and the filters they keep under a name."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from forum.core import audit
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.registration.filters import errors
from forum.registration.filters.models import SavedFilter
from forum.registration.filters.queries import get_saved, list_answer_choices, list_saved
from forum.registration.filters.rules import chosen_of, filter_of, view_of, without
from forum.registration.filters.services import save_filter
from forum.registration.filters.types import USUAL, Column, ListView, Sort
from forum.registration.queries import list_matching_ids, list_registrations
from forum.registration.tags.services import give_tag, write_tag
from forum.registration.tags.types import TagColour
from forum.registration.types import ListFilter, Source
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_city
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.registration.questions.test_services import publish

LIST = "/manage/forum/registrations"


@pytest.fixture
def edition(app):
    return make_open_edition(
        slug="forum",
        categories=(make_category(), make_category("press", number=4, capacity=1)),
        seats={"hall": 1, "tour": 5},
    )


@pytest.fixture
def people(edition):
    make_city(key="hanoi")
    publish(edition)
    first = make_registration(
        edition,
        name=LocalizedText("", "Bo"),
        sessions=("hall",),
        answers={"media": "tv", "cameras": 2, "power": False},
    )
    second = make_registration(
        edition,
        name=LocalizedText("", "Al"),
        source=Source.ON_BEHALF,
        category="press",
        city="hanoi",
        country="VN",
        language="en",
        sessions=("hall",),
        waits=frozenset({"session:hall"}),
    )
    third = make_registration(
        edition,
        name=LocalizedText("", "Cy"),
        category="press",
        waits=frozenset({"admission"}),
    )
    give_tag(second, write_tag(edition, "연사", TagColour.BLUE))
    first.registered_at = datetime(2026, 11, 1, 15, 30, tzinfo=UTC)  # the 2nd in Seoul
    db.session.commit()
    return first, second, third


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"state": "confirmed"}, "Bo Al"),
        ({"state": "confirmed,waiting"}, "Bo Al Cy"),
        ({"category": "press"}, "Al Cy"),
        ({"category": "press,citizen", "state": "confirmed"}, "Bo Al"),
        ({"session": "hall"}, "Bo"),
        ({"waits": "session:hall"}, "Al"),
        ({"waits": "admission"}, "Cy"),
        ({"city": "hanoi"}, "Al"),
        ({"country": "vn"}, "Al"),
        ({"language": "en"}, "Al"),
        ({"source": "on_behalf"}, "Al"),
        ({"source": "nonsense"}, "Bo Al Cy"),
        ({"until": "2026-11-02"}, "Bo"),
        ({"until": "2026-11-01"}, ""),
        ({"since": "2026-11-02", "until": "2026-11-02"}, "Bo"),
        ({"since": "2026-11-03"}, "Al Cy"),
        ({"since": "yesterday"}, "Bo Al Cy"),
        ({"answer": "media/tv"}, "Bo"),
        ({"answer": "media/radio"}, ""),
        ({"answer": "power/no"}, "Bo"),
        ({"answer": "power/yes"}, ""),
        ({"answer": "media/%"}, ""),
        ({"answer": "no'such\"question/tv"}, ""),
        ({"query": "hanoi", "language": "ko"}, ""),
    ],
)
def test_each_part_of_a_filter_finds_whom_it_says(edition, people, said, found):
    names = {person.id: person.name.en for person in people}
    matching = [names[one] for one in list_matching_ids(edition, filter_of(said))]
    assert " ".join(matching) == found


@pytest.mark.both_databases
def test_a_tag_and_those_who_were_ticked_are_filters(edition, people):
    first, second, third = people
    (tag,) = (t for t in (write_tag(edition, "연사", TagColour.BLUE),))
    assert list_matching_ids(edition, ListFilter(tag=str(tag.id))) == [second.id]
    ticked = filter_of({"ids": f"{first.id},{third.id},x,9999999999999"})
    assert list_matching_ids(edition, ticked) == [first.id, third.id]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("sort", "found"),
    [
        (Sort.LATEST, "Cy Al Bo"),
        (Sort.EARLIEST, "Bo Al Cy"),
        (Sort.NAME, "Al Bo Cy"),
        (Sort.CITY, "Al Bo Cy"),
        (Sort.CATEGORY, "Bo Al Cy"),
    ],
)
def test_the_list_has_an_order(edition, people, sort, found):
    listed = list_registrations(edition, ListFilter(), sort)
    assert " ".join(one.name.en for one in listed.rows) == found


def test_answers_that_can_be_looked_for_are_those_that_are_offered(edition, people):
    keys = {one.key for one in list_answer_choices(edition)}
    assert {"media/tv", "power/yes", "power/no"} <= keys
    assert not any(key.startswith("cameras/") for key in keys)


def test_a_filter_loses_one_value_or_a_whole_part():
    chosen = filter_of({"state": "confirmed,waiting", "query": "kim"})
    assert chosen_of(without(chosen, "state", "waiting")) == {"state": "confirmed", "query": "kim"}
    assert chosen_of(without(chosen, "state")) == {"query": "kim"}


def test_an_unknown_order_or_column_is_the_usual_one():
    assert view_of({"sort": "x", "cols": "x"}) == ListView(sort=Sort.LATEST, columns=USUAL)
    assert view_of({"cols": "email,city"}).columns == (Column.CITY, Column.EMAIL)


# ------------------------------------------------------------------ under a name


def test_a_filter_is_kept_for_oneself_or_for_all(edition):
    view = ListView(sort=Sort.NAME)
    with audit.acting_as("user:1"):
        own = save_filter(edition, " 기자 ", ListFilter(category="press"), view, is_shared=False)
        shared = save_filter(edition, "모두", ListFilter(state="waiting"), view, is_shared=True)
        with pytest.raises(errors.FilterNameTakenError):
            save_filter(edition, "기자", ListFilter(state="waiting"), view, is_shared=False)
        with pytest.raises(errors.NothingToSaveError):
            save_filter(edition, "아무도", ListFilter(ids="1,2"), ListView(), is_shared=False)
        with pytest.raises(errors.FilterNameMissingError):
            save_filter(edition, " ", ListFilter(category="press"), view, is_shared=False)
    assert own.chosen == {"category": "press", "sort": "name"}
    assert list(list_saved(edition, "user:1")) == [own, shared]
    assert list(list_saved(edition, "user:2")) == [shared]
    with pytest.raises(errors.FilterNotFoundError):
        get_saved(edition, own.id, "user:2")


# ------------------------------------------------------------------ the page


def names(page) -> list[str]:
    return [link.get_text() for link in page.select(".reg-table th[scope=row] a")]


def test_what_is_looked_for_stands_as_chips_that_take_it_away(people, client):
    make_organiser(client)
    page = client.page(f"{LIST}?category=press&state=confirmed&state=waiting&language=en")
    assert names(page) == ["Al"]
    chips = page.select(".chip-off")
    assert [" ".join(chip.get_text().split()) for chip in chips] == [
        "Take away: Category: Category press",
        "Take away: State: Confirmed",
        "Take away: State: Waiting list",
        "Take away: Language: English",
    ]
    fewer = client.page(chips[3]["href"])
    assert names(fewer) == ["Cy", "Al"]
    ticked = [box["value"] for box in fewer.select("input[name=state][checked]")]
    assert ticked == ["confirmed", "waiting"]


def test_the_columns_and_the_order_are_in_the_address(people, client):
    make_organiser(client)
    page = client.page(f"{LIST}?cols=email&cols=phone&sort=name")
    assert page.texts_of(".reg-table thead th") == ["Name", "E-mail", "Phone"]
    assert names(page) == ["Al", "Bo", "Cy"]
    assert page.select_one(".reg-table thead th")["aria-sort"] == "ascending"
    everything = "&".join(f"cols={column.value}" for column in Column)
    assert len(client.page(f"{LIST}?{everything}").select(".reg-table thead th")) == 14


def test_a_filter_is_saved_opened_and_deleted_on_the_page(people, client, app):
    make_organiser(client)
    url = f"{LIST}?category=press&sort=name"
    form = "form[action*='/filters']"
    refused = client.submit(url, {"name": ""}, form=form)
    assert refused.status_code == 422
    done = client.submit(url, {"name": "기자단", "is_shared": "y"}, form=form)
    assert done.location == f"{LIST}?category=press&sort=name"
    link = client.page(LIST).select_one(".reg-saved .chip")
    assert "기자단" in link.get_text()
    assert names(client.page(link["href"])) == ["Al", "Cy"]
    other = app.test_client()
    make_organiser(other, role=Role.PROTOCOL, email="other@example.org")
    seen = other.get(LIST).text
    assert "기자단" in seen
    assert "/remove" not in seen
    client.submit(LIST, {}, form="form[action$='/remove']")
    db.session.rollback()
    assert db.session.scalar(select(SavedFilter.id)) is None


def test_chosen_people_go_to_a_mailing_or_an_export(people, client):
    make_organiser(client)
    ids = "&".join(f"id={person.id}" for person in people[:2])
    mail = client.get(f"{LIST}/bulk?action=mail&{ids}").location
    assert "/mailings/new?ids=" in mail
    assert "2 people" in client.page(mail).text_of("main")
    export = client.get(f"{LIST}/bulk?action=export&{ids}").location
    assert "2 people" in client.page(export).text_of("main")
    everybody = client.get(f"{LIST}/bulk?action=export&all=1&category=press&{ids}").location
    assert everybody == f"{LIST}/export?category=press"
    nobody = client.get(f"{LIST}/bulk?action=export").location
    assert "Nobody fits" in client.page(nobody).text_of("main")


def test_a_mailing_keeps_every_part_of_the_filter(people, client):
    make_organiser(client)
    page = client.page(
        "/manage/forum/mailings/new?state=confirmed,waiting&category=press&language=en"
    )
    assert "1 person" in page.text_of("main")
