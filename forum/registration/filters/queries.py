"""What a filter means to the database, and the filters that were kept."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, cast, or_, select

from forum.cities.models import City
from forum.core.db import db
from forum.core.hangul import folded
from forum.editions.models import Edition
from forum.registration.filters.errors import FilterNotFoundError
from forum.registration.filters.models import SavedFilter
from forum.registration.filters.rules import parts_of
from forum.registration.filters.types import AnswerChoice, Sort
from forum.registration.models import Attendance, Category, Registration
from forum.registration.questions.queries import definition_of, latest_versions, list_forms
from forum.registration.questions.rules import NO, SAID_NO, SAID_YES, YES
from forum.registration.questions.types import WITH_OPTIONS, Kind
from forum.registration.tags.models import TagGiven
from forum.registration.types import ListFilter, RegistrationState, Source
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.types import ON_THE_LIST

Conditions = list[ColumnElement[bool]]
_SAID_YES_OR_NO = {YES: ("true", "1"), NO: ("false", "0")}  # as PostgreSQL and SQLite write it


def conditions_of(edition: Edition, chosen: ListFilter) -> Conditions:
    """Return what has to hold of those whom a filter finds."""
    return [
        Registration.edition_id == edition.id,
        *_of_columns(chosen),
        *_of_days(edition, chosen),
        *_of_other_tables(edition, chosen),
        *_of_words(chosen),
    ]


def _of_columns(chosen: ListFilter) -> Conditions:
    found: Conditions = []
    if chosen.state:
        states = [RegistrationState(state) for state in parts_of(chosen.state)]
        found.append(Registration.state.in_(states))
    if chosen.country:
        found.append(Registration.country == chosen.country)
    if chosen.language:
        found.append(Registration.language == chosen.language)
    if chosen.source:
        found.append(Registration.source == Source(chosen.source))
    if chosen.ids:
        found.append(Registration.id.in_([int(one) for one in parts_of(chosen.ids)]))
    if chosen.answer:
        found.append(_has_answered(*chosen.answer.split("/", 1)))
    return found


def _of_days(edition: Edition, chosen: ListFilter) -> Conditions:
    found: Conditions = []
    if chosen.since:
        found.append(Registration.registered_at >= _midnight(edition, chosen.since))
    if chosen.until:
        found.append(Registration.registered_at < _midnight(edition, chosen.until, after=1))
    return found


def _midnight(edition: Edition, day: str, *, after: int = 0) -> datetime:
    begins = date.fromisoformat(day) + timedelta(days=after)
    return datetime(begins.year, begins.month, begins.day, tzinfo=ZoneInfo(edition.timezone))


def _has_answered(question: str, option: str) -> ColumnElement[bool]:
    """Tell of the JSON of the answers whether an option is said, alone or among others."""
    said = cast(Registration.answers[question], String)
    says = said.contains(f'"{option}"', autoescape=True)
    if option in _SAID_YES_OR_NO:
        return or_(says, said.in_(_SAID_YES_OR_NO[option]))
    return says


def _of_other_tables(edition: Edition, chosen: ListFilter) -> Conditions:
    found: Conditions = []
    if chosen.category:
        keys = parts_of(chosen.category)
        categories = select(Category.id).where(Category.edition_id == edition.id)
        found.append(Registration.category_id.in_(categories.where(Category.key.in_(keys))))
    if chosen.city:
        found.append(
            Registration.city_id == select(City.id).where(City.key == chosen.city).scalar_subquery()
        )
    if chosen.session:
        attending = select(Attendance.registration_id)
        found.append(Registration.id.in_(attending.where(Attendance.session_key == chosen.session)))
    if chosen.waits:
        waiting = select(WaitingEntry.registration_id).where(
            WaitingEntry.edition_id == edition.id,
            WaitingEntry.state.in_(ON_THE_LIST),
            WaitingEntry.subject == chosen.waits,
        )
        found.append(Registration.id.in_(waiting))
    if chosen.tag:
        tagged = select(TagGiven.registration_id).where(TagGiven.tag_id == int(chosen.tag))
        found.append(Registration.id.in_(tagged))
    return found


def _of_words(chosen: ListFilter) -> Conditions:
    return [
        Registration.search_text.contains(word, autoescape=True)
        for word in folded(chosen.query).split()
    ]


def ordered(statement: Select[Any], sort: Sort) -> Select[Any]:
    """Return a statement on registrations in the order that was chosen."""
    if sort is Sort.NAME:
        return statement.order_by(Registration.sort_key, Registration.id)
    if sort is Sort.CITY:
        of_cities = statement.outerjoin(City, City.id == Registration.city_id)
        nowhere = Registration.city_id.is_(None)
        return of_cities.order_by(nowhere, City.key, Registration.sort_key, Registration.id)
    if sort is Sort.CATEGORY:
        of_categories = statement.join(Category, Category.id == Registration.category_id)
        return of_categories.order_by(Category.position, Registration.sort_key, Registration.id)
    if sort is Sort.EARLIEST:
        return statement.order_by(Registration.serial)
    return statement.order_by(Registration.serial.desc())  # has an index with the edition


# ------------------------------------------------------------------ what can be looked for


def list_waited_for(edition: Edition) -> Sequence[str]:
    """Return the subjects that somebody waits for."""
    return db.session.scalars(
        select(WaitingEntry.subject)
        .where(WaitingEntry.edition_id == edition.id, WaitingEntry.state.in_(ON_THE_LIST))
        .distinct()
        .order_by(WaitingEntry.subject)
    ).all()


def list_cities_of_people(edition: Edition) -> Sequence[City]:
    """Return the cities from which somebody comes."""
    of_people = select(Registration.city_id).where(
        Registration.edition_id == edition.id, Registration.city_id.is_not(None)
    )
    return db.session.scalars(select(City).where(City.id.in_(of_people)).order_by(City.key)).all()


def list_countries_of_people(edition: Edition) -> Sequence[str]:
    """Return the countries from which somebody comes."""
    return db.session.scalars(
        select(Registration.country)
        .where(Registration.edition_id == edition.id)
        .distinct()
        .order_by(Registration.country)
    ).all()


def list_answer_choices(edition: Edition) -> list[AnswerChoice]:
    """Return the answers that the edition's own questions offer now, each once."""
    versions = latest_versions([form.id for form in list_forms(edition)])
    found: dict[str, AnswerChoice] = {}
    for version in versions.values():
        for question in definition_of(version).questions():
            if question.kind in WITH_OPTIONS:
                options = [(option.key, option.label) for option in question.options]
            elif question.kind is Kind.YES_NO:
                options = [(YES, SAID_YES), (NO, SAID_NO)]
            else:
                continue
            for option, label in options:
                key = f"{question.key}/{option}"
                found[key] = AnswerChoice(key=key, question=question.label, option=label)
    return list(found.values())


# ------------------------------------------------------------------ under a name


def list_saved(edition: Edition, actor: str) -> Sequence[SavedFilter]:
    """Return an organiser's own filters and those that all share, by name."""
    return db.session.scalars(
        select(SavedFilter)
        .where(
            SavedFilter.edition_id == edition.id,
            or_(SavedFilter.is_shared, SavedFilter.made_by == actor),
        )
        .order_by(SavedFilter.name, SavedFilter.id)
    ).all()


def get_saved(edition: Edition, filter_id: int, actor: str) -> SavedFilter:
    """Return a filter that an organiser sees.

    Raises:
        FilterNotFoundError
    """
    found = db.session.get(SavedFilter, filter_id)
    is_seen = found is not None and (found.is_shared or found.made_by == actor)
    if found is None or not is_seen or found.edition_id != edition.id:
        raise FilterNotFoundError
    return found
