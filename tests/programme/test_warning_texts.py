"""What the warnings say, in both languages, and where they lead."""

import re
from dataclasses import replace

import pytest
from flask import g, get_template_attribute, url_for

from forum.core.i18n import in_language
from forum.core.localized import Language, LocalizedText
from forum.programme.types import Session
from forum.programme.warnings import AgendaWarning, WarningKind, by_session
from tests.factories.programme import DAY, agenda_of
from tests.page import HANGUL

NAME = LocalizedText("와일", "Weil")
FULL = AgendaWarning(
    kind=WarningKind.PERSON_TWICE,
    session="a",
    other="b",
    field="roles",
    title=LocalizedText("세션 1", "Session 1"),
    other_title=LocalizedText("세션 2", "Session 2"),
    name=NAME,
    day=DAY,
    starts=1400,
    ends=1500,
    needed=155,
    available=140,
    language="en",
    address="https://example",
)
EVERY = [replace(FULL, kind=kind) for kind in WarningKind]
SENTENCES = {
    "ko": {
        "person_twice": "와일 님이 같은 시각(12. 11.(금) 23:20–25:00)에 ‘세션 2’에도 나옵니다.",
        "session_too_short": "진행 순서를 모두 더하면 155분인데 배정된 시간은 140분입니다.",
        "past_midnight": "자정을 넘겨 다음 날 01:00에 끝납니다.",
        "translation_missing": "영어가 빠진 곳: 사람과 역할",
    },
    "en": {
        "person_twice": "Weil is also in “Session 2” at that time (Fri, 11 Dec 23:20–25:00).",
        "session_too_short": "Its parts take 155 minutes together, and it lasts 140.",
        "past_midnight": "It ends after midnight, at 01:00 of the next day.",
        "translation_missing": "Not in English yet: people",
    },
}


@pytest.fixture(autouse=True)
def request_of_ours(app):
    """Stand in a request, in which addresses can be made."""
    with app.test_request_context():
        g.app = app
        yield


def said(name: str, *arguments: object, language: Language = "en") -> str:
    with in_language(language):
        html = str(get_template_attribute("programme/_warnings.html", name)(*arguments))
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()) if name == "warning_text" else html


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("warning", EVERY, ids=lambda warning: warning.kind)
def test_every_warning_has_a_sentence_in_both_languages(app, warning, language):
    text = said("warning_text", warning, language=language)

    assert text
    assert "%(" not in text
    assert bool(HANGUL.search(text)) is (language == "ko")
    assert text == SENTENCES[language].get(warning.kind, text)


@pytest.mark.parametrize("field", [name for name in Session.__dataclass_fields__ if name != "key"])
def test_every_field_of_a_session_has_a_word_in_both_languages(app, field):
    warning = replace(FULL, kind=WarningKind.TRANSLATION_MISSING, field=field, positions=(2, 4))
    korean = said("warning_text", warning, language="ko")
    english = said("warning_text", warning, language="en")

    assert re.fullmatch(r"영어가 빠진 곳: .*[\uac00-\ud7a3] 2, 4", korean)
    assert re.fullmatch(r"Not in English yet: [a-z ]+ 2, 4", english)


def test_what_is_missing_of_a_person_is_told_with_the_name(app):
    warning = replace(FULL, kind=WarningKind.TRANSLATION_MISSING, part="biography")
    assert said("warning_text", warning) == "Not in English yet: Weil (biography)"
    assert said("warning_text", warning, language="ko") == "영어가 빠진 곳: 와일 (약력)"


def test_a_material_with_nothing_behind_it_is_told_by_its_number(app):
    warning = replace(FULL, kind=WarningKind.ADDRESS_MALFORMED, address="", positions=(3,))
    assert said("warning_text", warning) == "Material 3 has neither a file nor an address."


def test_names_are_written_as_text_and_never_as_markup(app):
    warning = replace(FULL, name=LocalizedText("<b>", "<b>"))
    assert "<b>" not in said("warning_link", warning, agenda_of().edition)


def test_a_warning_leads_to_the_field_of_the_form_where_there_is_one(app):
    edition = agenda_of().edition
    html = said("warning_link", FULL, edition)
    there = url_for("programme_manage.session", edition="forum", session="a")
    assert f'href="{there}#roles"' in html


def test_a_warning_about_an_unused_place_leads_to_the_place():
    unused = replace(FULL, kind=WarningKind.TRANSLATION_MISSING, session="", place="hall")
    html = said("warning_link", unused, agenda_of().edition)

    assert url_for("programme_manage.place", edition="forum", place="hall") in html


def test_warnings_are_listed_by_session_in_their_order(app):
    second = replace(FULL, session="0", title=LocalizedText("세션 0", "Session 0"))
    unused = replace(FULL, kind=WarningKind.TRANSLATION_MISSING, session="", place="hall")
    groups = by_session([FULL, FULL, second, unused])

    assert [(key, len(group)) for key, group in groups] == [("a", 2), ("0", 1), ("", 1)]
    html = said("warning_list", groups, agenda_of().edition)
    assert html.index("Session 1") < html.index("Session 0") < html.index("nothing is held")
