"""Fields that the forms of the programme share, each with a sentence for what it refuses."""

from collections.abc import Callable
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from wtforms import DateField, Field, IntegerField, StringField, TimeField, ValidationError
from wtforms.widgets import TextInput

from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.programme.directory import Directory
from forum.programme.letters import without_unseen
from forum.programme.limits import MOST_MINUTES, MOST_PEOPLE

MINUTES_PER_HOUR = 60
HIGHEST_VERSION = 2**31 - 1  # that a column of numbers holds


class ReadsOneValue:
    """What a field has that reads one value from what was typed; what is empty says nothing."""

    refusal: str  # the sentence for what cannot be read, looked up when it is said
    data: Any

    def read(self, written: str) -> Any:  # noqa: ANN401  each field its own
        """Return the value that was typed.

        Raises:
            ValueError: it cannot be read.
        """
        raise NotImplementedError

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the first value."""
        if not valuelist:
            return
        self.data = None
        written = valuelist[0].strip()
        if not written:
            return
        try:
            self.data = self.read(written)
        except ValueError:
            raise ValueError(str(self.refusal)) from None


class NumberField(ReadsOneValue, IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number, or nothing; the input keeps what was typed though it is no number."""

    widget = TextInput()
    refusal = _l("Write a whole number in digits.")

    def read(self, written: str) -> int:
        """Read the digits."""
        return int(written)


class VersionField(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """The number of the version that was seen; none is longer than databases count."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the digits."""
        super().process_formdata(valuelist)
        if self.data is not None and not 0 <= self.data <= HIGHEST_VERSION:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))


class DayField(ReadsOneValue, DateField):  # type: ignore[misc]  # WTForms has no types
    """A day, or nothing."""

    refusal = _l("Write the day as year, month and day: 2026-12-11.")

    def read(self, written: str) -> date:
        """Read `2026-12-11`."""
        return date.fromisoformat(written)


class ClockField(ReadsOneValue, TimeField):  # type: ignore[misc]  # WTForms has no types
    """A time of the day, kept in minutes since midnight."""

    refusal = _l("Write the time as hours and minutes: 13:30.")

    def read(self, written: str) -> int:
        """Read `13:30`."""
        clock = time.fromisoformat(written)
        return clock.hour * MINUTES_PER_HOUR + clock.minute

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return clock_text(self.data)


class KnownField(StringField):  # type: ignore[misc]  # WTForms has no types
    """A person or a city, typed by name. `directory` has to be given before it is validated."""

    directory: Directory
    which = "people"  # the list it is chosen from

    def __init__(
        self,
        label: Any = None,  # noqa: ANN401  a lazy text
        validators: Any = None,  # noqa: ANN401  WTForms' own
        which: str = "people",
        **options: Any,  # noqa: ANN401  WTForms' own
    ) -> None:
        """Say from which list it is chosen."""
        super().__init__(label, validators, **options)
        self.which = which

    @property
    def typed(self) -> str:
        """Return what was typed."""
        return (self.data or "").strip()

    @property
    def key(self) -> str | None:
        """Return whom it means, once that is certain."""
        found = self.directory.matching(self.typed)
        return next(iter(found)) if len(found) == 1 else None

    def pre_validate(self, form: object) -> None:
        """Hold what was typed to meaning one entry."""
        del form
        if not self.typed or self.key:
            return
        if self.directory.matching(self.typed):
            raise ValidationError(_("More than one has this name. Choose from the list."))
        if self.which == "cities":
            raise ValidationError(_("No city has this name. Choose from the list."))
        raise ValidationError(
            _("Nobody has this name. Choose from the list, or add the person first.")
        )


def clock_text(minute: int | None) -> str:
    """Return a minute since midnight as an input for times holds it."""
    if minute is None or minute >= MOST_MINUTES:
        return ""
    return f"{minute // MINUTES_PER_HOUR:02d}:{minute % MINUTES_PER_HOUR:02d}"


def between(
    least: float,
    most: float,
    sentence: Any,  # noqa: ANN401  a lazy text
) -> Callable[[object, Field], None]:
    """Hold a number to a range; what is empty or no number at all is not this one's to refuse."""

    def check(form: object, field: Field) -> None:
        del form
        if field.data is not None and not least <= field.data <= most:  # a NaN is refused too
            raise ValidationError(sentence)

    return check


def people_limits() -> list[Any]:
    """Hold a number of people to what a programme can mean."""
    return [between(1, MOST_PEOPLE, _l("A number of people is between 1 and 100,000."))]


def minutes_limits() -> list[Any]:
    """Hold a length to a day."""
    return [between(1, MOST_MINUTES, _l("A length is between 1 and 1,440 minutes."))]


def at_most(length: int) -> Callable[[object, Field], None]:
    """Hold a line of text to a length."""

    def check(form: object, field: Field) -> None:
        del form
        if len(field.data or "") > length:
            raise ValidationError(_("At most %(count)s characters.", count=length))

    return check


def check_address(form: object, field: Field) -> None:
    """Hold an address to being one of the web."""
    del form
    address = (field.data or "").strip()
    if not address:
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in address:
        raise ValidationError(
            _("This is no address of the web. It looks like https://example.org/live.")
        )


def without_controls(text: str) -> str:
    """Return a text with each character that no text has shown as one: no database keeps it."""
    return without_unseen(text, "\ufffd")


def refuse_controls(field: Field) -> bool:
    """Show where a text has a control character, and tell whether it has one."""
    said = field.data
    cleaned: object = said
    if isinstance(said, LocalizedText):
        cleaned = LocalizedText(ko=without_controls(said.ko), en=without_controls(said.en))
    elif isinstance(said, str):
        cleaned = without_controls(said)
    field.data = cleaned
    return bool(cleaned != said)


def control_sentence() -> str:
    """Return why such a text is refused."""
    return _("There is a control character in this text, shown as “�”. Write it anew.")
