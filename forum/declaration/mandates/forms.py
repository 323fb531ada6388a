"""Forms of mandates."""

from collections.abc import Sequence
from datetime import date

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, Length, Optional

from forum.cities.models import City
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import Language
from forum.declaration.mandates.types import CityInvitation
from forum.declaration.types import CapacityKind, PersonDetails
from forum.web.forms import Form, LocalizedField

LONGEST_NAME = 120

CAPACITY_WORDS = {
    CapacityKind.MAYOR: _l("The mayor, or head of the city"),
    CapacityKind.DEPUTY: _l("A deputy of the mayor"),
    CapacityKind.BEHALF: _l("Somebody else, on behalf of the mayor"),
}


class LetterForm(Form):
    """A letter of authority."""

    file = FileField(
        _l("Letter of authority"),
        [FileRequired(_l("Choose a file."))],
        description=_l("PDF, Word or a picture, at most 25 MB."),
    )

    @property
    def sent(self) -> FileStorage:
        """Return the file that was sent."""
        sent: FileStorage = self.file.data
        return sent


class ConfirmationForm(Form):
    """The city's own address, which is asked whether it has named this person."""

    address = EmailField(
        _l("The city’s own mail address"),
        [
            DataRequired(_l("Write the mail address.")),
            Email(_l("This is no mail address. It looks like name@example.org.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
        description=_l("Not the address of the person who signs."),
    )


class PersonForm(Form):
    """Whom a city sends to sign."""

    name = LocalizedField(
        _l("Name of the person"),
        max_length=LONGEST_NAME,
        description=_l("As the person writes it. One language is enough."),
    )
    capacity_kind = RadioField(
        _l("Who that is"),
        choices=[SelectChoice(kind.value, word) for kind, word in CAPACITY_WORDS.items()],
        default=CapacityKind.MAYOR.value,
    )
    capacity = LocalizedField(
        _l("Capacity"),
        required=("ko", "en"),
        max_length=200,
        description=_l("Such as: Mayor, Deputy Mayor, on behalf of the Mayor."),
    )
    email = EmailField(
        _l("Mail address"),
        [
            DataRequired(_l("Write the mail address.")),
            Email(_l("This is no mail address. It looks like name@example.org.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
        description=_l("The link and the codes go to this address and to no other."),
    )
    language = RadioField(
        _l("Language of the mails"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )
    expires_on = DateField(
        _l("Last day of the mandate"),
        [Optional()],
        description=_l("Leave it empty if the letter names no end."),
    )

    def validate_name(self, field: LocalizedField) -> None:
        """Ask for a name in one language at least."""
        if not field.text:
            raise ValidationError(_("Write the name in one language at least."))

    @property
    def tongue(self) -> Language:
        """Return the language of the mails."""
        return "en" if self.language.data == "en" else "ko"

    @property
    def last_day(self) -> date | None:
        """Return the last day, if there is one."""
        day: date | None = self.expires_on.data
        return day

    def person(self) -> PersonDetails:
        """Return what was entered."""
        return PersonDetails(
            name=self.name.text,
            capacity_kind=CapacityKind(self.capacity_kind.data),
            capacity=self.capacity.text,
            email=self.email.data,
            language=self.tongue,
            expires_on=self.last_day,
        )


class CityForm(Form):
    """A city that is asked something, at its own address."""

    city = SelectField(_l("City"), coerce=int)
    email = EmailField(
        _l("The city’s own mail address"),
        [
            DataRequired(_l("Write the mail address.")),
            Email(_l("This is no mail address. It looks like name@example.org.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
    )
    language = RadioField(
        _l("Language of the mails"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )

    def offer(self, cities: Sequence[City]) -> None:
        """Offer these cities."""
        reader = current_language()
        self.city.choices = [SelectChoice(city.id, city.name.in_(reader)) for city in cities]

    def details(self) -> CityInvitation:
        """Return what was entered."""
        return CityInvitation(
            city_id=self.city.data,
            email=self.email.data,
            language="en" if self.language.data == "en" else "ko",
        )
