"""Keeping filters under a name, and letting go of them."""

from sqlalchemy import select

from forum.core import audit
from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.filters.errors import (
    FilterNameMissingError,
    FilterNameTakenError,
    NothingToSaveError,
)
from forum.registration.filters.models import SavedFilter
from forum.registration.filters.rules import CHOSEN, SHORT, chosen_of, view_to_mapping
from forum.registration.filters.types import ListView
from forum.registration.types import ListFilter


def save_filter(
    edition: Edition, name: str, chosen: ListFilter, view: ListView, *, is_shared: bool
) -> SavedFilter:
    """Keep a filter. Who was ticked one by one is no filter, and is left out.

    Raises:
        FilterNameMissingError, FilterNameTakenError, NothingToSaveError
    """
    name = " ".join(name.split())[:SHORT]
    if not name:
        raise FilterNameMissingError
    said = {**chosen_of(chosen), **view_to_mapping(view)}
    said.pop(CHOSEN, None)
    if not said:
        raise NothingToSaveError
    actor = audit.present_actor()
    same = select(SavedFilter.id).where(
        SavedFilter.edition_id == edition.id,
        SavedFilter.made_by == actor,
        SavedFilter.name == name,
    )
    if db.session.scalar(same) is not None:
        raise FilterNameTakenError
    saved = SavedFilter(
        edition_id=edition.id, name=name, chosen=said, is_shared=is_shared, made_by=actor
    )
    db.session.add(saved)
    db.session.flush()
    return saved


def remove_filter(saved: SavedFilter) -> None:
    """Let go of a filter."""
    db.session.delete(saved)
