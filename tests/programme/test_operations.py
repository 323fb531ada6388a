"""Changing the draft, taking changes back, and saving what somebody else has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import current_app, g

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.programme import queries, services
from forum.programme.errors import (
    ChangedSinceError,
    EditConflictError,
    KeyTakenError,
    NothingToRedoError,
    NothingToUndoError,
    PersonMissingError,
    PlaceInUseError,
    PlaceMissingError,
    SessionGoneError,
)
from forum.programme.types import Place, Role, RoleHeld, Subject, Verb
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import agenda_of, make_session, make_venue, session_of

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]

TITLE = {"ko": "새 제목", "en": "New title"}
OTHER = {"ko": "다른 제목", "en": "Another title"}


@contextmanager
def acting(number: int) -> Iterator[None]:
    """Be this organiser for as long as the block lasts."""
    with current_app.test_request_context():
        g.actor = f"user:{number}"
        yield


def record_of(edition, key):
    return queries.draft_records(edition)[Subject.SESSION, key]


def test_a_new_session_comes_after_the_others():
    edition = make_edition()
    make_session(edition, key="first")

    operation = services.create_session(edition, session_of("second"))

    positions = queries.session_positions(edition)
    assert positions["second"] > positions["first"]
    assert (operation.number, operation.verb) == (1, Verb.CREATED)
    assert [s.key for s in queries.build_agenda(edition).sessions] == ["first", "second"]


def test_a_key_is_taken_once():
    edition = make_edition()
    make_session(edition, key="session-1")

    with pytest.raises(KeyTakenError):
        services.create_session(edition, session_of("session-1"))
    assert services.new_session_key(edition) == "session-2"
    assert services.new_session_key(edition, "meal") == "meal-1"


def test_revise_session_writes_only_what_is_wanted():
    edition = make_edition()
    row = make_session(edition, key="a", people=(make_person(key="weil"),))
    before = record_of(edition, "a")

    services.revise_session(edition, "a", row.version, {"title": TITLE})

    db.session.expire_all()
    assert record_of(edition, "a") == {**before, "title": TITLE}
    assert row.version == 1


def test_saving_what_there_is_is_no_operation():
    edition = make_edition()
    make_session(edition, key="a")

    assert services.revise_session(edition, "a", 0, record_of(edition, "a")) is None
    assert queries.last_operation_number(edition) == 0


def test_one_list_of_a_session_can_be_written_while_the_others_stay():
    edition = make_edition()
    weil, kwon = make_person(key="weil"), make_person(key="kwon")
    row = make_session(edition, key="a", people=(weil,))
    roles = [*record_of(edition, "a")["roles"]]
    added = {**roles[0], "speaker": kwon.key, "role": Role.MODERATOR.value, "confirmed": False}

    services.revise_session(edition, "a", row.version, {"roles": [*roles, added]})

    db.session.expire_all()
    [session] = queries.build_agenda(edition).sessions
    assert [(held.speaker, held.role, held.confirmed) for held in session.roles] == [
        ("weil", Role.CHAIR, True),
        ("kwon", Role.MODERATOR, False),
    ]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"place": "nowhere"}, PlaceMissingError),
        (
            {"roles": [{"role": "chair", "speaker": "nobody", "title": {}, "minutes": None}]},
            PersonMissingError,
        ),
    ],
)
def test_who_or_what_is_not_there_cannot_be_named(wanted, refusal):
    edition = make_edition()
    make_session(edition, key="a")

    with pytest.raises(refusal):
        services.revise_session(edition, "a", 0, wanted)


def test_undo_and_redo_go_through_an_organisers_own_changes():
    edition = make_edition()
    make_session(edition, key="a")
    states = [queries.draft_records(edition)]
    with acting(1):
        services.revise_session(edition, "a", 0, {"title": TITLE})
        states.append(queries.draft_records(edition))
        services.create_place(edition, Place(key="hall", name=LocalizedText("홀", "Hall")))
        states.append(queries.draft_records(edition))
        services.revise_session(edition, "a", 1, {"place": "hall", "starts": 600})
        states.append(queries.draft_records(edition))
        services.remove_session(edition, "a")
        states.append(queries.draft_records(edition))

        for state in states[-2::-1]:
            services.undo(edition)
            assert queries.draft_records(edition) == state
        with pytest.raises(NothingToUndoError):
            services.undo(edition)
        for state in states[1:]:
            services.redo(edition)
            assert queries.draft_records(edition) == state
        with pytest.raises(NothingToRedoError):
            services.redo(edition)


def test_what_was_taken_back_before_something_else_is_not_done_again():
    edition = make_edition()
    make_session(edition, key="a")
    with acting(1):
        services.revise_session(edition, "a", 0, {"title": TITLE})
        services.undo(edition)
        services.revise_session(edition, "a", 2, {"starts": 600})

        with pytest.raises(NothingToRedoError):
            services.redo(edition)
        services.undo(edition)
        assert record_of(edition, "a")["starts"] == 570


def test_undo_takes_back_nobody_elses_changes():
    edition = make_edition()
    make_session(edition, key="a")
    make_session(edition, key="b")
    with acting(1):
        services.revise_session(edition, "a", 0, {"title": TITLE})
    with acting(2):
        services.revise_session(edition, "b", 0, {"title": OTHER})
        services.revise_session(edition, "a", 1, {"starts": 600})
    with acting(1):
        services.undo(edition)

    assert record_of(edition, "a")["starts"] == 600
    assert record_of(edition, "a")["title"] != TITLE
    assert record_of(edition, "b")["title"] == OTHER


def test_undo_refuses_where_somebody_else_went_on():
    edition = make_edition()
    make_session(edition, key="a")
    with acting(1):
        services.revise_session(edition, "a", 0, {"title": TITLE})
    with acting(2):
        services.revise_session(edition, "a", 1, {"title": OTHER})
    with acting(1), pytest.raises(ChangedSinceError):
        services.undo(edition)

    assert record_of(edition, "a")["title"] == OTHER


def test_undoing_a_new_session_does_not_lose_what_somebody_else_wrote_into_it():
    edition = make_edition()
    with acting(1):
        services.create_session(edition, session_of("a"))
    with acting(2):
        services.revise_session(edition, "a", 1, {"title": OTHER})
    with acting(1), pytest.raises(ChangedSinceError):
        services.undo(edition)


def test_a_late_save_shows_both_versions_of_what_both_have_changed():
    edition = make_edition()
    make_session(edition, key="a")
    before = record_of(edition, "a")["title"]
    with acting(1):
        services.revise_session(edition, "a", 0, {"title": OTHER, "starts": 600})
    with acting(2), pytest.raises(EditConflictError) as caught:
        services.revise_session(edition, "a", 0, {"title": TITLE, "minutes": 60})

    conflict = caught.value.conflict
    assert [(c.field, c.base, c.theirs, c.mine) for c in conflict.clashes] == [
        ("title", before, OTHER, TITLE)
    ]
    assert (conflict.theirs, conflict.mine) == (("starts",), ("minutes",))
    assert (conflict.actors, conflict.version) == (("user:1",), 1)
    assert record_of(edition, "a")["title"] == OTHER
    services.revise_session(edition, "a", conflict.version, {"title": TITLE})
    assert record_of(edition, "a")["title"] == TITLE


def test_a_late_save_of_other_fields_leaves_theirs():
    edition = make_edition()
    make_session(edition, key="a")
    seen = record_of(edition, "a")
    with acting(1):
        services.revise_session(edition, "a", 0, {"title": OTHER})
    with acting(2):
        services.revise_session(edition, "a", 0, {**seen, "starts": 600})

    assert record_of(edition, "a") == {**seen, "title": OTHER, "starts": 600}


def test_a_late_save_of_a_removed_session_is_told_so():
    edition = make_edition()
    make_session(edition, key="a")
    services.remove_session(edition, "a")

    with pytest.raises(SessionGoneError):
        services.revise_session(edition, "a", 0, {"title": TITLE})


def test_a_late_save_sees_through_a_session_that_went_and_came_back():
    edition = make_edition()
    make_session(edition, key="a")
    with acting(1):
        services.remove_session(edition, "a")
        services.undo(edition)
    with acting(2):
        services.revise_session(edition, "a", 0, {"title": TITLE})

    assert record_of(edition, "a")["title"] == TITLE


def test_a_place_goes_only_when_nothing_is_held_in_it():
    edition = make_edition()
    venue = make_venue(edition, key="hall")
    make_session(edition, key="a", venue=venue)

    with pytest.raises(PlaceInUseError):
        services.remove_place(edition, "hall")
    services.revise_session(edition, "a", 0, {"place": None})
    services.remove_place(edition, "hall")
    assert queries.list_venues(edition) == []


def test_sessions_without_a_time_are_put_in_order():
    edition = make_edition()
    for key in ("a", "b", "c"):
        make_session(edition, key=key, day=None, starts=None)

    services.reorder_sessions(edition, ["c", "a", "b"])

    assert [s.key for s in queries.build_agenda(edition).sessions] == ["c", "a", "b"]
    assert services.reorder_sessions(edition, ["c", "a", "b"]) is None


def test_a_whole_programme_is_one_operation_that_can_be_taken_back():
    edition = make_edition()
    make_session(edition, key="kept", venue=make_venue(edition, key="hall"))
    make_session(edition, key="gone")
    before = queries.draft_records(edition)
    agenda = agenda_of(session_of("kept", title="바뀜"), session_of("new"))
    with acting(1):
        operation = services.write_draft(edition, agenda)
        assert operation is not None
        assert services.write_draft(edition, agenda) is None
        services.undo(edition)

    assert queries.draft_records(edition) == before


def test_positions_stay_where_a_programme_keeps_its_order():
    edition = make_edition()
    make_session(edition, key="late", starts=600)
    make_session(edition, key="early", starts=540)
    make_session(edition, key="undated", day=None, starts=None)
    agenda = queries.build_agenda(edition)

    assert services.write_draft(edition, agenda) is None
    changed = replace(agenda, sessions=agenda.sessions[:2])
    operation = services.write_draft(edition, changed)
    assert [patch["key"] for patch in operation.patches] == ["undated"]


def test_a_role_in_a_patch_needs_only_what_it_says():
    held = RoleHeld(role=Role.CHAIR, speaker=make_person(key="weil").key)
    edition = make_edition()

    services.create_session(edition, session_of("a", roles=(held,)))

    assert queries.build_agenda(edition).sessions[0].roles == (held,)
