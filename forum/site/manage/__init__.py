"""Organisers' pages that show several features: overview, mails, team."""

from forum.site.manage.overview import site_manage

__all__ = ["site_manage"]
