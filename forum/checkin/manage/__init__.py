"""Organisers' pages of check-in: who has come, the lists, the devices."""

from forum.checkin.manage import (
    arrivals,
    conflicts,
    devices,
    lists,
    missing,
    paper,
    practice,
    walkins,
)
from forum.checkin.manage.blueprint import checkin_manage

__all__ = [
    "arrivals",
    "checkin_manage",
    "conflicts",
    "devices",
    "lists",
    "missing",
    "paper",
    "practice",
    "walkins",
]
