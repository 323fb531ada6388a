"""Two organisers on one session: nothing is overwritten unseen, and nothing typed is lost."""

from datetime import timedelta

import pytest

from forum.core import clock
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role as OrganiserRole
from forum.editions.models import Edition
from forum.programme import queries, services
from forum.programme.models import EditorPresence
from forum.programme.types import AgendaItem, Role, RoleHeld, Session, SessionKind
from tests.conftest import NOW
from tests.factories.accounts import make_organiser, make_user
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import DAY

HERE = "/manage/dwc-2026/programme/sessions/session-1"
FORM = "form#session-form"
JSON = {"Accept": "application/json"}


def both(ko, en=""):
    return LocalizedText(ko, en)


@pytest.fixture
def edition(client):
    edition = make_edition(slug="dwc-2026")
    make_person(key="hong", name=both("홍길동 (시험)", "Hong Gildong (trial)"))
    make_person(key="sejong", name=both("이도 (시험)", "Yi Do (trial)"))
    services.create_session(
        edition,
        Session(
            key="session-1",
            kind=SessionKind.SESSION,
            title=both("세션 1", "Session 1"),
            day=DAY,
            starts=810,
            minutes=60,
            roles=(RoleHeld(role=Role.CHAIR, speaker="hong"),),
            items=(AgendaItem(text=both("보고", "A report")),),
        ),
    )
    make_organiser(client, OrganiserRole.EDITOR, edition_id=edition.id)
    return edition


@pytest.fixture
def other(app, edition):
    """Return the browser of a second organiser."""
    client = app.test_client()
    make_organiser(client, OrganiserRole.EDITOR, edition_id=edition.id)
    set_reading(value=False)
    return client


def save(client, page, typed, button=""):
    return client.send(page, HERE, typed, form=FORM, button=button)


def saved(edition):
    set_reading(value=False)
    db.session.expire_all()
    return queries.build_agenda(db.session.get_one(Edition, edition.id)).session("session-1")


def choose(client, page, keep, button="save"):
    choices = {f"keep-{part}": side for part, side in keep.items()}
    return client.send(page, HERE, choices, form="form.sf-conflict", button=button)


def test_different_fields_of_two_organisers_are_both_kept(edition, client, other):
    mine, theirs = client.page(HERE), other.page(HERE)

    assert save(other, theirs, {"track": "B"}).status_code == 303
    assert save(client, mine, {"seats": "40"}).status_code == 303

    assert (saved(edition).track, saved(edition).seats) == ("B", 40)


def test_the_second_save_of_a_field_shows_both_versions(edition, client, other):
    mine, theirs = client.page(HERE), other.page(HERE)
    save(other, theirs, {"title-en": "Theirs", "track": "B"})

    answer = save(client, mine, {"title-en": "Mine", "seats": "40"})

    assert answer.status_code == 409
    page = client.read(answer)
    versions = page.texts_of(".sf-choice .sf-version")
    assert versions == ["세션 1 Theirs", "세션 1 Mine"]
    assert "Hong Gildong (trial) saved this session at 12:00." in page.text_of("#conflict")
    assert page.text_of(".sf-conflict dl.facts") == "Track B"
    assert saved(edition).title.en == "Theirs"


@pytest.mark.parametrize(("side", "title"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_what_is_chosen_is_saved_with_all_that_does_not_clash(edition, client, other, side, title):
    mine, theirs = client.page(HERE), other.page(HERE)
    save(other, theirs, {"title-en": "Theirs", "track": "B"})
    page = client.read(save(client, mine, {"title-en": "Mine", "seats": "40", "note-ko": "가\n나"}))

    assert choose(client, page, {"title": side}).status_code == 303

    now = saved(edition)
    assert (now.title.en, now.track, now.seats, now.note.ko) == (title, "B", 40, "가\n나")


def test_what_is_chosen_can_be_edited_before_it_is_saved(edition, client, other):
    mine, theirs = client.page(HERE), other.page(HERE)
    save(other, theirs, {"title-en": "Theirs", "subtitle-en": "Theirs too"})
    page = client.read(save(client, mine, {"title-en": "Mine", "subtitle-en": "Mine too"}))

    answer = choose(client, page, {"title": "mine", "subtitle": "theirs"}, "edit")

    page = client.read(answer)
    assert page.one("[name=title-en]")["value"] == "Mine"
    assert page.one("[name=subtitle-en]")["value"] == "Theirs too"
    assert saved(edition).title.en == "Theirs"
    assert save(client, page, {"title-en": "Both"}).status_code == 303
    assert (saved(edition).title.en, saved(edition).subtitle.en) == ("Both", "Theirs too")


def test_lists_are_shown_as_lists_with_names(edition, client, other):
    mine, theirs = client.page(HERE), other.page(HERE)
    theirs = other.read(save(other, theirs, {}, "roles:add"))
    save(other, theirs, {"roles-1-role": "moderator", "roles-1-person": "이도 (시험)"})

    page = client.read(save(client, mine, {"roles-0-minutes": "10"}))

    assert page.texts_of(".sf-choice .sf-version li") == [
        "Chair Hong Gildong (trial)",
        "Moderator Yi Do (trial)",
        "Chair Hong Gildong (trial) 10 minutes",
    ]
    choose(client, page, {"roles": "mine"})
    assert [(held.speaker, held.minutes) for held in saved(edition).roles] == [("hong", 10)]


def test_a_third_save_in_between_is_asked_about_again(edition, client, other):
    mine, theirs = client.page(HERE), other.page(HERE)
    save(other, theirs, {"title-en": "Theirs"})
    page = client.read(save(client, mine, {"title-en": "Mine"}))
    save(other, other.page(HERE), {"title-en": "Theirs again"})

    answer = choose(client, page, {"title": "mine"})

    assert answer.status_code == 409
    assert "Theirs again" in client.read(answer).text_of(".sf-choice")
    assert saved(edition).title.en == "Theirs again"


def test_one_organiser_in_two_windows_is_told_so(edition, client):
    first, second = client.page(HERE), client.page(HERE)
    save(client, first, {"title-en": "First"})

    page = client.read(save(client, second, {"title-en": "Second"}))

    assert "You have saved this session in another window at 12:00." in page.text_of("#conflict")


def test_a_session_removed_meanwhile_is_told_with_who_did_it_and_can_be_made_anew(
    edition, client, other
):
    mine = client.page(HERE)
    question = other.page(f"{HERE}/remove")
    other.send(question, f"{HERE}/remove", {}, form="main form")

    answer = save(client, mine, {"title-en": "Still wanted", "track": "Z"})

    assert answer.status_code == 409
    page = client.read(answer)
    assert "Removed by: Hong Gildong (trial)" in page.text_of("#gone")
    assert page.one("[name=track]")["value"] == "Z"
    address = str(page.one(FORM)["action"])
    made = client.send(page, address, {}, form=FORM)
    assert made.location == HERE
    assert (saved(edition).title.en, saved(edition).track) == ("Still wanted", "Z")
    assert [held.speaker for held in saved(edition).roles] == ["hong"]


def test_korean_readers_get_the_two_versions_in_korean(edition, client, other):
    client.submit(HERE, {}, form=".mg-me form.lang", button="ko")
    mine, theirs = client.page(HERE), other.page(HERE)
    save(other, theirs, {"title-ko": "저쪽", "kind": "panel"})

    page = client.read(save(client, mine, {"title-ko": "이쪽", "kind": "meal"}))

    assert page.one("html")["lang"] == "ko"
    assert "님이 12:00에 이 세션을 저장했습니다" in page.text_of("#conflict")


# ----------------------------------------------------------- with a script


def post(client, path="", **data):
    token = client.page(HERE).one(f"{FORM} [name=csrf_token]")["value"]
    set_reading(value=False)
    return client.post(f"{HERE}{path}", data={"csrf_token": token, **data}, headers=JSON)


def test_a_part_is_saved_by_itself(edition, client):
    answer = post(client, base=1, parts=["title"], **{"title-ko": "새 제목", "title-en": "New"})

    assert answer.status_code == 200
    assert answer.json["saved"] == ["title"]
    assert answer.json["said"] == "Saved at 12:00"
    assert answer.json["title"] == "New"
    assert saved(edition).title == both("새 제목", "New")
    assert saved(edition).roles


def test_what_is_sound_is_saved_beside_what_is_wrong(edition, client):
    answer = post(client, base=1, parts=["seats", "track"], seats="many", track="B")

    assert answer.status_code == 200
    assert answer.json["saved"] == ["track"]
    assert answer.json["wrong"] == {"seats": ["Write a whole number in digits."]}
    assert saved(edition).track == "B"


def test_a_part_that_is_wrong_is_not_saved(edition, client):
    answer = post(client, base=1, parts=["seats"], seats="many")

    assert answer.status_code == 422
    assert answer.json["version"] is None
    assert saved(edition).seats is None


def test_a_save_brings_what_others_have_changed(edition, client, other):
    save(other, other.page(HERE), {"track": "B"})

    answer = post(client, base=1, parts=["seats"], seats="40").json

    assert list(answer["theirs"]) == ["track"]
    assert 'value="B"' in answer["theirs"]["track"]
    assert answer["others_said"].startswith("Hong Gildong (trial) changed this session at 12:00")


def test_a_late_part_brings_both_versions(edition, client, other):
    save(other, other.page(HERE), {"title-en": "Theirs"})

    answer = post(client, base=1, parts=["title"], **{"title-ko": "세션 1", "title-en": "Mine"})

    assert answer.status_code == 409
    assert list(answer.json["clash"]) == ["title"]
    assert "Theirs" in answer.json["clash"]["title"]
    assert "Mine" in answer.json["clash"]["title"]
    again = post(
        client,
        base=answer.json["version"],
        parts=["title"],
        **{"title-ko": "세션 1", "title-en": "Mine"},
    )
    assert again.status_code == 200
    assert saved(edition).title.en == "Mine"


def test_a_part_of_a_session_that_is_gone_says_so(edition, client, other):
    token = client.page(HERE).one(f"{FORM} [name=csrf_token]")["value"]
    set_reading(value=False)
    services.remove_session(db.session.get_one(Edition, edition.id), "session-1")

    answer = client.post(
        HERE, data={"csrf_token": token, "parts": "track", "track": "B"}, headers=JSON
    )

    assert answer.status_code == 409
    assert answer.json["gone"] is True
    assert answer.json["new"].endswith("/sessions/new")


# ------------------------------------------------------------------ presence


def present(edition, user=0):
    set_reading(value=False)
    return queries.present_editors(db.session.get_one(Edition, edition.id), user)


def test_who_else_has_the_session_open_is_shown(edition, client, other):
    assert post(other, "/here", base=1).json["others"] == []

    answer = post(client, "/here", base=1)

    assert answer.json["others"] == ["Hong Gildong (trial)"]
    page = client.page(HERE)
    assert "Hong Gildong (trial) has this session open as well." in page.text_of("[data-others]")
    assert [len(names) for names in present(edition).values()] == [2]


def test_who_was_not_heard_of_for_45_seconds_is_gone(edition, client, other, moments):
    post(other, "/here", base=1)

    with moments(NOW + timedelta(seconds=44)):
        assert list(present(edition)) == ["session-1"]
    with moments(NOW + timedelta(seconds=46)):
        assert present(edition) == {}
        post(client, "/here", base=1)
        assert db.session.query(EditorPresence).count() == 1


def test_who_leaves_is_gone_at_once(edition, client, other):
    post(other, "/here", base=1)

    assert post(other, "/left").status_code == 204

    assert present(edition) == {}


def test_a_page_that_is_open_learns_what_was_changed(edition, client, other):
    save(other, other.page(HERE), {"track": "B"})

    answer = post(client, "/here", base=1).json

    assert list(answer["theirs"]) == ["track"]


def test_looking_at_a_session_leaves_no_mark(edition, client):
    client.page(HERE)

    assert present(edition) == {}


@pytest.mark.both_databases
def test_the_mark_is_one_row_however_often_it_is_heard_of(app):
    edition = make_edition()
    user = make_user()
    for _time in range(3):
        services.keep_presence(edition, "session-1", user.id)
    services.keep_presence(edition, "session-2", user.id)
    db.session.commit()

    assert sorted(queries.present_editors(edition)) == ["session-1", "session-2"]
    assert db.session.query(EditorPresence).count() == 2
    assert queries.present_editors(edition, user.id) == {}
    assert clock.now() == NOW
