"""The organisers' page of registering somebody."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Role
from forum.registration.models import Registration, SensitiveNeed
from forum.registration.queries import list_consents
from forum.registration.questions.types import Kind
from forum.registration.types import RegistrationState, Source
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.registration.questions.test_rules import ask, form, section
from tests.registration.questions.test_services import publish
from tests.registration.test_self_service import open_link

MY = "/en/my/registration"
NEW = "/manage/forum/registrations/new"
FORM = ".mg-form"
SAID = {
    "name-ko": "김영희",
    "consent-privacy": "yes",
    "how-privacy": "paper",
    "consent-photos": "no",
    "how-photos": "paper",
}
SENSITIVE = {"consent-sensitive": "yes", "how-sensitive": "desk"}


@pytest.fixture
def edition():
    return make_open_edition(
        slug="forum",
        categories=(make_category(capacity=2), make_category("press", number=4, capacity=0)),
        seats={"hall": 1, "parallel": 3, "tour": 5},
    )


def fill_in(client, data, *, category="citizen", status=303, page=None):
    page = page or client.page(f"{NEW}?category={category}")
    response = client.send(page, "", data, form=FORM)
    assert response.status_code == status, response.text[:300]
    return client.page(response.headers["Location"]) if status == 303 else client.read(response)


def only() -> Registration:
    db.session.expire_all()
    return db.session.scalars(select(Registration)).one()


def test_the_category_is_chosen_first(edition, client):
    make_organiser(client)
    page = client.page(NEW)
    assert [link["href"] for link in page.select("#main ul.stack a")] == [
        f"{NEW}?category=citizen",
        f"{NEW}?category=press",
    ]
    assert "Full" in page.text_of("#main ul.stack")


def test_somebody_is_registered_without_an_address(edition, client):
    make_organiser(client)
    said = {**SAID, **SENSITIVE, "sessions": "tour", "diet_note": "땅콩"}
    page = fill_in(client, said)
    assert "no mail" in page.text_of(".messages")
    assert "No address: no mail is written" in page.text_of("main")
    assert "On paper" in page.text_of("main")
    made = only()
    assert (made.source, made.session_keys) == (Source.ON_BEHALF, ("tour",))
    assert db.session.get(SensitiveNeed, made.id).diet_note == "땅콩"
    sheet = client.send(page, "", {}, form="form[action$='/handout']")
    assert sheet.status_code == 200
    shown = client.read(sheet)
    assert len(shown.select(".handout svg")) == 2
    assert "/my/open/" in shown.text_of("main .note")


def test_the_same_page_sent_twice_registers_once(edition, client):
    make_organiser(client)
    page = client.page(f"{NEW}?category=citizen")
    for _click in range(2):
        fill_in(client, {**SAID, **SENSITIVE}, page=page)
    assert only().name.ko == "김영희"


def test_what_is_missing_is_said_at_the_fields(edition, client):
    make_organiser(client)
    page = fill_in(client, {"email": "nonsense"}, status=422)
    text = page.text_of("main")
    assert "Write your name" in text
    assert "not a full e-mail address" in text
    assert "Say what the person has answered" in text
    page = fill_in(client, {**SAID, **SENSITIVE, "how-privacy": ""}, status=422)
    assert "Say how the person has answered this" in page.text_of("main")
    page = fill_in(client, {**SAID, **SENSITIVE, "is_over": "y"}, status=422)
    assert "Write the reason" in page.text_of("main")
    against = {"consent-sensitive": "no", "how-sensitive": "desk", "diet_note": "x"}
    page = fill_in(client, {**SAID, **against}, status=422)
    assert "To keep this we need your agreement" in page.text_of("main")
    page = fill_in(client, {**SAID, **SENSITIVE, "sessions": ["hall", "parallel"]}, status=422)
    assert "at the same time" in page.text_of("main")
    assert db.session.scalars(select(Registration)).all() == []


def test_those_who_are_alike_are_shown_before(edition, client):
    there = make_registration(edition, email="a@example.org")
    make_organiser(client)
    said = {**SAID, **SENSITIVE, "email": "a@example.org"}
    page = fill_in(client, said, status=409)
    assert there.number in page.text_of(".banner-warning")
    fill_in(client, {"go": "another"}, page=page)
    assert db.session.scalars(select(Registration.email)).all() == ["a@example.org"] * 2


def test_a_full_category_is_waited_for_or_widened(edition, client):
    make_organiser(client)
    said = {**SAID, **SENSITIVE}
    page = fill_in(client, said, category="press", status=409)
    assert "are taken" in page.text_of("main")
    fill_in(client, {"may_wait": "y"}, page=page)
    assert only().state is RegistrationState.WAITING
    guest = {**said, "name-ko": "축사자", "is_over": "y", "over_reason": "축사"}
    page = fill_in(client, guest, category="press")
    assert "축사자" in page.text_of("h1")
    states = db.session.scalars(select(Registration.state).order_by(Registration.id)).all()
    assert states == [RegistrationState.WAITING, RegistrationState.CONFIRMED]


def test_who_may_not_see_needs_cannot_note_them(edition, client):
    make_organiser(client, role=Role.REGISTRAR)
    page = client.page(f"{NEW}?category=citizen")
    assert not page.select("[name=diet_note], [name=consent-sensitive]")
    posted = {**SAID, **SENSITIVE, "country": "KR", "language": "ko", "diet_note": "땅콩"}
    token = page.one(f"{FORM} [name=csrf_token]")["value"]
    client.post(NEW, data={**posted, "category": "citizen", "key": "k", "csrf_token": token})
    made = only()
    assert db.session.get(SensitiveNeed, made.id) is None


def test_the_person_confirms_what_was_noted_on_their_own_page(edition, client):
    make_organiser(client)
    fill_in(client, {**SAID, **SENSITIVE, "email": "young@example.org"})
    open_link(client, "en")
    page = client.page(MY)
    assert "have noted these answers" in page.text_of("#consents")
    client.send(page, "", {}, form="#consents form[action$='/confirm']")
    assert "noted" not in client.page(MY).text_of("#consents")
    given = {one.key: one.given for one in list_consents(only())}
    assert given == {"privacy": True, "sensitive": True, "photos": False}


def test_the_page_says_that_files_are_left_out(edition, client):
    make_organiser(client)
    assert "Files are left out here" not in client.page(f"{NEW}?category=press").text_of("main")
    publish(edition, form(section(ask("pass", Kind.FILE, is_required=True))), category="press")
    page = client.page(f"{NEW}?category=press")
    assert "Files are left out here" in page.text_of("main")
    assert not page.select("main input[type=file]")
