"""Forms of the builder: a form, a section, a question with its options and conditions."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms import Form as PlainForm

from forum.core.errors import Refusal
from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES, LocalizedText
from forum.registration.questions import editing
from forum.registration.questions.editing import new_key
from forum.registration.questions.errors import BoundsError, CapacityError
from forum.registration.questions.types import (
    WITH_OPTIONS,
    Condition,
    FormDefinition,
    Kind,
    Operator,
    Option,
    Question,
    Section,
    Together,
)
from forum.registration.questions.words import KIND_WORDS, OPERATOR_WORDS, STEP_WORDS
from forum.registration.rules import LONGEST_TEXT, read_note
from forum.registration.types import Step
from forum.web.forms import Form, LocalizedField

MORE = "more"
MORE_OPTIONS, MORE_CONDITIONS = 3, 2
LONGEST_LABEL, LONGEST_HINT = 300, 600
MOST_DIGITS = 6


def _whole(text: str | None) -> int | None:
    """Return a whole number that was written; None if nothing was, -1 if it is none."""
    written = (text or "").strip()
    if not written:
        return None
    return (
        int(written)
        if written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS
        else -1
    )


def _read(text: LocalizedText, longest: int) -> LocalizedText:
    """Return both languages of a text as it is kept.

    Raises:
        TextTooLongError, ResidentNumberError
    """
    return LocalizedText(*(read_note(text.written_in(one), longest) for one in LANGUAGES))


class _RowText(LocalizedField):
    """Both languages of a row; what is wrong with them is said above the form."""

    def pre_validate(self, form: object) -> None:
        """Leave it to reading."""


class OptionRow(PlainForm):  # type: ignore[misc]  # WTForms has no types
    """One option; a row without words is none."""

    key = HiddenField()
    label = _RowText(_l("Words"), max_length=LONGEST_LABEL)
    capacity = StringField(
        _l("Seats"), render_kw={"inputmode": "numeric", "maxlength": MOST_DIGITS}
    )
    place = StringField(
        lazy_pgettext("option", "Place"), render_kw={"inputmode": "numeric", "maxlength": 3}
    )


class ConditionRow(PlainForm):  # type: ignore[misc]  # WTForms has no types
    """One condition; a row without a question is none."""

    question = SelectField(_l("Question"), validate_choice=False)
    operator = SelectField(
        _l("Comparison"),
        choices=[SelectChoice(one.value, word) for one, word in OPERATOR_WORDS.items()],
        validate_choice=False,
    )
    value = StringField(_l("Answer"), render_kw={"maxlength": LONGEST_TEXT})


class _RevisedForm(Form):
    """Knows which revision of a form the page was made from."""

    revision = HiddenField(default="0")

    def seen(self) -> int:
        """Return the revision that the page was made from."""
        return _whole(self.revision.data) or 0


class FormForm(_RevisedForm):
    """The name of a form."""

    name = LocalizedField(_l("Name"), required=LANGUAGES, max_length=120)


class NewForm(FormForm):
    """A form to begin, empty or as another one is."""

    source = SelectField(_l("Begin with"), validate_choice=False)


class _PartForm(_RevisedForm):
    """What sections and questions share: when they are asked."""

    together = RadioField(
        _l("With several conditions"),
        choices=[
            SelectChoice(Together.ALL.value, _l("all must hold")),
            SelectChoice(Together.ANY.value, _l("one must hold")),
        ],
        default=Together.ALL.value,
    )
    conditions = FieldList(FormField(ConditionRow), max_entries=20)
    earlier: Mapping[str, Question] = MappingProxyType({})

    def offer_conditions(self, earlier: Sequence[Question]) -> None:
        """Say at which questions a condition can look, and its answers in words."""
        language = current_language()
        self.earlier = {question.key: question for question in earlier}
        offered = [SelectChoice("", "–")]
        offered += [SelectChoice(q.key, q.label.in_(language) or q.key) for q in earlier]
        for row in self.conditions:
            chosen = row.form.question.data or ""
            known = {choice.value for choice in offered}
            gone = [] if chosen in known else [SelectChoice(chosen, chosen)]
            row.form.question.choices = [*offered, *gone]
            if chosen in self.earlier:
                meant = editing.answer_meant(self.earlier[chosen], row.form.value.data or "")
                row.form.value.data = editing.answer_told(self.earlier[chosen], meant, language)

    def add_rows(self, rows: Any, number: int) -> None:  # noqa: ANN401  a list of fields
        """Show some empty rows more."""
        for _row in range(number):
            if len(rows) < (rows.max_entries or 0):
                rows.append_entry()

    def said_conditions(self) -> tuple[Condition, ...]:
        """Return the conditions that were written."""
        return tuple(
            self._condition(row.form)
            for row in self.conditions
            if row.form.question.data and row.form.operator.data in set(Operator)
        )

    def _condition(self, row: ConditionRow) -> Condition:
        key, operator = row.question.data, Operator(row.operator.data)
        value = "" if operator is Operator.ANSWERED else (row.value.data or "").strip()
        other = self.earlier.get(key)
        meant = editing.answer_meant(other, value) if other else value
        return Condition(question=key, operator=operator, value=meant)

    @staticmethod
    def condition_values(part: Section | Question) -> list[dict[str, str]]:
        """Return the rows of the conditions that are there."""
        return [
            {"question": c.question, "operator": c.operator.value, "value": c.value}
            for c in part.conditions
        ]


class SectionForm(_PartForm):
    """A heading, and when and where its questions are asked."""

    title = LocalizedField(_l("Heading"), max_length=LONGEST_LABEL)
    hint = LocalizedField(
        _l("Explanation"), max_length=LONGEST_HINT, description=_l("Below the heading, in small.")
    )
    step = RadioField(
        _l("Asked in the step"),
        choices=[SelectChoice(step.value, word) for step, word in STEP_WORDS.items()],
        default=Step.YOU.value,
    )

    @classmethod
    def values_of(cls, section: Section) -> dict[str, Any]:
        """Return what the form shows of a section."""
        return {
            "title": section.title,
            "hint": section.hint,
            "step": section.step.value,
            "together": section.together.value,
            "conditions": cls.condition_values(section),
        }

    def section(self, former: Section | None, form: FormDefinition) -> Section:
        """Return what was written.

        Raises:
            Refusal: a text cannot be taken.
        """
        title = _read(self.title.text, LONGEST_LABEL)
        taken = [section.key for section in form.sections]
        return Section(
            key=former.key if former else new_key(title, taken, "section"),
            title=title,
            hint=_read(self.hint.text, LONGEST_HINT),
            step=Step(self.step.data),
            together=Together(self.together.data or Together.ALL.value),
            conditions=self.said_conditions(),
            questions=former.questions if former else (),
        )


class QuestionForm(_PartForm):
    """A question in both languages, what answers it takes, and when it is asked."""

    label = LocalizedField(_l("Question"), max_length=LONGEST_LABEL)
    hint = LocalizedField(_l("Explanation"), max_length=LONGEST_HINT)
    kind = SelectField(
        _l("Kind of answer"),
        choices=[SelectChoice(kind.value, word) for kind, word in KIND_WORDS.items()],
    )
    section = SelectField(_l("Section"), validate_choice=False)
    is_required = BooleanField(_l("Must be answered"))
    longest = StringField(
        _l("Longest answer"),
        description=_l("Characters, for texts."),
        render_kw={"inputmode": "numeric", "maxlength": 5},
    )
    least = StringField(
        _l("Smallest answer"),
        description=_l("A number, a date such as 2026-11-28, or how many to choose."),
        render_kw={"maxlength": 20},
    )
    most = StringField(_l("Largest answer"), render_kw={"maxlength": 20})
    options = FieldList(FormField(OptionRow), max_entries=60)

    def offer(self, form: FormDefinition, earlier: Sequence[Question]) -> None:
        """Say in which sections it can stand, and at what its conditions can look."""
        language = current_language()
        self.section.choices = [
            SelectChoice(section.key, section.title.in_(language) or section.key)
            for section in form.in_order()
        ]
        self.offer_conditions(earlier)

    @classmethod
    def values_of(cls, question: Question, section: str) -> dict[str, Any]:
        """Return what the form shows of a question."""
        return {
            "label": question.label,
            "hint": question.hint,
            "kind": question.kind.value,
            "section": section,
            "is_required": question.is_required,
            "longest": "" if question.longest is None else str(question.longest),
            "least": question.least,
            "most": question.most,
            "together": question.together.value,
            "conditions": cls.condition_values(question),
            "options": [
                {
                    "key": option.key,
                    "label": option.label,
                    "capacity": "" if option.capacity is None else str(option.capacity),
                    "place": str(place),
                }
                for place, option in enumerate(question.options, start=1)
            ],
        }

    def question(self, former: Question | None, taken: Iterable[str]) -> Question:
        """Return what was written.

        Raises:
            Refusal: a text or a number cannot be taken.
        """
        kind = Kind(self.kind.data)
        label = _read(self.label.text, LONGEST_LABEL)
        longest = _whole(self.longest.data)
        if longest is not None and longest < 1:
            raise BoundsError(label=label)
        return Question(
            key=former.key if former else new_key(label, [*taken], "question"),
            kind=kind,
            label=label,
            hint=_read(self.hint.text, LONGEST_HINT),
            is_required=bool(self.is_required.data),
            options=self._options() if kind in WITH_OPTIONS else (),
            conditions=self.said_conditions(),
            together=Together(self.together.data or Together.ALL.value),
            longest=longest,
            least=(self.least.data or "").strip(),
            most=(self.most.data or "").strip(),
        )

    def _options(self) -> tuple[Option, ...]:
        rows = [row.form for row in self.options if row.form.label.text]
        ordered = sorted(
            enumerate(rows), key=lambda pair: (_place(pair[1].place.data, len(rows)), pair[0])
        )
        taken = [row.key.data for row in rows if row.key.data]
        options: list[Option] = []
        for _position, row in ordered:
            label = _read(row.label.text, LONGEST_LABEL)
            capacity = _whole(row.capacity.data)
            if capacity is not None and capacity < 0:
                raise CapacityError(label=label)
            key = row.key.data or new_key(label, taken, "option")
            taken.append(key)
            options.append(Option(key=key, label=label, capacity=capacity))
        return tuple(options)


def _place(text: str | None, last: int) -> int:
    place = _whole(text)
    return last + 1 if place is None or place < 0 else place


def refuse_in(form: Form, problems: Iterable[Refusal]) -> None:
    """Say above a form what is wrong with it."""
    for problem in problems:
        form.reject(problem.sentence())
