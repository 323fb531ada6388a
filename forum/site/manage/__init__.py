"""Organisers' pages that show several features: overview, mails, team, people."""

from forum.site.manage.overview import site_manage
from forum.site.manage.people import people_manage

__all__ = ["people_manage", "site_manage"]
