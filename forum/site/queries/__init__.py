"""Reads that bring several features together."""

from forum.site.queries.overview import (
    count_mails,
    find_mails,
    get_mail,
    list_causes,
    list_failed_mails,
    load_overview,
)
from forum.site.queries.people import list_all_cities, list_people_for, uses_of

__all__ = [
    "count_mails",
    "find_mails",
    "get_mail",
    "list_all_cities",
    "list_causes",
    "list_failed_mails",
    "list_people_for",
    "load_overview",
    "uses_of",
]
