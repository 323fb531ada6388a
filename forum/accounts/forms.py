"""Forms of the accounts feature."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    EmailField,
    IntegerField,
    PasswordField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange

from forum.accounts.rules import LONGEST_PASSWORD
from forum.accounts.types import TokenDetails
from forum.core.bearer import Scope
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.web.forms import Form, LocalizedField

LONGEST_ADDRESS = 254
LONGEST_TOKEN_LIFE = 366
SCOPE_WORDS = {
    Scope.REGISTRATION_READ: _l("Read registrations"),
    Scope.REGISTRATION_WRITE: _l("Make registrations"),
    Scope.CHECKIN_SCAN: _l("Send scans"),
    Scope.METRICS_READ: _l("Read the figures of operation"),
}


def _address() -> EmailField:
    return EmailField(
        _l("Mail address"),
        [
            DataRequired(_l("Write your mail address.")),
            Email(_l("This is no mail address. It looks like name@example.org.")),
            Length(max=LONGEST_ADDRESS, message=_l("This address is too long.")),
        ],
    )


def _password(label: str, empty: str) -> PasswordField:
    return PasswordField(
        label,
        [
            InputRequired(empty),
            Length(max=LONGEST_PASSWORD, message=_l("This password is too long.")),
        ],
    )


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        _l("Mail address"),
        [
            DataRequired(_l("Write your mail address.")),
            Length(max=LONGEST_ADDRESS, message=_l("This address is too long.")),
        ],
    )
    password = _password(_l("Password"), _l("Write your password."))


class ForgottenForm(Form):
    """The address to which a one-time link is sent."""

    email = _address()


class EnterForm(Form):
    """A new password, set by a one-time link."""

    password = _password(_l("New password"), _l("Write a new password."))


class ChangePasswordForm(Form):
    """The present password and a new one."""

    present = _password(_l("Present password"), _l("Write your present password."))
    password = _password(_l("New password"), _l("Write a new password."))


class ProfileForm(Form):
    """How an organiser is called."""

    name = LocalizedField(_l("Name"), max_length=80)

    def details(self) -> LocalizedText:
        """Return the name in both languages."""
        return self.name.text


class TokenForm(Form):
    """A new API token: its name, what it may be used for, for which edition, how long."""

    name = StringField(
        _l("What it is for"),
        [
            DataRequired(_l("Write what the token is for, so that you know it again.")),
            Length(max=80, message=_l("At most 80 characters.")),
        ],
    )
    scopes = SelectMultipleField(
        _l("What it may do"),
        [InputRequired(_l("Choose at least one thing that the token may do."))],
        choices=[SelectChoice(str(scope), word) for scope, word in SCOPE_WORDS.items()],
    )
    edition = SelectField(_l("Edition"), choices=[])
    days = IntegerField(
        _l("Days until it expires"),
        [
            InputRequired(_l("Write a number of days.")),
            NumberRange(1, LONGEST_TOKEN_LIFE, _l("Between 1 and 366 days.")),
        ],
        default=90,
    )

    def __init__(self, editions: Sequence[tuple[str, str]], **options: Any) -> None:  # noqa: ANN401
        """Offer the editions for which the organiser has a role."""
        super().__init__(**options)
        self.edition.choices = [SelectChoice(slug, name) for slug, name in editions]

    def details(self) -> TokenDetails:
        """Return what was asked for."""
        return TokenDetails(
            name=self.name.data.strip(),
            scopes=tuple(Scope(scope) for scope in self.scopes.data),
            edition=self.edition.data or None,
            days=self.days.data,
        )
