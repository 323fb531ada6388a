"""The four steps, as a visitor walks them without JavaScript."""

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.types import EditionState
from forum.programme.queries import list_sessions
from forum.programme.services import release_programme
from forum.registration import services
from forum.registration.models import ConsentGiven, Limit, Registration, SensitiveNeed
from forum.registration.queries import find_category
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


@pytest.mark.parametrize(
    ("language", "button", "said"),
    [
        ("ko", "동료 한 명 더 신청하기", "동료를 대신 신청하고 계십니다"),
        ("en", "Register another colleague", "You are registering a colleague"),
    ],
)
def test_a_colleague_is_registered_with_the_same_address(edition, client, language, button, said):
    finish(client, language)
    page = client.page(f"/{language}/forum/register/done")
    assert button in page.text_of("main form button")
    begun = client.send(page, f"/{language}/forum/register/done", {})
    assert begun.location == f"/{language}/forum/register/you"
    page = client.page(begun.location)
    assert page.one("#email")["value"] == "gildong@example.org"
    assert page.one("#is_colleague").has_attr("checked")
    assert page.one("#name-ko")["value"] == ""
    colleague = {"name-ko": "임꺽정 (시험)", "name-en": ""}
    last = walk(client, language, you=colleague)
    assert said in client.page(last).text_of("dl.summary")
    assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303
    made = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [each.email for each in made] == ["gildong@example.org"] * 2
    assert [bool(each.colleague_key) for each in made] == [False, True]


def test_who_has_registered_nobody_begins_for_a_colleague_at_the_first_step(edition, client):
    finish(client)
    page = client.page("/en/forum/register/done")
    client.delete_cookie("forum_draft_forum")
    begun = client.send(page, "/en/forum/register/done", {})
    assert begun.location == "/en/forum/register/you"
    assert client.page(begun.location).one("#email")["value"] == ""


def test_an_eleventh_colleague_is_not_registered_and_only_the_address_is_told(edition, client, app):
    finish(client, you={"is_colleague": "y"})
    first = client.page("/en/forum/register/done").text_of("main")
    for number in range(9):
        make_registration(
            edition,
            email="gildong@example.org",
            is_colleague=True,
            language="en",
            name=LocalizedText(f"동료 {number}", ""),
        )
    stranger = app.test_client()
    finish(stranger, you={"is_colleague": "y", "name-ko": "열한째 (시험)"})
    assert stranger.page("/en/forum/register/done").text_of("main") == first
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 10
    mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).all()[0]
    assert (mail.recipient, mail.cause) == ("gildong@example.org", "registration.too_many")
    assert "Ten colleagues" in mail.text.replace("\n", " ")
    assert "열한째" not in mail.text
    finish(app.test_client())  # the owner of the address is no colleague
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 11


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
        ("ko", "좌석이 다 찼습니다(1석 중 1석). 신청은 접수되지 않았으니"),
        ("en", "1 of 1 seats are taken. Nothing was registered: leave it out"),
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


ATTEND = "/en/forum/register/attend"


def title_of(edition, key: str) -> str:
    return next(session.title.en for session in list_sessions(edition) if session.key == key)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ko", "시간이 겹치는 프로그램"),
        ("en", "are at the same time, until 11:00. Leave one of them out"),
    ],
)
def test_of_sessions_at_the_same_time_one_is_chosen_or_both_are_kept(
    edition, client, language, sentence
):
    address = f"/{language}/forum/register/attend"
    client.submit(f"/{language}/forum/register/you", YOU)
    page = client.page(address)
    assert len(page.select(".seat.is-clash")) == 2
    assert len(page.select(".clash-note")) == 1
    assert not page.select("input[name=keeps]")
    refused = client.submit(address, {"sessions": ["hall", "parallel"]})
    assert refused.status_code == 422
    page = client.read(refused)
    assert sentence in page.text_of(".seat-clash.is-error")
    assert sentence in page.text_of("#errors")
    assert page.one("#errors a")["href"] == "#" + str(page.one("input[name=keeps]")["id"])
    assert len(page.select("input[name=sessions][checked]")) == 2
    kept = client.send(page, address, {"keeps": ["hall/parallel"]})
    assert kept.status_code == 303
    assert client.page(address).one("input[name=keeps]").has_attr("checked")
    client.submit(f"/{language}/forum/register/needs", {})
    last = f"/{language}/forum/register/confirm"
    assert client.page(last).select(".banner-warning")
    assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303
    assert newest().session_keys == ("hall", "parallel")


def test_to_wait_for_a_session_beside_one_at_the_same_time_is_a_choice_too(client):
    edition = make_open_edition(slug="forum", seats={"hall": 9, "parallel": 1})
    make_registration(edition, sessions=("parallel",))
    client.submit("/en/forum/register/you", YOU)
    refused = client.submit(ATTEND, {"sessions": ["hall"], "waits": ["parallel"]})
    assert refused.status_code == 422
    page = client.read(refused)
    assert "at the same time" in page.text_of(".seat-clash.is-error")
    assert client.send(page, ATTEND, {"keeps": ["hall/parallel"]}).status_code == 303


def test_sessions_that_come_to_lie_at_the_same_time_are_asked_about_at_the_end(edition, client):
    last = walk(client, attend={"sessions": ["hall", "tour"]})
    tour = next(s for s in list_sessions(edition) if s.key == "tour")
    tour.starts = 600
    db.session.flush()
    release_programme(edition, LocalizedText("둘째 공개", "Second release"))
    refused = client.submit(last, {"consent-privacy": "yes"})
    assert refused.status_code == 422
    assert "until 11:00" in client.read(refused).text_of("#errors")
    assert "until 11:00" in client.page(ATTEND).text_of(".seat-clash")
    assert client.submit(ATTEND, {"sessions": ["hall"]}).status_code == 303
    assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303


def test_a_second_choice_is_shown_at_the_end_and_taken_if_the_first_fills(edition, client):
    last = walk(client, attend={"sessions": ["parallel"], "second-parallel": "hall"})
    page = client.page(last)
    assert f"Second choice: {title_of(edition, 'hall')}" in page.text_of("dl.summary")
    selected = client.page(ATTEND).one("select[name=second-parallel] option[selected]")
    assert selected["value"] == "hall"
    for _one in range(5):
        make_registration(edition, sessions=("parallel",))
    assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303
    made = newest()
    assert made.session_keys == ("hall",)
    assert made.wishes == [["session:parallel", "session:hall"]]


def test_a_second_choice_counts_beside_the_others_that_are_chosen(client):
    edition = make_open_edition(slug="forum", seats={"hall": 9, "parallel": 9, "tour": 9})
    hall, tour = (s for s in list_sessions(edition) if s.key in {"hall", "tour"})
    hall.starts, hall.minutes, tour.starts, tour.minutes = 570, 90, 630, 60
    parallel = next(s for s in list_sessions(edition) if s.key == "parallel")
    parallel.starts, parallel.minutes = 570, 60
    db.session.flush()
    release_programme(edition, LocalizedText("둘째 공개", "Second release"))
    client.submit("/en/forum/register/you", YOU)
    wish = {"sessions": ["parallel", "tour"], "second-parallel": "hall"}
    assert client.submit(ATTEND, {"sessions": ["parallel", "tour"]}).status_code == 303
    refused = client.submit(ATTEND, wish)
    assert refused.status_code == 422
    named = f"“{title_of(edition, 'hall')}” and “{title_of(edition, 'tour')}”"
    assert named in client.read(refused).text_of(".is-error p")


def test_a_second_choice_for_what_is_not_chosen_or_of_another_time_is_nothing(edition, client):
    client.submit("/en/forum/register/you", YOU)
    page = client.page(ATTEND)
    assert not page.select("select[name=second-tour]")
    token = page.one("main [name=csrf_token]")["value"]
    posted = {"sessions": "parallel", "second-parallel": "tour", "second-hall": "parallel"}
    assert client.post(ATTEND, data={**posted, "csrf_token": token}).status_code == 303
    client.submit("/en/forum/register/needs", {})
    assert "Second choice" not in client.page("/en/forum/register/confirm").text_of("main")


def test_the_seats_left_are_those_of_the_own_category_if_they_are_fewer(edition, client):
    category = find_category(edition, "citizen")
    services.set_capacity(edition, 1, category=category, session="parallel")
    client.submit("/en/forum/register/you", YOU)
    assert "1 seat left" in client.page(ATTEND).text_of(".seat:has(input[value=parallel])")
    make_registration(edition, sessions=("parallel",))
    page = client.page(ATTEND)
    assert "Full (1 seat)" in page.text_of(".seat:has(input[value=parallel])")
    refused = client.post(
        ATTEND,
        data={
            "sessions": "parallel",
            "csrf_token": page.one("main [name=csrf_token]")["value"],
        },
    )
    assert refused.status_code == 422
    shown = client.read(refused)
    assert "is full by now: 1 of 1 seats are taken" in shown.text_of("#errors")
    at_its_place = shown.text_of(".seat:has(input[value=parallel]) .error")
    assert "Tick it again to be put on the waiting list" in at_its_place


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
def test_asking_for_a_lost_link_has_one_answer(edition, client, moments, email):
    make_registration(edition, email="gildong@example.org")
    done = client.submit("/en/forum/register/resend", {"email": email})
    page = client.page(done.location)
    assert "If there is a registration under this address" in page.text_of("main")
    sent = db.session.scalars(select(OutgoingMail.cause)).all()
    assert ("registration.link" in sent) is (email == "gildong@example.org")
    register = "main a[href$='/register']"
    assert page.select(register)
    with moments(CLOSES):
        assert not client.page(done.location).select(register)


def test_a_whole_registration_takes_thirty_statements(app):
    edition = make_open_edition()
    base = f"/en/{edition.slug}/register"
    spent = 0
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
        spent = len(statements)
    assert spent <= 30


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_name_in_one_language_is_not_marked_as_missing_in_the_other(edition, client, language):
    # one language is enough, as the hint says: nobody is told otherwise, whatever else is wrong
    address = f"/{language}/forum/register/you"
    answer = client.submit(address, {"name-ko": "홍길동", "email": ""}, form="main form")
    page = client.read(answer)
    assert answer.status_code == 422
    assert not page.select(".is-missing")
