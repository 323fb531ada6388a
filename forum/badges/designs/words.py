"""What the parts of a design are called."""

from forum.badges.designs.types import Across, Down, ElementKind, Overlong, Side, Sides, Tongue
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext

KIND_WORDS = {
    ElementKind.NAME: lazy_pgettext("badge part", "Name"),
    ElementKind.POSITION: lazy_pgettext("badge part", "Position"),
    ElementKind.AFFILIATION: lazy_pgettext("badge part", "Affiliation"),
    ElementKind.OFFICE: _l("Position and affiliation"),
    ElementKind.PLACE: _l("City and country"),
    ElementKind.CITY: lazy_pgettext("badge part", "City"),
    ElementKind.COUNTRY: lazy_pgettext("badge part", "Country"),
    ElementKind.BAND: _l("Category as a band"),
    ElementKind.WORD: _l("Category as a word"),
    ElementKind.CODE: _l("QR code"),
    ElementKind.NUMBER: _l("Badge number"),
    ElementKind.MARKS: _l("Marks (interpretation, no photos)"),
    ElementKind.EDITION: _l("Name of the forum"),
    ElementKind.STAVES: _l("One's days as bars"),
    ElementKind.AGENDA: _l("One's own agenda"),
    ElementKind.ADDRESSES: _l("Useful addresses"),
    ElementKind.TEXT: _l("Free text"),
    ElementKind.IMAGE: lazy_pgettext("badge part", "Picture"),
}
SIDE_WORDS = {Side.FRONT: _l("Front"), Side.BACK: lazy_pgettext("badge side", "Back")}
SIDES_WORDS = {
    Sides.ONE: _l("One side"),
    Sides.TWO: _l("Both sides"),
    Sides.FOLDED: _l("Folded: one print, twice as high"),
}
TONGUE_WORDS = {
    Tongue.FIRST: _l("The person's language"),
    Tongue.SECOND: _l("The other language"),
    Tongue.BOTH: lazy_pgettext("badge language", "Both"),
    Tongue.KO: lazy_pgettext("badge language", "Korean"),
    Tongue.EN: lazy_pgettext("badge language", "English"),
}
ACROSS_WORDS = {
    Across.LEFT: lazy_pgettext("badge alignment", "Left"),
    Across.CENTRE: lazy_pgettext("badge alignment", "Centre"),
    Across.RIGHT: lazy_pgettext("badge alignment", "Right"),
}
DOWN_WORDS = {
    Down.TOP: lazy_pgettext("badge alignment", "Top"),
    Down.MIDDLE: lazy_pgettext("badge alignment", "Middle"),
    Down.BOTTOM: lazy_pgettext("badge alignment", "Bottom"),
}
OVERLONG_WORDS = {
    Overlong.WRAP: _l("Shrink to the smallest size, then wrap"),
    Overlong.LINE: _l("Shrink, and stay on one line"),
    Overlong.BALANCE: _l("Wrap as soon as it becomes larger so"),
}
WEIGHT_WORDS = {
    400: lazy_pgettext("badge weight", "Regular"),
    500: lazy_pgettext("badge weight", "Medium"),
    600: lazy_pgettext("badge weight", "Semi-bold"),
    700: lazy_pgettext("badge weight", "Bold"),
    800: lazy_pgettext("badge weight", "Extra bold"),
}
