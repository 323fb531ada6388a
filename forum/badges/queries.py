"""Reads of the badges feature."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from forum.badges.designs.models import BadgeDesignVersion
from forum.badges.designs.queries import list_pictures
from forum.badges.models import BadgePrint
from forum.badges.types import (
    Order,
    PrintPicture,
)
from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.models import ConsentGiven, Registration

PHOTO_NOTICE = "photos"
LAST = "\uffff"


def pictures_of(edition: Edition) -> Mapping[str, PrintPicture]:
    """Return all pictures of an edition as the printer gets them."""
    return {
        one.key: PrintPicture(data=one.data, format=one.format)
        for one in list_pictures(edition, whole=True)
    }


def in_order(people: Sequence[Registration], order: Order) -> Sequence[Registration]:
    """Return people, who stand by name, in another order."""
    return people if order is Order.NAME else sorted(people, key=_KEYS[order])


def _city(person: Registration) -> str:
    return person.city.name.in_("ko") if person.city else LAST


_KEYS: Mapping[Order, Callable[[Registration], Any]] = {
    Order.NAME_KO: lambda one: (not one.name.ko, one.name.ko or one.name.en),
    Order.NAME_EN: lambda one: (not one.name.en, (one.name.en or one.name.ko).casefold()),
    Order.CITY: _city,
    Order.DELEGATION: lambda one: (_city(one), one.category.position),
    Order.CATEGORY: lambda one: one.category.position,
}


def last_prints(edition: Edition) -> Mapping[int, BadgePrint]:
    """Return the last print of everybody's badge, by the registrations' ids."""
    later = aliased(BadgePrint)
    prints = db.session.scalars(
        select(BadgePrint)
        .join(BadgePrint.registration)
        .where(
            Registration.edition_id == edition.id,
            ~select(later.id)
            .where(later.registration_id == BadgePrint.registration_id, later.id > BadgePrint.id)
            .exists(),
        )
    )
    return {one.registration_id: one for one in prints}


def list_prints_of(registration: Registration) -> Sequence[BadgePrint]:
    """Return every print of somebody's badge with its design, the latest first."""
    return db.session.scalars(
        select(BadgePrint)
        .options(joinedload(BadgePrint.design_version).joinedload(BadgeDesignVersion.design))
        .where(BadgePrint.registration_id == registration.id)
        .order_by(BadgePrint.id.desc())
    ).all()


def photo_answers(edition: Edition) -> Mapping[int, bool]:
    """Return, for each registration that was asked, whether it may be photographed."""
    later = aliased(ConsentGiven)
    rows = db.session.execute(
        select(ConsentGiven.registration_id, ConsentGiven.given)
        .join(Registration, Registration.id == ConsentGiven.registration_id)
        .where(
            Registration.edition_id == edition.id,
            ConsentGiven.key == PHOTO_NOTICE,
            ~select(later.id)
            .where(
                later.registration_id == ConsentGiven.registration_id,
                later.key == PHOTO_NOTICE,
                later.id > ConsentGiven.id,
            )
            .exists(),
        )
    )
    return {row.registration_id: row.given for row in rows}
