"""What organisers choose of the papers of the hall."""

from collections.abc import Sequence
from datetime import date

from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from forum.badges.plates.types import LanyardOrder
from forum.core.dates import format_date
from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.registration.models import Category
from forum.web.forms import Form

ORDER_WORDS = {
    LanyardOrder.CATEGORY: _l("By category"),
    LanyardOrder.CITY: _l("By city"),
    LanyardOrder.DELEGATION: _l("By delegation (city and category)"),
}


class PaperForm(Form):
    """Whose plates, or which lanyards; nothing is changed by it."""

    class Meta(Form.Meta):
        """It is sent by GET."""

        csrf = False

    category = SelectField(lazy_pgettext("badges", "Category"))
    day = SelectField(lazy_pgettext("check-in", "Day"))
    order = SelectField(
        lazy_pgettext("badges", "Order"),
        choices=[SelectChoice(order.value, word) for order, word in ORDER_WORDS.items()],
        default=LanyardOrder.CATEGORY.value,
    )

    def __init__(
        self, categories: Sequence[Category], days: Sequence[date], **options: object
    ) -> None:
        """Offer the edition's categories and days."""
        super().__init__(**options)
        language = current_language()
        self.category.choices = [
            SelectChoice("", _("Everybody")),
            *(SelectChoice(one.key, one.name.in_(language)) for one in categories),
        ]
        self.day.choices = [
            SelectChoice("", _("Every day")),
            *(SelectChoice(day.isoformat(), format_date(day)) for day in days),
        ]


class ListReasonForm(Form):
    """Why the names go out as a spreadsheet, and sorted how."""

    order = SelectField(
        lazy_pgettext("badges", "Order"),
        choices=[SelectChoice(order.value, word) for order, word in ORDER_WORDS.items()],
        default=LanyardOrder.CATEGORY.value,
    )
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Write the reason. It is kept in the history.")), Length(max=200)],
        description=_l("Names leave the system with this file: why is kept in the history."),
    )
