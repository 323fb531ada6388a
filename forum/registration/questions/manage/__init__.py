"""Organisers' pages of own questions: the forms of an edition, and their builder."""

from forum.registration.questions.manage import builder, parts  # noqa: F401  their views
from forum.registration.questions.manage.blueprint import forms_manage

__all__ = ["forms_manage"]
