"""Reads of own questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.registration.models import Category, Draft, Limit, Registration
from forum.registration.questions.errors import (
    FormChangedError,
    FormNotFoundError,
    UnknownQuestionError,
)
from forum.registration.questions.models import AnswerFile, FormVersion, RegistrationForm
from forum.registration.questions.rules import (
    answers_from_mapping,
    checked_answers,
    chosen_options,
    definition_from_mapping,
    spell_answer,
)
from forum.registration.questions.types import (
    NO_QUESTIONS,
    WITH_LENGTH,
    Answer,
    FormDefinition,
    Kind,
    ToldAnswer,
)
from forum.registration.rules import language_of_words
from forum.registration.types import Answers, RegistrationDetails, Step

# ------------------------------------------------------------------ forms and their versions


def list_forms(edition: Edition) -> Sequence[RegistrationForm]:
    """Return the forms of an edition, by key."""
    return db.session.scalars(
        select(RegistrationForm)
        .where(RegistrationForm.edition_id == edition.id)
        .order_by(RegistrationForm.key)
    ).all()


def find_form(edition: Edition, key: str) -> RegistrationForm | None:
    """Return the edition's form with this key, if there is one."""
    return db.session.scalar(
        select(RegistrationForm).where(
            RegistrationForm.edition_id == edition.id, RegistrationForm.key == key
        )
    )


def get_form(edition: Edition, key: str) -> RegistrationForm:
    """Return the edition's form with this key.

    Raises:
        FormNotFoundError
    """
    form = find_form(edition, key)
    if form is None:
        raise FormNotFoundError
    return form


def list_versions(form: RegistrationForm) -> Sequence[FormVersion]:
    """Return the versions of a form, the latest first."""
    return db.session.scalars(
        select(FormVersion)
        .where(FormVersion.form_id == form.id)
        .order_by(FormVersion.number.desc())
    ).all()


def latest_version(form_id: int | None) -> FormVersion | None:
    """Return what a form asks now; None if it asks nothing, or there is no form."""
    if form_id is None:
        return None
    return db.session.scalar(
        select(FormVersion)
        .where(FormVersion.form_id == form_id)
        .order_by(FormVersion.number.desc())
        .limit(1)
    )


def latest_versions(form_ids: Collection[int]) -> dict[int, FormVersion]:
    """Return what some forms ask now, by the forms' ids."""
    if not form_ids:
        return {}
    latest = (
        select(func.max(FormVersion.id))
        .where(FormVersion.form_id.in_(form_ids))
        .group_by(FormVersion.form_id)
    )
    rows = db.session.scalars(select(FormVersion).where(FormVersion.id.in_(latest)))
    return {row.form_id: row for row in rows}


def definition_of(version: FormVersion | None) -> FormDefinition:
    """Return what a version asks; nothing without one."""
    return NO_QUESTIONS if version is None else definition_from_mapping(version.definition)


def draft_of(form: RegistrationForm) -> FormDefinition:
    """Return what the organisers of a form are working on."""
    return definition_from_mapping(form.draft)


def list_categories_of(form: RegistrationForm) -> Sequence[Category]:
    """Return the categories that a form asks, in order."""
    return (
        db.session.scalars(
            select(Category).where(Category.form_id == form.id).order_by(Category.position)
        )
        .unique()
        .all()
    )


def option_seats_left(edition: Edition) -> dict[str, int]:
    """Return how many seats are left in the options that have any, by `QUESTION/OPTION`."""
    limits = db.session.scalars(
        select(Limit).where(
            Limit.edition_id == edition.id, Limit.option_key != "", Limit.category_id.is_(None)
        )
    )
    return {limit.option_key: limit.seats_left for limit in limits}


# ------------------------------------------------------------------ answers


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnForm:
    """What somebody was asked, and the answers as they are kept."""

    version_id: int | None
    definition: FormDefinition
    answers: Mapping[str, Answer]

    @property
    def options(self) -> tuple[str, ...]:
        """Return what was chosen that has seats."""
        return chosen_options(self.definition, self.answers)

    def label_of(self, option: str) -> LocalizedText:
        """Return how an option, `QUESTION/OPTION`, is called here; nothing if it is not here."""
        key, _slash, chosen = option.partition("/")
        question = self.definition.question(key)
        found = question.option(chosen) if question else None
        return found.label if found else LocalizedText()


def read_form(category: Category, details: RegistrationDetails, *, is_lenient: bool) -> OwnForm:
    """Return the answers to what a category is asked now.

    Who is lenient takes what is missing as not answered.

    Raises:
        FormChangedError: another version was answered, and it was not the present one.
        UnknownQuestionError, AnswerInvalidError
    """
    version = latest_version(category.form_id)
    version_id = version.id if version else None
    is_stale = details.form_version is not None and details.form_version != version_id
    if version is None:
        if details.answers and details.form_version is None:
            raise UnknownQuestionError(key=next(iter(details.answers)))
        return OwnForm(version_id=None, definition=NO_QUESTIONS, answers={})
    if is_stale:
        raise FormChangedError
    definition = definition_of(version)
    answers = checked_answers(
        definition,
        answers_from_mapping(details.answers),
        details.country,
        is_lenient=is_lenient,
    )
    return OwnForm(version_id=version_id, definition=definition, answers=answers)


def own_answers(registration: Registration) -> dict[str, Answer]:
    """Return what somebody has answered."""
    return answers_from_mapping(registration.answers)


def told_answers(registration: Registration) -> list[ToldAnswer]:
    """Return what somebody has answered, in the words of the version that was answered."""
    definition = definition_of(registration.form_version)
    files = {file.key: file for file in list_files(registration)} if registration.answers else {}
    return list(_told(definition, own_answers(registration), files))


def _told(
    definition: FormDefinition, answers: Mapping[str, Answer], files: Mapping[str, AnswerFile]
) -> Iterable[ToldAnswer]:
    steps = tuple(Step)
    asked = ((s.step, q) for s in definition.in_order() for q in s.questions)
    for step, question in asked:
        answer = answers.get(question.key)
        if answer is None:
            continue
        words, address = spell_answer(question, answer), ""
        if question.kind is Kind.FILE:
            file = files.get(str(answer))
            name, address = (file.filename, file.key) if file else ("–", "")
            words = LocalizedText(ko=name, en=name)
        yield ToldAnswer(
            question=question.key,
            label=question.label,
            words=words,
            file=address,
            step=steps.index(step),
            tongue=language_of_words(words.ko, "ko") if question.kind in WITH_LENGTH else "",
        )


def told_before(version: FormVersion | None, draft: Draft, answers: Answers) -> list[ToldAnswer]:
    """Return what somebody has answered who has not registered yet, with the step of each."""
    definition = definition_of(version)
    own = answers_from_mapping(answers.own())
    if not own:
        return []
    files = db.session.scalars(select(AnswerFile).where(AnswerFile.draft_id == draft.id))
    return list(_told(definition, own, {file.key: file for file in files}))


def option_label(registration: Registration, option: str) -> LocalizedText:
    """Return how an option with seats, `QUESTION/OPTION`, was called when somebody chose it."""
    definition = definition_of(registration.form_version)
    return OwnForm(version_id=None, definition=definition, answers={}).label_of(option)


# ------------------------------------------------------------------ files


def list_files(registration: Registration) -> Sequence[AnswerFile]:
    """Return the files with which somebody has answered."""
    return db.session.scalars(
        select(AnswerFile).where(AnswerFile.registration_id == registration.id)
    ).all()


def find_file_of_draft(draft_id: int, key: str) -> AnswerFile | None:
    """Return a file of somebody who has not registered yet."""
    return db.session.scalar(
        select(AnswerFile).where(AnswerFile.key == key, AnswerFile.draft_id == draft_id)
    )


def find_file(registration: Registration, key: str) -> AnswerFile | None:
    """Return a file with which somebody has answered, with its content."""
    return db.session.scalar(
        select(AnswerFile)
        .where(AnswerFile.key == key, AnswerFile.registration_id == registration.id)
        .options(undefer(AnswerFile.data))
    )
