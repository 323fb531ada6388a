"""Late uploads: recorded once, or set aside; conflicts: decided once. Nothing is lost."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import compress

from forum.checkin import queries
from forum.checkin.errors import NothingToUndoError, TooManyScansError
from forum.checkin.models import CheckinList, Device, ScanUndo
from forum.checkin.practice.queries import list_practised
from forum.checkin.practice.services import practise, undo_practised
from forum.checkin.rules import is_for_day, moment_of, read_code
from forum.checkin.services.admitting import admit
from forum.checkin.services.scans import (
    MOST_SCANS,
    device_scanner,
    find_by_nonce,
    hash_code,
    insert_once,
    record_scans,
    undo_scan,
)
from forum.checkin.sync import queries as sync_queries
from forum.checkin.sync.errors import ConflictDecidedError
from forum.checkin.sync.models import LateShown, ScanDecision, SetAsideScan
from forum.checkin.sync.types import (
    Cause,
    Choice,
    Conflict,
    Receipt,
    UndoInput,
    UndoState,
    Upload,
)
from forum.checkin.types import Answer, Direction, RecordedScan, Scanner
from forum.core import audit, clock
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.tokens.services import badge_keyring

DECIDED = "decided"
HEARD_EVERY = timedelta(minutes=1)


def hear(device: Device, waiting: int) -> None:
    """Keep how much a device still has to send, and that it was heard; at most once a minute."""
    now = clock.now()
    is_fresh = device.heard_at is not None and now - device.heard_at < HEARD_EVERY
    if is_fresh and device.waiting == waiting:
        return
    device.heard_at, device.waiting = now, waiting
    device.reports = Device.reports + 1


def take_uploads(device: Device, uploads: Sequence[Upload]) -> list[Receipt]:
    """Record what a device scanned by itself; one receipt for each, in the order given.

    The same nonce gets the same receipt, however often it is sent. What may not be counted (the
    device is revoked, the list is gone or is not its own, the scan is of a day for which the device
    is not enrolled) is set aside for an organiser, and
    never lost: the device need not keep it.

    Raises:
        TooManyScansError: the batch is too long.
    """
    if len(uploads) > MOST_SCANS:
        raise TooManyScansError(most=MOST_SCANS, count=len(uploads))
    by_list: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for number, upload in enumerate(uploads):
        by_list[upload.list_id, upload.is_practice].append(number)
    receipts: dict[int, Receipt] = {}
    for (list_id, is_practice), numbers in sorted(by_list.items()):
        own = [uploads[number] for number in numbers]
        take = _take_practised if is_practice else _take
        receipts |= zip(numbers, take(device, list_id, own), strict=True)
    return [receipts[number] for number in range(len(uploads))]


def _take(device: Device, list_id: int, uploads: Sequence[Upload]) -> list[Receipt]:
    scanner = device_scanner(device)
    target = queries.find_list(list_id)
    cause = _cause(scanner, target)
    if target is None or cause is not None:
        return _set_aside(device, target, cause or Cause.NO_LIST, uploads)
    is_own = [_is_of_its_days(scanner, target, upload) for upload in uploads]
    taken = iter(_record(scanner, target, list(compress(uploads, is_own))))
    others = [upload for upload, own in zip(uploads, is_own, strict=True) if not own]
    aside = iter(_set_aside(device, target, Cause.OTHER_DAY, others) if others else ())
    return [next(taken if own else aside) for own in is_own]


def _is_of_its_days(scanner: Scanner, target: CheckinList, upload: Upload) -> bool:
    scan = upload.scan
    at = moment_of(scan.scanned_at, clock.now(), scan.clock_difference)
    return is_for_day(scanner.days, at, target.edition.timezone)


def _record(scanner: Scanner, target: CheckinList, uploads: Sequence[Upload]) -> list[Receipt]:
    answers: list[Answer] = []
    for run in _runs(uploads):
        answers += record_scans(scanner, target, [upload.scan for upload in run])
        if run[-1].is_undone:
            _undo(scanner, target, answers[-1].recorded)
    _note_shown(uploads, answers)
    return [
        Receipt(nonce=upload.scan.nonce, list_id=target.id, answer=answer)
        for upload, answer in zip(uploads, answers, strict=True)
    ]


def _take_practised(device: Device, list_id: int, uploads: Sequence[Upload]) -> list[Receipt]:
    """Take what the device's screen called practice; what cannot be taken is told, and let go."""
    scanner = device_scanner(device)
    target = queries.find_list(list_id)
    cause = _cause(scanner, target)
    receipts = []
    for upload in uploads:
        answer = None
        if target is not None and cause is None:
            (answer,) = practise(scanner, target, [upload.scan])
            if upload.is_undone:
                _undo(scanner, target, answer.recorded)
        receipts.append(
            Receipt(nonce=upload.scan.nonce, list_id=list_id, answer=answer, cause=cause)
        )
    return receipts


def _note_shown(uploads: Sequence[Upload], answers: Sequence[Answer]) -> None:
    """Keep what devices showed of scans that were on record before they showed anything."""
    differs = {
        answer.recorded.scan.id: upload.scan.shown
        for upload, answer in zip(uploads, answers, strict=True)
        if upload.scan.shown not in {None, answer.verdict.result}
    }
    for scan_id in sorted(sync_queries.list_untold(differs)):
        insert_once(LateShown, {"scan_id": scan_id, "shown": differs[scan_id]}, ["scan_id"])


def _runs(uploads: Sequence[Upload]) -> Iterator[list[Upload]]:
    """Cut uploads after each that was taken back: what came next was judged without it."""
    run: list[Upload] = []
    for upload in uploads:
        run.append(upload)
        if upload.is_undone:
            yield run
            run = []
    if run:
        yield run


def _cause(scanner: Scanner, target: CheckinList | None) -> Cause | None:
    if target is None or target.edition_id != scanner.edition_id:
        return Cause.NO_LIST
    if scanner.is_revoked:
        return Cause.REVOKED
    if scanner.list_ids and target.id not in scanner.list_ids:
        return Cause.OTHER_LIST
    return None


def _set_aside(
    device: Device, target: CheckinList | None, cause: Cause, uploads: Sequence[Upload]
) -> list[Receipt]:
    received_at = clock.now()
    slug = device.edition.slug
    keyring = badge_keyring(current_settings().keys_dir)
    nonces = [upload.scan.nonce for upload in uploads]
    # what was recorded before the device was revoked keeps its answer
    is_own = target is not None and target.edition_id == device.edition_id
    recorded = find_by_nonce(target, nonces) if target is not None and is_own else {}
    receipts = []
    for upload in uploads:
        scan, list_id = upload.scan, upload.list_id
        if scan.nonce in recorded:
            answer = recorded[scan.nonce]
            receipts.append(Receipt(nonce=scan.nonce, list_id=list_id, answer=answer))
            continue
        badge = read_code(scan.code, slug, keyring)
        values = {
            "edition_id": device.edition_id,
            "device_id": device.id,
            "list_id": list_id,
            "nonce": scan.nonce,
            "cause": cause,
            "code_hash": hash_code(scan.code),
            "serial": badge.serial if badge.edition == slug else None,
            "direction": scan.direction,
            "scanned_at": scan.scanned_at,
            "clock_difference": scan.clock_difference // timedelta(milliseconds=1),
            "happened_at": moment_of(scan.scanned_at, received_at, scan.clock_difference),
            "received_at": received_at,
            "shown": scan.shown,
            "is_undone": upload.is_undone,
        }
        insert_once(SetAsideScan, values, ["device_id", "list_id", "nonce"])
        receipts.append(Receipt(nonce=scan.nonce, list_id=list_id, cause=cause))
    return receipts


def take_undos(device: Device, undos: Sequence[UndoInput]) -> list[UndoState]:
    """Take back what an usher took back on the device; say of each what became of it."""
    scanner = device_scanner(device)
    return [_take_undo(scanner, undo) for undo in undos]


def _take_undo(scanner: Scanner, undo: UndoInput) -> UndoState:
    target = queries.find_list(undo.list_id)
    if target is None or _cause(scanner, target) is not None:
        return UndoState.REFUSED
    answer = find_by_nonce(target, [undo.nonce]).get(undo.nonce)
    practised = list_practised(target, [], [undo.nonce])
    found = answer.recorded if answer else next(iter(practised), None)
    return _undo(scanner, target, found) if found else UndoState.UNKNOWN


def _undo(scanner: Scanner, target: CheckinList, recorded: RecordedScan) -> UndoState:
    try:
        undo = undo_practised if recorded.is_practice else undo_scan
        undo(scanner, target, recorded.scan.id)
    except NothingToUndoError:
        return UndoState.NOTHING
    return UndoState.DONE


def decide_conflict(
    edition: Edition, key: str, choice: Choice, *, note: str, actor: str
) -> Conflict:
    """Say once what is to be made of somebody whom a device or a desk let in by itself.

    Whoever is accepted counts as here, and whoever is refused does not: an admission is written,
    or taken back.

    Raises:
        ConflictNotFoundError: the edition has none with this key.
        ConflictDecidedError: somebody was faster.
    """
    conflict = sync_queries.get_conflict(edition, key)
    kind, _dash, digits = key.partition("-")
    column = "set_aside_id" if kind == sync_queries.ASIDE else "scan_id"
    values = {
        column: int(digits),
        "choice": choice,
        "note": note,
        "actor": actor,
        "decided_at": clock.now(),
    }
    if insert_once(ScanDecision, values, [column]) is None:
        raise ConflictDecidedError
    if kind == sync_queries.ANYWAY:
        if choice is Choice.REFUSED:
            undo = {"scan_id": int(digits), "actor": actor, "undone_at": clock.now()}
            insert_once(ScanUndo, undo, ["scan_id"])
    elif choice is Choice.ACCEPTED:
        _let_in(edition, conflict, actor)
    audit.record(
        "checkin_conflict.decided",
        edition_id=edition.id,
        object_type="checkin_conflict",
        object_id=key,
        details={"choice": choice, "note": note},
    )
    return conflict


def _let_in(edition: Edition, conflict: Conflict, actor: str) -> None:
    target = queries.find_list(conflict.list_id)
    if (
        target is None
        or target.edition_id != edition.id
        or conflict.person is None
        or conflict.direction is not Direction.IN
    ):
        return
    scanner = Scanner(
        actor=actor, name=conflict.device, gate=conflict.gate, device_id=conflict.device_id
    )
    nonce = f"{DECIDED}-{conflict.key}"
    admit(scanner, target, conflict.person.number, nonce, conflict.at)
