"""Reads of the designs of badges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from forum.badges.designs.errors import DesignNotFoundError
from forum.badges.designs.models import (
    BadgeAssignment,
    BadgeDesign,
    BadgeDesignVersion,
    BadgePicture,
)
from forum.badges.designs.rules import default_design, from_mapping
from forum.badges.designs.types import Design
from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.queries import list_categories


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A design as it is kept: its row's id, its version, and what it says."""

    id: int  # 0: the one that is given
    version: int
    version_id: int | None
    design: Design


def standard() -> Kept:
    """Return the design that an edition has before anybody makes one."""
    return Kept(id=0, version=0, version_id=None, design=default_design())


def list_designs(edition: Edition) -> Sequence[Kept]:
    """Return the designs of an edition, in order, each in its latest version."""
    rows = db.session.execute(
        select(BadgeDesign, BadgeDesignVersion)
        .join(
            BadgeDesignVersion,
            (BadgeDesignVersion.design_id == BadgeDesign.id)
            & (BadgeDesignVersion.number == BadgeDesign.latest),
        )
        .where(BadgeDesign.edition_id == edition.id, BadgeDesign.deleted_at.is_(None))
        .order_by(BadgeDesign.position, BadgeDesign.id)
    )
    return [_kept(row, version) for row, version in rows]


def _kept(row: BadgeDesign, version: BadgeDesignVersion) -> Kept:
    return Kept(
        id=row.id,
        version=version.number,
        version_id=version.id,
        design=from_mapping(version.content),
    )


def find_row(edition: Edition, design_id: int) -> BadgeDesign | None:
    """Return the row of a design of an edition."""
    return db.session.scalar(
        select(BadgeDesign).where(
            BadgeDesign.id == design_id,
            BadgeDesign.edition_id == edition.id,
            BadgeDesign.deleted_at.is_(None),
        )
    )


def get_design(edition: Edition, design_id: int, number: int | None = None) -> Kept:
    """Return a design in its latest version, or in an earlier one.

    Raises:
        DesignNotFoundError
    """
    row = find_row(edition, design_id)
    version = find_version(row, number or row.latest) if row else None
    if row is None or version is None:
        raise DesignNotFoundError
    return _kept(row, version)


def find_version(row: BadgeDesign, number: int) -> BadgeDesignVersion | None:
    """Return one version of a design."""
    return db.session.scalar(
        select(BadgeDesignVersion).where(
            BadgeDesignVersion.design_id == row.id, BadgeDesignVersion.number == number
        )
    )


def list_versions(kept: Kept) -> Sequence[BadgeDesignVersion]:
    """Return every version of a design, the latest first."""
    return db.session.scalars(
        select(BadgeDesignVersion)
        .where(BadgeDesignVersion.design_id == kept.id)
        .order_by(BadgeDesignVersion.number.desc())
    ).all()


def assignments(edition: Edition) -> Mapping[int, int]:
    """Return the ids of the designs that were given to categories, by the categories' ids."""
    rows = db.session.execute(
        select(BadgeAssignment.category_id, BadgeAssignment.design_id)
        .join(BadgeAssignment.design)
        .where(BadgeDesign.edition_id == edition.id)
    )
    return {row.category_id: row.design_id for row in rows}


def designs_by_category(edition: Edition) -> Mapping[int, Kept]:
    """Return the design of every category, by the categories' ids."""
    designs = list_designs(edition)
    given = assignments(edition)
    usual = designs[0] if designs else standard()
    by_id = {kept.id: kept for kept in designs}
    return {
        category.id: by_id.get(given.get(category.id, 0), usual)
        for category in list_categories(edition)
    }


def list_pictures(edition: Edition, *, whole: bool = False) -> Sequence[BadgePicture]:
    """Return the pictures of an edition; `whole` with their data."""
    statement = select(BadgePicture).where(BadgePicture.edition_id == edition.id)
    if whole:
        statement = statement.options(undefer(BadgePicture.data))
    return db.session.scalars(statement.order_by(BadgePicture.id)).all()


def find_picture(edition: Edition, key: str) -> BadgePicture | None:
    """Return a picture by its key."""
    return db.session.scalar(
        select(BadgePicture).where(BadgePicture.edition_id == edition.id, BadgePicture.key == key)
    )
