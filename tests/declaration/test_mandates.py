"""What shows a mandate, changing one by two officers, expiry, the table and reminders."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.core import audit, clock
from forum.core.db import db
from forum.core.links import LinkRevokedError, LinkUsedError, find_link
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.declaration import queries, services
from forum.declaration.errors import (
    MandateExpiredError,
    MandateMissingError,
    MandateNotPendingError,
)
from forum.declaration.mandates import services as mandates
from forum.declaration.mandates.errors import (
    AuthorityMissingError,
    ChangeMissingError,
    LetterMissingError,
    NotChangeableError,
    SameOfficerError,
)
from forum.declaration.mandates.models import MandateLetter
from forum.declaration.mandates.queries import (
    count_states,
    find_open_change,
    list_fitting,
    list_unanswered,
)
from forum.declaration.mandates.types import CONFIRM, MandateFilter
from forum.declaration.models import Mandate
from forum.declaration.types import SIGN, CapacityKind, MandateState, PersonDetails
from forum.declaration.verifier import verify_chain
from forum.programme.uploads import recognise
from tests.factories.accounts import make_organiser
from tests.factories.declaration import (
    STATEMENT,
    last_link,
    make_declaration,
    make_mandate,
    make_signature,
)
from tests.factories.editions import make_city, make_edition
from tests.factories.files import PROGRAM, pdf

pytestmark = pytest.mark.usefixtures("app")

BASE = "/manage/dwc-2030/declarations/trial-declaration/mandates"
NEW = PersonDetails(
    name=LocalizedText("임꺽정 (시험)", "Im Kkeokjeong (trial)"),
    capacity_kind=CapacityKind.DEPUTY,
    capacity=LocalizedText("시험 부시장", "Trial deputy mayor"),
    email="deputy@example.org",
    language="ko",
)


def _letter(mandate: Mandate) -> None:
    mandates.add_letter(mandate, recognise(pdf(), "letter.pdf"))


def test_nothing_is_approved_that_nothing_shows():
    mandate = make_mandate(make_declaration(), is_approved=False)
    with pytest.raises(AuthorityMissingError):
        services.approve_mandate(mandate)
    mandate.capacity_kind = CapacityKind.BEHALF
    mandate.confirmed_at = clock.now()
    with pytest.raises(LetterMissingError):
        services.approve_mandate(mandate)
    _letter(mandate)
    services.approve_mandate(mandate)
    assert mandate.state is MandateState.APPROVED


@pytest.mark.both_databases
def test_a_city_confirms_once_from_its_own_address():
    mandate = make_mandate(make_declaration(), is_approved=False)
    first = mandates.ask_confirmation(mandate, "office@example.org")
    secret = mandates.ask_confirmation(mandate, "office@example.org")
    with pytest.raises(LinkRevokedError):
        find_link(CONFIRM, first)
    link = find_link(CONFIRM, secret)
    mandates.answer_confirmation(mandate, link, is_named=True)
    with pytest.raises(LinkUsedError):
        mandates.answer_confirmation(mandate, link, is_named=False)
    assert mandate.confirmed_at is not None
    assert mandate.denied_at is None
    services.approve_mandate(mandate)
    with pytest.raises(MandateNotPendingError):
        mandates.ask_confirmation(mandate, "office@example.org")


@pytest.mark.both_databases
def test_a_change_needs_two_people_and_seals_the_mandate_anew():
    declaration = make_declaration()
    mandate = make_mandate(declaration)
    old = mandate.email
    secret = services.invite(mandate)
    services.prepare_signature(mandate, STATEMENT)
    with audit.acting_as("user:1"):
        change = mandates.propose_change(mandate, NEW)
        with pytest.raises(SameOfficerError):
            mandates.decide_change(mandate, change.id, applies=True)
    assert mandate.email == old
    with audit.acting_as("user:2"):
        mandates.decide_change(mandate, change.id, applies=True)
        with pytest.raises(ChangeMissingError):
            mandates.decide_change(mandate, change.id, applies=True)
    assert (mandate.email, mandate.capacity_kind) == (NEW.email, CapacityKind.DEPUTY)
    assert mandate.statement == {}, "what the person before stated is forgotten"
    with pytest.raises(LinkRevokedError):
        find_link(SIGN, secret)
    assert last_link(NEW.email)
    attested = queries.find_mandate_record(mandate)
    assert attested is not None
    assert attested.sequence == 3
    make_signature(
        mandate,
        type(STATEMENT).from_mapping({**STATEMENT.to_mapping(), "typed_name": "Im Kkeokjeong"}),
    )
    db.session.commit()
    assert verify_chain(queries.load_chain(declaration), services.trusted_keys()).is_sound
    with pytest.raises(NotChangeableError):
        mandates.propose_change(mandate, NEW)


def test_a_change_is_dropped_by_anybody_and_replaced_by_a_newer_one():
    mandate = make_mandate(make_declaration())
    first = mandates.propose_change(mandate, NEW)
    second = mandates.propose_change(mandate, NEW)
    with pytest.raises(ChangeMissingError):
        mandates.decide_change(mandate, first.id, applies=False)
    mandates.decide_change(mandate, second.id, applies=False)
    assert find_open_change(mandate) is None
    assert mandate.email != NEW.email


def test_a_mandate_ends_with_its_last_day():
    declaration = make_declaration()
    mandate = make_mandate(declaration)
    mandate.expires_on = clock.today(declaration.edition.timezone)
    services.check_can_sign(mandate)
    with clock.stopped_at(clock.now() + timedelta(days=1)), pytest.raises(MandateExpiredError):
        services.check_can_sign(mandate)


def test_a_letter_is_not_added_to_what_is_over():
    mandate = make_mandate(make_declaration())
    services.withdraw_mandate(mandate)
    with pytest.raises(MandateMissingError):
        _letter(mandate)


def test_only_those_shown_who_have_not_answered_are_reminded():
    declaration = make_declaration()
    asked, unseen, signed, approved = (make_mandate(declaration) for _ in range(4))
    secrets = [services.invite(one) for one in (asked, unseen, signed)]
    make_signature(signed)
    assert {one.id for one in list_unanswered(declaration)} == {asked.id, unseen.id}
    assert mandates.remind(declaration, {asked.id, signed.id, approved.id}) == 1
    mails = select(OutgoingMail.recipient).where(OutgoingMail.cause == "declaration.reminder")
    assert list(db.session.scalars(mails)) == [asked.email]
    with pytest.raises(LinkRevokedError):
        find_link(SIGN, secrets[0])
    assert find_link(SIGN, secrets[1]).subject_id == unseen.id


def test_who_could_not_sign_any_more_is_not_reminded(moments):
    declaration = make_declaration()
    mandate = make_mandate(declaration)
    services.invite(mandate)
    mandate.expires_on = clock.today("Asia/Seoul")
    assert list_unanswered(declaration) == [mandate], "on its last day"
    with moments(clock.now() + timedelta(days=1)):
        assert list_unanswered(declaration) == []
        assert mandates.remind(declaration, {mandate.id}) == 0
    mails = select(OutgoingMail).where(OutgoingMail.cause == "declaration.reminder")
    assert not db.session.scalars(mails).all()


def test_the_table_is_filtered_and_counted():
    declaration = make_declaration()
    vienna = make_mandate(declaration, make_city(name=LocalizedText("빈", "Vienna")))
    make_mandate(declaration, make_city(name=LocalizedText("베를린", "Berlin")), is_approved=False)
    rows = queries.list_mandates(declaration)
    assert count_states(rows) == {MandateState.PENDING: 1, MandateState.APPROVED: 1}
    assert list_fitting(rows, MandateFilter(state=MandateState.APPROVED)) == [vienna]
    for words in ("VIENNA", "빈", f"vien {vienna.email}"):
        assert list_fitting(rows, MandateFilter(words=words)) == [vienna]
    assert list_fitting(rows, MandateFilter(state=MandateState.PENDING, words="vienna")) == []


def _world(*, is_approved: bool) -> Mandate:
    declaration = make_declaration(make_edition(slug="dwc-2030"))
    city = make_city(name=LocalizedText("빈", "Vienna"))
    mandate = make_mandate(declaration, city, is_approved=is_approved)
    db.session.commit()
    return mandate


def _send(client, url: str, token: str, data: bytes, name: str):
    """Send a file as a browser does; the test client would leave a file of it open."""
    head = "--x\r\nContent-Disposition: form-data; name="
    body = [
        f'{head}"csrf_token"\r\n\r\n{token}\r\n'.encode(),
        f'{head}"file"; filename="{name}"\r\n\r\n'.encode(),
        data,
        b"\r\n--x--\r\n",
    ]
    kind = "multipart/form-data; boundary=x"
    return client.post(url, data=b"".join(body), content_type=kind)


def test_a_letter_is_uploaded_looked_into_and_handed_out_as_an_attachment(client):
    mandate = _world(is_approved=False)
    make_organiser(client, Role.DECLARATION_OFFICER)
    page, form = f"{BASE}/{mandate.id}", "form[action$='/letter']"
    empty = client.submit(page, {}, form=form)
    assert empty.status_code == 422
    token = client.page(page).one(f"{form} input[name=csrf_token]")["value"]
    for data, status, words in (
        (PROGRAM, 422, "By its content"),
        (b"%PDF-1.7\n" + b"0" * (30 * 1024 * 1024), 413, "25"),
    ):
        answer = _send(client, f"{page}/letter", token, data, "letter.pdf")
        assert answer.status_code == status
        assert words in client.read(answer).text_of("#file-error")
    assert db.session.scalar(select(func.count()).select_from(MandateLetter)) == 0
    assert _send(client, f"{page}/letter", token, pdf(), "../위임장<b>.pdf").location == page
    link = client.page(page).one("#letters-title ~ ul a")["href"]
    answer = client.get(link)
    assert answer.data == pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.submit(page, {}, form="form[action$='/approve']").status_code == 303
    other = make_mandate(mandate.declaration)
    db.session.commit()
    letter = link.rsplit("/", 1)[1]
    client.page(f"{BASE}/{other.id}/letters/{letter}", status=404)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_city_says_whom_it_has_named_by_a_link(client, language, word):
    mandate = _world(is_approved=False)
    mandates.ask_confirmation(mandate, "office@example.org")
    db.session.commit()
    path = last_link("office@example.org", CONFIRM).replace("/en/", f"/{language}/")
    page = client.submit(path, {}).location
    assert mandate.email in client.page(page).text_of("main")
    done = client.submit(page, {}, form=f"form[action$='/{word}']")
    assert client.page(done.location).text_of("h1")
    assert client.get(page).status_code == 410
    db.session.refresh(mandate)
    assert (mandate.confirmed_at is not None) == (word == "yes")
    assert (mandate.denied_at is not None) == (word == "no")


def test_two_officers_change_a_mandate(app, client):
    mandate = _world(is_approved=True)
    make_organiser(client, Role.DECLARATION_OFFICER)
    other = app.test_client()
    make_organiser(other, Role.DECLARATION_OFFICER)
    page = f"{BASE}/{mandate.id}"
    wrong = client.submit(f"{page}/change", {"email": "x"})
    assert wrong.status_code == 422
    assert client.submit(f"{page}/change", {"email": "new@example.org"}).location == page
    assert "another officer" in client.page(page).text_of(".banner-warning")
    change = find_open_change(mandate)
    assert change is not None
    token = client.page(page).one("form[action$='/drop'] input[name=csrf_token]")["value"]
    own = client.post(f"{page}/change/{change.id}/apply", data={"csrf_token": token})
    assert own.status_code == 403
    done = other.submit(page, {}, form="form[action$='/apply']")
    assert done.location == page
    db.session.refresh(mandate)
    assert mandate.email == "new@example.org"


def test_an_officer_reminds_exactly_those_who_were_shown(client):
    mandate = _world(is_approved=True)
    services.invite(mandate)
    db.session.commit()
    make_organiser(client, Role.DECLARATION_OFFICER)
    page = client.page(BASE)
    assert mandate.email in page.text_of("form[action$='/remind']")
    later = make_mandate(mandate.declaration)
    services.invite(later)
    db.session.commit()
    sent = client.send(page, BASE, {}, form="form[action$='/remind']")
    assert sent.location == BASE
    mails = select(OutgoingMail.recipient).where(OutgoingMail.cause == "declaration.reminder")
    assert list(db.session.scalars(mails)) == [mandate.email]
    for query in ("state=ready", "state=nonsense", "q=Vienna", "state=signed&q=x"):
        client.page(f"{BASE}?{query}")


def test_an_auditor_sees_mandates_and_changes_nothing(client):
    mandate = _world(is_approved=True)
    mandates.propose_change(mandate, NEW)
    services.invite(mandate)
    db.session.commit()
    make_organiser(client, Role.AUDITOR)
    assert not client.page(BASE).select("main form[method=post]")
    page = client.page(f"{BASE}/{mandate.id}")
    assert not page.select("main form")
    assert not page.select("#letters-title ~ ul a")
