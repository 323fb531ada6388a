"""What organisers do to the draft, one verb each. Every change is an operation and can be undone.

Fields and values are those of a record (`forum.programme.patches`): the JSON of a session or
a place. `base` is the version that the organiser saw (`ProgrammeSession.version`).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.editions.queries import lock_edition
from forum.programme import queries
from forum.programme.errors import (
    EditConflictError,
    KeyTakenError,
    PlaceGoneError,
    SessionGoneError,
)
from forum.programme.models import ProgrammeOperation
from forum.programme.patches import Patch, Record, as_before, between, touching
from forum.programme.serial import (
    place_from_mapping,
    place_to_mapping,
    session_from_mapping,
    session_to_mapping,
)
from forum.programme.services.operations import perform
from forum.programme.types import (
    Clash,
    Conflict,
    Place,
    Session,
    SessionState,
    Subject,
    Verb,
)

_KEY_END = re.compile(r"-(\d+)$")


def create_session(edition: Edition, session: Session) -> ProgrammeOperation:
    """Put a new session into the draft, after those that are there.

    Raises:
        KeyTakenError: another session has this key.
        PersonMissingError, PlaceMissingError: it names who or what is not there.
    """
    lock_edition(edition)
    positions = queries.session_positions(edition)
    if session.key in positions:
        raise KeyTakenError(key=session.key)
    record = {
        **session_to_mapping(session),
        "position": max(positions.values(), default=0) + 1,
    }
    return _done(
        perform(
            edition, Verb.CREATED, [_new(Subject.SESSION, session.key, record)], title=session.title
        )
    )


def new_session_key(edition: Edition, kind: str = "session") -> str:
    """Return a key that no session of the draft has: `session-7`."""
    taken = queries.session_positions(edition)
    numbers = [
        int(found[1])
        for key in taken
        if key.startswith(f"{kind}-") and (found := _KEY_END.search(key))
    ]
    return f"{kind}-{max(numbers, default=0) + 1}"


def revise_session(
    edition: Edition,
    key: str,
    base: int,
    wanted: Mapping[str, Any],
    *,
    verb: Verb = Verb.REVISED,
) -> ProgrammeOperation | None:
    """Save the wanted fields of a session that was seen at a version. None if nothing differs.

    What somebody else has changed since, and this save does not, stays.

    Raises:
        SessionGoneError: it has been removed meanwhile.
        EditConflictError: somebody else has given the same fields other values since.
        PersonMissingError, PlaceMissingError: it names who or what is not there.
    """
    lock_edition(edition)
    record, version = _session(edition, key)
    whole = session_to_mapping(session_from_mapping({**record, **wanted}))
    changes = {name: whole[name] for name in wanted if name in whole}
    if version != base:  # otherwise there is nothing to look through
        changes = _changes(edition, Subject.SESSION, key, base, record, changes)
    title = LocalizedText.from_mapping({**record, **changes}["title"])
    patch = between(Subject.SESSION, key, record, {**record, **changes})
    return perform(edition, verb, [patch] if patch else [], title=title)


def remove_session(edition: Edition, key: str) -> ProgrammeOperation:
    """Take a session out of the draft. What has a day is kept as cancelled by the next release.

    Raises:
        SessionGoneError: it is no longer there.
    """
    lock_edition(edition)
    record, _version = _session(edition, key)
    gone = Patch(subject=Subject.SESSION, key=key, before=record, after=None)
    title = LocalizedText.from_mapping(record["title"])
    return _done(perform(edition, Verb.REMOVED, [gone], title=title))


def cancel_session(edition: Edition, key: str, base: int) -> ProgrammeOperation | None:
    """Say of a session that it does not take place.

    Raises:
        SessionGoneError, EditConflictError: as `revise_session`.
    """
    wanted = {"state": SessionState.CANCELLED.value}
    return revise_session(edition, key, base, wanted, verb=Verb.CANCELLED)


def reinstate_session(edition: Edition, key: str, base: int) -> ProgrammeOperation | None:
    """Say of a cancelled session that it takes place after all.

    Raises:
        SessionGoneError, EditConflictError: as `revise_session`.
    """
    wanted = {"state": SessionState.SCHEDULED.value}
    return revise_session(edition, key, base, wanted, verb=Verb.RESTORED)


def reorder_sessions(
    edition: Edition, keys: Sequence[str], *, moved: str = ""
) -> ProgrammeOperation | None:
    """Give sessions without a clock time this order among each other. None if they have it.

    They share out the positions that they hold now, so that nothing else moves. `moved` is the
    one that the organiser moved, after which the operation is called.

    Raises:
        SessionGoneError: one of them is no longer there.
    """
    lock_edition(edition)
    positions = queries.session_positions(edition)
    if any(key not in positions for key in keys):
        raise SessionGoneError
    shared = sorted(positions[key] for key in keys)
    patches = [
        Patch(
            subject=Subject.SESSION,
            key=key,
            before={"position": positions[key]},
            after={"position": position},
        )
        for key, position in zip(keys, shared, strict=True)
        if positions[key] != position
    ]
    title = queries.session_title(edition, moved) if moved else EMPTY
    return perform(edition, Verb.REORDERED, patches, title=title)


def create_place(edition: Edition, place: Place) -> ProgrammeOperation:
    """Add a room or a venue, after those that are there.

    Raises:
        KeyTakenError: another place has this key.
    """
    lock_edition(edition)
    venues = queries.list_venues(edition)
    if any(venue.key == place.key for venue in venues):
        raise KeyTakenError(key=place.key)
    position = max((venue.position for venue in venues), default=0) + 1
    record = {**place_to_mapping(place), "position": position}
    made = _new(Subject.PLACE, place.key, record)
    return _done(perform(edition, Verb.PLACE_WRITTEN, [made], title=place.name))


def revise_place(
    edition: Edition, key: str, base: int, wanted: Mapping[str, Any]
) -> ProgrammeOperation | None:
    """Save the wanted fields of a place that was seen at a version. None if nothing differs.

    Raises:
        PlaceGoneError: it has been removed meanwhile.
        EditConflictError: somebody else has given the same fields other values since.
    """
    lock_edition(edition)
    record = queries.draft_records(edition, ()).get((Subject.PLACE, key))
    if record is None:
        raise PlaceGoneError
    whole = place_to_mapping(place_from_mapping({**record, **wanted}))
    changes = {name: whole[name] for name in wanted if name in whole}
    changes = _changes(edition, Subject.PLACE, key, base, record, changes)
    patch = between(Subject.PLACE, key, record, {**record, **changes})
    title = LocalizedText.from_mapping({**record, **changes}["name"])
    return perform(edition, Verb.PLACE_WRITTEN, [patch] if patch else [], title=title)


def remove_place(edition: Edition, key: str) -> ProgrammeOperation:
    """Remove a room or a venue.

    Raises:
        PlaceGoneError: it is no longer there.
        PlaceInUseError: a session is held in it.
    """
    lock_edition(edition)
    record = queries.draft_records(edition, ()).get((Subject.PLACE, key))
    if record is None:
        raise PlaceGoneError
    gone = Patch(subject=Subject.PLACE, key=key, before=record, after=None)
    title = LocalizedText.from_mapping(record["name"])
    return _done(perform(edition, Verb.PLACE_REMOVED, [gone], title=title))


def reorder_places(
    edition: Edition, keys: Sequence[str], *, moved: str
) -> ProgrammeOperation | None:
    """Give the places this order. None if they have it.

    Raises:
        PlaceGoneError: one of them is no longer there, or one was added.
    """
    lock_edition(edition)
    venues = {venue.key: venue for venue in queries.list_venues(edition)}
    if set(keys) != venues.keys():
        raise PlaceGoneError
    patches = [
        Patch(
            subject=Subject.PLACE,
            key=key,
            before={"position": venues[key].position},
            after={"position": position},
        )
        for key, position in zip(keys, sorted(v.position for v in venues.values()), strict=True)
        if venues[key].position != position
    ]
    return perform(edition, Verb.PLACE_WRITTEN, patches, title=venues[moved].name)


def _session(edition: Edition, key: str) -> tuple[Record, int]:
    rows = queries.list_sessions(edition, [key])
    if not rows:
        raise SessionGoneError
    return queries.session_record(rows[0]), rows[0].version


def _new(subject: Subject, key: str, record: Record) -> Patch:
    return Patch(subject=subject, key=key, before=None, after=record)


def _done(operation: ProgrammeOperation | None) -> ProgrammeOperation:
    assert operation is not None  # noqa: S101  there was something to do
    return operation


def _changes(
    edition: Edition,
    subject: Subject,
    key: str,
    base: int,
    record: Record,
    wanted: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the fields that the organiser changed, seen from what they saw.

    Raises:
        EditConflictError: somebody else has changed the same fields since, otherwise.
    """
    since = [
        (entry, found)
        for entry in queries.list_operations(edition, after=base)[::-1]
        if (found := tuple(touching(queries.patches_of(entry), subject, key)))
    ]
    theirs = [patch for _entry, found in since for patch in found]
    seen = as_before(record, theirs) or {}
    mine = {name: value for name, value in wanted.items() if seen.get(name) != value}
    changed = {name for name in record if record[name] != seen.get(name)}
    clashes = tuple(
        Clash(field=name, base=seen.get(name), theirs=record[name], mine=value)
        for name, value in mine.items()
        if name in changed and record[name] != value
    )
    if clashes:
        clashing = {clash.field for clash in clashes}
        raise EditConflictError(
            Conflict(
                clashes=clashes,
                theirs=tuple(name for name in record if name in changed - clashing),
                mine=tuple(name for name in mine if name not in clashing),
                actors=tuple(dict.fromkeys(entry.actor for entry, _found in since)),
                version=since[-1][0].number,
            )
        )
    return mine
