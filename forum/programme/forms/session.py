"""A whole session, as an organiser fills it in: both languages side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from babel import Locale
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Optional

from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext as _lp
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme.directory import Directory
from forum.programme.forms.fields import (
    KnownField,
    NumberField,
    VersionField,
    at_most,
    check_address,
    control_sentence,
    minutes_limits,
    people_limits,
    refuse_controls,
)
from forum.programme.forms.rows import (
    LISTS,
    MOST_ROWS,
    CityRow,
    ContributionRow,
    InterpretationRow,
    ItemRow,
    RoleRow,
    Row,
    TopicRow,
)
from forum.programme.forms.times import TimesForm
from forum.programme.keys import RESERVED_SESSIONS, is_key
from forum.programme.limits import (
    LONGEST_ADDRESS,
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_WORD,
)
from forum.programme.types import (
    Access,
    Place,
    Session,
    SessionKind,
    SessionState,
)
from forum.programme.words import KIND_WORDS
from forum.web.forms import LocalizedField

LANGUAGES_OFFERED: Final = (
    *("ko", "en", "ja", "zh", "fr", "es", "pt", "de", "it", "ru", "ar", "id", "th", "vi", "mn"),
)
FIELDS_OF: Final[Mapping[str, tuple[str, ...]]] = {"when": ("day", "starts", "minutes")}
"""The fields of a session that a part of the form holds, where it is not the one of its name."""
PARTS_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("day", "starts", "ends", "minutes"), "when"),
    "own_topics": "topics",
}
"""The part of the form in which an input stands, where it is not its own."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a session can name: rooms, people, cities, and the topics of its series."""

    edition: Edition
    places: tuple[Place, ...]
    people: Directory
    cities: Directory

    @property
    def topics(self) -> Mapping[str, LocalizedText]:
        """Return the topics of the series by their keys."""
        return {
            topic["key"]: LocalizedText.from_mapping(topic) for topic in self.edition.series.topics
        }

    @staticmethod
    def tongue(code: str) -> str:
        """Return what a language is called, by its code."""
        return str(Locale.parse(current_language()).languages.get(code, code))


HINTS: Final = {
    "subtitle": _l("A line below the title."),
    "track": _l("A letter or a word for sessions that belong together, such as A."),
    "audience": _l("Such as: heads of delegation. It stands beside the session."),
    "seats": _l("As many as can register. Left empty, there is no limit."),
    "expected": _l("How many will come; it limits nobody."),
    "presentations_minutes": _l("Shared out evenly where a presentation has none of its own."),
    "to_be_confirmed": _l("What is not settled yet. Visitors read it."),
    "note": _l("Visitors read it below the session."),
}
ROWS: Final[Mapping[str, type[Row]]] = {
    "own_topics": TopicRow,
    "roles": RoleRow,
    "contributions": ContributionRow,
    "items": ItemRow,
    "interpretation": InterpretationRow,
    "expected_cities": CityRow,
}


class SessionForm(TimesForm):
    """A session with everything in it. Parts of it may be posted alone, see `saved`."""

    base = VersionField(validators=[Optional()])

    key = StringField(_lp("session", "Address"))
    kind = SelectField(_lp("session", "Kind"))
    state = RadioField(_lp("session", "Does it take place?"), default=SessionState.SCHEDULED.value)
    title = LocalizedField(_lp("session", "Title"), max_length=LONGEST_TITLE)
    subtitle = LocalizedField(_lp("session", "Subtitle"), max_length=LONGEST_LINE)
    abstract = LocalizedField(_lp("session", "Abstract"), multiline=True, max_length=LONGEST_TEXT)
    topics = SelectMultipleField(_lp("session", "Topics"))
    own_topics = FieldList(FormField(TopicRow), _lp("session", "Topics of its own"))
    track = StringField(_lp("session", "Track"), [at_most(LONGEST_WORD)])
    place = SelectField(_lp("session", "Room"), validate_choice=False)
    place_to_be_confirmed = BooleanField(_lp("session", "The room is still to be confirmed"))
    roles = FieldList(FormField(RoleRow), _lp("session", "People"))
    contributions = FieldList(FormField(ContributionRow), _lp("session", "Presentations"))
    presentations_minutes = NumberField(_lp("session", "Presentations together"), minutes_limits())
    panel_minutes = NumberField(_lp("session", "Panel"), minutes_limits())
    discussion_minutes = NumberField(_lp("session", "Questions"), minutes_limits())
    items = FieldList(FormField(ItemRow), _lp("session", "Agenda items"))
    access = RadioField(_lp("session", "Who may come"), default=Access.OPEN.value)
    audience = LocalizedField(_lp("session", "For whom, in words"), max_length=LONGEST_LINE)
    seats = NumberField(_lp("session", "Seats"), people_limits())
    expected = NumberField(_lp("session", "People expected"), people_limits())
    optional = BooleanField(_lp("session", "Attending it is optional"))
    expected_cities = FieldList(FormField(CityRow), _lp("session", "Cities expected"))
    expected_cities_about = NumberField(_lp("session", "About how many cities"), people_limits())
    languages = SelectMultipleField(_lp("session", "Languages spoken"))
    interpretation = FieldList(FormField(InterpretationRow), _lp("session", "Interpretation"))
    stream = StringField(_lp("session", "Live stream"), [at_most(LONGEST_ADDRESS), check_address])
    do_not_record = BooleanField(_lp("session", "Must not be recorded"))
    to_be_confirmed = LocalizedField(
        _lp("session", "Still open, in words"), max_length=LONGEST_LINE
    )
    note = LocalizedField(_lp("session", "Note"), multiline=True, max_length=LONGEST_NOTE)
    inferred = SelectMultipleField(_lp("session", "Not said outright by the source"))

    def __init__(
        self,
        choices: Choices,
        session: Session | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Offer what there is to choose; `session` is what the draft says now."""
        self.choices = choices
        self.session = session
        super().__init__(**options)
        self._offer()

    def _offer(self) -> None:
        language = current_language()
        names = Locale.parse(language).languages
        spoken = dict.fromkeys([*LANGUAGES_OFFERED, *self._languages()])
        tongues = [(code, names.get(code, code)) for code in spoken]
        self.kind.choices = [
            (kind.value, words.in_(language)) for kind, words in KIND_WORDS.items()
        ]
        self.state.choices = [
            SelectChoice("scheduled", _("It takes place")),
            SelectChoice("cancelled", _("It is cancelled")),
        ]
        self.access.choices = [
            SelectChoice("open", _("Open to everybody who is registered")),
            SelectChoice("invitation", _("By invitation")),
        ]
        self.topics.choices = [
            (key, topic.in_(language)) for key, topic in self.choices.topics.items()
        ]
        self.place.choices = [
            ("", _("No room")),
            *((place.key, place.name.in_(language)) for place in self.choices.places),
        ]
        self.languages.choices = tongues
        self.inferred.choices = [(name, name) for name in (self.session or _NOTHING).inferred]
        self.tongues = [("", _("Choose")), *tongues]
        for name in LISTS:
            for row in self[name]:
                self._offer_row(row.form)

    def _offer_row(self, row: Row) -> None:
        if isinstance(row, InterpretationRow):
            row.language.choices = self.tongues
        for field in row:
            if isinstance(field, KnownField):
                field.directory = (
                    self.choices.cities if field.which == "cities" else self.choices.people
                )

    def blank_row(self, name: str) -> Row:
        """Return an empty row of a list, for a script to copy."""
        row: Row = ROWS[name](formdata=None, prefix=f"{name}-__-")
        self._offer_row(row)
        return row

    def is_anchored(self, part: str) -> bool:
        """Tell whether a part has no input of its name, so that the whole part is led to."""
        return part not in self or isinstance(self[part], FieldList | LocalizedField)

    def anchor(self, name: str) -> str:
        """Return the anchor of an input, by its name as it is posted."""
        cells = {cell.name: cell for name in LISTS for row in self[name] for cell in row.form}
        cell = cells.get(name) or self[name]
        if isinstance(cell, LocalizedField):
            return f"{cell.id}-ko"
        return (
            f"{cell.id}-0" if isinstance(cell, RadioField | SelectMultipleField) else str(cell.id)
        )

    @staticmethod
    def hint(name: str) -> str:
        """Return what there is to know before a field is filled in."""
        return str(HINTS.get(name, ""))

    def _languages(self) -> Iterable[str]:
        session = self.session or _NOTHING
        return (*session.languages, *(entry.language for entry in session.interpretation))

    def validate(self, extra_validators: object = None) -> bool:
        """Hold the fields to each other as well."""
        super().validate(extra_validators=extra_validators)
        self._check_title()
        self.check_when(self.choices.edition, self.session)
        self._check_lists()
        self._check_letters()
        if self.place.data and self.place.data not in {place.key for place in self.choices.places}:
            self.reject(_("There is no such room in this edition. Choose another."), self.place)
        return not self.errors

    def _check_title(self) -> None:
        if not self.title.text and not self.title.errors:
            self.reject(_("Write a title, in one of the languages at least."), self.title)

    def _check_lists(self) -> None:
        for name in LISTS:
            if len(self[name].entries) > MOST_ROWS:
                self.reject(_("At most %(count)s rows.", count=MOST_ROWS), self[name])

    def _check_letters(self) -> None:
        for field in _plain_fields(self):
            if refuse_controls(field):
                self.reject(control_sentence(), field)


class NewSessionForm(SessionForm):
    """A session that is not in the draft yet."""

    def validate(self, extra_validators: object = None) -> bool:
        """Hold the key to being one, and to being free for a session."""
        super().validate(extra_validators=extra_validators)
        key = (self.key.data or "").strip()
        if key and not is_key(key):
            self.reject(
                _("An address has small letters, digits and hyphens, 60 at most: session-7."),
                self.key,
            )
        elif key in RESERVED_SESSIONS | {"new"}:  # the form for a new one
            self.reject(
                _("This word is an address of the system itself; choose another."), self.key
            )
        return not self.errors


_NOTHING = Session(key="", kind=SessionKind.SESSION, title=LocalizedText())


def _plain_fields(form: SessionForm) -> Iterable[Field]:
    for field in form:
        if not isinstance(field, FieldList):
            yield field
        else:
            for row in field:
                yield from row.form
