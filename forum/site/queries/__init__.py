"""Reads that bring several features together."""

from forum.site.queries.overview import (
    count_mails,
    list_failed_mails,
    list_mails,
    load_overview,
)
from forum.site.queries.people import list_all_cities, list_people_for, uses_of

__all__ = [
    "count_mails",
    "list_all_cities",
    "list_failed_mails",
    "list_mails",
    "list_people_for",
    "load_overview",
    "uses_of",
]
