"""Values of own questions.

A form is a value: sections with questions, asked in one of the first three steps. It is stored
as JSON; each publication is a version that is never changed, and whoever has answered one keeps
it. An answer is JSON as well: a text, a number, yes or no, or the keys of what was chosen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forum.core.localized import EMPTY, LocalizedText
from forum.registration.types import Step

Answer = str | int | float | bool | tuple[str, ...]
OwnAnswers = Mapping[str, Answer]


class Kind(StrEnum):
    """What kind of answer a question takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"
    COUNTRY = "country"
    PHONE = "phone"
    YES_NO = "yes_no"


WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.CHOICES})
WITH_LENGTH = frozenset({Kind.TEXT, Kind.LONG_TEXT})
WITH_BOUNDS = frozenset({Kind.NUMBER, Kind.DATE, Kind.CHOICES})


class Operator(StrEnum):
    """How a condition looks at an answer."""

    IS = "is"
    IS_NOT = "is_not"
    HAS = "has"
    ANSWERED = "answered"


class Together(StrEnum):
    """Whether all conditions of several must hold, or one."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What an answer to an earlier question must be."""

    question: str
    operator: Operator = Operator.IS
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something that can be chosen; with a capacity it has that many seats."""

    key: str
    label: LocalizedText
    capacity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    `longest` counts the characters of a text. `least` and `most` bound a number, a date
    (`2026-11-28`), or how many are chosen of many; empty is no bound.
    """

    key: str
    kind: Kind
    label: LocalizedText
    hint: LocalizedText = EMPTY
    is_required: bool = False
    options: tuple[Option, ...] = ()
    conditions: tuple[Condition, ...] = ()
    together: Together = Together.ALL
    longest: int | None = None
    least: str = ""
    most: str = ""

    def option(self, key: str) -> Option | None:
        """Return an option, if there is one of this key."""
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions that stand together under a heading, in one of the steps."""

    key: str
    title: LocalizedText = EMPTY
    hint: LocalizedText = EMPTY
    step: Step = Step.YOU
    conditions: tuple[Condition, ...] = ()
    together: Together = Together.ALL
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """All that a form asks."""

    sections: tuple[Section, ...] = ()

    def in_order(self) -> tuple[Section, ...]:
        """Return the sections as people come to them: step by step."""
        steps = tuple(Step)
        return tuple(sorted(self.sections, key=lambda section: steps.index(section.step)))

    def in_step(self, step: Step) -> tuple[Section, ...]:
        """Return the sections of one step."""
        return tuple(section for section in self.sections if section.step is step)

    def questions(self) -> Iterator[Question]:
        """Yield all questions as people come to them."""
        for section in self.in_order():
            yield from section.questions

    def question(self, key: str) -> Question | None:
        """Return a question, if there is one of this key."""
        return next((question for question in self.questions() if question.key == key), None)

    def section(self, key: str) -> Section | None:
        """Return a section, if there is one of this key."""
        return next((section for section in self.sections if section.key == key), None)


NO_QUESTIONS = FormDefinition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What of a form is to be answered, given what was answered."""

    sections: frozenset[str]
    questions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAnswers:
    """What was made of the answers that somebody wrote: those taken, and why others are not."""

    taken: OwnAnswers
    refused: Mapping[str, Exception] = field(default_factory=dict)
    shown: Shown


class ChangeKind(StrEnum):
    """What became of a part of a form from one version to the next."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChange:
    """One difference between two versions; `option` is set if it is one of an option."""

    kind: ChangeKind
    question: str
    label: LocalizedText
    option: LocalizedText = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Untranslated:
    """A text of a form that one language has not."""

    key: str
    label: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAnswer:
    """An answer as it is shown; `file` is the key of a file that can be taken."""

    question: str
    label: LocalizedText
    words: LocalizedText
    file: str = ""
    step: int = 0  # in which it was asked, counted from 0
    tongue: str = ""  # the language of what the person wrote
