"""Reads that bring several features together."""

from forum.site.queries.overview import (
    count_mails,
    list_failed_mails,
    list_mails,
    load_overview,
)

__all__ = ["count_mails", "list_failed_mails", "list_mails", "load_overview"]
