from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from forum.core.audit import AuditEntry
from forum.core.db import db, reading
from forum.core.localized import LocalizedText
from forum.editions.services import touch_public
from forum.programme import queries
from forum.programme.errors import (
    NothingChangedError,
    NothingToReleaseError,
    PersonMissingError,
    ReleaseNotFoundError,
)
from forum.programme.models import ProgrammeSession, Release
from forum.programme.rules import compare
from forum.programme.serial import agenda_from_mapping, changes_from_list
from forum.programme.services import release_programme, restore_release, write_draft
from forum.programme.types import Role, RoleHeld, SessionState
from tests.conftest import NOW, count_queries
from tests.factories.editions import make_city, make_edition, make_person
from tests.factories.programme import agenda_of, make_session, make_venue, session_of

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]

NOTE = LocalizedText("첫 공개", "The first release")


def test_build_agenda_reads_the_whole_draft_in_both_languages():
    edition = make_edition()
    hall, person, city = make_venue(edition), make_person(), make_city()
    make_session(edition, key="late", starts=600)
    make_session(edition, key="undated", day=None, starts=None)
    early = make_session(
        edition, key="early", venue=hall, people=(person,), cities=(city,), items=(NOTE,)
    )

    agenda = queries.build_agenda(edition)

    assert [session.key for session in agenda.sessions] == ["early", "late", "undated"]
    session = agenda.sessions[0]
    assert session.title == early.title
    assert session.place == hall.key
    assert agenda.place(hall.key).name == hall.name
    assert agenda.speaker(session.roles[0].speaker).name == person.name
    assert agenda.city(session.contributions[0].city).name == city.name
    assert session.minutes_of(session.contributions[0]) == 60
    assert session.items[0].text == NOTE


@pytest.mark.parametrize("rows", [1, 3])
def test_build_agenda_needs_the_same_statements_for_one_session_and_for_three(rows):
    edition = make_edition()
    for _ in range(rows):
        make_session(edition, people=(make_person(),), cities=(make_city(),), items=(NOTE,))
    db.session.expire_all()
    assert edition.slug

    with count_queries() as statements:
        queries.build_agenda(edition)

    assert len(statements) == 6


def test_release_programme_keeps_a_numbered_snapshot():
    edition = make_edition()
    make_session(edition, key="a")

    release = release_programme(edition, NOTE)

    agenda = agenda_from_mapping(release.agenda)
    assert (release.number, release.released_at, edition.latest_release) == (1, NOW, 1)
    assert agenda.release.note == NOTE
    assert agenda.sequences == {"a": 0}
    assert replace(agenda, release=None, sequences={}) == queries.build_agenda(edition)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "programme.released")
    ).one()
    assert entry.details == {"number": 1, "changes": 0, "quiet": False}


def test_release_programme_tells_what_changed_and_makes_public_pages_anew():
    edition = make_edition()
    first = make_session(edition, key="a")
    make_session(edition, key="b", starts=700)
    release_programme(edition, NOTE)
    version = edition.public_version
    first.title = LocalizedText("새 제목", "New title")

    release = release_programme(edition, LocalizedText("둘째", "Second"), quiet=True)

    assert [change.kind for change in changes_from_list(release.changes)] == ["retitled"]
    assert release.agenda["sequences"] == {"a": 1, "b": 0}
    assert release.quiet
    assert edition.public_version > version


def test_a_timed_session_that_leaves_the_draft_is_released_as_cancelled():
    edition = make_edition()
    make_session(edition, key="a")
    gone = make_session(edition, key="b", starts=700)
    release_programme(edition)
    db.session.delete(gone)
    db.session.flush()

    release = release_programme(edition)

    agenda = agenda_from_mapping(release.agenda)
    assert agenda.session("b").state is SessionState.CANCELLED
    assert [change.kind for change in changes_from_list(release.changes)] == ["cancelled"]
    assert agenda.sequences["b"] == 1


def test_release_programme_refuses_an_empty_draft():
    with pytest.raises(NothingToReleaseError):
        release_programme(make_edition())


def test_release_programme_refuses_to_say_the_same_twice():
    edition = make_edition()
    make_session(edition)
    release_programme(edition)

    with pytest.raises(NothingChangedError):
        release_programme(edition)
    assert edition.latest_release == 1


@pytest.mark.parametrize("statement", ["UPDATE releases SET number = 7", "DELETE FROM releases"])
def test_a_release_can_be_neither_changed_nor_deleted(statement):
    edition = make_edition()
    make_session(edition)
    release_programme(edition)

    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(statement))


def test_the_latest_release_is_found_with_one_statement():
    edition = make_edition()
    session = make_session(edition)
    for title in ("하나", "둘", "셋"):
        session.title = LocalizedText(title, title)
        release_programme(edition)
    db.session.flush()
    assert edition.public_version, "read with the edition, in a request"

    with count_queries() as statements:
        programme = queries.public_programme(edition)

    assert programme.agenda.release.number == 3
    assert len(statements) == 1


def test_an_unknown_release_is_refused():
    with pytest.raises(ReleaseNotFoundError):
        queries.get_release(make_edition(), 1)


def test_write_draft_changes_sessions_in_place():
    edition = make_edition()
    kept = make_session(edition, key="kept", people=(make_person(key="weil"),))
    make_session(edition, key="gone")
    agenda = agenda_of(session_of("kept", title="새 제목"), session_of("new"))

    write_draft(edition, agenda)

    rows = db.session.scalars(select(ProgrammeSession).order_by(ProgrammeSession.position)).all()
    assert [row.key for row in rows] == ["kept", "new"]
    assert rows[0].id == kept.id
    assert rows[0].roles == []
    assert rows[0].title.ko == "새 제목"


def test_write_draft_gives_back_what_build_agenda_read():
    edition = make_edition()
    make_session(
        edition,
        venue=make_venue(edition),
        people=(make_person(), make_person()),
        cities=(make_city(), make_city()),
        items=(NOTE, NOTE),
    )
    agenda = queries.build_agenda(edition)

    write_draft(edition, agenda)
    db.session.expire_all()

    assert compare(queries.build_agenda(edition), agenda) == ()


def test_write_draft_refuses_people_who_are_not_there():
    agenda = agenda_of(session_of(roles=(RoleHeld(role=Role.CHAIR, speaker="nobody"),)))

    with pytest.raises(PersonMissingError):
        write_draft(make_edition(), agenda)


def test_restore_release_brings_an_earlier_programme_back_into_the_draft():
    edition = make_edition()
    session = make_session(edition)
    first = release_programme(edition)
    session.title = LocalizedText("바뀐 제목", "Changed title")
    release_programme(edition)

    restore_release(edition, 1)
    third = release_programme(edition)

    assert third.number == 3
    assert third.agenda["sessions"] == first.agenda["sessions"]
    assert db.session.query(Release).count() == 3


def test_the_latest_release_is_kept_with_what_its_edition_is_called_now():
    edition = make_edition()
    make_session(edition)
    release_programme(edition)
    edition.name = LocalizedText("새 이름", "New name")
    touch_public(edition)
    db.session.commit()

    with reading():
        by_number = queries.public_programme(edition, 1)
        latest = queries.public_programme(edition)

    assert latest.agenda.edition.name == edition.name
    assert by_number.agenda.edition.name == edition.name
