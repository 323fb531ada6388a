"""Words for the changes of waiting lists."""

from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.registration.lines.types import ChangeKind

CHANGE_WORDS = {
    ChangeKind.MOVED: lazy_pgettext("waiting list", "Moved"),
    ChangeKind.OFFERED: _l("Place offered out of order"),
    ChangeKind.PROLONGED: _l("Offer prolonged"),
    ChangeKind.REMOVED: _l("Taken off the list"),
    ChangeKind.CAPACITY: _l("Number of places changed"),
}
