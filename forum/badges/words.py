"""What states and fields of badges are called."""

from forum.badges.models import PrintedBy
from forum.badges.types import PrintState
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext

STATE_WORDS = {
    PrintState.NEW: _l("not printed yet"),
    PrintState.CHANGED: _l("changed since it was printed"),
    PrintState.PRINTED: lazy_pgettext("badge", "printed"),
}
BY_WORDS = {
    PrintedBy.BATCH: _l("with others"),
    PrintedBy.DESK: _l("at the desk"),
    PrintedBy.COMMAND: _l("by a command"),
}
FIELD_WORDS = {
    "name": lazy_pgettext("badge part", "Name"),
    "position": lazy_pgettext("badge part", "Position"),
    "affiliation": lazy_pgettext("badge part", "Affiliation"),
    "city": lazy_pgettext("badge part", "City"),
}
