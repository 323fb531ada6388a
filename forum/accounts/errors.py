"""Reasons for which the accounts feature refuses."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class SignInFailedError(Refusal):
    """The address is unknown or the password is another one; the answer does not tell which."""

    message = _l("That address and password do not belong together. Check both.")


class WrongPasswordError(Refusal):
    """The present password was asked for, and another one was given."""

    message = _l("That is not your present password.")


class PasswordTooShortError(Refusal):
    """The new password has fewer characters than are asked for."""

    message = _l("Use at least %(count)s characters. Several words are easy to remember.")


class PasswordTooLongError(Refusal):
    """The new password is longer than is of use."""

    message = _l("Use at most %(count)s characters.")


class PasswordTooCommonError(Refusal):
    """The new password is among the first that somebody would try."""

    message = _l("That password is easy to guess. Use several words that do not belong together.")


class UserNotFoundError(NotFoundError):
    """Nobody has this address."""

    message = _l("There is no account with this address.")


class UserExistsError(Refusal):
    """Somebody has this address already."""

    message = _l("There is an account with this address already.")
    status = 409


class SessionNotFoundError(NotFoundError):
    """The organiser has no such session."""

    message = _l("There is no such session.")


class TokenNotFoundError(NotFoundError):
    """The organiser has no such token."""

    message = _l("There is no such access token.")


class ScopeNotAllowedError(Refusal):
    """A token cannot be allowed more than its owner is."""

    message = _l("You cannot give a token more than you may do yourself.")
    status = 403


class LastOwnerError(Refusal):
    """Without an owner nobody could give roles any more."""

    message = _l("The last owner must stay. Make somebody else an owner first.")
    status = 409
