import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import LocalizedText
from forum.programme.changes import CHANGES
from forum.programme.rules import compare
from forum.programme.serial import (
    agenda_from_mapping,
    agenda_to_mapping,
    changes_from_list,
    changes_to_list,
)
from forum.programme.types import Agenda, ReleaseFacts, Session
from tests.factories.programme import agenda_of, session_of

texts = st.builds(LocalizedText, st.text(), st.text())
agendas = st.builds(
    Agenda,
    edition=st.from_type(type(agenda_of().edition)),
    release=st.none()
    | st.builds(
        ReleaseFacts,
        number=st.integers(1, 99),
        note=texts,
        released_at=st.datetimes(timezones=st.just(UTC)),
    ),
    sessions=st.lists(st.from_type(Session), max_size=3).map(tuple),
    sequences=st.dictionaries(st.text(max_size=5), st.integers(0, 9), max_size=3),
)


@given(agendas)
def test_an_agenda_survives_json_exactly(agenda):
    assert agenda_from_mapping(json.loads(json.dumps(agenda_to_mapping(agenda)))) == agenda


@given(st.lists(st.one_of([st.from_type(kind) for kind in CHANGES.values()]), max_size=4))
def test_changes_survive_json_exactly(changes):
    written = json.loads(json.dumps(changes_to_list(changes)))

    assert changes_from_list(written) == tuple(changes)


def test_a_snapshot_without_a_newer_field_takes_its_default():
    written = agenda_to_mapping(agenda_of(session_of()))
    del written["sessions"][0]["track"]

    assert agenda_from_mapping(written) == agenda_of(session_of())


def test_every_field_of_a_session_is_written():
    written = agenda_to_mapping(agenda_of(session_of()))["sessions"][0]

    assert set(written) == {field.name for field in fields(Session)}


def test_a_moment_is_written_in_utc():
    facts = ReleaseFacts(
        number=1, note=LocalizedText(), released_at=datetime(2018, 12, 1, 3, tzinfo=UTC)
    )
    written = agenda_to_mapping(replace(agenda_of(), release=facts))

    assert written["release"]["released_at"] == "2018-12-01T03:00:00Z"


def test_what_compare_finds_survives_json():
    old, new = agenda_of(session_of()), agenda_of(session_of(day=date(2026, 12, 13)))

    changes = compare(old, new)

    assert changes_from_list(changes_to_list(changes)) == changes
