"""The form of a session, as organisers post it without a script."""

from dataclasses import replace

import lxml.html
import pytest

from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role as OrganiserRole
from forum.editions.models import Edition
from forum.editions.queries import list_editions
from forum.programme import queries, services
from forum.programme.forms.session import SessionForm
from forum.programme.forms.values import as_posted, errors_by_input, values_of, with_parts
from forum.programme.manage.session_page import PARTS, read_choices
from forum.programme.types import (
    Access,
    AgendaItem,
    Contribution,
    Interpretation,
    Material,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    SessionState,
)
from tests.conftest import _values, count_queries
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_city, make_edition, make_person
from tests.factories.programme import DAY

HERE = "/manage/dwc-2026/programme/sessions"
FORM = "form#session-form"


def both(ko, en=""):
    return LocalizedText(ko, en)


@pytest.fixture
def edition(client):
    edition = make_edition(slug="dwc-2026")
    edition.series.topics = [
        {"key": "rights", "ko": "노동권", "en": "Rights at work"},
        {"key": "employment", "ko": "고용", "en": "Employment"},
    ]
    make_organiser(client, OrganiserRole.EDITOR, edition_id=edition.id)
    set_reading(value=False)
    services.create_place(edition, Place(key="hall", name=both("다목적홀", "Multipurpose Hall")))
    db.session.commit()
    return edition


def full_session(key="session-1", **changes):
    """Return a session in which every field says something."""
    mayor = make_person(key="mayor", name=both("서울시장", "Mayor of Seoul"), role_only=True)
    hong = make_person(key="hong", name=both("홍길동 (시험)", "Hong Gildong (trial)"))
    hamburg = make_city(key="hamburg", name=both("함부르크", "Hamburg"))
    bremen = make_city(key="bremen", name=both("브레멘", "Bremen"))
    fields = {
        "kind": SessionKind.PANEL,
        "title": both(
            "세션 1 <b>\u202b\u05e9\u05dc\u05d5\u05dd\u202c 😀", "Session 1 “quoted” & more"
        ),
        "subtitle": both("부제", "A subtitle"),
        "abstract": both("첫 줄\n둘째 줄", "First line\n\nthird line"),
        "topics": (both("자체 주제"), both("고용", "Employment"), both("노동권", "Rights at work")),
        "day": DAY,
        "starts": 810,
        "minutes": 95,
        "place": "hall",
        "place_to_be_confirmed": True,
        "track": "A",
        "access": Access.INVITATION,
        "audience": both("대표단", "Heads of delegation"),
        "expected": 300,
        "seats": 120,
        "optional": True,
        "languages": ("en", "ko", "yo"),
        "interpretation": (
            Interpretation(language="fr", channel="3"),
            Interpretation(language="ko"),
        ),
        "materials": (Material(title=both("발표 자료"), address="https://example.org/slides"),),
        "stream": "https://example.org/live?a=1&b=2",
        "do_not_record": True,
        "roles": (
            RoleHeld(role=Role.WELCOME, speaker=mayor.key, minutes=5, confirmed=False),
            RoleHeld(role=Role.CHAIR, speaker=hong.key, title=both("강연", "A talk")),
        ),
        "contributions": (
            Contribution(order=1, title=both("발표 1"), city=hamburg.key, minutes=20),
            Contribution(order=2, title=both("", "Talk 2"), speaker=hong.key),
        ),
        "presentations_minutes": 60,
        "panel_minutes": 20,
        "discussion_minutes": 15,
        "items": (
            AgendaItem(text=both("의결", "A vote"), decides=True),
            AgendaItem(text=both("보고")),
        ),
        "to_be_confirmed": both("노동조합 쪽 토론자", "A panellist for the unions"),
        "expected_cities": (bremen.key, hamburg.key),
        "expected_cities_about": 20,
        "note": both("비고\n둘째 줄", "A note"),
        "state": SessionState.CANCELLED,
        "inferred": ("minutes", "place"),
        **changes,
    }
    return Session(key=key, **fields)


def put(edition, session):
    set_reading(value=False)
    services.create_session(edition, session)
    db.session.commit()
    return session


def saved(edition, key="session-1"):
    set_reading(value=False)
    db.session.expire_all()
    edition = db.session.get_one(Edition, edition.id)
    return queries.build_agenda(edition).session(key)


def operations(edition):
    set_reading(value=False)
    return queries.last_operation_number(edition)


def said(page):
    return page.text_of("#errors")


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(edition, client):
    session = put(edition, full_session())
    before = operations(edition)

    answer = client.submit(f"{HERE}/session-1", {}, form=FORM)

    assert answer.status_code == 303
    assert operations(edition) == before
    assert saved(edition) == session


def test_a_form_in_korean_changes_nothing_either(edition, client):
    session = put(edition, full_session())
    before = operations(edition)
    client.submit(f"{HERE}/session-1", {}, form=".mg-me form.lang", button="ko")

    page = client.page(f"{HERE}/session-1")
    assert client.send(page, f"{HERE}/session-1", {}, form=FORM).status_code == 303

    assert page.one("html")["lang"] == "ko"
    assert operations(edition) == before
    assert saved(edition) == session


def test_every_field_can_be_taken_away_again(edition, client):
    put(edition, full_session())
    page = client.page(f"{HERE}/session-1")
    for control in page.select(f"{FORM} :is(input[type=text], input[type=date], textarea)"):
        control.node.set("value", "")
        control.node.text = None
    for control in page.select(f"{FORM} input:is([type=checkbox])"):
        control.node.attrib.pop("checked", None)
    for hidden in page.select(f"{FORM} [name$='-row']"):
        hidden.node.set("value", "")
    gone = {"place": "", "interpretation-0-language": "", "interpretation-1-language": ""}
    times = {"starts": "", "ends": "", "minutes": "", "title-ko": "이름만", **gone}

    answer = client.send(page, f"{HERE}/session-1", times, form=FORM)

    assert answer.status_code == 303, client.read(answer).text_of("#errors")
    assert saved(edition) == Session(
        key="session-1",
        kind=SessionKind.PANEL,
        title=both("이름만"),
        access=Access.INVITATION,
        state=SessionState.CANCELLED,
        materials=full_materials(),
    )


def full_materials():
    return (Material(title=both("발표 자료"), address="https://example.org/slides"),)


def test_everything_can_be_written_into_a_new_session(edition, client):
    session = full_session(inferred=(), materials=(), topics=(both("노동권", "Rights at work"),))
    page = client.page(f"{HERE}/new?day={DAY.isoformat()}&starts=13:30&minutes=95&place=hall")
    for button in ("roles:add", "contributions:add", "items:add", "interpretation:add"):
        for _twice in range(2):
            page = client.read(client.send(page, f"{HERE}/new", {}, form=FORM, button=button))
    for _twice in range(2):
        page = client.read(
            client.send(page, f"{HERE}/new", {}, form=FORM, button="expected_cities:add")
        )
    typed = {
        "key": "",
        "kind": "panel",
        "state": "cancelled",
        "topics": ["rights"],
        "track": "A",
        "access": "invitation",
        "languages": ["ko", "en"],
        "place_to_be_confirmed": "y",
        "optional": "y",
        "do_not_record": "y",
        "expected": "300",
        "seats": "120",
        "expected_cities_about": "20",
        "stream": session.stream,
        "presentations_minutes": "60",
        "panel_minutes": "20",
        "discussion_minutes": "15",
        "roles-0-role": "welcome",
        "roles-0-person": "Mayor of Seoul · 서울시장",
        "roles-0-minutes": "5",
        "roles-0-confirmed": [],
        "roles-1-role": "chair",
        "roles-1-person": "홍길동 (시험)",
        "roles-1-title-ko": "강연",
        "roles-1-title-en": "A talk",
        "contributions-0-city": "함부르크",
        "contributions-0-title-ko": "발표 1",
        "contributions-0-minutes": "20",
        "contributions-1-person": "hong",
        "contributions-1-title-en": "Talk 2",
        "items-0-text-ko": "의결",
        "items-0-text-en": "A vote",
        "items-0-decides": "y",
        "items-1-text-ko": "보고",
        "interpretation-0-language": "fr",
        "interpretation-0-channel": "3",
        "interpretation-1-language": "ko",
        "expected_cities-0-city": "bremen",
        "expected_cities-1-city": "HAMBURG",
    }
    for name in ("title", "subtitle", "abstract", "audience", "to_be_confirmed", "note"):
        text = getattr(session, name)
        typed |= {f"{name}-ko": text.ko, f"{name}-en": text.en}

    answer = client.send(page, f"{HERE}/new", typed, form=FORM)

    assert answer.location == f"{HERE}/panel-1", client.read(answer).text_of("#errors")
    made = saved(edition, "panel-1")
    assert made == replace(session, key="panel-1", languages=("ko", "en"))


def test_a_new_session_says_which_key_it_gets(edition, client):
    put(edition, full_session())

    page = client.page(f"{HERE}/new")

    assert "session-2" in page.text_of("#key-hint")


@pytest.mark.parametrize("key", ["changes", "releases", "manage", "ko", "new"])
def test_a_word_of_the_system_is_no_key(edition, client, key):
    page = client.read(client.submit(f"{HERE}/new", {"key": key, "title-ko": "세션"}, form=FORM))

    assert "This word is an address of the system itself" in said(page)
    assert page.one("#key")["value"] == key
    assert page.one("[name=title-ko]")["value"] == "세션"
    assert saved(edition, key) is None


@pytest.mark.parametrize("key", ["Session 1", "세션", "-a", "a" * 61, "../x"])
def test_a_key_is_written_in_small_letters(edition, client, key):
    page = client.read(client.submit(f"{HERE}/new", {"key": key, "title-ko": "세션"}, form=FORM))

    assert "small letters, digits and hyphens" in said(page)


def test_a_key_that_is_taken_is_refused(edition, client):
    put(edition, full_session())

    answer = client.submit(f"{HERE}/new", {"key": "session-1", "title-ko": "다른"}, form=FORM)

    assert answer.status_code == 409
    assert "“session-1” is taken" in said(client.read(answer))


def test_the_button_pressed_twice_makes_one_session(edition, client):
    page = client.page(f"{HERE}/new")
    typed = {"key": "opening", "title-ko": "개회식"}

    first = client.send(page, f"{HERE}/new", typed, form=FORM)
    second = client.send(page, f"{HERE}/new", typed, form=FORM)

    assert first.location == second.location == f"{HERE}/opening"
    assert operations(edition) == 2  # the room, the session


WRONG = [
    ({"title-ko": "", "title-en": ""}, "Write a title, in one of the languages at least."),
    ({"title-ko": "가" * 301}, "At most 300 characters in each language."),
    ({"starts": "15:00", "ends": "14:00"}, "It would end before it begins."),
    ({"starts": "15:00", "ends": "15:00"}, "It would end before it begins."),
    ({"day": "", "starts": "15:00"}, "A time needs its day."),
    ({"day": "2031-01-01"}, "more than a year away"),
    ({"day": "11 December"}, "Write the day as year, month and day"),
    ({"starts": "half past nine"}, "Write the time as hours and minutes"),
    ({"starts": "23:00", "minutes": "120"}, "would end after midnight"),
    ({"ends": "15:00", "minutes": "20"}, "From 13:30 to 15:00 it is 90 minutes."),
    ({"minutes": "0"}, "A length is between 1 and 1,440 minutes."),
    ({"minutes": "long"}, "Write a whole number in digits."),
    ({"seats": "-5"}, "A number of people is between 1 and 100,000."),
    ({"expected": "99999999999999999999"}, "A number of people is between 1 and 100,000."),
    ({"place": "cellar"}, "There is no such room in this edition."),
    ({"stream": "javascript:alert(1)"}, "This is no address of the web."),
    ({"stream": "https://[oops"}, "This is no address of the web."),
    ({"track": "A" * 21}, "At most 20 characters."),
    ({"note-ko": "nul \x00 here"}, "There is a control character in this text, shown as “�”."),
    ({"title-en": "turned \u202e round"}, "There is a control character in this text"),
    ({"roles-0-person": "Nobody Known"}, "Nobody has this name."),
    ({"roles-1-person": "", "roles-1-title-ko": "강연"}, "Choose who it is, or remove the row."),
    ({"roles-0-minutes": "5000"}, "A length is between 1 and 1,440 minutes."),
    ({"contributions-0-city": "Atlantis"}, "No city has this name."),
    ({"items-0-text-ko": "", "items-0-text-en": ""}, "Write what is decided, or remove the row."),
    ({"interpretation-0-language": ""}, "Choose the language."),
]


@pytest.mark.parametrize(
    ("typed", "sentence"), WRONG, ids=[f"{n}-{next(iter(t))}" for n, (t, _s) in enumerate(WRONG)]
)
def test_what_is_wrong_is_said_and_kept_and_nothing_is_saved(edition, client, typed, sentence):
    session = put(edition, full_session())
    page = client.page(f"{HERE}/session-1")
    place = page.one("[name=place]")
    place.node.append(lxml.html.Element("option", value="cellar"))

    answer = client.send(page, f"{HERE}/session-1", typed | {"subtitle-en": "Kept"}, form=FORM)

    assert answer.status_code == 422
    page = client.read(answer)
    assert sentence in said(page)
    assert sentence in page.one(f"{FORM} .sf-sections").get_text()
    assert page.one("[name=subtitle-en]")["value"] == "Kept"
    assert saved(edition) == session


def test_each_line_of_the_summary_leads_to_its_field(edition, client):
    put(edition, full_session())
    typed = {
        "title-ko": "",
        "title-en": "",
        "roles-0-person": "Nobody",
        "seats": "x",
        "starts": "x",
    }

    page = client.read(client.submit(f"{HERE}/session-1", typed, form=FORM))

    targets = [str(link["href"])[1:] for link in page.select("#errors a")]
    assert len(targets) == 4
    assert all(page.select(f"[id='{target}']") for target in targets), targets


def test_a_name_that_two_people_have_is_asked_about(edition, client):
    put(edition, full_session())
    make_person(key="hong-2", name=both("홍길동 (시험)", "Hong Gildong (trial)"))
    db.session.commit()

    page = client.read(
        client.submit(f"{HERE}/session-1", {"roles-0-person": "홍길동 (시험)"}, form=FORM)
    )

    assert "More than one has this name." in said(page)
    options = [str(option["value"]) for option in page.select("#known-people option")]
    assert "Hong Gildong (trial) · 홍길동 (시험) (hong-2)" in options


def test_three_hundred_characters_are_a_title_in_any_script(edition, client):
    put(edition, full_session())
    title = both("😀" * 300, "\u05e9" * 300)

    answer = client.submit(
        f"{HERE}/session-1", {"title-ko": title.ko, "title-en": title.en}, form=FORM
    )

    assert answer.status_code == 303
    assert saved(edition).title == title


def test_a_start_that_moves_takes_the_session_along(edition, client):
    put(edition, full_session())

    client.submit(f"{HERE}/session-1", {"starts": "15:00"}, form=FORM)

    assert (saved(edition).starts, saved(edition).minutes) == (900, 95)


def test_an_end_that_is_changed_gives_the_length(edition, client):
    put(edition, full_session())

    client.submit(f"{HERE}/session-1", {"ends": "14:00"}, form=FORM)

    assert (saved(edition).starts, saved(edition).minutes) == (810, 30)


def test_an_end_that_is_taken_away_leaves_no_length(edition, client):
    put(edition, full_session())

    client.submit(f"{HERE}/session-1", {"ends": ""}, form=FORM)

    assert (saved(edition).starts, saved(edition).minutes) == (810, None)


def test_a_session_loses_its_time_and_keeps_its_length(edition, client):
    put(edition, full_session())

    client.submit(f"{HERE}/session-1", {"day": "", "starts": "", "ends": ""}, form=FORM)

    assert (saved(edition).day, saved(edition).starts, saved(edition).minutes) == (None, None, 95)


def test_what_runs_past_midnight_in_its_source_may_go_on_to_do_so(edition, client):
    put(edition, full_session(starts=23 * 60))

    answer = client.submit(f"{HERE}/session-1", {"track": "B"}, form=FORM)

    assert answer.status_code == 303
    assert (saved(edition).track, saved(edition).ends) == ("B", 23 * 60 + 95)


def test_what_has_been_confirmed_is_no_longer_marked(edition, client):
    put(edition, full_session())

    client.submit(f"{HERE}/session-1", {"inferred": ["place"]}, form=FORM)

    assert saved(edition).inferred == ("place",)


# --------------------------------------------------- lists, without a script


def rows_of(page, name):
    return [str(row["value"]) for row in page.select(f"{FORM} ol[data-rows] [name$='-{name}']")]


def press(client, page, button, typed=None, address=f"{HERE}/session-1"):
    answer = client.send(page, address, typed or {}, form=FORM, button=button)
    assert answer.status_code == 200
    return client.read(answer)


def test_rows_move_without_a_script_and_keep_all_that_was_typed(edition, client):
    session = put(edition, full_session())
    page = client.page(f"{HERE}/session-1")
    people = rows_of(page, "person")[:2]

    page = press(
        client,
        page,
        "roles:down:0",
        {"roles-1-person": "Whoever", "seats": "many", "title-ko": "아직 저장 안 됨"},
    )

    assert rows_of(page, "person")[:2] == ["Whoever", people[0]]
    assert page.one("[name=roles-1-minutes]")["value"] == "5"
    assert not page.one("[name=roles-1-confirmed]").has_attr("checked")
    assert page.one("[name=seats]")["value"] == "many"
    assert page.one("[name=title-ko]")["value"] == "아직 저장 안 됨"
    assert "Not saved yet" in page.text_of("[data-status]")
    assert saved(edition) == session


def test_a_row_is_added_at_the_end_and_is_begun_at(edition, client):
    put(edition, full_session())
    page = press(client, client.page(f"{HERE}/session-1"), "contributions:add")

    assert page.one("[autofocus][name]")["name"] == "contributions-2-city"
    client.send(page, HERE + "/session-1", {"contributions-2-title-ko": "새 발표"}, form=FORM)

    assert [entry.order for entry in saved(edition).contributions] == [1, 2, 3]
    assert saved(edition).contributions[2].title == both("새 발표")


def test_a_row_is_removed_and_the_others_close_up(edition, client):
    put(edition, full_session())
    page = press(client, client.page(f"{HERE}/session-1"), "contributions:remove:0")
    client.send(page, HERE + "/session-1", {}, form=FORM)

    assert [(entry.order, entry.title) for entry in saved(edition).contributions] == [
        (1, both("", "Talk 2"))
    ]


def test_the_last_row_can_go(edition, client):
    put(edition, full_session())
    page = client.page(f"{HERE}/session-1")
    for _row in range(2):
        page = press(client, page, "roles:remove:0")
    client.send(page, HERE + "/session-1", {}, form=FORM)

    assert saved(edition).roles == ()


def test_an_empty_row_is_passed_over(edition, client):
    session = put(edition, full_session())
    page = client.page(f"{HERE}/session-1")
    for name in ("own_topics", "roles", "contributions", "items", "interpretation"):
        page = press(client, page, f"{name}:add")
    client.send(page, HERE + "/session-1", {}, form=FORM)

    assert saved(edition) == session


@pytest.mark.parametrize("action", ["roles:up:0", "roles:down:1", "roles:up:99", "x:add", "", ":"])
def test_a_button_that_makes_no_sense_changes_nothing(edition, client, action):
    put(edition, full_session())
    page = client.page(f"{HERE}/session-1")
    people = rows_of(page, "person")
    form = page.one(FORM)
    token = form.select("[name=csrf_token]")[0]["value"]

    answer = client.post(
        f"{HERE}/session-1", data={**_values(form), "csrf_token": token, "rows": action}
    )

    assert rows_of(client.read(answer), "person") == people


# ------------------------------------------------------------- what it costs


def test_the_form_asks_as_many_questions_of_any_session(edition, client):
    put(edition, full_session("session-1"))
    for number in (2, 3):
        put(
            edition,
            Session(
                key=f"session-{number}", kind=SessionKind.SESSION, title=both(f"세션 {number}")
            ),
        )
    counts = []
    for key in ("session-1", "session-3"):
        with count_queries() as statements:
            client.page(f"{HERE}/{key}")
        counts.append(len(statements))
        set_reading(value=False)

    assert abs(counts[0] - counts[1]) <= 4  # the cities and people of rows that are there


def test_a_session_that_never_was_is_not_found(edition, client):
    client.page(f"{HERE}/nothing", status=404)


# ------------------------------------------------------- every real session


def test_no_session_of_the_real_editions_is_changed_by_its_form(app, demo):
    seen = 0
    for edition in list_editions():
        sessions = queries.build_agenda(edition).sessions
        with app.test_request_context("/ko/", method="POST"):
            choices = read_choices(edition)
            for session in sessions:
                shown = SessionForm(
                    choices, session, data=values_of(session, choices), formdata=None
                )
                sent = SessionForm(
                    choices, session, data=values_of(session, choices), formdata=as_posted(shown)
                )
                sent.validate()

                assert not errors_by_input(sent).keys() - {"csrf_token"}, session.key
                assert with_parts(sent, PARTS) == session
                seen += 1

    assert seen > 50


def test_without_the_version_that_was_seen_nothing_is_saved(edition, client):
    before = put(edition, full_session())
    answer = client.submit(f"{HERE}/session-1", {"title-en": "Later", "base": ""}, form=FORM)
    assert answer.status_code == 400
    assert saved(edition) == before
