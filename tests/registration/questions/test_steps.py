"""Own questions in the four steps, without a script."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.programme.uploads import LARGEST_FILE
from forum.registration.models import Draft, Registration
from forum.registration.questions import services
from forum.registration.questions.errors import FormChangedError
from forum.registration.questions.models import AnswerFile
from forum.registration.questions.types import Kind
from forum.registration.types import Step
from tests.conftest import Client, count_queries
from tests.factories import files
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.registration.questions.test_rules import PRESS, ask, form, options, section
from tests.registration.questions.test_services import publish

YOU = {
    "category": "press",
    "name-ko": "홍길동 (시험)",
    "email": "gildong@example.org",
    "country": "KR",
}
BASE = "/en/forum/register"


@pytest.fixture
def edition():
    return make_open_edition(
        slug="forum", categories=(make_category(), make_category("press", number=4))
    )


def begin(client: Client, category: str = "press"):
    """Choose a category; its questions are asked on the page that follows."""
    return client.submit(f"{BASE}/you", YOU | {"category": category})


def send(client: Client, response, address: str, data: dict[str, Any], **more):
    """Fill in the form on the page that came as an answer."""
    return client.send(client.read(response), address, data, **more)


def test_a_category_without_a_form_asks_no_more(edition, client):
    publish(edition, category="press")
    assert begin(client, "citizen").location == f"{BASE}/attend"


def test_what_comes_up_is_asked_before_anybody_goes_on(edition, client):
    publish(edition, category="press")
    page = begin(client)
    assert page.status_code == 200
    read = client.read(page)
    assert "There is a little more to answer" in read.text_of("main")
    assert not read.select(".error")
    # nothing that was typed is gone, and what comes up by an answer is there, but not asked yet
    assert read.one("#name-ko")["value"] == "홍길동 (시험)"
    assert read.one("[data-question=cameras]").has_attr("disabled")
    again = send(client, page, f"{BASE}/you", {"own-media": "tv"})
    assert again.status_code == 200
    assert not client.read(again).one("[data-question=cameras]").has_attr("disabled")
    refused = send(client, again, f"{BASE}/you", {})
    assert refused.status_code == 422
    assert "Answer this question." in client.read(refused).text_of("#errors")
    assert send(client, refused, f"{BASE}/you", {"own-cameras": "2"}).status_code == 200
    # a number of cameras brings one more question, which may be left open
    typed = {"own-cameras": "2", "own-media": "tv", "own-power": "yes"}
    shown = send(client, refused, f"{BASE}/you", {"own-cameras": "2"})
    done = send(client, shown, f"{BASE}/you", {k: typed[k] for k in ("own-power",)})
    assert done.location == f"{BASE}/attend"


def walk_to_the_end(client: Client, answers: dict[str, Any]) -> None:
    page = begin(client)
    while page.status_code == 200:
        names = {str(f["name"]) for f in client.read(page).select("main form [name]")}
        page = send(client, page, f"{BASE}/you", {k: v for k, v in answers.items() if k in names})
    assert page.location == f"{BASE}/attend", client.read(page).text_of("main")
    client.submit(f"{BASE}/attend", {})
    client.submit(f"{BASE}/needs", {})


ANSWERS = {"own-media": "tv", "own-cameras": "2", "own-power": "yes"}


def test_answers_are_shown_for_a_check_and_kept(edition, client):
    _form, version = publish(edition, category="press")
    walk_to_the_end(client, ANSWERS)
    page = client.page(f"{BASE}/confirm")
    summary = page.text_of("dl.summary")
    assert "cameras" in summary
    assert "Yes" in summary
    client.submit(f"{BASE}/confirm", {"consent-privacy": "yes"})
    made = db.session.scalars(select(Registration)).one()
    assert made.answers == {"media": "tv", "cameras": 2, "power": True}
    assert made.form_version_id == version.id


def test_going_back_keeps_the_answers(edition, client):
    publish(edition, category="press")
    walk_to_the_end(client, ANSWERS)
    page = client.page(f"{BASE}/you")
    assert page.one("[name=own-cameras]")["value"] == "2"
    assert page.one("input[name=own-media][value=tv]").has_attr("checked")
    # another answer hides what depends on it, and drops what was said there
    client.submit(f"{BASE}/you", {"own-media": "web"})
    client.submit(f"{BASE}/confirm", {"consent-privacy": "yes"})
    assert db.session.scalars(select(Registration)).one().answers == {"media": "web"}


def test_another_category_asks_its_own(edition, client):
    publish(edition, category="press")
    walk_to_the_end(client, ANSWERS)
    client.submit(f"{BASE}/you", {"category": "citizen"})
    client.submit(f"{BASE}/confirm", {"consent-privacy": "yes"})
    made = db.session.scalars(select(Registration)).one()
    assert made.category.key == "citizen"
    assert made.answers == {}


def test_a_form_that_has_changed_leads_back_to_its_step(edition, client):
    made, _version = publish(edition, category="press")
    walk_to_the_end(client, ANSWERS)
    services.edit_form(made, form(section(ask("outlet", is_required=True))), revision=0)
    services.publish_form(made)
    db.session.commit()
    led = client.get(f"{BASE}/confirm")
    assert led.location == f"{BASE}/you"
    page = client.page(f"{BASE}/you")
    assert "questions of the organisers have changed" in page.text_of("body")
    assert client.submit(f"{BASE}/you", {}).status_code == 422
    assert client.submit(f"{BASE}/you", {"own-outlet": "Daily"}).location == f"{BASE}/attend"


def test_a_form_that_changes_while_a_step_is_open_is_shown_again(edition, client):
    made, _version = publish(edition, category="press")
    page = begin(client)
    services.edit_form(made, form(section(ask("outlet", is_required=True))), revision=0)
    services.publish_form(made)
    db.session.commit()
    again = send(client, page, f"{BASE}/you", {"own-media": "web"})
    assert again.status_code == 200
    assert "questions of the organisers have changed" in client.read(again).text_of("body")


def test_questions_of_later_steps_are_asked_there(edition, client):
    later = form(
        section(ask("shuttle", Kind.YES_NO, is_required=True), key="a", step=Step.ATTEND),
        section(ask("desk", Kind.LONG_TEXT), key="n", step=Step.NEEDS),
    )
    publish(edition, later, category="press")
    assert begin(client).location == f"{BASE}/attend"
    assert client.submit(f"{BASE}/attend", {}).status_code == 422
    assert client.submit(f"{BASE}/attend", {"own-shuttle": "no"}).location == f"{BASE}/needs"
    client.submit(f"{BASE}/needs", {"own-desk": "By the window\nplease"})
    client.submit(f"{BASE}/confirm", {"consent-privacy": "yes"})
    made = db.session.scalars(select(Registration)).one()
    assert made.answers == {"shuttle": False, "desk": "By the window\nplease"}


def test_an_option_without_a_seat_is_refused_at_the_question(edition, client):
    full = form(section(ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=0))))
    publish(edition, full, category="press")
    page = begin(client)
    assert "No seat left" in client.read(page).text_of("main")
    refused = send(client, page, f"{BASE}/you", {"own-tour": "river"})
    assert refused.status_code == 422
    assert "“river” is full: all 0 seats are taken" in client.read(refused).text_of("#errors")


def test_an_option_that_fills_before_the_end_is_refused_with_its_number_at_its_place(
    edition, client
):
    one = form(section(ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=1))))
    publish(edition, one, category="press")
    page = begin(client)
    send(client, page, f"{BASE}/you", {"own-tour": "river"})
    client.submit(f"{BASE}/attend", {})
    client.submit(f"{BASE}/needs", {})
    make_registration(edition, category="press", answers={"tour": "river"})
    refused = client.submit(f"{BASE}/confirm", {"consent-privacy": "yes"})
    assert refused.status_code == 422
    said = client.read(refused).text_of(".summary .error")
    assert said == (
        "“river” is full: 1 of 1 seats are taken. Nothing was kept: choose something else."
    )


# ------------------------------------------------------------------ files

PASS = form(section(ask("pass", Kind.FILE, is_required=True)))


def upload(content: bytes, name: str = "pass.pdf") -> dict[str, Any]:
    return {"own-pass": (BytesIO(content), name)}


def test_a_file_survives_an_error_and_going_back(edition, client):
    publish(edition, PASS, category="press")
    page = begin(client)
    wrong = send(client, page, f"{BASE}/you", upload(files.pdf()) | {"email": "gildong"})
    assert client.read(wrong).one("#errors")
    assert "pass.pdf" in client.read(wrong).text_of("main")
    right = send(client, wrong, f"{BASE}/you", {"email": "gildong@example.org"})
    assert right.location == f"{BASE}/attend"
    assert "pass.pdf" in client.page(f"{BASE}/you").text_of("main")
    client.submit(f"{BASE}/attend", {})
    client.submit(f"{BASE}/needs", {})
    assert "pass.pdf" in client.page(f"{BASE}/confirm").text_of("dl.summary")
    client.submit(f"{BASE}/confirm", {"consent-privacy": "yes"})
    made = db.session.scalars(select(Registration)).one()
    kept = db.session.scalars(select(AnswerFile)).one()
    assert kept.registration_id == made.id
    assert made.answers == {"pass": kept.key}


def test_a_file_can_be_taken_away(edition, client):
    publish(edition, form(section(ask("pass", Kind.FILE))), category="press")
    send(client, begin(client), f"{BASE}/you", upload(files.pdf()))
    assert client.submit(f"{BASE}/you", {"own-dropped": "pass"}).location == f"{BASE}/attend"
    assert "pass.pdf" not in client.page(f"{BASE}/you").text_of("main")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.PROGRAM, "pass.pdf"),
        (b"", "pass.pdf"),
        (b"<html>", "pass.html"),
        (files.office("wordprocessingml.document", {"word/vbaProject.bin": b"x"}), "pass.docx"),
        (files.pdf() + bytes(LARGEST_FILE), "pass.pdf"),
    ],
    ids=["program", "empty", "page", "macros", "large"],
)
def test_a_file_of_another_kind_is_refused_by_its_content(edition, client, content, name):
    publish(edition, PASS, category="press")
    sent = upload(content, name) | {"affiliation-ko": "서울"}
    refused = send(client, begin(client), f"{BASE}/you", sent)
    refused.request.environ["wsgi.input"].close()  # the test's own copy of a large form
    assert refused.status_code == 422
    page = client.read(refused)
    assert page.text_of("[data-question=pass] .error") in page.text_of("#errors")
    assert page.one("[name=affiliation-ko]")["value"] == "서울"
    assert db.session.scalar(select(AnswerFile)) is None


def test_the_key_of_a_file_of_somebody_else_is_no_answer(edition, client, app):
    publish(edition, PASS, category="press")
    send(client, begin(client), f"{BASE}/you", upload(files.pdf()))
    key = db.session.scalars(select(AnswerFile.key)).one()
    other = app.test_client()
    page = begin(other)
    forged = client_fields(other, page) | {"own-pass": key}
    assert other.post(f"{BASE}/you", data=forged).status_code == 422


def client_fields(client: Client, response) -> dict[str, Any]:
    found = client.read(response).one("main form")
    names: dict[str, Any] = {}
    for control in found.select("input[name]"):
        if control.get("type") not in {"radio", "checkbox", "file"}:
            names[str(control["name"])] = control.get("value", "")
    return names | {"category": "press", "country": "KR"}


def test_a_draft_keeps_answers_that_are_not_right_yet_on_going_back(edition, client):
    needs = form(section(ask("guests", Kind.NUMBER, is_required=True), step=Step.NEEDS))
    publish(edition, needs, category="press")
    begin(client)
    client.submit(f"{BASE}/attend", {})
    back = client.submit(f"{BASE}/needs", {"own-guests": "many"}, button="back")
    assert back.location == f"{BASE}/attend"
    assert client.page(f"{BASE}/needs").one("[name=own-guests]")["value"] == "many"
    draft = db.session.scalars(select(Draft)).one()
    assert draft.answers["needs"]["means"] is None


def test_the_questions_are_in_the_language_of_the_reader(edition, client):
    mixed = replace(PRESS.sections[0], hint=replace(PRESS.sections[0].title, en=""))
    publish(edition, form(mixed), category="press")
    page = client.page("/en/forum/register/you?category=press")
    assert page.one(".own-section h2").get_text() == "about"
    assert page.one(".own-section > p [lang=ko]").get_text() == "about 말"


def test_a_form_that_comes_up_meanwhile_is_asked_before_the_end(edition, client):
    begin(client)
    client.submit(f"{BASE}/attend", {})
    client.submit(f"{BASE}/needs", {})
    last = client.page(f"{BASE}/confirm")
    publish(edition, category="press")
    refused = client.send(last, f"{BASE}/confirm", {"consent-privacy": "yes"})
    assert refused.status_code == 303
    assert refused.location == f"{BASE}/you"
    assert FormChangedError().sentence() in client.page(f"{BASE}/you").text_of("body")


@pytest.mark.parametrize("is_asked", [False, True])
def test_own_questions_of_others_cost_whoever_has_none_no_statement(edition, client, is_asked):
    if is_asked:
        publish(edition, category="press")
    client.get(f"{BASE}/you")
    spent = []
    for step, data in (
        ("you", YOU | {"category": "citizen"}),
        ("attend", {}),
        ("needs", {}),
        ("confirm", {"consent-privacy": "yes"}),
    ):
        page = client.page(f"{BASE}/{step}")
        with count_queries() as told:
            assert client.send(page, f"{BASE}/{step}", data).status_code == 303
        spent.append(len(told))
    assert sum(spent) <= 23, spent
