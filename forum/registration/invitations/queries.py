"""Reads of invitations."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.invitations.errors import (
    InvitationNotFoundError,
    InvitationUsedError,
    InvitationWithdrawnError,
)
from forum.registration.invitations.models import Invitation
from forum.registration.models import Category, Registration
from forum.registration.queries import list_categories
from forum.registration.types import OVER, WayIn

_FACTS = (
    joinedload(Invitation.category),
    joinedload(Invitation.registration),
    joinedload(Invitation.edition),
)


def list_invitations(edition: Edition) -> Sequence[Invitation]:
    """Return every invitation of an edition, the last sent first."""
    return db.session.scalars(
        select(Invitation)
        .where(Invitation.edition_id == edition.id)
        .order_by(Invitation.sent_at.desc(), Invitation.id.desc())
        .options(*_FACTS)
    ).all()


def list_by_invitation(edition: Edition) -> list[Category]:
    """Return the categories into which one comes by invitation."""
    return [one for one in list_categories(edition) if one.way_in is WayIn.INVITATION]


def get_invitation(invitation_id: int, edition: Edition | None = None) -> Invitation:
    """Return an invitation.

    Raises:
        InvitationNotFoundError: there is none, or it is of another edition.
    """
    found = db.session.scalar(
        select(Invitation).where(Invitation.id == invitation_id).options(*_FACTS)
    )
    if found is None or (edition is not None and found.edition_id != edition.id):
        raise InvitationNotFoundError
    return found


def lock_invitation(invitation_id: int) -> Invitation:
    """Return an invitation by which somebody registers now, locked.

    Raises:
        InvitationWithdrawnError, InvitationUsedError
    """
    found = db.session.scalars(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    ).one()
    refuse_unless_open(found)
    return found


def refuse_unless_open(invitation: Invitation) -> None:
    """Refuse what nobody can register by any more.

    Raises:
        InvitationWithdrawnError, InvitationUsedError
    """
    if invitation.registration_id is not None:
        raise InvitationUsedError
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawnError


def find_known(edition: Edition, keys: Collection[str]) -> frozenset[str]:
    """Return which of some addresses are invited, or registered, already."""
    invited = select(Invitation.email_key).where(
        Invitation.edition_id == edition.id,
        Invitation.email_key.in_(keys),
        Invitation.withdrawn_at.is_(None),
        Invitation.registration_id.is_(None),
    )
    registered = select(Registration.email_key).where(
        Registration.edition_id == edition.id,
        Registration.email_key.in_(keys),
        Registration.colleague_key == "",
        Registration.state.not_in(OVER),
    )
    return frozenset(db.session.scalars(invited.union(registered)))
