"""Practising: opened and ended for lists and devices, scanned in, cleared. Nothing here commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, select

from forum.checkin import queries
from forum.checkin.errors import NothingToUndoError, TooManyScansError
from forum.checkin.models import CheckinList, Device
from forum.checkin.practice.models import PracticeScan
from forum.checkin.practice.queries import find_practised, list_made_up, list_practised
from forum.checkin.practice.rules import is_made_up
from forum.checkin.rules import judge, moment_of, read_code
from forum.checkin.services.lists import require_open
from forum.checkin.services.scans import (
    MOST_SCANS,
    Ledger,
    held,
    insert_once,
    record_scans,
    require_list,
    rules_of,
    with_holder,
)
from forum.checkin.types import (
    Answer,
    EarlierScan,
    RecordedScan,
    Result,
    ScanInput,
    ScannedBadge,
    Scanner,
)
from forum.core import audit, clock
from forum.core.db import db
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.tokens.services import badge_keyring


def choose_practice(
    edition: Edition, list_ids: Collection[int], device_ids: Collection[int]
) -> None:
    """Say which lists and devices practise from now on; all others are in earnest.

    Raises:
        EditionArchivedError: the edition is archived.
    """
    require_open(edition)
    changed = False
    rows: list[tuple[CheckinList | Device, bool]] = [
        *((one, one.id in list_ids) for one in queries.list_lists(edition)),
        *((one, one.id in device_ids) for one in queries.list_devices(edition)),
    ]
    for row, wanted in rows:
        changed |= row.is_practice is not wanted
        row.is_practice = wanted
    if changed:
        details = {"lists": sorted(list_ids), "devices": sorted(device_ids)}
        _note(edition, "checkin_practice.chosen", details)


def clear_practice(edition: Edition) -> int:
    """Delete what was scanned in practice; return how much it was."""
    lists = select(CheckinList.id).where(CheckinList.edition_id == edition.id)
    gone = db.session.execute(
        delete(PracticeScan).where(PracticeScan.list_id.in_(lists)).returning(PracticeScan.id)
    ).all()
    if gone:
        _note(edition, "checkin_practice.cleared", {"count": len(gone)})
    return len(gone)


def _note(edition: Edition, action: str, details: Mapping[str, object]) -> None:
    audit.record(
        action,
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details=dict(details),
    )


def is_practising(scanner: Scanner, target: CheckinList) -> bool:
    """Tell whether what is scanned now counts for nothing."""
    return scanner.is_practice or target.is_practice


def scan(
    scanner: Scanner, target: CheckinList, batch: Sequence[ScanInput], *, is_held: bool = False
) -> list[Answer]:
    """Record scans, or practise them where the list or the device does.

    Raises:
        DeviceRevokedError, ListNotAllowedError, TooManyScansError
    """
    do = practise if is_practising(scanner, target) else record_scans
    return do(scanner, target, batch, is_held=is_held)


def practise(
    scanner: Scanner, target: CheckinList, batch: Sequence[ScanInput], *, is_held: bool = False
) -> list[Answer]:
    """Judge scans as if it were the day: the list's times and days are not asked.

    What is practised is told from earlier practice alone, and changes nothing that is counted.

    Raises:
        DeviceRevokedError, ListNotAllowedError: the device may not scan for this list.
        TooManyScansError: the batch is too long.
    """
    require_list(scanner, target)
    if len(batch) > MOST_SCANS:
        raise TooManyScansError(most=MOST_SCANS, count=len(batch))
    slug = target.edition.slug
    keyring = badge_keyring(current_settings().keys_dir)
    read = [read_code(item.code, slug, keyring) for item in batch]
    serials = {one.serial for one in read if one.serial is not None and one.edition == slug}
    known = {**queries.lock_badges(target.edition, serials)}
    if any(is_made_up(serial) for serial in serials):
        known |= list_made_up(target.edition)
    people = {badge.holder.registration_id: badge for badge in known.values()}
    seated = set(queries.list_seated(target.edition, target.seat, people) if target.seat else ())
    seated |= {one for one in people if one < 0}
    ledger = Ledger(list_practised(target, people, [item.nonce for item in batch]))
    answers = []
    for item, text in zip(batch, read, strict=True):
        badge = with_holder(text, slug, known, seated, target)
        recorded = ledger.by_nonce.get(item.nonce)
        if recorded is None and is_held:
            recorded = held(scanner, ledger, badge, item)
        if recorded is None:
            recorded = _write(scanner, target, item, badge, ledger)
            ledger.add(recorded)
        answers.append(ledger.answer(recorded, people))
    return answers


def _write(
    scanner: Scanner,
    target: CheckinList,
    item: ScanInput,
    badge: ScannedBadge,
    ledger: Ledger,
) -> RecordedScan:
    at = moment_of(item.scanned_at, clock.now(), item.clock_difference)
    rules = replace(rules_of(target), day=None, opens_at=None, closes_at=None)
    earlier = [one.scan for one in ledger.earlier(badge)]
    verdict = judge(badge, rules, earlier, at, item.direction)
    registration_id = badge.holder.registration_id if badge.holder else None
    values = {
        "list_id": target.id,
        "registration_id": None if is_made_up(badge.serial) else registration_id,
        "made_up": badge.serial if is_made_up(badge.serial) else None,
        "device_id": scanner.device_id,
        "actor": scanner.actor,
        "nonce": item.nonce,
        "direction": item.direction,
        "happened_at": at,
        "result": verdict.result,
        "reason": verdict.reason,
        "notices": list(verdict.notices),
        "earlier_id": verdict.earlier,
    }
    scan_id = insert_once(PracticeScan, values, ["list_id", "nonce"])
    if scan_id is None:
        return list_practised(target, [], [item.nonce])[0]
    return RecordedScan(
        scan=EarlierScan(id=scan_id, at=at, result=verdict.result, direction=item.direction),
        nonce=item.nonce,
        registration_id=registration_id,
        reason=verdict.reason,
        notices=verdict.notices,
        earlier_id=verdict.earlier,
        actor=scanner.actor,
        device=scanner.name if scanner.device_id else "",
        gate=scanner.gate,
        is_practice=True,
    )


def undo_practised(scanner: Scanner, target: CheckinList, scan_id: int) -> None:
    """Take back what this device let in in practice.

    Raises:
        DeviceRevokedError, ListNotAllowedError: the device may not scan for this list.
        NothingToUndoError: the scan is another device's, admitted nobody, or was taken back.
    """
    require_list(scanner, target)
    found = find_practised(target, scan_id)
    if (
        found is None
        or found.actor != scanner.actor
        or found.result is not Result.ADMITTED
        or found.undone_at is not None
    ):
        raise NothingToUndoError
    found.undone_at = clock.now()
