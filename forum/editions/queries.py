"""Reads of the editions feature."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import selectinload

from forum.cities.models import City
from forum.core import clock
from forum.core.db import db
from forum.core.kept import Shelf
from forum.core.settings import current_settings
from forum.editions.errors import EditionNotFoundError, PageNotFoundError
from forum.editions.models import Edition, EditionCity, EditionPage, Series
from forum.editions.rules import choose_current
from forum.editions.types import CityRole, EditionState, PageLink

_page_links: Shelf[Sequence[PageLink]] = Shelf(most=100)

# Built once: every warm page asks this, and building it costs as much as asking.
_PUBLIC_STATE = select(Edition.id, Edition.public_version).where(
    Edition.slug == bindparam("slug"), Edition.state != EditionState.DRAFT
)


def find_edition(slug: str) -> Edition | None:
    """Return the edition with this slug, if there is one, drafts included."""
    return db.session.scalar(select(Edition).where(Edition.slug == slug))


def get_edition(slug: str) -> Edition:
    """Return the edition with this slug, drafts included.

    Raises:
        EditionNotFoundError: there is none.
    """
    edition = find_edition(slug)
    if edition is None:
        raise EditionNotFoundError
    return edition


def get_public_edition(slug: str) -> Edition:
    """Return the edition with this slug, for a public page.

    Raises:
        EditionNotFoundError: there is none, or it is a draft.
    """
    edition = get_edition(slug)
    if edition.state is EditionState.DRAFT:
        raise EditionNotFoundError
    return edition


def public_state(slug: str) -> tuple[int, int]:
    """Return what changes whenever a public page of the edition does. One statement.

    Raises:
        EditionNotFoundError: there is no such edition, or it is a draft.
    """
    row = db.session.execute(_PUBLIC_STATE, {"slug": slug}).one_or_none()
    if row is None:
        raise EditionNotFoundError
    return row[0], row[1]


def public_states() -> tuple[tuple[int, int], ...]:
    """Return what changes whenever a page about all editions does. One statement."""
    rows = db.session.execute(
        select(Edition.id, Edition.public_version)
        .where(Edition.state != EditionState.DRAFT)
        .order_by(Edition.id)
    )
    return tuple((row[0], row[1]) for row in rows)


def get_edition_by_id(edition_id: int) -> Edition:
    """Return the edition with this id.

    Raises:
        EditionNotFoundError: there is none.
    """
    edition = db.session.get(Edition, edition_id)
    if edition is None:
        raise EditionNotFoundError
    return edition


def lock_edition(edition: Edition) -> Edition:
    """Return the edition with its row locked until the transaction ends.

    The lock lets others write rows that refer to the edition: people register while its
    programme is edited, and nobody waits for two locks in two orders.
    """
    statement = select(Edition).where(Edition.id == edition.id).with_for_update(key_share=True)
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def list_editions() -> Sequence[Edition]:
    """Return every edition, the latest first, drafts included."""
    return db.session.scalars(select(Edition).order_by(Edition.starts_on.desc(), Edition.id)).all()


def list_public_editions() -> Sequence[Edition]:
    """Return the editions that visitors may see, the latest first."""
    return [edition for edition in list_editions() if edition.state is not EditionState.DRAFT]


def list_editions_of(series: Series) -> Sequence[Edition]:
    """Return the editions of a series that visitors may see, the latest first."""
    return [edition for edition in list_public_editions() if edition.series_id == series.id]


def current_edition() -> Edition | None:
    """Return the edition that `/` leads to; None if nothing is published yet."""
    return choose_current(list_public_editions(), clock.today(current_settings().timezone))


def get_edition_with_facts(slug: str) -> Edition:
    """Return a public edition with its organisations, cities, figures, notes and groups loaded.

    Raises:
        EditionNotFoundError: there is none, or it is a draft.
    """
    edition = db.session.scalar(
        select(Edition)
        .where(Edition.slug == slug, Edition.state != EditionState.DRAFT)
        .options(
            selectinload(Edition.organisations),
            selectinload(Edition.cities),
            selectinload(Edition.figures),
            selectinload(Edition.notes),
            selectinload(Edition.groups),
        )
    )
    if edition is None:
        raise EditionNotFoundError
    return edition


def list_series() -> Sequence[Series]:
    """Return every series, in their order."""
    return db.session.scalars(select(Series).order_by(Series.position, Series.id)).all()


def is_address_taken(slug: str) -> bool:
    """Tell whether an edition has this address."""
    return bool(db.session.scalar(select(exists().where(Edition.slug == slug))))


def list_pages(edition: Edition) -> Sequence[EditionPage]:
    """Return the free pages of an edition, in their order."""
    return db.session.scalars(
        select(EditionPage)
        .where(EditionPage.edition_id == edition.id)
        .order_by(EditionPage.position, EditionPage.id)
    ).all()


def get_page(edition: Edition, page_id: int) -> EditionPage:
    """Return a free page of an edition.

    Raises:
        PageNotFoundError: it has none with this id.
    """
    page = db.session.get(EditionPage, page_id)
    if page is None or page.edition_id != edition.id:
        raise PageNotFoundError
    return page


def lock_page(page: EditionPage) -> EditionPage:
    """Return the page as it is now, with its row locked until the transaction ends.

    Raises:
        PageNotFoundError: it has been removed meanwhile.
    """
    statement = select(EditionPage).where(EditionPage.id == page.id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise PageNotFoundError
    return found


def get_published_page(edition: Edition, slug: str) -> EditionPage:
    """Return the published page of an edition with this slug.

    Raises:
        PageNotFoundError: there is none, or it is not published.
    """
    page = db.session.scalar(
        select(EditionPage).where(
            EditionPage.edition_id == edition.id,
            EditionPage.slug == slug,
            EditionPage.is_published,
        )
    )
    if page is None:
        raise PageNotFoundError
    return page


def list_published_pages(edition: Edition) -> Sequence[PageLink]:
    """Return the published pages of an edition, in their order. Mostly without a statement."""
    return _page_links.get((edition.id, edition.public_version), lambda: _read_links(edition))


def _read_links(edition: Edition) -> Sequence[PageLink]:
    rows = db.session.execute(
        select(EditionPage.slug, EditionPage.title)
        .where(EditionPage.edition_id == edition.id, EditionPage.is_published)
        .order_by(EditionPage.position, EditionPage.id)
    )
    return [PageLink(row.slug, row.title) for row in rows]


def list_all_published_pages() -> Mapping[str, Sequence[str]]:
    """Return the slugs of the published pages of every edition, by the edition's slug."""
    rows = db.session.execute(
        select(Edition.slug, EditionPage.slug.label("page"))
        .join(Edition, Edition.id == EditionPage.edition_id)
        .where(EditionPage.is_published)
        .order_by(EditionPage.position, EditionPage.id)
    )
    pages: dict[str, list[str]] = {}
    for row in rows:
        pages.setdefault(row.slug, []).append(row.page)
    return pages


def list_city_keys(edition: Edition) -> Sequence[str]:
    """Return the keys of the cities that attended an edition, in the order of its result."""
    return db.session.scalars(
        select(City.key)
        .join(EditionCity, EditionCity.city_id == City.id)
        .where(EditionCity.edition_id == edition.id, EditionCity.role == CityRole.ATTENDED)
        .order_by(EditionCity.position)
    ).all()


def list_editions_attended_by(city: City) -> Sequence[Edition]:
    """Return the public editions that a city attended, the latest first."""
    return db.session.scalars(
        select(Edition)
        .join(EditionCity, EditionCity.edition_id == Edition.id)
        .where(
            EditionCity.city_id == city.id,
            EditionCity.role == CityRole.ATTENDED,
            Edition.state != EditionState.DRAFT,
        )
        .order_by(Edition.starts_on.desc(), Edition.id)
    ).all()
