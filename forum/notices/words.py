"""The words for who is told and for what they are told, on organisers' pages."""

from forum.core.i18n import lazy_gettext as _l
from forum.notices.types import News, Tie

TIE_WORDS = {
    Tie.SPEAKER: _l("Speakers"),
    Tie.ATTENDEE: _l("Registered for a session"),
    Tie.STAR: _l("Starred a session"),
}
NEWS_WORDS = {
    News.CANCELLED: _l("Cancelled"),
    News.LEFT: _l("No longer takes part"),
    News.RESTORED: _l("Takes place after all"),
    News.JOINED: _l("Takes part now"),
    News.MOVED: _l("Other time"),
    News.RELOCATED: _l("Other place"),
    News.RETITLED: _l("Other title"),
    News.PART: _l("Other part"),
}
NEWS_LEVELS = {
    News.CANCELLED: "bad",
    News.LEFT: "bad",
    News.RESTORED: "ok",
    News.JOINED: "ok",
    News.MOVED: "warn",
    News.RELOCATED: "warn",
    News.RETITLED: "line",
    News.PART: "line",
}
