"""What organisers choose before they print."""

from collections.abc import Sequence

from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from forum.badges.rules import SIZES
from forum.badges.types import BadgeRequest, Order
from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.registration.models import Category
from forum.web.forms import Form

ORDER_WORDS = {
    Order.NAME: _l("By name"),
    Order.CITY: _l("By city"),
    Order.CATEGORY: _l("By category"),
}
SIZE_CHOICES = [SelectChoice(name, name.replace("x", " × ")) for name in SIZES]  # noqa: RUF001  a size


class BadgesForm(Form):
    """Which badges, in which order and size."""

    which = RadioField(
        _l("Which badges"),
        choices=[
            SelectChoice("new", lazy_pgettext("badges", "Those not printed yet")),
            SelectChoice("all", lazy_pgettext("badges", "All")),
        ],
        default="new",
    )
    category = SelectField(lazy_pgettext("badges", "Category"))
    order = SelectField(
        lazy_pgettext("badges", "Order"),
        choices=[SelectChoice(order.value, word) for order, word in ORDER_WORDS.items()],
    )
    size = SelectField(lazy_pgettext("badges", "Size"), choices=SIZE_CHOICES)

    def __init__(self, categories: Sequence[Category], **options: object) -> None:
        """Offer the edition's categories."""
        super().__init__(**options)
        language = current_language()
        self.category.choices = [
            SelectChoice("", _("Everybody")),
            *(SelectChoice(one.key, one.name.in_(language)) for one in categories),
        ]

    def details(self) -> BadgeRequest:
        """Return what was chosen."""
        return BadgeRequest(
            category=str(self.category.data or ""),
            only_new=self.which.data == "new",
            order=Order(self.order.data),
            size=str(self.size.data),
        )


class NumberForm(Form):
    """One badge at the desk."""

    number = StringField(
        _l("Badge number"), validators=[DataRequired(), Length(max=40)], render_kw={"size": 16}
    )
