"""Devices: prepared, enrolled by a link that works once, revoked."""

from collections.abc import Collection
from datetime import timedelta

from forum.checkin import queries
from forum.checkin.errors import DeviceOverError, DeviceRevokedError
from forum.checkin.models import Device
from forum.checkin.services.lists import require_open
from forum.checkin.types import DeviceDetails
from forum.core import audit, bearer, clock, links
from forum.core.bearer import Scope
from forum.core.db import db
from forum.core.merging import merged
from forum.editions.models import Edition

ENROL = "device.enrol"
ENROL_LASTS = timedelta(hours=2)
OWNER = "device"


def add_device(edition: Edition, details: DeviceDetails) -> Device:
    """Prepare a device; it may scan once it is enrolled.

    Raises:
        EditionArchivedError: the edition is archived.
        CheckinListNotFoundError: one of its lists is not of this edition.
    """
    require_open(edition)
    for list_id in details.lists:
        queries.get_list(edition, list_id)
    device = Device(edition=edition, edition_id=edition.id)
    _describe(device, details)
    db.session.add(device)
    db.session.flush()
    _note_device(device, "device.added", **_described(device))
    return device


def details_of_device(device: Device) -> DeviceDetails:
    """Return a device as it was described."""
    return DeviceDetails(
        name=device.name,
        gate=device.gate,
        lists=tuple(sorted(device.list_ids)),
        days=device.dates,
        is_desk=device.is_desk,
    )


def require_changeable(device: Device) -> None:
    """Make sure that a device can still be changed.

    Raises:
        EditionArchivedError: the edition is archived.
        DeviceOverError: an organiser revoked the device.
    """
    require_open(device.edition)
    if device.revoked_at is not None:
        raise DeviceOverError


def change_device(
    edition: Edition,
    device_id: int,
    wanted: DeviceDetails,
    seen: str,
    *,
    given_up: Collection[str] = (),
) -> Device:
    """Save what an organiser changed of a device, whose marks the form carried (`seen`).

    What somebody else has changed since, and this save does not, stays; `given_up` are the parts
    in which what is saved stays. What the device scanned stays, and its app hears of the change at
    its next sync.

    Raises:
        DeviceNotFoundError: the edition has no such device.
        EditionArchivedError: the edition is archived.
        DeviceOverError: an organiser revoked the device.
        EditedMeanwhileError: somebody else has given the same parts other values since.
        CheckinListNotFoundError: one of its lists is not of this edition.
    """
    device = queries.lock_device(edition, device_id)
    require_changeable(device)
    details, changed = merged(seen, details_of_device(device), wanted, given_up)
    if changed:
        for list_id in details.lists:
            queries.get_list(edition, list_id)
        _describe(device, details)
        _note_device(device, "device.changed", **_described(device))
    return device


def _describe(device: Device, details: DeviceDetails) -> None:
    device.name = details.name
    device.gate = details.gate
    device.list_ids = list(details.lists)
    device.days = [day.isoformat() for day in details.days]
    device.is_desk = details.is_desk


def _described(device: Device) -> dict[str, object]:
    return {
        "name": device.name,
        "lists": device.list_ids,
        "days": device.days,
        "desk": device.is_desk,
    }


def invite_device(device: Device) -> str:
    """Return the secret of a link that enrols the device once; earlier links end.

    Raises:
        EditionArchivedError: the edition is archived.
        DeviceOverError: an organiser revoked the device.
    """
    require_changeable(device)
    links.revoke_links(ENROL, OWNER, device.id)
    _note_device(device, "device.invited")
    return links.issue_link(ENROL, OWNER, device.id, expires_at=clock.now() + ENROL_LASTS)


def find_invited(secret: str) -> Device:
    """Return the device that a link would enrol; changes nothing.

    Raises:
        LinkUnknownError, LinkRevokedError, LinkUsedError, LinkExpiredError: it is not valid.
        DeviceRevokedError: an organiser revoked the device.
    """
    link = links.find_link(ENROL, secret)
    device = queries.find_device(link.subject_id)
    if device is None or device.revoked_at is not None:
        raise DeviceRevokedError
    return device


def enrol_device(secret: str) -> tuple[Device, str]:
    """Use a link up and return its device and the bearer token that it scans with.

    A device has one token: one that it had before ends.

    Raises:
        LinkUnknownError, LinkRevokedError, LinkUsedError, LinkExpiredError: it is not valid.
        DeviceRevokedError: an organiser revoked the device.
    """
    device = find_invited(secret)
    links.use_link(links.find_link(ENROL, secret))
    bearer.revoke_tokens(OWNER, device.id)
    device.enrolled_at = clock.now()
    token = bearer.issue_token(
        name=device.name,
        owner_type=OWNER,
        owner_id=device.id,
        scopes=(Scope.CHECKIN_SCAN,),
        edition_id=device.edition_id,
    )
    _note_device(device, "device.enrolled")
    return device, token


def revoke_device(device: Device) -> None:
    """Take a device's right to scan back. What it scanned stays."""
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        links.revoke_links(ENROL, OWNER, device.id)
        _note_device(device, "device.revoked")


def _note_device(device: Device, action: str, **details: object) -> None:
    audit.record(
        action,
        edition_id=device.edition_id,
        object_type=OWNER,
        object_id=device.id,
        details=details,
    )
