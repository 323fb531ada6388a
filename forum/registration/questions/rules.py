"""Decisions about own questions, on values alone."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from json import dumps
from typing import Any

from pydantic import TypeAdapter

from forum.core.dates import format_date
from forum.core.errors import Refusal
from forum.core.localized import Language, LocalizedText
from forum.registration.errors import TextTooLongError
from forum.registration.questions.errors import (
    AnswerInvalidError,
    AnswerMissingError,
    AnswerNoDateError,
    AnswerNoNumberError,
    AnswerNotOfferedError,
    AnswerTooEarlyError,
    AnswerTooLargeError,
    AnswerTooLateError,
    AnswerTooSmallError,
    TooFewChosenError,
    TooManyChosenError,
    UnknownQuestionError,
)
from forum.registration.questions.types import (
    WITH_OPTIONS,
    Answer,
    Condition,
    FormDefinition,
    Kind,
    Operator,
    Option,
    OwnAnswers,
    Question,
    ReadAnswers,
    Section,
    Shown,
    Together,
)
from forum.registration.rules import (
    HOME,
    LONGEST_NOTE,
    LONGEST_TEXT,
    country_name,
    read_country,
    read_note,
    read_phone,
    spell_phone,
)
from forum.registration.types import Answers, Step

LONGEST_LONG_TEXT = 4 * LONGEST_NOTE
MOST_DIGITS = 15
YES, NO = "yes", "no"

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


# ------------------------------------------------------------------ a form as JSON

_DEFINITION: TypeAdapter[FormDefinition] = TypeAdapter(FormDefinition)


def definition_to_mapping(definition: FormDefinition) -> dict[str, Any]:
    """Return a form as a JSON object."""
    mapping: dict[str, Any] = _DEFINITION.dump_python(definition, mode="json")
    return mapping


def definition_from_mapping(mapping: Mapping[str, Any]) -> FormDefinition:
    """Return the form that was written as this JSON object."""
    return _DEFINITION.validate_python(mapping)


def definition_hash(definition: FormDefinition) -> str:
    """Return the SHA-256 over everything that a form says and asks, in both languages."""
    written = definition_to_mapping(definition)
    canonical = dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def answers_to_mapping(answers: OwnAnswers) -> dict[str, Any]:
    """Return answers as a JSON object."""
    return {
        key: list(answer) if isinstance(answer, tuple) else answer
        for key, answer in answers.items()
    }


def answers_from_mapping(mapping: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the answers that were written as this JSON object."""
    return {
        key: tuple(answer) if isinstance(answer, list) else answer
        for key, answer in mapping.items()
    }


# ------------------------------------------------------------------ what is shown


def shown(definition: FormDefinition, answers: OwnAnswers) -> Shown:
    """Return the sections and questions that are asked, given the answers.

    Conditions look back only, so that one pass decides. What is hidden counts as if it were not
    there: a condition on it does not hold, whatever was answered before it was hidden.
    """
    sections: set[str] = set()
    questions: set[str] = set()

    def hold(part: Section | Question) -> bool:
        if not part.conditions:
            return True
        held = (
            condition.question in questions and _holds(condition, answers.get(condition.question))
            for condition in part.conditions
        )
        return all(held) if part.together is Together.ALL else any(held)

    for section in definition.in_order():
        if not hold(section):
            continue
        sections.add(section.key)
        for question in section.questions:
            if hold(question):
                questions.add(question.key)
    return Shown(sections=frozenset(sections), questions=frozenset(questions))


def _holds(condition: Condition, answer: Answer | None) -> bool:
    """Tell whether an answer is as a condition wants it. Of many, `is` means this one alone."""
    said = said_as(answer)
    if condition.operator is Operator.ANSWERED:
        return bool(said)
    if condition.operator is Operator.HAS:
        return condition.value in said
    if condition.operator is Operator.IS:
        return said == [condition.value]
    return said != [condition.value]


def said_as(answer: Answer | None) -> list[str]:
    """Return an answer as a form posts it."""
    if answer is None:
        return []
    if isinstance(answer, bool):
        return [YES if answer else NO]
    if isinstance(answer, tuple):
        return list(answer)
    return [str(answer)] if answer != "" else []


# ------------------------------------------------------------------ reading answers


def read_own_answers(
    definition: FormDefinition,
    said: Mapping[str, Sequence[str]],
    before: OwnAnswers | None = None,
    steps: Iterable[Step] = tuple(Step),
    country: str = HOME,
) -> ReadAnswers:
    """Return what can be taken of the answers to some steps, and what of it is refused, and why.

    `before` are the answers to earlier steps, on which conditions may look. Answers to what is
    hidden are dropped: nobody keeps what was not asked. `country` is where phones are at home.
    """
    asked = frozenset(steps)
    taken: dict[str, Answer] = dict(before or {})
    refused: dict[str, Exception] = {}
    for section in definition.in_order():
        if section.step not in asked:
            continue
        for question in section.questions:
            taken.pop(question.key, None)
            if question.key not in shown(definition, taken).questions:
                continue
            try:
                answer = read_answer(question, said.get(question.key, ()), country)
            except Refusal as refusal:
                refused[question.key] = refusal
            else:
                if answer is not None:
                    taken[question.key] = answer
    visible = shown(definition, taken)
    kept = {key: answer for key, answer in taken.items() if key in visible.questions}
    return ReadAnswers(taken=kept, refused=refused, shown=visible)


def checked_answers(
    definition: FormDefinition,
    answers: OwnAnswers,
    country: str = HOME,
    *,
    is_lenient: bool = False,
) -> dict[str, Answer]:
    """Return answers to a whole form as they are kept; who is lenient lets some be missing.

    Raises:
        UnknownQuestionError, AnswerInvalidError: an answer cannot be taken, or one is missing.
    """
    known = {question.key: question for question in definition.questions()}
    for key in answers:
        if key not in known:
            raise UnknownQuestionError(key=key)
    said = {key: said_as(answer) for key, answer in answers.items()}
    read = read_own_answers(definition, said, country=country)
    for key, refusal in read.refused.items():
        if is_lenient and isinstance(refusal, AnswerMissingError):
            continue
        label = known[key].label
        raise AnswerInvalidError(question=label, reason=str(refusal))
    return dict(read.taken)


def read_answer(question: Question, said: Sequence[str], country: str = HOME) -> Answer | None:
    """Return an answer as it is kept; None if there is none and none is required.

    Raises:
        AnswerMissingError, and what the kinds raise
    """
    written = [text for text in said if text.strip()]
    if not written:
        if question.is_required:
            raise AnswerMissingError
        return None
    return _READERS[question.kind](question, written, country)


def _read_text(question: Question, written: Sequence[str], country: str) -> str | None:
    del country
    text = written[0].strip()
    if question.kind is Kind.TEXT:
        read = read_note(text, question.longest or LONGEST_TEXT)
    else:
        lines = text.replace("\r\n", "\n").split("\n")
        longest = question.longest or LONGEST_LONG_TEXT
        read_note(text, max(longest, len(text)))  # a number may be broken over two lines
        read = "\n".join(read_note(line, longest) for line in lines).strip()
        if len(read) > longest:
            raise TextTooLongError(count=longest)
    if not read and question.is_required:
        raise AnswerMissingError  # nothing that anybody sees
    return read or None


def _read_choice(question: Question, written: Sequence[str], country: str) -> str:
    del country
    text = written[0].strip()
    if question.option(text) is None:
        raise AnswerNotOfferedError
    return text


def _read_choices(question: Question, written: Sequence[str], country: str) -> tuple[str, ...]:
    del country
    if any(question.option(text) is None for text in written):
        raise AnswerNotOfferedError
    chosen = tuple(option.key for option in question.options if option.key in written)
    if question.least and len(chosen) < int(question.least):
        raise TooFewChosenError(bound=question.least)
    if question.most and len(chosen) > int(question.most):
        raise TooManyChosenError(bound=question.most)
    return chosen


def _read_number(question: Question, written: Sequence[str], country: str) -> int | float:
    del country
    text = written[0].strip()
    written = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if not NUMBER.fullmatch(written) or sum(c.isdigit() for c in written) > MOST_DIGITS:
        raise AnswerNoNumberError
    read_note(written)
    number = Decimal(written)
    if question.least and number < Decimal(question.least):
        raise AnswerTooSmallError(bound=question.least)
    if question.most and number > Decimal(question.most):
        raise AnswerTooLargeError(bound=question.most)
    return int(number) if number == number.to_integral_value() else float(number)


def _read_date(question: Question, written: Sequence[str], country: str) -> str:
    del country
    text = written[0].strip()
    day = day_of(text)
    if day is None:
        raise AnswerNoDateError
    if question.least and day < (first := date.fromisoformat(question.least)):
        raise AnswerTooEarlyError(day=_spell_day(first))
    if question.most and day > (last := date.fromisoformat(question.most)):
        raise AnswerTooLateError(day=_spell_day(last))
    return day.isoformat()


def day_of(text: str) -> date | None:
    """Return the day that was written as `2026-11-28`, None if it is none."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _read_yes_no(question: Question, written: Sequence[str], country: str) -> bool:
    del question, country
    if written[0] not in {YES, NO}:
        raise AnswerNotOfferedError
    return written[0] == YES


def _read_country(question: Question, written: Sequence[str], country: str) -> str:
    del question, country
    return read_country(written[0].strip())


def _read_phone(question: Question, written: Sequence[str], country: str) -> str:
    del question
    return read_phone(read_note(written[0]), country)


def _read_file(question: Question, written: Sequence[str], country: str) -> str:
    """Return the key of a file, which was kept when it was sent."""
    del question, country
    return read_note(written[0].strip())


_READERS: Mapping[Kind, Callable[[Question, Sequence[str], str], Answer | None]] = {
    Kind.TEXT: _read_text,
    Kind.LONG_TEXT: _read_text,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.NUMBER: _read_number,
    Kind.DATE: _read_date,
    Kind.COUNTRY: _read_country,
    Kind.PHONE: _read_phone,
    Kind.YES_NO: _read_yes_no,
    Kind.FILE: _read_file,
}


def stale_step(definition: FormDefinition, version: int | None, answers: Answers) -> Step | None:
    """Return the first step that was filled in for another version than the present one."""
    filled = ((Step.YOU, answers.you), (Step.ATTEND, answers.attend), (Step.NEEDS, answers.needs))
    for step, said in filled:
        if said is None or said.form_version == version:
            continue
        if said.own or definition.in_step(step):
            return step
    return None


# ------------------------------------------------------------------ what an answer says


def chosen_options(definition: FormDefinition, answers: OwnAnswers) -> tuple[str, ...]:
    """Return `QUESTION/OPTION` for everything chosen that has seats."""
    chosen = []
    for question in definition.questions():
        said = said_as(answers.get(question.key)) if question.kind in WITH_OPTIONS else []
        for key in said:
            option = question.option(key)
            if option is not None and option.capacity is not None:
                chosen.append(f"{question.key}/{key}")
    return tuple(chosen)


def option_capacities(definition: FormDefinition) -> dict[str, int]:
    """Return how many seats the options have that have any, by `QUESTION/OPTION`."""
    return {
        f"{question.key}/{option.key}": option.capacity
        for question in definition.questions()
        for option in question.options
        if option.capacity is not None
    }


def _spell_day(day: date) -> LocalizedText:
    return LocalizedText(ko=format_date(day, "ko"), en=format_date(day, "en"))


SAID_YES = LocalizedText(ko="예", en="Yes")
SAID_NO = LocalizedText(ko="아니요", en="No")


def spell_answer(question: Question, answer: Answer | None) -> LocalizedText:
    """Return an answer in words, in both languages; a file's is the file's key."""
    if isinstance(answer, bool):
        return SAID_YES if answer else SAID_NO
    if question.kind in WITH_OPTIONS:
        options = [question.option(key) for key in said_as(answer)]
        return LocalizedText(ko=_joined(options, "ko"), en=_joined(options, "en"))
    text = "" if answer is None else str(answer)
    if text and question.kind is Kind.COUNTRY:
        return LocalizedText(ko=country_name(text, "ko"), en=country_name(text, "en"))
    if text and question.kind is Kind.PHONE:
        return LocalizedText(ko=spell_phone(text, "ko"), en=spell_phone(text, "en"))
    return LocalizedText(ko=text, en=text)


def _joined(options: Iterable[Option | None], language: Language) -> str:
    return ", ".join(option.label.in_(language) for option in options if option is not None)
