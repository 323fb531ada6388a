"""Reads of late uploads, conflicts, and what a device is given to keep."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from forum.checkin import queries
from forum.checkin.desk.models import AdmittedAnyway
from forum.checkin.models import CheckinList, Device, Scan, ScanUndo
from forum.checkin.practice.queries import list_made_up
from forum.checkin.sync.errors import ConflictNotFoundError
from forum.checkin.sync.models import LateShown, ScanDecision, SetAsideScan
from forum.checkin.sync.types import Conflict, Decided, KnownScan, Parcel
from forum.checkin.types import KnownBadge, RecordedScan, Result
from forum.core import clock
from forum.core.db import db
from forum.core.localized import EMPTY
from forum.editions.models import Edition
from forum.registration.models import Registration

SCAN, ASIDE, ANYWAY = "scan", "aside", "anyway"

# ---------------------------------------------------------------- what a device keeps


def pack(device: Device, since: datetime | None = None) -> Parcel:
    """Return what a device needs to scan by itself: everything, or what changed since a moment.

    When the last of its days is over it needs nobody any more.
    """
    if is_over(device):
        return Parcel(lists=(), badges=(), made_up=(), seats={}, guests=(), scans=())
    lists = queries.lists_of(device)
    edition = device.edition
    is_practice = device.is_practice or any(one.is_practice for one in lists)
    wanted = dict.fromkeys(one.seat for one in lists if one.seat)
    return Parcel(
        lists=lists,
        badges=queries.list_roster(edition, since),
        made_up=list(list_made_up(edition).values()) if is_practice else [],
        seats={subject: _serials(edition, subject) for subject in wanted},
        guests=queries.list_guests(edition),
        scans=list_known_scans([one.id for one in lists], since),
    )


def is_over(device: Device) -> bool:
    """Tell whether the last day for which a device is enrolled is over."""
    if not device.days or device.is_practice:
        return False
    return clock.today(device.edition.timezone) > max(device.dates)


def _serials(edition: Edition, subject: str) -> Sequence[int]:
    ids = queries.list_seated(edition, subject)
    return sorted(
        db.session.scalars(select(Registration.serial).where(Registration.id.in_(ids))).all()
    )


def list_known_scans(list_ids: Collection[int], since: datetime | None) -> Sequence[KnownScan]:
    """Return the admissions of lists, oldest first; or those made or taken back since a moment."""
    statement = (
        queries.scans_with_places()
        .add_columns(Scan.list_id, Scan.serial)
        .where(Scan.list_id.in_(list_ids), Scan.result == Result.ADMITTED, Scan.serial.is_not(None))
        .order_by(Scan.id)
    )
    if since is not None:
        statement = statement.where(or_(Scan.received_at >= since, ScanUndo.undone_at >= since))
    return [
        KnownScan(list_id=row.list_id, serial=row.serial, recorded=queries.as_recorded(row))
        for row in db.session.execute(statement)
    ]


# ---------------------------------------------------------------- conflicts


_SHOWN = func.coalesce(Scan.shown, LateShown.shown)
_LIST = (CheckinList.id.label("list_id"), CheckinList.name.label("list_name"))
_DECISION = (
    ScanDecision.choice,
    ScanDecision.note,
    ScanDecision.actor.label("decided_by"),
    ScanDecision.decided_at,
)


def _scans(*more: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401  columns of any type
    return (
        queries.scans_with_places()
        .add_columns(Scan.received_at, Scan.device_id, *_LIST, *_DECISION, *more)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .outerjoin(ScanDecision, ScanDecision.scan_id == Scan.id)
        .order_by(Scan.id)
    )


def _refused(edition: Edition) -> Select[*tuple[Any, ...]]:
    """Return scans that a device admitted and the server did not."""
    return (
        _scans(_SHOWN.label("shown"))
        .outerjoin(LateShown, LateShown.scan_id == Scan.id)
        .where(
            CheckinList.edition_id == edition.id,
            _SHOWN == Result.ADMITTED,
            Scan.result != Result.ADMITTED,
            ScanUndo.id.is_(None),
        )
    )


def _anyway(edition: Edition) -> Select[*tuple[Any, ...]]:
    """Return scans by which desks let somebody in although the list said no."""
    return (
        _scans(
            AdmittedAnyway.result.label("said_result"),
            AdmittedAnyway.reason.label("said_reason"),
            AdmittedAnyway.note.label("said"),
        )
        .join(AdmittedAnyway, AdmittedAnyway.scan_id == Scan.id)
        .where(CheckinList.edition_id == edition.id)
    )


def _aside(edition: Edition) -> Select[*tuple[Any, ...]]:
    """Return what was set aside, and not taken back before it was sent."""
    return (
        select(
            SetAsideScan.id,
            SetAsideScan.list_id,
            SetAsideScan.happened_at,
            SetAsideScan.received_at,
            SetAsideScan.direction,
            SetAsideScan.cause,
            SetAsideScan.shown,
            SetAsideScan.device_id,
            Device.name,
            Device.gate,
            Registration.id.label("registration_id"),
            CheckinList.name.label("list_name"),
            *_DECISION,
        )
        .join(Device, Device.id == SetAsideScan.device_id)
        .outerjoin(CheckinList, CheckinList.id == SetAsideScan.list_id)
        .outerjoin(
            Registration,
            (Registration.edition_id == SetAsideScan.edition_id)
            & (Registration.serial == SetAsideScan.serial),
        )
        .outerjoin(ScanDecision, ScanDecision.set_aside_id == SetAsideScan.id)
        .where(SetAsideScan.edition_id == edition.id, SetAsideScan.is_undone.is_(False))
        .order_by(SetAsideScan.id)
    )


_KINDS = {SCAN: (_refused, Scan.id), ANYWAY: (_anyway, Scan.id), ASIDE: (_aside, SetAsideScan.id)}


def _only_open(kind: str, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    undecided = statement.where(ScanDecision.id.is_(None))
    return undecided.where(ScanUndo.id.is_(None)) if kind == ANYWAY else undecided


def list_conflicts(edition: Edition, *, is_open: bool = False) -> Sequence[Conflict]:
    """Return whom devices let in by themselves and desks anyway, each kind oldest first.

    Two devices that admitted one badge are a conflict of the second to be sent; `first` says
    which the other was. With `is_open` only what nobody has decided about.
    """
    found = {}
    for kind, (statement_of, _key) in _KINDS.items():
        statement = statement_of(edition)
        found[kind] = db.session.execute(
            _only_open(kind, statement) if is_open else statement
        ).all()
    return _conflicts(found)


def count_conflicts(edition: Edition) -> int:
    """Count the conflicts that nobody has decided about."""
    count = 0
    for kind, (statement_of, _key) in _KINDS.items():
        still_open = _only_open(kind, statement_of(edition)).order_by(None)
        count += db.session.scalar(select(func.count()).select_from(still_open.subquery())) or 0
    return count


def list_untold(scan_ids: Collection[int]) -> frozenset[int]:
    """Return which scans were sent before their device showed anything, and still are so."""
    if not scan_ids:
        return frozenset()
    return frozenset(
        db.session.scalars(select(Scan.id).where(Scan.id.in_(scan_ids), Scan.shown.is_(None)))
    )


def get_conflict(edition: Edition, key: str) -> Conflict:
    """Return one conflict of the edition.

    Raises:
        ConflictNotFoundError: the edition has none with this key.
    """
    kind, _dash, digits = key.partition("-")
    if kind not in _KINDS or not digits.isascii() or not digits.isdigit():
        raise ConflictNotFoundError
    statement_of, column = _KINDS[kind]
    rows = db.session.execute(statement_of(edition).where(column == int(digits))).all()
    if not rows:
        raise ConflictNotFoundError
    return _conflicts({kind: rows})[0]


def _conflicts(found: Mapping[str, Sequence[Row[Any]]]) -> list[Conflict]:
    every = [row for rows in found.values() for row in rows]
    ids = {row.registration_id for row in every if row.registration_id}
    people = queries.list_badges(ids) if ids else {}
    firsts = _firsts([row.earlier_id for row in found.get(SCAN, ()) if row.earlier_id])
    return [_conflict(kind, row, people, firsts) for kind, rows in found.items() for row in rows]


def _firsts(ids: Iterable[int]) -> Mapping[int, RecordedScan]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.session.execute(queries.scans_with_places().where(Scan.id.in_(wanted)))
    return {row.id: queries.as_recorded(row) for row in rows}


def _conflict(
    kind: str,
    row: Row[Any],
    people: Mapping[int, KnownBadge],
    firsts: Mapping[int, RecordedScan],
) -> Conflict:
    known = people.get(row.registration_id)
    return Conflict(
        key=f"{kind}-{row.id}",
        list_id=row.list_id,
        list_name=row.list_name or EMPTY,
        at=row.happened_at,
        received_at=row.received_at,
        direction=row.direction,
        device=row.name or "",
        device_id=row.device_id,
        gate=row.gate or EMPTY,
        registration_id=row.registration_id,
        person=known.person if known else None,
        decided=_decided(row),
        **_own(kind, row, firsts),
    )


def _own(kind: str, row: Row[Any], firsts: Mapping[int, RecordedScan]) -> dict[str, Any]:
    """Return what conflicts of one kind alone have."""
    if kind == ASIDE:
        return {"shown": row.shown, "cause": row.cause}
    if kind == ANYWAY:
        return {
            "result": row.said_result,
            "reason": row.said_reason,
            "said": row.said,
            "is_undone": row.undo_id is not None,
        }
    return {
        "shown": row.shown,
        "result": row.result,
        "reason": row.reason,
        "first": firsts.get(row.earlier_id),
    }


def _decided(row: Row[Any]) -> Decided | None:
    if row.choice is None:
        return None
    return Decided(
        choice=row.choice, note=row.note, actor=row.decided_by, decided_at=row.decided_at
    )
