"""Another address: proved by a link to the new one, told to the old one, and known to nobody."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.links import (
    CapabilityLink,
    LinkRevokedError,
    LinkUsedError,
    find_link,
    issue_link,
)
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.types import EditionState
from forum.registration import services
from forum.registration.address.errors import (
    AddressOverError,
    AddressSameError,
    AddressTakenError,
    AddressTooSoonError,
)
from forum.registration.address.services import ask_address, prove_address, withdraw_wish
from forum.registration.emails import ADDRESS_PURPOSE, PURPOSE
from forum.registration.errors import (
    EmailInvalidError,
    NotComingError,
    RegistrationClosedError,
)
from forum.registration.models import Registration
from forum.registration.queries import list_matching_ids
from forum.registration.types import ListFilter
from forum.registration.waiting.queries import list_waiting
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.test_races import at_once, in_own_transaction
from tests.registration.test_self_service import bring_code, last_mail, link_in, open_link

NEW = "new@example.org"
ADDRESS = "/en/my/registration/address"


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum", seats={"hall": 1})


def ask(mine: Registration, email: str = NEW) -> None:
    ask_address(mine, email)
    db.session.commit()


def link(mine: Registration):
    """Return a link that proves the address that was asked for last."""
    secret = issue_link(ADDRESS_PURPOSE, "registration", mine.id)
    db.session.flush()
    return find_link(ADDRESS_PURPOSE, secret)


def mails(after: int = 0) -> list[tuple[str, str]]:
    rows = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.id > after).order_by(OutgoingMail.id)
    )
    return [(mail.recipient, mail.cause.removeprefix("registration.")) for mail in rows]


@pytest.mark.both_databases
def test_nothing_changes_before_the_new_address_is_proved(edition):
    mine = make_registration(edition, email="old@example.org")
    ask(mine)
    assert mine.email == "old@example.org"
    assert mails()[1:] == [(NEW, "address")]
    text = last_mail().text
    assert mine.number in text
    assert mine.name.ko not in text  # whoever has the address may be a stranger
    assert mine.name.en not in text


@pytest.mark.both_databases
def test_the_proof_changes_the_address_and_tells_the_old_one(edition):
    mine = make_registration(edition, email="old@example.org")
    former = issue_link(PURPOSE, "registration", mine.id)
    ask(mine)
    seen = last_mail().id
    secret = prove_address(link(mine))
    db.session.commit()
    assert (mine.email, mine.email_key) == (NEW, NEW)
    assert list_matching_ids(edition, ListFilter(query=NEW)) == [mine.id]
    assert list_matching_ids(edition, ListFilter(query="old@example.org")) == []
    assert mails(seen) == [("old@example.org", "address_left"), (NEW, "address_changed")]
    assert find_link(PURPOSE, secret).subject_id == mine.id
    with pytest.raises(LinkRevokedError):
        find_link(PURPOSE, former)
    (entry,) = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration.address")
    )
    assert entry.details == {"number": mine.number}


@pytest.mark.both_databases
def test_a_double_click_proves_once(edition, app):
    mine = make_registration(edition, email="old@example.org")
    ask(mine)
    found = link(mine).id
    db.session.commit()

    def prove() -> object:
        prove_address(db.session.get_one(CapabilityLink, found))
        return "proved"

    outcomes = at_once([in_own_transaction(app, prove) for _click in range(4)])
    assert Counter(outcomes) == {"proved": 1, "LinkUsedError": 3}
    db.session.rollback()
    assert Counter(cause for _to, cause in mails())["address_left"] == 1


def test_an_address_that_is_registered_is_told_only_there(edition):
    make_registration(edition, email=NEW)
    mine = make_registration(edition, email="old@example.org")
    seen = last_mail().id
    ask(mine)
    assert mails(seen) == [(NEW, "address_taken")]
    assert "/my/open/" not in last_mail().text


def test_an_address_that_was_registered_meanwhile_is_refused_to_its_owner(edition):
    mine = make_registration(edition, email="old@example.org")
    ask(mine)
    make_registration(edition, email=NEW)
    with pytest.raises(AddressTakenError):
        prove_address(link(mine))
    db.session.rollback()
    assert mine.email == "old@example.org"


def test_the_newest_wish_is_the_one_that_counts(edition, moments):
    mine = make_registration(edition, email="old@example.org")
    ask(mine)
    first = link_in(last_mail()).rpartition("/")[2]
    with pytest.raises(AddressTooSoonError):
        ask_address(mine, "other@example.org")
    db.session.rollback()
    with moments(clock.now() + timedelta(minutes=6)):
        ask(mine, "other@example.org")
        with pytest.raises(LinkRevokedError):
            find_link(ADDRESS_PURPOSE, first)
        prove_address(link(mine))
    assert mine.email == "other@example.org"


def test_a_wish_is_over_after_a_day_or_when_it_is_taken_back(edition, moments):
    mine = make_registration(edition, email="old@example.org")
    ask(mine)
    with moments(clock.now() + timedelta(hours=24)), pytest.raises(AddressOverError):
        prove_address(link(mine))
    db.session.rollback()
    secret = link_in(last_mail()).rpartition("/")[2]
    withdraw_wish(mine)
    db.session.commit()
    with pytest.raises(LinkRevokedError):
        find_link(ADDRESS_PURPOSE, secret)


def test_what_is_no_new_address_is_refused(edition):
    mine = make_registration(edition, email="old@example.org")
    with pytest.raises(AddressSameError):
        ask_address(mine, "OLD@example.org")
    with pytest.raises(EmailInvalidError):
        ask_address(mine, "nobody")


def test_who_does_not_come_or_came_long_ago_changes_nothing(edition):
    mine = make_registration(edition, email="old@example.org")
    ask(mine)
    services.cancel(mine)
    with pytest.raises(NotComingError):
        prove_address(link(mine))
    other = make_registration(edition, email="other@example.org")
    edition.state = EditionState.ARCHIVED
    with pytest.raises(RegistrationClosedError):
        ask_address(other, NEW)


def test_a_colleague_comes_to_an_address_of_their_own(edition):
    make_registration(edition, email="office@example.org")
    mine = make_registration(
        edition, email="office@example.org", is_colleague=True, name=LocalizedText("김하나")
    )
    assert mine.colleague_key
    ask(mine)
    prove_address(link(mine))
    assert (mine.email, mine.colleague_key) == (NEW, "")


def test_what_is_offered_is_offered_at_the_new_address(edition):
    first = make_registration(edition, sessions=("hall",))
    waits = frozenset({"session:hall"})
    mine = make_registration(edition, email="old@example.org", sessions=("hall",), waits=waits)
    services.cancel(first)
    db.session.commit()
    assert list_waiting(mine)[0].is_offered
    ask(mine)
    seen = last_mail().id
    prove_address(link(mine))
    db.session.commit()
    assert (NEW, "offered") in mails(seen)
    secret = link_in(last_mail()).rpartition("/")[2]
    assert find_link("registration.offer", secret).revoked_at is None
    assert list_waiting(mine)[0].is_offered


def test_a_link_that_was_used_is_used_up(edition):
    mine = make_registration(edition, email="old@example.org")
    ask(mine)
    found = link(mine)
    prove_address(found)
    with pytest.raises(LinkUsedError):
        prove_address(found)


# ------------------------------------------------------------------ the pages


def test_the_pages_ask_prove_and_open_the_registration(edition, client):
    mine = make_registration(edition, email="old@example.org")
    bring_code(client, ADDRESS)
    former = link_in(db.session.scalars(select(OutgoingMail).limit(1)).one())
    assert client.submit(ADDRESS, {"email": NEW}, form="#new-address").location == ADDRESS
    page = client.page(ADDRESS)
    assert f"We wrote to {NEW}" in page.text_of("main")
    assert (
        client.submit(ADDRESS, {"email": "x@example.org"}, form="#new-address").status_code == 429
    )
    mail = last_mail()
    assert mail.recipient == NEW
    proof = open_link(client, "en")
    assert proof == "/en/my/address"
    shown = client.page(proof)
    assert NEW in shown.text_of("main")
    assert mine.name.en not in shown.text_of("main")
    done = client.submit(proof, {})
    assert done.location == "/en/my/registration"
    assert NEW in client.page(done.location).text_of("main")
    client.page(former, status=410)
    db.session.rollback()
    assert db.session.get_one(Registration, mine.id).email == NEW


def test_the_page_after_asking_is_the_same_for_a_known_address(edition, client):
    make_registration(edition, email=NEW)
    make_registration(edition, email="old@example.org")
    bring_code(client, ADDRESS)
    assert client.submit(ADDRESS, {"email": NEW}, form="#new-address").location == ADDRESS
    assert f"We wrote to {NEW}" in client.page(ADDRESS).text_of("main")
    page = client.page(ADDRESS)
    assert client.send(page, f"{ADDRESS}/withdraw", {}, form=".keep-address").status_code == 303
    assert "We wrote to" not in client.page(ADDRESS).text_of("main")


def test_asking_needs_a_code_and_an_address(edition, client):
    make_registration(edition, email="old@example.org")
    bring_code(client, ADDRESS)
    refused = client.submit(ADDRESS, {"email": "nobody"})
    assert refused.status_code == 422
    assert client.read(refused).select("#errors")
