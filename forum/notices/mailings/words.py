"""Words for mailings and reminders, and the first words of new ones."""

from forum.core.i18n import in_language, lazy_pgettext, ngettext
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES, LocalizedText
from forum.notices.mailings.types import Anchor, LeftOut, MailingState, Standing
from forum.registration.mailtexts.words import PLACEHOLDER_WORDS as WORDS_OF_PLACES

STATE_WORDS = {
    MailingState.DRAFT: lazy_pgettext("mailing", "Draft"),
    MailingState.SENT: lazy_pgettext("mailing", "On its way or sent"),
    MailingState.CANCELLED: lazy_pgettext("mailing", "Stopped"),
}
STATE_LEVELS = {
    MailingState.DRAFT: "warn",
    MailingState.SENT: "ok",
    MailingState.CANCELLED: "bad",
}
LEFT_OUT_WORDS = {
    LeftOut.NO_ADDRESS: _l("No address"),
    LeftOut.SAME_ADDRESS: _l("Somebody else with the same address gets it"),
    LeftOut.REFUSED: _l("The server has refused the last mail to this address for good"),
}
ANCHOR_WORDS = {
    Anchor.BEFORE_BEGIN: _l("days before the forum begins"),
    Anchor.AFTER_END: _l("days after the forum ends"),
    Anchor.BEFORE_CLOSING: _l("days before registration closes"),
}
STANDING_WORDS = {
    Standing.OFF: lazy_pgettext("reminder", "Off"),
    Standing.WAITS: lazy_pgettext("reminder", "On"),
    Standing.RAN: lazy_pgettext("reminder", "Has gone out"),
    Standing.MISSED: _l("Its moment is over; it did not go out"),
    Standing.UNDATED: _l("Registration has no closing date"),
    Standing.HIDDEN: _l("On, but the edition is not published"),
}
STANDING_LEVELS = {
    Standing.OFF: "line",
    Standing.WAITS: "ok",
    Standing.RAN: "solid",
    Standing.MISSED: "bad",
    Standing.UNDATED: "warn",
    Standing.HIDDEN: "warn",
}
GREETING = _l("Dear {name},\n\n")


def tell_moment(anchor: Anchor, days: int) -> str:
    """Return in words on which day a reminder goes out."""
    if anchor is Anchor.BEFORE_BEGIN:
        return ngettext(
            "%(num)s day before the forum begins", "%(num)s days before the forum begins", days
        )
    if anchor is Anchor.AFTER_END:
        return ngettext(
            "%(num)s day after the forum ends", "%(num)s days after the forum ends", days
        )
    return ngettext(
        "%(num)s day before registration closes",
        "%(num)s days before registration closes",
        days,
    )


def first_words() -> LocalizedText:
    """Return how a new mailing begins, in both languages."""
    said = {}
    for language in LANGUAGES:
        with in_language(language):
            said[language] = str(GREETING)
    return LocalizedText(**said)


__all__ = [
    "ANCHOR_WORDS",
    "LEFT_OUT_WORDS",
    "STANDING_LEVELS",
    "STANDING_WORDS",
    "STATE_LEVELS",
    "STATE_WORDS",
    "WORDS_OF_PLACES",
    "first_words",
    "tell_moment",
]
