"""Day, start, end and length of a session, which have to agree."""

from wtforms import HiddenField

from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_pgettext as _lp
from forum.editions.models import Edition
from forum.programme.forms.fields import (
    ClockField,
    DayField,
    NumberField,
    clock_text,
    minutes_limits,
)
from forum.programme.limits import MOST_MINUTES
from forum.programme.rules import is_near
from forum.programme.types import Session
from forum.web.forms import Form


class TimesForm(Form):
    """When a session is. The length counts; an end that was changed gives it.

    `was_starts`, `was_ends` and `was_minutes` hold what the inputs held when they were shown.
    """

    was_starts = HiddenField()
    was_ends = HiddenField()
    was_minutes = HiddenField()
    day = DayField(_lp("session", "Day"))
    starts = ClockField(_lp("session", "Start"))
    ends = ClockField(_lp("session", "End"))
    minutes = NumberField(_lp("session", "Minutes"), minutes_limits())

    def check_when(self, edition: Edition, held: Session | None) -> None:
        """Hold the time to its day, and its end to its beginning.

        `held` is what the draft says: what runs past midnight there may go on to do so.
        """
        if any(field.errors for field in (self.day, self.starts, self.ends, self.minutes)):
            return
        starts, ends = self.starts.data, self.ends.data
        if starts is not None and self.day.data is None:
            self.reject(_("A time needs its day. Choose the day as well."), self.day)
        elif self.day.data and not is_near(edition.starts_on, edition.ends_on, self.day.data):
            self.reject(_("This day is more than a year away from the forum."), self.day)
        elif self._changed("ends") and ends is not None and starts is None:
            self.reject(_("An end needs its beginning. Write when it starts as well."), self.starts)
        elif self._changed("ends") and ends is not None and starts is not None and ends <= starts:
            self.reject(_("It would end before it begins. Correct one of the times."), self.ends)
        elif self._disagree():
            self.reject(
                _(
                    "From %(starts)s to %(ends)s it is %(count)s minutes. Correct one of them.",
                    starts=clock_text(starts),
                    ends=clock_text(ends),
                    count=(ends or 0) - (starts or 0),
                ),
                self.minutes,
            )
        elif self._runs_past_midnight() and not self._is_held(held):
            self.reject(
                _("The session would end after midnight. Make it shorter, or begin earlier."),
                self.minutes,
            )

    def _changed(self, name: str) -> bool:
        """Tell whether an input of the time holds something else than what was shown."""
        return str(self[name]._value()) != (self[f"was_{name}"].data or "")  # noqa: SLF001

    def _end_counts(self) -> bool:
        """Tell whether the length follows from the end, and not from the minutes."""
        return self._changed("ends") and not (
            self._changed("minutes") and self.minutes.data is not None
        )

    def _disagree(self) -> bool:
        starts, ends, minutes = self.starts.data, self.ends.data, self.minutes.data
        if starts is None or ends is None or minutes is None:
            return False
        both = self._changed("ends") and self._changed("minutes")
        return both and int(ends - starts) != minutes

    def _runs_past_midnight(self) -> bool:
        starts, length = self.starts.data, self.length()
        return starts is not None and length is not None and starts + length > MOST_MINUTES

    def _is_held(self, held: Session | None) -> bool:
        """Tell whether it runs past midnight already, as its source has it."""
        return held is not None and (held.starts, held.minutes) == (
            self.starts.data,
            self.length(),
        )

    def length(self) -> int | None:
        """Return the minutes that the session lasts, by its end if that is what was changed.

        A start that alone was changed moves the session: it stays as long as it is.
        """
        if not self._end_counts() or self.starts.data is None:
            return _number(self.minutes.data)
        return None if self.ends.data is None else int(self.ends.data - self.starts.data)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
