"""Words for the values of own questions, in both languages' catalogues."""

from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.registration.questions.types import ChangeKind, Kind, Operator
from forum.registration.types import Step

KIND_WORDS = {
    Kind.TEXT: _l("Short text"),
    Kind.LONG_TEXT: _l("Long text"),
    Kind.CHOICE: _l("One of several"),
    Kind.CHOICES: _l("Any of several"),
    Kind.NUMBER: lazy_pgettext("question", "Number"),
    Kind.DATE: lazy_pgettext("question", "Date"),
    Kind.FILE: lazy_pgettext("question", "File"),
    Kind.COUNTRY: lazy_pgettext("question", "Country"),
    Kind.PHONE: lazy_pgettext("question", "Phone number"),
    Kind.YES_NO: _l("Yes or no"),
}
OPERATOR_WORDS = {
    Operator.IS: lazy_pgettext("condition", "is"),
    Operator.IS_NOT: lazy_pgettext("condition", "is not"),
    Operator.HAS: lazy_pgettext("condition", "has"),
    Operator.ANSWERED: lazy_pgettext("condition", "is answered"),
}
OPERATOR_SENTENCES = {
    Operator.IS: _l("“%(question)s” is “%(value)s”"),
    Operator.IS_NOT: _l("“%(question)s” is not “%(value)s”"),
    Operator.HAS: _l("“%(question)s” has “%(value)s”"),
    Operator.ANSWERED: _l("“%(question)s” is answered"),
}
STEP_WORDS = {
    Step.YOU: _l("About you"),
    Step.ATTEND: _l("What you attend"),
    Step.NEEDS: _l("What you need"),
}
CHANGE_WORDS = {
    ChangeKind.ADDED: lazy_pgettext("question", "New"),
    ChangeKind.REMOVED: lazy_pgettext("question", "Removed"),
    ChangeKind.CHANGED: lazy_pgettext("question", "Changed"),
    ChangeKind.MOVED: lazy_pgettext("question", "Moved"),
}
CHANGE_LEVELS = {
    ChangeKind.ADDED: ("ok", "plus"),
    ChangeKind.REMOVED: ("bad", "cross"),
    ChangeKind.CHANGED: ("info", "pen"),
    ChangeKind.MOVED: ("line", "moved"),
}
