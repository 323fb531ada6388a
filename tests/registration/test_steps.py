"""The four steps, as a visitor walks them without JavaScript."""

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.editions.types import EditionState
from forum.registration.models import ConsentGiven, Limit, Registration, SensitiveNeed
from forum.registration.types import WayIn
from tests.conftest import Client, count_queries
from tests.factories.editions import make_edition
from tests.factories.registration import (
    CLOSES,
    OPENS,
    make_category,
    make_open_edition,
    make_registration,
)

YOU = {
    "category": "citizen",
    "name-ko": "홍길동 (시험)",
    "name-en": "Hong Gildong (trial)",
    "email": "gildong@example.org",
    "phone": "010-1234-5678",
    "country": "KR",
}


@pytest.fixture
def edition():
    return make_open_edition(slug="forum", seats={"hall": 100, "parallel": 5, "tour": 1})


def walk(client: Client, language: str = "en", *, you=None, attend=None, needs=None) -> str:
    """Walk through the first three steps, and return the address of the last one."""
    base = f"/{language}/forum/register"
    for step, data in (
        ("you", YOU | (you or {})),
        ("attend", attend or {}),
        ("needs", needs or {}),
    ):
        done = client.submit(f"{base}/{step}", data)
        assert done.status_code == 303, client.read(done).text_of("main")
    return f"{base}/confirm"


def newest() -> Registration:
    return db.session.scalars(select(Registration).order_by(Registration.id.desc())).all()[0]


def finish(client: Client, language: str = "en", **steps):
    return client.submit(walk(client, language, **steps), {"consent-privacy": "yes"})


@pytest.mark.parametrize("language", ["ko", "en"])
def test_four_steps_make_one_registration(edition, client, language):
    done = finish(
        client,
        language,
        attend={"sessions": ["hall", "tour"]},
        needs={"receiver": "en", "consent-sensitive": "yes", "diets": ["vegan"]},
    )
    assert done.location == f"/{language}/forum/register/done"
    page = client.page(done.location)
    assert "gildong@example.org" in page.text_of("main")
    made = db.session.scalars(select(Registration)).one()
    assert made.name.ko == "홍길동 (시험)"
    assert made.phone == "+821012345678"
    assert made.language == language
    assert made.receiver == "en"
    assert made.session_keys == ("hall", "tour")
    assert db.session.scalars(select(SensitiveNeed)).one().diets == ["vegan"]
    given = {row.key: row.given for row in db.session.scalars(select(ConsentGiven))}
    assert given == {"privacy": True, "sensitive": True, "photos": False}


def test_the_address_of_registering_leads_to_the_first_step(edition, client):
    response = client.get("/ko/forum/register?category=citizen")
    assert response.location == "/ko/forum/register/you?category=citizen"
    page = client.page(response.location)
    assert page.one("input[name=category][value=citizen]").has_attr("checked")


def test_nothing_is_chosen_beforehand(edition, client):
    page = client.page("/ko/forum/register/you")
    assert not page.select("input[name=category][checked]")
    page = client.page(walk(client))
    assert not page.select("fieldset.consent [checked]")
    page = client.page("/en/forum/register/needs")
    assert not page.select("fieldset.consent [checked]")


def test_going_back_keeps_everything(edition, client):
    last = walk(client, attend={"sessions": ["hall"]}, needs={"receiver": "en"})
    back = client.submit(last, {"consent-photos": "no"}, button="back")
    assert back.location == "/en/forum/register/needs"
    page = client.page("/en/forum/register/you")
    assert page.one("#name-ko")["value"] == "홍길동 (시험)"
    assert page.one("#phone")["value"] == "010-1234-5678"
    assert page.one("input[name=category][value=citizen]").has_attr("checked")
    page = client.page("/en/forum/register/attend")
    assert page.one("input[name=sessions][value=hall]").has_attr("checked")
    page = client.page(last)
    assert page.one("input[name=consent-photos][value=no]").has_attr("checked")


def test_going_back_keeps_what_is_not_right_yet(edition, client):
    client.submit("/en/forum/register/you", YOU)
    client.submit("/en/forum/register/attend", {})
    back = client.submit("/en/forum/register/needs", {"diet_note": "peanuts"}, button="back")
    assert back.location == "/en/forum/register/attend"
    assert client.page("/en/forum/register/needs").one("#diet_note")["value"] == "peanuts"


def test_an_error_keeps_what_was_typed_and_every_consent(edition, client):
    refused = client.submit("/en/forum/register/you", YOU | {"email": "gildong.example"})
    assert refused.status_code == 422
    page = client.read(refused)
    assert page.one("#email")["value"] == "gildong.example"
    assert page.one("#email")["aria-invalid"] == "true"
    assert "It should look like" in page.text_of("#email-error")
    assert page.one("a[href='#email']")
    refused = client.submit(walk(client), {"consent-photos": "no"})
    page = client.read(refused)
    assert refused.status_code == 422
    assert page.one("input[name=consent-photos][value=no]").has_attr("checked")
    assert "Say whether you agree" in page.text_of("#consent-privacy-error")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name-ko", "", "Write your name"),
        ("name-ko", "髙橋 ꯍ", "No typeface for badges"),
        ("name-en", "see https://example.org", "web address"),
        ("email", "", "Write your e-mail address"),
        ("phone", "12", "We do not know this phone number"),
        ("country", "XX", "Choose a country"),
        ("city", "atlantis", "Choose a city"),
        ("category", "nobody", "Choose how you take part"),
        ("affiliation-ko", "900101-1234567", "resident registration number"),
        ("position-en", "x" * 201, "At most 200 characters"),
    ],
)
def test_each_wrong_answer_is_told_where_it_stands(edition, client, field, value, sentence):
    data = YOU | {field: value}
    if field == "name-ko" and not value:
        data["name-en"] = ""
    refused = client.submit("/en/forum/register/you", data)
    assert refused.status_code == 422
    assert sentence in client.read(refused).text_of("#errors")
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0


@pytest.mark.parametrize(
    "name", ["이", "Ö", "Nguyễn Thị Phương Thảo", "=cmd|' /C calc'!A0", "金 O'Brien", "Ж" * 120]
)
def test_names_are_taken_as_their_owners_write_them(edition, client, name):
    finish(client, you={"name-ko": "", "name-en": name})
    assert db.session.scalars(select(Registration)).one().name.in_("en") == name


def test_needs_are_kept_only_with_their_own_consent(edition, client):
    refused = client.submit("/en/forum/register/you", YOU)
    client.submit("/en/forum/register/attend", {})
    refused = client.submit(
        "/en/forum/register/needs", {"diets": ["halal"], "consent-sensitive": "no"}
    )
    assert refused.status_code == 422
    page = client.read(refused)
    assert "we need your agreement" in page.text_of("#diets-error")
    assert page.one("input[name=diets][value=halal]").has_attr("checked")
    assert page.one("input[name=consent-sensitive][value=no]").has_attr("checked")


def test_a_step_out_of_turn_leads_to_the_one_that_is_missing(edition, client):
    for step in ("attend", "needs", "confirm"):
        assert client.get(f"/en/forum/register/{step}").location == "/en/forum/register/you"
    client.submit("/en/forum/register/you", YOU)
    assert client.get("/en/forum/register/confirm").location == "/en/forum/register/attend"
    assert client.get("/en/forum/register/done").location == "/en/forum/register"


def test_the_last_step_twice_is_one_registration(edition, client):
    page = client.page(walk(client))
    url = "/en/forum/register/confirm"
    first = client.send(page, url, {"consent-privacy": "yes"})
    second = client.send(page, url, {"consent-privacy": "yes"})
    assert first.location == second.location == "/en/forum/register/done"
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 1


def test_another_person_can_be_registered_after_the_first(edition, client):
    finish(client)
    page = client.page("/en/forum/register/you")
    assert page.one("#email")["value"] == ""
    finish(client, you={"email": "other@example.org"})
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 2


def test_the_page_does_not_tell_whether_the_address_is_known(edition, client, app):
    finish(client)
    first = client.page("/en/forum/register/done").text_of("main")
    stranger = app.test_client()
    finish(stranger)
    assert stranger.page("/en/forum/register/done").text_of("main") == first
    causes = db.session.scalars(select(OutgoingMail.cause).order_by(OutgoingMail.id)).all()
    assert causes == ["registration.confirmed", "registration.repeated"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ko", "좌석이 다 찼습니다. 신청은 접수되지 않았으니"),
        ("en", "are taken. Nothing was registered: leave it out"),
    ],
)
def test_a_session_that_fills_between_the_steps_is_told_at_the_end(
    edition, client, language, sentence
):
    last = walk(client, language, attend={"sessions": ["tour"]})
    make_registration(edition, sessions=("tour",))
    refused = client.submit(last, {"consent-privacy": "yes"})
    assert refused.status_code == 422
    page = client.read(refused)
    assert sentence in page.text_of("#errors")
    assert page.one("input[name=consent-privacy][value=yes]").has_attr("checked")
    refused = client.submit(f"/{language}/forum/register/attend", {"sessions": ["tour"]})
    assert refused.status_code == 422


def test_a_full_category_can_be_waited_for(client):
    edition = make_open_edition(
        slug="forum", categories=(make_category(capacity=1), make_category("press", number=4))
    )
    make_registration(edition)
    page = client.page("/en/forum/register/you")
    assert not page.one("input[name=category][value=citizen]").has_attr("disabled")
    assert "Waiting list (0 people ahead)" in page.text_of("#category")
    for address in ("first@example.org", "second@example.org"):
        last = walk(client, you={"email": address})
        assert "You get no place yet" in client.page(last).text_of("main")
        assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303
    assert "Waiting list, place 2" in client.page("/en/forum/register/done").text_of("main")
    made = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [each.state.value for each in made] == ["confirmed", "waiting", "waiting"]
    assert "2 people ahead" in client.page("/en/forum/register/you").text_of("#category")
    finish(client, you={"email": "second@example.org"})  # known: the page is that of somebody new
    assert "Waiting list, place 3" in client.page("/en/forum/register/done").text_of("main")


def test_a_full_session_can_be_waited_for(edition, client):
    make_registration(edition, sessions=("tour",))
    client.submit("/en/forum/register/you", YOU)
    page = client.page("/en/forum/register/attend")
    assert "0 people ahead" in page.text_of("main")
    assert not page.select("input[name=sessions][value=tour]")
    last = walk(client, attend={"waits": ["tour"], "sessions": ["hall"]})
    assert "Waiting list (0 people ahead)" in client.page(last).text_of("dl.summary")
    client.submit(last, {"consent-privacy": "yes"})
    assert "Waiting list, place 1" in client.page("/en/forum/register/done").text_of("main")
    assert newest().session_keys == ("hall",)


def test_a_wait_for_what_has_a_seat_again_is_a_seat(edition, client):
    make_registration(edition, sessions=("tour",))
    client.submit("/en/forum/register/you", YOU)
    page = client.page("/en/forum/register/attend")
    db.session.scalars(select(Limit).where(Limit.session_key == "tour")).one().capacity = 2
    client.send(page, "/en/forum/register/attend", {"waits": ["tour"]})
    client.submit("/en/forum/register/needs", {})
    last = "/en/forum/register/confirm"
    assert "ahead" not in client.page(last).text_of("dl.summary")
    client.submit(last, {"consent-privacy": "yes"})
    assert newest().session_keys == ("tour",)


def test_what_fills_between_the_steps_can_be_waited_for_at_the_end(client):
    edition = make_open_edition(
        slug="forum", seats={"hall": 9, "tour": 1}, categories=(make_category(capacity=2),)
    )
    last = walk(client, attend={"sessions": ["hall", "tour"]})
    make_registration(edition, sessions=("tour",))
    page = client.read(client.submit(last, {"consent-privacy": "yes", "consent-photos": "no"}))
    assert page.one("dl.summary button")["value"] == "wait:session:tour"
    again = client.submit(
        last, {"consent-privacy": "yes", "consent-photos": "no", "go": "wait:session:tour"}
    )
    assert again.location == last
    page = client.page(last)
    assert "Waiting list" in page.text_of("dl.summary")
    assert page.one("input[name=consent-privacy][value=yes]").has_attr("checked")
    make_registration(edition, email="late@example.org")
    page = client.read(client.submit(last, {"consent-privacy": "yes"}))
    assert page.one("dl.summary button")["value"] == "wait:admission"
    client.submit(last, {"consent-privacy": "yes", "go": "wait:admission"})
    assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303
    assert newest().state.value == "waiting"


def test_a_category_by_approval_says_so_at_each_place(client):
    make_open_edition(slug="forum", categories=(make_category(way_in=WayIn.APPROVAL),))
    assert "decide on each request" in client.page("/en/forum/register/you").text_of("#category")
    last = walk(client)
    assert "decide on each request" in client.page(last).text_of("dl.summary")
    client.submit(last, {"consent-privacy": "yes"})
    done = client.page("/en/forum/register/done").text_of("main")
    assert "We have your request" in done
    assert "QR code" not in done
    assert newest().state.value == "pending"


def test_a_session_by_invitation_is_shown_and_locked(client):
    make_open_edition(slug="forum", seats={"hall": 5, "tour": 5}, invited=("tour",))
    client.submit("/en/forum/register/you", YOU)
    page = client.page("/en/forum/register/attend")
    assert page.one("input[value=tour]").has_attr("disabled")
    refused = client.post("/en/forum/register/attend", data={"sessions": "tour"})
    assert refused.status_code == 400  # a form without its token is not ours
    token = page.one("main [name=csrf_token]")["value"]
    refused = client.post(
        "/en/forum/register/attend", data={"sessions": "tour", "csrf_token": token}
    )
    assert refused.status_code == 422


def test_sessions_at_the_same_time_are_shown_together_and_can_both_be_chosen(edition, client):
    client.submit("/en/forum/register/you", YOU)
    page = client.page("/en/forum/register/attend")
    assert len(page.select(".seat.is-clash")) == 2
    assert len(page.select(".clash-note")) == 1
    client.submit("/en/forum/register/attend", {"sessions": ["hall", "parallel"]})
    client.submit("/en/forum/register/needs", {})
    page = client.page("/en/forum/register/confirm")
    assert "sessions at the same time" in page.text_of("main")


@pytest.mark.parametrize(
    ("options", "ko", "en"),
    [
        ({"opens_at": CLOSES}, "아직 참가 신청 기간이 아닙니다", "Registration has not opened yet"),
        (
            {"opens_at": None, "closes_at": OPENS},
            "참가 신청이 마감되었습니다",
            "Registration is closed",
        ),
        ({"state": EditionState.ARCHIVED}, "이미 열린 포럼입니다", "This forum has taken place"),
    ],
)
def test_a_closed_registration_says_why(client, options, ko, en):
    make_open_edition(slug="forum", **options)
    for language, heading in (("ko", ko), ("en", en)):
        for step in ("", "/you", "/confirm"):
            page = client.page(f"/{language}/forum/register{step}")
            assert page.text_of("h1") == heading
    posted = client.post("/en/forum/register/you", data=YOU)
    assert posted.status_code in {400, 422}


def test_registration_that_closes_while_one_fills_in_registers_nobody(edition, client, moments):
    last = walk(client)
    page = client.page(last)
    with moments(CLOSES):
        refused = client.send(page, last, {"consent-privacy": "yes"})
        assert refused.status_code == 422
        assert client.read(refused).text_of("h1") == "Registration is closed"
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0


def test_an_edition_that_takes_no_registrations_says_so(client):
    make_edition(slug="forum")
    assert client.page("/en/forum/register").text_of("h1") == "One cannot register here"
    client.page("/en/nothing/register", status=404)


def test_an_edition_without_counted_seats_asks_for_no_choice(client):
    make_open_edition(slug="forum", seats={})
    client.submit("/en/forum/register/you", YOU)
    page = client.page("/en/forum/register/attend")
    assert "Nothing needs to be chosen" in page.text_of("main")


def test_personal_pages_are_kept_by_nobody(edition, client):
    client.submit("/en/forum/register/you", YOU)
    response = client.get("/en/forum/register/attend")
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("email", ["gildong@example.org", "stranger@example.org"])
def test_asking_for_a_lost_link_has_one_answer(edition, client, email):
    make_registration(edition, email="gildong@example.org")
    done = client.submit("/en/forum/register/resend", {"email": email})
    page = client.page(done.location)
    assert "If there is a registration under this address" in page.text_of("main")
    sent = db.session.scalars(select(OutgoingMail.cause)).all()
    assert ("registration.link" in sent) is (email == "gildong@example.org")


def test_a_whole_registration_takes_thirty_statements(app):
    edition = make_open_edition()
    base = f"/en/{edition.slug}/register"
    for person in range(2):  # the first one lets the process read what is asked
        visitor = app.test_client()
        with count_queries() as statements:
            for step, typed in (
                ("you", YOU | {"email": f"{person}@example.org"}),
                ("attend", {}),
                ("needs", {}),
                ("confirm", {"consent-privacy": "yes"}),
            ):
                page = visitor.page(f"{base}/{step}")
                visitor.send(page, f"{base}/{step}", typed)
            visitor.page(f"{base}/done")
    assert len(statements) <= 30
