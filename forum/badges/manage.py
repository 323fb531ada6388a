"""Organisers' pages of badges: what is still to be printed, and the files for the printer."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from forum.badges import services
from forum.badges.errors import NoBadgesError
from forum.badges.exports import sample_pdf
from forum.badges.forms import BadgesForm, NumberForm
from forum.badges.models import PrintedBy
from forum.badges.queries import count_badges, is_print_outdated
from forum.badges.types import PrintedBadges
from forum.core.errors import Refusal
from forum.core.permissions import Permission
from forum.core.typesetting import CONTENT_TYPE
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.queries import list_categories
from forum.web.access import requires

badges_manage = Blueprint("badges_manage", __name__)

# the page of a person is registration's, which knows nothing of badges
badges_manage.add_app_template_global(is_print_outdated)


@badges_manage.get("/")
@requires(Permission.BADGE_PRINT)
def index(edition: str) -> ResponseReturnValue:
    """Show how many badges each category needs, and offer to print."""
    found = get_edition(edition)
    return _page(found, BadgesForm(list_categories(found)), NumberForm(prefix="desk"))


def _page(edition: Edition, form: BadgesForm, desk: NumberForm) -> str:
    counts = count_badges(edition)
    return render_template(
        "badges/manage/index.html",
        edition=edition,
        counts=counts,
        expected=sum(count.expected for count in counts),
        printed=sum(count.printed for count in counts),
        form=form,
        desk=desk,
    )


@badges_manage.post("/print")
@requires(Permission.BADGE_PRINT)
def print_batch(edition: str) -> ResponseReturnValue:
    """Give the badges that were chosen as one PDF."""
    found = get_edition(edition)
    form = BadgesForm(list_categories(found))
    if not form.validate_on_submit():
        return _page(found, form, NumberForm(formdata=None, prefix="desk")), 422
    wanted = form.details()
    try:
        printed = services.print_badges(found, wanted, by=PrintedBy.BATCH)
    except NoBadgesError as error:
        form.reject(error.sentence(), form.which)
        return _page(found, form, NumberForm(formdata=None, prefix="desk")), error.status
    name = "-".join(filter(None, (edition, "badges", wanted.category, wanted.size.lower())))
    return _file(printed, name)


@badges_manage.post("/desk")
@requires(Permission.BADGE_PRINT)
def print_one(edition: str) -> ResponseReturnValue:
    """Give one badge by its number, at the desk."""
    found = get_edition(edition)
    desk = NumberForm(prefix="desk")
    form = BadgesForm(list_categories(found), formdata=None)
    if not desk.validate_on_submit():
        return _page(found, form, desk), 422
    try:
        printed = services.print_badge(found, str(desk.number.data))
    except Refusal as error:
        desk.reject(error.sentence(), desk.number)
        return _page(found, form, desk), error.status
    return _file(printed, f"{edition}-badge")


@badges_manage.post("/registrations/<int:registration_id>")
@requires(Permission.BADGE_PRINT)
def print_registration(edition: str, registration_id: int) -> ResponseReturnValue:
    """Give the badge of one registration."""
    found = get_edition(edition)
    return _file(services.print_badge_of(found, registration_id), f"{edition}-badge")


@badges_manage.get("/sample.pdf")
@requires(Permission.BADGE_PRINT)
def sample(edition: str) -> ResponseReturnValue:
    """Give a badge of each category for people who do not exist, to look at before printing."""
    found = get_edition(edition)
    response = Response(sample_pdf(found, list_categories(found)), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{edition}-badge-sample.pdf"'
    return response


def _file(printed: PrintedBadges, name: str) -> Response:
    response = Response(printed.pdf, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
