"""A person's own badge, by the link in their mail."""

from flask import Blueprint, Flask, Response, g
from flask.typing import ResponseReturnValue

from forum.badges.plates.services import do_paper_jobs
from forum.badges.services import badge_pdf, do_badge_jobs
from forum.core.queue import background
from forum.core.typesetting import CONTENT_TYPE
from forum.registration.emails import PURPOSE
from forum.registration.queries import get_registration
from forum.web.access import by_link
from forum.web.limits import limiter

badges = Blueprint("badges", __name__)


def init_app(app: Flask) -> None:
    """Let the worker make the files of many badges, plates and lanyards."""
    background(app).every_minute("badge_jobs", do_badge_jobs)
    background(app).every_minute("paper_jobs", do_paper_jobs)


@badges.get("/badge.pdf")
@by_link(PURPOSE)
@limiter.limit("30/hour")
def mine() -> ResponseReturnValue:
    """Give the badge as a PDF, to print at home."""
    registration = get_registration(g.link.subject_id)
    response = Response(badge_pdf(registration), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{registration.number}.pdf"'
    return response
