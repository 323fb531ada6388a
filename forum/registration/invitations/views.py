"""Where the link of an invitation leads: to the first step, with what is fixed filled in."""

from flask import Flask, g, url_for

from forum.core.links import CapabilityLink
from forum.editions.models import Edition
from forum.registration.emails import INVITATION_PURPOSE
from forum.registration.invitations import services
from forum.registration.invitations.errors import InvitationNotFoundError
from forum.registration.invitations.models import Invitation
from forum.registration.invitations.queries import get_invitation, refuse_unless_open
from forum.web.links import present_link, register_purpose


def mount_invitations(app: Flask) -> None:
    """Say where the link leads, and what it says once it leads nowhere."""
    register_purpose(app, INVITATION_PURPOSE, _leads_to, _explain)


def _leads_to(link: CapabilityLink) -> str:
    """Note that the button was pressed: that is a POST, so no scanner of mails has done it."""
    invitation = get_invitation(link.subject_id)
    services.note_opened(invitation)
    return url_for("registration.you", edition=invitation.edition.slug, invited=1)


def _explain(link: CapabilityLink) -> None:
    refuse_unless_open(get_invitation(link.subject_id))


def present_invitation(edition: Edition) -> Invitation:
    """Return the invitation whose link this browser has opened.

    Raises:
        InvitationNotFoundError: it is to another edition; and what `present_link` raises.
    """
    link = present_link(INVITATION_PURPOSE)
    g.actor = f"link:{link.id}"
    invitation = get_invitation(link.subject_id)
    if invitation.edition_id != edition.id:
        raise InvitationNotFoundError
    return invitation
