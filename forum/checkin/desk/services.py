"""Letting somebody in although a list says no. Nothing here commits."""

from forum.checkin.desk.errors import AlreadyInError, PracticeOnlyError
from forum.checkin.desk.models import AdmittedAnyway
from forum.checkin.models import CheckinList
from forum.checkin.practice.services import is_practising
from forum.checkin.services.admitting import admit
from forum.checkin.services.lists import require_open
from forum.checkin.services.scans import require_list
from forum.checkin.types import RecordedScan, Result, Scanner
from forum.core import audit, clock
from forum.core.db import db
from forum.registration.errors import ReasonMissingError
from forum.registration.queries import get_registration_in
from forum.registration.rules import read_note

ANYWAY = "anyway"


def admit_anyway(
    scanner: Scanner, target: CheckinList, registration_id: int, note: str, key: str
) -> RecordedScan:
    """Let somebody in, whatever the list says, for a reason that is kept; the same key is once.

    Whom the list would let in anyhow is let in as by a scan.

    Raises:
        DeviceRevokedError, ListNotAllowedError: the device may not scan for this list.
        RegistrationNotFoundError: the edition has none with this id.
        ReasonMissingError, TextTooLongError, AlreadyInError, PracticeOnlyError
        EditionArchivedError
    """
    require_list(scanner, target)
    require_open(target.edition)
    if is_practising(scanner, target):
        raise PracticeOnlyError
    said = read_note(note)
    if not said:
        raise ReasonMissingError
    registration = get_registration_in(target.edition, registration_id)
    now = clock.now()
    admitted = admit(scanner, target, registration.number, f"{ANYWAY}-{key}", now)
    if admitted is None:
        raise AlreadyInError
    recorded, verdict = admitted
    if verdict.result is Result.ADMITTED:
        return recorded
    db.session.add(
        AdmittedAnyway(
            scan_id=recorded.scan.id,
            registration_id=registration.id,
            result=verdict.result,
            reason=verdict.reason,
            note=said,
            actor=scanner.actor,
            admitted_at=now,
        )
    )
    audit.record(
        "checkin.admitted_anyway",
        edition_id=target.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"list": target.id, "result": verdict.result, "reason": verdict.reason},
    )
    return recorded
