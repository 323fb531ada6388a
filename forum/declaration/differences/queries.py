"""Which versions there are, and two of them compared."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.core.db import db
from forum.declaration.differences.errors import VersionNotFoundError
from forum.declaration.differences.rules import compare_versions
from forum.declaration.differences.types import TextDifference
from forum.declaration.models import Declaration, DeclarationVersion


def list_versions(declaration: Declaration, *, drafts: bool) -> Sequence[DeclarationVersion]:
    """Return the versions in their order, with their articles; drafts only if asked for."""
    found = db.session.scalars(
        select(DeclarationVersion)
        .where(DeclarationVersion.declaration_id == declaration.id)
        .options(selectinload(DeclarationVersion.articles))
        .order_by(DeclarationVersion.number)
    )
    return [version for version in found if drafts or version.frozen is not None]


def compare(
    versions: Sequence[DeclarationVersion], old: int | None, new: int | None
) -> TextDifference | None:
    """Return two of these versions compared: unless said otherwise, the last two. None if one.

    Raises:
        VersionNotFoundError: one of the numbers is not among them.
    """
    by_number = {version.number: version for version in versions}
    if any(number is not None and number not in by_number for number in (old, new)):
        raise VersionNotFoundError
    if len(versions) == 1:
        return None
    newer = by_number[versions[-1].number if new is None else new]
    earlier = [version for version in versions if version.number < newer.number]
    older = by_number[old] if old is not None else (earlier or versions)[-1]
    return compare_versions(older.as_text(), newer.as_text())
