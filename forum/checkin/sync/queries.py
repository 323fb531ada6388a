"""Reads of late uploads, conflicts, and what a device is given to keep."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from forum.checkin import queries
from forum.checkin.models import CheckinList, Device, Scan, ScanUndo
from forum.checkin.sync.errors import ConflictNotFoundError
from forum.checkin.sync.models import LateShown, ScanDecision, SetAsideScan
from forum.checkin.sync.types import Conflict, Decided, KnownScan, Parcel
from forum.checkin.types import KnownBadge, RecordedScan, Result
from forum.core.db import db
from forum.core.localized import EMPTY
from forum.editions.models import Edition
from forum.registration.models import Registration

SCAN, ASIDE = "scan", "aside"

# ---------------------------------------------------------------- what a device keeps


def pack(device: Device, since: datetime | None = None) -> Parcel:
    """Return what a device needs to scan by itself: everything, or what changed since a moment."""
    lists = queries.lists_of(device)
    edition = device.edition
    wanted = dict.fromkeys(one.seat for one in lists if one.seat)
    return Parcel(
        lists=lists,
        badges=queries.list_roster(edition, since),
        seats={subject: _serials(edition, subject) for subject in wanted},
        guests=queries.list_guests(edition),
        scans=list_known_scans([one.id for one in lists], since),
    )


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


def _refused() -> Select[*tuple[Any, ...]]:
    return (
        queries.scans_with_places()
        .add_columns(
            Scan.list_id,
            Scan.received_at,
            _SHOWN.label("shown"),
            CheckinList.name.label("list_name"),
            ScanDecision.choice,
            ScanDecision.note,
            ScanDecision.actor.label("decided_by"),
            ScanDecision.decided_at,
        )
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .outerjoin(LateShown, LateShown.scan_id == Scan.id)
        .outerjoin(ScanDecision, ScanDecision.scan_id == Scan.id)
        .where(_SHOWN == Result.ADMITTED, Scan.result != Result.ADMITTED, ScanUndo.id.is_(None))
        .order_by(Scan.id)
    )


def _aside() -> Select[*tuple[Any, ...]]:
    return (
        select(
            SetAsideScan.id,
            SetAsideScan.list_id,
            SetAsideScan.happened_at,
            SetAsideScan.received_at,
            SetAsideScan.direction,
            SetAsideScan.cause,
            SetAsideScan.shown,
            Device.name,
            Device.gate,
            Registration.id.label("registration_id"),
            CheckinList.name.label("list_name"),
            ScanDecision.choice,
            ScanDecision.note,
            ScanDecision.actor.label("decided_by"),
            ScanDecision.decided_at,
        )
        .join(Device, Device.id == SetAsideScan.device_id)
        .outerjoin(CheckinList, CheckinList.id == SetAsideScan.list_id)
        .outerjoin(
            Registration,
            (Registration.edition_id == SetAsideScan.edition_id)
            & (Registration.serial == SetAsideScan.serial),
        )
        .outerjoin(ScanDecision, ScanDecision.set_aside_id == SetAsideScan.id)
        .where(SetAsideScan.is_undone.is_(False))
        .order_by(SetAsideScan.id)
    )


def list_conflicts(edition: Edition, *, is_open: bool = False) -> Sequence[Conflict]:
    """Return whom devices let in by themselves and the server did not admit, oldest first.

    Two devices that admitted one badge are a conflict of the second to be sent; `first` says
    which the other was. With `is_open` only what nobody has decided about.
    """
    refused = _refused().where(CheckinList.edition_id == edition.id)
    aside = _aside().where(SetAsideScan.edition_id == edition.id)
    if is_open:
        refused, aside = (one.where(ScanDecision.id.is_(None)) for one in (refused, aside))
    return _conflicts(
        db.session.execute(refused).all(),
        db.session.execute(aside).all(),
    )


def count_conflicts(edition: Edition) -> int:
    """Count the conflicts that nobody has decided about."""
    count = 0
    for statement, owner in (
        (_refused(), CheckinList.edition_id),
        (_aside(), SetAsideScan.edition_id),
    ):
        still_open = statement.where(owner == edition.id, ScanDecision.id.is_(None)).order_by(None)
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
    if kind not in {SCAN, ASIDE} or not digits.isascii() or not digits.isdigit():
        raise ConflictNotFoundError
    number = int(digits)
    refused, aside = [], []
    if kind == SCAN:
        statement = _refused().where(CheckinList.edition_id == edition.id, Scan.id == number)
        refused = list(db.session.execute(statement).all())
    else:
        statement = _aside().where(SetAsideScan.edition_id == edition.id, SetAsideScan.id == number)
        aside = list(db.session.execute(statement).all())
    found = _conflicts(refused, aside)
    if not found:
        raise ConflictNotFoundError
    return found[0]


def _conflicts(refused: Sequence[Row[Any]], aside: Sequence[Row[Any]]) -> list[Conflict]:
    ids = {row.registration_id for row in (*refused, *aside) if row.registration_id}
    people = queries.list_badges(ids) if ids else {}
    firsts = _firsts([row.earlier_id for row in refused if row.earlier_id])
    return [
        *(_of_scan(row, people, firsts) for row in refused),
        *(_of_aside(row, people) for row in aside),
    ]


def _firsts(ids: Iterable[int]) -> Mapping[int, RecordedScan]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.session.execute(queries.scans_with_places().where(Scan.id.in_(wanted)))
    return {row.id: queries.as_recorded(row) for row in rows}


def _of_scan(
    row: Row[Any], people: Mapping[int, KnownBadge], firsts: Mapping[int, RecordedScan]
) -> Conflict:
    known = people.get(row.registration_id)
    return Conflict(
        key=f"{SCAN}-{row.id}",
        list_id=row.list_id,
        list_name=row.list_name,
        at=row.happened_at,
        received_at=row.received_at,
        direction=row.direction,
        device=row.name or "",
        gate=row.gate or EMPTY,
        registration_id=row.registration_id,
        person=known.person if known else None,
        shown=row.shown,
        result=row.result,
        reason=row.reason,
        first=firsts.get(row.earlier_id),
        decided=_decided(row),
    )


def _of_aside(row: Row[Any], people: Mapping[int, KnownBadge]) -> Conflict:
    known = people.get(row.registration_id)
    return Conflict(
        key=f"{ASIDE}-{row.id}",
        list_id=row.list_id,
        list_name=row.list_name or EMPTY,
        at=row.happened_at,
        received_at=row.received_at,
        direction=row.direction,
        device=row.name,
        gate=row.gate,
        registration_id=row.registration_id,
        person=known.person if known else None,
        shown=row.shown,
        cause=row.cause,
        decided=_decided(row),
    )


def _decided(row: Row[Any]) -> Decided | None:
    if row.choice is None:
        return None
    return Decided(
        choice=row.choice, note=row.note, actor=row.decided_by, decided_at=row.decided_at
    )
