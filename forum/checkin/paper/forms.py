"""What is typed in from paper, checked."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import SelectChoice, SelectField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from forum.checkin.paper.services import MOST_LINES
from forum.checkin.paper.types import TypingOrder
from forum.core import clock
from forum.core.dates import format_date
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.editions.models import Edition
from forum.web.forms import Form

LONGEST = 60_000  # of the lines together: the codes of 500 badges fit


class ClockField(TimeField):  # type: ignore[misc]  # WTForms has no types
    """A time of the day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent, or say what is wrong with it."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a time, such as 09:05.")) from error


class TypingForm(Form):
    """Lines from a list on paper."""

    day = SelectField(lazy_pgettext("check-in", "Day"))
    time = ClockField(
        _l("Time of lines without one"),
        [Optional()],
        description=_l("A line without a time has that of the line above it, the first one this."),
    )
    lines = TextAreaField(
        _l("Numbers and times"),
        [
            DataRequired(_l("Write at least one number.")),
            Length(max=LONGEST, message=_l("This is too much at once.")),
        ],
        description=_l("One person a line: the number, then the time that stands on the paper."),
    )

    def __init__(self, edition: Edition, **options: Any) -> None:  # noqa: ANN401
        """Offer the edition's days, and today."""
        super().__init__(**options)
        today = clock.now().astimezone(ZoneInfo(edition.timezone)).date()
        first, last = edition.starts_on.toordinal(), edition.ends_on.toordinal()
        days = {date.fromordinal(number) for number in range(first, last + 1)} | {today}
        self.day.choices = [SelectChoice(one.isoformat(), format_date(one)) for one in sorted(days)]
        if self.day.data is None or self.day.data == "None":
            self.day.data = today.isoformat()

    def validate_lines(self, field: TextAreaField) -> None:
        """Take no more lines than can be judged at once."""
        count = len((field.data or "").splitlines())
        if count > MOST_LINES:
            raise ValidationError(
                _(
                    "At most %(most)s lines at once; these are %(count)s.",
                    most=MOST_LINES,
                    count=count,
                )
            )

    def details(self) -> TypingOrder:
        """Return what was typed in."""
        return TypingOrder(
            lines=tuple((self.lines.data or "").splitlines()),
            day=date.fromisoformat(self.day.data),
            time=f"{self.time.data:%H:%M}" if self.time.data else "",
        )
