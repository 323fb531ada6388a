import ast
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forum.accounts.models import RoleHeld
from forum.core import audit, clock, mail
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import MailState, OutgoingMail
from forum.core.permissions import Permission, Role, permissions_of
from forum.editions.models import EditionNote
from forum.editions.types import EditionState, NoteKind
from forum.registration.services import register_details
from forum.registration.types import Source
from forum.site.figures import growth_of
from forum.site.queries import load_overview
from forum.site.types import Waiting
from forum.site.words import ACTION_WORDS
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser, make_user, sign_in
from tests.factories.editions import make_edition
from tests.factories.programme import make_session
from tests.factories.registration import details_of, make_open_edition

EVERYTHING = frozenset(Permission)
FORUM = Path(__file__).parents[2] / "forum"
SYSTEM_WIDE = {  # about a person, not about an edition
    "link.issued",
    "password.set",
    "session.ended",
    "session.opened",
    "token.issued",
    "token.revoked",
    "user.added",
}


def register(edition, count=1):
    for _ in range(count):
        register_details(edition, details_of(), source=Source.SELF)
    db.session.commit()


def waiting(edition, allowed=EVERYTHING):
    return {todo.what: todo.number for todo in load_overview(edition, allowed).todos}


def test_without_a_role_the_list_is_empty_and_says_what_to_do(client):
    make_edition()
    make_organiser(client, role=None)

    page = client.page("/manage/")

    assert "You have no role for any edition yet" in page.text_of(".empty")


def test_the_list_has_the_editions_of_ones_roles_drafts_included(client):
    mine, other = make_edition(state=EditionState.DRAFT), make_edition()
    sign_in(client, make_user(role=Role.REGISTRAR, edition_id=mine.id))

    page = client.page("/manage/")

    assert [link["href"] for link in page.select("main td a")] == [f"/manage/{mine.slug}/"]
    assert "Registrar" in page.text_of("main table")
    assert other.slug not in page.source


@pytest.mark.both_databases
def test_registrations_are_counted_by_category_and_by_day_in_the_editions_zone(app, moments):
    edition = make_open_edition()
    register(edition, 2)
    with moments(clock.now() + timedelta(hours=11, minutes=59)):  # 23:59 in Seoul
        register(edition)
        assert load_overview(edition, EVERYTHING).registrations.today == 3
    with moments(clock.now() + timedelta(hours=12)):  # midnight there, afternoon in UTC
        register(edition)
        found = load_overview(edition, EVERYTHING).registrations

    assert (found.total, found.today, found.capacity) == (4, 1, 500)
    assert (found.growth.first, found.growth.last) == (date(2026, 11, 20), date(2026, 11, 21))
    assert [category.limit.taken for category in found.categories] == [4]


def test_the_curve_begins_on_the_second_day_and_ends_at_the_sum():
    days = {date(2026, 11, 1): 2, date(2026, 11, 3): 6}

    assert growth_of({date(2026, 11, 1): 2}, 10) is None
    drawn = growth_of(days, 16)

    assert drawn.line == "M0.0 175.0 L280.0 175.0 L560.0 100.0"
    assert (drawn.total, drawn.highest, drawn.ceiling) == (8, 16, 0.0)
    assert growth_of(days, 1000).ceiling is None, "a far capacity would press the line flat"
    assert growth_of(days, None).highest == 8


def test_what_the_draft_has_and_no_release_yet_waits(app):
    edition = make_open_edition()
    assert Waiting.CHANGES not in waiting(edition)

    make_session(edition, key="added", title=LocalizedText("새 세션", ""))
    db.session.commit()

    assert waiting(edition)[Waiting.CHANGES] >= 1
    assert waiting(edition)[Waiting.TEXTS] >= 1
    gaps = load_overview(edition, EVERYTHING).tongues.gaps
    assert [(gap.kind, gap.name.ko) for gap in gaps if gap.name.ko == "새 세션"] == [
        ("session", "새 세션")
    ]


def test_failed_mails_wait_and_can_be_tried_again(client):
    edition, other = make_open_edition(), make_open_edition()
    register(edition)
    register(other)
    for sent in db.session.scalars(select(OutgoingMail)):
        sent.state, sent.tries, sent.last_error = MailState.FAILED, 12, "550 no such mailbox"
    db.session.commit()
    sign_in(client, make_user(role=Role.REGISTRAR, edition_id=edition.id))
    assert waiting(edition)[Waiting.MAILS_FAILED] == 1
    overview = client.page(f"/manage/{edition.slug}/")
    address = overview.one(".todo .is-hot a")["href"]
    assert address == f"/manage/{edition.slug}/mails?state=failed"

    page = client.page(address)
    assert "550 no such mailbox" in page.text_of("main table")
    done = client.submit(address, {}, form="main form.retry-all")

    assert done.location == f"/manage/{edition.slug}/mails"
    states = dict(db.session.execute(select(OutgoingMail.about_id, OutgoingMail.state)).all())
    assert sorted(states.values()) == [MailState.FAILED, MailState.QUEUED]
    assert Waiting.MAILS_FAILED not in waiting(edition)


def test_an_unknown_state_of_mails_is_nowhere(client):
    edition = make_edition()
    make_organiser(client)

    client.page(f"/manage/{edition.slug}/mails?state=lost", status=404)


def test_an_empty_edition_says_what_is_missing_and_how_to_begin(client):
    edition = make_edition()
    make_organiser(client)

    page = client.page(f"/manage/{edition.slug}/")

    text = page.text_of("main")
    for sentence in (
        "Nothing waits for you now.",
        "Nobody has registered yet.",
        "No categories have been set up",
        "This edition has no declaration yet.",
        "There is no check-in list yet.",
    ):
        assert sentence in text


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_of_the_overview_what_it_may(client, role):
    edition = make_open_edition()
    register(edition)
    allowed = permissions_of(role)
    sign_in(client, make_user(role=role, edition_id=edition.id))

    page = client.page(f"/manage/{edition.slug}/")

    for permission, part in (
        (Permission.REGISTRATION_VIEW, "#registrations"),
        (Permission.DECLARATION_VIEW, "#declarations"),
        (Permission.CHECKIN_VIEW, "#gates"),
        (Permission.AUDIT_VIEW, "#recent"),
        (Permission.EDITION_EDIT, "#texts"),
    ):
        assert bool(page.select(f"main {part}")) == (permission in allowed), part
    menu = {link["href"] for link in page.select(".mg-side nav a")}
    assert (f"/manage/{edition.slug}/mails" in menu) == (Permission.MAIL_VIEW in allowed)
    assert (f"/manage/{edition.slug}/team" in menu) == (Permission.USER_EDIT in allowed)
    for address in menu:
        assert client.get(address).status_code == 200, "the menu shows what may be opened alone"


def test_the_overview_asks_the_database_as_often_for_one_as_for_three(client):
    edition = make_open_edition()
    make_organiser(client)
    counts = []
    for registered in (1, 2):  # one, then three
        register(edition, registered)
        make_session(edition)
        db.session.commit()
        client.get(f"/manage/{edition.slug}/")
        with count_queries() as statements:
            client.page(f"/manage/{edition.slug}/")
        counts.append(len(statements))

    assert counts[0] == counts[1] == 21


def test_what_happened_last_is_told_in_words_with_names(client):
    edition = make_open_edition()
    user = make_organiser(client)
    client.submit(
        f"/manage/{edition.slug}/team",
        {"email": "new@example.org", "role": "editor"},
        form="main form#invite",
    )
    db.session.commit()

    page = client.page(f"/manage/{edition.slug}/")

    assert page.texts_of(".log li")[0].endswith(f"{user.name.en} gave somebody a role")


def test_the_same_thing_done_many_times_is_told_once(app):
    edition = make_open_edition()
    register(edition, 3)

    recent = load_overview(edition, EVERYTHING).recent or ()

    assert recent[0].times == 3
    assert len(recent) == 2, "three registrations, and the release before them"


def test_of_an_archived_edition_what_never_was_is_left_out(client):
    edition = make_edition(state=EditionState.ARCHIVED)
    make_organiser(client)

    page = client.page(f"/manage/{edition.slug}/")

    assert not page.select("#todo, #registrations, #gates, #declarations")


def test_every_action_of_the_audit_log_about_an_edition_has_words():
    actions = set()
    for path in FORUM.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"audit\.record\(|note\w*\(", text):
            continue  # reading the tree of every file takes seconds
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name == "audit.record" or "note" in name.rsplit(".", 1)[-1]:
                actions |= {
                    part.value
                    for argument in node.args
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant)
                    and re.fullmatch(r"[a-z_]+\.[a-z_]+", str(part.value))
                }
    assert len(actions) > 20
    assert actions - SYSTEM_WIDE == ACTION_WORDS.keys() - {"edition.imported", "edition.updated"}


def test_the_preparation_timetable_marks_what_is_behind(app):
    edition = make_edition()
    for position, (starts, ends) in enumerate(
        [("2026-05", ""), ("2026-11", ""), ("2026-11-19", ""), ("2026-10", "2026-11"), ("2027", "")]
    ):
        db.session.add(
            EditionNote(
                edition_id=edition.id,
                kind=NoteKind.PREPARATION,
                text=LocalizedText("준비", "Preparing"),
                starts=starts,
                ends=ends,
                position=position,
            )
        )
    db.session.commit()

    steps = load_overview(edition, EVERYTHING).preparation

    assert [step.is_done for step in steps] == [True, False, True, False, False]


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (date(2026, 11, 23), "3 days to go"),
        (date(2026, 11, 21), "1 day to go"),
        (date(2026, 11, 20), "1 day of the forum"),
    ],
)
def test_the_days_are_counted_down(client, starts, words):
    edition = make_edition(starts_on=starts, ends_on=starts)
    make_organiser(client)

    said = client.page(f"/manage/{edition.slug}/").text_of(".countdown")

    assert said.startswith(words)


def test_an_owner_invites_by_mail_and_takes_back(client):
    edition = make_edition()
    sign_in(client, make_user(role=Role.OWNER, edition_id=edition.id))
    address = f"/manage/{edition.slug}/team"

    done = client.submit(
        address, {"email": "new@example.org", "role": "registrar"}, form="main form#invite"
    )
    assert done.status_code == 303
    assert [sent.recipient for sent in db.session.scalars(select(OutgoingMail))] == [
        "new@example.org"
    ]
    held = db.session.scalars(select(RoleHeld).where(RoleHeld.role == Role.REGISTRAR)).one()
    page = client.page(address)
    assert "new@example.org" in page.text_of("main table")
    client.submit(address, {}, form=f"main form[action$='/{held.id}/take']")

    assert "new@example.org" not in client.page(address).text_of("main table")


def test_who_has_a_password_is_not_mailed_a_link(client):
    edition = make_edition()
    colleague = make_user()
    make_organiser(client)

    client.submit(
        f"/manage/{edition.slug}/team",
        {"email": colleague.email, "role": "editor"},
        form="main form#invite",
    )

    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_an_owner_of_one_edition_cannot_touch_those_of_all(client):
    edition = make_edition()
    make_user(role=Role.OWNER)
    everywhere = db.session.scalars(select(RoleHeld)).one()
    sign_in(client, make_user(role=Role.OWNER, edition_id=edition.id))
    address = f"/manage/{edition.slug}/team"
    page = client.page(address)
    assert not page.select(f"main form[action$='/{everywhere.id}/take']")
    token = page.select("main input[name=csrf_token]")[0]["value"]

    refused = client.post(f"{address}/{everywhere.id}/take", data={"csrf_token": token})

    assert refused.status_code == 403


def test_a_role_of_another_edition_is_not_found_through_this_one(client):
    edition, other = make_edition(), make_edition()
    make_user(role=Role.EDITOR, edition_id=other.id)
    held = db.session.scalars(select(RoleHeld)).one()
    make_organiser(client)
    page = client.page(f"/manage/{edition.slug}/team")
    token = page.select("main input[name=csrf_token]")[0]["value"]

    refused = client.post(f"/manage/{edition.slug}/team/{held.id}/take", data={"csrf_token": token})

    assert refused.status_code == 404


def test_the_last_owner_of_all_editions_stays(client):
    edition = make_edition()
    make_organiser(client)
    held = db.session.scalars(select(RoleHeld)).one()

    client.submit(f"/manage/{edition.slug}/team", {}, form=f"main form[action$='/{held.id}/take']")

    page = client.page(f"/manage/{edition.slug}/team")
    assert "The last owner must stay" in page.text_of(".messages")


def test_mails_of_other_causes_are_of_no_edition(app):
    edition = make_open_edition()
    mail.queue(recipient="a@example.org", language="ko", subject="s", text="t", cause="c")
    audit.record("programme.released", object_type="x", object_id=1)
    db.session.commit()

    found = load_overview(edition, EVERYTHING)

    assert found.mails == {}
