"""Who is expected at a list and not here."""

import pytest

from forum.checkin.arrivals.queries import build_dashboard
from forum.checkin.missing.queries import list_missing
from forum.checkin.queries import count_attendance
from forum.checkin.services.scans import device_scanner, record_scans, undo_scan
from forum.checkin.types import Direction
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.registration.models import Attendance
from forum.registration.types import ListFilter, RegistrationState
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.checkin import (
    code_of,
    enrolled,
    make_edition,
    make_list,
    make_person,
    scan_of,
)

HERE = "/manage/dwc-2026/checkin/missing"


def named(english, edition, category="citizen", **values):
    return make_person(
        edition,
        category,
        name=LocalizedText(ko="", en=f"{english} (trial)"),
        sort_key=english.lower(),
        search_text=english.lower(),
        **values,
    )


@pytest.mark.both_databases
def test_those_are_missing_who_may_pass_and_were_not_let_in(app):
    del app
    edition = make_edition()
    target = make_list(edition, categories=("citizen", "press"))
    device, _secret = enrolled(edition, target)
    scanner = device_scanner(device)
    here, back, gone = (named(name, edition) for name in ("Here", "Back", "Gone"))
    absent = named("Absent", edition, "press")
    named("Delegate", edition, "delegate")
    named("Cancelled", edition, state=RegistrationState.CANCELLED)
    record_scans(scanner, target, [scan_of(code_of(here), "a")])
    (undone,) = record_scans(scanner, target, [scan_of(code_of(back), "b")])
    undo_scan(scanner, target, undone.recorded.scan.id)
    record_scans(scanner, target, [scan_of(code_of(gone), "c", direction=Direction.OUT)])
    missed = list_missing(target, ListFilter())
    assert [one.id for one in missed.rows] == [absent.id, back.id, gone.id]
    assert (missed.total, list(missed.ids)) == (3, [absent.id, back.id, gone.id])
    assert [one.id for one in list_missing(target, ListFilter(query="bac")).rows] == [back.id]
    assert [one.id for one in list_missing(target, ListFilter(category="press")).rows] == [
        absent.id
    ]


@pytest.mark.both_databases
def test_only_those_who_are_registered_for_it_are_expected_where_a_list_asks_for_it(app):
    del app
    edition = make_edition()
    tour, day = make_list(edition, seat="session:tour"), make_list(edition)
    coming, _other = named("Coming", edition), named("Other", edition)
    db.session.add(Attendance(registration_id=coming.id, session_key="tour"))
    db.session.flush()
    assert [one.id for one in list_missing(tour, ListFilter()).rows] == [coming.id]
    counted = count_attendance([tour, day])
    assert [counted[one.id].expected for one in (tour, day)] == [1, 2]
    assert build_dashboard(edition, tour).attendance.expected == 1


def test_the_page_lists_filters_and_exports(client):
    edition = make_edition()
    make_organiser(client)
    set_reading(value=False)
    assert "There is no list yet" in client.page(HERE).text_of("main")
    target = make_list(edition)
    counts = []
    for name in ("Ada", "Bea", "Cleo"):
        named(name, edition)
        db.session.commit()
        with count_queries() as statements:
            client.page(HERE)
        counts.append(len(statements))
    assert len(set(counts)) == 1
    page = client.page(HERE)
    set_reading(value=False)
    assert len(page.select("tbody tr")) == 3
    assert "ids=" in page.one("a[href*='/registrations/export']")["href"]
    page = client.page(f"{HERE}?list={target.id}&q=bea&tag=99&city=nowhere&page=x")
    assert "Nobody fits" in page.text_of("main")
    assert len(client.page(f"{HERE}?q=bea").select("tbody tr")) == 1


def test_who_may_not_see_the_door_does_not_see_who_is_missing(client):
    make_edition()
    make_organiser(client, Role.EDITOR)
    assert client.get(HERE).status_code == 403
