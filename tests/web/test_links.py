import pytest

from forum.core import links
from forum.core.db import db
from forum.core.logs import mask
from tests.factories.accounts import make_user

PURPOSE = "account.enter"


@pytest.fixture
def address(app):
    user = make_user(password=None)
    secret = links.issue_link(PURPOSE, "user", user.id)
    db.session.commit()
    return f"/en/my/open/{PURPOSE}/{secret}", secret


def test_opening_a_link_shows_one_button_and_changes_nothing(client, address):
    path, secret = address

    answer = client.get(path)

    page = client.read(answer)
    assert len(page.select("main form button")) == 1
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert links.find_link(PURPOSE, secret).used_at is None
    assert client.get("/manage/account/enter").status_code == 403, "the page was not entered yet"


def test_the_button_leads_to_a_clean_address(client, address):
    path, _secret = address

    done = client.submit(path, {})

    assert (done.status_code, done.location) == (303, "/manage/account/enter")
    cookies = [c for c in done.headers.getlist("Set-Cookie") if "link_account_enter" in c]
    assert len(cookies) == 1
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookies[0].split("; "))
    assert client.page("/manage/account/enter")


@pytest.mark.parametrize("purpose", ["nothing", "registration.view", "__class__"])
def test_a_link_is_good_for_its_own_purpose_alone(client, address, purpose):
    _path, secret = address

    answer = client.get(f"/en/my/open/{purpose}/{secret}")

    assert answer.status_code == 404


def test_a_used_link_says_so_in_the_language_of_the_link(client, address):
    path, secret = address
    links.use_link(links.find_link(PURPOSE, secret))
    db.session.commit()

    english = client.page(path, status=410)
    korean = client.page(path.replace("/en/", "/ko/"), status=410)

    assert english.text_of("h1") == "This link has been used already."
    assert korean.text_of("h1") == "이미 사용한 링크입니다."


def test_secrets_do_not_reach_the_log(address):
    path, secret = address

    assert secret not in mask(f"GET {path} HTTP/1.1")
    assert mask("/calendar/abcdefghijklmnopqrstuv.ics") == "/calendar/***.ics"
