"""Organisers write, freeze, mandate and invite."""

import pytest
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.declaration import queries
from forum.declaration.mandates.services import add_letter
from forum.declaration.models import FrozenText, Mandate
from forum.declaration.services import freeze, revise
from forum.declaration.types import DraftText, MandateState
from forum.programme.uploads import recognise
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.declaration import DRAFT, make_declaration, make_mandate
from tests.factories.editions import make_city, make_edition
from tests.factories.files import pdf

pytestmark = pytest.mark.usefixtures("app")

BASE = "/manage/dwc-2030/declarations"


@pytest.fixture(autouse=True)
def edition(app):
    """The edition that every test here is about."""
    made = make_edition(slug="dwc-2030")
    db.session.commit()
    return made


def test_an_organiser_writes_a_text_and_freezes_it(client):
    make_organiser(client, Role.DECLARATION_OFFICER)
    assert "No declaration yet" in client.page(BASE).text_of("main")
    names = {"title-ko": "시험 선언", "title-en": "A trial declaration", "key": "trial"}
    assert client.submit(f"{BASE}/new", names).location == f"{BASE}/trial/text"
    first = {"articles-0-ko": "첫째 조", "articles-0-en": "The first article", "more": "1"}
    page = client.page(f"{BASE}/trial/text")
    response = client.send(page, f"{BASE}/trial/text", first)
    assert response.location == f"{BASE}/trial/text"
    response = client.submit(f"{BASE}/trial/text", {"articles-1-ko": "둘째 조"})
    assert response.location == f"{BASE}/trial"
    assert "English missing" in client.page(f"{BASE}/trial/freeze").text_of("main")
    assert not client.page(f"{BASE}/trial/freeze").select("main form")
    client.submit(f"{BASE}/trial/text", {"articles-1-en": "The second article"})
    sha256 = client.page(f"{BASE}/trial/freeze").text_of(".hash code")
    assert client.submit(f"{BASE}/trial/freeze", {}).location == f"{BASE}/trial"
    assert db.session.scalars(select(FrozenText.sha256)).one() == sha256
    assert sha256 in client.page(f"{BASE}/trial").text_of("main")
    client.page(f"{BASE}/trial/text", status=409)
    begun = client.submit(f"{BASE}/trial", {}, form="form[action$='/versions']")
    assert begun.location == f"{BASE}/trial/text"


def test_nothing_is_frozen_but_what_the_officer_has_seen(client, edition):
    declaration = make_declaration(edition, key="trial", is_frozen=False)
    make_organiser(client, Role.DECLARATION_OFFICER)
    path = f"{BASE}/trial/freeze"
    seen = client.page(path)
    revise(declaration, DraftText(title=DRAFT.title, articles=DRAFT.articles[:1]))
    db.session.commit()
    answer = client.send(seen, path, {})
    assert answer.status_code == 409
    again = client.read(answer)
    assert "changed the draft" in again.text_of(".banner-danger")
    assert again.text_of(".hash code") != seen.text_of(".hash code")
    assert client.send(again, path, {"seen": ""}).status_code == 409
    assert not db.session.scalars(select(FrozenText)).all()
    assert client.send(again, path, {}).location == f"{BASE}/trial"
    assert db.session.scalars(select(FrozenText.sha256)).one() == again.text_of(".hash code")


def test_who_saves_over_a_change_is_told_first_and_loses_no_word(client, edition):
    declaration = make_declaration(edition, key="trial", is_frozen=False)
    make_organiser(client, Role.DECLARATION_OFFICER)
    path = f"{BASE}/trial/text"
    opened = client.page(path)
    revise(declaration, DraftText(title=DRAFT.title, articles=DRAFT.articles[:1]))
    db.session.commit()
    assert client.send(opened, path, {"articles-0-en": "Mine", "seen": ""}).status_code == 422
    answer = client.send(opened, path, {"articles-0-en": "Mine"})
    assert answer.status_code == 422
    again = client.read(answer)
    assert "changed the draft" in again.text_of(".banner-danger")
    assert again.one("[name=articles-0-en]").text.strip() == "Mine"
    assert len(queries.latest_version(declaration).articles) == 1
    assert client.send(again, path, {}).location == f"{BASE}/trial"
    db.session.expire_all()
    texts = [article.text.en for article in queries.latest_version(declaration).as_text().articles]
    assert texts[0] == "Mine"


def test_a_text_frozen_while_it_is_edited_is_said_and_keeps_what_was_typed(client, edition):
    declaration = make_declaration(edition, key="trial", is_frozen=False)
    make_organiser(client, Role.DECLARATION_OFFICER)
    path = f"{BASE}/trial/text"
    opened = client.page(path)
    freeze(declaration)
    db.session.commit()
    answer = client.send(opened, path, {"articles-0-en": "Too late"})
    assert answer.status_code == 422
    page = client.read(answer)
    assert "frozen" in page.text_of(".banner-danger")
    assert page.one("[name=articles-0-en]").text.strip() == "Too late"


def test_a_taken_name_is_said_at_its_field(client, edition):
    make_declaration(edition, key="trial")
    make_organiser(client)
    names = {"title-ko": "시험", "title-en": "Trial", "key": "trial"}
    page = client.read(client.submit(f"{BASE}/new", names))
    assert "short name already" in page.text_of("#key-error")
    page = client.read(client.submit(f"{BASE}/new", {**names, "key": "my"}))
    assert "small letters" in page.text_of("#key-error")


def test_a_mandate_is_entered_approved_invited_and_withdrawn(client, edition):
    declaration = make_declaration(edition, key="trial")
    city = make_city(name=LocalizedText("빈", "Vienna"))
    make_organiser(client, Role.DECLARATION_OFFICER)
    details = {
        "city": str(city.id),
        "name-en": "Hong Gildong (trial)",
        "capacity-ko": "시장",
        "capacity-en": "Mayor",
        "email": "mayor@example.org",
        "language": "en",
    }
    nameless = client.submit(f"{BASE}/trial/mandates/new", {**details, "name-en": ""})
    assert "name in one language" in client.read(nameless).text_of("#name-error")
    entered = client.submit(f"{BASE}/trial/mandates/new", details)
    mandate = db.session.scalars(select(Mandate)).one()
    assert mandate.state is MandateState.PENDING
    own = f"{BASE}/trial/mandates/{mandate.id}"
    assert entered.location == own
    page = client.page(own)
    assert "cannot be approved yet" in page.text_of(".banner-info")
    assert not page.select("form[action*='/approve']")
    assert client.page(f"{BASE}/trial").select(f"td a.btn[href='{own}']")
    add_letter(mandate, recognise(pdf(), "letter.pdf"))
    db.session.commit()
    assert client.submit(own, {}, form="form[action$='/approve']").location == own
    for act, state in (
        ("invite", MandateState.READY),
        ("withdraw", MandateState.WITHDRAWN),
    ):
        form = f"form[action$='/{act}']"
        assert client.submit(f"{BASE}/trial", {}, form=form).location == f"{BASE}/trial"
        db.session.refresh(mandate)
        assert mandate.state is state
    assert mandate.approved_by.startswith("user:")
    assert queries.load_chain_end(declaration).sequence == 2
    mails = db.session.scalars(select(OutgoingMail.recipient)).all()
    assert mails == ["mayor@example.org"]
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert {"mandate.granted", "mandate.approved", "mandate.invited"} <= set(actions)


def test_the_page_of_a_mandate_has_every_act_and_comes_back_to_itself(client, edition):
    declaration = make_declaration(edition, key="trial")
    mandate = make_mandate(declaration, is_approved=False)
    add_letter(mandate, recognise(pdf(), "letter.pdf"))
    db.session.commit()
    make_organiser(client, Role.DECLARATION_OFFICER)
    own = f"{BASE}/trial/mandates/{mandate.id}"
    for act, state in (
        ("approve", MandateState.APPROVED),
        ("invite", MandateState.READY),
        ("invite", MandateState.READY),
        ("withdraw", MandateState.WITHDRAWN),
    ):
        form = f"main form[action*='/{mandate.id}/{act}']"
        assert client.submit(own, {}, form=form).location == own
        db.session.refresh(mandate)
        assert mandate.state is state
    assert not client.page(own).select("main form[action*='?on=mandate']")


def test_an_auditor_sees_but_changes_nothing(client, edition):
    declaration = make_declaration(edition, key="trial")
    mandate = make_mandate(declaration, is_approved=False)
    db.session.commit()
    make_organiser(client, Role.AUDITOR)
    page = client.page(f"{BASE}/trial")
    assert not page.select("main form")
    client.page(f"{BASE}/trial/text", status=403)
    response = client.post(f"{BASE}/trial/mandates/{mandate.id}/approve")
    assert response.status_code in {400, 403}
    assert db.session.scalars(select(Mandate.state)).one() is MandateState.PENDING


def test_a_mandate_of_another_declaration_is_not_found(client, edition):
    make_declaration(edition, key="trial")
    other = make_mandate(make_declaration(edition, key="other"), is_approved=False)
    db.session.commit()
    make_organiser(client)
    token = client.page(f"{BASE}/other").select("input[name=csrf_token]")[0]["value"]
    path = f"{BASE}/trial/mandates/{other.id}/approve"
    assert client.post(path, data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_runs_the_same_queries_at_any_length(client, edition, count):
    declaration = make_declaration(edition, key="trial", is_frozen=False)
    for number in range(1, count):
        make_declaration(edition, key=f"trial-{number}", is_frozen=False)
    for _ in range(count):
        make_mandate(declaration)
    db.session.commit()
    make_organiser(client)
    for path, expected in ((BASE, LIST_QUERIES), (f"{BASE}/{declaration.key}", SHOW_QUERIES)):
        with count_queries() as statements:
            client.page(path)
        assert len(statements) == expected, "\n".join(statements)


LIST_QUERIES = 5
SHOW_QUERIES = 14
