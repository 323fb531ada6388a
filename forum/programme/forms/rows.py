"""The ordered lists of a session form, and moving their rows about without a script.

A list is posted as `roles-0-person`, `roles-1-person` and so on. A row in which nothing is
written is passed over when the form is saved.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from wtforms import BooleanField, SelectField, StringField
from wtforms import Form as PlainForm

from forum.core.i18n import current_language
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext as _lp
from forum.programme.forms.fields import KnownField, NumberField, at_most, minutes_limits
from forum.programme.limits import LONGEST_LINE, LONGEST_TITLE, LONGEST_WORD
from forum.programme.types import Role
from forum.programme.words import ROLE_WORDS
from forum.web.forms import Form, LocalizedField

LISTS: Final = (
    *("own_topics", "roles", "contributions", "items", "interpretation", "expected_cities"),
)
MOST_ROWS: Final = 100
ACTIONS: Final = frozenset({"add", "up", "down", "remove"})

_ACTION = re.compile(r"(?P<name>[a-z_]+):(?P<verb>[a-z]+)(?::(?P<index>\d{1,4}))?")


class Row(PlainForm):  # type: ignore[misc]  # WTForms has no types
    """One row of a list. `row` is posted with each, so that an empty one is a row as well."""

    row = StringField()

    class Meta(Form.Meta):
        """Says WTForms' messages by our catalogues; the whole form has the token."""

        csrf = False

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is written in the row."""
        return not any(field.data for field in self if field.name.split("-")[-1] in self.said)

    said: Sequence[str] = ()  # the fields that count


class TopicRow(Row):
    """A topic of the session's own."""

    text = LocalizedField(_lp("session", "Topic"), max_length=LONGEST_LINE)
    said = ("text",)


class RoleRow(Row):
    """A person's part in the session."""

    role = SelectField(_lp("session", "Role"))
    person = KnownField(_lp("session", "Person or office"))
    title = LocalizedField(_lp("session", "Title of their talk"), max_length=LONGEST_LINE)
    minutes = NumberField(_lp("session", "Minutes"), minutes_limits())
    confirmed = BooleanField(_lp("session", "Has confirmed"), default=True)
    said = ("person", "title", "minutes")

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  WTForms' own
        """Offer the roles by their words."""
        super().__init__(*args, **options)
        self.role.choices = [
            (role.value, ROLE_WORDS[role].in_(current_language())) for role in Role
        ]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Ask who it is."""
        sound: bool = super().validate(extra_validators)
        if not self.is_blank and not self.person.typed:
            self.person.errors = [*self.person.errors, _l("Choose who it is, or remove the row.")]
            return False
        return sound


class ContributionRow(Row):
    """A presentation, of a city or of a person."""

    city = KnownField(_lp("session", "City"), which="cities")
    person = KnownField(_lp("session", "Person"))
    title = LocalizedField(_lp("session", "Title of the presentation"), max_length=LONGEST_TITLE)
    minutes = NumberField(_lp("session", "Minutes"), minutes_limits())
    said = ("city", "person", "title", "minutes")


class ItemRow(Row):
    """A point on the session's own agenda."""

    text = LocalizedField(_lp("session", "Agenda item"), max_length=LONGEST_LINE)
    decides = BooleanField(_lp("session", "Something is decided here"))
    said = ("text", "decides")

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Ask what is decided."""
        sound: bool = super().validate(extra_validators)
        if self.decides.data and not self.text.text:
            self.text.errors = [*self.text.errors, _l("Write what is decided, or remove the row.")]
            return False
        return sound


class InterpretationRow(Row):
    """A language into which the session is interpreted."""

    language = SelectField(_lp("session", "Language"), choices=[])
    channel = StringField(_lp("session", "Channel of the receiver"), [at_most(LONGEST_WORD)])
    said = ("language", "channel")

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Ask which language it is."""
        sound: bool = super().validate(extra_validators)
        if not self.is_blank and not self.language.data:
            self.language.errors = [*self.language.errors, _l("Choose the language.")]
            return False
        return sound


class CityRow(Row):
    """A city that is expected."""

    city = KnownField(_lp("session", "City"), which="cities")
    said = ("city",)


def rearranged(
    posted: ImmutableMultiDict[str, str], action: str
) -> tuple[MultiDict[str, str], str, int]:
    """Return what was posted with a row added, moved or removed, its list, and the row's index.

    Everything that was typed stays, right or wrong. An action that makes no sense changes
    nothing; its list is then empty.
    """
    kept: MultiDict[str, str] = MultiDict(posted)
    found = _ACTION.fullmatch(action)
    if found is None or found["name"] not in LISTS or found["verb"] not in ACTIONS:
        return kept, "", 0
    name = found["name"]
    rows = _taken(kept, name)
    index = _done(rows, found["verb"], int(found["index"] or 0))
    for number, row in enumerate(rows):
        for part, values in row.items():
            kept.setlist(f"{name}-{number}-{part}", values)
    return kept, name, index


def _taken(kept: MultiDict[str, str], name: str) -> list[dict[str, list[str]]]:
    """Take the rows of a list out of what was posted, in their order."""
    rows: dict[int, dict[str, list[str]]] = {}
    for field in list(kept):
        found = re.fullmatch(rf"{name}-(\d{{1,4}})-(.+)", field)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = kept.poplist(field)
    return [rows[number] for number in sorted(rows)]


def _done(rows: list[dict[str, list[str]]], verb: str, index: int) -> int:
    """Do it to the rows; return where the row is now, or which one stands in its place."""
    if verb == "add":
        if len(rows) < MOST_ROWS:
            rows.append({"row": [""], "confirmed": ["y"]})
        return len(rows) - 1
    if index >= len(rows):
        return 0
    if verb == "remove":
        del rows[index]
        return max(0, min(index, len(rows) - 1))
    other = index - 1 if verb == "up" else index + 1
    if not 0 <= other < len(rows):
        return index
    rows[index], rows[other] = rows[other], rows[index]
    return other
