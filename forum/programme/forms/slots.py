"""Where a session stands, as the editor's grid and list post it; and a new session in brief."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme.forms.fields import VersionField, control_sentence, refuse_controls
from forum.programme.rules import is_near
from forum.programme.types import Place, SessionKind, Slot
from forum.programme.words import KIND_WORDS
from forum.web.forms import Form, LocalizedField

MINUTES_A_DAY = 24 * 60
MINUTES_PER_HOUR = 60


def _minute_of(clock: time | None) -> int | None:
    return None if clock is None else clock.hour * MINUTES_PER_HOUR + clock.minute


class SlotForm(Form):
    """Day, time, length and room of a session."""

    base = VersionField(validators=[Optional()])
    day = DateField(lazy_pgettext("session", "Day"), validators=[Optional()])
    starts = TimeField(lazy_pgettext("session", "Start"), validators=[Optional()])
    minutes = IntegerField(
        lazy_pgettext("session", "Minutes"),
        validators=[
            Optional(),
            NumberRange(1, MINUTES_A_DAY, _l("A session is between 1 and 1,440 minutes long.")),
        ],
    )
    place = SelectField(lazy_pgettext("session", "Room"), validators=[Optional()])

    def __init__(
        self,
        edition: Edition,
        places: Iterable[Place],
        *,
        held: Slot | None = None,
        **options: Any,  # noqa: ANN401  WTForms' own
    ) -> None:
        """Offer the places; `held` is where the session stands now."""
        super().__init__(**options)
        self.edition = edition
        self.held = held
        self.place.choices = [
            SelectChoice("", _("No room")),
            *(SelectChoice(place.key, place.name.in_(current_language())) for place in places),
        ]

    def validate(self, extra_validators: object = None) -> bool:
        """Hold the time to its day: it needs one, and ends in it."""
        if not super().validate(extra_validators=extra_validators):
            return False
        slot = self.slot()
        if slot.starts is not None and slot.day is None:
            self.reject(_("A time needs its day. Choose the day as well."), self.day)
        elif slot.day and not is_near(self.edition.starts_on, self.edition.ends_on, slot.day):
            self.reject(_("This day is more than a year away from the forum."), self.day)
        elif slot.ends is not None and slot.ends > MINUTES_A_DAY and not self._is_held(slot):
            self.reject(
                _("The session would end after midnight. Make it shorter, or begin earlier."),
                self.minutes,
            )
        return not self.errors

    def _is_held(self, slot: Slot) -> bool:
        """Tell whether the session runs past midnight already, as its source has it."""
        return self.held is not None and (self.held.starts, self.held.minutes) == (
            slot.starts,
            slot.minutes,
        )

    def slot(self) -> Slot:
        """Return what was chosen."""
        return Slot(
            day=self.day.data,
            starts=_minute_of(self.starts.data),
            minutes=self.minutes.data,
            place=self.place.data or None,
        )


class BriefSessionForm(SlotForm):
    """A session in brief: what it is, how it is called, where it stands."""

    key = StringField(validators=[Optional(), Regexp(r"^[a-z]+-[0-9]+$")])
    kind = SelectField(
        lazy_pgettext("session", "Kind"),
        default=SessionKind.SESSION.value,
        validators=[InputRequired()],
    )
    title = LocalizedField(lazy_pgettext("session", "Title"), max_length=300)

    def __init__(
        self,
        edition: Edition,
        places: Iterable[Place],
        **options: Any,  # noqa: ANN401  WTForms' own
    ) -> None:
        """Offer the kinds by their words."""
        super().__init__(edition, places, **options)
        self.kind.choices = [
            SelectChoice(kind.value, words.in_(current_language()))
            for kind, words in KIND_WORDS.items()
        ]

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for a title in one of the languages at least."""
        valid = super().validate(extra_validators=extra_validators)
        if not self.title.text:
            self.reject(_("Write a title, in one of the languages at least."), self.title)
            return False
        if refuse_controls(self.title):
            self.reject(control_sentence(), self.title)
            return False
        return valid

    def session_kind(self) -> SessionKind:
        """Return the kind that was chosen."""
        return SessionKind(self.kind.data)

    def session_title(self) -> LocalizedText:
        """Return the title in both languages."""
        return self.title.text
