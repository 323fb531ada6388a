import json
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import LocalizedText
from forum.programme.rules import compare
from forum.programme.serial import (
    agenda_from_mapping,
    agenda_to_mapping,
    changes_from_list,
    changes_to_list,
)
from forum.programme.types import ReleaseFacts, Session
from tests.factories.agendas import agendas, revisions, texts
from tests.factories.programme import agenda_of, session_of

ROOT = Path(__file__).resolve().parents[2]
TEXT = {"ko": "제목", "en": "Title"}
WHEN = {"day": "2026-12-11", "starts": 570, "minutes": None}
PART = {"role": "chair", "name": TEXT}
released = st.builds(
    ReleaseFacts,
    number=st.integers(1, 99),
    note=texts,
    released_at=st.datetimes(timezones=st.just(UTC)),
)
sequences = st.dictionaries(st.text(max_size=5), st.integers(0, 9), max_size=3)


@given(agendas, released, sequences)
def test_an_agenda_survives_json_exactly(agenda, facts, known):
    agenda = replace(agenda, release=facts, sequences=known)

    assert agenda_from_mapping(json.loads(json.dumps(agenda_to_mapping(agenda)))) == agenda


@given(revisions())
def test_what_compare_finds_survives_json_exactly(both):
    changes = compare(*both)

    assert changes_from_list(json.loads(json.dumps(changes_to_list(changes)))) == changes


# As the first releases stored them: what a change was made from is not in it.
STORED = [
    {"kind": "added", "session": "a", "title": TEXT, "when": WHEN, "place": TEXT},
    {"kind": "removed", "session": "a", "title": TEXT, "when": WHEN},
    {"kind": "moved", "session": "a", "title": TEXT, "before": WHEN, "after": WHEN},
    {"kind": "relocated", "session": "a", "title": TEXT, "before": TEXT, "after": TEXT},
    {"kind": "people", "session": "a", "title": TEXT, "joined": [PART], "left": [PART]},
    {"kind": "contributions", "session": "a", "title": TEXT, "before": [TEXT], "after": []},
    {"kind": "items", "session": "a", "title": TEXT, "before": [], "after": [TEXT]},
    {"kind": "details", "session": "a", "title": TEXT, "fields": ["expected"]},
    {
        "kind": "speaker",
        "speaker": "weil",
        "before": TEXT,
        "after": TEXT,
        "title_before": TEXT,
        "title_after": TEXT,
    },
    {"kind": "edition", "fields": ["theme"]},
]


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: str(stored["kind"]))
def test_changes_that_were_stored_in_their_first_shape_are_still_read(stored):
    (change,) = changes_from_list([stored])

    (written,) = changes_to_list([change])
    assert {name: written[name] for name in stored} == {
        **stored,
        **({name: [{**PART, "speaker": ""}] for name in ("joined", "left") if name in stored}),
    }


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


def test_threads_that_read_the_first_agenda_of_a_process_at_once_do_not_end_it():
    mapping = agenda_to_mapping(agenda_of(session_of()))

    done = subprocess.run(
        [sys.executable, "-m", "tests.programme.meeting"],
        input=json.dumps(mapping),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
