"""Words for the fields of one's own details."""

from forum.core.i18n import lazy_gettext as _l

FIELD_WORDS = {
    "name": _l("Your name"),
    "affiliation": _l("Affiliation"),
    "position": _l("Position"),
    "city": _l("City you come for"),
    "country": _l("Country"),
    "phone": _l("Phone"),
    "language": _l("Language of our mails"),
    "receiver": _l("Interpretation"),
    "diets": _l("What you do not eat"),
    "diet_note": _l("Anything else about food"),
    "accessibility": _l("What helps you to take part"),
}
"""What the person reads above a field."""

HISTORY_WORDS = {
    "name": _l("Name"),
    "affiliation": _l("Affiliation"),
    "position": _l("Position"),
    "city": _l("City"),
    "country": _l("Country"),
    "phone": _l("Phone"),
    "language": _l("Language"),
    "receiver": _l("Interpretation"),
    "needs": _l("Food and accessibility"),
    "questions": _l("Own questions"),
}
"""What the history says of fields that were changed; never what stood in them."""
