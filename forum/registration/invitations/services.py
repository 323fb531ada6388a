"""Inviting addresses, writing to them again, and taking invitations back."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from forum.core import audit, clock
from forum.core.dates import format_date, format_datetime
from forum.core.db import db
from forum.core.links import issue_link, revoke_links
from forum.core.localized import Language
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.emails import INVITATION_PURPOSE
from forum.registration.invitations.errors import InvitationOverError, NotByInvitationError
from forum.registration.invitations.models import Invitation
from forum.registration.invitations.queries import find_known, refuse_unless_open
from forum.registration.invitations.types import Guest, Sent
from forum.registration.models import Category
from forum.registration.queries import find_book
from forum.registration.rules import email_key
from forum.registration.services.books import lock_book
from forum.registration.types import WayIn

_SUBJECT = "registration_invitation"


def invite(
    edition: Edition, category: Category, guests: Sequence[Guest], language: Language
) -> Sent:
    """Invite addresses into a category, each by a mail with a link of its own.

    Who is invited or registered already is left out. No seat is held for anybody.

    Raises:
        NotByInvitationError: the category is open to others too.
    """
    if category.way_in is not WayIn.INVITATION:
        raise NotByInvitationError
    lock_book(edition)  # two organisers who send the same list at once come one by one
    known = find_known(edition, [email_key(guest.email) for guest in guests])
    new = [guest for guest in guests if email_key(guest.email) not in known]
    for guest in new:
        invitation = Invitation(
            edition=edition,
            category=category,
            email=guest.email,
            email_key=email_key(guest.email),
            name=guest.name,
            language=language,
        )
        db.session.add(invitation)
        db.session.flush()
        _write(invitation)
    if new:
        audit.record(
            "invitation.sent",
            edition_id=edition.id,
            object_type="category",
            object_id=category.id,
            details={"category": category.key, "count": len(new)},
        )
    return Sent(
        count=len(new),
        known=tuple(guest.email for guest in guests if email_key(guest.email) in known),
    )


def _write(invitation: Invitation) -> None:
    """Write the mail; earlier links stay valid, as a mail may come late."""
    edition = invitation.edition
    language: Language = "ko" if invitation.language == "ko" else "en"
    emails.send_invitation(
        emails.Newcomer(
            edition=edition, email=invitation.email, language=language, name=invitation.name
        ),
        public_agenda(edition),
        issue_link(INVITATION_PURPOSE, _SUBJECT, invitation.id),
        category=invitation.category.name.in_(language),
        deadline=_deadline(invitation, language),
    )


def _deadline(invitation: Invitation, language: Language) -> str:
    """Return until when one can register, in words."""
    edition, book = invitation.edition, find_book(invitation.edition)
    ends = [invitation.category.closes_at, book.closes_at if book else None]
    known = [moment for moment in ends if moment is not None]
    if not known:
        return format_date(edition.starts_on, language)
    return format_datetime(min(known), ZoneInfo(edition.timezone), language)


def resend(invitation: Invitation) -> None:
    """Write to an invited address once more.

    Raises:
        InvitationOverError: it was used or withdrawn.
    """
    _lock_open(invitation)
    invitation.sent_at = clock.now()
    _write(invitation)
    _note("invitation.resent", invitation)


def withdraw(invitation: Invitation) -> None:
    """Take an invitation back: its links say so from then on.

    Raises:
        InvitationOverError: it was used or withdrawn.
    """
    _lock_open(invitation)
    invitation.withdrawn_at = clock.now()
    revoke_links(INVITATION_PURPOSE, _SUBJECT, invitation.id)
    _note("invitation.withdrawn", invitation)


def note_opened(invitation: Invitation) -> None:
    """Note that the link's button was pressed for the first time.

    Raises:
        InvitationWithdrawnError
    """
    if invitation.registration_id is None:
        refuse_unless_open(invitation)
    if invitation.opened_at is None:
        invitation.opened_at = clock.now()


def _lock_open(invitation: Invitation) -> None:
    db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    if not invitation.is_open:
        raise InvitationOverError


def _note(action: str, invitation: Invitation) -> None:
    audit.record(
        action,
        edition_id=invitation.edition_id,
        object_type="invitation",
        object_id=invitation.id,
        details={"category": invitation.category.key},
    )
