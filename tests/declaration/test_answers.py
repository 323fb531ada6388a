"""More time, observing, a reservation, and the text on paper."""

import json
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import func, select

from forum.core import clock
from forum.core.codes import WrongCodeError
from forum.core.db import db
from forum.core.links import LinkUsedError, find_link
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.declaration import queries, services
from forum.declaration.answers import services as answers
from forum.declaration.answers.errors import DayPastError
from forum.declaration.errors import ForbiddenCharacterError, MandateMissingError
from forum.declaration.models import EvidenceRecord, Mandate, Signature
from forum.declaration.types import SIGN, MandateState, SigningStatement
from forum.declaration.verifier import verify_chain
from tests.factories.accounts import make_user
from tests.factories.declaration import (
    STATEMENT,
    last_code,
    last_link,
    make_declaration,
    make_mandate,
)
from tests.factories.editions import make_city, make_edition

pytestmark = pytest.mark.usefixtures("app")

RESERVED = SigningStatement.from_mapping(
    {**STATEMENT.to_mapping(), "reservation": "Article 2 applies from 2028 on."}
)


def _invited() -> Mandate:
    declaration = make_declaration(make_edition(slug="dwc-2030"))
    mandate = make_mandate(declaration, make_city(name=LocalizedText("빈", "Vienna")))
    services.invite(mandate)
    db.session.commit()
    return mandate


def test_more_time_is_told_to_the_officers_once_and_the_link_goes_on_working():
    mandate = _invited()
    officer = make_user(role=Role.DECLARATION_OFFICER)
    make_user(role=Role.EDITOR)
    today = clock.today("Asia/Seoul")
    with pytest.raises(DayPastError):
        answers.need_time(mandate, today - timedelta(days=1))
    for until in (None, None, today, today):
        answers.need_time(mandate, until)
    mails = select(OutgoingMail.recipient).where(OutgoingMail.cause == "declaration.answered")
    assert list(db.session.scalars(mails)) == [officer.email] * 2
    assert mandate.state is MandateState.READY
    services.check_can_sign(mandate)


@pytest.mark.both_databases
def test_observing_is_confirmed_by_a_code_and_uses_the_link_up():
    mandate = _invited()
    secret = services.invite(mandate)
    link = find_link(SIGN, secret)
    answers.prepare_observing(mandate)
    db.session.commit()
    right = last_code(mandate.email)
    with pytest.raises(WrongCodeError):
        answers.observe(mandate, "000000" if right != "000000" else "111111")
    db.session.rollback()
    answers.observe(mandate, right, link)
    db.session.commit()
    assert mandate.state is MandateState.OBSERVING
    with pytest.raises(LinkUsedError):
        find_link(SIGN, secret)
    with pytest.raises(MandateMissingError):
        services.check_can_sign(mandate)
    assert queries.load_wall(mandate.declaration).total == 0
    assert db.session.scalar(select(func.count()).select_from(EvidenceRecord)) == 2
    again = make_mandate(mandate.declaration, mandate.city)
    assert again.state is MandateState.APPROVED


@pytest.mark.both_databases
def test_a_reservation_is_a_record_of_its_own_and_stands_on_the_wall():
    mandate = _invited()
    hidden = SigningStatement.from_mapping({**RESERVED.to_mapping(), "reservation": "a\u202eb"})
    with pytest.raises(ForbiddenCharacterError):
        services.prepare_signature(mandate, hidden)
    services.prepare_signature(mandate, RESERVED)
    db.session.commit()
    services.sign(mandate, last_code(mandate.email))
    db.session.commit()
    chain = json.loads(queries.load_chain(mandate.declaration))
    kinds = [entry["record"]["kind"] for entry in chain["records"]]
    assert kinds == ["freeze", "mandate", "signature", "reservation"]
    assert chain["records"][3]["record"]["facts"]["text"] == RESERVED.reservation
    assert verify_chain(json.dumps(chain).encode(), services.trusted_keys()).is_sound
    [city] = queries.load_wall(mandate.declaration).regions[0].cities
    assert city.reservation == RESERVED.reservation


def _open(client, mandate: Mandate, language: str) -> str:
    path = last_link(mandate.email).replace("/en/", f"/{language}/")
    return str(client.submit(path, {}).location)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_delegate_takes_the_text_along_and_asks_for_time(client, language):
    mandate = _invited()
    read = _open(client, mandate, language)
    answer = client.get(f"{read}/text.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with pikepdf.open(BytesIO(answer.data)) as paper:
        assert paper.Root.MarkInfo.Marked
        assert str(paper.Root.Lang).startswith(language)
    client.page(read)
    past = client.submit(f"{read}/later", {"until": "2001-01-01"})
    assert past.status_code == 422
    assert client.read(past).text_of("#until-error")
    assert client.submit(f"{read}/later", {"until": "soon"}).status_code == 422
    assert client.submit(f"{read}/later", {}).location == read
    client.page(f"{read}/statement")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_delegate_observes_by_the_link(client, language):
    mandate = _invited()
    read = _open(client, mandate, language)
    asked = client.submit(f"{read}/observe", {})
    assert asked.location == f"{read}/observe/confirm"
    assert client.submit(asked.location, {"code": "12"}).status_code == 422
    done = client.submit(asked.location, {"code": last_code(mandate.email)})
    assert done.location == f"/{language}/my/signature"
    assert client.page(done.location).text_of(".lede")
    assert client.get(read).status_code in {302, 303}
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0


def test_a_delegate_signs_under_a_reservation(client):
    mandate = _invited()
    read = _open(client, mandate, "en")
    fields = {
        "is_authorised": "y",
        "agrees_electronically": "y",
        "typed_name": "Hong Gildong",
        "reservation": "Not <b>Article 2</b>.",
    }
    too_long = client.submit(f"{read}/statement", {**fields, "reservation": "x" * 2001})
    assert too_long.status_code == 422
    client.submit(f"{read}/statement", fields)
    assert "Not <b>Article 2</b>." in client.page(f"{read}/confirm").text_of("main")
    client.submit(f"{read}/confirm", {"code": last_code(mandate.email)}, form="form.task-form")
    page = client.page("/ko/dwc-2030/declarations/trial-declaration")
    assert "Not <b>Article 2</b>." in page.text_of(".sig-reservation")
