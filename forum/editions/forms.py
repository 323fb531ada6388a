"""Forms of the editions feature."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forum.cities.types import Region
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES
from forum.core.slugs import LONGEST_SLUG
from forum.editions.models import Series
from forum.editions.rules import ZONES, check_address
from forum.editions.types import EditionDetails, EditionState, PageDetails
from forum.web.forms import Form, LocalizedField

LONGEST_NAME = 200
LONGEST_TEXT = 2000
LONGEST_BODY = 30_000
MOST_PEOPLE = 1_000_000

REGION_WORDS = {
    Region.AMERICAS: _l("Americas"),
    Region.EUROPE: _l("Europe"),
    Region.AFRICA: _l("Africa"),
    Region.ASIA_PACIFIC: _l("Asia and the Pacific"),
    Region.KOREA: _l("Korea"),
}

STATE_WORDS = {
    EditionState.DRAFT: _l("Draft"),
    EditionState.PUBLISHED: _l("Published"),
    EditionState.ARCHIVED: _l("Archived"),
}


class AddressField(StringField):  # type: ignore[misc]  # WTForms has no types
    """The word by which an edition or a page stands in its address."""

    data: str

    def __init__(self, label: str, validators: Any = None, *, example: str, **options: Any) -> None:  # noqa: ANN401
        """Say how such a word may look, for the refusal of one that looks otherwise."""
        attributes = {"autocapitalize": "none", "spellcheck": "false", "maxlength": LONGEST_SLUG}
        super().__init__(label, validators, render_kw=attributes, **options)
        self.example = example

    def pre_validate(self, form: object) -> None:
        """Hold the word to the rules for addresses."""
        del form
        self.data = (self.data or "").strip()
        if not self.data:
            return
        try:
            check_address(self.data, self.example)
        except Refusal as refusal:
            raise ValidationError(refusal.sentence()) from refusal


class PageForm(Form):
    """A free page, in both languages."""

    title = LocalizedField(_l("Title"), max_length=LONGEST_NAME)
    slug = AddressField(
        _l("Address"),
        [Optional()],
        example="travel",
        description=_l("The last word of the page’s address. Left empty, it is made of the title."),
    )
    body = LocalizedField(_l("Text of the page"), multiline=True, max_length=LONGEST_BODY)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Ask for a title in one language at least."""
        sound: bool = super().validate(extra_validators)
        if not self.title.text and not self.title.errors:
            self.reject(_("Write the title in one language at least."), self.title)
            return False
        return sound

    def details(self) -> PageDetails:
        """Return the page as described."""
        return PageDetails(
            slug=(self.slug.data or "").strip(), title=self.title.text, body=self.body.text
        )


class EditionForm(Form):
    """What is said of an edition."""

    name = LocalizedField(_l("Name"), max_length=LONGEST_NAME, required=LANGUAGES)
    theme = LocalizedField(_l("Theme"), max_length=LONGEST_NAME)
    host = LocalizedField(
        _l("Host"),
        max_length=LONGEST_NAME,
        description=_l("It stands at the head and at the foot of every public page."),
    )
    about = LocalizedField(_l("About"), multiline=True, max_length=LONGEST_TEXT)
    starts_on = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    timezone = SelectField(
        _l("Time zone"),
        choices=[SelectChoice(zone, zone.replace("_", " ")) for zone in ZONES],
        default="Asia/Seoul",
        description=_l("Times of the programme are those of the clocks there."),
    )
    expected_attendance = IntegerField(
        _l("Expected number of people"),
        [
            Optional(),
            NumberRange(0, MOST_PEOPLE, _l("Give a number between 0 and 1,000,000.")),
        ],
        render_kw={"inputmode": "numeric", "min": 0, "max": MOST_PEOPLE},
    )
    expected_regions = SelectMultipleField(
        _l("Regions that are expected"),
        choices=[SelectChoice(str(region), word) for region, word in REGION_WORDS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    is_trial = BooleanField(
        _l("This is a trial"),
        description=_l("Every page says so, and search engines are not told of it."),
    )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Hold the days to their order."""
        sound: bool = super().validate(extra_validators)
        return _days_in_order(self, self.starts_on, self.ends_on) and sound

    def details(self) -> EditionDetails:
        """Return the edition as described."""
        return EditionDetails(
            name=self.name.text,
            theme=self.theme.text,
            host=self.host.text,
            about=self.about.text,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            timezone=self.timezone.data,
            expected_attendance=self.expected_attendance.data,
            expected_regions=tuple(self.expected_regions.data or ()),
            is_trial=bool(self.is_trial.data),
        )


class NewEditionForm(Form):
    """An edition that begins empty."""

    series_id = SelectField(_l("Series"), coerce=int)
    name = LocalizedField(_l("Name"), max_length=LONGEST_NAME, required=LANGUAGES)
    slug = AddressField(
        _l("Address"),
        [InputRequired(_l("Choose an address."))],
        example="dwc-2027",
        description=_l("It stands in the address of every page, such as dwc-2027, and stays."),
    )
    starts_on = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    timezone = SelectField(
        _l("Time zone"),
        choices=[SelectChoice(zone, zone.replace("_", " ")) for zone in ZONES],
        default="Asia/Seoul",
    )

    def __init__(self, series: Sequence[Series], **options: Any) -> None:  # noqa: ANN401
        """Offer the series."""
        super().__init__(**options)
        language = current_language()
        self.series_id.choices = [SelectChoice(row.id, row.name.in_(language)) for row in series]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Hold the days to their order."""
        sound: bool = super().validate(extra_validators)
        return _days_in_order(self, self.starts_on, self.ends_on) and sound

    def details(self) -> EditionDetails:
        """Return the edition as described."""
        return EditionDetails(
            name=self.name.text,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            timezone=self.timezone.data,
        )


def values_of_edition(details: EditionDetails) -> dict[str, object]:
    """Return what a form is filled with to change an edition."""
    return {name: getattr(details, name) for name in details.__dataclass_fields__}


def values_of_page(details: PageDetails) -> dict[str, object]:
    """Return what a form is filled with to change a page."""
    return {"slug": details.slug, "title": details.title, "body": details.body}


def _days_in_order(form: Form, starts_on: Field, ends_on: Field) -> bool:
    if starts_on.data and ends_on.data and ends_on.data < starts_on.data:
        form.reject(_("The last day comes before the first one."), ends_on)
        return False
    return True
