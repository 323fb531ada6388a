"""Words for the values of check-in, for organisers' pages."""

from collections.abc import Mapping

from forum.checkin.sync.types import Cause, Choice
from forum.checkin.types import Reason, Result
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext

RESULT_WORDS: Mapping[Result, str] = {
    Result.ADMITTED: lazy_pgettext("check-in", "Let in"),
    Result.REPEAT: lazy_pgettext("check-in", "Had come before"),
    Result.INVALID: lazy_pgettext("check-in", "No badge"),
    Result.WRONG_EDITION: lazy_pgettext("check-in", "Badge of another forum"),
    Result.UNKNOWN: lazy_pgettext("check-in", "Unknown badge"),
    Result.REVOKED: lazy_pgettext("check-in", "Badge no longer valid"),
    Result.NOT_ALLOWED: lazy_pgettext("check-in", "Not for this list"),
    Result.NOT_NOW: lazy_pgettext("check-in", "Not at this time"),
}
REASON_WORDS: Mapping[Reason, str] = {
    Reason.UNREADABLE: _l("not the code of a badge"),
    Reason.TAMPERED: _l("a code that was not issued here"),
    Reason.NUMBER: _l("no badge has this number"),
    Reason.EDITION: _l("of another forum"),
    Reason.NO_SUCH_BADGE: _l("nobody is registered with it"),
    Reason.CANCELLED: _l("the registration was cancelled"),
    Reason.REISSUED: _l("replaced by a newer badge"),
    Reason.NOT_CONFIRMED: _l("the registration is not confirmed yet"),
    Reason.CATEGORY: _l("another category"),
    Reason.NO_SEAT: _l("not registered for it"),
    Reason.DAY: _l("not valid on this day"),
    Reason.EARLY: _l("before the list opened"),
    Reason.LATE: _l("after the list had closed"),
    Reason.ADMITTED_BEFORE: _l("let in before"),
    Reason.ADMITTED_TODAY: _l("let in earlier that day"),
    Reason.OUT_BEFORE: _l("had gone out before"),
    Reason.LENT: _l("still has what was lent"),
    Reason.NOT_LENT: _l("nothing was lent to this badge"),
}
CAUSE_WORDS: Mapping[Cause, str] = {
    Cause.REVOKED: _l("The device had been revoked before it sent this."),
    Cause.NO_LIST: _l("The list had been removed."),
    Cause.OTHER_LIST: _l("The device is not enrolled for this list."),
    Cause.OTHER_DAY: _l("The device is not enrolled for this day."),
}
CHOICE_WORDS: Mapping[Choice, str] = {
    Choice.ACCEPTED: _l("It was right to let them in"),
    Choice.REFUSED: _l("It was wrong to let them in"),
}
