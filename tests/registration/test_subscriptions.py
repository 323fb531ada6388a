"""One's own calendar: an address that programs follow, read back by two parsers."""

from datetime import timedelta

import icalendar
import pytest
import vobject
from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.outbox import compose
from forum.core.settings import current_settings
from forum.programme.queries import find_session, public_agenda
from forum.programme.services import release_programme
from forum.programme.types import SessionState
from forum.registration import services
from forum.registration.models import Attendance, Registration
from forum.registration.subscriptions.queries import find_address, find_subscriber
from forum.registration.subscriptions.services import renew_subscription
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.test_self_service import open_link

NOTE = LocalizedText("바뀜", "Changed")


@pytest.fixture
def mine(app):
    edition = make_open_edition(slug="forum", seats={"hall": 10, "parallel": 10, "tour": 5})
    mine = make_registration(edition, sessions=("hall", "tour"))
    services.change_stars(mine, add={"parallel"}, remove=set())
    db.session.commit()
    return mine


def path_of(mine):
    return find_address(mine).removeprefix(current_settings().public_url)


def events_of(client, mine):
    """Return the calendar's events by the keys of their sessions, after both parsers read it."""
    response = client.get(path_of(mine))
    assert response.status_code == 200
    assert len(list(icalendar.Calendar.from_ical(response.data).events)) == response.data.count(
        b"BEGIN:VEVENT"
    )
    calendar = vobject.readOne(response.text)
    events = calendar.contents.get("vevent", [])
    return {event.uid.value.split("@")[0].split(".")[1]: event for event in events}


def release(edition, key, later=timedelta(hours=1), **changes):
    with clock.stopped_at(clock.now() + later):
        session = find_session(edition, key)
        for name, value in changes.items():
            setattr(session, name, value)
        release_programme(edition, NOTE)
        db.session.commit()


def test_it_has_what_one_attends_and_starred_and_follows_the_programme(mine, client):
    events = events_of(client, mine)
    assert set(events) == {"hall", "tour", "parallel"}
    assert events["tour"].dtstart.value.isoformat().endswith("14:00:00+09:00")
    before = int(events["tour"].sequence.value)

    release(mine.edition, "tour", starts=900)

    after = events_of(client, mine)["tour"]
    assert after.dtstart.value.isoformat().endswith("15:00:00+09:00")
    assert int(after.sequence.value) > before
    assert after.dtstamp.value > events["tour"].dtstamp.value
    assert after.uid.value == events["tour"].uid.value


def test_what_is_cancelled_stays_and_says_so(mine, client):
    release(mine.edition, "hall", state=SessionState.CANCELLED)
    events = events_of(client, mine)
    assert events["hall"].status.value == "CANCELLED"
    assert events["tour"].status.value == "CONFIRMED"


def test_once_the_person_has_cancelled_everything_says_so_and_is_newer(mine, client):
    before = events_of(client, mine)
    with clock.stopped_at(clock.now() + timedelta(hours=2)):
        services.cancel(mine)
        db.session.commit()
    after = events_of(client, mine)
    assert set(after) == set(before)
    for key, event in after.items():
        assert event.status.value == "CANCELLED"
        assert int(event.sequence.value) > int(before[key].sequence.value)
        assert event.dtstamp.value > before[key].dtstamp.value


def test_it_says_nothing_of_the_person_nor_of_others(mine, client):
    make_registration(mine.edition, name=LocalizedText("남몰래", "Somebody Else"))
    text = client.get(path_of(mine)).text
    for secret in (mine.number, mine.email, mine.name.ko, mine.name.en, "남몰래", "Somebody Else"):
        assert secret not in text
    assert "ATTENDEE" not in text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "METHOD:PUBLISH" in text


def test_the_same_calendar_is_not_sent_twice(mine, client):
    first = client.get(path_of(mine))
    again = client.get(path_of(mine), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    assert first.headers["Cache-Control"] == "private, no-store"
    release(mine.edition, "tour", starts=900)
    changed = client.get(path_of(mine), headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_new_address_takes_the_old_one_back(mine, client):
    open_link(client, "en")
    page = client.page("/en/my/registration")
    old = path_of(mine)
    assert current_settings().public_url + old in page.text_of("#calendar")
    links = [link["href"] for link in page.select("#calendar a")]
    assert [link.split("//")[1].split("/")[0] for link in links][1:] == [
        "calendar.google.com",
        "outlook.office.com",
        "outlook.live.com",
    ]
    assert links[0] == "webcal://" + (current_settings().public_url + old).partition("//")[2]
    renewed = client.send(page, "", {}, form="#calendar form")
    assert renewed.location == "/en/my/registration#calendar"
    assert client.get(old).status_code == 404
    db.session.rollback()
    mine = db.session.get_one(Registration, mine.id)
    assert path_of(mine) != old
    assert client.get(path_of(mine)).status_code == 200


def test_nobody_guesses_an_address(mine, client):
    assert client.get("/calendar/made-up.ics").status_code == 404
    token = path_of(mine).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 22
    assert token not in str(mine.subscription_hash)


@pytest.mark.both_databases
def test_an_address_is_found_by_its_hash_alone(mine):
    token = path_of(mine).removeprefix("/calendar/").removesuffix(".ics")
    assert find_subscriber(token).id == mine.id
    renew_subscription(mine)
    db.session.commit()
    assert find_subscriber(token) is None
    mine.subscription_hash = None
    db.session.commit()
    assert find_address(mine) == ""


# ------------------------------------------------------------------ what mails do to calendars


def calendars_in_last_mail():
    """Return the calendar objects of the last mail as (method, event), the first acted upon."""
    row = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).all()[0]
    files = [
        part
        for part in compose(row, current_settings().mail_from).walk()
        if part.get_content_type() == "text/calendar" and part.get_filename()
    ]
    read = [vobject.readOne(part.get_content()) for part in files]
    for calendar in read:
        assert len(calendar.vevent_list) == 1
    return row, [(calendar.method.value, calendar.vevent) for calendar in read]


def choose(mine, *keys):
    """Attend other sessions, as the service that changes them does."""
    before = mine.session_keys
    kept = [one for one in mine.attendances if one.session_key in keys]
    joined = [Attendance(session_key=key) for key in keys if key not in before]
    mine.attendances = [*kept, *joined]
    db.session.flush()
    services.tell_change(mine, before)
    db.session.commit()


def test_another_choice_renews_the_entry_of_the_forum(mine):
    _row, confirmed = calendars_in_last_mail()
    with clock.stopped_at(clock.now() + timedelta(minutes=5)):
        choose(mine, "hall")
        row, changed = calendars_in_last_mail()
    assert row.cause == "registration.changed"
    assert [method for method, _event in changed] == ["REQUEST"]
    (_, old), (_, new) = confirmed[0], changed[0]
    assert new.uid.value == old.uid.value
    assert int(new.sequence.value) == int(old.sequence.value) + 1
    assert new.dtstamp.value > old.dtstamp.value
    assert "14:00" in old.description.value
    assert "14:00" not in new.description.value
    assert "제외" in row.text


def test_the_same_choice_tells_nobody(mine):
    choose(mine, "tour", "hall")
    row, _calendars = calendars_in_last_mail()
    assert row.cause == "registration.confirmed"
    assert mine.calendar_sequence == 0


def test_leaving_takes_back_what_a_release_has_sent(mine):
    release(mine.edition, "tour", starts=900)
    sent = public_agenda(mine.edition).sequences["tour"]
    choose(mine, "hall")
    _row, calendars = calendars_in_last_mail()
    assert [method for method, _event in calendars] == ["REQUEST", "CANCEL"]
    entry = calendars[1][1]
    assert entry.uid.value.startswith("forum.tour@")
    assert int(entry.sequence.value) == sent + 1
    assert entry.status.value == "CANCELLED"


def test_a_star_keeps_the_entry(mine):
    release(mine.edition, "tour", starts=900)
    services.change_stars(mine, add={"tour"}, remove=set())
    choose(mine, "hall")
    _row, calendars = calendars_in_last_mail()
    assert [method for method, _event in calendars] == ["REQUEST"]


def test_cancelling_takes_everything_back(mine):
    release(mine.edition, "parallel", starts=900)
    services.cancel(mine)
    _row, calendars = calendars_in_last_mail()
    assert [method for method, _event in calendars] == ["CANCEL", "CANCEL"]
    assert calendars[1][1].uid.value.startswith("forum.parallel@")
