from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts import services
from forum.accounts.models import UserSession
from forum.accounts.types import ENTER
from forum.core import clock
from forum.core.bearer import BearerToken, find_token
from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.web.links import link_address
from tests.conftest import count_queries
from tests.factories.accounts import PASSWORD, make_organiser, make_user, sign_in
from tests.factories.editions import make_edition

SIGN_IN = "/manage/sign-in"
NEW = "four grey cranes under a bridge"
EVIL = [
    "https://evil.com",
    "https:evil.com",
    "https:/evil.com",
    "//evil.com",
    "///evil.com",
    "/\\evil.com",
    "\\\\evil.com",
    "/\t/evil.com",
    "/%09/evil.com",
    "/%5Cevil.com",
    "javascript:alert(1)",
    "/static/x.js",
    "/nowhere/at/all",
    "manage/",
    "",
]


def follow(client, user):
    """Come in by a one-time link, up to the page with the password."""
    address = services.enter_address(user)
    db.session.commit()
    path = address.split("8000", 1)[1]
    opened = client.submit(path, {})
    assert opened.status_code == 303
    return opened.location


def test_signing_in_leads_to_the_organisers_pages(client):
    user = make_user()
    done = client.submit(SIGN_IN, {"email": user.email.upper(), "password": PASSWORD})

    assert (done.status_code, done.location) == (303, "/manage/")
    assert user.email in client.page("/manage/account/").text_of("main")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client):
    user = make_user()
    asked = client.get("/manage/account/tokens?a=1")
    assert asked.location == f"{SIGN_IN}?next=/manage/account/tokens?a%3D1"

    done = client.submit(asked.location, {"email": user.email, "password": PASSWORD})

    assert done.location == "/manage/account/tokens?a=1"


@pytest.mark.parametrize("target", EVIL)
def test_next_leads_to_no_other_place(client, target):
    user = make_user()
    page = client.get(SIGN_IN, query_string={"next": target})
    done = client.send(
        client.read(page),
        f"{SIGN_IN}?{page.request.query_string.decode()}",
        {"email": user.email, "password": PASSWORD},
    )

    assert done.location == "/manage/"
    signed_in = client.get(SIGN_IN, query_string={"next": target})
    assert signed_in.location == "/manage/"


@pytest.mark.parametrize("email", ["hong@example.org", "nobody@example.org"])
def test_a_wrong_password_is_refused_in_one_sentence(client, email):
    make_user(email="hong@example.org")

    refused = client.submit(SIGN_IN, {"email": email, "password": "another password"})

    assert refused.status_code == 422
    page = client.read(refused)
    assert "메일 주소와 비밀번호가 맞지 않습니다" in page.text_of(".banner-danger")
    assert page.one("input[name=email]")["value"] == email
    assert not page.one("input[name=password]").get("value")


def test_after_five_tries_the_door_is_closed_for_a_while(client):
    user = make_user()
    for _ in range(5):
        client.submit(SIGN_IN, {"email": user.email, "password": "another password"})

    refused = client.submit(SIGN_IN, {"email": user.email, "password": PASSWORD})

    assert "10분" in client.read(refused).text_of(".banner-danger")


def test_signing_in_begins_a_new_session_and_ends_the_one_before(client, app):
    user = make_user()
    client.page(SIGN_IN)
    planted = client.get_cookie("forum_session").value
    sign_in(client, user)
    first = client.get_cookie("forum_session").value
    assert first != planted

    other = app.test_client()
    other.set_cookie("forum_session", planted)
    assert other.get("/manage/account/").status_code == 303


def test_signing_out_ends_the_session_everywhere_its_cookie_went(client, app):
    make_organiser(client)
    copied = client.get_cookie("forum_session").value

    done = client.submit("/manage/account/", {}, form="form[action='/manage/sign-out']")

    assert done.status_code == 303
    page = client.page(SIGN_IN)
    assert page.one("html")["lang"] == "en"
    assert page.text_of(".messages") == "You are signed out."
    thief = app.test_client()
    thief.set_cookie("forum_session", copied)
    assert thief.get("/manage/account/").status_code == 303


def test_a_session_that_is_not_used_runs_out(client, moments):
    make_organiser(client)

    with moments(clock.now() + timedelta(minutes=119)):
        assert client.get("/manage/account/").status_code == 200
    with moments(clock.now() + timedelta(minutes=238)):
        assert client.get("/manage/account/").status_code == 200, "it was used in between"
    with moments(clock.now() + timedelta(minutes=238 + 120)):
        assert client.get("/manage/account/").status_code == 303


def test_a_session_runs_out_after_twelve_hours_in_any_case(client, moments):
    make_organiser(client)
    start = clock.now()

    for hour in range(1, 12):
        with moments(start + timedelta(hours=hour)):
            assert client.get("/manage/account/").status_code == 200
    with moments(start + timedelta(hours=12)):
        assert client.get("/manage/account/").status_code == 303


def test_last_seen_is_written_once_a_minute_at_most(client, moments):
    make_organiser(client)
    seen = db.session.scalars(select(UserSession)).one().last_seen_at

    with moments(seen + timedelta(seconds=59)):
        client.get("/manage/account/")
    db.session.expire_all()
    assert db.session.scalars(select(UserSession)).one().last_seen_at == seen
    with moments(seen + timedelta(seconds=60)):
        client.get("/manage/account/")
    db.session.expire_all()
    assert db.session.scalars(select(UserSession)).one().last_seen_at == seen + timedelta(
        seconds=60
    )


def test_a_one_time_link_sets_the_password_and_comes_in(client):
    user = make_user(password=None, language="ko")
    page_address = follow(client, user)
    assert page_address == "/manage/account/enter"
    page = client.page(page_address)
    assert user.email in page.text_of("main")
    assert not page.select("form[action$='without']"), "there is no password to keep"

    weak = client.submit(page_address, {"password": "password1234"}, form="main form")
    assert "짐작하기 쉬운" in client.read(weak).text_of(".banner-danger")
    done = client.submit(page_address, {"password": NEW}, form="main form")

    assert done.location == "/manage/"
    assert client.get("/manage/account/").status_code == 200
    assert client.get(page_address).status_code == 403, "the link is used up and forgotten"


def test_getting_a_link_uses_nothing_up(client):
    user = make_user(password=None)
    address = services.enter_address(user).split("8000", 1)[1]
    db.session.commit()

    for _ in range(3):
        client.page(address)

    assert client.submit(address, {}).status_code == 303


def test_who_has_a_password_may_come_in_by_link_and_keep_it(client):
    user = make_user()
    page_address = follow(client, user)

    done = client.submit(page_address, {}, form="main form[action$='without']")

    assert done.location == "/manage/"
    assert client.get("/manage/account/").status_code == 200
    client.submit("/manage/account/", {}, form="form[action='/manage/sign-out']")
    sign_in(client, user)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_link_that_is_not_known_is_refused_in_its_language(client, language):
    page = client.page(f"/{language}/my/open/{ENTER}/nonsense", status=404)

    assert page.one("html")["lang"] == language


def test_a_forgotten_password_is_answered_the_same_for_every_address(client):
    make_user(email="hong@example.org")

    answers = [
        client.submit("/manage/forgotten", {"email": email})
        for email in ("hong@example.org", "nobody@example.org")
    ]

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, SIGN_IN)}
    mails = db.session.scalars(select(OutgoingMail)).all()
    assert [mail.recipient for mail in mails] == ["hong@example.org"]


def test_the_mailed_link_leads_in(client, app):
    user = make_user(email="hong@example.org", language="en")
    client.submit("/manage/forgotten", {"email": user.email})
    mail = db.session.scalars(select(OutgoingMail)).one()
    address = next(line for line in mail.text.splitlines() if "/my/open/" in line)
    assert address.startswith("http://127.0.0.1:8000/en/my/open/account.enter/")

    page = client.page(address.split("8000", 1)[1])

    assert page.text_of("h1") == "Open your page"


def test_changing_the_password_signs_out_everywhere_else(client, app):
    user = make_organiser(client)
    other = app.test_client()
    sign_in(other, user)

    wrong = client.submit("/manage/account/password", {"present": "another one", "password": NEW})
    assert wrong.status_code == 422
    assert "#present" in str(client.read(wrong).one(".banner-danger"))
    done = client.submit("/manage/account/password", {"present": PASSWORD, "password": NEW})

    assert done.status_code == 303
    assert client.get("/manage/account/").status_code == 200
    assert other.get("/manage/account/").status_code == 303


def test_sessions_are_listed_and_ended_by_their_owner_alone(client, app):
    user = make_organiser(client)
    elsewhere = app.test_client()
    sign_in(elsewhere, user)
    stranger = app.test_client()
    make_organiser(stranger)
    page = client.page("/manage/account/")
    assert len(page.select("form[action*='/sessions/'][action$='/end']")) == 2
    mine = db.session.scalars(select(UserSession).where(UserSession.user_id == user.id)).all()

    form = f"form[action='/manage/account/sessions/{mine[1].id}/end']"
    token = stranger.page("/manage/account/").select("main input[name=csrf_token]")[0]["value"]
    refused = stranger.post(
        f"/manage/account/sessions/{mine[1].id}/end", data={"csrf_token": token}
    )
    assert refused.status_code == 404
    done = client.submit("/manage/account/", {}, form=form)

    assert done.status_code == 303
    assert elsewhere.get("/manage/account/").status_code == 303
    assert client.get("/manage/account/").status_code == 200


def test_all_other_sessions_can_be_ended_at_once(client, app):
    user = make_organiser(client)
    others = [app.test_client() for _ in range(2)]
    for other in others:
        sign_in(other, user)

    client.submit("/manage/account/", {}, form="form[action$='end-others']")

    assert client.get("/manage/account/").status_code == 200
    assert [other.get("/manage/account/").status_code for other in others] == [303, 303]


def test_an_organiser_says_how_to_be_called(client):
    make_organiser(client)

    done = client.submit(
        "/manage/account/",
        {"name-ko": "이몽룡 (시험)", "name-en": "Yi Mongryong (trial)"},
        form="main form.mg-form",
    )

    assert done.status_code == 303
    assert "Yi Mongryong (trial)" in client.page("/manage/account/").text_of(".mg-me")


def test_the_language_of_the_organisers_pages_is_chosen_and_kept(client, app):
    user = make_organiser(client, language="en")
    assert client.page("/manage/account/?a=1").one("html")["lang"] == "en"

    done = client.submit("/manage/account/?a=1", {}, form="form.lang", button="ko")

    assert done.location == "/manage/account/?a=1", "the switch stays on the page, query kept"
    assert client.page("/manage/account/").one("html")["lang"] == "ko"
    elsewhere = app.test_client()
    sign_in(elsewhere, user)
    assert elsewhere.page("/manage/account/").one("html")["lang"] == "ko"


def test_the_language_can_be_chosen_before_signing_in(client):
    assert client.page(SIGN_IN).one("html")["lang"] == "ko"

    client.submit(SIGN_IN, {}, form="form.lang", button="en")

    assert client.page(SIGN_IN).one("html")["lang"] == "en"


def test_an_error_on_the_organisers_pages_is_in_their_language(client):
    make_organiser(client, language="en")

    page = client.page("/manage/dwc-1999/", status=404)

    assert page.text_of("h1") == "There is no edition at this address."


def test_a_token_is_shown_once_and_can_be_revoked(client):
    edition = make_edition()
    user = make_user(role=Role.OWNER, edition_id=edition.id)
    sign_in(client, user)
    address = "/manage/account/tokens"

    made = client.submit(
        address,
        {"name": "Badge printer", "scopes": ["registration.read"], "edition": edition.slug},
        form="main form.mg-form",
    )

    page = client.read(made)
    secret = page.text_of(".banner-success code")
    assert find_token(secret).name == "Badge printer"
    assert secret not in client.page(address).source
    form = "main form[action$='/revoke']"
    assert client.submit(address, {}, form=form).status_code == 303
    assert db.session.scalars(select(BearerToken)).one().revoked_at is not None
    assert not client.page(address).select(form)


def test_a_token_that_could_do_too_much_is_refused_at_its_field(client):
    edition = make_edition()
    sign_in(client, make_user(role=Role.PROTOCOL, edition_id=edition.id))

    refused = client.submit(
        "/manage/account/tokens",
        {"name": "x", "scopes": ["registration.read"], "edition": edition.slug, "days": "900"},
        form="main form.mg-form",
    )
    assert "#days" in str(client.read(refused).one(".banner-danger"))
    refused = client.submit(
        "/manage/account/tokens",
        {"name": "x", "scopes": ["registration.read"], "edition": edition.slug, "days": "9"},
        form="main form.mg-form",
    )

    assert refused.status_code == 422
    assert "#scopes" in str(client.read(refused).one(".banner-danger"))


def test_who_is_there_is_asked_for_once(client):
    make_organiser(client)
    client.get("/manage/account/tokens")

    with count_queries() as statements:
        client.page("/manage/account/tokens")

    assert len(statements) == 4, statements


@pytest.mark.parametrize("address", ["/manage/account/", "/manage/sign-in", "/manage/"])
def test_personal_pages_are_kept_by_nobody(client, address):
    make_organiser(client)

    answer = client.get(address)

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_links_in_mails_need_no_request(app):
    assert link_address("account.enter", "SECRET", "en") == (
        "http://127.0.0.1:8000/en/my/open/account.enter/SECRET"
    )
