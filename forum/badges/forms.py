"""What organisers choose before they print."""

from collections.abc import Iterable, Mapping, Sequence

from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from forum.badges.sheets import Sheet
from forum.badges.types import BadgeRequest, Order, Which
from forum.cities.models import City
from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.registration.models import Category
from forum.web.forms import Form

ORDER_WORDS = {
    Order.NAME: _l("By name"),
    Order.NAME_KO: _l("By the Korean name"),
    Order.NAME_EN: _l("By the English name"),
    Order.CITY: _l("By city"),
    Order.DELEGATION: _l("By delegation (city and category)"),
    Order.CATEGORY: _l("By category"),
}
SHEET_WORDS = {
    Sheet.NONE: _l("One page for each side"),
    Sheet.A4: _l("Several on A4, with crop marks"),
    Sheet.A3: _l("Several on A3, with crop marks"),
    Sheet.PERFORATED: _l("Perforated A4, edge to edge"),
    Sheet.BLEED: _l("One page for each side, with bleed and crop marks"),
}


class BadgesForm(Form):
    """Which badges, in which order and on what."""

    which = RadioField(
        _l("Which badges"),
        choices=[
            SelectChoice(Which.NEW.value, lazy_pgettext("badges", "Those not printed yet")),
            SelectChoice(Which.OPEN.value, _l("These, and those that have changed since")),
            SelectChoice(Which.ALL.value, lazy_pgettext("badges", "All")),
        ],
        default=Which.NEW.value,
    )
    category = SelectField(lazy_pgettext("badges", "Category"))
    city = SelectField(
        _l("City"), description=_l("A city’s delegation is everybody who comes from it.")
    )
    order = SelectField(
        lazy_pgettext("badges", "Order"),
        choices=[SelectChoice(order.value, word) for order, word in ORDER_WORDS.items()],
    )
    sheet = SelectField(
        _l("Paper"),
        choices=[SelectChoice(sheet.value, word) for sheet, word in SHEET_WORDS.items()],
    )

    def __init__(
        self, categories: Sequence[Category], cities: Iterable[City] = (), **options: object
    ) -> None:
        """Offer the edition's categories, and the cities from which somebody comes."""
        super().__init__(**options)
        language = current_language()
        named = sorted((one.name.in_(language), one.key) for one in cities)
        if named:
            self.city.choices = [
                SelectChoice("", _("Every city")),
                *(SelectChoice(key, name) for name, key in named),
            ]
        else:
            del self.city
        self.category.choices = [
            SelectChoice("", _("Everybody")),
            *(SelectChoice(one.key, one.name.in_(language)) for one in categories),
        ]

    def details(self, chosen: Mapping[str, str]) -> BadgeRequest:
        """Return what was chosen, among those whom a filter finds."""
        if "city" in self and self.city.data:
            chosen = {**chosen, "city": str(self.city.data)}
        return BadgeRequest(
            category=str(self.category.data or ""),
            which=Which(self.which.data),
            order=Order(self.order.data),
            sheet=Sheet(self.sheet.data),
            chosen=chosen,
        )


class NumberForm(Form):
    """One badge at the desk."""

    number = StringField(
        _l("Badge number"), validators=[DataRequired(), Length(max=40)], render_kw={"size": 16}
    )


class ReissueForm(Form):
    """Why a badge is issued anew."""

    reason = StringField(
        _l("Reason"),
        validators=[DataRequired(), Length(max=200)],
        description=_l(
            "Such as: lost, damaged, name corrected. It is kept among the notes on the person."
        ),
    )
