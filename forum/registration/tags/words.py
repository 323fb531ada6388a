"""Words for the colours of tags."""

from forum.core.i18n import lazy_pgettext
from forum.registration.tags.types import TagColour

COLOUR_WORDS = {
    TagColour.GREY: lazy_pgettext("colour", "Grey"),
    TagColour.BLUE: lazy_pgettext("colour", "Blue"),
    TagColour.GREEN: lazy_pgettext("colour", "Green"),
    TagColour.YELLOW: lazy_pgettext("colour", "Yellow"),
    TagColour.RED: lazy_pgettext("colour", "Red"),
}
