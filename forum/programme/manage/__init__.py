"""Organisers' pages of the programme: the editor, its forms, places and materials."""

from forum.programme.manage import materials
from forum.programme.manage.blueprint import programme_manage

__all__ = ["materials", "programme_manage"]
