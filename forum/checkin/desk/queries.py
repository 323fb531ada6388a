"""Reads of the desk."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.checkin import queries
from forum.checkin.desk.models import AdmittedAnyway
from forum.checkin.desk.types import AgainstTheList
from forum.checkin.models import CheckinList, Device, Scan, ScanUndo
from forum.core.db import db
from forum.core.localized import EMPTY
from forum.editions.models import Edition
from forum.registration.models import Registration
from forum.registration.queries import list_registrations
from forum.registration.types import ListFilter

MOST_FOUND = 20


def find_people(edition: Edition, query: str) -> Sequence[Registration]:
    """Return the first of those whom a name, a city or a number finds."""
    if not query.strip():
        return []
    return list_registrations(edition, ListFilter(query=query.strip()[:100])).rows[:MOST_FOUND]


def list_against(edition: Edition) -> Sequence[AgainstTheList]:
    """Return whom desks let in although a list said no, the latest first. Two statements."""
    rows = db.session.execute(
        select(
            AdmittedAnyway,
            CheckinList.name.label("list_name"),
            Device.name.label("device"),
            Device.gate,
            ScanUndo.id.label("undo_id"),
        )
        .join(Scan, Scan.id == AdmittedAnyway.scan_id)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
        .where(CheckinList.edition_id == edition.id)
        .order_by(AdmittedAnyway.id.desc())
    ).all()
    people = queries.list_badges({row[0].registration_id for row in rows}) if rows else {}
    return [
        AgainstTheList(
            person=known.person if known else None,
            registration_id=one.registration_id,
            list_name=list_name,
            device=device or "",
            gate=gate or EMPTY,
            at=one.admitted_at,
            result=one.result,
            reason=one.reason,
            note=one.note,
            undone=undo_id is not None,
        )
        for one, list_name, device, gate, undo_id in rows
        for known in [people.get(one.registration_id)]
    ]
