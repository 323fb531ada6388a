"""Reasons for which registration refuses. Each says what is wrong and what can be done."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409
GONE = 410
FORBIDDEN = 403


# ------------------------------------------------------------------ whether one can register


class RegistrationNotOfferedError(NotFoundError):
    """The edition takes no registrations here."""

    message = _l("One cannot register for this forum here.")


class RegistrationNotOpenError(Refusal):
    """Registration has not begun."""

    message = _l("Registration has not opened yet.")
    status = CONFLICT


class RegistrationClosedError(Refusal):
    """Registration is over."""

    message = _l("Registration is closed.")
    status = CONFLICT


class CategoryNotFoundError(Refusal):
    """The edition has no such category."""

    message = _l("There is no such way to take part. Choose one of those on the page.")


class CategoryClosedError(Refusal):
    """This category takes nobody at present, although others do."""

    message = _l("“%(category)s” is not open for registration at present. Choose another one.")
    status = CONFLICT


class CategoryByInvitationError(Refusal):
    """Nobody comes into this category alone."""

    message = _l("“%(category)s” is by invitation. Write to the organisers if you were invited.")
    status = FORBIDDEN


class CategoryFullError(Refusal):
    """The last seat of the category is taken."""

    message = _l(
        "“%(category)s” is full: %(taken)s of %(capacity)s places are taken. "
        "Nothing was registered."
    )
    status = CONFLICT


class SessionFullError(Refusal):
    """The last seat of a session is taken."""

    message = _l(
        "“%(session)s” is full: %(taken)s of %(capacity)s seats are taken. "
        "Nothing was registered: leave it out, then finish again."
    )
    status = CONFLICT


class OptionFullError(Refusal):
    """The last seat of an option is taken."""

    message = _l(
        "“%(option)s” is full: %(taken)s of %(capacity)s seats are taken. "
        "Nothing was kept: choose something else."
    )
    status = CONFLICT


class NotPendingError(Refusal):
    """Nobody waits here for a decision: another organiser has decided meanwhile."""

    message = _l("Somebody has decided on this registration already.")
    status = CONFLICT


class NotComingError(Refusal):
    """The registration was cancelled or not accepted: nothing of it can be changed."""

    message = _l("This registration is over. Nothing of it can be changed.")
    status = CONFLICT


class SameCategoryError(Refusal):
    """Somebody is to be moved to where they are."""

    message = _l("This person is in “%(category)s” already.")
    status = CONFLICT


class CategoryHasNoPlaceError(Refusal):
    """Nobody can be moved into a category, or its share of a session, that is full."""

    message = _l("“%(category)s” is full: %(taken)s of %(capacity)s places are taken.")
    status = CONFLICT


class NotOfferedError(Refusal):
    """No place is held: the offer is over, was answered, or was never made."""

    message = _l("This place is not held for you any more.")
    status = GONE


class MovedOutOfPlaceError(Refusal):
    """The waiting list has no such place."""

    message = _l("The list has the places 1 to %(count)s.")


class SessionNotOfferedError(Refusal):
    """A session cannot be chosen: it is not there, was cancelled, or needs no seat."""

    message = _l("The programme has changed: “%(session)s” cannot be chosen. Choose again.")


class SessionByInvitationError(Refusal):
    """A session is for those who were invited."""

    message = _l("“%(session)s” is for invited guests only.")
    status = FORBIDDEN


class SessionBegunError(Refusal):
    """A session has begun: whoever sits there sits there."""

    message = _l("“%(session)s” has begun. Seats in it cannot be changed any more.")
    status = CONFLICT


class SessionsClashError(Refusal):
    """Two sessions at the same time are chosen, and nobody has said that both are kept."""

    message = _l(
        "“%(one)s” and “%(other)s” are at the same time, until %(until)s. "
        "Leave one of them out, or say that you keep both."
    )
    status = CONFLICT


class SecondChoicesCircularError(Refusal):
    """Sessions are ranked below one another in a circle: which is liked best cannot be said."""

    message = _l(
        "Two sessions are each other’s second choice. Take the second choice away at the one "
        "that you would like best to have as the second."
    )
    status = CONFLICT


class SeatTakenError(Refusal):
    """A seat that somebody wants beside or instead of theirs is taken: they keep what they have."""

    message = _l(
        "“%(session)s” is full by now: %(taken)s of %(capacity)s seats are taken. Nothing was "
        "changed: leave it out, or have yourself put on the waiting list."
    )
    status = CONFLICT


class ChoiceChangedError(Refusal):
    """The sessions are not the ones any more that the page was made of."""

    message = _l(
        "Your sessions have been changed while this page was open. Nothing was changed just now."
    )
    status = CONFLICT


class AlreadyRegisteredError(Refusal):
    """The address holds a registration already. Only organisers and programs are told."""

    message = _l("This address is registered already, under the number %(number)s.")
    status = CONFLICT


class TooManyColleaguesError(Refusal):
    """An address has registered as many colleagues as it may. Only programs are told."""

    message = _l("%(count)s colleagues are registered with this address already.")
    status = CONFLICT


# ------------------------------------------------------------------ what was filled in


class NameMissingError(Refusal):
    """No name in either script."""

    message = _l("Write your name, in Korean or in Latin letters.")


class NameNotPrintableError(Refusal):
    """A badge could not show the name."""

    message = _l(
        "No typeface for badges has this character: %(characters)s. Write it in another way."
    )


class WebAddressError(Refusal):
    """A name or an affiliation holds a web address: it would become a link in a mail."""

    message = _l("A web address cannot stand here.")


class TextTooLongError(Refusal):
    """A text is longer than what can be kept."""

    message = _l("At most %(count)s characters.")


class EmailInvalidError(Refusal):
    """Not an address that mail can reach."""

    message = _l("This is not a full e-mail address. It should look like gildong@example.kr.")


class PhoneInvalidError(Refusal):
    """Not a telephone number of any country."""

    message = _l(
        "We do not know this phone number. Outside Korea, begin with + and the country code."
    )


class CountryUnknownError(Refusal):
    """Not a country."""

    message = _l("Choose a country from the list.")


class CityUnknownError(Refusal):
    """Not a city that the forum knows."""

    message = _l("Choose a city from the list.")


class ResidentNumberError(Refusal):
    """A text holds what looks like a Korean resident registration number."""

    message = _l(
        "This looks like a resident registration number. We must not keep one: take it out."
    )


class SensitiveConsentMissingError(Refusal):
    """Needs were named without agreeing that they are kept."""

    message = _l("To keep this we need your agreement. Agree above, or leave these fields empty.")


class ConsentMissingError(Refusal):
    """A notice that is required was not agreed to."""

    message = _l("Without agreeing to “%(notice)s” one cannot register.")


class ConsentChangedError(Refusal):
    """The notices are no longer the ones that were shown."""

    message = _l(
        "The notices have changed while you were filling in. Read them again, then finish."
    )
    status = CONFLICT


class DraftMissingError(Refusal):
    """There is nothing filled in, or it is older than seven days."""

    message = _l("What you had filled in is no longer here. Please begin again.")
    status = GONE


class StepsMissingError(Refusal):
    """An earlier step has not been filled in."""

    message = _l("A step before this one is not complete yet.")
    status = CONFLICT


# ------------------------------------------------------------------ what was registered


class RegistrationNotFoundError(NotFoundError):
    """No such registration in this edition."""

    message = _l("There is no such registration.")


class NoAddressError(Refusal):
    """Organisers registered somebody without an address: no code and no link can be mailed."""

    message = _l("We have no e-mail address here. Ask the organisers, who can change everything.")
    status = CONFLICT


class AlreadyCancelledError(Refusal):
    """The registration was cancelled before."""

    message = _l("This registration was cancelled already.")
    status = CONFLICT


class ReasonMissingError(Refusal):
    """What is done to somebody's registration, or to everybody's data, needs a reason."""

    message = _l("Write the reason. It is kept in the history.")


class SeatsBelowTakenError(Refusal):
    """A release would give a session fewer seats than people hold in it."""

    message = _l(
        "“%(session)s” would have %(seats)s seats, and %(taken)s are taken already. "
        "Give it at least as many, or take people out first. Nothing was released."
    )
    status = CONFLICT


class CapacityBelowTakenError(Refusal):
    """There are more people in than the new capacity would allow."""

    message = _l("%(taken)s places are taken already, so there cannot be fewer.")
    status = CONFLICT


class TooManyCategoriesError(Refusal):
    """A badge's code can tell sixteen categories apart."""

    message = _l("An edition can have at most sixteen categories.")
    status = CONFLICT


class OtherEditionError(Refusal):
    """The stars are of one edition, and the link that the browser holds is of another."""

    message = _l("These stars belong to another forum than your registration.")
    status = CONFLICT
