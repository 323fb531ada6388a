"""Words for the values of the privacy feature."""

from forum.core.i18n import lazy_gettext as _l
from forum.privacy.types import ErasureState, Kind

KIND_WORDS = {
    Kind.SENSITIVE: _l("Food and help (sensitive)"),
    Kind.REGISTRATIONS: _l("Personal data of registrations"),
    Kind.DRAFTS: _l("What was filled in and not finished"),
    Kind.INVITATIONS: _l("Invited addresses"),
    Kind.LETTERS: _l("Letters of authority"),
    Kind.COMMENTS: _l("Comments of cities on drafts"),
    Kind.MAILS: _l("What mails to people say"),
    Kind.OTHER_MAILS: _l("What other mails say"),
    Kind.ACCESS_LOG: _l("Access log"),
    Kind.KEPT_ANSWERS: _l("Answers kept for programs"),
    Kind.ADDRESSES: _l("New addresses that were not confirmed"),
    Kind.LINKS: _l("Links that are over"),
    Kind.CODES: _l("Codes that are over"),
    Kind.SESSIONS: _l("Organisers’ sessions that are over"),
    Kind.SITTINGS: _l("What was stated on devices at the signing table"),
    Kind.PAGES: _l("Scanned signatures that were dropped or replaced"),
}
KIND_HINTS = {
    Kind.SENSITIVE: _l("Days after the last day of the forum."),
    Kind.REGISTRATIONS: _l(
        "Days after the last day of the forum. Number, category and country stay."
    ),
    Kind.DRAFTS: _l("Days since it was saved last."),
    Kind.INVITATIONS: _l("Days after the last day of the forum."),
    Kind.LETTERS: _l("Days after the last day of the forum. Their SHA-256 stays in the record."),
    Kind.COMMENTS: _l("Days after the last day of the forum."),
    Kind.MAILS: _l("Days since it was written. That there was a mail stays on the list."),
    Kind.OTHER_MAILS: _l("Days since it was written."),
    Kind.ACCESS_LOG: _l("Days; the law asks for two years."),
    Kind.KEPT_ANSWERS: _l("Days since the answer."),
    Kind.LINKS: _l("Days since it expired, was used or was revoked."),
    Kind.ADDRESSES: _l("Days since it expired."),
    Kind.CODES: _l("Days since it expired."),
    Kind.SESSIONS: _l("Days since it ended or was last used."),
    Kind.SITTINGS: _l("Days since the device was handed over."),
    Kind.PAGES: _l("Days since an officer decided. Scans of sealed signatures stay as evidence."),
}
ERASURE_WORDS = {
    ErasureState.WAITING: (_l("To be decided"), "warn", "clock"),
    ErasureState.DONE: (_l("Carried out"), "ok", "check"),
    ErasureState.REFUSED: (_l("Refused with a reason"), "line", "cross"),
}
PAGE_WORDS = {
    "registration_manage.show": _l("A person’s page"),
    "needs_manage.names": _l("Who needs what"),
    "api_v1.registrations": _l("List for programs"),
}
