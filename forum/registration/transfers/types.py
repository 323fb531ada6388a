"""Values about passing a place on."""

from enum import StrEnum


class TransferState(StrEnum):
    """How far it has come."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
