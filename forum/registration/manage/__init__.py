"""Organisers' pages of registration: the list, a person's page, actions on many."""

from forum.registration.manage import (
    bulk,
    filters,
    list,  # noqa: A004  a page by its noun
    notes,
    period,
    person,
    sheets,
    tags,
)
from forum.registration.manage.blueprint import registration_manage

__all__ = [
    "bulk",
    "filters",
    "list",
    "notes",
    "period",
    "person",
    "registration_manage",
    "sheets",
    "tags",
]
