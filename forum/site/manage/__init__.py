"""Organisers' pages that show several features: overview, mails, team, people, settings."""

from forum.site.manage import cloning, settings  # noqa: F401  their views, on one blueprint
from forum.site.manage.blueprint import editions_manage
from forum.site.manage.overview import site_manage
from forum.site.manage.people import people_manage

__all__ = ["editions_manage", "people_manage", "site_manage"]
