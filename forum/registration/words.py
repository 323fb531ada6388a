"""Words for the values of registration, in both languages' catalogues."""

from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.registration.mailtexts.words import KINDS
from forum.registration.types import Diet, RegistrationState, Source

DIET_WORDS = {
    Diet.VEGETARIAN: _l("Meat and fish (vegetarian)"),
    Diet.VEGAN: _l("Anything from animals (vegan)"),
    Diet.HALAL: _l("What is not halal"),
    Diet.KOSHER: _l("What is not kosher"),
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
SOURCE_WORDS = {
    Source.SELF: _l("Registered alone"),
    Source.ON_BEHALF: _l("Registered by organisers"),
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
    "registration.moved": _l("Moved to another category"),
    "waiting.offered": _l("A place from the waiting list offered"),
    "waiting.accepted": _l("Offered place taken"),
    "waiting.declined": _l("Offered place declined"),
    "waiting.expired": _l("Offered place not taken in time"),
    "waiting.left": _l("Left a waiting list"),
    "waiting.moved": _l("Moved on a waiting list"),
    "badge.reissued": _l("Badge issued anew"),
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
