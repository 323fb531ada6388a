"""Reads of practice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from forum.checkin import queries
from forum.checkin.models import CheckinList, Device
from forum.checkin.practice.models import PracticeScan
from forum.checkin.practice.rules import made_up_badges, nobody
from forum.checkin.types import EarlierScan, KnownBadge, RecordedScan
from forum.core.db import db
from forum.core.localized import EMPTY
from forum.editions.models import Edition


def _practised() -> Select[PracticeScan, str | None, Any]:
    return (
        select(PracticeScan, Device.name, Device.gate)
        .outerjoin(Device, Device.id == PracticeScan.device_id)
        .order_by(PracticeScan.id)
    )


def _as_recorded(row: Row[Any]) -> RecordedScan:
    scan, name, gate = tuple(row)
    return RecordedScan(
        scan=EarlierScan(
            id=scan.id,
            at=scan.happened_at,
            result=scan.result,
            direction=scan.direction,
            undone=scan.undone_at is not None,
        ),
        nonce=scan.nonce,
        registration_id=scan.registration_id or (scan.made_up and nobody(scan.made_up)),
        reason=scan.reason,
        notices=queries.as_notices(scan.notices),
        earlier_id=scan.earlier_id,
        actor=scan.actor,
        device=name or "",
        gate=gate or EMPTY,
        is_practice=True,
    )


def list_practised(
    target: CheckinList, registration_ids: Collection[int], nonces: Iterable[str]
) -> Sequence[RecordedScan]:
    """Return what was practised of these people or with these nonces, oldest first.

    People of made-up badges have ids below zero.
    """
    rows = db.session.execute(
        _practised().where(
            PracticeScan.list_id == target.id,
            or_(
                PracticeScan.registration_id.in_([one for one in registration_ids if one > 0]),
                PracticeScan.made_up.in_([-one for one in registration_ids if one < 0]),
                PracticeScan.nonce.in_(list(nonces)),
            ),
        )
    )
    return [_as_recorded(row) for row in rows]


def list_made_up(edition: Edition) -> Mapping[int, KnownBadge]:
    """Return the made-up badges of an edition, by serial."""
    made_up = made_up_badges(edition.slug, queries.list_categories(edition))
    return {one.badge.serial: one.badge for one in made_up}


def find_practised(target: CheckinList, scan_id: int) -> PracticeScan | None:
    """Return one scan of a list in practice."""
    found = db.session.get(PracticeScan, scan_id)
    return found if found is not None and found.list_id == target.id else None


def last_practised(device: Device, target: CheckinList) -> tuple[RecordedScan, KnownBadge] | None:
    """Return the last scan in which a device met a person in practice, and that person."""
    row = db.session.execute(
        _practised()
        .where(
            PracticeScan.device_id == device.id,
            PracticeScan.list_id == target.id,
            or_(PracticeScan.registration_id.is_not(None), PracticeScan.made_up.is_not(None)),
        )
        .order_by(None)
        .order_by(PracticeScan.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    recorded = _as_recorded(row)
    if serial := row[0].made_up:
        return recorded, list_made_up(target.edition)[serial]
    person = row[0].registration_id
    return recorded, queries.list_badges([person])[person]


def count_practised(edition: Edition) -> Mapping[int, int]:
    """Count what was scanned in practice, by list."""
    rows = db.session.execute(
        select(PracticeScan.list_id, func.count())
        .join(CheckinList, CheckinList.id == PracticeScan.list_id)
        .where(CheckinList.edition_id == edition.id)
        .group_by(PracticeScan.list_id)
    )
    return {row[0]: row[1] for row in rows}
