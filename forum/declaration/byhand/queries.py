"""Reads of signatures by hand."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from forum.core.db import db
from forum.declaration.byhand.errors import PageNotFoundError
from forum.declaration.byhand.models import SignedPage
from forum.declaration.models import Mandate


def find_waiting_page(mandate: Mandate) -> SignedPage | None:
    """Return the page that waits for a second officer, without its content."""
    return db.session.scalar(
        select(SignedPage)
        .where(SignedPage.mandate_id == mandate.id, SignedPage.decided_at.is_(None))
        .order_by(SignedPage.id.desc())
    )


def find_recorded_page(mandate: Mandate) -> SignedPage | None:
    """Return the page by which the mandate was signed, without its content."""
    return db.session.scalar(
        select(SignedPage)
        .where(SignedPage.mandate_id == mandate.id, SignedPage.is_applied)
        .order_by(SignedPage.id.desc())
    )


def get_page(mandate: Mandate, page_id: int) -> SignedPage:
    """Return a page of this mandate with its content.

    Raises:
        PageNotFoundError: it has no such page.
    """
    page = db.session.scalar(
        select(SignedPage)
        .where(SignedPage.id == page_id, SignedPage.mandate_id == mandate.id)
        .options(undefer(SignedPage.data))
    )
    if page is None:
        raise PageNotFoundError
    return page
