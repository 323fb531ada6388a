"""Reads of check-in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Exists,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, lazyload

from forum.checkin.errors import CheckinListNotFoundError, DeviceNotFoundError
from forum.checkin.models import CheckinList, Device, Scan, ScanUndo
from forum.checkin.types import (
    Attendance,
    Direction,
    EarlierScan,
    Holder,
    KnownBadge,
    Notice,
    Person,
    RecordedScan,
    Result,
    Standing,
)
from forum.cities.models import City
from forum.core.db import db
from forum.core.localized import EMPTY, Language, LocalizedText
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration.filters.queries import list_answer_choices
from forum.registration.models import Attendance as Chosen
from forum.registration.models import Category, Limit, Registration, Seat
from forum.registration.sheets.types import Heading, MoreColumns
from forum.registration.tags.models import Tag, TagGiven
from forum.registration.types import RegistrationState
from forum.registration.waiting.types import (
    option_of,
    option_subject,
    session_of,
    session_subject,
)

KeyT = TypeVar("KeyT", int, str)

_STANDINGS = {
    RegistrationState.CONFIRMED: Standing.CONFIRMED,
    RegistrationState.CANCELLED: Standing.CANCELLED,
    RegistrationState.REJECTED: Standing.CANCELLED,
}  # all others are not yet expected


# ---------------------------------------------------------------- lists and devices


def list_lists(edition: Edition) -> Sequence[CheckinList]:
    """Return an edition's lists, in their order."""
    return db.session.scalars(
        select(CheckinList)
        .where(CheckinList.edition_id == edition.id)
        .order_by(CheckinList.position, CheckinList.id)
    ).all()


def get_list(edition: Edition, list_id: int) -> CheckinList:
    """Return a list of the edition.

    Raises:
        CheckinListNotFoundError: the edition has none with this id.
    """
    found = db.session.get(CheckinList, list_id)
    if found is None or found.edition_id != edition.id:
        raise CheckinListNotFoundError
    return found


def lock_list(edition: Edition, list_id: int) -> CheckinList:
    """Return a list of the edition as saved by now, locked until the transaction ends.

    Raises:
        CheckinListNotFoundError: the edition has none with this id.
    """
    found = get_list(edition, list_id)
    db.session.refresh(found, with_for_update={"of": CheckinList})
    return found


def find_list(list_id: int) -> CheckinList | None:
    """Return the list with this id, of whichever edition, if there is one."""
    return db.session.get(CheckinList, list_id)


def list_devices(edition: Edition) -> Sequence[Device]:
    """Return an edition's devices, those that may scan first."""
    return db.session.scalars(
        select(Device)
        .where(Device.edition_id == edition.id)
        .order_by(Device.revoked_at.is_not(None), Device.name, Device.id)
    ).all()


def get_device(edition: Edition, device_id: int) -> Device:
    """Return a device of the edition.

    Raises:
        DeviceNotFoundError: the edition has none with this id.
    """
    device = db.session.get(Device, device_id)
    if device is None or device.edition_id != edition.id:
        raise DeviceNotFoundError
    return device


def lock_device(edition: Edition, device_id: int) -> Device:
    """Return a device of the edition as saved by now, locked until the transaction ends.

    Raises:
        DeviceNotFoundError: the edition has none with this id.
    """
    device = get_device(edition, device_id)
    db.session.refresh(device, with_for_update={"of": Device})
    return device


def lock_devices_of(target: CheckinList) -> list[Device]:
    """Return the devices that were given a list and are not revoked, locked as saved by now."""
    devices = db.session.scalars(
        select(Device)
        .where(Device.edition_id == target.edition_id, Device.revoked_at.is_(None))
        .order_by(Device.id)
        .with_for_update(of=Device)
        .execution_options(populate_existing=True)
    )
    return [one for one in devices if target.id in one.list_ids]


def find_device(device_id: int) -> Device | None:
    """Return the device with this id, of whichever edition, if there is one."""
    return db.session.get(Device, device_id)


def find_gate(device_id: int, list_id: int) -> tuple[Device | None, CheckinList | None]:
    """Return a device and a list by one statement, each if there is one."""
    row = db.session.execute(_gate(), {"device": device_id, "list": list_id}).first()
    return (row[0], row[1]) if row else (None, None)


@cache
def _gate() -> Select[*tuple[Any, ...]]:
    return (
        select(Device, CheckinList)
        .outerjoin(CheckinList, CheckinList.id == bindparam("list"))
        .options(joinedload(CheckinList.edition, innerjoin=False), lazyload(Device.edition))
        .where(Device.id == bindparam("device"))
    )


def lists_of(device: Device) -> Sequence[CheckinList]:
    """Return the lists for which a device may scan, in their order: its own, on its days."""
    return [one for one in list_lists(device.edition) if serves(device, one)]


def serves(device: Device, target: CheckinList) -> bool:
    """Tell whether a device is enrolled for a list, and for the list's day if it has one."""
    is_own = not device.list_ids or target.id in device.list_ids
    return is_own and (not device.days or target.on is None or target.on in device.dates)


def list_categories(edition: Edition) -> Sequence[Category]:
    """Return the edition's categories, in their order."""
    return db.session.scalars(
        select(Category).where(Category.edition_id == edition.id).order_by(Category.position)
    ).all()


# ---------------------------------------------------------------- badges


def _is_guest() -> Exists:
    """Tell whether a registration has a tag of guests of honour."""
    return exists().where(
        TagGiven.registration_id == Registration.id, TagGiven.tag_id == Tag.id, Tag.is_vip
    )


@cache
def _badges() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.id,
            Registration.serial,
            Registration.number,
            Registration.state,
            Registration.reissue,
            Registration.receiver,
            Registration.name,
            Registration.affiliation,
            Registration.changed_at,
            Category.key,
            Category.number.label("category_number"),
            Category.badge_word,
            Category.colour,
            City.name.label("city"),
            _is_guest().label("is_guest"),
        )
        .join(Category, Category.id == Registration.category_id)
        .outerjoin(City, City.id == Registration.city_id)
    )


def _notices_of(row: Row[Any]) -> tuple[Notice, ...]:
    return tuple(
        notice
        for notice, applies in ((Notice.VIP, row.is_guest), (Notice.RECEIVER, row.receiver))
        if applies
    )


def _known(row: Row[Any]) -> KnownBadge:
    return KnownBadge(
        serial=row.serial,
        holder=Holder(
            registration_id=row.id,
            standing=_STANDINGS.get(row.state, Standing.PENDING),
            category=row.key,
            category_number=row.category_number,
            reissue=row.reissue,
            notices=_notices_of(row),
        ),
        person=Person(
            number=row.number,
            name=row.name,
            affiliation=row.affiliation,
            category=row.badge_word,
            colour=row.colour,
            city=row.city or EMPTY,
            receiver=row.receiver or "",
        ),
        changed_at=row.changed_at,
    )


def lock_badges(edition: Edition, serials: Collection[int]) -> Mapping[int, KnownBadge]:
    """Return badges of an edition by serial, their registrations locked in one order.

    Other writers of these registrations wait until the transaction ends; readers do not.
    """
    if not serials:
        return {}
    rows = db.session.execute(_locked_badges(), {"edition": edition.id, "serials": list(serials)})
    return {row.serial: _known(row) for row in rows}


@cache
def _locked_badges() -> Select[*tuple[Any, ...]]:
    return (
        _badges()
        .where(
            Registration.edition_id == bindparam("edition"),
            Registration.serial.in_(bindparam("serials", expanding=True)),
        )
        .order_by(Registration.id)
        .with_for_update(of=Registration, key_share=True)
    )


def list_badges(registration_ids: Collection[int]) -> Mapping[int, KnownBadge]:
    """Return badges by the id of their registration."""
    rows = db.session.execute(_badges().where(Registration.id.in_(registration_ids)))
    return {row.id: _known(row) for row in rows}


def list_roster(edition: Edition, since: datetime | None = None) -> Sequence[KnownBadge]:
    """Return the badges of an edition by serial; those alone that changed since a moment."""
    statement = _badges().where(Registration.edition_id == edition.id)
    if since is not None:
        statement = statement.where(Registration.changed_at >= since)
    return [_known(row) for row in db.session.execute(statement.order_by(Registration.serial))]


def list_guests(edition: Edition) -> Sequence[int]:
    """Return the serials of the guests of honour.

    A tag is given and taken without the registration changing: whoever keeps a roster takes
    these whole.
    """
    return db.session.scalars(
        select(Registration.serial)
        .where(Registration.edition_id == edition.id, _is_guest())
        .order_by(Registration.serial)
    ).all()


# ---------------------------------------------------------------- what one is registered for


def list_seated(
    edition: Edition, subject: str, registration_ids: Collection[int] | None = None
) -> frozenset[int]:
    """Return the ids of those who are registered for a session or an option of an edition."""
    if key := session_of(subject):
        holder = Chosen.registration_id
        statement = select(holder).where(Chosen.session_key == key)
    else:
        holder = Seat.registration_id
        statement = (
            select(holder)
            .join(Limit, Limit.id == Seat.limit_id)
            .where(Limit.edition_id == edition.id, Limit.option_key == option_of(subject))
        )
    statement = statement.join(Registration, Registration.id == holder).where(
        Registration.edition_id == edition.id
    )
    if registration_ids is not None:
        statement = statement.where(holder.in_(registration_ids))
    return frozenset(db.session.scalars(statement))


def list_subjects(edition: Edition) -> Mapping[str, LocalizedText]:
    """Return what people of an edition can be registered for, by subject, in words."""
    titles = {one.key: one.title for one in public_agenda(edition).sessions}
    options = {one.key: one.option for one in list_answer_choices(edition)}
    limited = db.session.execute(
        select(Limit.session_key, Limit.option_key)
        .where(Limit.edition_id == edition.id, Limit.category_id.is_(None))
        .order_by(Limit.id)
    )
    chosen = db.session.scalars(
        select(Chosen.session_key)
        .join(Registration, Registration.id == Chosen.registration_id)
        .where(Registration.edition_id == edition.id)
        .distinct()
        .order_by(Chosen.session_key)
    )
    subjects = dict.fromkeys(session_subject(key) for key in chosen)
    for session, option in limited:
        subjects[session_subject(session) if session else option_subject(option)] = None
    return {one: _in_words(one, titles, options) for one in subjects}


def _in_words(
    subject: str, titles: Mapping[str, LocalizedText], options: Mapping[str, LocalizedText]
) -> LocalizedText:
    key = session_of(subject) or option_of(subject)
    known = titles if session_of(subject) else options
    return known.get(key, LocalizedText(key, key))


# ---------------------------------------------------------------- scans


@cache
def scans_with_places() -> Select[*tuple[Any, ...]]:
    """Return the statement for scans with their device and whether they were taken back."""
    return (
        select(
            Scan.id,
            Scan.happened_at,
            Scan.result,
            Scan.direction,
            Scan.nonce,
            Scan.registration_id,
            Scan.reason,
            Scan.notices,
            Scan.earlier_id,
            Scan.actor,
            Device.name,
            Device.gate,
            ScanUndo.id.label("undo_id"),
        )
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
    )


def as_notices(kept: Iterable[str]) -> tuple[Notice, ...]:
    """Return notices as they were kept with a scan."""
    return tuple(Notice(one) for one in kept)


def as_recorded(row: Row[Any]) -> RecordedScan:
    """Return one row of `scans_with_places`."""
    return RecordedScan(
        scan=EarlierScan(
            id=row.id,
            at=row.happened_at,
            result=row.result,
            direction=row.direction,
            undone=row.undo_id is not None,
        ),
        nonce=row.nonce,
        registration_id=row.registration_id,
        reason=row.reason,
        notices=as_notices(row.notices),
        earlier_id=row.earlier_id,
        actor=row.actor,
        device=row.name or "",
        gate=row.gate or EMPTY,
    )


def list_scans(
    target: CheckinList, registration_ids: Iterable[int], nonces: Iterable[str]
) -> Sequence[RecordedScan]:
    """Return a list's scans of these registrations or with these nonces, oldest first."""
    sought = {
        "list": target.id,
        "registrations": list(registration_ids),
        "nonces": list(nonces),
    }
    return [as_recorded(row) for row in db.session.execute(_scans_of(), sought)]


@cache
def _scans_of() -> Select[*tuple[Any, ...]]:
    return (
        scans_with_places()
        .where(
            Scan.list_id == bindparam("list"),
            or_(
                Scan.registration_id.in_(bindparam("registrations", expanding=True)),
                Scan.nonce.in_(bindparam("nonces", expanding=True)),
            ),
        )
        .order_by(Scan.id)
    )


def find_scan(target: CheckinList, scan_id: int) -> RecordedScan | None:
    """Return one scan of a list, if there is one."""
    row = db.session.execute(
        scans_with_places().where(Scan.list_id == target.id, Scan.id == scan_id)
    ).first()
    return as_recorded(row) if row else None


def last_scan(device: Device, target: CheckinList) -> tuple[RecordedScan, KnownBadge] | None:
    """Return the last scan in which a device met a person, and that person."""
    row = db.session.execute(
        scans_with_places()
        .where(
            Scan.device_id == device.id,
            Scan.actor == f"device:{device.id}",  # not what an organiser decided of it
            Scan.list_id == target.id,
            Scan.registration_id.is_not(None),
        )
        .order_by(Scan.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return as_recorded(row), list_badges([row.registration_id])[row.registration_id]


def came_in() -> ColumnElement[bool]:
    """Return what holds of a scan by which somebody came in, and which was not taken back."""
    return and_(
        Scan.result == Result.ADMITTED,
        Scan.direction == Direction.IN,
        ~exists().where(ScanUndo.scan_id == Scan.id),
    )


def _present() -> Select[int, int]:
    return (
        select(Scan.list_id, func.count(Scan.registration_id.distinct()))
        .where(came_in())
        .group_by(Scan.list_id)
    )


def _counts(statement: Select[KeyT, int]) -> dict[KeyT, int]:
    return {row[0]: row[1] for row in db.session.execute(statement)}


def count_attendance(lists: Sequence[CheckinList]) -> Mapping[int, Attendance]:
    """Count, for lists of one edition, who is expected and who has come.

    Two statements, and two more for everything that lists ask people to be registered for.
    """
    if not lists:
        return {}
    edition = lists[0].edition
    ids = [one.id for one in lists]
    present = _counts(_present().where(Scan.list_id.in_(ids)))
    expected = {
        seat: _count_expected(edition, seat) for seat in dict.fromkeys(one.seat for one in lists)
    }
    return {
        one.id: Attendance(
            expected=sum(
                count
                for key, count in expected[one.seat].items()
                if not one.categories or key in one.categories
            ),
            present=present.get(one.id, 0),
        )
        for one in lists
    }


def _count_expected(edition: Edition, seat: str) -> Mapping[str, int]:
    """Count by category who is confirmed, and registered for something if it is named."""
    statement = (
        select(Category.key, func.count())
        .join(Registration, Registration.category_id == Category.id)
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .group_by(Category.key)
    )
    if seat:
        statement = statement.where(Registration.id.in_(list_seated(edition, seat)))
    return _counts(statement)


# ------------------------------------------------------------------ in spreadsheets

FIRST, LAST = "checkin_first", "checkin_last"


def _moments_of(
    ids: Sequence[int], zone: ZoneInfo, _language: Language
) -> Mapping[int, Mapping[str, str]]:
    """Return when some people were let in first and last, in words; what was undone is not."""
    rows = db.session.execute(
        select(Scan.registration_id, func.min(Scan.happened_at), func.max(Scan.happened_at))
        .where(Scan.registration_id.in_(ids), came_in())
        .group_by(Scan.registration_id)
    )
    return {
        one: {name: at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for name, at in moments}
        for one, first, last in rows
        if one is not None
        for moments in [((FIRST, first), (LAST, last))]
    }


SHEET_COLUMNS = MoreColumns(
    headings=(
        Heading(name=FIRST, words=LocalizedText("첫 입장", "First let in")),
        Heading(name=LAST, words=LocalizedText("마지막 입장", "Last let in")),
    ),
    read=_moments_of,
)
