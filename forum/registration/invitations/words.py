"""Words for the states of invitations."""

from forum.core.i18n import lazy_pgettext
from forum.registration.invitations.types import InvitationState

STATE_WORDS = {
    InvitationState.SENT: lazy_pgettext("invitation", "Sent"),
    InvitationState.OPENED: lazy_pgettext("invitation", "Opened"),
    InvitationState.REGISTERED: lazy_pgettext("invitation", "Registered"),
    InvitationState.WITHDRAWN: lazy_pgettext("invitation", "Withdrawn"),
}
