"""The form of invitations."""

from collections.abc import Iterable

from wtforms import RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired

from forum.core.i18n import current_language
from forum.core.i18n import lazy_gettext as _l
from forum.registration.models import Category
from forum.web.forms import Form


class InviteForm(Form):
    """Asks whom to invite, as what and in which language."""

    category = SelectField(_l("Category"), [InputRequired(_l("Choose a category."))])
    language = RadioField(
        _l("Language of the mail"),
        [InputRequired(_l("Choose a language."))],
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )
    guests = TextAreaField(_l("Addresses"), [InputRequired(_l("Write at least one address."))])

    def offer(self, categories: Iterable[Category]) -> None:
        """Say into which categories one can be invited."""
        language = current_language()
        self.category.choices = [
            SelectChoice(one.key, one.name.in_(language)) for one in categories
        ]
