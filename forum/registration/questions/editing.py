"""Changing a form part by part: each returns another form. All pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count
from typing import TypeVar

from forum.core.hangul import folded
from forum.core.localized import LANGUAGES, Language, LocalizedText, other_language
from forum.core.slugs import RESERVED, slug_of
from forum.registration.questions.errors import FormNotFoundError
from forum.registration.questions.rules import NO, SAID_NO, SAID_YES, YES
from forum.registration.questions.types import FormDefinition, Kind, Question, Section
from forum.registration.rules import countries, country_name

LONGEST_MADE_KEY = 40

Part = TypeVar("Part", Section, Question)


def new_key(label: LocalizedText, taken: Collection[str], word: str) -> str:
    """Return a key for something new: from its English words, else `question-3`."""
    wanted = slug_of(label.en)[:LONGEST_MADE_KEY].strip("-")
    refused = {*taken, *RESERVED}
    if wanted and wanted not in refused:
        return wanted
    numbered = (f"{wanted or word}-{number}" for number in count(2 if wanted else 1))
    return next(key for key in numbered if key not in refused)


def all_keys(form: FormDefinition) -> frozenset[str]:
    """Return the keys of all questions."""
    return frozenset(question.key for question in form.questions())


def section_of(form: FormDefinition, question: str) -> Section:
    """Return the section in which a question stands.

    Raises:
        FormNotFoundError: it is not there (any more).
    """
    for section in form.sections:
        if any(one.key == question for one in section.questions):
            return section
    raise FormNotFoundError


def with_section(form: FormDefinition, section: Section) -> FormDefinition:
    """Return the form with a section in the place of the one of its key, or at the end."""
    return replace(form, sections=_put(form.sections, section))


def without_section(form: FormDefinition, key: str) -> FormDefinition:
    """Return the form without a section and its questions."""
    return replace(form, sections=tuple(s for s in form.sections if s.key != key))


def moved_section(form: FormDefinition, key: str, *, up: bool) -> FormDefinition:
    """Return the form with a section one place further up or down among those of its step."""
    section = form.section(key)
    if section is None:
        raise FormNotFoundError
    beside = _moved(form.in_step(section.step), key, up=up)
    rest = tuple(other for other in form.sections if other.step is not section.step)
    return FormDefinition(sections=FormDefinition(sections=(*rest, *beside)).in_order())


def with_question(form: FormDefinition, section: str, question: Question) -> FormDefinition:
    """Return the form with a question in a section: in its former place, or at the end.

    Raises:
        FormNotFoundError: the section is not there (any more).
    """
    if form.section(section) is None:
        raise FormNotFoundError
    sections = []
    for each in form.sections:
        if each.key == section:
            sections.append(replace(each, questions=_put(each.questions, question)))
        else:
            kept = tuple(other for other in each.questions if other.key != question.key)
            sections.append(replace(each, questions=kept))
    return replace(form, sections=tuple(sections))


def without_question(form: FormDefinition, key: str) -> FormDefinition:
    """Return the form without a question."""
    section = section_of(form, key)
    kept = tuple(question for question in section.questions if question.key != key)
    return with_section(form, replace(section, questions=kept))


def moved_question(form: FormDefinition, key: str, *, up: bool) -> FormDefinition:
    """Return the form with a question one place further up or down in its section."""
    section = section_of(form, key)
    return with_section(form, replace(section, questions=_moved(section.questions, key, up=up)))


def _put(parts: Sequence[Part], part: Part) -> tuple[Part, ...]:
    kept = [part if other.key == part.key else other for other in parts]
    if part not in kept:
        kept.append(part)
    return tuple(kept)


def _moved(parts: Sequence[Part], key: str, *, up: bool) -> tuple[Part, ...]:
    ordered = list(parts)
    position = next(index for index, part in enumerate(ordered) if part.key == key)
    target = position - 1 if up else position + 1
    if 0 <= target < len(ordered):
        ordered[position], ordered[target] = ordered[target], ordered[position]
    return tuple(ordered)


# ------------------------------------------------------------------ what a condition compares with


def answer_meant(question: Question, written: str) -> str:
    """Return an answer as it is kept, whether it was written in words or as a key.

    What is no answer to the question is returned as it was written, to be refused.
    """
    keys = [key for key, names in _names(question) if written == key]
    keys += [key for key, names in _names(question) if folded(written) in map(folded, names)]
    return keys[0] if keys and written else written


def answer_told(question: Question, value: str, language: Language) -> str:
    """Return an answer in words, or as it is kept if these words would be read as another."""
    other = other_language(language)
    for key, names in _names(question):
        if key == value:
            words = names[LANGUAGES.index(language)] or names[LANGUAGES.index(other)]
            return words if answer_meant(question, words) == value else value
    return value


def _names(question: Question) -> list[tuple[str, tuple[str, str]]]:
    """Return the answers that a question offers, as they are kept and in both languages."""
    if question.kind is Kind.YES_NO:
        return [(YES, (SAID_YES.ko, SAID_YES.en)), (NO, (SAID_NO.ko, SAID_NO.en))]
    if question.kind is Kind.COUNTRY:
        codes = dict(countries("en"))
        return [(code, (country_name(code, "ko"), codes[code])) for code in codes]
    return [(option.key, (option.label.ko, option.label.en)) for option in question.options]
