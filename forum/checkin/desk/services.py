"""Letting somebody in although a list says no. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from forum.checkin import queries
from forum.checkin.desk.errors import AlreadyInError, PracticeOnlyError
from forum.checkin.desk.models import AdmittedAnyway
from forum.checkin.models import CheckinList
from forum.checkin.practice.services import is_practising
from forum.checkin.rules import judge, read_code
from forum.checkin.services.lists import require_open
from forum.checkin.services.scans import (
    Ledger,
    require_list,
    rules_of,
    with_holder,
    write_scan,
)
from forum.checkin.types import (
    ADMITTED,
    EarlierScan,
    ListRules,
    RecordedScan,
    Result,
    ScanInput,
    ScannedBadge,
    Scanner,
    Standing,
)
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
    slug = target.edition.slug
    known = queries.lock_badges(target.edition, {registration.serial})
    nonce = f"{ANYWAY}-{key}"
    ledger = Ledger(queries.list_scans(target, [registration.id], [nonce]))
    if earlier := ledger.by_nonce.get(nonce):
        return earlier
    seated = queries.list_seated(target.edition, target.seat, [registration.id])
    read = read_code(registration.number, slug, ())
    badge = with_holder(read, slug, known, seated if target.seat else (), target)
    now = clock.now()
    scans = [one.scan for one in ledger.earlier(badge)]
    if _is_in(badge, rules_of(target), scans, now):
        raise AlreadyInError
    verdict = judge(badge, rules_of(target), scans, now)
    item = ScanInput(code=registration.number, nonce=nonce, scanned_at=now)
    recorded = write_scan(scanner, target, item, badge, ADMITTED, now)
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


def _is_in(
    badge: ScannedBadge, rules: ListRules, scans: Sequence[EarlierScan], now: datetime
) -> bool:
    """Tell whether somebody passed before, had the list let them in at all."""
    at_all = ListRules(edition=rules.edition, zone=rules.zone, mode=rules.mode)
    holder = badge.holder and replace(badge.holder, standing=Standing.CONFIRMED)
    return judge(replace(badge, holder=holder), at_all, scans, now).result is Result.REPEAT
