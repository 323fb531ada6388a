"""Making forms, publishing them, and keeping the files with which people answer.

A form is worked on as a draft; publishing makes a version that is never changed. Whoever works
on an older revision of the draft than the present one is refused, so that nothing is lost.
"""

from hashlib import sha256

from sqlalchemy import select, update

from forum.core import audit, randomness
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme.uploads import Upload, recognise
from forum.registration.models import Category, Draft, Registration
from forum.registration.questions.checks import is_key, refuse_unless_sound
from forum.registration.questions.errors import (
    AnswerFileGoneError,
    FormEditedError,
    FormKeyTakenError,
    FormNotFoundError,
    FormUnchangedError,
    QuestionKeyError,
)
from forum.registration.questions.models import AnswerFile, FormVersion, RegistrationForm
from forum.registration.questions.queries import OwnForm, draft_of, find_form, latest_version
from forum.registration.questions.rules import (
    definition_hash,
    definition_to_mapping,
    option_capacities,
    said_as,
)
from forum.registration.questions.types import (
    NO_QUESTIONS,
    FormDefinition,
    Kind,
)
from forum.registration.services.preparing import set_capacity

# ------------------------------------------------------------------ forms


def create_form(
    edition: Edition, key: str, name: LocalizedText, definition: FormDefinition = NO_QUESTIONS
) -> RegistrationForm:
    """Begin a form.

    Raises:
        QuestionKeyError, FormKeyTakenError
    """
    if not is_key(key):
        raise QuestionKeyError(key=key)
    if find_form(edition, key) is not None:
        raise FormKeyTakenError(key=key)
    form = RegistrationForm(
        edition_id=edition.id, key=key, name=name, draft=definition_to_mapping(definition)
    )
    db.session.add(form)
    db.session.flush()
    _record("form.created", form, {})
    return form


def edit_form(
    form: RegistrationForm,
    definition: FormDefinition,
    *,
    revision: int,
    name: LocalizedText | None = None,
) -> None:
    """Change the draft of a form; `revision` is the one that the change was made from.

    Raises:
        FormEditedError: somebody else has changed it since.
    """
    _lock(form)
    if form.revision != revision:
        raise FormEditedError
    form.draft = definition_to_mapping(definition)
    form.name = form.name if name is None else name
    form.revision += 1


def publish_form(form: RegistrationForm) -> FormVersion:
    """Ask from now on what the draft says, and give its options their seats.

    Raises:
        FormUnchangedError: the latest version says so already.
        CapacityBelowTakenError, and what `checks.refuse_unless_sound` raises
    """
    _lock(form)
    definition = draft_of(form)
    refuse_unless_sound(definition)
    former = latest_version(form.id)
    digest = definition_hash(definition)
    if former is not None and former.sha256 == digest:
        raise FormUnchangedError
    version = FormVersion(
        form_id=form.id,
        number=former.number + 1 if former else 1,
        definition=definition_to_mapping(definition),
        sha256=digest,
        made_by=audit.present_actor(),
    )
    db.session.add(version)
    db.session.flush()
    edition = db.session.get_one(Edition, form.edition_id)
    for option, capacity in option_capacities(definition).items():
        set_capacity(edition, capacity, option=option)
    _record("form.published", form, {"number": version.number, "sha256": digest})
    return version


def assign_form(category: Category, form: RegistrationForm | None) -> None:
    """Let a form ask those of a category, or none.

    Raises:
        FormNotFoundError: it is a form of another edition.
    """
    if form is not None and form.edition_id != category.edition_id:
        raise FormNotFoundError
    category.form_id = None if form is None else form.id
    db.session.flush()


def copy_forms(source: Edition, target: Edition) -> int:
    """Give an edition the forms of another, and its categories those that they had.

    A form that was published there is published here, as its first version.
    """
    categories = {
        category.key: category
        for category in db.session.scalars(
            select(Category).where(Category.edition_id == target.id)
        ).unique()
    }
    forms = db.session.scalars(
        select(RegistrationForm).where(RegistrationForm.edition_id == source.id)
    ).all()
    for form in forms:
        copied = create_form(target, form.key, form.name, draft_of(form))
        if latest_version(form.id) is not None:
            publish_form(copied)
        for asked in db.session.scalars(select(Category.key).where(Category.form_id == form.id)):
            if asked in categories:
                assign_form(categories[asked], copied)
    return len(forms)


def _record(action: str, form: RegistrationForm, details: dict[str, object]) -> None:
    audit.record(
        action,
        edition_id=form.edition_id,
        object_type="registration_form",
        object_id=form.id,
        details={"key": form.key, **details},
    )


def _lock(form: RegistrationForm) -> None:
    statement = select(RegistrationForm).where(RegistrationForm.id == form.id)
    db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


# ------------------------------------------------------------------ files


def read_answer_file(data: bytes, filename: str) -> Upload:
    """Look into a file while no transaction is open: it can take a second.

    Raises:
        Refusal: it may not be kept; see `forum.programme.uploads.recognise`.
    """
    db.session.rollback()  # only reads so far; give the lock back meanwhile
    return recognise(data, filename)


def keep_file(draft: Draft, question: str, upload: Upload) -> str:
    """Keep a file with what somebody is filling in, and return its key."""
    row = AnswerFile(
        edition_id=draft.edition_id,
        draft_id=draft.id,
        key=randomness.token(),
        question=question,
        filename=upload.filename,
        content_type=upload.content_type,
        size=len(upload.data),
        sha256=sha256(upload.data).hexdigest(),
        data=upload.data,
    )
    db.session.add(row)
    db.session.flush()
    return row.key


def claim_files(draft: Draft | None, registration: Registration, own: OwnForm) -> None:
    """Give the files of a draft to the registration that it becomes.

    Raises:
        AnswerFileGoneError: an answer names a file that is not the draft's.
    """
    wanted = [
        key
        for question in own.definition.questions()
        if question.kind is Kind.FILE
        for key in said_as(own.answers.get(question.key))
    ]
    if not wanted:
        return
    found = db.session.scalars(
        select(AnswerFile.id).where(
            AnswerFile.key.in_(wanted), AnswerFile.draft_id == (draft.id if draft else 0)
        )
    ).all()
    if len(found) != len(wanted):
        raise AnswerFileGoneError
    db.session.execute(
        update(AnswerFile)
        .where(AnswerFile.id.in_(found))
        .values(registration_id=registration.id, draft_id=None)
    )
