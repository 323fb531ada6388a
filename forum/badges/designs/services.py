"""Making, changing, copying and giving out designs of badges. Nothing here commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select

from forum.badges.designs.errors import (
    DesignChangedError,
    DesignInUseError,
    DesignInvalidError,
    DesignNotFoundError,
    TooManyDesignsError,
)
from forum.badges.designs.models import (
    BadgeAssignment,
    BadgeDesign,
    BadgeDesignVersion,
    BadgePicture,
)
from forum.badges.designs.pictures import Drawn
from forum.badges.designs.queries import (
    Kept,
    assignments,
    find_picture,
    find_row,
    find_version,
    get_design,
    list_designs,
    list_pictures,
)
from forum.badges.designs.rules import from_mapping, merge, problems_of, tidied, to_mapping
from forum.badges.designs.types import MOST_DESIGNS, Design
from forum.core import audit, clock
from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.queries import list_categories


def create_design(edition: Edition, wanted: Design) -> Kept:
    """Keep a new design of an edition, behind those that there are.

    Raises:
        DesignInvalidError: it cannot be used as it is.
        TooManyDesignsError
    """
    design = _sound(wanted)
    there, last = db.session.execute(
        select(func.count(BadgeDesign.id), func.max(BadgeDesign.position)).where(
            BadgeDesign.edition_id == edition.id, BadgeDesign.deleted_at.is_(None)
        )
    ).one()
    if there >= MOST_DESIGNS:
        raise TooManyDesignsError(limit=MOST_DESIGNS)
    row = BadgeDesign(edition_id=edition.id, position=(last or 0) + 1)
    db.session.add(row)
    db.session.flush()
    version = _write(row, design, 1)
    audit.record("badge_design.created", **_about(edition, row))
    return Kept(id=row.id, version=1, version_id=version.id, design=design)


def save_design(edition: Edition, design_id: int, wanted: Design, *, seen: int) -> Kept:
    """Keep a design as it is from now on; what others changed elsewhere since `seen` stays.

    Raises:
        DesignNotFoundError
        DesignChangedError: somebody else has changed the same elements since `seen`.
        DesignInvalidError: it cannot be used as it is.
    """
    row = _lock(edition, design_id)
    theirs = from_mapping(_version(row, row.latest).content)
    mine = tidied(wanted)
    if seen != row.latest:
        base = find_version(row, seen)
        known = from_mapping(base.content) if base else theirs
        whole, clashes = merge(known, theirs, mine)
        if clashes:
            raise DesignChangedError(theirs, whole, row.latest, clashes)
        mine = whole
    design = _sound(mine)
    if design == theirs:
        return get_design(edition, design_id)
    row.latest += 1
    version = _write(row, design, row.latest)
    audit.record("badge_design.changed", **_about(edition, row))
    return Kept(id=row.id, version=row.latest, version_id=version.id, design=design)


def delete_design(edition: Edition, design_id: int) -> None:
    """Take a design away that no category uses; what was printed by it is still known.

    Raises:
        DesignNotFoundError, DesignInUseError
    """
    row = _lock(edition, design_id)
    if row.id in assignments(edition).values():
        raise DesignInUseError
    row.deleted_at = clock.now()
    audit.record("badge_design.deleted", **_about(edition, row))


def assign_designs(edition: Edition, wanted: Mapping[str, int | None]) -> None:
    """Give categories (by their keys) their designs; None is the edition's first one.

    Raises:
        DesignNotFoundError: the edition has no such design.
    """
    given = assignments(edition)
    for category in list_categories(edition):
        if category.key not in wanted:
            continue
        design_id = wanted[category.key]
        if design_id == given.get(category.id):
            continue
        if design_id is not None and find_row(edition, design_id) is None:
            raise DesignNotFoundError
        db.session.execute(
            delete(BadgeAssignment).where(BadgeAssignment.category_id == category.id)
        )
        if design_id is not None:
            db.session.add(BadgeAssignment(category_id=category.id, design_id=design_id))
        audit.record(
            "badge_design.assigned",
            edition_id=edition.id,
            object_type="category",
            object_id=category.id,
            details={"category": category.key, "design": design_id},
        )
    db.session.flush()


def copy_design(source: Edition, design_id: int, target: Edition) -> Kept:
    """Give an edition a copy of another edition's design, with its pictures.

    Raises:
        DesignNotFoundError, TooManyDesignsError
    """
    design = get_design(source, design_id).design
    used = {element.image for element in design.elements if element.image}
    for picture in list_pictures(source, whole=True):
        if picture.key in used and find_picture(target, picture.key) is None:
            db.session.add(
                BadgePicture(
                    edition_id=target.id,
                    key=picture.key,
                    filename=picture.filename,
                    format=picture.format,
                    width=picture.width,
                    height=picture.height,
                    data=picture.data,
                )
            )
    return create_design(target, design)


def copy_designs(source: Edition, target: Edition) -> int:
    """Give a new edition every design of another, for the categories that have the same keys.

    Raises:
        TooManyDesignsError
    """
    copies = {kept.id: copy_design(source, kept.id, target).id for kept in list_designs(source)}
    given = assignments(source)
    wanted = {
        one.key: copies[given[one.id]]
        for one in list_categories(source)
        if given.get(one.id) in copies
    }
    assign_designs(target, wanted)
    return len(copies)


def keep_picture(edition: Edition, drawn: Drawn, filename: str) -> BadgePicture:
    """Keep a picture for the badges of an edition; the same one twice is one."""
    there = find_picture(edition, drawn.key)
    if there is not None:
        return there
    picture = BadgePicture(
        edition_id=edition.id,
        key=drawn.key,
        filename=filename[:120] or drawn.key,
        format=drawn.format,
        width=drawn.width,
        height=drawn.height,
        data=drawn.data,
    )
    db.session.add(picture)
    db.session.flush()
    audit.record(
        "badge_picture.added",
        edition_id=edition.id,
        object_type="badge_picture",
        object_id=picture.id,
        details={"key": drawn.key},
    )
    return picture


def _sound(wanted: Design) -> Design:
    design = tidied(wanted)
    problems = problems_of(design)
    if problems:
        raise DesignInvalidError(problems)
    return design


def _lock(edition: Edition, design_id: int) -> BadgeDesign:
    row = db.session.scalar(
        select(BadgeDesign)
        .where(
            BadgeDesign.id == design_id,
            BadgeDesign.edition_id == edition.id,
            BadgeDesign.deleted_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise DesignNotFoundError
    return row


def _version(row: BadgeDesign, number: int) -> BadgeDesignVersion:
    version = find_version(row, number)
    if version is None:
        raise DesignNotFoundError
    return version


def _write(row: BadgeDesign, design: Design, number: int) -> BadgeDesignVersion:
    version = BadgeDesignVersion(
        design_id=row.id,
        number=number,
        content=to_mapping(design),
        made_by=audit.present_actor(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def _about(edition: Edition, row: BadgeDesign) -> dict[str, Any]:
    """Return what the log tells of a change of a design."""
    return {
        "edition_id": edition.id,
        "object_type": "badge_design",
        "object_id": row.id,
        "details": {"version": row.latest},
    }
