"""The tags of an edition."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.manage.blueprint import registration_manage
from forum.registration.rules import language_of_words
from forum.registration.tags import services
from forum.registration.tags.queries import count_by_tag, get_tag, list_tags
from forum.registration.tags.types import TagColour
from forum.registration.tags.words import COLOUR_WORDS
from forum.web.access import requires
from forum.web.messages import tell


def read_colour(value: str) -> TagColour:
    """Return a colour that was chosen; grey if none was."""
    return TagColour(value) if value in set(TagColour) else TagColour.GREY


@registration_manage.get("/tags")
@requires(Permission.REGISTRATION_VIEW)
def tags(edition: str) -> ResponseReturnValue:
    """Show the tags, and how many people have each."""
    found = get_edition(edition)
    return render_template(
        "registration/manage/tags.html",
        edition=found,
        section="registrations",
        tags=list_tags(found),
        counts=count_by_tag(found),
        colours=COLOUR_WORDS,
        tongue=lambda words: language_of_words(words, current_language()),
    )


def _back(edition: Edition) -> ResponseReturnValue:
    return redirect(url_for("registration_manage.tags", edition=edition.slug), 303)


@registration_manage.post("/tags")
@requires(Permission.REGISTRATION_EDIT)
def add_tag(edition: str) -> ResponseReturnValue:
    """Make a tag."""
    found = get_edition(edition)
    colour = read_colour(request.form.get("colour", ""))
    try:
        services.write_tag(found, request.form.get("word", ""), colour)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    return _back(found)


@registration_manage.post("/tags/<int:tag_id>")
@requires(Permission.REGISTRATION_EDIT)
def change_tag(edition: str, tag_id: int) -> ResponseReturnValue:
    """Show a tag in another colour, and say whether it marks guests of honour."""
    found = get_edition(edition)
    colour = read_colour(request.form.get("colour", ""))
    services.change_tag(get_tag(found, tag_id), colour, is_vip="is_vip" in request.form)
    return _back(found)


@registration_manage.post("/tags/<int:tag_id>/delete")
@requires(Permission.REGISTRATION_EDIT)
def delete_tag(edition: str, tag_id: int) -> ResponseReturnValue:
    """Take a tag from everybody."""
    found = get_edition(edition)
    services.remove_tag(get_tag(found, tag_id))
    tell(_("The tag is gone."))
    return _back(found)
