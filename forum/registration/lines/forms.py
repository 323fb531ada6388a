"""Forms for what organisers do to waiting lists."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.editions.models import Edition
from forum.registration.forms import ReasonForm
from forum.web.forms import read_number

MOST_SEATS = 100_000
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class _NumberField(IntegerField):  # type: ignore[misc]  # WTForms has no types
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a whole number.")) from error


class MoveForm(ReasonForm):
    """To which place somebody moves."""

    place = _NumberField(
        _l("To place"),
        [InputRequired(_l("Write a whole number."))],
        render_kw={"min": 1, "inputmode": "numeric"},
    )
    seen = HiddenField()  # the place at which the organiser saw them

    def seen_place(self) -> int | None:
        """Return the place that was on the page, if it can be read."""
        return read_number(self.seen.data)


class OfferForm(ReasonForm):
    """Whether there is to be one place more."""

    adds_place = BooleanField(_l("Add one place for this person"))


class ProlongForm(ReasonForm):
    """Until when an offer is held."""

    until = DateTimeLocalField(
        _l("Held until"), [DataRequired(_l("Write a day and a time."))], format=FORMATS
    )
    seen = HiddenField()  # the deadline that the organiser saw

    def until_in(self, edition: Edition) -> datetime:
        """Return the moment, which was written by the forum's clock."""
        at: datetime = self.until.data
        return at.replace(tzinfo=ZoneInfo(edition.timezone)).astimezone(UTC)

    def seen_moment(self) -> datetime | None:
        """Return the deadline that was on the page, if it can be read."""
        try:
            seen = datetime.fromisoformat(str(self.seen.data or ""))
        except ValueError:
            return None
        return seen if seen.tzinfo else None


class RemoveForm(ReasonForm):
    """Why somebody is taken off a list."""


class CapacityForm(ReasonForm):
    """How many seats there are to be."""

    capacity = _NumberField(
        _l("Places"),
        [
            InputRequired(_l("Write a whole number.")),
            NumberRange(0, MOST_SEATS, _l("Write a number from 0 to 100,000.")),
        ],
        render_kw={"min": 0, "inputmode": "numeric"},
    )
    seen = HiddenField()
