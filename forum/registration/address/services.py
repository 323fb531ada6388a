"""Asking for another address, and proving that it is one's own.

Nothing changes before the link is used that went to the new address. Whether an address is known
is told to nobody but its owner: the page that follows is the same, and the mail is another one.
"""

from datetime import timedelta

from sqlalchemy import delete

from forum.core import audit, clock
from forum.core.db import db
from forum.core.links import CapabilityLink, issue_link, revoke_links, use_link
from forum.editions.types import EditionState
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.address.errors import (
    AddressOverError,
    AddressSameError,
    AddressTakenError,
    AddressTooSoonError,
)
from forum.registration.address.models import AddressWish
from forum.registration.address.queries import find_wish
from forum.registration.errors import (
    NotComingError,
    RegistrationClosedError,
    TooManyColleaguesError,
)
from forum.registration.models import Registration
from forum.registration.queries import (
    find_coming,
    get_registration,
    list_coming,
    was_mailed_since,
)
from forum.registration.rules import MOST_COLLEAGUES, email_key, read_email
from forum.registration.services.books import lock_book
from forum.registration.services.drafts import MAIL_PAUSE
from forum.registration.services.registering import search_again
from forum.registration.waiting.queries import list_waiting

WISH_LASTS = timedelta(hours=24)


def ask_address(registration: Registration, email: str) -> str:
    """Mail a link to the address that somebody wants to have, and return it as it is read.

    An earlier wish and its link are over. Where the address holds a registration that cannot
    stand beside this one, its owner is told so instead.

    Raises:
        NotComingError, RegistrationClosedError, EmailInvalidError, AddressSameError,
        AddressTooSoonError
    """
    _lock(registration)
    wanted = read_email(email)
    if email_key(wanted) == registration.email_key:
        raise AddressSameError
    now = clock.now()
    former = db.session.get(AddressWish, registration.id)
    if former is not None and former.asked_at > now - MAIL_PAUSE:
        raise AddressTooSoonError
    db.session.execute(delete(AddressWish).where(AddressWish.expires_at <= now - WISH_LASTS))
    revoke_links(emails.ADDRESS_PURPOSE, "registration", registration.id)
    wish = db.session.merge(
        AddressWish(
            registration_id=registration.id,
            email=wanted,
            asked_at=now,
            expires_at=now + WISH_LASTS,
        )
    )
    db.session.flush()
    agenda = public_agenda(registration.edition)
    holder = _holder(registration, wanted)
    if holder is not None:
        if not was_mailed_since(holder, "registration.address_taken", now - MAIL_PAUSE):
            emails.send_told(holder, agenda, "address_taken")
        return wanted
    secret = issue_link(
        emails.ADDRESS_PURPOSE, "registration", registration.id, expires_at=wish.expires_at
    )
    emails.send_address(registration, agenda, secret, wanted, wish.expires_at)
    return wanted


def withdraw_wish(registration: Registration) -> None:
    """Let the mails go on going where they go."""
    db.session.execute(delete(AddressWish).where(AddressWish.registration_id == registration.id))
    revoke_links(emails.ADDRESS_PURPOSE, "registration", registration.id)


def prove_address(link: CapabilityLink) -> str:
    """Let the mails go to the new address from now on; return the secret of a link that shows.

    Every link that was mailed to the old address is void, and the old address is told. A mail
    that is on its way there is not sent again.

    Raises:
        LinkUsedError: somebody was faster.
        AddressOverError, NotComingError, RegistrationClosedError, AddressTakenError,
        TooManyColleaguesError
    """
    registration = get_registration(link.subject_id)
    _lock(registration)
    use_link(link)
    wish = find_wish(registration)
    if wish is None:
        raise AddressOverError
    if _holder(registration, wish.email) is not None:
        raise AddressTakenError
    colleagues = [one for one in list_coming(registration.edition, wish.email) if one.colleague_key]
    if _key_at(registration, wish.email) and len(colleagues) >= MOST_COLLEAGUES:
        raise TooManyColleaguesError(count=MOST_COLLEAGUES)
    agenda = public_agenda(registration.edition)
    emails.send_told(registration, agenda, "address_left")
    registration.colleague_key = _key_at(registration, wish.email)
    registration.email, registration.email_key = wish.email, email_key(wish.email)
    registration.search_text = search_again(registration)
    registration.changed_at = clock.now()
    db.session.delete(wish)
    db.session.flush()
    for purpose in (emails.PURPOSE, emails.ADDRESS_PURPOSE):
        revoke_links(purpose, "registration", registration.id)
    secret = issue_link(emails.PURPOSE, "registration", registration.id)
    emails.send_told(registration, agenda, "address_changed", secret)
    _offer_again(registration)
    audit.record(
        "registration.address",
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number},
    )
    return issue_link(emails.PURPOSE, "registration", registration.id)


def _lock(registration: Registration) -> None:
    lock_book(registration.edition)
    db.session.refresh(registration)
    if not registration.is_coming:
        raise NotComingError
    if registration.edition.state is EditionState.ARCHIVED:
        raise RegistrationClosedError


def _key_at(registration: Registration, email: str) -> str:
    """Return as whom somebody comes to an address: as its owner, unless another one is that."""
    if not registration.colleague_key or find_coming(registration.edition, email) is None:
        return ""
    return registration.colleague_key


def _holder(registration: Registration, email: str) -> Registration | None:
    """Return whose registration holds the place at an address, if there is one."""
    return find_coming(registration.edition, email, _key_at(registration, email))


def _offer_again(registration: Registration) -> None:
    """Mail what is offered once more: the links that went to the old address are void."""
    agenda = public_agenda(registration.edition)
    for one in list_waiting(registration):
        entry = one.entry
        if one.is_offered and entry.offer_ends_at is not None:
            revoke_links(emails.OFFER_PURPOSE, "waiting_entry", entry.id)
            secret = issue_link(
                emails.OFFER_PURPOSE, "waiting_entry", entry.id, expires_at=entry.offer_ends_at
            )
            emails.send_offer(registration, agenda, entry, secret)
