"""Words for how far a mail has come, and for what kept it from going out."""

from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.core.mail import MailFault, MailState

STATE_WORDS = {
    MailState.QUEUED: lazy_pgettext("mail", "Waiting"),
    MailState.SENDING: lazy_pgettext("mail", "Being sent"),
    MailState.SENT: lazy_pgettext("mail", "Sent"),
    MailState.RETRY: lazy_pgettext("mail", "To be tried again"),
    MailState.FAILED: lazy_pgettext("mail", "Failed"),
    MailState.CANCELLED: lazy_pgettext("mail", "Cancelled"),
}
STATE_LEVELS = {
    MailState.QUEUED: "",
    MailState.SENDING: "",
    MailState.SENT: "ok",
    MailState.RETRY: "warn",
    MailState.FAILED: "bad",
    MailState.CANCELLED: "line",
}
FAULT_WORDS = {
    MailFault.RECIPIENT: _l("The server does not take mail for this address."),
    MailFault.CONTENT: _l("The server does not take this mail."),
    MailFault.SENDER: _l("The server does not take mail from us."),
    MailFault.LOGIN: _l("The server does not accept our name and password."),
    MailFault.UNREACHABLE: _l("The server could not be reached."),
    MailFault.BROKEN_OFF: _l("The connection broke off half way."),
    MailFault.UNFIT: _l("The mail could not be put together."),
}
