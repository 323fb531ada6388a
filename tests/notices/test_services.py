"""Releasing and telling: who gets a mail, in which language, with which calendar objects."""

from collections import Counter
from datetime import timedelta
from typing import Any

import icalendar
import pytest
import vobject
from sqlalchemy import select

from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.queries import get_edition
from forum.editions.types import EditionState
from forum.notices.errors import WarningsStandError
from forum.notices.queries import list_past_releases
from forum.notices.services import release_and_tell
from forum.programme.errors import (
    DraftChangedError,
    NothingChangedError,
    NothingToReleaseError,
    ReleasedMeanwhileError,
)
from forum.programme.models import Release
from forum.programme.proposals import propose_release
from forum.programme.queries import find_session, last_operation_number
from forum.programme.services import (
    cancel_session,
    reinstate_session,
    remove_session,
    revise_session,
)
from forum.registration.errors import SeatsBelowTakenError
from forum.registration.models import Limit, Star
from forum.registration.queries import list_mails
from forum.registration.services import cancel
from tests.conftest import NOW, count_queries
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import make_session
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.test_races import at_once, in_own_transaction

pytestmark = pytest.mark.both_databases

SEATS = {"hall": 100, "tour": 100, "parallel": 100}


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum", seats=SEATS)


def chair(person) -> dict[str, object]:
    part = {"role": "chair", "speaker": person.key, "confirmed": True}
    return {**part, "title": {}, "minutes": None}


def speaker(edition, key="hall", *, language="en", email="speaker@example.org"):
    """Put somebody with an address into a session, released."""
    person = make_person()
    person.email, person.language = email, language
    revise(edition, key, roles=[chair(person)])
    release(edition, quiet=True)
    return person


def revise(edition, key, **fields):
    return revise_session(edition, key, last_operation_number(edition), fields)


def release(edition, **options):
    told = release_and_tell(edition, **{"despite_warnings": True, **options})
    db.session.commit()
    return told


def mails():
    """Return the mails that releases have caused, by recipient."""
    rows = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.about_type == "release").order_by(OutgoingMail.id)
    )
    return {mail.recipient: mail for mail in rows}


def star(registration, key):
    db.session.add(Star(registration_id=registration.id, session_key=key))
    db.session.flush()


def test_those_who_chose_starred_or_speak_get_one_mail_each_and_nobody_else(edition):
    speaker(edition)
    make_registration(edition, email="chosen@example.org", sessions=("hall",))
    star(make_registration(edition, email="starred@example.org"), "hall")
    make_registration(edition, email="elsewhere@example.org", sessions=("tour",))
    gone = make_registration(edition, email="gone@example.org", sessions=("hall",))
    cancel(gone)

    revise(edition, "hall", starts=600)
    told = release(edition)

    assert told.mails == 3
    assert set(mails()) == {"chosen@example.org", "starred@example.org", "speaker@example.org"}
    assert {mail.about_id for mail in mails().values()} == {told.release.id}
    assert {mail.cause for mail in mails().values()} == {"notices.released"}


def test_a_mail_says_what_changed_in_the_language_of_its_reader(edition):
    make_registration(edition, email="ko@example.org", sessions=("hall",), language="ko")
    make_registration(edition, email="en@example.org", sessions=("hall",), language="en")
    revise(edition, "hall", starts=600)
    release(edition, note=LocalizedText("시간만 옮겼습니다.", "Only the time is other."))

    korean, english = mails()["ko@example.org"], mails()["en@example.org"]
    assert "홍길동 (시험) 님께" in korean.text
    assert "12. 11.(금) 09:30–11:00 (KST) → 12. 11.(금) 10:00–11:30 (KST)" in korean.text
    assert "시간만 옮겼습니다." in korean.text
    assert "시간 변경: " in korean.subject
    assert "Hong Gildong (trial)" in english.text
    assert "Fri, 11 Dec 09:30–11:00 (KST) → Fri, 11 Dec 10:00–11:30 (KST)" in english.text
    assert "/en/forum/programme/hall" in english.text
    assert "<del>Fri, 11 Dec 09:30–11:00 (KST)</del>" in english.html
    assert '<html lang="ko">' in korean.html


def test_nobody_elses_name_or_address_stands_in_a_mail(edition):
    person = speaker(edition)
    for number in range(3):
        make_registration(
            edition,
            email=f"person{number}@example.org",
            name=LocalizedText(f"사람{number} (시험)", f"Person{number} (trial)"),
            sessions=("hall",),
        )
    revise(edition, "hall", starts=600)
    release(edition)
    for number in range(3):
        mail = mails()[f"person{number}@example.org"]
        everything = mail.text + mail.html + mail.attachments[0].data.decode().replace("\r\n ", "")
        others = {f"사람{other}" for other in range(3)} - {f"사람{number}"}
        assert f"사람{number}" in mail.text
        assert not any(other in everything for other in others)
        assert "speaker@example.org" not in everything
        assert everything.count("@example.org") == 1
    assert person.email == "speaker@example.org"


def test_a_title_is_written_as_text_whatever_it_holds(edition):
    evil = '<img src=x onerror=alert(1)>"\r\nBcc: all@example.org'
    make_registration(edition, email="en@example.org", language="en", sessions=("hall",))
    revise(edition, "hall", title={"ko": "", "en": evil}, starts=600)
    release(edition, note=LocalizedText("", "<script>alert(1)</script>"))
    mail = mails()["en@example.org"]
    assert "<img" not in mail.html
    assert "<script" not in mail.html
    assert "&lt;img src=x onerror=alert(1)&gt;" in mail.html
    assert "\n" not in mail.subject
    entry: Any = icalendar.Calendar.from_ical(mail.attachments[0].data).walk("VEVENT")[0]
    assert "BCC" not in entry


def test_what_somebody_was_told_stands_with_their_registration(edition):
    one = make_registration(edition, sessions=("hall",))
    make_registration(edition, sessions=("hall",))
    revise(edition, "hall", starts=600)
    release(edition)
    assert [mail.cause for mail in list_mails(one)] == [
        "notices.released",
        "registration.confirmed",
    ]


def test_a_name_is_written_as_text_whatever_it_holds(edition):
    make_registration(
        edition,
        email="en@example.org",
        language="en",
        name=LocalizedText("", "<b>Evil.example.org</b> & Co"),
        sessions=("hall",),
    )
    revise(edition, "hall", starts=600)
    release(edition)
    mail = mails()["en@example.org"]
    assert "&lt;b&gt;Evil.\u2060example.\u2060org&lt;/b&gt; &amp; Co" in mail.html
    assert "<b>Evil.\u2060example.\u2060org</b> & Co" in mail.text


def test_who_speaks_and_has_registered_gets_one_mail(edition):
    speaker(edition, email="Same@example.org")
    make_registration(edition, email="same@example.org", sessions=("tour",), language="ko")
    revise(edition, "hall", starts=600)
    revise(edition, "tour", starts=900)
    assert release(edition).mails == 1
    mail = mails()["same@example.org"]
    assert mail.language == "ko"  # chosen with the registration
    assert len(mail.attachments) == 2
    assert [file.method for file in mail.attachments] == ["REQUEST", "REQUEST"]


def test_the_speaker_of_a_session_that_goes_and_one_who_is_taken_out_are_told(edition):
    speaker(edition, email="first@example.org")
    speaker(edition, "tour", email="second@example.org")
    remove_session(edition, "hall")
    revise(edition, "tour", roles=[])
    release(edition)
    for recipient in ("first@example.org", "second@example.org"):
        assert [file.method for file in mails()[recipient].attachments] == ["CANCEL"]


def read(mail) -> dict[str, Any]:
    """Read a mail's calendar object by two parsers, and return what both say."""
    data = mail.attachments[0].data
    calendar = icalendar.Calendar.from_ical(data)
    one: Any = calendar.walk("VEVENT")[0]
    other = vobject.readOne(data.decode()).vevent
    assert str(one["UID"]) == other.uid.value
    assert one["DTSTART"].dt.replace(tzinfo=None) == other.dtstart.value.replace(tzinfo=None)
    assert int(one["SEQUENCE"]) == int(other.sequence.value)
    assert one["DTSTAMP"].dt == other.dtstamp.value
    assert str(one["STATUS"]) == other.status.value
    assert str(one["ATTENDEE"]) == other.attendee.value
    assert str(one["ORGANIZER"]) == other.organizer.value
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(one["UID"]),
        "sequence": int(one["SEQUENCE"]),
        "stamp": one["DTSTAMP"].dt,
        "starts": one["DTSTART"].dt.strftime("%H:%M"),
        "status": str(one["STATUS"]),
        "attendee": str(one["ATTENDEE"]),
    }


def test_created_moved_cancelled_and_held_after_all_is_one_entry_that_follows(edition):
    """What a calendar sees of one session, release by release, in two parsers."""
    person = make_person()
    person.email = "speaker@example.org"
    steps = [
        lambda: revise(edition, "hall", roles=[chair(person)]),
        lambda: revise(edition, "hall", starts=600),
        lambda: cancel_session(edition, "hall", last_operation_number(edition)),
        lambda: reinstate_session(edition, "hall", last_operation_number(edition)),
        lambda: remove_session(edition, "hall"),
    ]
    seen = []
    for number, step in enumerate(steps, start=1):
        with clock.stopped_at(NOW + timedelta(hours=number)):
            step()
            release(edition)
            seen.append(read(mails()["speaker@example.org"]))
    assert [(one["method"], one["starts"], one["status"]) for one in seen] == [
        ("REQUEST", "09:30", "CONFIRMED"),
        ("REQUEST", "10:00", "CONFIRMED"),
        ("CANCEL", "10:00", "CANCELLED"),
        ("REQUEST", "10:00", "CONFIRMED"),
        ("CANCEL", "10:00", "CANCELLED"),
    ]
    assert {one["uid"] for one in seen} == {"forum.hall@decent-work-city-forum"}
    assert {one["attendee"] for one in seen} == {"mailto:speaker@example.org"}
    assert [one["sequence"] for one in seen] == [1, 2, 3, 4, 5]
    assert [one["stamp"] for one in seen] == sorted({one["stamp"] for one in seen})


def test_an_object_for_one_who_left_shows_the_time_that_stood_in_the_calendar(edition):
    speaker(edition)
    revise(edition, "hall", roles=[], starts=900)
    release(edition)
    entry = read(mails()["speaker@example.org"])
    assert (entry["method"], entry["starts"]) == ("CANCEL", "09:30")


def test_a_quiet_release_is_numbered_and_told_to_nobody(edition):
    make_registration(edition, sessions=("hall",))
    revise(edition, "hall", starts=600)
    told = release(edition, quiet=True)
    assert (told.release.number, told.release.quiet, told.mails, mails()) == (2, True, 0, {})


def test_the_first_release_is_told_to_nobody(app):
    edition = make_edition()
    person = make_person()
    person.email = "speaker@example.org"
    make_session(edition, people=(person,))
    told = release(edition)
    assert (told.release.number, told.mails) == (1, 0)


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.ARCHIVED])
def test_the_programme_of_an_edition_that_is_not_published_is_told_to_nobody(edition, state):
    make_registration(edition, sessions=("hall",))
    edition.state = state
    revise(edition, "hall", starts=600)
    assert release(edition).mails == 0


def test_nothing_to_release_is_said(edition):
    with pytest.raises(NothingChangedError):
        release_and_tell(edition)
    with pytest.raises(NothingToReleaseError):
        release_and_tell(make_edition())


def test_what_was_looked_at_is_what_is_released(edition):
    revise(edition, "hall", starts=600)
    seen = propose_release(edition).basis
    revise(edition, "tour", starts=900)
    with pytest.raises(DraftChangedError):
        release(edition, seen=seen)
    release(edition, seen=propose_release(edition).basis)
    revise(edition, "tour", starts=960)
    with pytest.raises(ReleasedMeanwhileError):
        release(edition, seen=seen)


def test_warnings_stand_in_the_way_unless_released_over_and_are_kept(edition):
    revise(edition, "hall", starts=600)  # nobody chairs it
    with pytest.raises(WarningsStandError):
        release_and_tell(edition)
    told = release(edition)
    assert "chair_missing" in {warning["kind"] for warning in told.release.warnings}
    entry = db.session.scalar(
        select(AuditEntry).where(AuditEntry.action == "programme.released_over_warnings")
    )
    assert "chair_missing" in str(entry.details["warnings"])


def test_a_link_of_ours_that_leads_nowhere_is_a_warning_of_the_release(edition):
    revise(edition, "hall", stream="/en/forum/nowhere/at/all")
    told = release(edition)
    assert "link_dead" in {warning["kind"] for warning in told.release.warnings}


def test_seats_follow_the_release_and_too_few_of_them_refuse_it_whole(edition):
    for _person in range(2):
        make_registration(edition, sessions=("tour",))
    revise(edition, "tour", seats=1)
    with pytest.raises(SeatsBelowTakenError):
        release(edition)
    db.session.rollback()
    assert propose_release(edition).basis.release == 1
    assert mails() == {}

    revise(edition, "tour", seats=7)
    release(edition)
    limit = db.session.scalar(select(Limit).where(Limit.key == "session:tour"))
    assert (limit.taken, limit.capacity) == (2, 7)


def test_the_list_of_releases_says_who_made_them_and_how_many_mails_wait(edition):
    make_registration(edition, sessions=("hall",))
    revise(edition, "hall", starts=600)
    release(edition)
    last, first = list_past_releases(edition)
    assert (last.number, last.mails, last.waiting, last.failed, last.by) == (2, 1, 1, 0, None)
    assert (first.number, first.mails, first.changes) == (1, 0, 0)
    mails()[next(iter(mails()))].state = "sent"
    db.session.flush()
    assert list_past_releases(edition)[0].waiting == 0


def test_the_statements_of_a_release_do_not_grow_with_its_mails(edition):
    counts = []
    for number in range(2):
        for _person in range(1 + 4 * number):
            star(make_registration(edition, sessions=("hall",)), "hall")
        revise(edition, "hall", starts=600 + number * 5)
        db.session.commit()
        with count_queries() as statements:
            release_and_tell(edition, despite_warnings=True)
        counts.append(len(statements))
        db.session.commit()
    assert counts[0] == counts[1]


def test_two_organisers_release_at_once_and_one_wins(app, edition):
    """Real connections: both saw the same preview, one release comes of it, one set of mails."""
    make_registration(edition, email="chosen@example.org", sessions=("hall",))
    revise(edition, "hall", starts=600)
    seen = propose_release(edition).basis
    db.session.commit()

    def releasing() -> object:
        found = get_edition("forum")
        return release_and_tell(found, seen=seen, despite_warnings=True).release.number

    outcomes = at_once([in_own_transaction(app, releasing) for _one in range(3)])
    assert Counter(map(str, outcomes)) == {"2": 1, "ReleasedMeanwhileError": 2}
    db.session.rollback()
    assert db.session.scalars(select(Release.number).order_by(Release.number)).all() == [1, 2]
    assert len(mails()) == 1


def test_a_release_and_an_edit_at_once_never_release_what_nobody_saw(app, edition):
    revise(edition, "hall", starts=600)
    seen = propose_release(edition).basis
    db.session.commit()

    def releasing() -> object:
        return release_and_tell(
            get_edition("forum"), seen=seen, despite_warnings=True
        ).release.agenda["sessions"]

    def editing() -> object:
        revise(get_edition("forum"), "tour", starts=900)
        return "edited"

    released, edited = at_once(
        [in_own_transaction(app, releasing), in_own_transaction(app, editing)]
    )
    assert edited == "edited"
    if released != "DraftChangedError":
        (tour,) = [session for session in released if session["key"] == "tour"]
        assert tour["starts"] == 840
    db.session.rollback()
    assert find_session(get_edition("forum"), "tour").starts == 900
