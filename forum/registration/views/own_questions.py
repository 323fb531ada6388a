"""The organisers' own questions in a step of registering.

Parts that are not asked are on the page, hidden and switched off, so that a script can show them;
what was shown posts a mark. Without scripts, what has come up is seen by its missing mark: the
step is shown once more with it before anybody goes on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from wtforms import Field

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.editions.models import Edition
from forum.programme.errors import FileTooLargeError
from forum.programme.uploads import LARGEST_FILE, MEGABYTE, Upload
from forum.registration import services
from forum.registration.asked import AskedCategory
from forum.registration.forms import typed_of
from forum.registration.models import Category, Draft
from forum.registration.questions.errors import (
    FormChangedError,
)
from forum.registration.questions.forms import (
    DROPPED,
    OWN,
    VERSION,
    AskedGroup,
    Filled,
    group_of,
)
from forum.registration.questions.models import FormVersion
from forum.registration.questions.queries import (
    definition_of,
    find_file_of_draft,
    option_seats_left,
)
from forum.registration.questions.rules import (
    answers_from_mapping,
    option_capacities,
    read_own_answers,
)
from forum.registration.questions.services import read_answer_file
from forum.registration.questions.types import (
    Answer,
    FormDefinition,
    Kind,
    Question,
    Shown,
)
from forum.registration.rules import HOME, read_typed
from forum.registration.types import Step, Typed
from forum.registration.views.judging import Refused, judge
from forum.web.messages import tell
from forum.web.uploads import is_too_large

Said = dict[str, list[str]]
NOTHING_SHOWN = Shown(sections=frozenset(), questions=frozenset())


def read_files() -> dict[str, Upload | Refusal]:
    """Look into the files that were sent, before anything is read from the database."""
    found: dict[str, Upload | Refusal] = {}
    for name, sent in request.files.items():
        if not name.startswith(OWN) or not sent.filename:
            continue
        try:
            if is_too_large(sent):
                raise FileTooLargeError(limit=LARGEST_FILE // MEGABYTE)
            found[name.removeprefix(OWN)] = read_answer_file(sent.read(), sent.filename)
        except Refusal as refusal:
            found[name.removeprefix(OWN)] = refusal
    return found


@dataclass(slots=True, kw_only=True)
class OwnStep:
    """What a step asks beside its own fields, and what was answered."""

    groups: tuple[AskedGroup, ...] = ()
    version_id: int | None = None
    taken: Mapping[str, Answer] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)  # keys of files by question
    dropped: frozenset[str] = frozenset()
    token: str | None = None  # of the draft, if a file had to be kept with it
    asks_more: bool = False
    has_changed: bool = False

    @property
    def wrong_fields(self) -> list[Field]:
        """Return the fields whose answers are refused."""
        return [
            asked.field
            for group in self.groups
            if group.is_asked
            for asked in group.questions
            if asked.field.errors
        ]

    @property
    def is_complete(self) -> bool:
        """Tell whether one can go on."""
        return not (self.wrong_fields or self.asks_more or self.has_changed)

    @property
    def must_be_kept(self) -> bool:
        """Tell whether what was posted is kept although one cannot go on."""
        return bool(self.kept) or self.asks_more or self.has_changed

    @property
    def has_files(self) -> bool:
        """Tell whether the form must be able to carry files."""
        return any(group.has_files for group in self.groups)

    def typed(self, typed: Typed) -> Typed:
        """Return a posted form with the keys of the files that came with it."""
        without = {OWN + key for key in self.dropped}
        kept = {OWN + key: [value] for key, value in self.kept.items()}
        return {**{name: said for name, said in typed.items() if name not in without}, **kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Who fills in which step: the draft and its token, and what was answered before.

    `versions` are what the forms ask now, by the forms' ids; `before` are the answers to earlier
    steps, `country` is where phones are at home.
    """

    edition: Edition
    step: Step
    draft: Draft | None
    token: str | None
    files: Mapping[str, Upload | Refusal]
    versions: Mapping[int, FormVersion]
    before: Mapping[str, Any] = field(default_factory=dict)
    country: str = HOME


def own_step(
    filling: Filling,
    categories: Iterable[Category | AskedCategory],
    chosen: Category | AskedCategory | None,
) -> OwnStep:
    """Return what a step asks of somebody, from what is posted now or was typed before.

    `categories` are those that can be chosen on the page.
    """
    step = filling.step
    of_forms: dict[int, list[str]] = {}
    for category in categories:
        if category.form_id is not None:
            of_forms.setdefault(category.form_id, []).append(category.key)
    if not of_forms:
        return OwnStep()
    versions = {form: filling.versions[form] for form in of_forms if form in filling.versions}
    active = versions.get(chosen.form_id) if chosen and chosen.form_id else None
    reading = _Reading(filling, active)
    own = reading.read()
    if request.method == "POST" and own.has_changed:
        own.has_changed = _is_old(versions.values())
    groups = [reading.group(_keys(step, of_forms, active))] if active else []
    if step is Step.YOU:
        groups += [
            _other_group(version, step, tuple(of_forms[version.form_id]))
            for version in versions.values()
            if version is not active
        ]
    own.groups = tuple(group for group in groups if group.sections)
    if own.has_changed:
        tell(FormChangedError().sentence(), "warning")
    return own


def _keys(step: Step, of_forms: Mapping[int, list[str]], version: FormVersion) -> tuple[str, ...]:
    return tuple(of_forms[version.form_id]) if step is Step.YOU else ()


def _is_old(versions: Iterable[FormVersion]) -> bool:
    """Tell whether a version was answered that is no present one."""
    present = {str(version.id) for version in versions}
    return any(posted not in present for posted in request.form.getlist(VERSION))


def _other_group(version: FormVersion, step: Step, categories: tuple[str, ...]) -> AskedGroup:
    definition = definition_of(version)
    shown = read_own_answers(definition, {}, steps=[step]).shown
    return group_of(
        version.id,
        definition.in_step(step),
        Filled(shown=shown),
        is_asked=False,
        categories=categories,
    )


class _Reading:
    """Reads the answers to one version in one step."""

    def __init__(self, filling: Filling, version: FormVersion | None) -> None:
        self.filling, self.version, self.token = filling, version, filling.token
        self.definition: FormDefinition = definition_of(version)
        self.questions = [
            question
            for section in self.definition.in_step(filling.step)
            for question in section.questions
        ]
        self.said: Said = {}
        self.refused: Refused = {}
        self.filenames: dict[str, str] = {}
        self.kept: dict[str, str] = {}
        self.seats_left: Mapping[str, int] = (
            option_seats_left(filling.edition) if option_capacities(self.definition) else {}
        )
        self.shown = NOTHING_SHOWN

    def read(self) -> OwnStep:
        """Read what was posted, or typed before."""
        if self.version is None:
            return OwnStep(has_changed=bool(request.form.getlist(VERSION)))
        is_posted = request.method == "POST"
        source = typed_of(request.form) if is_posted else self._typed_before()
        self.said = {q.key: list(source.get(OWN + q.key, [])) for q in self.questions}
        dropped = frozenset(request.form.getlist(DROPPED)) if is_posted else frozenset()
        for question in self.questions:
            if question.kind is Kind.FILE:
                self._read_file(question, is_dropped=question.key in dropped)
        read = read_own_answers(
            self.definition,
            self.said,
            answers_from_mapping(self.filling.before),
            [self.filling.step],
            self.filling.country,
        )
        self.shown = read.shown
        own = OwnStep(
            version_id=self.version.id,
            taken={q.key: read.taken[q.key] for q in self.questions if q.key in read.taken},
            kept=self.kept,
            dropped=dropped,
            token=self.token,
        )
        if is_posted:
            posted = request.form.getlist(VERSION)
            own.has_changed = bool(posted) and str(self.version.id) not in posted
            own.asks_more = judge(self.version, self.questions, read, self.seats_left, self.refused)
        return own

    def _typed_before(self) -> Typed:
        draft = self.filling.draft
        return (read_typed(draft.answers, self.filling.step) if draft else None) or {}

    def _read_file(self, question: Question, *, is_dropped: bool) -> None:
        """Keep a file that came, or find the one that was kept before."""
        sent, draft = self.filling.files.get(question.key), self.filling.draft
        before = next((key for key in self.said[question.key] if key), "")
        self.said[question.key] = []
        if isinstance(sent, Upload):
            self.token, key = services.keep_draft_file(
                self.filling.edition, self.token, question.key, sent, current_language()
            )
            self.kept[question.key] = key
            self.filenames[key] = sent.filename
            self.said[question.key] = [key]
            return
        if isinstance(sent, Refusal):
            self.refused[question.key] = [sent.sentence()]
        file = find_file_of_draft(draft.id, before) if draft and before else None
        if file is not None and not is_dropped:
            self.said[question.key] = [file.key]
            self.filenames[file.key] = file.filename

    def group(self, categories: tuple[str, ...]) -> AskedGroup:
        """Return what the version asks, with what was said."""
        assert self.version is not None  # noqa: S101  only called with one
        filled = Filled(
            said=self.said,
            shown=self.shown,
            seats_left=self.seats_left,
            filenames=self.filenames,
            refused=self.refused,
        )
        sections = self.definition.in_step(self.filling.step)
        return group_of(self.version.id, sections, filled, categories=categories)
