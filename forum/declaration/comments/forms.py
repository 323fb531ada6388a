"""Forms of comments."""

from collections.abc import Sequence

from wtforms import EmailField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, Email, Length

from forum.cities.models import City
from forum.core.i18n import current_language
from forum.core.i18n import lazy_gettext as _l
from forum.declaration.comments.rules import LONGEST
from forum.declaration.comments.types import CityInvitation
from forum.web.forms import Form


class CommentForm(Form):
    """A comment of a city."""

    words = TextAreaField(
        _l("Your comment"),
        [
            DataRequired(_l("Write your comment.")),
            Length(
                max=LONGEST, message=_l("This comment is too long. Divide it, or write a mail.")
            ),
        ],
    )


class AnswerForm(Form):
    """The organisers' answer."""

    words = TextAreaField(
        _l("Answer"),
        [
            DataRequired(_l("Write the answer.")),
            Length(max=LONGEST, message=_l("This answer is too long.")),
        ],
    )


class CityForm(Form):
    """A city that is asked for comments, at its own address."""

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
