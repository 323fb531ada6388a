"""Values of signing at the table."""

from datetime import timedelta
from enum import StrEnum

TABLE = "declaration.table"
"""The purpose of the link that a device at the table holds; used up by the signature."""
SITTING = "table_sitting"
"""The kind of subject that such a link is about."""
TABLE_LASTS = timedelta(minutes=30)


class Shown(StrEnum):
    """By what an officer knew the person who signs at the table."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity-card"
    OFFICIAL_CARD = "official-card"  # of the city
    KNOWN = "known"  # to the officer, in person
