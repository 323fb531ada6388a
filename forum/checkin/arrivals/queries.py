"""Reads of the dashboard: each a fixed number of statements, however many have come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from forum.checkin.arrivals.rules import (
    chart_of,
    parts_by_category,
    parts_by_city,
    parts_by_gate,
)
from forum.checkin.arrivals.types import (
    Arrival,
    Dashboard,
    Expected,
    Guest,
    Refused,
    SeenDevice,
)
from forum.checkin.models import CheckinList, Device, Scan, ScanUndo
from forum.checkin.queries import came_in, list_devices, list_seated, serves
from forum.checkin.sync.models import SetAsideScan
from forum.checkin.sync.queries import count_conflicts
from forum.checkin.types import Attendance, ListKind, Result
from forum.cities.models import City
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.registration.models import Category, Registration
from forum.registration.tags.models import Tag, TagGiven
from forum.registration.types import RegistrationState

LAST_REFUSED = 12


def state_of(edition: Edition) -> tuple[object, ...]:
    """Return what tells whether anything that the dashboard shows has changed. One statement.

    Scans are counted: of two that are being recorded at once, the one with the smaller id may
    be seen later. All else that the dashboard shows changes with a line of the audit log.
    """
    lists = select(CheckinList.id).where(CheckinList.edition_id == edition.id)
    scans = select(func.count()).select_from(Scan).where(Scan.list_id.in_(lists))
    undone = select(func.count()).select_from(ScanUndo)
    aside = select(func.max(SetAsideScan.id))
    noted = select(func.max(AuditEntry.id))
    reports = select(func.sum(Device.reports)).where(Device.edition_id == edition.id)
    row = db.session.execute(
        select(*(one.scalar_subquery() for one in (scans, undone, aside, noted, reports)))
    ).one()
    return tuple(row)


def choose_list(
    lists: Sequence[CheckinList], wished: int | None, today: date
) -> CheckinList | None:
    """Return the list that was asked for; else the one of today; else the first."""
    for one in lists:
        if one.id == wished:
            return one
    of_today = [one for one in lists if one.on == today]
    days = [one for one in of_today if one.kind is ListKind.DAY]
    return next(iter([*days, *of_today, *lists]), None)


def _admitted(target: CheckinList) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Scan.registration_id,
            Scan.happened_at,
            Registration.category_id,
            Registration.city_id,
            Scan.device_id,
        )
        .join(Registration, Registration.id == Scan.registration_id)
        .where(Scan.list_id == target.id, came_in())
        .order_by(Scan.registration_id, Scan.id)
    )


def list_arrivals(target: CheckinList, devices: Iterable[Device]) -> Sequence[Arrival]:
    """Return who was let in, each once, with the first time that was not taken back.

    `devices` are those of the edition: a gate is read once, not with every arrival.
    """
    gates = {device.id: device.gate for device in devices}
    found: list[Arrival] = []
    before = None
    for registration_id, at, category_id, city_id, device_id in db.session.execute(
        _admitted(target)
    ):
        if registration_id != before:
            found.append(
                Arrival(
                    registration_id=registration_id,
                    at=at,
                    category_id=category_id,
                    city_id=city_id,
                    gate=gates.get(device_id, EMPTY),
                )
            )
            before = registration_id
    return found


def count_expected(target: CheckinList) -> Sequence[Expected]:
    """Count who may pass, by category and city."""
    statement = (
        select(Registration.category_id, Registration.city_id, func.count())
        .where(
            Registration.edition_id == target.edition_id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .group_by(Registration.category_id, Registration.city_id)
    )
    if target.categories:
        keys = select(Category.id).where(
            Category.edition_id == target.edition_id, Category.key.in_(target.categories)
        )
        statement = statement.where(Registration.category_id.in_(keys))
    if target.seat:
        seated = list_seated(target.edition, target.seat)
        statement = statement.where(Registration.id.in_(seated))
    return [
        Expected(category_id=row[0], city_id=row[1], count=row[2])
        for row in db.session.execute(statement)
    ]


def _category_words(edition_id: int) -> Mapping[int, LocalizedText]:
    rows = db.session.execute(
        select(Category.id, Category.name)
        .where(Category.edition_id == edition_id)
        .order_by(Category.position, Category.id)
    )
    return {row.id: row.name for row in rows}


def _city_words(edition_id: int) -> Mapping[int, LocalizedText]:
    named = select(Registration.city_id).where(Registration.edition_id == edition_id)
    rows = db.session.execute(select(City.id, City.name).where(City.id.in_(named)))
    return {row.id: row.name for row in rows}


def list_guests(target: CheckinList, arrivals: Sequence[Arrival]) -> Sequence[Guest]:
    """Return the guests of honour who are expected or here, those who are missing first."""
    honoured = (
        select(TagGiven.registration_id)
        .join(Tag, Tag.id == TagGiven.tag_id)
        .where(Tag.edition_id == target.edition_id, Tag.is_vip)
    )
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.number,
            Registration.name,
            Registration.position,
            Registration.affiliation,
            Registration.state,
            Category.key,
        )
        .join(Category, Category.id == Registration.category_id)
        .where(Registration.id.in_(honoured))
        .order_by(Registration.sort_key, Registration.id)
    )
    here = {arrival.registration_id: arrival for arrival in arrivals}
    guests = [_guest(row, here.get(row.id)) for row in rows if _is_wanted(row, target, here)]
    return sorted(guests, key=lambda guest: guest.at is not None)


def _is_wanted(
    row: Any,  # noqa: ANN401  a row of `list_guests`
    target: CheckinList,
    here: Mapping[int, Arrival],
) -> bool:
    may_pass = not target.categories or row.key in target.categories
    return row.id in here or (row.state is RegistrationState.CONFIRMED and may_pass)


def _guest(row: Any, arrival: Arrival | None) -> Guest:  # noqa: ANN401  a row of `list_guests`
    return Guest(
        registration_id=row.id,
        number=row.number,
        name=row.name,
        position=row.position,
        affiliation=row.affiliation,
        at=arrival.at if arrival else None,
        gate=arrival.gate if arrival else EMPTY,
    )


def count_refused(target: CheckinList) -> Sequence[tuple[Result, int]]:
    """Count the scans that let nobody in, by result, the most frequent first."""
    number = func.count()
    rows = db.session.execute(
        select(Scan.result, number)
        .where(Scan.list_id == target.id, Scan.result != Result.ADMITTED)
        .group_by(Scan.result)
        .order_by(number.desc(), Scan.result)
    )
    return [(row[0], row[1]) for row in rows]


def list_refused(target: CheckinList) -> Sequence[Refused]:
    """Return the last scans that let nobody in, the latest first."""
    rows = db.session.execute(
        select(
            Scan.happened_at,
            Scan.result,
            Scan.reason,
            Scan.actor,
            Registration.number,
            Registration.name.label("name"),
            Device.name.label("device"),
            Device.gate,
        )
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .where(Scan.list_id == target.id, Scan.result != Result.ADMITTED)
        .order_by(Scan.id.desc())
        .limit(LAST_REFUSED)
    )
    return [
        Refused(
            at=row.happened_at,
            result=row.result,
            reason=row.reason,
            number=row.number or "",
            name=row.name,
            device=row.device or "",
            actor=row.actor,
            gate=row.gate or EMPTY,
        )
        for row in rows
    ]


def list_seen_devices(edition: Edition) -> Sequence[SeenDevice]:
    """Return the devices of an edition with what they have sent. Two statements."""
    devices = list_devices(edition)
    rows = db.session.execute(
        select(Scan.device_id, func.max(Scan.received_at), func.count())
        .where(
            Scan.device_id.in_([device.id for device in devices]),
            Scan.actor.startswith("device:"),
        )
        .group_by(Scan.device_id)
    )
    sent: dict[int | None, tuple[datetime, int]] = {row[0]: (row[1], row[2]) for row in rows}
    found = []
    for device in devices:
        at, scans = sent.get(device.id, (None, 0))
        found.append(SeenDevice(device=device, at=at, scans=scans))
    return found


def build_dashboard(edition: Edition, target: CheckinList) -> Dashboard:
    """Put together what the page of a list shows."""
    devices = list_seen_devices(edition)
    arrivals = list_arrivals(target, [one.device for one in devices])
    expected = count_expected(target)
    gates = [
        one.device.gate
        for one in devices
        if not one.device.revoked_at and serves(one.device, target)
    ]
    return Dashboard(
        target=target,
        attendance=Attendance(expected=sum(one.count for one in expected), present=len(arrivals)),
        chart=chart_of(arrivals, edition.timezone),
        categories=parts_by_category(_category_words(edition.id), expected, arrivals),
        cities=parts_by_city(_city_words(edition.id), expected, arrivals),
        gates=parts_by_gate(gates, arrivals),
        guests=list_guests(target, arrivals),
        refused=count_refused(target),
        last_refused=list_refused(target),
        devices=devices,
        conflicts=count_conflicts(edition),
    )
