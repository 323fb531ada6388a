"""Limits on how often an address may ask: per process, or shared through Redis by settings."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from forum.core.settings import Settings

limiter = Limiter(get_remote_address, default_limits=[], headers_enabled=False)


def init_app(app: Flask, settings: Settings) -> None:
    """Count in this process, or in Redis where there is one."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    app.config["RATELIMIT_SWALLOW_ERRORS"] = True  # a lost Redis must not close the door
    app.config["RATELIMIT_ENABLED"] = not app.testing
    before = app.before_request_funcs.setdefault(None, [])
    known = len(before)
    limiter.init_app(app)
    # It looks before each request for limits that hold for all; there are none, and a limited
    # function asks again by itself.
    del before[known:]
