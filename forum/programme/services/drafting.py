"""Making the whole draft say what an agenda says: of a file, or of an earlier release."""

from collections.abc import Mapping, Sequence

from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.editions.queries import lock_edition
from forum.programme import queries
from forum.programme.models import ProgrammeOperation
from forum.programme.patches import Record, Records, all_between
from forum.programme.serial import place_to_mapping, session_to_mapping
from forum.programme.services.operations import perform
from forum.programme.types import Agenda, Subject, Verb, by_time


def write_draft(
    edition: Edition,
    agenda: Agenda,
    *,
    verb: Verb = Verb.IMPORTED,
    title: LocalizedText = EMPTY,
) -> ProgrammeOperation | None:
    """Make the draft say what this agenda says, as one operation; None if it says so already.

    Places and sessions that the draft has under the same key are changed in place, so that
    what refers to them still does; those that the agenda does not have go.

    Raises:
        PersonMissingError: it names a person or a city that is not there.
    """
    edition = lock_edition(edition)
    before = queries.draft_records(edition)
    return perform(edition, verb, all_between(before, _records(agenda, before)), title=title)


def _records(agenda: Agenda, before: Records) -> Records:
    """Return the agenda's records; positions stay where they already give its order."""
    sessions = _positions(
        [session.key for session in agenda.sessions],
        _old_positions(before, Subject.SESSION),
        {session.key: by_time(session) for session in agenda.sessions},
    )
    places = _positions(
        [place.key for place in agenda.places], _old_positions(before, Subject.PLACE), {}
    )
    made: dict[tuple[Subject, str], Record] = {}
    for place in agenda.places:
        made[Subject.PLACE, place.key] = _record(place_to_mapping(place), places[place.key])
    for session in agenda.sessions:
        made[Subject.SESSION, session.key] = _record(
            session_to_mapping(session), sessions[session.key]
        )
    return made


def _record(mapping: dict[str, object], position: int) -> Record:
    return {**mapping, "position": position}


def _old_positions(before: Records, wanted: Subject) -> dict[str, int]:
    return {
        key: record["position"] for (subject, key), record in before.items() if subject is wanted
    }


def _positions(
    keys: Sequence[str], there: Mapping[str, int], ranks: Mapping[str, tuple[object, ...]]
) -> dict[str, int]:
    """Return a position for each key: the old ones if they keep the order, else 1, 2, 3 ..."""
    positions = {key: there[key] for key in keys if key in there}
    last = max(there.values(), default=0)
    for number, key in enumerate((key for key in keys if key not in there), start=1):
        positions[key] = last + number
    if sorted(keys, key=lambda key: (ranks.get(key, ()), positions[key])) == list(keys):
        return positions
    return {key: position for position, key in enumerate(keys, start=1)}
