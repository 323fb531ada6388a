"""Organisers' pages that show several features: overview, mails, team, people, settings."""

from forum.site.manage.cloning import cloning_manage
from forum.site.manage.overview import site_manage
from forum.site.manage.people import people_manage
from forum.site.manage.settings import settings_manage

__all__ = ["cloning_manage", "people_manage", "settings_manage", "site_manage"]
