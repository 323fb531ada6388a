"""Organisers' pages of check-in."""

from datetime import UTC, date, datetime

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from forum.checkin import queries
from forum.checkin.services.devices import revoke_device
from forum.checkin.services.scans import device_scanner, record_scans
from forum.checkin.types import ListKind, Mode
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.editions.types import EditionState
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.checkin import (
    code_of,
    enrolled,
    make_device,
    make_edition,
    make_list,
    make_person,
    scan_of,
)

HERE = "/manage/dwc-2026/checkin/"
SETUP = "/manage/dwc-2026/checkin/lists"


@pytest.fixture
def edition(client):
    edition = make_edition()
    db.session.commit()
    make_organiser(client)
    set_reading(value=False)
    return edition


def fetched(client, address=SETUP, status=200):
    page = client.page(address, status=status)
    set_reading(value=False)
    return page


def test_an_edition_without_lists_and_devices_says_what_to_do(edition, client):
    del edition
    page = fetched(client)
    assert "There is no list yet" in page.text_of("main")
    assert "There is no device yet" in page.text_of("main")


def test_lists_show_who_is_expected_and_who_has_come(edition, client):
    target = make_list(edition, categories=("press",), on=date(2026, 11, 20))
    device, _secret = enrolled(edition, target)
    here = make_person(edition, "press")
    make_person(edition, "press")
    record_scans(device_scanner(device), target, [scan_of(code_of(here), "a")])
    db.session.commit()
    page = fetched(client)
    rows = page.texts_of("section:first-of-type tbody tr")
    first = "First day Forum day · Fri, 20 Nov"
    links = "Paper list: First day Type in from paper: First day"
    assert rows == [f"{first} {links} Press Once always 1 1 2"]
    assert "phone 1 Gate 1 First day Every day – – Enrolled" in page.text_of(
        "section:last-of-type tbody"
    )


def test_the_list_page_costs_the_same_with_one_row_and_with_three(edition, client):
    counts = []
    for _number in range(3):
        make_list(edition)
        make_device(edition)
        db.session.commit()
        with count_queries() as statements:
            fetched(client)
        counts.append(len(statements))
    assert counts == [8, 8, 8]


def test_a_list_is_made_and_changed(edition, client):
    done = client.submit(
        f"{HERE}lists/new",
        {
            "name-ko": "만찬",
            "name-en": "Dinner",
            "kind": "meal",
            "on": "2026-11-20",
            "categories": ["press", "delegate"],
            "mode": "daily",
            "opens_at": "2026-11-20T18:00",
            "closes_at": "2026-11-20T20:00",
        },
    )
    assert (done.status_code, done.location) == (303, SETUP)
    set_reading(value=False)
    (target,) = queries.list_lists(edition)
    assert target.name == LocalizedText(ko="만찬", en="Dinner")
    assert (target.key, target.kind, target.mode) == ("meal-1", ListKind.MEAL, Mode.DAILY)
    assert set(target.categories) == {"delegate", "press"}
    opened: datetime | None = target.opens_at
    assert opened == datetime(2026, 11, 20, 9, tzinfo=UTC)

    address = f"{HERE}lists/{target.id}"
    page = fetched(client, address)
    assert page.one("#closes_at")["value"] == "2026-11-20T20:00"
    assert len(page.select("input[name=categories][checked]")) == 2
    form = "form:not([action])"
    done = client.send(page, address, {"name-en": "Gala dinner", "opens_at": ""}, form=form)
    assert done.status_code == 303
    db.session.refresh(target)
    assert target.name.en == "Gala dinner"
    assert target.opens_at is None


def test_a_list_is_refused_without_both_names_and_with_times_the_wrong_way(edition, client):
    wrong = {"name-ko": "만찬", "opens_at": "2026-11-20T20:00", "closes_at": "2026-11-20T18:00"}
    refused = client.submit(f"{HERE}lists/new", wrong)
    assert refused.status_code == 422
    page = client.read(refused)
    assert "Write this in both languages." in page.text_of("#errors")
    set_reading(value=False)
    refused = client.submit(f"{HERE}lists/new", wrong | {"name-en": "Dinner"})
    page = client.read(refused)
    assert "A list closes after it opens." in page.text_of("#closes_at-error")
    set_reading(value=False)
    refused = client.submit(f"{HERE}lists/new", wrong | {"opens_at": "tomorrow"})
    assert "Write a day and a time." in client.read(refused).text_of("#opens_at-error")
    assert page.one("#name-ko")["value"] == "만찬"
    set_reading(value=False)
    assert queries.list_lists(edition) == []


def test_a_list_is_removed_unless_it_has_scans(edition, client):
    unused, used = make_list(edition), make_list(edition)
    device, _secret = enrolled(edition)
    record_scans(device_scanner(device), used, [scan_of("nonsense", "a")])
    db.session.commit()
    form = "form[action$=delete]"
    done = client.submit(f"{HERE}lists/{unused.id}", {}, form=form)
    assert done.status_code == 303
    refused = client.submit(f"{HERE}lists/{used.id}", {}, form=form)
    assert refused.status_code == 409
    assert client.read(refused).text_of("h1").startswith("This list has scans")
    set_reading(value=False)
    assert queries.list_lists(edition) == [used]


def test_a_device_is_prepared_shown_its_code_and_revoked(edition, client, app):
    target = make_list(edition)
    db.session.commit()
    done = client.submit(
        f"{HERE}devices/new",
        {
            "name": "Phone 7",
            "gate-ko": "2번 문",
            "gate-en": "Gate 2",
            "lists": [str(target.id)],
            "days": ["2026-11-21"],
        },
    )
    assert done.status_code == 303
    set_reading(value=False)
    page = fetched(client, done.location)
    assert "Not enrolled yet" in page.text_of("dl")
    assert "21 Nov" in page.text_of("dl")
    assert "21 Nov" in fetched(client).text_of("section:last-of-type tbody")
    shown = client.send(page, done.location, {}, form="form[action$=code]")
    page = client.read(shown)
    address = page.text_of(".enrolment code")
    assert read_qr(page.one(".enrolment-code svg")) == address

    phone = app.test_client()
    path = address.removeprefix("http://127.0.0.1:8000")
    set_reading(value=False)
    assert phone.submit(path, {}).status_code == 303
    set_reading(value=False)
    page = fetched(client, done.location)
    assert "Enrolled" in page.text_of("dl")
    gone = client.send(page, done.location, {}, form="form[action$=revoke]")
    assert (gone.status_code, gone.location) == (303, SETUP)
    assert "Revoked" in fetched(client).text_of("section:last-of-type")
    assert phone.get(f"/checkin/lists/{target.id}").status_code == 403


def read_qr(svg):
    """Draw the picture and read the code from it."""
    side = int(svg["viewbox"].split()[2])
    picture = Image.new("L", (side * 4, side * 4), 255)
    draw = ImageDraw.Draw(picture)
    for bar in svg.select("path")[1]["d"].split("M")[1:]:
        place, _h, rest = bar.partition("h")
        x, y = (int(number) * 4 for number in place.split())
        width = int(rest.split("v")[0]) * 4
        draw.rectangle((x, y, x + width - 1, y + 3), fill=0)
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


def test_who_may_only_look_sees_no_buttons_and_may_change_nothing(client):
    edition = make_edition()
    target, device = make_list(edition), make_device(edition)
    db.session.commit()
    make_organiser(client, Role.PROTOCOL)
    set_reading(value=False)
    page = fetched(client)
    assert not page.select("main a.btn")
    assert not fetched(client, f"{HERE}devices/{device.id}").select("main form")
    for address in ("lists/new", f"lists/{target.id}", "devices/new"):
        assert client.get(HERE + address).status_code == 403


def test_a_device_is_changed_and_a_revoked_one_is_not(edition, client):
    device = make_device(edition)
    db.session.commit()
    address = f"{HERE}devices/{device.id}/change"
    changed = client.submit(address, {"name": "Phone 8", "days": ["2026-11-20", "2026-11-21"]})
    assert (changed.status_code, changed.location) == (303, f"{HERE}devices/{device.id}")
    set_reading(value=False)
    assert (device.name, device.days) == ("Phone 8", ["2026-11-20", "2026-11-21"])
    assert device.gate.en == "Gate 1"
    wrong = client.submit(address, {"days": ["2026-11-25"]})
    assert wrong.status_code == 422
    device_page = f"{HERE}devices/{device.id}"
    stale, shown = client.page(address), client.page(device_page)
    revoke_device(device)
    db.session.commit()
    for refused in (
        client.get(address),
        client.send(stale, address, {"name": "Phone 9"}),
        client.send(shown, device_page, {}, form="form[action$='/code']"),
    ):
        assert refused.status_code == 409
        assert "This device is revoked" in client.read(refused).text_of("main [role=alert]")
    assert device.name == "Phone 8"
    assert not fetched(client, device_page).select("main form")


def test_of_two_who_change_a_device_the_second_sees_what_the_first_saved(edition, client):
    lunch = make_list(edition, name=LocalizedText("점심", "Lunch"))
    device = make_device(edition)
    db.session.commit()
    address = f"{HERE}devices/{device.id}/change"
    mine = client.page(address)
    saved = {"name": "Phone 8", "gate-en": "Gate 8", "days": ["2026-11-20"]}
    assert client.submit(address, saved).status_code == 303
    # what only one has changed is kept; where both have, somebody chooses
    wanted = {"name": "Phone 9", "days": ["2026-11-21"], "lists": [str(lunch.id)]}
    late = client.send(mine, address, wanted, form="main form.mg-form")
    assert late.status_code == 409
    page = client.read(late)
    assert [one.text.strip() for one in page.select("fieldset.versions legend")] == [
        "Name of the device",
        "Days",
    ]
    shown = page.text_of("main form")
    for words in ("Phone 8", "Phone 9", "Fri, 20 November 2026", "Sat, 21 November 2026"):
        assert words in shown
    set_reading(value=False)
    db.session.refresh(device)
    assert (device.name, device.list_ids) == ("Phone 8", [])
    chosen = {"keep-name": "theirs", "keep-days": "mine"}
    assert client.send(page, address, chosen).status_code == 303
    set_reading(value=False)
    db.session.refresh(device)
    assert (device.name, device.gate.en) == ("Phone 8", "Gate 8")
    assert (device.days, device.list_ids) == (["2026-11-21"], [lunch.id])


def test_of_two_who_change_a_list_the_second_sees_what_the_first_saved(edition, client):
    target = make_list(edition)
    db.session.commit()
    address = f"{HERE}lists/{target.id}"
    mine = client.page(address)
    first = {"opens_at": "2026-11-20T09:00", "on": "2026-11-20", "name-en": "Opening day"}
    assert client.submit(address, first, form="main form.mg-form").status_code == 303
    wanted = {"opens_at": "2026-11-20T10:00", "on": "2026-11-21", "mode": "daily"}
    late = client.send(mine, address, wanted, form="main form.mg-form")
    assert late.status_code == 409
    page = client.read(late)
    shown = page.text_of("main form")
    for words in ("Fri, 20 November 2026, 09:00", "Fri, 20 November 2026, 10:00"):
        assert words in shown
    chosen = {"keep-opens_at": "mine", "keep-on": "theirs"}
    assert client.send(page, address, chosen).status_code == 303
    set_reading(value=False)
    db.session.refresh(target)
    assert (target.name.en, target.mode) == ("Opening day", Mode.DAILY)
    assert target.on == date(2026, 11, 20)
    assert target.opens_at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_lists_and_devices_are_found_in_their_own_edition_alone(edition, client):
    del edition
    other = make_edition("dwc-2025")
    target, device = make_list(other), make_device(other)
    db.session.commit()
    assert client.get(f"{HERE}lists/{target.id}").status_code == 404
    assert client.get(f"{HERE}devices/{device.id}").status_code == 404


def test_an_archived_edition_has_no_buttons(client):
    make_edition("dwc-2018", EditionState.ARCHIVED)
    db.session.commit()
    make_organiser(client)
    set_reading(value=False)
    page = fetched(client, "/manage/dwc-2018/checkin/lists")
    assert not page.select("main a.btn")
    refused = client.submit(
        "/manage/dwc-2018/checkin/devices/new",
        {"name": "Phone", "gate-ko": "문", "gate-en": "Gate"},
    )
    assert refused.status_code == 409
