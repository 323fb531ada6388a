"""Judging the answers to organisers' own questions that a page has posted."""

from collections.abc import Iterable, Mapping

from flask import request

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.registration.questions.errors import AnswerMissingError, OptionTakenError
from forum.registration.questions.forms import SHOWN
from forum.registration.questions.models import FormVersion
from forum.registration.questions.rules import said_as
from forum.registration.questions.types import Answer, Question, ReadAnswers

Refused = dict[str, list[str]]
"""Sentences that say what is wrong, by the keys of questions."""


def judge(
    version: FormVersion,
    questions: Iterable[Question],
    read: ReadAnswers,
    seats_left: Mapping[str, int],
    refused: Refused,
) -> bool:
    """Add to `refused` what is wrong, and tell whether more is asked than the page has shown.

    What the page did not show cannot be missing yet: it is shown once before. `seats_left` are
    those of options that are counted, by `QUESTION/OPTION`.
    """
    questions = list(questions)
    shown = _shown_of(version)
    for key, refusal in read.refused.items():
        assert isinstance(refusal, Refusal)  # noqa: S101  the rules raise nothing else
        is_missing = isinstance(refusal, AnswerMissingError)
        if is_missing and key in refused:
            continue  # a file came, and it is said what is wrong with it
        if key in shown or not is_missing:
            refused.setdefault(key, []).append(refusal.sentence())
    for question in questions:
        taken = read.taken.get(question.key)
        for sentence in _full_options(question, taken, seats_left):
            refused.setdefault(question.key, []).append(sentence)
    return any(q.key in read.shown.questions and q.key not in shown for q in questions)


def _shown_of(version: FormVersion) -> set[str]:
    """Return the questions of a version that were on the page, by the marks that they post."""
    marks = (mark.partition("/") for mark in request.form.getlist(SHOWN))
    return {key for of_version, _slash, key in marks if of_version == str(version.id)}


def _full_options(
    question: Question, answer: Answer | None, seats_left: Mapping[str, int]
) -> Iterable[str]:
    for key in said_as(answer):
        option = question.option(key)
        if option and seats_left.get(f"{question.key}/{key}", 1) <= 0:
            label = option.label.in_(current_language())
            yield OptionTakenError(option=label, capacity=option.capacity).sentence()
