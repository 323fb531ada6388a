"""Words for the filters, the orders and the columns of the list."""

from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.registration.filters.types import Column, Sort

SORT_WORDS = {
    Sort.LATEST: _l("Latest first"),
    Sort.EARLIEST: _l("Earliest first"),
    Sort.NAME: _l("By name"),
    Sort.CITY: _l("By city"),
    Sort.CATEGORY: _l("By category"),
}
COLUMN_WORDS = {
    Column.CATEGORY: _l("Category"),
    Column.AFFILIATION: _l("Affiliation and position"),
    Column.CITY: _l("City"),
    Column.COUNTRY: _l("Country"),
    Column.STATE: _l("State"),
    Column.SESSIONS: _l("Sessions"),
    Column.TAGS: lazy_pgettext("registration", "Tags"),
    Column.LANGUAGE: _l("Language"),
    Column.SOURCE: _l("Came in by"),
    Column.EMAIL: _l("E-mail"),
    Column.PHONE: _l("Phone"),
    Column.REGISTERED: lazy_pgettext("list", "Registered"),
    Column.CHANGED: _l("Last change"),
}
FILTER_WORDS = {
    "query": _l("Search"),
    "state": _l("State"),
    "category": _l("Category"),
    "session": _l("Session"),
    "waits": _l("Waits for"),
    "city": _l("City"),
    "country": _l("Country"),
    "language": _l("Language"),
    "source": _l("Came in by"),
    "tag": lazy_pgettext("registration", "Tag"),
    "since": _l("Registered since"),
    "until": _l("Registered until"),
    "answer": _l("Has answered"),
    "ids": _l("Chosen"),
}
