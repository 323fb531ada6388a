"""Adding, changing and removing people, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.merging import EditedMeanwhileError, marks_of, parts_of
from forum.people import services
from forum.people.errors import PersonInUseError, PersonNotFoundError
from forum.people.models import Person
from forum.people.queries import get_person, list_namesakes
from forum.people.types import PersonDetails
from forum.programme.services import release_programme, remove_session
from forum.site.queries import uses_of
from forum.site.services import remove_person
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import make_session

pytestmark = pytest.mark.both_databases

HONG = PersonDetails(
    name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"), email="hong@example.org"
)


def actions():
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.details) for row in rows if row.action.startswith("person.")]


def opened(person):
    """Return what a form carries that is opened now."""
    details = services.details_of_person(person)
    return details, marks_of(parts_of(details))


def test_a_person_is_added_under_a_key_of_their_own(app):
    first, second = services.add_person(HONG), services.add_person(HONG)

    assert (first.key, second.key) == ("hong-gildong-trial", "hong-gildong-trial-2")
    assert services.details_of_person(get_person(first.key)) == HONG


def test_two_organisers_change_different_things(app):
    person = services.add_person(HONG)
    details, seen = opened(person)

    services.revise_person(person.key, replace(details, title=LocalizedText("원장", "")), seen)
    services.revise_person(person.key, replace(details, title=LocalizedText("", "Director")), seen)

    assert get_person(person.key).title == LocalizedText("원장", "Director")


def test_the_second_who_changes_the_same_thing_is_shown_both(app):
    person = services.add_person(HONG)
    details, seen = opened(person)
    services.revise_person(person.key, replace(details, email="one@example.org"), seen)

    late = replace(details, email="two@example.org", language="en")
    with pytest.raises(EditedMeanwhileError) as refused:
        services.revise_person(person.key, late, seen)

    (clash,) = refused.value.conflict.clashes
    assert (clash.part, clash.theirs, clash.mine) == (
        "email", "one@example.org", "two@example.org"
    )  # fmt: skip
    assert get_person(person.key).email == "one@example.org"
    assert get_person(person.key).language == "ko", "nothing of a refused save is kept"

    conflict = refused.value.conflict
    services.revise_person(person.key, conflict.wanted, conflict.seen, given_up={"email"})
    assert get_person(person.key).email == "one@example.org"
    assert get_person(person.key).language == "en"


def test_whoever_has_seen_what_is_saved_may_overwrite_it(app):
    person = services.add_person(HONG)
    details, seen = opened(person)
    services.revise_person(person.key, replace(details, email="one@example.org"), seen)
    late = replace(details, email="two@example.org")
    with pytest.raises(EditedMeanwhileError) as refused:
        services.revise_person(person.key, late, seen)

    services.revise_person(person.key, late, refused.value.conflict.seen)

    assert get_person(person.key).email == "two@example.org"


def test_the_log_names_what_was_changed_and_not_what_it_says(app):
    person = services.add_person(HONG)
    details, seen = opened(person)

    services.revise_person(person.key, replace(details, email="two@example.org"), seen)
    services.revise_person(person.key, *opened(person))  # nothing changed: nothing to log
    services.remove_person(person)

    assert actions() == [
        ("person.added", {"key": "hong-gildong-trial"}),
        ("person.changed", {"key": "hong-gildong-trial", "fields": ["email"]}),
        ("person.removed", {"key": "hong-gildong-trial"}),
    ]


def test_a_person_who_was_removed_meanwhile_cannot_be_changed(app):
    person = services.add_person(HONG)
    details, seen = opened(person)
    services.remove_person(person)

    with pytest.raises(PersonNotFoundError):
        services.revise_person("hong-gildong-trial", details, seen)


def test_namesakes_are_found_in_either_script(app):
    first = services.add_person(HONG)
    second = services.add_person(replace(HONG, name=LocalizedText("임꺽정 (시험)", "")))

    assert list_namesakes(LocalizedText("", "hong gildong (TRIAL)")) == [first]
    assert list_namesakes(LocalizedText("임꺽정 (시험)", "Hong Gildong (trial)")) == [first, second]
    assert list_namesakes(HONG.name, other_than=first) == ()


def test_whom_a_draft_or_a_release_names_cannot_be_removed(app):
    edition = make_edition()
    speaker, unused = make_person(), make_person()
    session = make_session(edition, people=(speaker,))
    make_session(edition)

    with pytest.raises(PersonInUseError):
        remove_person(edition, speaker.key)
    release_programme(edition)
    remove_session(edition, session.key)
    with pytest.raises(PersonInUseError):
        remove_person(edition, speaker.key)
    remove_person(edition, unused.key)

    assert db.session.scalars(select(Person.key)).all() == [speaker.key]


def test_the_programmes_that_name_a_person_are_told_one_by_one(app):
    edition, other = make_edition(), make_edition()
    speaker = make_person()
    session = make_session(edition, people=(speaker, speaker))
    make_session(other, people=(speaker,))
    release_programme(edition)
    remove_session(edition, session.key)
    make_session(edition)
    release_programme(edition)

    uses = {use.edition.id: use for use in uses_of(speaker)}

    assert uses[edition.id].sessions == ()
    assert uses[edition.id].releases == (1, 2), "a timed session is kept as cancelled"
    (part,) = uses[other.id].sessions
    assert part.roles == ("chair",)
    assert uses[other.id].releases == ()
