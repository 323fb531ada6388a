"""Programmes in and out by command's services, on both databases."""

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.editions.errors import EditionNotFoundError
from forum.exchange.errors import EditionUnsaidError, SpreadsheetError, UnknownFileKindError
from forum.exchange.files import file_of
from forum.exchange.services import import_into_draft
from forum.people.models import Person
from forum.programme import services
from forum.programme.errors import ReleaseNotFoundError
from forum.programme.models import ProgrammeOperation
from forum.programme.queries import build_agenda
from tests.exchange.workbooks import put, rows_of, workbook
from tests.factories.editions import make_edition
from tests.factories.programme import make_session, make_venue

pytestmark = pytest.mark.both_databases
FORMS = [".xlsx", ".yaml"]


@pytest.fixture
def edition(app):
    del app
    edition = make_edition(slug="forum")
    person = Person(key="gildong", name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"))
    db.session.add(person)
    make_session(edition, key="first", venue=make_venue(edition, key="hall"), people=(person,))
    make_session(edition, key="second", starts=None)
    db.session.flush()
    return edition


def operations() -> int:
    return db.session.query(func.count(ProgrammeOperation.id)).scalar() or 0


@pytest.mark.parametrize("ending", FORMS)
def test_what_was_taken_out_goes_in_without_a_change(edition, ending):
    content = file_of(edition, ending, draft=True)

    imported = import_into_draft(f"draft{ending}", content)

    assert imported.changed_nothing
    assert imported.summary() == "forum: the draft says so already"
    assert operations() == 0


@pytest.mark.parametrize("ending", FORMS)
def test_a_draft_goes_into_another_edition_whole_and_is_undone_whole(edition, ending):
    other = make_edition(slug="other")
    content = file_of(edition, ending, draft=True)

    imported = import_into_draft(f"draft{ending}", content, "other")

    there, here = build_agenda(other), build_agenda(edition)
    assert (there.places, there.speakers, there.sessions) == (
        here.places,
        here.speakers,
        here.sessions,
    )
    assert imported.summary() == "other: draft changed (3 changes, 0 people)"
    services.undo(other)
    assert build_agenda(other).sessions == ()


def test_the_spreadsheet_of_an_edition_is_that_of_its_last_release(edition):
    with pytest.raises(ReleaseNotFoundError):
        file_of(edition, ".xlsx")
    services.release_programme(edition, LocalizedText("첫 공개", "First"))
    released = build_agenda(edition)
    services.remove_session(edition, "second")

    import_into_draft("programme.xlsx", file_of(edition, ".xlsx"))

    assert build_agenda(edition) == released


def test_new_people_are_there_before_the_sessions_that_name_them(edition):
    rows = rows_of(file_of(edition, ".xlsx", draft=True))
    put(rows, "People", 3, "key", "gilsun")
    put(rows, "Roles", 3, "person", "gilsun")

    imported = import_into_draft("programme.xlsx", workbook(rows))

    assert imported.people == 1
    assert build_agenda(edition).session("first").roles[0].speaker == "gilsun"
    assert set(db.session.scalars(select(Person.key))) == {"gildong", "gilsun"}


def test_what_is_wrong_leaves_everything_as_it_was(edition):
    rows = rows_of(file_of(edition, ".xlsx", draft=True))
    put(rows, "People", 3, "name_en", "Changed (trial)")
    put(rows, "Sessions", 3, "place", "cellar")

    with pytest.raises(SpreadsheetError):
        import_into_draft("programme.xlsx", workbook(rows))

    assert db.session.scalars(select(Person)).one().name.en == "Hong Gildong (trial)"
    assert operations() == 0


def test_a_file_that_names_no_edition_or_none_that_is_there_is_refused(edition):
    rows = rows_of(file_of(edition, ".xlsx", draft=True))
    del rows["Read me"]

    with pytest.raises(EditionUnsaidError):
        import_into_draft("programme.xlsx", workbook(rows))
    with pytest.raises(EditionNotFoundError):
        import_into_draft("programme.xlsx", workbook(rows), "nowhere")
    with pytest.raises(UnknownFileKindError):
        file_of(edition, ".csv")
