"""Lists: made, changed, removed while nobody was scanned for them."""

from collections.abc import Collection

from sqlalchemy import exists, func, select

from forum.checkin import queries
from forum.checkin.errors import EditionArchivedError, ListHasScansError, OnlyListError
from forum.checkin.models import CheckinList, Scan
from forum.checkin.types import ListDetails
from forum.core import audit
from forum.core.db import db
from forum.core.merging import merged
from forum.editions.models import Edition
from forum.editions.types import EditionState


def require_open(edition: Edition) -> None:
    """Make sure that the edition still has a door.

    Raises:
        EditionArchivedError: the edition is archived.
    """
    if edition.state is EditionState.ARCHIVED:
        raise EditionArchivedError


def create_list(edition: Edition, details: ListDetails) -> CheckinList:
    """Add a list to an edition.

    Raises:
        EditionArchivedError: the edition is archived.
    """
    require_open(edition)
    position = db.session.scalar(
        select(func.max(CheckinList.position)).where(CheckinList.edition_id == edition.id)
    )
    target = CheckinList(
        edition=edition,
        edition_id=edition.id,
        key=_free_key(edition, details),
        position=(position or 0) + 1,
    )
    _describe(target, details)
    db.session.add(target)
    db.session.flush()
    _note(target, "checkin_list.created")
    return target


def details_of_list(target: CheckinList) -> ListDetails:
    """Return a list as it was described."""
    return ListDetails(
        name=target.name,
        kind=target.kind,
        on=target.on,
        categories=tuple(sorted(target.categories)),
        seat=target.seat,
        mode=target.mode,
        opens_at=target.opens_at,
        closes_at=target.closes_at,
    )


def change_list(
    edition: Edition,
    list_id: int,
    wanted: ListDetails,
    seen: str,
    *,
    given_up: Collection[str] = (),
) -> CheckinList:
    """Save what an organiser changed of a list, whose marks the form carried (`seen`).

    What somebody else has changed since, and this save does not, stays; `given_up` are the parts
    in which what is saved stays. What was answered before stays as it was answered.

    Raises:
        CheckinListNotFoundError: the edition has no such list.
        EditionArchivedError: the edition is archived.
        EditedMeanwhileError: somebody else has given the same parts other values since.
    """
    target = queries.lock_list(edition, list_id)
    require_open(edition)
    details, changed = merged(seen, details_of_list(target), wanted, given_up)
    if changed:
        _describe(target, details)
        _note(target, "checkin_list.changed")
    return target


def delete_list(target: CheckinList) -> None:
    """Remove a list that nobody was scanned for, from its devices as well.

    Raises:
        EditionArchivedError: the edition is archived.
        ListHasScansError: somebody was scanned for it.
        OnlyListError: a device that is not revoked scans for no other list.
    """
    require_open(target.edition)
    if db.session.scalar(select(exists().where(Scan.list_id == target.id))):
        raise ListHasScansError
    for device in queries.lock_devices_of(target):
        if device.list_ids == [target.id]:
            raise OnlyListError(device=device.name)
        device.list_ids = [one for one in device.list_ids if one != target.id]
    _note(target, "checkin_list.deleted")
    db.session.delete(target)


def _free_key(edition: Edition, details: ListDetails) -> str:
    used = {one.key for one in queries.list_lists(edition)}
    numbers = range(1, len(used) + 2)
    return next(key for n in numbers if (key := f"{details.kind}-{n}") not in used)


def _describe(target: CheckinList, details: ListDetails) -> None:
    target.name = details.name
    target.kind = details.kind
    target.on = details.on
    target.categories = list(details.categories)
    target.seat = details.seat
    target.mode = details.mode
    target.opens_at = details.opens_at
    target.closes_at = details.closes_at


def _note(target: CheckinList, action: str) -> None:
    audit.record(
        action,
        edition_id=target.edition_id,
        object_type="checkin_list",
        object_id=target.id,
        details={
            "name": target.name.to_mapping(),
            "kind": target.kind,
            "categories": target.categories,
            "seat": target.seat,
            "mode": target.mode,
            "opens_at": target.opens_at and target.opens_at.isoformat(),
            "closes_at": target.closes_at and target.closes_at.isoformat(),
        },
    )
