"""Passing a place on: nothing before it is taken, everything in one transaction then."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
import vobject
from flask import Flask
from sqlalchemy import func, select

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
from forum.core.queue import do_in_parts
from forum.registration import services
from forum.registration.emails import PURPOSE, TRANSFER_PURPOSE
from forum.registration.errors import ConsentMissingError
from forum.registration.guardians.services import agree, refuse
from forum.registration.models import Limit, Registration, Seat, SensitiveNeed
from forum.registration.queries import find_category, list_notices
from forum.registration.questions.types import Kind
from forum.registration.rules import shown_hash
from forum.registration.transfers.errors import (
    NotTransferableError,
    TransferKnownError,
    TransferOpenError,
    TransferOverError,
    TransferTooLateError,
    TransferToOneselfError,
    TransferTooSoonError,
)
from forum.registration.transfers.models import Transfer
from forum.registration.transfers.services import (
    accept_transfer,
    ask_transfer,
    decline_transfer,
    expire_transfers,
    withdraw_transfer,
)
from forum.registration.transfers.types import TransferState
from forum.registration.types import GuardianDetails, RegistrationDetails, RegistrationState, Source
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import ADMISSION
from tests.factories.accounts import make_organiser
from tests.factories.registration import (
    HUNGRY,
    details_of,
    make_category,
    make_open_edition,
    make_registration,
)
from tests.registration.questions.test_rules import ask, form, options, section
from tests.registration.questions.test_services import publish
from tests.registration.test_races import at_once, in_own_transaction
from tests.registration.test_self_service import bring_code, last_mail, link_in, open_link

OTHER = "other@example.org"
NAME = LocalizedText("김하나 (시험)", "Kim Hana (trial)")
TRANSFER = "/en/my/registration/transfer"
TAKE = "/en/my/transfer"


@pytest.fixture
def edition(app):
    made = make_open_edition(
        slug="forum", seats={"hall": 1, "tour": 1}, categories=(make_category(capacity=1),)
    )
    category = find_category(made, "citizen")
    assert category is not None
    category.is_transferable = True
    db.session.commit()
    return made


@pytest.fixture
def mine(edition):
    return make_registration(
        edition,
        email="mine@example.org",
        sessions=("hall", "tour"),
        sensitive=HUNGRY,
        consents={"privacy": True, "sensitive": True},
    )


def offer(mine: Registration, email: str = OTHER) -> Transfer:
    offered = ask_transfer(mine, email, "en")
    db.session.commit()
    return offered


def secret_in_mail() -> str:
    return link_in(last_mail()).rpartition("/")[2]


def details(**changes: object) -> RegistrationDetails:
    return details_of(name=NAME, language="en", **changes)


def take(offered: Transfer, said: RegistrationDetails | None = None) -> Registration:
    notices = list_notices(offered.registration.edition)
    secret = issue_link(TRANSFER_PURPOSE, "registration_transfer", offered.id)
    db.session.flush()
    shown = shown_hash(notice.sha256 for notice in notices)
    link = find_link(TRANSFER_PURPOSE, secret)
    return accept_transfer(link, said or details(), notices, shown)


def taken() -> dict[str, int]:
    return {row.key: row.taken for row in db.session.scalars(select(Limit))}


def mails(after: int) -> list[tuple[str, str]]:
    rows = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.id > after).order_by(OutgoingMail.id)
    )
    return [(mail.recipient, mail.cause.removeprefix("registration.")) for mail in rows]


def methods(mail: OutgoingMail) -> list[str]:
    found = [one.data.decode() for one in mail.attachments if one.content_type == "text/calendar"]
    return [str(vobject.readOne(text).method.value) for text in found]


@pytest.mark.both_databases
def test_nothing_changes_before_somebody_takes_the_place(edition, mine):
    offered = offer(mine)
    assert offered.expires_at - offered.asked_at <= timedelta(days=7)
    assert mine.state is RegistrationState.CONFIRMED
    mail = last_mail()
    assert (mail.recipient, mail.language) == (OTHER, "en")
    for secret in (mine.name.ko, mine.name.en, mine.email, mine.number):
        assert secret not in mail.text


@pytest.mark.both_databases
def test_the_place_goes_over_as_a_whole(edition, mine):
    offered = offer(mine)
    reissue, seen = mine.reissue, last_mail().id
    new = take(offered)
    db.session.commit()
    assert (mine.state, mine.reissue) == (RegistrationState.CANCELLED, reissue + 1)
    assert (new.state, new.source) == (RegistrationState.CONFIRMED, Source.TRANSFER)
    assert set(new.session_keys) == {"hall", "tour"}
    assert (new.email, new.name, new.language) == (OTHER, NAME, "en")
    assert new.number != mine.number
    assert taken() == {"category:citizen": 1, "session:hall": 1, "session:tour": 1}
    holders = db.session.scalars(select(Seat.registration_id)).all()
    assert holders == [new.id] * 3
    assert db.session.scalar(select(SensitiveNeed)) is None  # of who came before
    assert mails(seen) == [("mine@example.org", "transferred"), (OTHER, "confirmed")]
    gone, confirmed = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.id > seen).order_by(OutgoingMail.id)
    )
    assert (gone.language, methods(gone)) == ("ko", ["CANCEL"])
    assert (confirmed.language, methods(confirmed)) == ("en", ["REQUEST"])
    assert (offered.state, offered.email) == (TransferState.ACCEPTED, "")
    assert offered.taken_by_id == new.id
    notes = db.session.execute(
        select(AuditEntry.action, AuditEntry.object_id)
        .where(AuditEntry.action.like("transfer.%"))
        .order_by(AuditEntry.id)
    ).all()
    assert [tuple(row) for row in notes] == [
        ("transfer.asked", str(mine.id)),
        ("transfer.accepted", str(mine.id)),
        ("transfer.received", str(new.id)),
    ]


@pytest.mark.both_databases
def test_what_is_refused_leaves_all_as_it_was(edition, mine):
    offered = offer(mine)
    with pytest.raises(ConsentMissingError):
        take(offered, details(consents={}))
    db.session.rollback()
    assert mine.state is RegistrationState.CONFIRMED
    assert offered.state is TransferState.ASKED
    assert taken() == {"category:citizen": 1, "session:hall": 1, "session:tour": 1}


def test_who_is_registered_already_is_told_so_and_can_cancel_first(edition, mine):
    services.set_capacity(edition, 2, category=find_category(edition, "citizen"))
    own = make_registration(edition, email=OTHER)
    offered = offer(mine)  # the answer does not tell whether the address is known
    with pytest.raises(TransferKnownError):
        take(offered)
    db.session.rollback()
    services.cancel(own)
    db.session.commit()
    assert take(offered).email == OTHER


def test_what_one_only_waited_for_does_not_go_over(edition, mine):
    services.set_capacity(edition, 2, category=find_category(edition, "citizen"))
    services.cancel(mine)
    waits = frozenset({"session:tour"})
    holder = make_registration(edition, sessions=("tour",))
    second = make_registration(edition, sessions=("hall", "tour"), waits=waits)
    new = take(offer(second))
    db.session.commit()
    assert new.session_keys == ("hall",)
    assert list_waiting(second) == list_waiting(new) == []
    services.cancel(holder)
    assert taken()["session:tour"] == 0


def test_an_option_that_was_had_is_free_for_who_takes_the_place(edition):
    tours = form(section(ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=1))))
    publish(edition, tours)
    mine = make_registration(edition, answers={"tour": "palace"})
    new = take(offer(mine), details(answers={"tour": "palace"}))
    db.session.commit()
    assert new.answers == {"tour": "palace"}
    assert {key: count for key, count in taken().items() if "option" in key} == {
        "option:tour/palace": 1,
        "option:tour/river": 0,
    }


def test_a_seat_that_does_not_go_over_is_offered_to_who_waits(edition):
    services.set_capacity(edition, 2, category=find_category(edition, "citizen"))
    tours = form(section(ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=1))))
    publish(edition, tours)
    mine = make_registration(edition, answers={"tour": "palace"})
    other = make_registration(
        edition, answers={"tour": "palace"}, waits=frozenset({"option:tour/palace"})
    )
    take(offer(mine))
    assert list_waiting(other)[0].is_offered


def test_only_a_place_that_may_go_on_goes_on(edition, mine):
    offered = offer(mine)
    edition_category = mine.category
    edition_category.is_transferable = False
    db.session.commit()
    with pytest.raises(NotTransferableError):
        take(offered)
    db.session.rollback()
    with pytest.raises(NotTransferableError):
        ask_transfer(mine, "third@example.org", "ko")


def test_one_offer_at_a_time_and_not_to_oneself(edition, mine, moments):
    with pytest.raises(TransferToOneselfError):
        ask_transfer(mine, "MINE@example.org", "ko")
    offer(mine)
    secret = secret_in_mail()
    with pytest.raises(TransferOpenError):
        ask_transfer(mine, "third@example.org", "ko")
    withdraw_transfer(mine)
    db.session.commit()
    with pytest.raises(LinkRevokedError):
        find_link(TRANSFER_PURPOSE, secret)
    with pytest.raises(TransferTooSoonError):
        ask_transfer(mine, "third@example.org", "ko")
    with moments(clock.now() + timedelta(minutes=6)):
        assert offer(mine, "third@example.org").email == "third@example.org"


def test_once_the_forum_has_begun_it_is_too_late(edition, mine, moments):
    edition.starts_on = (clock.now() + timedelta(days=2)).date()
    db.session.commit()
    assert offer(mine).expires_at < clock.now() + timedelta(days=3)
    with moments(clock.now() + timedelta(days=4)), pytest.raises(TransferTooLateError):
        ask_transfer(mine, "third@example.org", "ko")


def test_after_the_deadline_the_place_is_still_its_owners(edition, mine, moments):
    offered = offer(mine)
    with moments(offered.expires_at):
        with pytest.raises(TransferOverError):
            take(offered)
        db.session.rollback()
        assert do_in_parts(expire_transfers()) == 1
        assert do_in_parts(expire_transfers()) == 0
    assert (offered.state, offered.email) == (TransferState.EXPIRED, "")
    assert last_mail().recipient == "mine@example.org"
    assert last_mail().cause == "registration.transfer_over"
    assert mine.state is RegistrationState.CONFIRMED


def test_who_does_not_want_the_place_leaves_it(edition, mine):
    offered = offer(mine)
    link = find_link(TRANSFER_PURPOSE, secret_in_mail())
    decline_transfer(link)
    db.session.commit()
    assert (offered.state, offered.email) == (TransferState.DECLINED, "")
    assert last_mail().cause == "registration.transfer_over"
    with pytest.raises((LinkUsedError, TransferOverError)):
        decline_transfer(link)


# ------------------------------------------------------------------ to somebody under 14

GUARDIAN = GuardianDetails(name="홍부모 (시험)", relation="어머니", email="parent@example.org")


@pytest.mark.both_databases
def test_somebody_under_14_has_the_place_once_the_guardian_agrees(edition, mine):
    offered = offer(mine)
    sent = last_mail().id
    child = take(offered, details(guardian=GUARDIAN))
    db.session.commit()
    assert child.state is RegistrationState.GUARDIAN
    assert taken() == {"category:citizen": 1, "session:hall": 1, "session:tour": 1}
    assert mails(sent) == [
        (mine.email, "transferred"),
        (OTHER, "minor"),
        ("parent@example.org", "guardian"),
    ]
    shown = shown_hash(notice.sha256 for notice in list_notices(edition))
    agree(child, {"privacy": True}, shown=shown, language="ko")
    db.session.commit()
    assert child.is_confirmed
    assert set(child.session_keys) == {"hall", "tour"}
    assert last_mail().cause == "registration.confirmed"


@pytest.mark.both_databases
def test_without_the_guardian_the_place_goes_to_who_waits(edition, mine):
    waits = make_registration(edition, waits=frozenset({ADMISSION}))
    child = take(offer(mine), details(guardian=GUARDIAN))
    db.session.commit()
    before = waits.state
    refuse(child)
    db.session.commit()
    db.session.expire_all()
    assert child.state is RegistrationState.CANCELLED
    assert (before, waits.state) == (RegistrationState.WAITING, RegistrationState.OFFERED)
    assert taken()["category:citizen"] == 1


def test_the_page_asks_a_child_for_the_guardian_and_says_what_comes_next(
    edition, mine, app, client
):
    offer(mine)
    assert open_link(client, "en") == TAKE
    page = client.page(TAKE)
    typed = {"name-en": "Kim Hana (trial)", "consent-privacy": "yes", "is_under_14": "y"}
    refused = client.send(page, TAKE, {**typed, "guardian_email": OTHER}, form="#take-over")
    assert refused.status_code == 422
    again = client.read(refused)
    errors = again.text_of("#errors")
    assert errors.count("We need this to ask your guardian.") == 2
    assert "not your own" in errors
    parent = {
        "guardian_name": "Parent (trial)",
        "guardian_relation": "mother",
        "guardian_email": "parent@example.org",
        "consent-privacy": "yes",
    }
    done = client.send(again, TAKE, parent, form="#take-over")
    assert done.location == "/en/my/registration"
    assert "as soon as your guardian agrees" in client.page(done.location).text_of("body")


# ------------------------------------------------------------------ at the same moment


def taking(app: Flask, link: int) -> Callable[[], object]:
    def work() -> object:
        found = db.session.get_one(CapabilityLink, link)
        offered = db.session.get_one(Transfer, found.subject_id)
        notices = list_notices(offered.registration.edition)
        shown = shown_hash(notice.sha256 for notice in notices)
        accept_transfer(found, details(), notices, shown)
        return "taken"

    return in_own_transaction(app, work)


def withdrawing(app: Flask, registration: int) -> Callable[[], object]:
    def work() -> object:
        withdraw_transfer(db.session.get_one(Registration, registration))
        return "withdrawn"

    return in_own_transaction(app, work)


def cancelling(app: Flask, registration: int) -> Callable[[], object]:
    def work() -> object:
        services.cancel(db.session.get_one(Registration, registration))
        return "cancelled"

    return in_own_transaction(app, work)


@pytest.fixture
def link(mine):
    """Return the id of the link with which the place can be taken."""
    offer(mine)
    found = find_link(TRANSFER_PURPOSE, secret_in_mail()).id
    mine_id = mine.id
    db.session.rollback()  # SQLite lets one write at a time, and this connection would
    return found, mine_id


def standing() -> Counter[str]:
    db.session.rollback()
    db.session.expire_all()
    counted = taken()
    rows = db.session.scalar(select(func.count(Seat.id)))
    assert sum(counted.values()) == rows
    return Counter(state.value for state in db.session.scalars(select(Registration.state)))


@pytest.mark.both_databases
def test_a_place_is_taken_once(app, link):
    outcomes = at_once([taking(app, link[0]) for _click in range(4)])
    words = Counter(str(one) for one in outcomes)
    assert words["taken"] == 1
    assert words["LinkUsedError"] + words["TransferOverError"] == 3
    assert standing() == {"cancelled": 1, "confirmed": 1}
    assert taken()["category:citizen"] == 1


@pytest.mark.both_databases
def test_taking_and_withdrawing_at_once_is_one_of_the_two(app, link):
    words = [str(one) for one in at_once([taking(app, link[0]), withdrawing(app, link[1])])]
    if words[0] == "taken":
        assert words[1] == "NotTransferableError"
        assert standing() == {"cancelled": 1, "confirmed": 1}
    else:
        assert words[0] in {"LinkUsedError", "TransferOverError"}
        assert words[1] == "withdrawn"
        assert standing() == {"confirmed": 1}
    assert taken()["category:citizen"] == 1


@pytest.mark.both_databases
def test_taking_and_cancelling_at_once_is_one_of_the_two(app, link):
    words = [str(one) for one in at_once([taking(app, link[0]), cancelling(app, link[1])])]
    if words[0] == "taken":
        assert words[1] == "AlreadyCancelledError"
        assert standing() == {"cancelled": 1, "confirmed": 1}
    else:
        assert (words[0], words[1]) == ("TransferOverError", "cancelled")
        assert standing() == {"cancelled": 1}
        assert taken()["category:citizen"] == 0


# ------------------------------------------------------------------ the pages


def test_the_pages_lead_from_one_person_to_the_other(edition, mine, client, app):
    bring_code(client, TRANSFER)
    sent = {"email": OTHER, "language": "en"}
    assert client.submit(TRANSFER, sent, form="#pass-on").location == TRANSFER
    assert f"We wrote to {OTHER}" in client.page(TRANSFER).text_of("main")
    other = app.test_client()
    assert open_link(other, "en") == TAKE
    page = other.page(TAKE)
    text = page.text_of("main")
    assert OTHER in text
    for secret in (mine.name.ko, mine.name.en, mine.email, mine.number, "땅콩"):
        assert secret not in text
    assert not page.select("[name^=consent-][checked]")
    typed = {"name-en": "Kim Hana (trial)", "phone": "1", "diet_note": "Nuts"}
    refused = other.send(page, TAKE, typed, form="#take-over")
    assert refused.status_code == 422
    again = other.read(refused)
    errors = again.text_of("#errors")
    assert "Phone" in errors
    assert "Notice privacy" in errors
    assert again.one("#diet_note")["value"] == "Nuts"
    agreed = {"phone": "", "consent-privacy": "yes"}
    refused = other.send(again, TAKE, agreed, form="#take-over")
    assert refused.status_code == 422  # food without the consent that it needs
    agreed = {"consent-sensitive": "yes"}
    done = other.send(other.read(refused), TAKE, agreed, form="#take-over")
    assert done.location == "/en/my/registration"
    assert "Kim Hana (trial)" in other.page(done.location).text_of("main")
    other.page(TAKE, status=403)
    assert "Your registration is cancelled" in client.page("/en/my/registration").text_of("h1")
    assert client.get(TRANSFER).location == "/en/my/registration"


def test_a_place_can_be_kept_and_left(edition, mine, client, app):
    bring_code(client, TRANSFER)
    client.submit(TRANSFER, {"email": OTHER, "language": "ko"}, form="#pass-on")
    other = app.test_client()
    open_link(other, "en")
    left = other.send(other.page(TAKE), f"{TAKE}/decline", {}, form="#decline")
    assert "You left the place" in other.read(left).text_of("h1")
    page = client.page(TRANSFER)
    refused = client.send(page, TRANSFER, {"email": OTHER, "language": "ko"}, form="#pass-on")
    assert refused.status_code == 429
    wrong = client.send(page, TRANSFER, {"email": "nobody"}, form="#pass-on")
    assert wrong.status_code == 422


def test_the_button_is_there_only_where_the_category_allows_it(edition, mine, client):
    bring_code(client, TRANSFER)
    assert "Pass my place on" in client.page("/en/my/registration").text_of("main")
    mine.category.is_transferable = False
    db.session.commit()
    assert "Pass my place on" not in client.page("/en/my/registration").text_of("main")
    assert client.get(TRANSFER).location == "/en/my/registration"


def test_organisers_allow_it_in_the_category_and_read_it_in_the_history(edition, mine, app):
    organiser = app.test_client()
    make_organiser(organiser)
    address = "/manage/forum/registrations/categories/citizen"
    assert organiser.page(address).one("#is_transferable").has_attr("checked")
    new = take(offer(mine))
    db.session.commit()
    shown = organiser.page(f"/manage/forum/registrations/{mine.id}").text_of("main")
    assert "Place passed on" in shown
    assert "Place taken over" in organiser.page(f"/manage/forum/registrations/{new.id}").text_of(
        "main"
    )


def test_the_former_link_shows_nothing_of_the_new_person(edition, mine, client):
    open_link(client, "en")
    assert find_link(PURPOSE, secret_in_mail()).revoked_at is None
    take(offer(mine))
    db.session.commit()
    text = client.page("/en/my/registration").text_of("main")
    assert "Kim Hana" not in text
    assert OTHER not in text
