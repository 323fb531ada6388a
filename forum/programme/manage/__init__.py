"""Organisers' pages of the programme: the editor, its forms, places and materials."""

from forum.programme.manage import index, materials, moves, operations, places, presence, sessions
from forum.programme.manage.blueprint import programme_manage

__all__ = [
    "index",
    "materials",
    "moves",
    "operations",
    "places",
    "presence",
    "programme_manage",
    "sessions",
]
