"""The preview of a release, releasing, and what comes afterwards, as organisers see it."""

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.notices.services import release_and_tell
from forum.programme.models import Release
from forum.programme.queries import find_session, last_operation_number
from forum.programme.services import cancel_session, remove_session, revise_session
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser, make_user, sign_in
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import make_session
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.test_races import at_once, posting

URL = "/manage/forum/programme/release"


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum", seats={"hall": 100, "tour": 100})


def revise(edition, key, **fields):
    revise_session(edition, key, last_operation_number(edition), fields)
    db.session.commit()


def counted(page):
    return [text.get_text(" ", strip=True) for text in page.select(".release-counts li")]


def test_a_note_has_no_control_character(client, edition):
    revise(edition, "hall", starts=600)
    make_organiser(client)
    refused = client.submit(URL, {"note-en": "Bel\x07l", "despite_warnings": "y"})
    assert refused.status_code == 422
    assert "control character" in client.read(refused).text_of("main form")
    assert db.session.scalar(select(func.max(Release.number))) == 1


def test_the_preview_shows_the_difference_the_warnings_and_the_mails(client, edition):
    person = make_person(name=LocalizedText("연사 (시험)", "Speaker (trial)"))
    person.email = "speaker@example.org"
    make_registration(edition, sessions=("hall",), language="ko")
    make_registration(edition, sessions=("hall", "tour"), language="en")
    role = {"role": "chair", "speaker": person.key, "title": {}, "confirmed": True}
    revise(edition, "hall", starts=600, roles=[{**role, "minutes": None}])
    cancel_session(edition, "tour", last_operation_number(edition))
    make_organiser(client)

    page = client.page(URL)
    assert page.one("#mails-title").get_text(" ", strip=True) == "Mails it causes 3"
    assert counted(page) == [
        "Speakers 1",
        "Registered for a session 2",
        "Cancelled 1",
        "Takes part now 1",
        "Other time 2",
        "한국어 2",
        "English 1",
    ]
    assert "Speaker (trial)" in page.text
    assert "Hong Gildong (trial)" in page.text
    examples = page.select(".mail-text")
    assert [str(example["lang"]) for example in examples] == ["ko", "en"]
    assert "홍길동 님께" in examples[0].get_text()
    assert "Release and send 3 mails" in page.one("main form button").get_text()
    assert "@example.org" not in page.text


def test_the_list_of_releases_counts_changes_as_the_preview_does(client, edition):
    revise(edition, "hall", starts=600, title={"ko": "다른 말", "en": "Other words"})
    make_organiser(client)
    announced = client.page(URL).text_of("#changes-title").split()[-1]

    client.submit(URL, {"despite_warnings": "y"})

    latest = client.page(URL).select("tbody tr")[0]
    assert latest.select("td.num")[0].get_text(strip=True) == announced == "1"


def test_who_may_not_see_registrations_sees_how_many_and_not_who(client, edition):
    name = LocalizedText("성춘향 (시험)", "Seong Chunhyang (trial)")
    make_registration(edition, name=name, sessions=("hall",))
    revise(edition, "hall", starts=600)
    make_organiser(client, Role.EDITOR)
    page = client.page(URL)
    assert "Registered for a session 1" in counted(page)
    assert name.en not in page.text
    assert name.ko not in page.text
    assert "shown to those who may see registrations" in page.text


def test_releasing_leads_to_the_release_and_says_how_many_mails_wait(client, edition):
    make_registration(edition, sessions=("hall",))
    revise(edition, "hall", starts=600)
    make_organiser(client)
    done = client.submit(
        URL,
        {"note-ko": "시간 변경", "note-en": "Other times", "despite_warnings": "y"},
    )
    assert done.status_code == 303
    page = client.page(done.location)
    assert page.one("h1").get_text() == "Release 2"
    assert "Release 2 is out." in page.text
    assert "1 waits" in page.text
    assert "Other times" in page.text
    assert "Hong Gildong (trial)" in page.one(".facts").get_text()  # who released it
    assert page.select("a[href='/en/forum/programme/releases/2']")
    assert page.select("a[href='/en/forum/programme/changes']")


def test_a_correction_of_spelling_tells_nobody(client, edition):
    make_registration(edition, sessions=("hall",))
    revise(edition, "hall", starts=600)
    make_organiser(client)
    done = client.submit(URL, {"quiet": "y", "despite_warnings": "y"})
    assert "Correction" in client.page(done.location).text
    about = select(OutgoingMail).where(OutgoingMail.about_type == "release")
    assert db.session.scalars(about).all() == []


def test_warnings_ask_for_a_tick_and_keep_what_was_written(client, edition):
    revise(edition, "hall", starts=600)
    make_organiser(client)
    refused = client.submit(URL, {"note-en": "What I wrote"})
    assert refused.status_code == 422
    page = client.read(refused)
    assert "say that it is to be released although they stand" in page.one("#errors").get_text()
    assert page.one("[name=note-en]").get_text() == "What I wrote"
    assert db.session.scalars(select(Release.number)).all() == [1]


def test_a_draft_that_changed_since_is_shown_anew_and_nothing_is_released(client, edition):
    revise(edition, "hall", starts=600)
    make_organiser(client)
    page = client.page(URL)
    revise(edition, "tour", starts=900)
    refused = client.send(page, URL, {"note-ko": "안내", "despite_warnings": "y"})
    assert refused.status_code == 409
    again = client.read(refused)
    assert "The draft has changed since this preview was made" in again.one("#refused").get_text()
    assert "15:00" in again.text
    assert again.one("[name=note-ko]").get_text() == "안내"
    assert not again.one("[name=despite_warnings]").has_attr("checked")
    assert db.session.scalars(select(Release.number)).all() == [1]
    done = client.send(again, URL, {"despite_warnings": "y"})
    assert done.status_code == 303


def test_somebody_elses_release_is_told_and_shown(client, edition):
    revise(edition, "hall", starts=600)
    make_organiser(client)
    page = client.page(URL)
    release_and_tell(edition, despite_warnings=True)
    refused = client.send(page, URL, {"despite_warnings": "y"})
    assert refused.status_code == 409
    again = client.read(refused)
    assert "Release 2 was made meanwhile by somebody else" in again.one("#refused").get_text()
    assert "Visitors see all that the draft says" in again.text


def test_a_form_that_does_not_say_what_was_seen_releases_nothing(client, edition):
    revise(edition, "hall", starts=600)
    make_organiser(client)
    refused = client.submit(URL, {"seen": "anything", "despite_warnings": "y"})
    assert refused.status_code == 409
    assert db.session.scalars(select(Release.number)).all() == [1]


def test_two_organisers_send_the_form_at_the_same_moment(app, edition):
    make_registration(edition, sessions=("hall",))
    revise(edition, "hall", starts=600)
    works = []
    for _organiser in range(2):
        client = app.test_client()
        sign_in(client, make_user(role=Role.OWNER))
        page = client.page(URL)
        data = {str(f["name"]): str(f["value"]) for f in page.select("form.card [type=hidden]")}
        works.append(posting(client, URL, {**data, "despite_warnings": "y"}))
    db.session.rollback()
    responses = at_once(works)
    assert sorted(response.status_code for response in responses) == [303, 409]
    loser = next(response for response in responses if response.status_code == 409)
    assert "was made meanwhile by somebody else" in loser.text
    db.session.rollback()
    assert db.session.scalars(select(Release.number).order_by(Release.number)).all() == [1, 2]


def test_too_few_seats_refuse_the_release_with_the_session_and_the_number(client, edition):
    for _person in range(2):
        make_registration(edition, sessions=("tour",))
    revise(edition, "tour", seats=1)
    make_organiser(client)
    refused = client.submit(URL, {"despite_warnings": "y"})
    assert refused.status_code == 409
    said = client.read(refused).one("#refused").get_text()
    assert find_session(edition, "tour").title.en in said
    assert "2 are taken already" in said


def test_before_there_is_anything_the_page_says_what_to_do(client):
    make_edition(slug="forum")
    make_organiser(client)
    page = client.page(URL)
    assert "There is nothing to release yet" in page.text
    assert not page.select("main form")


def test_the_first_release_has_no_difference_and_no_mails(client):
    edition = make_edition(slug="forum")
    make_session(edition)
    make_organiser(client)
    page = client.page(URL)
    assert "This is the first release: 1 session becomes visible." in page.text
    assert "Nobody is told of the first release by mail" in page.text
    assert not page.select("[name=quiet]")
    done = client.submit(URL, {"despite_warnings": "y"})
    assert client.page(done.location).one("h1").get_text() == "Release 1"


def test_nothing_has_changed_is_said(client, edition):
    make_organiser(client)
    assert "Nothing has changed since release 1." in client.page(URL).text


def test_a_change_that_concerns_nobody_so_much_says_so(client, edition):
    make_registration(edition, sessions=("hall",))
    revise(edition, "hall", abstract={"ko": "요지", "en": "Abstract"})
    make_organiser(client)
    page = client.page(URL)
    assert "It stands in the changelog." in page.text
    assert "Release" in page.one("main form button").get_text()


def test_an_earlier_release_is_brought_back_after_asking_and_undone(client, edition):
    make_organiser(client)
    revise(edition, "hall", starts=600)
    release_and_tell(edition, despite_warnings=True)
    url = "/manage/forum/programme/releases/1/restore"
    page = client.page(url)
    assert "Bring release 1 back as the draft" in page.one("h1").get_text()
    assert "10:00" in page.text
    assert find_session(edition, "hall").starts == 600

    done = client.submit(url, {})
    assert done.status_code == 303
    db.session.expire_all()
    assert find_session(edition, "hall").starts == 570
    assert client.submit("/manage/forum/programme", {}, form="form[data-undo]").status_code == 303
    db.session.expire_all()
    assert find_session(edition, "hall").starts == 600


def test_bringing_back_what_is_there_already_says_so(client, edition):
    make_organiser(client)
    page = client.page("/manage/forum/programme/releases/1/restore")
    assert "already" in page.text
    assert not page.select("main form")


def test_a_release_shows_the_warnings_it_was_made_over(client, edition):
    revise(edition, "hall", starts=600)
    release_and_tell(edition, despite_warnings=True)
    make_organiser(client)
    page = client.page("/manage/forum/programme/releases/2")
    assert "Released although" in page.text
    assert "Nobody chairs or moderates it." in page.text


def test_an_unknown_release_is_not_found(client, edition):
    make_organiser(client)
    client.page("/manage/forum/programme/releases/9", status=404)
    client.page("/manage/forum/programme/releases/9/restore", status=404)


def test_a_session_that_was_taken_out_without_a_day_can_be_previewed(client, edition):
    make_session(edition, key="undated", day=None, starts=None)
    release_and_tell(edition, despite_warnings=True)
    remove_session(edition, "undated")
    make_organiser(client)
    assert client.page(URL)


def test_the_statements_of_the_preview_do_not_grow(client, edition):
    make_organiser(client)
    counts = []
    for times in (1, 3):
        for number in range(times):
            make_registration(edition, sessions=("hall",))
            revise(edition, "hall", starts=600 + 30 * times + number)
            release_and_tell(edition, despite_warnings=True)
            revise(edition, "hall", starts=630 + 30 * times + number)
        client.page(URL)
        with count_queries() as statements:
            client.page(URL)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_preview_is_in_korean_too(client, edition):
    make_registration(edition, sessions=("hall",))
    revise(edition, "hall", starts=600)
    make_organiser(client, language="ko")
    page = client.page(URL)
    assert page.one("h1").get_text() == "프로그램 공개"
    done = client.submit(URL, {"despite_warnings": "y"})
    assert client.page(done.location).one("h1").get_text() == "2차 공개"
