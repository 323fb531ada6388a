"""The usher's app: a page without people, and what makes it work without a network."""

import hashlib

from flask import Blueprint, Response, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.checkin.sync.words import app_words
from forum.checkin.types import Notice, Reason
from forum.core.i18n import current_language, in_language
from forum.core.i18n import gettext as _
from forum.core.localized import LANGUAGES, Language
from forum.core.paths import STATIC
from forum.web.access import public
from forum.web.headers import allow_scanning

checkin_app = Blueprint("checkin_app", __name__)

ICONS = (180, 192, 512)
FILES = (
    "fonts.css",
    "door.css",
    "usher-app.js",
    "zxing_reader.wasm",
    "forum-sans.woff2",
    *(f"usher-{side}.png" for side in ICONS),
)


def _asset(name: str) -> str:
    address: str = current_app.jinja_env.globals["asset"](name)  # type: ignore[operator]
    return address


def _page(language: Language) -> str:
    g.language = language
    with in_language(language):
        return render_template(
            "checkin/app.html",
            language=language,
            app_words=app_words(),
            reasons=[*Reason],
            notices=[*Notice],
            languages=LANGUAGES,
        )


@checkin_app.get("/app/<language:language>")
@public
def show() -> ResponseReturnValue:
    """Show the app; the device brings the people, and its cookie says which device it is."""
    allow_scanning()
    return _page(current_language())


@checkin_app.get("/app/<language:language>.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """Say how the app is installed."""
    known = current_language()
    with in_language(known):
        about = {
            "id": "/checkin/",
            "name": _("The door of the forum"),
            "short_name": _("The door"),
            "lang": known,
            "start_url": url_for("checkin_app.show", language=known),
            "scope": "/checkin/",
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#0b0c0e",
            "theme_color": "#0b0c0e",
            "icons": [
                {"src": _asset(f"usher-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
                for side in ICONS
            ],
        }
    response = Response(current_app.json.dumps(about))
    response.content_type = "application/manifest+json"
    return response


@checkin_app.get("/worker.js")
@public
def worker() -> ResponseReturnValue:
    """Return the service worker, with what it keeps; it changes when any of that does."""
    pages = [_page(language) for language in LANGUAGES]
    files = [
        *(url_for("checkin_app.show", language=language) for language in LANGUAGES),
        *(url_for("checkin_app.manifest", language=language) for language in LANGUAGES),
        *(_asset(name) for name in FILES),
        url_for("static", filename="img/mark.svg"),
    ]
    script = (STATIC / "checkin" / "worker.js").read_text(encoding="utf-8")
    said = "\n".join([*pages, *files, script])
    version = hashlib.sha256(said.encode()).hexdigest()[:12]
    head = f"const VERSION = {current_app.json.dumps(version)};\n"
    head += f"const FILES = {current_app.json.dumps(files)};\n"
    return Response(head + script, content_type="text/javascript; charset=utf-8")
