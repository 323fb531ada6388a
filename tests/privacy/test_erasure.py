"""Erasure: asked for by the person, decided by an organiser, and what is left afterwards."""

import pytest
from sqlalchemy import select

from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import Base, db
from forum.core.links import CapabilityLink
from forum.core.localized import LocalizedText
from forum.core.mail import MailState, OutgoingMail
from forum.core.outbox import send_due
from forum.core.permissions import Role
from forum.core.settings import current_settings
from forum.privacy import purging, services
from forum.privacy.errors import RequestDecidedError
from forum.privacy.models import Destruction, ErasureRequest
from forum.privacy.types import ErasureState, Kind
from forum.registration import services as registering
from forum.registration.models import Limit, Registration
from forum.registration.types import RegistrationState
from tests.factories.accounts import make_organiser
from tests.factories.registration import HUNGRY, make_open_edition, make_registration
from tests.registration.test_self_service import bring_code

DATA = "/en/my/registration/data"
PAGE = "/manage/forum/privacy"
SECRETS = ("길동이", "Gildong-Unique", "unique@example.org", "1099998888", "유일한 기관", "땅콩")


@pytest.fixture
def mine(app):
    edition = make_open_edition(slug="forum", seats={"hall": 10})
    mine = make_registration(
        edition,
        name=LocalizedText("길동이", "Gildong-Unique"),
        email="unique@example.org",
        phone="+821099998888",
        affiliation=LocalizedText("유일한 기관", "Only One Institute"),
        sessions=("hall",),
        sensitive=HUNGRY,
        consents={"privacy": True, "sensitive": True},
    )
    registering.change_stars(mine, add={"tour"}, remove=set())
    db.session.commit()
    return mine


def everything() -> str:
    """Return every row of every table as one text."""
    rows: list[str] = []
    for table in Base.metadata.sorted_tables:
        rows.extend(str(row) for row in db.session.execute(select(table)).mappings())
    return "\n".join(rows)


def test_one_asks_once_and_sees_until_when_it_is_decided(mine, client):
    bring_code(client, DATA)
    for _time in range(2):
        page = client.page(DATA)
        form = "form[action$='/data/erasure']"
        if page.select(form):
            assert client.send(page, DATA, {}, form=form).location == DATA
    request = db.session.scalars(select(ErasureRequest)).one()
    assert (request.due_on - clock.today("Asia/Seoul")).days == 10
    page = client.page(DATA)
    assert "30 November 2026" in page.text_of(".banner")
    assert not page.select("form[action$='/data/erasure']")


def test_an_organiser_carries_it_out_with_one_button(mine, client):
    services.ask_erasure(mine)
    user = make_organiser(client, Role.REGISTRAR)
    page = client.page(PAGE)
    assert mine.number in page.text_of("table")
    done = client.send(page, PAGE, {}, form="form[action$='/carry-out']")
    assert done.location == PAGE
    db.session.rollback()
    request = db.session.scalars(select(ErasureRequest)).one()
    assert request.state is ErasureState.DONE
    assert request.decided_by == f"user:{user.id}"
    text = client.page(PAGE).text_of("main")
    assert "Carried out" in text
    assert "Gildong-Unique" not in text
    shown = client.page(f"/manage/forum/registrations/{mine.id}").text_of("main")
    assert "Erased" in shown


@pytest.mark.both_databases
def test_nothing_of_the_person_is_left_in_any_row(mine):
    send_due()
    number, category = mine.number, mine.category_id
    before = everything()
    assert all(secret in before for secret in SECRETS)
    services.carry_out(services.ask_erasure(mine))
    db.session.commit()

    last = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert (last.cause, last.recipient) == ("privacy.erased", "unique@example.org")
    send_due()
    purging.purge()
    db.session.expire_all()

    after = everything()
    assert [secret for secret in SECRETS if secret in after] == []
    left = db.session.get_one(Registration, mine.id)
    assert left.state is RegistrationState.ERASED
    assert (left.number, left.category_id, left.country) == (number, category, "KR")
    assert not left.seats
    assert not left.attendances
    assert {limit.taken for limit in db.session.scalars(select(Limit))} == {0}
    links = db.session.scalars(select(CapabilityLink))
    assert all(link.revoked_at is not None for link in links)


def test_the_copies_of_mails_that_are_files_go_as_well(mine):
    send_due()
    folder = current_settings().mail_dir
    mail = db.session.scalars(select(OutgoingMail)).one()
    file = folder / f"{mail.id:06d}.eml"
    assert file.exists()
    services.carry_out(services.ask_erasure(mine))
    assert not file.exists()


def test_what_waited_to_be_sent_is_dropped_and_only_the_last_mail_goes(mine):
    services.carry_out(services.ask_erasure(mine))
    db.session.commit()
    waiting = db.session.scalars(select(OutgoingMail)).all()
    assert [mail.cause for mail in waiting] == ["privacy.erased"]
    assert waiting[0].state == MailState.QUEUED
    assert mine.number in waiting[0].text
    assert "길동이" not in waiting[0].text


def test_the_links_lead_nowhere_and_the_address_can_register_anew(mine, client):
    bring_code(client, DATA)
    edition = mine.edition
    services.carry_out(services.ask_erasure(mine))
    db.session.commit()
    assert client.get(DATA).status_code == 410
    again = make_registration(edition, email="unique@example.org")
    assert again.is_confirmed


def test_a_refusal_needs_a_reason_and_tells_it(mine, client):
    services.ask_erasure(mine)
    make_organiser(client, Role.REGISTRAR)
    page = client.page(PAGE)
    form = "form[action$='/refuse']"
    refused = client.send(page, PAGE, {"reason": ""}, form=form)
    assert refused.status_code == 422
    assert "Write the reason" in client.read(refused).text_of("#errors")
    client.send(page, PAGE, {"reason": "보조금 정산 자료, until 2031"}, form=form)
    db.session.rollback()
    mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail.cause == "privacy.refused"
    assert "until 2031" in mail.text
    assert db.session.get_one(Registration, mine.id).is_confirmed
    bring_code_page = client.page(PAGE).text_of("main")
    assert "Refused with a reason" in bring_code_page


def test_a_request_is_decided_once(mine):
    request = services.ask_erasure(mine)
    services.carry_out(request)
    for decide in (services.carry_out, lambda one: services.refuse(one, "x")):
        with pytest.raises(RequestDecidedError):
            decide(request)


def test_another_editions_request_is_not_found(mine, client):
    request = services.ask_erasure(mine)
    make_open_edition(slug="other")
    make_organiser(client)
    token = client.page("/manage/other/privacy").select("[name=csrf_token]")[0]["value"]
    path = f"/manage/other/privacy/erasures/{request.id}/carry-out"
    assert client.post(path, data={"csrf_token": token}).status_code == 404


def test_the_destruction_and_the_history_say_that_it_was_and_not_who(mine):
    services.carry_out(services.ask_erasure(mine))
    db.session.commit()
    line = db.session.scalars(select(Destruction)).one()
    assert (line.kind, line.count, line.rule) == (Kind.REGISTRATIONS, 1, "on request")
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["erasure.asked", "registration.erased"]
    assert Base.metadata.tables["destructions"].info["append_only"]
