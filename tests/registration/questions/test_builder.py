"""The builder of forms, without a script."""

import pytest
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.permissions import Role
from forum.registration.queries import find_category
from forum.registration.questions import queries
from forum.registration.questions.types import Condition, Kind, Operator, Together
from forum.registration.types import Step
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.questions.test_rules import PRESS
from tests.registration.questions.test_services import publish

FORMS = "/manage/forum/registrations/forms"
EDITOR = "form[data-preview]"


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum")


def draft(edition, key: str = "press"):
    db.session.rollback()
    db.session.expire_all()
    return queries.draft_of(queries.get_form(edition, key))


def begin(client) -> None:
    client.submit(f"{FORMS}/new", {"name-ko": "언론", "name-en": "Press"})
    client.submit(
        f"{FORMS}/press/sections/new",
        {"title-ko": "취재", "title-en": "Coverage", "step": "attend"},
        form=EDITOR,
    )


def add_question(client, **data: str):
    return client.submit(
        f"{FORMS}/press/questions/new?section=coverage",
        {name.replace("__", "-"): value for name, value in data.items()},
        form=EDITOR,
    )


CHOICE = {
    "label-ko": "매체",
    "label-en": "Media",
    "kind": "choice",
    "is_required": "y",
    "options-0-label-ko": "신문",
    "options-0-label-en": "Paper",
    "options-0-place": "2",
    "options-1-label-ko": "텔레비전",
    "options-1-label-en": "TV",
    "options-1-capacity": "3",
    "options-1-place": "1",
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_form_is_built_and_published_and_asks(edition, client, language):
    make_organiser(client, role=Role.REGISTRAR, language=language)
    begin(client)
    assert add_question(client, **CHOICE).status_code == 303
    more = {
        "label-ko": "장비",
        "label-en": "Equipment",
        "kind": "long_text",
        "conditions-0-question": "media",
        "conditions-0-operator": "is",
        "conditions-0-value": "tv",
    }
    assert add_question(client, **more).status_code == 303
    built = draft(edition)
    media, equipment = built.questions()
    assert built.sections[0].step is Step.ATTEND
    assert [(o.key, o.capacity) for o in media.options] == [("tv", 3), ("paper", None)]
    assert media.is_required
    assert equipment.conditions == (Condition(question="media", operator=Operator.IS, value="tv"),)
    page = client.page(f"{FORMS}/press")
    seen = page.texts_of(".own-seen")
    assert "매체" in seen[0]
    assert "Media" in seen[1]
    client.send(page, f"{FORMS}/press", {}, form="form[action$='/publish']")
    page = client.page(f"{FORMS}/press")
    client.send(
        page, f"{FORMS}/press", {"categories": ["citizen"]}, form="form[action$='/categories']"
    )
    category = find_category(edition, "citizen")
    assert category is not None
    version = queries.latest_version(category.form_id)
    assert version is not None
    assert version.number == 1
    assert queries.definition_of(version) == built
    assert queries.option_seats_left(edition) == {"media/tv": 3}
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"form.created", "form.published"} <= actions


def test_the_empty_list_says_what_to_do(edition, client):
    make_organiser(client)
    assert "No form yet" in client.page(FORMS).text_of("main")


def test_parts_move_and_are_taken_out(edition, client):
    publish(edition)
    make_organiser(client)
    url = f"{FORMS}/press"

    def press(what: str) -> list[str]:
        page = client.page(url)
        form = f"form:has(button[value='{what}'])"
        client.send(page, url, {}, form=form, button=what)
        return [question.key for question in draft(edition).questions()]

    assert press("question/cameras/up") == ["cameras", "media", "power"]
    # a condition that now looks ahead is said, and keeps the form from being published
    page = client.page(url)
    assert "A condition can only look back" in page.text_of(".banner-danger")
    assert not page.select("form[action$='/publish']")
    assert press("question/cameras/down") == ["media", "cameras", "power"]
    assert press("question/power/remove") == ["media", "cameras"]
    assert "Removed" in client.page(url).text_of("main")
    assert press("section/about/remove") == []


def test_what_cannot_be_asked_is_said_where_it_is_written(edition, client):
    make_organiser(client)
    begin(client)
    for data, words in (
        (CHOICE | {"label-ko": "주민등록번호"}, "resident registration number"),
        (CHOICE | {"options-1-label-ko": "", "options-1-label-en": ""}, "at least two options"),
        (CHOICE | {"options-1-capacity": "-4"}, "0 or more"),
        (CHOICE | {"kind": "number", "least": "9", "most": "1"}, "do not fit"),
        (CHOICE | {"kind": "text", "longest": "long"}, "do not fit"),
    ):
        refused = add_question(client, **data)
        assert refused.status_code == 422
        page = client.read(refused)
        assert words in page.text_of("#errors")
        assert page.one("#label-en")["value"] == data["label-en"]
    assert not list(draft(edition).questions())


def test_more_rows_come_and_what_was_typed_stays(edition, client):
    make_organiser(client)
    begin(client)
    url = f"{FORMS}/press/questions/new?section=coverage"
    page = client.page(url)
    assert len(page.select(".own-row-options")) == 3
    more = client.send(page, url, CHOICE, form=EDITOR, button="more-options")
    page = client.read(more)
    assert len(page.select(".own-row-options")) == 6
    assert page.one("[name=options-1-label-en]")["value"] == "TV"
    more = client.send(page, url, {}, form=EDITOR, button="more-conditions")
    assert len(client.read(more).select(".own-row-conditions")) == 4


def test_the_preview_shows_what_is_written_without_saving(edition, client):
    make_organiser(client)
    begin(client)
    url = f"{FORMS}/press/questions/new?section=coverage"
    shown = client.send(client.page(url), url, CHOICE, form=EDITOR, button="yes")
    assert shown.status_code == 200
    seen = client.read(shown).texts_of(".own-seen")
    assert "텔레비전" in seen[0]
    assert "TV" in seen[1]
    assert not list(draft(edition).questions())


def test_somebody_else_s_change_is_not_written_over(edition, client):
    publish(edition)
    make_organiser(client)
    url = f"{FORMS}/press/questions/media"
    page = client.page(url)
    client.send(page, url, {"label-en": "Mine"}, form=EDITOR)
    refused = client.send(page, url, {"label-en": "Yours"}, form=EDITOR)
    assert refused.status_code == 422
    assert "Somebody has changed this form" in client.read(refused).text_of("#errors")
    assert next(draft(edition).questions()).label.en == "Mine"


def test_editing_a_question_keeps_its_key_and_its_options(edition, client):
    publish(edition)
    make_organiser(client)
    url = f"{FORMS}/press/questions/media"
    client.submit(url, {"options-0-label-en": "Television"}, form=EDITOR)
    media = next(draft(edition).questions())
    assert media.key == "media"
    assert [o.key for o in media.options] == ["tv", "paper", "web"]
    assert media.options[0].label.en == "Television"
    client.submit(url, {"options-1-label-en": "", "options-1-label-ko": ""}, form=EDITOR)
    assert [o.key for o in next(draft(edition).questions()).options] == ["tv", "web"]


def test_a_section_has_conditions_of_its_own(edition, client):
    publish(edition)
    make_organiser(client)
    client.submit(
        f"{FORMS}/press/sections/new",
        {
            "title-en": "Broadcast",
            "step": "needs",
            "together": "any",
            "conditions-0-question": "media",
            "conditions-0-value": "tv",
            "conditions-1-question": "power",
            "conditions-1-value": "yes",
        },
        form=EDITOR,
    )
    section = draft(edition).section("broadcast")
    assert section is not None
    assert section.together is Together.ANY
    assert [c.question for c in section.conditions] == ["media", "power"]
    # a language that is missing is told, and nothing more
    page = client.page(f"{FORMS}/press")
    assert "Broadcast" in page.text_of(".banner-warning")
    assert page.select("form[action$='/publish']")


def test_a_form_of_another_edition_is_taken_over(app, edition, client):
    publish(edition)
    other = make_open_edition(slug="other")
    make_organiser(client)
    new = "/manage/other/registrations/forms/new"
    client.submit(new, {"name-ko": "언론", "name-en": "Media", "source": "forum/press"})
    assert draft(other, "media") == PRESS
    # who may not see the other edition is not offered its forms
    of_one_edition = app.test_client()
    make_organiser(of_one_edition, role=Role.REGISTRAR, edition_id=other.id)
    page = of_one_edition.page(new)
    offered = [str(o["value"]) for o in page.select("select[name=source] option")]
    assert offered == ["", "other/media"]


def test_versions_tell_what_each_has_changed(edition, client):
    publish(edition)
    make_registration(edition, answers={"media": "web"})
    make_organiser(client)
    client.submit(f"{FORMS}/press/questions/power", {"label-en": "Mains"}, form=EDITOR)
    client.submit(f"{FORMS}/press", {}, form="form[action$='/publish']")
    page = client.page(f"{FORMS}/press")
    folds = page.texts_of(".fold")
    assert len(folds) == 2
    assert "Changed" in folds[0]
    assert "Mains" in folds[0]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_question_can_be_made_and_seen(edition, client, kind):
    make_organiser(client)
    begin(client)
    assert add_question(client, **CHOICE | {"kind": kind.value}).status_code == 303
    assert next(draft(edition).questions()).kind is kind
    client.page(f"{FORMS}/press")


def test_who_may_not_edit_registrations_sees_no_builder(edition, client):
    make_organiser(client, role=Role.EXPORTER)
    assert client.get(FORMS).status_code == 403


@pytest.mark.parametrize("words", ["텔레비전", "tv ", "TV"])
def test_a_condition_is_written_in_the_words_of_the_answer(edition, client, words):
    make_organiser(client, role=Role.REGISTRAR, language="ko")
    begin(client)
    add_question(client, **CHOICE)
    more = {
        "label-ko": "장비",
        "label-en": "Equipment",
        "kind": "text",
        "conditions-0-question": "media",
        "conditions-0-operator": "is",
    }
    wrong = add_question(client, **more, **{"conditions-0-value": "라디오"})
    assert wrong.status_code == 422
    # what is refused is named in the reader's language, and what was written stays
    said = client.read(wrong).text_of(".banner-danger")
    assert "장비" in said
    assert "매체" in said
    assert client.read(wrong).select_one("[name=conditions-0-value]")["value"] == "라디오"
    assert add_question(client, **more, **{"conditions-0-value": words}).status_code == 303
    *_media, equipment = draft(edition).questions()
    assert equipment.conditions == (Condition(question="media", value="tv"),)
    # and it is shown so again, not as a key that nobody has seen
    page = client.page(f"{FORMS}/press/questions/equipment")
    assert page.select_one("[name=conditions-0-value]")["value"] == "텔레비전"
    offered = [option["value"] for option in page.select("#values option")]
    assert offered == ["텔레비전", "신문"]


def test_conditions_on_yes_countries_and_numbers(edition, client):
    make_organiser(client, role=Role.REGISTRAR, language="en")
    begin(client)
    for kind in ("yes_no", "country", "number", "date"):
        words = {"label-ko": "물음", "label-en": f"Ask {kind}", "kind": kind}
        assert add_question(client, **words).status_code == 303
    asked = {"label-ko": "답", "label-en": "Then", "kind": "text"}

    def write(number: int, other: str, value: str) -> int:
        row = {"conditions-0-question": other, "conditions-0-value": value}
        words = asked | {"label-en": f"Then {number}"}
        return int(add_question(client, **words, **row).status_code)

    assert write(1, "ask-yes-no", "예") == 303
    assert write(2, "ask-country", "Morocco") == 303
    assert write(3, "ask-country", "Marocco") == 422
    assert write(4, "ask-number", "three") == 422
    assert write(5, "ask-date", "11 March") == 422
    assert write(6, "ask-date", "2027-03-11") == 303
    values = [c.value for question in draft(edition).questions() for c in question.conditions]
    assert values == ["yes", "MA", "2027-03-11"]
