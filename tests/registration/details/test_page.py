"""The page of one's own details, as somebody uses it who has opened the link in their mail."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from forum.core import clock
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.programme.uploads import LARGEST_FILE
from forum.registration.models import Registration
from forum.registration.questions.models import AnswerFile
from forum.registration.questions.types import Condition, Kind
from tests.factories import files
from tests.factories.accounts import make_organiser
from tests.factories.registration import HUNGRY, make_open_edition, make_registration
from tests.registration.questions.test_rules import ask, form, options, section
from tests.registration.questions.test_services import publish
from tests.registration.test_self_service import bring_code, code_in, last_mail

pytestmark = pytest.mark.usefixtures("app")

DETAILS = "/en/my/registration/details"
TOURS = form(section(ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=1))))


@pytest.fixture
def edition():
    return make_open_edition(slug="forum")


def reread(mine: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, mine.id)


def test_the_page_shows_what_was_told_and_takes_what_is_said_now(edition, client):
    mine = make_registration(
        edition,
        phone="+821012345678",
        sensitive=HUNGRY,
        consents={"privacy": True, "sensitive": True},
    )
    assert client.get(DETAILS).status_code == 403
    assert bring_code(client, DETAILS) == DETAILS
    page = client.page(DETAILS)
    assert page.one("#phone")["value"] == "010-1234-5678"
    assert page.one("#diet_note")["value"] == "땅콩 알레르기"
    assert page.one("[name=language][checked]")["value"] == "ko"
    answer = client.submit(DETAILS, {"name-en": "Hong Gilsun (trial)", "diet_note": ""})
    assert answer.location == "/en/my/registration"
    shown = client.page("/en/my/registration").text_of("body")
    assert "Your details are changed." in shown
    assert "Hong Gilsun (trial)" in shown
    assert client.submit(DETAILS, {}).location == "/en/my/registration"
    assert "Your details are as before." in client.page("/en/my/registration").text_of("body")
    assert reread(mine).phone == "+821012345678"


def test_a_number_at_home_is_read_again_abroad(edition, client):
    mine = make_registration(edition, phone="+821012345678", country="MN")
    bring_code(client, DETAILS)
    countries = client.page(DETAILS).one("#country")
    assert [one["value"] for one in countries.select("[selected]")] == ["MN"]
    assert {"KR", "MN", "US"} <= {one["value"] for one in countries.select("option")}
    assert client.submit(DETAILS, {"position-en": "Mayor"}).status_code == 303
    assert reread(mine).phone == "+821012345678"
    assert reread(mine).country == "MN"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(edition, client):
    mine = make_registration(edition)
    bring_code(client, DETAILS)
    typed = {"name-ko": "홍𓀀", "phone": "1", "affiliation-ko": "서울"}
    answer = client.submit(DETAILS, typed)
    assert answer.status_code == 422
    page = client.read(answer)
    errors = page.text_of("#errors")
    assert "𓀀" in errors
    assert "Phone" in errors
    for name, said in typed.items():
        assert page.one(f"[name={name}]")["value"] == said
    assert reread(mine).affiliation == LocalizedText()


def test_without_consent_nothing_sensitive_is_asked(edition, client):
    make_registration(edition)
    bring_code(client, DETAILS)
    page = client.page(DETAILS)
    assert not page.select("[name=diets], [name=accessibility]")
    assert "once you have agreed" in page.text_of("main")


def test_two_tabs_see_both_versions_and_what_nobody_touched_follows(edition, client):
    mine = make_registration(edition, phone="+821011112222")
    bring_code(client, DETAILS)
    one, other = client.page(DETAILS), client.page(DETAILS)
    first = {"phone": "010-3333-4444", "affiliation-ko": "부산", "receiver": "en"}
    assert client.send(one, DETAILS, first).status_code == 303
    refused = client.send(other, DETAILS, {"affiliation-ko": "서울", "position-ko": "팀장"})
    assert refused.status_code == 409
    page = client.read(refused)
    said = page.text_of(".banner-warning")
    assert "Saved by now: 부산" in said
    assert "On this page: 서울" in said
    assert "Saved by now: +82 10-3333-4444 On this page: +82 10-1111-2222" in said
    assert page.one("#phone")["value"] == "010-3333-4444"  # it was not touched here
    assert page.one("[name=receiver][checked]")["value"] == "en"
    assert page.one("[name=affiliation-ko]")["value"] == "서울"
    assert reread(mine).position == LocalizedText()
    assert client.send(page, DETAILS, {}).status_code == 303
    now = reread(mine)
    assert (now.affiliation.ko, now.position.ko, now.receiver) == ("서울", "팀장", "en")
    assert now.phone == "+821033334444"


def test_whoever_writes_longer_than_a_code_lasts_loses_nothing(edition, client, moments):
    mine = make_registration(edition)
    bring_code(client, DETAILS)
    page = client.page(DETAILS)
    with moments(clock.now() + timedelta(minutes=11)):
        late = client.send(page, DETAILS, {"affiliation-ko": "서울"})
        assert late.status_code == 422
        read = client.read(late)
        assert "Your code is too old by now" in read.text_of("main")
        assert read.one("[name=affiliation-ko]")["value"] == "서울"
        assert reread(mine).affiliation == LocalizedText()
        assert client.get(DETAILS).location.endswith("/code?next=/en/my/registration/details")
        entering = client.submit("/en/my/registration/code", {}).location
        client.submit(entering, {"code": code_in(last_mail())})
        assert client.send(read, DETAILS, {}).status_code == 303
    assert reread(mine).affiliation.ko == "서울"


def test_who_does_not_come_is_led_back(edition, client):
    mine = make_registration(edition)
    bring_code(client, DETAILS)
    mine.state = mine.state.CANCELLED
    db.session.commit()
    assert client.get(DETAILS).location == "/en/my/registration"


def test_organisers_see_which_fields_were_changed(edition, client, app):
    mine = make_registration(edition)
    bring_code(client, DETAILS)
    client.submit(DETAILS, {"name-en": "Hong Gilsun (trial)", "phone": "010-1234-5678"})
    organiser = app.test_client()
    make_organiser(organiser)
    page = organiser.page(f"/manage/forum/registrations/{mine.id}")
    line = next(row for row in page.select("tr") if "Details changed" in row.get_text())
    assert "Name" in line.get_text()
    assert "Phone" in line.get_text()


# ------------------------------------------------------------------ own questions


def test_what_an_answer_brings_is_asked_before_anything_is_saved(edition, client):
    more = ask("band", conditions=(Condition(question="tour", value="river"),), is_required=True)
    publish(edition, form(section(*TOURS.sections[0].questions, more)))
    mine = make_registration(edition, answers={"tour": "palace"})
    bring_code(client, DETAILS)
    asked = client.submit(DETAILS, {"own-tour": "river"})
    page = client.read(asked)
    assert "There is a little more to answer" in page.text_of("main")
    assert reread(mine).answers == {"tour": "palace"}
    refused = client.send(page, DETAILS, {})
    assert refused.status_code == 422
    assert client.send(client.read(refused), DETAILS, {"own-band": "파란"}).status_code == 303
    assert reread(mine).answers == {"tour": "river", "band": "파란"}


def test_ones_own_seat_is_never_full_and_anothers_is_said_at_its_question(edition, client):
    publish(edition, TOURS)
    mine = make_registration(edition, answers={"tour": "palace"})
    bring_code(client, DETAILS)
    make_registration(edition, answers={"tour": "river"})
    assert client.submit(DETAILS, {"phone": "010-1234-5678"}).status_code == 303
    refused = client.submit(DETAILS, {"own-tour": "river"})
    assert refused.status_code == 422
    assert "“river” is full: all 1 seats are taken" in client.read(refused).text_of(
        ".own-question .error"
    )
    assert reread(mine).answers == {"tour": "palace"}


def test_two_tabs_see_both_answers(edition, client):
    publish(edition, form(section(ask("desk"), ask("band"))))
    mine = make_registration(edition, answers={"desk": "창가", "band": "파란"})
    bring_code(client, DETAILS)
    one, other = client.page(DETAILS), client.page(DETAILS)
    client.send(one, DETAILS, {"own-desk": "통로", "own-band": "노란"})
    refused = client.send(other, DETAILS, {"own-desk": "뒷줄"})
    assert refused.status_code == 409
    page = client.read(refused)
    said = page.text_of(".banner-warning")
    assert "Saved by now: 통로" in said
    assert "On this page: 뒷줄" in said
    assert page.one("[name=own-band]")["value"] == "노란"
    assert client.send(page, DETAILS, {}).status_code == 303
    assert reread(mine).answers == {"desk": "뒷줄", "band": "노란"}


PASS = form(section(ask("pass", Kind.FILE), ask("desk")))
MACROS = files.office("wordprocessingml.document", {"word/vbaProject.bin": b"x"})


def test_a_file_survives_an_error_elsewhere(edition, client):
    publish(edition, PASS)
    mine = make_registration(edition)
    bring_code(client, DETAILS)
    sent = {"own-pass": (BytesIO(files.pdf()), "pass.pdf"), "phone": "1"}
    page = client.read(client.submit(DETAILS, sent))
    assert "Kept: pass.pdf" in page.text_of("main")
    assert client.send(page, DETAILS, {"phone": ""}).status_code == 303
    kept = db.session.scalars(select(AnswerFile)).one()
    assert reread(mine).answers == {"pass": kept.key}
    dropped = client.submit(DETAILS, {"own-dropped": "pass"})
    assert dropped.status_code == 303
    assert reread(mine).answers == {}
    assert db.session.scalar(select(func.count(AnswerFile.id))) == 0


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"%PDF-" + b"x" * LARGEST_FILE, "large.pdf", "MB"),
        (files.PROGRAM, "pass.pdf", ""),
        (b"<html>", "pass.html", ""),
        (MACROS, "pass.docx", "macro"),
    ],
    ids=["large", "program", "page", "macros"],
)
def test_a_file_that_cannot_be_kept_is_refused_at_its_field(edition, client, content, name, word):
    publish(edition, PASS)
    mine = make_registration(edition)
    bring_code(client, DETAILS)
    sent = {"own-pass": (BytesIO(content), name), "own-desk": "창가", "affiliation-ko": "서울"}
    refused = client.submit(DETAILS, sent)
    refused.request.environ["wsgi.input"].close()  # the test's own copy of a large form
    assert refused.status_code == 422
    page = client.read(refused)
    said = page.text_of("[data-question=pass] .error")
    assert word in said
    assert said in page.text_of("#errors")
    assert page.one("[name=own-desk]")["value"] == "창가"
    assert page.one("[name=affiliation-ko]")["value"] == "서울"
    assert reread(mine).answers == {}
    assert db.session.scalar(select(func.count(AnswerFile.id))) == 0
