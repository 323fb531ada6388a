"""An edition's settings: what is said of it, how far it is, and what a change touches."""

from datetime import date

import pytest

from forum.checkin.types import ListKind
from forum.core.db import set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.editions import services as editions
from forum.editions.errors import (
    AddressReservedError,
    DatesReversedError,
    EditionAddressTakenError,
)
from forum.editions.models import Edition
from forum.editions.queries import find_edition
from forum.editions.types import EditionDetails, EditionState
from forum.site import services
from forum.site.errors import EditionHasRegistrationsError
from tests.factories.accounts import make_organiser
from tests.factories.checkin import make_list
from tests.factories.editions import make_edition, make_series
from tests.factories.programme import make_session
from tests.factories.registration import make_open_edition, make_registration

HERE = "/manage/dwc-2026/settings"
DETAILS = EditionDetails(
    name=LocalizedText("포럼", "Forum"),
    starts_on=date(2027, 5, 3),
    ends_on=date(2027, 5, 4),
    timezone="Asia/Seoul",
)


@pytest.fixture
def edition(client) -> Edition:
    edition = make_edition(slug="dwc-2026")
    make_organiser(client, Role.EDITOR, edition_id=edition.id)
    set_reading(value=False)
    return edition


def save(client, form="#settings", button="", **fields):
    return client.submit(HERE, fields, form=form, button=button)


def test_what_is_saved_is_public_at_once(client, edition):
    make_session(edition)
    client.page("/en/dwc-2026/programme")
    done = save(
        client, **{"name-en": "Forum of cities", "theme-en": "Work", "expected_attendance": "300"}
    )

    assert done.status_code == 303
    assert edition.expected_attendance == 300
    for path in ("/en/dwc-2026/", "/en/dwc-2026/programme"):
        assert "Forum of cities" in client.page(path).text_of(".wordmark")


def test_a_released_programme_tells_what_its_edition_is_called_now(client):
    edition = make_open_edition(slug="dwc-2026")
    make_organiser(client, Role.EDITOR, edition_id=edition.id)
    save(client, **{"name-ko": "도시 포럼", "is_trial": "y"})

    schedule = client.get("/dwc-2026/schedule.json").json["schedule"]
    assert schedule["conference"]["title"].startswith("도시 포럼")


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    ("fields", "at", "said"),
    [
        ({"name-en": ""}, "name", "both languages"),
        ({"name-ko": "가" * 201}, "name", "At most 200"),
        ({"starts_on": "2026-12-20"}, "ends_on", "comes before the first"),
        ({"starts_on": ""}, "starts_on", "Choose the first day"),
        ({"ends_on": "12/11"}, "ends_on", "date"),
        ({"timezone": "Mars/Base"}, "timezone", "choice"),
        ({"expected_attendance": "-4"}, "expected_attendance", "between 0"),
        ({"expected_attendance": "many"}, "expected_attendance", "integer"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(client, fields, at, said):
    answer = save(client, **fields)
    page = client.read(answer)

    assert answer.status_code == 422
    assert said in page.text_of(f"#{at}-error")


def test_before_days_change_it_is_said_what_they_leave_behind(client, edition):
    make_session(edition, day=date(2026, 12, 12))
    make_session(edition, day=date(2026, 12, 9))  # outside already: a day of culture
    make_list(edition, on=date(2026, 12, 12), kind=ListKind.DAY)
    asked = save(client, ends_on="2026-12-11")
    page = client.read(asked)

    assert asked.status_code == 422
    assert "1 session of the draft lies outside" in page.text_of(".banner-warning")
    assert "1 check-in list is for a day" in page.text_of(".banner-warning")
    assert edition.ends_on == date(2026, 12, 12)

    done = client.send(page, HERE, {}, form="#settings", button="yes")
    assert done.status_code == 303
    assert edition.ends_on == date(2026, 12, 11)


def test_another_time_zone_says_that_clock_times_stay(client, edition):
    make_session(edition)
    page = client.read(save(client, timezone="Europe/Paris"))

    assert "keeps its time by the clock" in page.text_of(".banner-warning")


def test_the_second_of_two_organisers_sees_both_versions(client, edition):
    form = client.page(HERE)
    save(client, **{"theme-en": "Theirs", "host-en": "Their host"})
    late = client.send(form, HERE, {"theme-en": "Mine", "about-en": "My text"}, form="#settings")
    page = client.read(late)

    assert late.status_code == 409
    assert [tag.get_text() for tag in page.select(".version-text")] == ["Theirs", "Mine"]
    assert client.send(page, HERE, {}).status_code == 303
    assert (edition.theme.en, edition.host.en, edition.about.en) == (
        "Mine", "Their host", "My text",
    )  # fmt: skip


@pytest.mark.both_databases
def test_a_new_edition_is_a_draft_with_an_address_of_its_own(app):
    del app
    series = make_series()
    made = editions.create_edition(series, "dwc-2027", DETAILS)

    assert (made.state, made.latest_release) == (EditionState.DRAFT, 0)
    with pytest.raises(EditionAddressTakenError):
        editions.create_edition(series, "dwc-2027", DETAILS)
    with pytest.raises(AddressReservedError):
        editions.create_edition(series, "checkin", DETAILS)


@pytest.mark.both_databases
def test_an_edition_does_not_end_before_it_begins(app):
    del app
    reversed_days = EditionDetails(
        name=DETAILS.name, starts_on=DETAILS.ends_on, ends_on=DETAILS.starts_on, timezone="UTC"
    )
    with pytest.raises(DatesReversedError):
        editions.create_edition(make_series(), "dwc-2027", reversed_days)


def test_a_draft_is_published_and_archived_with_a_question_before(client):
    edition = make_edition(slug="dwc-2026", state=EditionState.DRAFT)
    make_organiser(client, Role.EDITOR, edition_id=edition.id)
    assert client.get("/en/dwc-2026/").status_code == 404

    for state, answer in (("published", 200), ("archived", 200), ("draft", 404)):
        page = client.page(HERE)
        form = page.one(f"form:has(button[value={state}])")
        assert form.is_within("details"), "nobody is asked before"
        done = client.submit(HERE, {}, form=f"form:has(button[value={state}])", button=state)
        assert done.status_code == 303
        assert edition.state == state
        assert client.get("/en/dwc-2026/").status_code == answer


@pytest.mark.both_databases
def test_an_edition_with_registrations_is_not_hidden(app):
    del app
    edition = make_open_edition()
    make_registration(edition)

    with pytest.raises(EditionHasRegistrationsError):
        services.change_state(edition, EditionState.DRAFT)
    services.change_state(edition, EditionState.ARCHIVED)


def test_archiving_closes_registration_and_takes_its_link_away(client):
    edition = make_open_edition(slug="dwc-2026")
    assert client.page("/en/dwc-2026/").select("a[href$='/register']")
    services.change_state(edition, EditionState.ARCHIVED)

    for path in ("/en/dwc-2026/", "/en/dwc-2026/programme"):
        assert not client.page(path).select(".nav a[href$='/register']"), path
    assert "Next" not in client.get("/en/dwc-2026/register/you").text


PUBLIC_OF_A_DRAFT = (
    *("", "programme", "programme/hall", "programme/changes", "programme/changes.atom"),
    *("programme.ics", "programme.pdf", "programme.xlsx", "programme/hall.ics", "speakers"),
    *("cities", "register", "register/you", "register/resend", "programme/releases/1"),
    *("rooms/room", "declarations/d", "pages/travel"),
)


@pytest.mark.parametrize("path", PUBLIC_OF_A_DRAFT)
def test_nothing_of_a_draft_is_public(client, path):
    edition = make_open_edition(slug="dwc-2026")
    services.change_state(edition, EditionState.DRAFT)

    assert client.get(f"/en/dwc-2026/{path}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize(
    "path", ["/dwc-2026/schedule.json", "/dwc-2026/schedule.xml",
             "/api/v1/editions/dwc-2026/programme"]
)  # fmt: skip
def test_no_file_of_a_draft_is_public(client, path):
    edition = make_open_edition(slug="dwc-2026")
    services.change_state(edition, EditionState.DRAFT)

    assert client.get(path).status_code == 404
    for listing in ("/sitemap.xml", "/en/editions", "/api/v1/editions"):
        assert "dwc-2026" not in client.get(listing).text


def test_an_owner_of_all_begins_an_edition_from_nothing(client):
    make_edition(slug="dwc-2026")
    make_organiser(client)
    assert client.page("/manage/").select("a[href='/manage/new']")
    fields = {
        "name-ko": "포럼 2027", "name-en": "Forum 2027", "slug": "dwc-2027",
        "starts_on": "2027-05-03", "ends_on": "2027-05-04",
    }  # fmt: skip
    refused = client.submit("/manage/new", {**fields, "slug": "dwc-2026"})
    assert "Another edition" in client.read(refused).text_of("#slug-error")
    done = client.submit("/manage/new", fields)

    assert done.location == "/manage/dwc-2027/settings"
    client.page(done.location)
    made = find_edition("dwc-2027")
    assert made is not None
    assert made.state is EditionState.DRAFT
