"""Reasons for which a mailing or a reminder is refused."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class MailingNotFoundError(Refusal):
    """There is no such mailing in this edition."""

    message = _l("There is no such mailing.")
    status = 404


class ReminderNotFoundError(Refusal):
    """There is no such reminder in this edition."""

    message = _l("There is no such reminder.")
    status = 404


class MailingSentError(Refusal):
    """The mailing is on its way already."""

    message = _l("This mailing is on its way already. Nothing was sent twice.")
    status = 409


class MailingChangedError(Refusal):
    """Somebody else has changed the mailing or the reminder since it was looked at."""

    message = _l("Somebody else has changed this meanwhile. Look at it again; nothing was sent.")
    status = 409


class RecipientsChangedError(Refusal):
    """The filter finds other people than those who were shown."""

    message = _l(
        "Meanwhile the filter finds other people than those you saw. They are shown now; nothing "
        "was sent."
    )
    status = 409


class NobodyToMailError(Refusal):
    """The filter finds nobody who could get the mail."""

    message = _l("The filter finds nobody who could get this mail.")


class MailingNotRunningError(Refusal):
    """There is nothing of the mailing that could be stopped."""

    message = _l("This mailing is not on its way.")
    status = 409


class ReminderRanError(Refusal):
    """The reminder has gone out; it cannot be changed any more."""

    message = _l("This reminder has gone out already. Write a new one.")
    status = 409


class ReminderMomentPassedError(Refusal):
    """The moment at which the reminder would go out is over."""

    message = _l("The moment at which it would go out is over. Choose a later one.")


class ReminderUndatedError(Refusal):
    """There is no date to count from."""

    message = _l("Registration has no closing date yet. Set one, or count from another date.")
