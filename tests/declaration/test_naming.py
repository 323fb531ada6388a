"""A city that was asked at its own address names its person by a link."""

import re

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.links import LinkRevokedError, LinkUsedError, find_link
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.declaration import queries, services
from forum.declaration.errors import MandateExistsError, SummaryNotSignableError
from forum.declaration.mandates.queries import list_letters
from forum.declaration.mandates.types import CityInvitation
from forum.declaration.models import Declaration, Mandate
from forum.declaration.naming import services as naming
from forum.declaration.naming.errors import OwnAddressError, PersonNamedError
from forum.declaration.naming.queries import list_asked
from forum.declaration.naming.types import NAME
from forum.declaration.types import (
    CapacityKind,
    DeclarationKind,
    MandateState,
    PersonDetails,
)
from tests.factories.accounts import make_organiser
from tests.factories.declaration import last_link, make_declaration, make_mandate
from tests.factories.editions import make_city, make_edition
from tests.factories.files import PROGRAM, pdf

pytestmark = pytest.mark.usefixtures("app")

BASE = "/manage/dwc-2030/declarations/trial-declaration/mandates"
OWN = "city@example.org"
PERSON = PersonDetails(
    name=LocalizedText("", "Hong Gildong (trial)"),
    capacity=LocalizedText("", "Mayor"),
    email="mayor@example.org",
    language="en",
)
ENTERED = {
    "name-en": "Hong Gildong (trial)",
    "capacity-en": "Deputy Mayor",
    "capacity_kind": "deputy",
    "email": "deputy@example.org",
}


def _asked(declaration: Declaration) -> tuple[Mandate, str]:
    city = make_city(name=LocalizedText("빈", "Vienna"))
    secret = naming.ask_city(
        declaration, CityInvitation(city_id=city.id, email=f" {OWN} ", language="en")
    )
    mandate = queries.find_standing_mandate(declaration, city.id)
    assert mandate is not None
    return mandate, secret


@pytest.mark.both_databases
def test_a_city_names_its_person_once_and_that_shows_the_mandate():
    mandate, secret = _asked(make_declaration())
    assert (mandate.state, mandate.email) == (MandateState.INVITED, OWN)
    link = find_link(NAME, secret)
    own = PersonDetails.from_mapping({**PERSON.to_mapping(), "email": OWN.upper()})
    with pytest.raises(OwnAddressError):
        naming.name_person(mandate, link, own)
    naming.name_person(mandate, link, PERSON)
    assert (mandate.state, mandate.email) == (MandateState.PENDING, PERSON.email)
    assert (mandate.confirm_address, mandate.confirmed_at is not None) == (OWN, True)
    with pytest.raises(LinkUsedError):
        find_link(NAME, secret)
    with pytest.raises(PersonNamedError):
        naming.name_person(mandate, link, PERSON)
    services.approve_mandate(mandate)
    assert mandate.state is MandateState.APPROVED


def test_only_those_shown_who_have_named_nobody_are_asked_again():
    declaration = make_declaration()
    (first, old), (unseen, kept), (named, _) = (_asked(declaration) for _ in range(3))
    services.withdraw_mandate(named)
    assert {one.id for one in list_asked(declaration)} == {first.id, unseen.id}
    assert naming.ask_invited(declaration, {first.id, named.id}) == 1
    with pytest.raises(LinkRevokedError):
        find_link(NAME, old)
    assert find_link(NAME, kept).subject_id == unseen.id


def test_nobody_is_asked_about_a_summary_or_twice():
    declaration = make_declaration()
    mandate, _ = _asked(declaration)
    again = CityInvitation(city_id=mandate.city_id, email="other@example.org", language="ko")
    with pytest.raises(MandateExistsError):
        naming.ask_city(declaration, again)
    declaration.kind = DeclarationKind.SUMMARY
    db.session.flush()
    with pytest.raises(SummaryNotSignableError):
        naming.ask_invited(declaration, {mandate.id})


def _world() -> tuple[Mandate, str]:
    mandate, _ = _asked(make_declaration(make_edition(slug="dwc-2030")))
    db.session.commit()
    return mandate, last_link(OWN, NAME)


def _post(client, url: str, data: dict[str, str], file: tuple[str, bytes] | None = None):
    """Post the form as a browser does, with a file or without."""
    token = client.page(url).one("main form input[name=csrf_token]")["value"]
    fields = {"csrf_token": token, "language": "en", **data}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file:
        head = f'--x\r\nContent-Disposition: form-data; name="letter"; filename="{file[0]}"\r\n\r\n'
        parts += [head.encode(), file[1], b"\r\n"]
    body = b"".join([*parts, b"--x--\r\n"])
    return client.post(url, data=body, content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_city_names_its_person_by_the_link_in_its_mail(client, language):
    mandate, path = _world()
    url = client.submit(path.replace("/en/", f"/{language}/"), {}).location
    assert re.search("Vienna|빈", client.page(url).text_of("main"))
    done = _post(client, url, ENTERED)
    assert client.page(done.location).text_of("h1")
    assert client.get(url).status_code == 410
    db.session.refresh(mandate)
    assert mandate.state is MandateState.PENDING
    assert mandate.capacity_kind is CapacityKind.DEPUTY
    assert mandate.capacity.en == "Deputy Mayor"


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(client):
    mandate, path = _world()
    url = client.submit(path, {}).location
    behalf = {**ENTERED, "capacity_kind": "behalf"}
    for data, file, field in (
        ({**ENTERED, "name-en": ""}, None, "name"),
        ({**ENTERED, "capacity-en": ""}, None, "capacity"),
        ({**ENTERED, "email": "x"}, None, "email"),
        ({**ENTERED, "email": OWN}, None, "email"),
        (behalf, None, "letter"),
        (behalf, ("letter.pdf", PROGRAM), "letter"),
    ):
        answer = _post(client, url, data, file)
        page = client.read(answer)
        assert answer.status_code == 422, field
        assert page.select(f"#{field}-error"), field
        assert page.one("[name=capacity-en]")["value"] == data["capacity-en"]
    db.session.refresh(mandate)
    assert mandate.state is MandateState.INVITED
    assert _post(client, url, behalf, ("letter.pdf", pdf())).status_code == 303
    db.session.refresh(mandate)
    assert [letter.filename for letter in list_letters(mandate)] == ["letter.pdf"]


def test_a_link_is_not_for_a_city_that_an_officer_named_for(client):
    mandate, path = _world()
    url = client.submit(path, {}).location
    mandate.state = MandateState.PENDING
    db.session.commit()
    client.page(url, status=409)


def test_an_officer_asks_cities(client):
    city = make_city(name=LocalizedText("빈", "Vienna"))
    declaration = make_declaration(make_edition(slug="dwc-2030"))
    make_mandate(declaration)
    db.session.commit()
    make_organiser(client, Role.DECLARATION_OFFICER)
    url = f"{BASE}/cities"
    assert client.page(BASE).select(f"a[href='{url}']")
    wrong = client.submit(url, {"city": str(city.id), "email": "x"})
    assert wrong.status_code == 422
    assert client.submit(url, {"city": str(city.id), "email": OWN}).location == BASE
    page = client.page(url)
    assert OWN in page.text_of("form[action$='/ask']")
    assert client.send(page, url, {}, form="form[action$='/ask']").location == BASE
    mails = select(OutgoingMail.recipient).where(OutgoingMail.cause == "declaration.naming")
    assert list(db.session.scalars(mails)) == [OWN, OWN]
