"""Forms of what an officer records."""

from collections.abc import Sequence
from datetime import date

from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import Language
from forum.web.forms import Form, LocalizedField, read_number

LONGEST = 2000


class RecordForm(Form):
    """What every record asks: after which one it is meant to come."""

    after = HiddenField()

    @property
    def last_seen(self) -> int:
        """Return the number of the last record that the officer has seen; 0 if it is none."""
        return read_number(self.after.data or "") or 0


class AdoptionForm(RecordForm):
    """When and where a text was adopted."""

    on = DateField(_l("Day of the adoption"), [DataRequired(_l("Choose the day."))])
    place = LocalizedField(
        _l("Place"),
        required=("ko", "en"),
        max_length=200,
        description=_l("Such as: Seoul City Hall."),
    )

    @property
    def day(self) -> date:
        """Return the day."""
        day: date = self.on.data
        return day


class ErratumForm(RecordForm):
    """Where the frozen text reads wrongly, and how it should read."""

    place = SelectField(_l("Which part of the text"))
    language = RadioField(
        _l("In which language"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )
    reads = TextAreaField(
        _l("It reads"),
        [
            DataRequired(_l("Copy the words as they stand.")),
            Length(max=LONGEST, message=_l("At most 2,000 characters.")),
        ],
        description=_l("Copied from the text, as few words as make the place clear."),
    )
    should_read = TextAreaField(
        _l("It should read"),
        [
            DataRequired(_l("Write how it should read.")),
            Length(max=LONGEST, message=_l("At most 2,000 characters.")),
        ],
    )

    def offer(self, places: Sequence[tuple[str, str]]) -> None:
        """Offer the places of the text, each with its word."""
        self.place.choices = [SelectChoice(place, word) for place, word in places]

    @property
    def tongue(self) -> Language:
        """Return the language in which the text reads wrongly."""
        return "en" if self.language.data == "en" else "ko"


class WithdrawalForm(Form):
    """Why, and by which letter, a city has withdrawn its signature."""

    reason = TextAreaField(
        _l("Reason, and the letter"),
        [
            DataRequired(_l("Write the reason, and by which letter the city said so.")),
            Length(max=LONGEST, message=_l("At most 2,000 characters.")),
        ],
        description=_l("Sealed beside the record, and not shown to the public."),
    )
