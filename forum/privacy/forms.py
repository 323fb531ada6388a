"""The forms of the privacy feature."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import InputRequired, StopValidation

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.privacy.rules import MOST_DAYS, read_days
from forum.privacy.types import Kind, Rule
from forum.privacy.words import KIND_HINTS, KIND_WORDS
from forum.registration.rules import read_note
from forum.web.forms import Form


def _days(form: Form, field: Field) -> None:
    del form
    try:
        read_days(field.data or "")
    except Refusal as refusal:
        raise StopValidation(refusal.sentence()) from refusal


class RulesForm(Form):
    """How many days each kind is kept."""

    def days(self, rules: Mapping[Kind, Rule]) -> dict[Kind, int]:
        """Return what was written."""
        return {kind: read_days(self[kind.value].data) for kind in rules}


def rules_form(rules: Mapping[Kind, Rule]) -> type[Any]:
    """Return the form with a field for each kind."""
    fields = {
        kind.value: StringField(
            KIND_WORDS[kind],
            [InputRequired(_l("Write a number of days.")), _days],
            description=KIND_HINTS[kind],
            default=str(rule.days),
            render_kw={"inputmode": "numeric", "maxlength": len(str(MOST_DAYS))},
        )
        for kind, rule in rules.items()
    }
    return type("RulesForm", (RulesForm,), fields)


class ReviewForm(Form):
    """What was found when a month was looked through."""

    note = StringField(_l("What was found"))

    def validate_note(self, field: Field) -> None:
        """Take a text without what must stand nowhere."""
        try:
            read_note(field.data or "")
        except Refusal as refusal:
            raise StopValidation(refusal.sentence()) from refusal
