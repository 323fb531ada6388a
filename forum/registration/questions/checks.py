"""What a form may ask, and what has changed from one version of it to the next; all pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from forum.core.errors import Refusal
from forum.core.localized import LocalizedText
from forum.registration.questions.errors import (
    BoundsError,
    CapacityError,
    ConditionForwardError,
    ConditionUnknownError,
    ConditionValueError,
    LabelMissingError,
    OptionsMissingError,
    OptionsUnwantedError,
    QuestionAsksForResidentNumberError,
    QuestionKeyError,
    QuestionKeyTakenError,
    StepOfSectionError,
    TooManyQuestionsError,
)
from forum.registration.questions.rules import (
    NO,
    NUMBER,
    YES,
    day_of,
)
from forum.registration.questions.types import (
    WITH_BOUNDS,
    WITH_OPTIONS,
    ChangeKind,
    Condition,
    FormChange,
    FormDefinition,
    Kind,
    Operator,
    Option,
    Question,
    Section,
    Untranslated,
)
from forum.registration.rules import countries
from forum.registration.types import Step

MOST_QUESTIONS = 100
LONGEST_KEY = 60

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# personal information protection act, articles 24 and 24-2: of residents, and of foreigners
_RESIDENT_WORDS = re.compile(
    r"(주민|외국인)(등록)?(번호|넘버)|주민등록증번호"
    r"|(resident|alien|foreigner)s?registration(card)?(no|num|id)"
    r"|residentnumber|jumin"
)
_RESIDENT_LETTERS = re.compile(r"\b(RRN|ARN)s?\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\W_]+")


# ------------------------------------------------------------------ what a form may be


def asks_for_resident_number(text: str) -> bool:
    """Tell whether words ask for a resident registration number, however they are spaced."""
    composed = unicodedata.normalize("NFKC", text)
    joined = _BETWEEN.sub("", composed.casefold())
    return bool(_RESIDENT_WORDS.search(joined) or _RESIDENT_LETTERS.search(composed))


def is_key(text: str) -> bool:
    """Tell whether a text is written as a key: `media-type`."""
    return len(text) <= LONGEST_KEY and _KEY.fullmatch(text) is not None


def problems(definition: FormDefinition) -> list[Refusal]:
    """Return everything for which a form cannot be published, in the order of the form."""
    return list(_problems(definition))


def refuse_unless_sound(definition: FormDefinition) -> None:
    """Refuse a form that cannot be published.

    Raises:
        Refusal: the first of its problems.
    """
    for problem in _problems(definition):
        raise problem


def _problems(definition: FormDefinition) -> Iterator[Refusal]:
    if sum(1 for _question in definition.questions()) > MOST_QUESTIONS:
        yield TooManyQuestionsError(count=MOST_QUESTIONS)
    yield from _bad_keys(section.key for section in definition.sections)
    yield from _bad_keys(question.key for question in definition.questions())
    known = {question.key: question for question in definition.questions()}
    earlier: dict[str, Question] = {}
    for section in definition.in_order():
        if section.step is Step.CONFIRM:
            yield StepOfSectionError(key=section.key)
        yield from _bad_words(section.title, section.title, section.hint, section.key)
        yield from _bad_conditions(section, section.title, known, earlier)
        for question in section.questions:
            yield from _bad_question(question)
            yield from _bad_conditions(question, question.label, known, earlier)
            earlier[question.key] = question


def _bad_keys(keys: Iterable[str]) -> Iterator[Refusal]:
    seen: set[str] = set()
    for key in keys:
        if not is_key(key):
            yield QuestionKeyError(key=key)
        elif key in seen:
            yield QuestionKeyTakenError(key=key)
        seen.add(key)


def _bad_words(label: LocalizedText, *texts: LocalizedText | str) -> Iterator[Refusal]:
    written = [part for text in texts for part in _parts(text)]
    if any(asks_for_resident_number(part) for part in written):
        yield QuestionAsksForResidentNumberError(label=label)


def _parts(text: LocalizedText | str) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else (text.ko, text.en)


def _bad_question(question: Question) -> Iterator[Refusal]:
    label = question.label
    if not question.label:
        yield LabelMissingError(key=question.key)
    yield from _bad_words(
        question.label, question.label, question.hint, question.key, *_option_words(question)
    )
    yield from _bad_options(question, label)
    if not _bounds_fit(question):
        yield BoundsError(label=label)


def _bad_options(question: Question, label: LocalizedText) -> Iterator[Refusal]:
    if question.kind not in WITH_OPTIONS:
        if question.options:
            yield OptionsUnwantedError(label=label)
        return
    if len(question.options) < 2:  # noqa: PLR2004
        yield OptionsMissingError(label=label)
    yield from _bad_keys(option.key for option in question.options)
    for option in question.options:
        if not option.label:
            yield LabelMissingError(key=option.key)
        if option.capacity is not None and option.capacity < 0:
            yield CapacityError(label=option.label)


def _option_words(question: Question) -> Iterator[LocalizedText]:
    for option in question.options:
        yield option.label


def _bounds_fit(question: Question) -> bool:
    if question.longest is not None and question.longest < 1:
        return False
    if question.kind not in WITH_BOUNDS:
        return not (question.least or question.most)
    bounds = [_bound(question.kind, text) for text in (question.least, question.most) if text]
    if any(bound is None for bound in bounds):
        return False
    return len(bounds) < 2 or bounds[0] <= bounds[1]  # noqa: PLR2004


def _bound(kind: Kind, text: str) -> Any:  # noqa: ANN401  a number or a date, compared with its like
    if kind is Kind.DATE:
        return day_of(text)
    if kind is Kind.CHOICES:
        return int(text) if text.isascii() and text.isdecimal() else None
    return Decimal(text) if NUMBER.fullmatch(text) else None


def _bad_conditions(
    part: Section | Question,
    label: LocalizedText,
    known: Mapping[str, Question],
    earlier: Mapping[str, Question],
) -> Iterator[Refusal]:
    name = label or part.key
    for condition in part.conditions:
        other = known.get(condition.question)
        if other is None:
            yield ConditionUnknownError(label=name, key=condition.question)
        elif condition.question not in earlier:
            yield ConditionForwardError(label=name, other=other.label)
        elif not _can_be(other, condition):
            yield ConditionValueError(label=name, other=other.label)


def _can_be(question: Question, condition: Condition) -> bool:
    """Tell whether a question can ever be answered so that the condition makes a difference."""
    if condition.operator is Operator.ANSWERED:
        return True
    if question.kind in WITH_OPTIONS:
        return question.option(condition.value) is not None
    if question.kind is Kind.YES_NO:
        return condition.value in {YES, NO}
    is_compared = bool(condition.value) and condition.operator is not Operator.HAS
    return is_compared and _is_answer(question.kind, condition.value)


def _is_answer(kind: Kind, text: str) -> bool:
    if kind is Kind.COUNTRY:
        return text in dict(countries("en"))
    return kind not in {Kind.NUMBER, Kind.DATE} or _bound(kind, text) is not None


def untranslated(definition: FormDefinition) -> list[Untranslated]:
    """Return the texts that one of the two languages has not."""
    texts: list[tuple[str, LocalizedText]] = []
    for section in definition.in_order():
        texts += [(section.key, section.title), (section.key, section.hint)]
        for question in section.questions:
            texts += [(question.key, question.label), (question.key, question.hint)]
            texts += [(f"{question.key}/{o.key}", o.label) for o in question.options]
    return [Untranslated(key=key, label=text) for key, text in texts if text.missing()]


# ------------------------------------------------------------------ what has changed


def compare(before: FormDefinition, after: FormDefinition) -> list[FormChange]:
    """Return what became of the questions and options from one version to the next."""
    old = {question.key: question for question in before.questions()}
    new = {question.key: question for question in after.questions()}
    changes = [
        FormChange(kind=ChangeKind.REMOVED, question=key, label=question.label)
        for key, question in old.items()
        if key not in new
    ]
    both = old.keys() & new.keys()
    places = _places(before, both), _places(after, both)
    for key, question in new.items():
        if key not in old:
            changes.append(FormChange(kind=ChangeKind.ADDED, question=key, label=question.label))
            continue
        changes += _compare_options(old[key], question)
        if _without_options(old[key]) != _without_options(question):
            changes.append(FormChange(kind=ChangeKind.CHANGED, question=key, label=question.label))
        if places[0][key] != places[1][key]:
            changes.append(FormChange(kind=ChangeKind.MOVED, question=key, label=question.label))
    return changes


def _places(definition: FormDefinition, keys: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """Return for some questions the section, and which of them stands before it there."""
    places: dict[str, tuple[str, str | None]] = {}
    for section in definition.in_order():
        former: str | None = None
        for question in section.questions:
            if question.key in keys:
                places[question.key] = (section.key, former)
                former = question.key
    return places


def _without_options(question: Question) -> tuple[object, ...]:
    return (
        question.kind,
        question.label,
        question.hint,
        question.is_required,
        question.conditions,
        question.together,
        question.longest,
        question.least,
        question.most,
    )


def _compare_options(before: Question, after: Question) -> list[FormChange]:
    old = {option.key: option for option in before.options}
    new = {option.key: option for option in after.options}

    def change(kind: ChangeKind, option: Option) -> FormChange:
        return FormChange(kind=kind, question=after.key, label=after.label, option=option.label)

    changes = [change(ChangeKind.REMOVED, old[key]) for key in old if key not in new]
    changes += [change(ChangeKind.ADDED, new[key]) for key in new if key not in old]
    changes += [change(ChangeKind.CHANGED, new[k]) for k in new if k in old and new[k] != old[k]]
    return changes
