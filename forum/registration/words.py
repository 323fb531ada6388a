"""Words for the values of registration, in both languages' catalogues."""

from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.registration.mailtexts.words import KINDS
from forum.registration.types import ConsentHow, Diet, RegistrationState, Source

DIET_WORDS = {
    Diet.VEGETARIAN: _l("Meat and fish (vegetarian)"),
    Diet.VEGAN: _l("Anything from animals (vegan)"),
    Diet.HALAL: _l("Food that is not halal"),
    Diet.KOSHER: _l("Food that is not kosher"),
    Diet.NO_PORK: _l("Pork"),
    Diet.NO_BEEF: _l("Beef"),
    Diet.NO_SEAFOOD: _l("Fish and seafood"),
    Diet.NO_NUTS: _l("Nuts"),
    Diet.NO_GLUTEN: _l("Gluten"),
    Diet.NO_DAIRY: _l("Milk products"),
}
STATE_WORDS = {
    RegistrationState.CONFIRMED: lazy_pgettext("registration", "Confirmed"),
    RegistrationState.PENDING: lazy_pgettext("registration", "To be approved"),
    RegistrationState.GUARDIAN: lazy_pgettext("registration", "Guardian to agree"),
    RegistrationState.WAITING: lazy_pgettext("registration", "Waiting list"),
    RegistrationState.OFFERED: lazy_pgettext("registration", "Place offered"),
    RegistrationState.REJECTED: lazy_pgettext("registration", "Not accepted"),
    RegistrationState.CANCELLED: lazy_pgettext("registration", "Cancelled"),
    RegistrationState.ERASED: lazy_pgettext("registration", "Erased"),
}
STATE_LEVELS = {
    RegistrationState.PENDING: ("warn", "clock"),
    RegistrationState.GUARDIAN: ("warn", "clock"),
    RegistrationState.WAITING: ("warn", "clock"),
    RegistrationState.OFFERED: ("info", "clock"),
    RegistrationState.REJECTED: ("bad", "cross"),
    RegistrationState.CONFIRMED: ("ok", "check"),
    RegistrationState.CANCELLED: ("bad", "cross"),
    RegistrationState.ERASED: ("line", "trash"),
}
OWN_WORDS = {
    RegistrationState.PENDING: (
        _l("We have your request"),
        _l("The organisers decide on it and write to you. No place is held until then."),
    ),
    RegistrationState.GUARDIAN: (
        _l("Your guardian has to agree"),
        _l("We have written to them. Your place is held until they answer, for a week at most."),
    ),
    RegistrationState.WAITING: (
        _l("You are on the waiting list"),
        _l("As soon as a place is free for you we write, and hold it for a while."),
    ),
    RegistrationState.OFFERED: (
        _l("A place is held for you"),
        _l("Open the link in our newest mail to take it, or to leave it to others."),
    ),
    RegistrationState.REJECTED: (
        _l("Your request was not accepted"),
        _l("The mail says why. If you think that this is a mistake, write to the organisers."),
    ),
    RegistrationState.CANCELLED: (
        _l("Your registration is cancelled"),
        _l("Your places are free for others, and the badge is no longer valid."),
    ),
}
"""What the person's own page says, as heading and sentence, where nothing is confirmed."""
HOW_WORDS = {
    ConsentHow.PAPER: _l("On paper"),
    ConsentHow.TELEPHONE: _l("By telephone"),
    ConsentHow.EMAIL: _l("By e-mail"),
    ConsentHow.DESK: _l("In person"),
}
SOURCE_WORDS = {
    Source.SELF: _l("Registered alone"),
    Source.ON_BEHALF: _l("Registered by organisers"),
    Source.TRANSFER: _l("Took over a place"),
    Source.API: _l("Registered by a program"),
    Source.MADE_UP: _l("Made up for trying"),
}
ACTION_WORDS = {
    "registration.confirmed": _l("Registered"),
    "registration.pending": _l("Asked to take part"),
    "registration.guardian": _l("Registered, a guardian has to agree"),
    "registration.waiting": _l("Put on the waiting list"),
    "registration.approved": _l("Approved"),
    "registration.rejected": _l("Not accepted"),
    "registration.cancelled": lazy_pgettext("history", "Cancelled"),
    "registration.address": _l("E-mail address changed"),
    "registration.details": _l("Details changed"),
    "registration.moved": _l("Moved to another category"),
    "registration.note_removed": _l("Note taken back"),
    "registration.noted": _l("Note written"),
    "registration.tagged": _l("Tag given"),
    "registration.untagged": _l("Tag taken"),
    "transfer.asked": _l("Place offered to somebody else"),
    "transfer.accepted": _l("Place passed on"),
    "transfer.received": _l("Place taken over"),
    "transfer.declined": _l("Place not taken over"),
    "transfer.expired": _l("Place not taken over in time"),
    "transfer.withdrawn": _l("Place kept after all"),
    "waiting.offered": _l("A place from the waiting list offered"),
    "waiting.accepted": _l("Offered place taken"),
    "waiting.again": _l("Waits again after an offer"),
    "waiting.declined": _l("Offered place declined"),
    "waiting.expired": _l("Offered place not taken in time"),
    "waiting.left": _l("Left a waiting list"),
    "waiting.moved": _l("Moved on a waiting list"),
    "waiting.preferred": _l("A place offered out of order"),
    "waiting.prolonged": _l("Offer of a place prolonged"),
    "waiting.removed": _l("Taken off a waiting list"),
    "badge.reissued": _l("Badge issued anew"),
    "consent.confirmed": _l("Noted consents confirmed"),
    "consent.given": _l("Consent given"),
    "calendar.renewed": _l("New address of the calendar"),
    "erasure.asked": _l("Erasure asked for"),
    "erasure.refused": _l("Erasure refused"),
    "registration.erased": _l("Personal data erased"),
    "consent.withdrawn": _l("Consent withdrawn"),
}
MAIL_WORDS = {f"registration.{key}": kind.title for key, kind in KINDS.items()} | {
    "privacy.erased": _l("Erasure done"),
    "privacy.refused": _l("Erasure refused"),
    "notices.released": _l("Change of the programme"),
    "mailing.sent": _l("Mailing"),
    "reminder.sent": lazy_pgettext("mail", "Reminder"),
    "mail.test": _l("Test"),
}
ACTOR_WORDS = {
    "visitor": _l("The person"),
    "link": _l("The person, by link"),
    "user": _l("An organiser"),
    "device": _l("A device"),
    "system": _l("The system"),
}
