"""One's own data, by the link in the mail and after a fresh code."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.typesetting import CONTENT_TYPE
from forum.privacy import services
from forum.privacy.exports import own_data_json, own_data_pdf
from forum.privacy.queries import find_last
from forum.registration.emails import PURPOSE
from forum.registration.models import Registration
from forum.registration.rules import language_of_words
from forum.registration.views.fresh import needs_fresh_code
from forum.registration.views.mine import my_registration
from forum.web.access import by_link
from forum.web.messages import tell

my_data = Blueprint("my_data", __name__)

HERE = "my_data.show"


@my_data.get("")
@by_link(PURPOSE)
@needs_fresh_code()
def show() -> ResponseReturnValue:
    """Offer one's data as files, and to ask for erasure."""
    mine = my_registration()
    language = current_language()
    return render_template(
        "privacy/my/show.html",
        edition=mine.edition,
        registration=mine,
        asked=find_last(mine),
        tongue=lambda words: language_of_words(words, language),
    )


@my_data.get("/data.json")
@by_link(PURPOSE)
@needs_fresh_code(HERE)
def download_json() -> ResponseReturnValue:
    """Give everything as JSON."""
    mine = my_registration()
    return _file(mine, own_data_json(mine), "application/json", "json")


@my_data.get("/data.pdf")
@by_link(PURPOSE)
@needs_fresh_code(HERE)
def download_pdf() -> ResponseReturnValue:
    """Give everything as a PDF."""
    mine = my_registration()
    return _file(mine, own_data_pdf(mine, current_language()), CONTENT_TYPE, "pdf")


def _file(mine: Registration, content: bytes, content_type: str, extension: str) -> Response:
    response = Response(content, content_type=content_type)
    name = f"{mine.number}-data.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@my_data.post("/erasure")
@by_link(PURPOSE)
@needs_fresh_code(HERE)
def ask_erasure() -> ResponseReturnValue:
    """Ask the organisers to erase everything."""
    services.ask_erasure(my_registration())
    tell(_("Your request has reached the organisers. You get a mail when it is decided."))
    return redirect(url_for(HERE), 303)
