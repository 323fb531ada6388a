"""The purge: what is over its time and nothing else, once a night, with a line in the log."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from forum import cli
from forum.core import clock, leases
from forum.core.db import db, set_reading
from forum.core.links import CapabilityLink, issue_link
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.outbox import send_due
from forum.core.permissions import Role
from forum.core.queue import background, do_in_parts
from forum.privacy import purging, services
from forum.privacy.errors import DaysOutOfRangeError
from forum.privacy.models import Destruction, RetentionRule
from forum.privacy.queries import list_rules
from forum.privacy.rules import destroyed_on, read_days
from forum.privacy.types import Kind
from forum.registration import services as registering
from forum.registration.address.models import AddressWish
from forum.registration.address.services import WISH_LASTS, ask_address
from forum.registration.invitations.models import Invitation
from forum.registration.invitations.services import invite
from forum.registration.invitations.types import Guest
from forum.registration.models import Draft, Registration, SensitiveNeed
from forum.registration.queries import find_category
from forum.registration.services import write_categories
from forum.registration.types import FilledStep, RegistrationState, Step, WayIn
from tests.factories.accounts import make_organiser
from tests.factories.registration import (
    HUNGRY,
    make_category,
    make_open_edition,
    make_registration,
)

ENDS = datetime(2026, 12, 12, tzinfo=UTC)
AGREED = {"privacy": True, "sensitive": True}


@pytest.fixture
def edition(app):
    edition = make_open_edition(slug="forum", seats={"hall": 10})
    for _person in range(3):
        make_registration(edition, sensitive=HUNGRY, consents=AGREED, sessions=("hall",))
    return edition


def day_after(edition, days, hour=4):
    """Return a moment so many days after the forum's last day, at an hour in Seoul."""
    last = datetime.combine(edition.ends_on, datetime.min.time(), UTC)
    return last + timedelta(days=days, hours=hour - 9)


def night():
    """Do what the worker does each minute, and tell whether it purged."""
    return do_in_parts(purging.purge_nightly()) > 0


def count(of, *conditions):
    return db.session.scalar(select(func.count()).select_from(of).where(*conditions))


@pytest.mark.both_databases
def test_needs_go_in_the_night_after_their_fifth_day_and_not_before(edition, moments):
    with moments(day_after(edition, 5, hour=23)):
        purging.purge()
        assert count(SensitiveNeed) == 3
    with moments(day_after(edition, 6, hour=0)):
        done = {due.kind: due.count for due in purging.purge() if due.edition == "forum"}
        assert count(SensitiveNeed) == 0
    assert done[Kind.SENSITIVE] == 3
    assert count(Registration, Registration.state == RegistrationState.CONFIRMED) == 3
    assert destroyed_on(edition.ends_on, 5) == edition.ends_on + timedelta(days=6)


@pytest.mark.both_databases
def test_people_become_numbers_and_the_counts_stay(edition, moments):
    send_due()
    with moments(day_after(edition, 181)):
        purging.purge()
        db.session.expire_all()
    people = db.session.scalars(select(Registration)).all()
    assert {person.state for person in people} == {RegistrationState.ERASED}
    assert {person.email for person in people} == {""}
    assert all(person.erased_at and person.confirmed_at for person in people)
    assert [len(person.attendances) for person in people] == [1, 1, 1]
    assert count(OutgoingMail, OutgoingMail.recipient != "") == 0


def test_a_second_purge_finds_nothing(edition, moments):
    with moments(day_after(edition, 400)):
        purging.purge()
        assert sum(due.count for due in purging.purge()) == 0
        assert sum(due.count for due in purging.look()) == 0


def test_batches_are_noted_one_by_one(edition, moments, monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    with moments(day_after(edition, 6)):
        purging.purge()
    lines = db.session.scalars(select(Destruction).where(Destruction.kind == Kind.SENSITIVE))
    assert [(line.count, line.rule, line.actor) for line in lines] == [
        (2, "5 days after the forum", "system"),
        (1, "5 days after the forum", "system"),
    ]


def test_what_was_destroyed_is_noted_for_good(edition, moments):
    with moments(day_after(edition, 6)):
        purging.purge()
    line = db.session.scalars(select(Destruction)).first()
    line.count = 99
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.flush()


def test_another_number_of_days_is_another_night(edition, moments):
    services.set_rules(edition, {Kind.SENSITIVE: 0})
    db.session.commit()
    with moments(day_after(edition, 1, hour=0)):
        purging.purge()
    assert count(SensitiveNeed) == 0
    assert not list_rules(edition)[Kind.SENSITIVE].is_default
    assert count(RetentionRule) == 1


def test_drafts_that_nobody_touches_go_after_seven_days(edition, moments):
    registering.save_step(edition, None, FilledStep(step=Step.YOU, typed={}), language="ko")
    db.session.commit()
    with moments(clock.now() + timedelta(days=7) - timedelta(minutes=1)):
        purging.purge()
        assert count(Draft) == 1
    with moments(clock.now() + timedelta(days=7)):
        purging.purge()
        assert count(Draft) == 0


def test_invited_addresses_go_a_month_after_the_forum(edition, moments):
    write_categories(edition, [make_category("guest", number=4, way_in=WayIn.INVITATION)])
    guests = [Guest(email="guest@example.org")]
    category = find_category(edition, "guest")
    assert category is not None
    invite(edition, category, guests, "ko")
    db.session.commit()
    with moments(day_after(edition, 30, hour=23)):
        purging.purge()
        assert count(Invitation) == 1
        send_due()
    with moments(day_after(edition, 31, hour=0)):
        purging.purge()
    assert count(Invitation) == 0
    assert count(OutgoingMail, OutgoingMail.recipient == "guest@example.org") == 0


def test_old_mails_say_nothing_any_more_and_those_that_wait_are_untouched(edition, moments):
    with moments(clock.now() + timedelta(days=91)):
        purging.purge()
        assert count(OutgoingMail, OutgoingMail.text == "") == 0
        send_due()
        purging.purge()
    assert count(OutgoingMail, OutgoingMail.text != "") == 0
    assert count(OutgoingMail, OutgoingMail.recipient == "") == 0


def test_links_go_a_month_after_they_are_over_and_the_others_stay(edition, moments):
    before = count(CapabilityLink)
    issue_link("account.enter", "user", 1, expires_at=clock.now())
    db.session.commit()
    with moments(clock.now() + timedelta(days=29)):
        purging.purge()
        assert count(CapabilityLink) == before + 1
    with moments(clock.now() + timedelta(days=30)):
        purging.purge()
        assert count(CapabilityLink) == before


def test_addresses_that_nobody_proved_go_a_week_after_their_time(edition, moments):
    mine = db.session.scalars(select(Registration)).first()
    assert mine is not None
    ask_address(mine, "other@example.org")
    db.session.commit()
    with moments(clock.now() + WISH_LASTS + timedelta(days=6, hours=23)):
        purging.purge()
        assert count(AddressWish) == 1
    with moments(clock.now() + WISH_LASTS + timedelta(days=7)):
        due = next(one for one in purging.look() if one.kind is Kind.ADDRESSES)
        assert due.count == 1
        purging.purge()
        assert count(AddressWish) == 0


def test_a_dry_run_counts_and_destroys_nothing(edition, moments, app, monkeypatch):
    monkeypatch.setattr(cli, "make_app", lambda: app)
    with moments(day_after(edition, 6)):
        db.session.rollback()
        told = CliRunner().invoke(cli.main, ["purge", "--dry-run"])
        assert told.exit_code == 0, told.output
        assert "sensitive of forum: 3 would be destroyed" in told.output.splitlines()
        assert count(SensitiveNeed) == 3
        db.session.rollback()
        told = CliRunner().invoke(cli.main, ["purge"])
        assert "sensitive of forum: 3 destroyed" in told.output.splitlines()
    set_reading(value=False)
    assert count(SensitiveNeed) == 0


# ------------------------------------------------------------------ of many workers one


@pytest.mark.both_databases
def test_of_many_workers_one_purges_a_night(edition, app, moments):
    start, done = Barrier(4), []

    def work():
        with app.app_context():
            set_reading(value=False)
            start.wait()
            done.append(night())
            db.session.remove()

    with moments(day_after(edition, 6)):
        db.session.rollback()
        workers = [Thread(target=work) for _worker in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sorted(done) == [False, False, False, True]
        assert not night()
    lines = db.session.scalars(select(Destruction).where(Destruction.kind == Kind.SENSITIVE))
    assert [line.count for line in lines] == [3]


def test_it_waits_for_the_night_and_a_dead_worker_is_followed_by_another(edition, moments):
    with moments(day_after(edition, 6, hour=2)):
        assert not night()
    at = day_after(edition, 6, hour=3)
    with moments(at):
        assert leases.take(purging.LEASE, (at + timedelta(hours=9)).date())
        db.session.commit()
        assert not night()
    with moments(at + leases.LASTS):
        assert night()
    with moments(at + timedelta(days=1)):
        assert night()


def test_the_worker_has_it_among_its_work(app):
    tasks = background(app).huey._registry.periodic_tasks  # noqa: SLF001  huey has no other way
    assert "purge_nightly" in {task.name for task in tasks}


# ------------------------------------------------------------------ the organisers' pages


def test_periods_are_changed_on_a_page_and_nonsense_is_refused(edition, client):
    make_organiser(client)
    page = "/manage/forum/privacy/retention"
    assert client.submit(page, {"sensitive": "3"}, form="form.mg-form").location == page
    db.session.rollback()
    assert list_rules(edition)[Kind.SENSITIVE].days == 3
    for wrong in ("-1", "3651", "abc", "", "٣"):
        refused = client.submit(page, {"sensitive": wrong}, form="form.mg-form")
        assert refused.status_code == 422, wrong
    assert "Until 30 June 2027" in client.page(page).text_of("main")


def test_days_are_a_number_that_makes_sense():
    assert read_days("0") == 0
    assert read_days("3650") == 3650
    for wrong in ("", "3651", "1.5", "-2", "99999999999999"):
        with pytest.raises(DaysOutOfRangeError):
            read_days(wrong)


def test_the_log_and_the_dry_run_stand_on_one_page(edition, client, moments):
    with moments(day_after(edition, 6)):
        make_organiser(client, Role.AUDITOR)
        page = "/manage/forum/privacy/destructions"
        assert "Nothing was destroyed yet" in client.page(page).text_of("main")
        rows = [row.get_text(" ", strip=True) for row in client.page(page).select("tbody tr")]
        assert any(row.startswith("Food and help") and row.endswith(" 5 3") for row in rows)
        purging.purge()
        rows = [row.get_text(" ", strip=True) for row in client.page(page).select("tbody tr")]
        assert any("5 days after the forum" in row for row in rows)


def test_a_long_name_of_an_edition_does_no_harm(client, moments):
    edition = make_open_edition(slug="long", name=LocalizedText("가" * 100, "Long " * 30))
    with moments(day_after(edition, 6)):
        make_organiser(client)
        client.page("/manage/long/privacy/destructions")
        client.page("/manage/long/privacy")
        client.page("/manage/long/privacy/access")


def test_a_cloned_edition_keeps_its_data_as_long(edition):
    services.set_rules(edition, {Kind.SENSITIVE: 3})
    other = make_open_edition(slug="next")
    assert services.copy_rules(edition, other) == 1
    assert list_rules(other)[Kind.SENSITIVE].days == 3
    assert list_rules(other)[Kind.REGISTRATIONS].is_default


def test_who_owns_all_editions_says_how_long_the_rest_is_kept(edition, client):
    make_organiser(client)
    page = client.page("/manage/retention")
    assert [one["name"] for one in page.select(".days-input")] == [
        "other_mails",
        "access_log",
        "kept_answers",
        "addresses",
        "links",
        "codes",
        "sessions",
        "sittings",
        "pages",
    ]
    refused = client.submit("/manage/retention", {"links": "never"})
    assert refused.status_code == 422
    client.submit("/manage/retention", {"links": "14"})
    db.session.expire_all()
    assert list_rules(None)[Kind.LINKS].days == 14
    assert "/manage/retention" in client.get("/manage/").text


def test_who_owns_one_edition_does_not(edition, client):
    make_organiser(client, edition_id=edition.id)
    assert client.get("/manage/retention").status_code == 403
    assert "/manage/retention" not in client.get("/manage/").text
