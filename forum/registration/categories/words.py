"""Words for categories, in both languages' catalogues."""

from forum.core.i18n import lazy_pgettext
from forum.registration.types import WayIn

WAY_IN_WORDS = {
    WayIn.OPEN: lazy_pgettext("way in", "Open to everybody"),
    WayIn.APPROVAL: lazy_pgettext("way in", "By approval"),
    WayIn.INVITATION: lazy_pgettext("way in", "By invitation"),
}
