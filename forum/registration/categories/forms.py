"""The form of a category."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields import Field
from wtforms.validators import Optional
from wtforms.widgets import ColorInput

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES
from forum.editions.models import Edition
from forum.registration.categories.rules import read_colour
from forum.registration.categories.types import CategoryDetails
from forum.registration.categories.words import WAY_IN_WORDS
from forum.registration.models import Category, RegistrationBook
from forum.registration.questions.models import RegistrationForm
from forum.registration.rules import LONGEST_TEXT
from forum.registration.types import WayIn
from forum.web.forms import Form, LocalizedField

MOST_SEATS = 100_000
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class _MomentField(DateTimeLocalField):  # type: ignore[misc]  # WTForms has no types
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a day and a time.")) from error


def _here(at: datetime | None, edition: Edition) -> datetime | None:
    """Return a moment as the clocks at the forum's place show it."""
    zone = ZoneInfo(edition.timezone)
    return None if at is None else at.astimezone(zone).replace(tzinfo=None)


def _moment(at: datetime | None, edition: Edition) -> datetime | None:
    """Return what the clocks at the forum's place show, as a moment."""
    zone = ZoneInfo(edition.timezone)
    return None if at is None else at.replace(tzinfo=zone).astimezone(UTC)


class PeriodForm(Form):
    """When people can register."""

    opens_at = _MomentField(_l("Open from"), [Optional()], format=FORMATS)
    closes_at = _MomentField(_l("Open until"), [Optional()], format=FORMATS)

    @staticmethod
    def values_of(book: RegistrationBook, edition: Edition) -> dict[str, Any]:
        """Return what the form shows, in the edition's own time."""
        return {
            "opens_at": _here(book.opens_at, edition),
            "closes_at": _here(book.closes_at, edition),
        }

    def moments(self, edition: Edition) -> tuple[datetime | None, datetime | None]:
        """Return what was written."""
        return _moment(self.opens_at.data, edition), _moment(self.closes_at.data, edition)


class CategoryForm(Form):
    """All that is said of a category."""

    name = LocalizedField(_l("Name"), required=LANGUAGES, max_length=80)
    hint = LocalizedField(
        _l("Whom it is for"),
        max_length=LONGEST_TEXT,
        description=_l("Below the name, where people choose how they take part."),
    )
    badge_word = LocalizedField(_l("Word on the badge"), required=LANGUAGES, max_length=40)
    colour = StringField(
        _l("Colour"),
        widget=ColorInput(),
        default="#063a74",
        description=_l("The band of the badge. Its letters are white."),
    )
    way_in = RadioField(
        _l("Way in"),
        choices=[SelectChoice(way.value, word) for way, word in WAY_IN_WORDS.items()],
        default=WayIn.OPEN.value,
    )
    capacity = StringField(
        _l("Places"),
        description=_l("Empty if nobody counts."),
        render_kw={"inputmode": "numeric", "maxlength": 6},
    )
    waiting_class = SelectField(
        _l("Class on waiting lists"),
        choices=[SelectChoice(str(number), str(number)) for number in range(1, 10)],
        default="5",
        description=_l("Lower ones are seated first."),
    )
    opens_at = _MomentField(_l("Open from"), [Optional()], format=FORMATS)
    closes_at = _MomentField(_l("Open until"), [Optional()], format=FORMATS)
    is_invited = BooleanField(_l("May choose sessions that are for invited guests"))
    is_transferable = BooleanField(
        _l("May pass their place on to somebody else"),
        description=_l("The other person tells and agrees to everything anew."),
    )
    form = SelectField(_l("Own questions"), validate_choice=False)

    def offer(self, forms: Iterable[RegistrationForm]) -> None:
        """Say which forms there are."""
        language = current_language()
        self.form.choices = [
            SelectChoice("", _("Nothing more")),
            *(SelectChoice(form.key, form.name.in_(language)) for form in forms),
        ]

    @staticmethod
    def values_of(category: Category, edition: Edition) -> dict[str, Any]:
        """Return what the form shows of a category, in the edition's own time."""
        return {
            "name": category.name,
            "hint": category.hint,
            "badge_word": category.badge_word,
            "colour": category.colour,
            "way_in": category.way_in.value,
            "capacity": "" if category.capacity is None else str(category.capacity),
            "waiting_class": str(category.waiting_class),
            "opens_at": _here(category.opens_at, edition),
            "closes_at": _here(category.closes_at, edition),
            "is_invited": category.is_invited,
            "is_transferable": category.is_transferable,
            "form": category.form.key if category.form else "",
        }

    def validate_colour(self, field: Field) -> None:
        """Take only what white letters can be read on."""
        try:
            read_colour(field.data or "")
        except Refusal as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    def validate_capacity(self, field: Field) -> None:
        """Take a whole number, or nothing."""
        written = (field.data or "").strip()
        is_whole = written.isascii() and written.isdecimal()
        if written and not (is_whole and int(written) <= MOST_SEATS):
            raise ValidationError(_("Write a whole number up to %(most)s.", most=MOST_SEATS))

    def validate_form(self, field: Field) -> None:
        """Take only what can be chosen."""
        if (field.data or "") not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choose from what is offered."))

    def details(self, edition: Edition) -> CategoryDetails:
        """Return what was written."""
        written = (self.capacity.data or "").strip()
        return CategoryDetails(
            name=self.name.text,
            hint=self.hint.text,
            badge_word=self.badge_word.text,
            colour=self.colour.data or "",
            way_in=WayIn(self.way_in.data),
            capacity=int(written) if written else None,
            waiting_class=int(self.waiting_class.data),
            opens_at=_moment(self.opens_at.data, edition),
            closes_at=_moment(self.closes_at.data, edition),
            is_invited=bool(self.is_invited.data),
            is_transferable=bool(self.is_transferable.data),
            form=self.form.data or "",
        )
