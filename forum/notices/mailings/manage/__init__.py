"""Organisers' pages of mailings and reminders."""

from flask import Flask

from forum.core.deferred import write_later
from forum.notices.mailings.manage.mailings import mailings_manage
from forum.notices.mailings.manage.reminders import reminders_manage
from forum.notices.mailings.services import DueReminders


def init_app(app: Flask) -> None:
    """Let the worker send reminders when they are due: it looks each minute."""
    write_later(app, DueReminders())


__all__ = ["init_app", "mailings_manage", "reminders_manage"]
