"""Own questions as fields of a form, and as what a template shows of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from json import dumps
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FileField,
    Form,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import TelField
from wtforms.widgets import DateInput

from forum.core.i18n import current_language, ngettext
from forum.core.i18n import gettext as _
from forum.registration.questions.rules import LONGEST_LONG_TEXT, NO, YES
from forum.registration.questions.types import (
    Condition,
    Kind,
    Option,
    Question,
    Section,
    Shown,
    Together,
)
from forum.registration.rules import LONGEST_TEXT, countries
from forum.web.templating import text as spoken

OWN = "own-"
SHOWN = "own-shown"
VERSION = "own-version"
DROPPED = "own-dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question on a page. `mark` is posted if it was shown; `when` are its conditions as JSON."""

    question: Question
    field: Field
    is_shown: bool
    mark: str
    when: str
    filename: str = ""  # of the file that is kept already
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSection:
    """A section on a page."""

    section: Section
    is_shown: bool
    when: str
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedGroup:
    """What one version asks in a step; in the first one, of those of some categories."""

    version: int | str
    sections: tuple[AskedSection, ...]
    is_asked: bool = True
    categories: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[AskedQuestion, ...]:
        """Return all questions of the group."""
        return tuple(asked for section in self.sections for asked in section.questions)

    @property
    def has_files(self) -> bool:
        """Tell whether the form must be able to carry files."""
        return any(asked.question.kind is Kind.FILE for asked in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was said to the questions of a step, and what is wrong with it."""

    shown: Shown
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seats_left: Mapping[str, int] = field(default_factory=dict)
    filenames: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, Sequence[str]] = field(default_factory=dict)


def group_of(
    version: int | str,
    sections: Sequence[Section],
    filled: Filled,
    *,
    is_asked: bool = True,
    categories: tuple[str, ...] = (),
) -> AskedGroup:
    """Return what a version asks in some sections, as a template shows it."""
    said, shown = filled.said, filled.shown
    fields = {
        OWN + question.key: _field_of(question, f"own-{version}-{question.key}", filled.seats_left)
        for section in sections
        for question in section.questions
    }
    posted = MultiDict([(OWN + key, text) for key, texts in said.items() for text in texts])
    form = type("OwnQuestions", (Form,), fields)(formdata=posted or None)
    for key, sentences in filled.refused.items():
        if OWN + key in fields:
            form[OWN + key].errors = [*sentences]

    def ask(question: Question) -> AskedQuestion:
        file = next(iter(said.get(question.key, ())), "") if question.kind is Kind.FILE else ""
        return AskedQuestion(
            question=question,
            field=form[OWN + question.key],
            is_shown=question.key in shown.questions,
            mark=f"{version}/{question.key}",
            when=_when(question.conditions, question.together),
            filename=filled.filenames.get(file, ""),
            file=file,
        )

    return AskedGroup(
        version=version,
        is_asked=is_asked,
        categories=categories,
        sections=tuple(
            AskedSection(
                section=section,
                is_shown=section.key in shown.sections,
                when=_when(section.conditions, section.together),
                questions=tuple(ask(question) for question in section.questions),
            )
            for section in sections
        ),
    )


def _when(conditions: Collection[Condition], together: Together) -> str:
    if not conditions:
        return ""
    return dumps(
        {
            "together": together.value,
            "conditions": [
                {"question": c.question, "operator": c.operator.value, "value": c.value}
                for c in conditions
            ],
        }
    )


def _field_of(question: Question, id_: str, seats_left: Mapping[str, int]) -> Any:  # noqa: ANN401  unbound
    common: dict[str, Any] = {
        "label": spoken(question.label),
        "description": _hint_of(question),
        "id": id_,
    }
    return _FIELDS[question.kind](question, common, seats_left)


def _hint_of(question: Question) -> str:
    said = [spoken(question.hint)] if question.hint else []
    if question.kind is Kind.CHOICES and question.most:
        said.append(ngettext("At most %(num)s.", "At most %(num)s.", int(question.most)))
    if question.kind is Kind.FILE:
        said.append(_("PDF, picture, or document without macros."))
    return Markup(" ").join(said)


def _text(question: Question, common: dict[str, Any], seats: Mapping[str, int]) -> StringField:
    del seats
    return StringField(**common, render_kw={"maxlength": question.longest or LONGEST_TEXT})


def _long_text(
    question: Question, common: dict[str, Any], seats: Mapping[str, int]
) -> TextAreaField:
    del seats
    limit = {"maxlength": question.longest or LONGEST_LONG_TEXT, "rows": 4}
    return TextAreaField(**common, render_kw=limit)


def _choice(question: Question, common: dict[str, Any], seats: Mapping[str, int]) -> RadioField:
    return RadioField(**common, choices=_choices(question, seats), validate_choice=False)


def _many(
    question: Question, common: dict[str, Any], seats: Mapping[str, int]
) -> SelectMultipleField:
    return SelectMultipleField(**common, choices=_choices(question, seats), validate_choice=False)


def _choices(question: Question, seats: Mapping[str, int]) -> list[SelectChoice]:
    offered = [
        SelectChoice(option.key, _option_label(question, option, seats))
        for option in question.options
    ]
    if question.kind is Kind.CHOICE and not question.is_required:
        offered.append(SelectChoice("", _("No answer")))
    return offered


def _option_label(question: Question, option: Option, seats: Mapping[str, int]) -> str:
    label = spoken(option.label)
    left = seats.get(f"{question.key}/{option.key}")
    if option.capacity is None or left is None:
        return label
    said = _("No seat left")
    if left > 0:
        said = ngettext("%(num)s seat left", "%(num)s seats left", left)
    return Markup('{} <span class="small muted">{}</span>').format(label, said)


def _number(question: Question, common: dict[str, Any], seats: Mapping[str, int]) -> StringField:
    del question, seats
    return StringField(**common, render_kw={"inputmode": "decimal", "maxlength": 30})


def _date(question: Question, common: dict[str, Any], seats: Mapping[str, int]) -> StringField:
    del seats
    bounds = {
        name: bound for name, bound in (("min", question.least), ("max", question.most)) if bound
    }
    return StringField(**common, widget=DateInput(), render_kw=bounds)


def _file(question: Question, common: dict[str, Any], seats: Mapping[str, int]) -> FileField:
    del question, seats
    return FileField(**common)


def _country(question: Question, common: dict[str, Any], seats: Mapping[str, int]) -> SelectField:
    del question, seats
    named = [SelectChoice(code, name) for code, name in countries(current_language())]
    return SelectField(**common, choices=[SelectChoice("", "–"), *named], validate_choice=False)


def _phone(question: Question, common: dict[str, Any], seats: Mapping[str, int]) -> TelField:
    del question, seats
    return TelField(**common, render_kw={"maxlength": 40})


def _yes_no(question: Question, common: dict[str, Any], seats: Mapping[str, int]) -> RadioField:
    del seats
    offered = [SelectChoice(YES, _("Yes")), SelectChoice(NO, _("No"))]
    if not question.is_required:
        offered.append(SelectChoice("", _("No answer")))
    return RadioField(**common, choices=offered, validate_choice=False)


_FIELDS: Mapping[Kind, Any] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _many,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.FILE: _file,
    Kind.COUNTRY: _country,
    Kind.PHONE: _phone,
    Kind.YES_NO: _yes_no,
}
