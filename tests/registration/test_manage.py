"""The organisers' list and a person's page."""

import pytest
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.journal import AccessEntry
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.core.queue import do_in_parts
from forum.registration import services
from forum.registration.bulk.services import do_bulk_jobs
from forum.registration.models import Registration
from forum.registration.types import RegistrationState, WayIn
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.registration import (
    HUNGRY,
    make_category,
    make_open_edition,
    make_registration,
)

LIST = "/manage/forum/registrations"


@pytest.fixture
def edition():
    return make_open_edition(
        slug="forum",
        categories=(make_category(), make_category("press", number=4)),
        seats={"hall": 10, "tour": 5},
    )


@pytest.fixture
def people(edition):
    gildong = make_registration(edition, email="gildong@example.org", sessions=("tour",))
    thao = make_registration(
        edition,
        email="thao@example.org",
        category="press",
        name=LocalizedText("", "Nguyễn Thị Phương Thảo"),
        affiliation=LocalizedText("", "Daily News"),
        language="en",
        country="VN",
    )
    gone = make_registration(edition, name=LocalizedText("홍길순 (시험)"), email="gone@example.org")
    services.cancel(gone, "못 감")
    db.session.commit()
    return gildong, thao, gone


def names(page) -> list[str]:
    return [link.get_text() for link in page.select(".reg-table th[scope=row] a")]


def test_the_list_shows_who_registered_and_counts(people, client):
    make_organiser(client)
    page = client.page(LIST)
    assert names(page) == ["홍길순 (시험)", "Nguyễn Thị Phương Thảo", "Hong Gildong (trial)"]
    assert "2 people expected" in page.text_of(".mg-head")
    assert page.texts_of(".chip .n") == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ㅎㄱㄷ", ["Hong Gildong (trial)"]),
        ("q=nguyen+thao", ["Nguyễn Thị Phương Thảo"]),
        ("q=daily", ["Nguyễn Thị Phương Thảo"]),
        ("q=GONE@example", ["홍길순 (시험)"]),
        ("q=vietnam", ["Nguyễn Thị Phương Thảo"]),
        ("q=100%25", []),
        ("state=cancelled", ["홍길순 (시험)"]),
        ("category=press", ["Nguyễn Thị Phương Thảo"]),
        ("session=tour", ["Hong Gildong (trial)"]),
        ("category=press&state=cancelled", []),
        (
            "state=nonsense&category=nonsense&page=x",
            ["홍길순 (시험)", "Nguyễn Thị Phương Thảo", "Hong Gildong (trial)"],
        ),
    ],
)
def test_the_list_is_searched_by_its_address(people, client, query, found):
    make_organiser(client)
    page = client.page(f"{LIST}?{query}")
    assert names(page) == found
    if not found:
        assert "Nobody fits" in page.text_of("main")


def test_a_number_finds_its_person(people, client):
    make_organiser(client)
    page = client.page(f"{LIST}?q={people[0].number.lower()}")
    assert names(page) == ["Hong Gildong (trial)"]


def test_the_list_asks_as_often_for_three_rows_as_for_one(edition, client):
    make_organiser(client)
    make_registration(edition, sessions=("tour",))
    client.page(LIST)
    with count_queries() as one:
        client.page(LIST)
    for _person in range(2):
        make_registration(edition, sessions=("tour", "hall"))
    with count_queries() as three:
        client.page(LIST)
    assert len(one) == len(three)


def test_the_list_has_pages(edition, client):
    make_organiser(client)
    for _person in range(51):
        make_registration(edition)
    page = client.page(LIST)
    assert len(names(page)) == 50
    assert "1 to 50 of 51" in page.text_of("main")
    assert len(names(client.page(f"{LIST}?page=2"))) == 1
    assert len(names(client.page(f"{LIST}?page=99"))) == 1


def test_an_empty_list_says_what_to_do(edition, client):
    make_organiser(client)
    assert "Nobody has registered yet" in client.page(LIST).text_of("main")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_persons_page_has_everything_and_the_history(people, client, language):
    make_organiser(client, language=language)
    gone = people[2]
    page = client.page(f"{LIST}/{gone.id}")
    text = page.text_of("main")
    for word in (gone.number, "gone@example.org", "못 감"):
        assert word in text
    words = {
        "ko": ("확정 안내", "취소 안내", "시스템"),
        "en": ("Confirmation", "Cancellation", "The system"),
    }
    for word in words[language]:
        assert word in text
    assert len(page.select("table")) == 3


def test_what_is_sensitive_is_seen_by_those_who_may_and_noted(edition, client, app):
    made = make_registration(
        edition, sensitive=HUNGRY, consents={"privacy": True, "sensitive": True}
    )
    make_organiser(client, role=Role.REGISTRAR)
    assert "땅콩" not in client.get(f"{LIST}/{made.id}").text
    owner = app.test_client()
    make_organiser(owner, role=Role.OWNER)
    assert "땅콩" in owner.get(f"{LIST}/{made.id}").text
    entry = db.session.scalars(select(AccessEntry).where(AccessEntry.outcome == "seen")).one()
    assert entry.details == {"registration": made.id}


def test_cancelling_on_behalf_needs_a_reason_and_tells_the_person(people, client):
    make_organiser(client)
    gildong = people[0]
    url = f"{LIST}/{gildong.id}"
    form = f"form[action$='{gildong.id}/cancel']"
    refused = client.submit(url, {"reason": " "}, form=form)
    assert refused.status_code == 422
    assert "Write the reason" in client.read(refused).text_of("main")
    done = client.submit(url, {"reason": "중복 신청"}, form=form)
    assert done.location == url
    assert "cancelled, and the person is told" in client.page(url).text_of("main")
    db.session.rollback()
    assert not db.session.get_one(Registration, gildong.id).is_confirmed
    mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert "중복 신청" in mail.text
    cancelled = select(AuditEntry).where(AuditEntry.action == "registration.cancelled")
    entry = db.session.scalars(cancelled.order_by(AuditEntry.id.desc())).first()
    assert entry.actor.startswith("user:")
    assert "중복 신청" not in str(entry.details)  # the log never lets go of a word
    assert "중복 신청" in client.page(url).select(".reg-history")[-1].get_text()


def test_a_request_is_turned_down_with_a_reason_or_approved_at_one_press(client, app):
    edition = make_open_edition(
        slug="forum-asked", categories=(make_category(way_in=WayIn.APPROVAL),), seats={}
    )
    make_organiser(client)
    first, second = (make_registration(edition) for _one in range(2))
    for person in (first, second):
        assert person.state is RegistrationState.PENDING
    url = f"/manage/forum-asked/registrations/{first.id}"
    refused = client.submit(url, {"reject-reason": ""}, form="form[action$='/reject']")
    assert refused.status_code == 422
    assert "Write the reason" in client.read(refused).text_of("main")
    form = {"reject-reason": "정원이 한정되어 있습니다"}
    assert client.submit(url, form, form="form[action$='/reject']").location == url
    other = f"/manage/forum-asked/registrations/{second.id}"
    assert client.submit(other, {}, form="form[action$='/approve']").location == other
    late = client.post(f"{other}/approve", data={"csrf_token": token_of(client, other)})
    assert late.status_code == 422
    assert "decided on this registration already" in client.read(late).text_of("main")
    db.session.expire_all()
    assert (first.state, second.state) == (
        RegistrationState.REJECTED,
        RegistrationState.CONFIRMED,
    )


def token_of(client, url):
    return str(client.page(url).select("main [name=csrf_token]")[0]["value"])


def test_a_new_link_goes_to_the_person(people, client):
    make_organiser(client)
    url = f"{LIST}/{people[0].id}"
    client.submit(url, {}, form="form[action$='/link']")
    db.session.rollback()
    mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert (mail.cause, mail.recipient) == ("registration.link", "gildong@example.org")


@pytest.mark.parametrize(
    ("role", "status", "exports", "cancels"),
    [
        (Role.OWNER, 200, True, True),
        (Role.REGISTRAR, 200, False, True),
        (Role.EXPORTER, 200, True, False),
        (Role.PROTOCOL, 200, False, False),
        (Role.EDITOR, 403, False, False),
    ],
)
def test_each_role_is_offered_what_it_may(people, client, role, status, exports, cancels):
    make_organiser(client, role=role)
    page = client.page(LIST, status=status)
    assert bool(page.select("main a[href*='/export']")) is exports
    page = client.page(f"{LIST}/{people[0].id}", status=status)
    assert bool(page.select("form[action$='/cancel']")) is cancels


def test_a_person_of_another_edition_is_not_here(people, client):
    make_open_edition(slug="other")
    make_organiser(client)
    client.page(f"/manage/other/registrations/{people[0].id}", status=404)


# ------------------------------------------------------------------ actions on many


def test_many_are_cancelled_after_a_page_that_says_what_comes(people, client):
    make_organiser(client)
    page = client.page(f"{LIST}/bulk?all=1&action=cancel")
    text = page.text_of("main")
    assert "2 people" in text
    assert "1 of those chosen is left out" in text
    assert "This cannot be undone." in text
    fields = {
        "action": "cancel",
        "ids": ",".join(str(person.id) for person in people),
        "key": "a-key",
        "csrf_token": page.select_one("main input[name=csrf_token]")["value"],
    }
    assert client.post(f"{LIST}/bulk", data=fields).status_code == 422
    fields["reason"] = "행사 취소"
    first = client.post(f"{LIST}/bulk", data=fields)
    assert first.status_code == 303
    assert client.post(f"{LIST}/bulk", data=fields).location == first.location
    answer = client.get(first.location)
    assert answer.headers["Refresh"] == "2"
    assert "0 of 2 are done." in client.page(first.location).text_of("main")
    do_in_parts(do_bulk_jobs())
    assert "Refresh" not in client.get(first.location).headers
    assert "Done with 2 people." in client.page(first.location).text_of("main")


def test_an_organiser_moves_a_person(people, client):
    make_organiser(client)
    page = f"{LIST}/{people[0].id}"
    token = client.page(page).select_one("main input[name=csrf_token]")["value"]
    fields = {"csrf_token": token, "category": "press"}
    assert client.post(f"{page}/category", data=fields).status_code == 303
    assert client.post(f"{page}/category", data=fields).status_code == 422
    db.session.expire_all()
    assert db.session.get(Registration, people[0].id).category.key == "press"


def test_a_move_that_is_refused_says_why_on_the_page(client):
    full = make_category("press", number=4, capacity=0)
    edition = make_open_edition(slug="forum", categories=(make_category(), full))
    person = make_registration(edition)
    make_organiser(client)
    form = "form[action$='/category']"
    refused = client.submit(f"{LIST}/{person.id}", {"category": "press"}, form=form)
    assert refused.status_code == 422
    assert "0 of 0 places are taken" in client.read(refused).text_of("main")
