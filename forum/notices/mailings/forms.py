"""What an organiser writes into a mailing or a reminder, and whom it is for."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from wtforms import HiddenField, IntegerField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES
from forum.notices.mailings.rules import refuse_unknown
from forum.notices.mailings.types import OWN_FIELDS, Anchor, Message, Timing
from forum.notices.mailings.words import ANCHOR_WORDS
from forum.programme.types import Session
from forum.registration.filters.rules import chosen_of, filter_of, parts_of
from forum.registration.models import Category
from forum.registration.types import ListFilter
from forum.registration.words import STATE_WORDS
from forum.web.forms import Form, LocalizedField

LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_QUERY = 150, 20_000, 200
MOST_DAYS = 365


def _several(value: str, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the choice of several at once, where the list has filtered by several."""
    said = [str(words[part]) for part in parts_of(value) if part in words]
    return [(value, ", ".join(said))] if len(said) > 1 else []


class MessageForm(Form):
    """Subject and text in both languages, the filter, and as whom it is shown.

    What the list's filter knows and this form has no field for is carried along.
    """

    subject = LocalizedField(_l("Subject"), required=LANGUAGES, max_length=LONGEST_SUBJECT)
    text = LocalizedField(
        _l("What it says"), multiline=True, required=LANGUAGES, max_length=LONGEST_TEXT
    )
    state = SelectField(_l("State"))
    category = SelectField(_l("Category"))
    session = SelectField(_l("Session"))
    query = StringField(
        _l("Search"),
        validators=[Length(max=LONGEST_QUERY)],
        render_kw={"placeholder": _l("Name, initials, affiliation, city, mail, number")},
    )
    who = StringField(
        _l("Show it as"),
        validators=[Length(max=LONGEST_QUERY)],
        description=_l("A name, a number or an address of this edition."),
    )
    seen = HiddenField()

    def __init__(
        self,
        categories: Iterable[Category],
        sessions: Iterable[Session],
        chosen: Mapping[str, str],
        **values: Any,  # noqa: ANN401  WTForms' own
    ) -> None:
        """Take what an edition offers, and the filter that the form was opened with."""
        own = {name: chosen.get(name, "") for name in OWN_FIELDS}
        super().__init__(data={**own, **values})
        language = current_language()
        self.state.choices = [
            ("", _("All states")),
            *((state.value, word) for state, word in STATE_WORDS.items()),
            *_several(own["state"], {state.value: word for state, word in STATE_WORDS.items()}),
        ]
        names = {one.key: one.name.in_(language) for one in categories}
        self.category.choices = [
            ("", _("All categories")),
            *names.items(),
            *_several(own["category"], names),
        ]
        self.session.choices = [
            ("", _("All sessions")),
            *((one.key, one.title.in_(language)) for one in sessions),
        ]
        self.carried = {name: value for name, value in chosen.items() if name not in OWN_FIELDS}

    def listed(self) -> ListFilter:
        """Return whom it is for."""
        said = {name: str(self[name].data or "").strip() for name in OWN_FIELDS}
        return filter_of({**self.carried, **said})

    def message(self) -> Message:
        """Return what was written and for whom."""
        return Message(
            subject=self.subject.text, text=self.text.text, chosen=chosen_of(self.listed())
        )

    def revision_seen(self) -> int:
        """Return the revision that was looked at."""
        said = str(self.seen.data or "")
        return int(said) if said.isdecimal() and len(said) < 9 else -1  # noqa: PLR2004

    def fits(self) -> bool:
        """Tell whether every place can be filled; what cannot is said at its field."""
        fits = True
        for field in (self.subject, self.text):
            try:
                refuse_unknown(field.text)
            except Refusal as refusal:
                self.reject(refusal.sentence(), field)
                fits = False
        return fits


class ReminderForm(MessageForm):
    """A mailing, and when it goes out by itself."""

    days = IntegerField(
        _l("How many days"), validators=[InputRequired(), NumberRange(min=0, max=MOST_DAYS)]
    )
    anchor = SelectField(_l("Counted from"))
    time = TimeField(_l("At (the clock of the forum)"), validators=[InputRequired()])
    window = IntegerField(
        _l("For how many days more"),
        validators=[InputRequired(), NumberRange(min=0, max=MOST_DAYS)],
        description=_l(
            "Who comes to fit only after it has gone out gets it too, for so many days. With 0 "
            "nobody does."
        ),
    )

    def __init__(
        self,
        categories: Iterable[Category],
        sessions: Iterable[Session],
        chosen: Mapping[str, str],
        **values: Any,  # noqa: ANN401  WTForms' own
    ) -> None:
        """Offer the dates to count from."""
        super().__init__(categories, sessions, chosen, **values)
        self.anchor.choices = [(anchor.value, word) for anchor, word in ANCHOR_WORDS.items()]

    def timing(self) -> Timing:
        """Return when it goes out."""
        at = self.time.data
        return Timing(
            anchor=Anchor(self.anchor.data),
            days=cast("int", self.days.data),
            minute=at.hour * 60 + at.minute,
            window=cast("int", self.window.data),
        )


class SendForm(Form):
    """That a mailing is to be sent as it was shown."""

    seen = HiddenField()
    digest = HiddenField()
