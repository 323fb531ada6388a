"""What people are asked when they register, kept by each process until somebody changes it.

Every step needs categories, cities, notices and forms, which change on a few days of a year. The
row of the book, with which every step begins, says which version of them holds; whatever writes
one of them raises it, in the same transaction, wherever it is written from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, event, select, update
from sqlalchemy.orm import Mapper

from forum.cities.models import City
from forum.core.db import db, noted_in_transaction
from forum.core.kept import Shelf, detached
from forum.core.localized import LocalizedText
from forum.core.mailtexts import MailText, present_mail_texts
from forum.editions.models import Edition
from forum.registration.models import Category, ConsentNotice, RegistrationBook
from forum.registration.queries import list_cities, list_notices
from forum.registration.questions.models import FormVersion, RegistrationForm
from forum.registration.questions.queries import latest_versions
from forum.registration.types import WayIn


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCategory:
    """What the steps need to know of a category; its seats are read when they are needed."""

    id: int
    key: str
    name: LocalizedText
    way_in: WayIn
    is_invited: bool
    form_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an edition asks; the rows belong to no session, and are only read."""

    categories: Mapping[str, AskedCategory]  # by key
    notices: Sequence[ConsentNotice]  # in order
    cities: Sequence[City]  # by key
    versions: Mapping[int, FormVersion]  # the present ones, by their forms' ids
    mail_texts: Mapping[str, MailText]  # what organisers have written into mails, by key

    def version_of(self, category: AskedCategory | None) -> FormVersion | None:
        """Return what a category's form asks now, if it has one that asks something."""
        return self.versions.get(category.form_id or 0) if category else None


_asked: Shelf[Asked] = Shelf(most=20)


def asked_of(book: RegistrationBook) -> Asked:
    """Return what an edition asks. No statement, once a reading request has asked."""
    asked = _asked.get((book.edition_id, book.asked_version), lambda: _read(book))
    noted_in_transaction()[Asked, book.edition_id] = asked
    return asked


def asked_before(edition: Edition) -> Asked | None:
    """Return what `asked_of` has returned in the present transaction, if it was called."""
    found: Asked | None = noted_in_transaction().get((Asked, edition.id))
    return found


def _read(book: RegistrationBook) -> Asked:
    rows = db.session.execute(
        select(
            Category.id,
            Category.key,
            Category.name,
            Category.way_in,
            Category.is_invited,
            Category.form_id,
        ).where(Category.edition_id == book.edition_id)
    )
    categories = {row.key: AskedCategory(**row._mapping) for row in rows}  # noqa: SLF001  its name
    forms = {c.form_id for c in categories.values() if c.form_id is not None}
    versions = detached(latest_versions(forms).values())
    texts = present_mail_texts(book.edition_id)
    return Asked(
        categories=categories,
        notices=detached(list_notices(book.edition)),
        cities=detached(list_cities()),
        versions={version.form_id: version for version in versions},
        mail_texts={text.key: text for text in detached(texts.values())},
    )


# ------------------------------------------------------------------ what raises the version


def _rise(connection: Connection, *chosen: ColumnElement[bool]) -> None:
    connection.execute(
        update(RegistrationBook)
        .where(*chosen)
        .values(asked_version=RegistrationBook.asked_version + 1)
    )


def _of_edition(
    mapper: Mapper[Category], connection: Connection, row: Category | ConsentNotice | MailText
) -> None:
    del mapper
    _rise(connection, RegistrationBook.edition_id == row.edition_id)


def _of_form(mapper: Mapper[FormVersion], connection: Connection, row: FormVersion) -> None:
    del mapper
    edition = select(RegistrationForm.edition_id).where(RegistrationForm.id == row.form_id)
    _rise(connection, RegistrationBook.edition_id == edition.scalar_subquery())


def _of_all(mapper: Mapper[City], connection: Connection, row: City) -> None:
    del mapper, row
    _rise(connection)


for _model, _raise in (
    (Category, _of_edition),
    (ConsentNotice, _of_edition),
    (MailText, _of_edition),
    (FormVersion, _of_form),
    (City, _of_all),
):
    for _moment in ("after_insert", "after_update", "after_delete"):
        event.listen(_model, _moment, _raise)
