"""Scans: judged, recorded once, taken back. Nothing here knows of HTTP, and nothing commits."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from sqlalchemy import Executable, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from forum.checkin import queries
from forum.checkin.errors import (
    DeviceDayError,
    DeviceRevokedError,
    ListNotAllowedError,
    NothingToUndoError,
    TooManyScansError,
)
from forum.checkin.models import CheckinList, Device, Scan, ScanUndo
from forum.checkin.rules import day_index, is_for_day, is_same_scan, judge, moment_of, read_code
from forum.checkin.types import (
    Answer,
    EarlierScan,
    KnownBadge,
    ListRules,
    RecordedScan,
    Result,
    ScanInput,
    ScannedBadge,
    Scanner,
    Verdict,
)
from forum.core import clock
from forum.core.db import Base, db
from forum.core.settings import current_settings
from forum.tokens.rules import typed_in_latin
from forum.tokens.services import badge_keyring

MOST_SCANS = 500


class Ledger:
    """The scans on record that a batch has to do with; it grows as the batch is judged."""

    def __init__(self, recorded: Iterable[RecordedScan]) -> None:
        """Begin with what is on record."""
        self.by_nonce: dict[str, RecordedScan] = {}
        self.by_registration: dict[int, list[RecordedScan]] = {}
        for one in recorded:
            self.add(one)

    def add(self, one: RecordedScan) -> None:
        """Take one more."""
        self.by_nonce[one.nonce] = one
        if one.registration_id is not None:
            self.by_registration.setdefault(one.registration_id, []).append(one)

    def earlier(self, badge: ScannedBadge) -> list[RecordedScan]:
        """Return the badge's scans before this one, oldest first."""
        if badge.holder is None:
            return []
        return self.by_registration.get(badge.holder.registration_id, [])

    def answer(self, one: RecordedScan, people: dict[int, KnownBadge]) -> Answer:
        """Say what the device is told about a scan on record."""
        known = people.get(one.registration_id) if one.registration_id is not None else None
        scans = self.by_registration.get(one.registration_id or 0, [])
        return Answer(
            recorded=one,
            person=known.person if known else None,
            first=next((scan for scan in scans if scan.scan.id == one.earlier_id), None),
            times=sum(scan.scan.id <= one.scan.id and not scan.scan.undone for scan in scans),
        )


def device_scanner(device: Device) -> Scanner:
    """Return what scanning asks of a device."""
    return Scanner(
        actor=f"device:{device.id}",
        name=device.name,
        gate=device.gate,
        device_id=device.id,
        edition_id=device.edition_id,
        list_ids=frozenset(device.list_ids),
        days=frozenset(device.dates),
        is_revoked=device.revoked_at is not None,
        is_practice=device.is_practice,
    )


def require_list(scanner: Scanner, target: CheckinList) -> None:
    """Make sure that a device or program may scan for the list.

    Raises:
        DeviceRevokedError: an organiser revoked the device.
        ListNotAllowedError: it is enrolled for other lists, or for another edition.
    """
    if scanner.is_revoked:
        raise DeviceRevokedError
    if scanner.edition_id is not None and target.edition_id != scanner.edition_id:
        raise ListNotAllowedError
    if scanner.list_ids and target.id not in scanner.list_ids:
        raise ListNotAllowedError


def require_today(scanner: Scanner, zone: str) -> None:
    """Make sure that a device is enrolled for today.

    Raises:
        DeviceDayError: it is enrolled for other days.
    """
    if not is_for_day(scanner.days, clock.now(), zone):
        raise DeviceDayError


def record_scans(
    scanner: Scanner, target: CheckinList, batch: Sequence[ScanInput], *, is_held: bool = False
) -> list[Answer]:
    """Judge and record scans in the order in which they were made; answer in the order given.

    A nonce that the list knows already gets its first answer again. The registrations are
    locked first, in one order, so that of scans of one badge at the same moment one is
    admitted: two devices that send the same badges never wait for each other in a circle.

    Args:
        scanner: who scans.
        target: the list.
        batch: the scans.
        is_held: the codes come from a scanner that reads a code again while it is held before
            it; what the same device read less than five seconds ago is answered as before.

    Raises:
        DeviceRevokedError, ListNotAllowedError: the device may not scan for this list.
        DeviceDayError: a scan is of a day that the device is not enrolled for.
        TooManyScansError: the batch is too long.
    """
    require_list(scanner, target)
    if len(batch) > MOST_SCANS:
        raise TooManyScansError(most=MOST_SCANS, count=len(batch))
    received_at = clock.now()
    zone = target.edition.timezone
    if not all(is_for_day(scanner.days, _moment(item, received_at), zone) for item in batch):
        raise DeviceDayError
    keyring = badge_keyring(current_settings().keys_dir)
    slug = target.edition.slug
    badges = [read_code(item.code, slug, keyring) for item in batch]
    serials = {b.serial for b in badges if b.serial is not None and b.edition == slug}
    known = queries.lock_badges(target.edition, serials)
    people = {badge.holder.registration_id: badge for badge in known.values()}
    seated = queries.list_seated(target.edition, target.seat, people) if target.seat else ()
    ledger = _open_ledger(target, people, [item.nonce for item in batch])
    answers: dict[int, Answer] = {}
    order = sorted(range(len(batch)), key=lambda n: _moment(batch[n], received_at))
    for number in order:
        item, badge = batch[number], with_holder(badges[number], slug, known, seated, target)
        recorded = ledger.by_nonce.get(item.nonce)
        if recorded is None and is_held:
            recorded = held(scanner, ledger, badge, item)
        if recorded is None:
            recorded = _record(scanner, target, item, badge, ledger, received_at)
            ledger.add(recorded)
        answers[number] = ledger.answer(recorded, people)
    return [answers[number] for number in range(len(batch))]


def _moment(item: ScanInput, received_at: datetime) -> datetime:
    return moment_of(item.scanned_at, received_at, item.clock_difference)


def _open_ledger(
    target: CheckinList, people: dict[int, KnownBadge], nonces: Sequence[str]
) -> Ledger:
    recorded = queries.list_scans(target, people, nonces)
    others = {one.registration_id for one in recorded if one.registration_id} - people.keys()
    if others:  # a nonce that was used for another badge: its answer is that badge's
        people.update(queries.list_badges(others))
        recorded = queries.list_scans(target, people, nonces)
    return Ledger(recorded)


def with_holder(
    badge: ScannedBadge,
    edition: str,
    known: Mapping[int, KnownBadge],
    seated: Collection[int],
    target: CheckinList,
) -> ScannedBadge:
    """Return a badge with whom it belongs to, and the place that the list asks for."""
    if badge.serial is None or badge.edition != edition or badge.serial not in known:
        return badge
    holder = known[badge.serial].holder
    if holder.registration_id in seated:
        holder = replace(holder, seats=frozenset({target.seat}))
    return replace(badge, holder=holder)


def held(
    scanner: Scanner, ledger: Ledger, badge: ScannedBadge, item: ScanInput
) -> RecordedScan | None:
    """Return the scan of a code that is still before the same scanner, if it is."""
    own = [one for one in ledger.earlier(badge) if one.actor == scanner.actor]
    last = own[-1] if own else None
    at = _moment(item, clock.now())
    return last if last and is_same_scan(last.scan, at, item.direction) else None


def _record(
    scanner: Scanner,
    target: CheckinList,
    item: ScanInput,
    badge: ScannedBadge,
    ledger: Ledger,
    received_at: datetime,
) -> RecordedScan:
    at = _moment(item, received_at)
    earlier = [one.scan for one in ledger.earlier(badge)]
    verdict = judge(badge, rules_of(target), earlier, at, item.direction)
    return write_scan(scanner, target, item, badge, verdict, received_at)


def write_scan(
    scanner: Scanner,
    target: CheckinList,
    item: ScanInput,
    badge: ScannedBadge,
    verdict: Verdict,
    received_at: datetime,
) -> RecordedScan:
    """Put a scan and its verdict on record, once for its nonce."""
    at = _moment(item, received_at)
    registration_id = badge.holder.registration_id if badge.holder else None
    values = {
        "list_id": target.id,
        "registration_id": registration_id,
        "device_id": scanner.device_id,
        "actor": scanner.actor,
        "nonce": item.nonce,
        "code_hash": hash_code(item.code),
        "serial": badge.serial,
        "direction": item.direction,
        "scanned_at": item.scanned_at,
        "clock_difference": item.clock_difference // timedelta(milliseconds=1),
        "happened_at": at,
        "received_at": received_at,
        "result": verdict.result,
        "reason": verdict.reason,
        "notices": list(verdict.notices),
        "shown": item.shown,
        "earlier_id": verdict.earlier,
    }
    scan_id = insert_once(Scan, values, ["list_id", "nonce"])
    if scan_id is None:  # the same upload came in twice at once, and the other one was faster
        return queries.list_scans(target, [], [item.nonce])[0]
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
    )


def rules_of(target: CheckinList) -> ListRules:
    """Return what `judge` asks of a list."""
    edition = target.edition
    return ListRules(
        edition=edition.slug,
        zone=edition.timezone,
        categories=frozenset(target.categories),
        seat=target.seat,
        mode=target.mode,
        day=day_index(target.on, edition.starts_on),
        opens_at=target.opens_at,
        closes_at=target.closes_at,
    )


def undo_scan(scanner: Scanner, target: CheckinList, scan_id: int) -> RecordedScan:
    """Take back an admission that this device made; scan and undoing stay on record.

    Raises:
        DeviceRevokedError, ListNotAllowedError: the device may not scan for this list.
        NothingToUndoError: the scan is another device's, admitted nobody, or was taken back.
    """
    require_list(scanner, target)
    found = queries.find_scan(target, scan_id)
    if (
        found is None
        or found.actor != scanner.actor
        or found.scan.result is not Result.ADMITTED
        or found.scan.undone
    ):
        raise NothingToUndoError
    values = {"scan_id": scan_id, "actor": scanner.actor, "undone_at": clock.now()}
    if insert_once(ScanUndo, values, ["scan_id"]) is None:
        raise NothingToUndoError
    return found


def find_by_nonce(target: CheckinList, nonces: Sequence[str]) -> Mapping[str, Answer]:
    """Return the answers that these nonces got in a list, whoever asks now."""
    found = queries.list_scans(target, [], nonces)
    ids = {one.registration_id for one in found if one.registration_id is not None}
    people = dict(queries.list_badges(ids)) if ids else {}
    ledger = Ledger(queries.list_scans(target, ids, nonces))
    return {one.nonce: ledger.answer(one, people) for one in found}


def hash_code(code: str) -> str:
    """Return what is kept of the text of a code."""
    return hashlib.sha256(typed_in_latin(code).encode()).hexdigest()


def insert_once(model: type[Base], values: Mapping[str, object], unique: list[str]) -> int | None:
    """Insert a row and return its id; None if there is one with these values already."""
    statement = _insert_once(model, tuple(values), tuple(unique), db.engine.dialect.name)
    added: int | None = db.session.connection().execute(statement, values).scalar()
    return added


@cache
def _insert_once(
    model: type[Base], names: tuple[str, ...], unique: tuple[str, ...], dialect: str
) -> Executable:
    table = cast("Table", model.__table__)
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return (
        insert.values({name: bindparam(name) for name in names})
        .on_conflict_do_nothing(index_elements=list(unique))
        .returning(table.c.id)
    )
