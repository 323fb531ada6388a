"""Organisers' pages of registration: the list, a person's page, actions on many."""

from forum.registration.manage import bulk, list, person  # noqa: A004  a page by its noun
from forum.registration.manage.blueprint import registration_manage

__all__ = ["bulk", "list", "person", "registration_manage"]
