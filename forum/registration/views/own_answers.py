"""The organisers' own questions on the page of one's details: those of all steps, with answers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from forum.core.errors import Refusal
from forum.editions.models import Edition
from forum.programme.uploads import Upload
from forum.registration.details.queries import list_own_files
from forum.registration.details.services import keep_own_file
from forum.registration.forms import typed_of
from forum.registration.models import Registration
from forum.registration.questions.forms import DROPPED, OWN, VERSION, Filled, group_of
from forum.registration.questions.models import AnswerFile, FormVersion
from forum.registration.questions.queries import definition_of, option_seats_left, own_answers
from forum.registration.questions.rules import (
    answers_from_mapping,
    option_capacities,
    read_own_answers,
    said_as,
)
from forum.registration.questions.types import Kind, OwnAnswers, Question
from forum.registration.views.judging import Refused, judge
from forum.registration.views.own_questions import NOTHING_SHOWN, OwnStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Who answers: what is kept of them, and what keeps their files.

    `own_options` are the options (`QUESTION/OPTION`) that are never full for them.
    """

    edition: Edition
    answers: OwnAnswers
    own_options: frozenset[str]
    keep: Callable[[str, Upload], str]
    list_files: Callable[[Collection[str]], Sequence[AnswerFile]]


def keeper_of(mine: Registration) -> Keeper:
    """Return the keeper of somebody who is registered."""
    answers = own_answers(mine)
    return Keeper(
        edition=mine.edition,
        answers=answers,
        own_options=frozenset(
            f"{key}/{option}" for key, answer in answers.items() for option in said_as(answer)
        ),
        keep=lambda question, upload: keep_own_file(mine, question, upload),
        list_files=lambda keys: list_own_files(mine, keys),
    )


class OwnAsking:
    """Reads the answers to what a category asks, from a page or as they are kept."""

    def __init__(
        self,
        keeper: Keeper,
        version: FormVersion | None,
        files: Mapping[str, Upload | Refusal],
        country: str,
    ) -> None:
        """Say whose answers, to which questions, and where phones are at home."""
        self.keeper, self.version, self.files, self.country = keeper, version, files, country
        self.definition = definition_of(version)
        self.questions = list(self.definition.questions())
        self.answers = keeper.answers
        self.said: dict[str, list[str]] = {}
        self.filenames: dict[str, str] = {}
        self.refused: Refused = {}
        self.seats_left: Mapping[str, int] = {}
        self.shown = NOTHING_SHOWN
        self.step = OwnStep()

    def read(self) -> OwnStep:
        """Read what was posted, or what is kept."""
        if self.version is None:
            return self.step
        is_posted = request.method == "POST"
        posted = typed_of(request.form)
        for question in self.questions:
            kept = said_as(self.answers.get(question.key))
            self.said[question.key] = posted.get(OWN + question.key, []) if is_posted else kept
        self.seats_left = self._seats_left()
        self._read_files(set(request.form.getlist(DROPPED)) if is_posted else set())
        read = read_own_answers(self.definition, self.said, country=self.country)
        self.shown = read.shown
        self.step.version_id = self.version.id
        self.step.taken = read.taken
        if is_posted:
            self.step.has_changed = str(self.version.id) not in request.form.getlist(VERSION)
            self.step.asks_more = judge(
                self.version, self.questions, read, self.seats_left, self.refused
            )
        self.draw()
        return self.step

    def draw(self) -> None:
        """Make the fields of what was said."""
        if self.version is None:
            return
        filled = Filled(
            said=self.said,
            shown=self.shown,
            seats_left=self.seats_left,
            filenames=self.filenames,
            refused=self.refused,
        )
        group = group_of(self.version.id, self.definition.in_order(), filled)
        self.step.groups = (group,) if group.sections else ()

    def show(self, own: Mapping[str, Any], keys: Sequence[str]) -> None:
        """Let some questions show the answers that are kept by now, not what was posted."""
        answers = answers_from_mapping(own)
        for key in keys:
            if key in self.said:
                self.said[key] = said_as(answers.get(key))
        self._name_files()
        self.shown = read_own_answers(self.definition, self.said, country=self.country).shown
        self.draw()

    def question(self, key: str) -> Question | None:
        """Return what is asked by a key."""
        return self.definition.question(key)

    def filename(self, key: str) -> str:
        """Return how a file is called; a dash if there is none any more."""
        found = self.keeper.list_files([key])
        return found[0].filename if found else "–"

    def _seats_left(self) -> dict[str, int]:
        """Return the seats that are left for this person: their own is one of them."""
        if not option_capacities(self.definition):
            return {}
        left = option_seats_left(self.keeper.edition)
        return {
            key: max(1, count) if key in self.keeper.own_options else count
            for key, count in left.items()
        }

    def _read_files(self, dropped: set[str]) -> None:
        """Keep what came, and leave what is kept unless it was dropped."""
        for question in self.questions:
            if question.kind is not Kind.FILE:
                continue
            key, sent = question.key, self.files.get(question.key)
            if isinstance(sent, Upload):
                kept = self.keeper.keep(key, sent)
                self.said[key] = [kept]
                self.step.kept = {**self.step.kept, key: kept}
                continue
            if isinstance(sent, Refusal):
                self.refused[key] = [sent.sentence()]
            self.said[key] = [] if key in dropped else [one for one in self.said[key] if one][:1]
        self._name_files()

    def _name_files(self) -> None:
        asked = [question.key for question in self.questions if question.kind is Kind.FILE]
        keys = [one for key in asked for one in self.said[key]]
        if not keys:
            return
        self.filenames = {file.key: file.filename for file in self.keeper.list_files(keys)}
        for key in asked:
            self.said[key] = [one for one in self.said[key] if one in self.filenames]
