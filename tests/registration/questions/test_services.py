"""Forms from draft to version, and what becomes of the answers."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme.uploads import recognise
from forum.registration import services as registration
from forum.registration.errors import CapacityBelowTakenError, OptionFullError
from forum.registration.models import Draft, Limit
from forum.registration.queries import find_category
from forum.registration.questions import errors, queries, services
from forum.registration.questions.models import AnswerFile, FormVersion, RegistrationForm
from forum.registration.questions.types import FormDefinition, Kind
from forum.registration.types import Source
from tests.factories.editions import make_edition
from tests.factories.files import pdf
from tests.factories.registration import details_of, make_open_edition, make_registration
from tests.registration.questions.test_rules import PRESS, ask, form, options, section

pytestmark = pytest.mark.both_databases
NAME = LocalizedText("언론", "Press")
TOUR = form(section(ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=1))))


def publish(
    edition: Edition, definition: FormDefinition = PRESS, *, category: str = "citizen"
) -> tuple[RegistrationForm, FormVersion]:
    made = services.create_form(edition, "press", NAME, definition)
    version = services.publish_form(made)
    asked = find_category(edition, category)
    assert asked is not None
    services.assign_form(asked, made)
    db.session.commit()
    return made, version


def test_a_version_is_kept_as_it_was_published(app):
    made, version = publish(make_open_edition())
    services.edit_form(made, form(section(ask("other"))), revision=0)
    assert queries.definition_of(queries.latest_version(made.id)) == PRESS
    second = services.publish_form(made)
    assert (version.number, second.number) == (1, 2)
    assert queries.definition_of(version) == PRESS
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(update(FormVersion).values(number=9))


def test_publishing_what_is_published_is_refused(app):
    made, _version = publish(make_open_edition())
    with pytest.raises(errors.FormUnchangedError):
        services.publish_form(made)


def test_who_edits_an_older_revision_is_refused(app):
    made, _version = publish(make_open_edition())
    services.edit_form(made, PRESS, revision=0)
    with pytest.raises(errors.FormEditedError):
        services.edit_form(made, TOUR, revision=0)


def test_a_form_that_cannot_be_asked_is_not_published(app):
    made = services.create_form(make_open_edition(), "bad", NAME, form(section(ask("주민번호"))))
    with pytest.raises(errors.QuestionKeyError):
        services.publish_form(made)
    assert queries.latest_version(made.id) is None


def test_keys_of_forms_are_keys_and_taken_once(app):
    edition = make_open_edition()
    services.create_form(edition, "press", NAME)
    with pytest.raises(errors.FormKeyTakenError):
        services.create_form(edition, "press", NAME)
    with pytest.raises(errors.QuestionKeyError):
        services.create_form(edition, "Not A Key", NAME)


def test_a_form_of_another_edition_asks_nobody_here(app):
    category = find_category(make_open_edition(), "citizen")
    other = services.create_form(make_edition(), "press", NAME)
    assert category is not None
    with pytest.raises(errors.FormNotFoundError):
        services.assign_form(category, other)


def test_old_answers_keep_the_words_of_what_was_answered(app):
    edition = make_open_edition()
    made, version = publish(edition)
    person = make_registration(edition, answers={"media": "tv", "cameras": 2})
    services.edit_form(made, form(section(ask("other"))), revision=0)
    services.publish_form(made)
    db.session.commit()
    db.session.expire_all()
    assert person.form_version_id == version.id
    told = [(t.label.en, t.words.en) for t in queries.told_answers(person)]
    assert told == [("media", "tv"), ("cameras", "2")]


def test_required_answers_are_asked_of_programs_but_not_of_organisers(app):
    edition = make_open_edition()
    publish(edition)
    for source in (Source.SELF, Source.API):
        with pytest.raises(errors.AnswerInvalidError):
            registration.register_details(edition, details_of(), source=source)
    helped = make_registration(edition, source=Source.ON_BEHALF)
    assert helped.answers == {}


def test_an_older_version_than_the_present_one_cannot_be_answered(app):
    edition = make_open_edition()
    made, version = publish(edition)
    services.edit_form(made, TOUR, revision=0)
    services.publish_form(made)
    with pytest.raises(errors.FormChangedError):
        registration.register_details(
            edition, details_of(answers={"media": "web"}, form_version=version.id)
        )


def test_answers_to_no_question_are_refused(app):
    with pytest.raises(errors.UnknownQuestionError):
        registration.register_details(make_open_edition(), details_of(answers={"x": "y"}))


def test_options_have_seats_that_are_taken_and_freed(app):
    edition = make_open_edition()
    made, _version = publish(edition, TOUR)
    first = make_registration(edition, answers={"tour": "river"})
    with pytest.raises(OptionFullError, match="1석 중 1석"):
        registration.register_details(edition, details_of(answers={"tour": "river"}))
    db.session.rollback()
    none_left = form(
        section(ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=0)))
    )
    services.edit_form(made, none_left, revision=0)
    with pytest.raises(CapacityBelowTakenError):
        services.publish_form(made)
    db.session.rollback()
    registration.cancel(first)
    db.session.commit()
    assert queries.option_seats_left(edition) == {"tour/palace": 1, "tour/river": 1}
    assert make_registration(edition, answers={"tour": "river"}).is_confirmed


# ------------------------------------------------------------------ files

PASS = form(section(ask("pass", Kind.FILE, is_required=True)))


def draft_of(edition: Edition) -> tuple[str, str]:
    upload = recognise(pdf(), "기자증.pdf")
    token, key = registration.keep_draft_file(edition, None, "pass", upload, "ko")
    db.session.commit()
    return token, key


def test_a_file_goes_from_the_draft_to_the_registration(app):
    edition = make_open_edition()
    publish(edition, PASS)
    _token, key = draft_of(edition)
    draft = db.session.scalar(select(Draft))
    person = registration.register_details(edition, details_of(answers={"pass": key}), draft=draft)
    db.session.commit()
    found = queries.find_file(person, key)
    assert found is not None
    assert (found.filename, found.draft_id) == ("기자증.pdf", None)
    assert found.data == pdf()
    assert [t.words.ko for t in queries.told_answers(person)] == ["기자증.pdf"]


def test_nobody_takes_the_file_of_somebody_else(app):
    edition = make_open_edition()
    publish(edition, PASS)
    _token, key = draft_of(edition)
    for draft in (None, Draft(id=12345)):
        with pytest.raises(errors.AnswerFileGoneError):
            registration.register_details(edition, details_of(answers={"pass": key}), draft=draft)
        db.session.rollback()
    assert db.session.scalar(select(AnswerFile.registration_id)) is None


# ------------------------------------------------------------------ another edition


def test_a_new_edition_has_the_forms_of_the_other_with_every_seat_free(app):
    source, target = make_open_edition(), make_edition()
    publish(source, TOUR)
    make_registration(source, answers={"tour": "river"})
    registration.copy_registration(source, target, days=365, sessions=frozenset())
    db.session.commit()
    copied = queries.get_form(target, "press")
    version = queries.latest_version(copied.id)
    category = find_category(target, "citizen")
    assert version is not None
    assert version.number == 1
    assert queries.definition_of(version) == TOUR
    assert category is not None
    assert category.form_id == copied.id
    taken = select(Limit.option_key, Limit.taken).where(
        Limit.edition_id == target.id, Limit.option_key != ""
    )
    assert set(map(tuple, db.session.execute(taken))) == {("tour/palace", 0), ("tour/river", 0)}
