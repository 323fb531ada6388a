"""Free pages: written, published, put in order, removed."""

from collections.abc import Collection

from forum.core import audit
from forum.core.db import db
from forum.core.merging import merged
from forum.editions import queries
from forum.editions.errors import PageAddressTakenError, PageEmptyError
from forum.editions.models import Edition, EditionPage
from forum.editions.rules import check_address, free_address
from forum.editions.services.public import touch_public
from forum.editions.types import PageDetails

EXAMPLE = "travel"


def details_of_page(page: EditionPage) -> PageDetails:
    """Return what is written of a page."""
    return PageDetails(slug=page.slug, title=page.title, body=page.body)


def add_page(edition: Edition, details: PageDetails) -> EditionPage:
    """Add a page, unpublished, after the others; without an address it gets one by its title.

    Raises:
        AddressMalformedError, AddressReservedError, PageAddressTakenError
    """
    queries.lock_edition(edition)
    pages = queries.list_pages(edition)
    slug = details.slug or free_address(details.title.en, (page.slug for page in pages))
    check_address(slug, EXAMPLE)
    _refuse_taken(pages, slug)
    page = EditionPage(
        edition_id=edition.id,
        slug=slug,
        title=details.title,
        body=details.body,
        position=max((page.position for page in pages), default=0) + 1,
        is_published=False,
    )
    db.session.add(page)
    db.session.flush()
    _note("page.added", page)
    return page


def revise_page(
    edition: Edition,
    page: EditionPage,
    wanted: PageDetails,
    seen: str,
    *,
    given_up: Collection[str] = (),
) -> EditionPage:
    """Save what an organiser changed of a page, whose marks the form carried (`seen`).

    Raises:
        AddressMalformedError, AddressReservedError, PageAddressTakenError
        PageNotFoundError: the page has been removed meanwhile.
        EditedMeanwhileError: somebody else has given the same parts other values since.
    """
    queries.lock_edition(edition)
    page = queries.lock_page(page)
    details, changed = merged(seen, details_of_page(page), wanted, given_up)
    if not changed:
        return page
    if details.slug != page.slug:
        check_address(details.slug, EXAMPLE)
        _refuse_taken(queries.list_pages(edition), details.slug)
    page.slug, page.title, page.body = details.slug, details.title, details.body
    db.session.flush()
    _note("page.changed", page, fields=changed)
    if page.is_published:
        touch_public(edition)
    return page


def publish_page(edition: Edition, page: EditionPage, *, published: bool) -> None:
    """Show a page to visitors, or take it from them.

    Raises:
        PageEmptyError: it has no text.
    """
    if page.is_published == published:
        return
    if published and not page.body:
        raise PageEmptyError
    page.is_published = published
    db.session.flush()
    if published:
        _note("page.published", page)
    else:
        _note("page.unpublished", page)
    touch_public(edition)


def move_page(edition: Edition, page: EditionPage, *, up: bool) -> None:
    """Move a page one place up or down among the others."""
    queries.lock_edition(edition)
    pages = list(queries.list_pages(edition))
    here = pages.index(page)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(pages):
        return
    pages[here], pages[there] = pages[there], pages[here]
    for position, each in enumerate(pages, start=1):
        each.position = position
    db.session.flush()
    _note("page.moved", page)
    touch_public(edition)


def remove_page(edition: Edition, page: EditionPage) -> None:
    """Remove a page."""
    _note("page.removed", page)
    was_published = page.is_published
    db.session.delete(page)
    db.session.flush()
    if was_published:
        touch_public(edition)


def copy_pages(source: Edition, target: Edition) -> int:
    """Give a new edition the pages of another, unpublished. Return how many."""
    pages = queries.list_pages(source)
    db.session.add_all(
        EditionPage(
            edition_id=target.id,
            slug=page.slug,
            title=page.title,
            body=page.body,
            position=page.position,
            is_published=False,
        )
        for page in pages
    )
    db.session.flush()
    return len(pages)


def _refuse_taken(pages: Collection[EditionPage], slug: str) -> None:
    if any(page.slug == slug for page in pages):
        raise PageAddressTakenError


def _note(action: str, page: EditionPage, **details: object) -> None:
    audit.record(
        action,
        edition_id=page.edition_id,
        object_type="page",
        object_id=page.id,
        details={"slug": page.slug, **details},
    )
