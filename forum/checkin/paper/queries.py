"""Reads of the lists on paper."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.checkin.missing.queries import expected_at
from forum.checkin.models import CheckinList
from forum.checkin.paper.types import PaperRow
from forum.core.db import db
from forum.registration.models import Category, Registration
from forum.registration.types import ListFilter


def list_rows(target: CheckinList) -> Sequence[PaperRow]:
    """Return who may pass a list, by name: 가나다 before A to Z."""
    rows = db.session.execute(
        select(
            Registration.number,
            Registration.name,
            Registration.affiliation,
            Category.badge_word,
            Registration.sort_key,
        )
        .join(Category, Category.id == Registration.category_id)
        .where(*expected_at(target, ListFilter()))
        .order_by(Registration.sort_key, Registration.id)
    ).all()
    by_name = sorted(rows, key=lambda row: (not _is_hangul(row.sort_key), row.sort_key))
    return [
        PaperRow(
            number=row.number,
            name=row.name,
            affiliation=row.affiliation,
            category=row.badge_word,
        )
        for row in by_name
    ]


def _is_hangul(text: str) -> bool:
    return "ᄀ" <= text[:1] <= "ᇿ" or "㄰" <= text[:1] <= "㆏" or "가" <= text[:1] <= "힣"
