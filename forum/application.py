"""Builds the application: its parts in their order, and what they are mounted on."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from forum.accounts import passwords, sessions
from forum.blueprints import register_blueprints
from forum.core import clock, db, i18n, logs, outbox
from forum.core.paths import STATIC, TEMPLATES
from forum.core.settings import Settings
from forum.web import (
    access,
    addresses,
    compression,
    errors,
    headers,
    languages,
    limits,
    routes,
    templating,
    transaction,
    translating,
    uploads,
)

LARGEST_REQUEST = 16 * 1024 * 1024
LARGEST_FORM_PART = 1024 * 1024
STATIC_LASTS = timedelta(days=365)  # built files carry a hash of their content in their names


def build(settings: Settings, *, testing: bool) -> Flask:
    """Build the application from its settings."""
    app = Flask("forum", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.jinja_environment = translating.Templates
    app.url_rule_class = routes.Route
    app.testing = testing
    app.extensions["settings"] = settings
    _configure(app, settings)
    logs.configure(settings)
    if settings.clock is not None:
        clock.start_at(settings.clock)
    db.init_app(app, settings.database)
    i18n.init_app(app)
    outbox.init_app(app, settings)
    languages.init_app(app)
    addresses.init_app(app)
    headers.init_app(app, settings)
    transaction.init_app(app)
    limits.init_app(app, settings)
    templating.init_app(app, settings)
    compression.init_app(app)
    errors.init_app(app)
    passwords.init_app(app)
    sessions.init_app(app)
    uploads.init_app(app)
    csrf = CSRFProtect(app)
    register_blueprints(app, csrf)
    access.refuse_unmarked_views(app)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret(),
        TRUSTED_HOSTS=settings.hosts(),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM_PART,
        MAX_FORM_PARTS=1000,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_LASTS,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "forum_session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        # who is signed in is a row with limits of its own; this is how long a form's token lasts
        PERMANENT_SESSION_LIFETIME=timedelta(days=8),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: forms stay open on a phone for days
        WTF_CSRF_SSL_STRICT=True,
        PROPAGATE_EXCEPTIONS=app.testing,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.url_map.strict_slashes = False
