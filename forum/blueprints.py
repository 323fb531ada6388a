"""The one list of what is mounted where."""

from flask import Flask
from flask_wtf import CSRFProtect

from forum.web.links import links


def register_blueprints(app: Flask, csrf: CSRFProtect) -> None:
    """Mount every feature. Programs that bring a bearer token need no CSRF token."""
    del csrf
    app.register_blueprint(links, url_prefix="/<language:language>/my/open")
