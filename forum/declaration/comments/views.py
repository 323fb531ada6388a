"""What an invited city's link shows: the draft, and room for a comment at each part."""

from typing import cast

from flask import Blueprint, Flask, g, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.links import CapabilityLink
from forum.core.localized import LocalizedText
from forum.declaration import queries
from forum.declaration.comments import services
from forum.declaration.comments.errors import CommentsClosedError, PlaceNotFoundError
from forum.declaration.comments.forms import CommentForm
from forum.declaration.comments.queries import list_own_comments, open_version
from forum.declaration.comments.rules import find_place, places_of
from forum.declaration.comments.types import CITY, Place
from forum.declaration.errors import MandateMissingError
from forum.declaration.models import DeclarationVersion, Mandate
from forum.declaration.types import OVER
from forum.web.access import by_link
from forum.web.limits import limiter
from forum.web.links import register_purpose
from forum.web.messages import tell

comments = Blueprint("declaration_comments", __name__)

OFTEN = "60 per hour"


def _entry(link: CapabilityLink) -> str:
    del link
    return url_for("declaration_comments.read", language=current_language())


def _set_up(state: BlueprintSetupState) -> None:
    register_purpose(cast("Flask", state.app), CITY, _entry)


comments.record(_set_up)


def _mandate() -> Mandate:
    mandate = queries.get_mandate_by_id(g.link.subject_id)
    if mandate.state in OVER:
        raise MandateMissingError
    return mandate


@comments.get("")
@by_link(CITY)
def read() -> ResponseReturnValue:
    """Show the draft with what the city has said; or that comments are closed."""
    mandate = _mandate()
    declaration = mandate.declaration
    try:
        version = open_version(declaration)
        is_open = True
    except CommentsClosedError:
        version = queries.latest_version(declaration)
        is_open = False
    return render_template(
        "declaration/comments/read.html",
        edition=declaration.edition,
        section="declaration",
        mandate=mandate,
        row=declaration,
        version=version,
        is_open=is_open,
        places=list(places_of(version.as_text())),
        comments=list_own_comments(mandate),
    )


def _place(version: DeclarationVersion, where: str) -> tuple[Place, LocalizedText]:
    found = find_place(version.as_text(), where)
    if found is None:
        raise PlaceNotFoundError
    return found


@comments.route("/<where>", methods=["GET", "POST"])
@by_link(CITY)
@limiter.limit(OFTEN, methods=["POST"])
def say(where: str) -> ResponseReturnValue:
    """Take a comment on one part; give it back to who wrote it if the text has gone on."""
    mandate = _mandate()
    form = CommentForm()
    try:
        version = open_version(mandate.declaration)
        place, said_there = _place(version, where)
    except (CommentsClosedError, PlaceNotFoundError) as refusal:
        if not form.is_submitted() or not form.words.data:
            raise
        return _give_back(mandate, refusal, form.words.data)
    if form.validate_on_submit():
        try:
            services.comment(mandate, where, form.words.data)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.words)
        else:
            tell(_("Thank you. The organisers read your comment and answer it here."))
            back = url_for("declaration_comments.read", _anchor=where)
            return redirect(back, 303)
    page = render_template(
        "declaration/comments/say.html",
        edition=mandate.declaration.edition,
        section="declaration",
        mandate=mandate,
        version=version,
        place=place,
        words=said_there,
        form=form,
        comments=[one for one in list_own_comments(mandate) if one.place == where],
    )
    return page, 422 if form.is_submitted() else 200


def _give_back(mandate: Mandate, refusal: Refusal, words: str) -> ResponseReturnValue:
    page = render_template(
        "declaration/comments/_given_back.html",
        edition=mandate.declaration.edition,
        section="declaration",
        mandate=mandate,
        version=queries.latest_version(mandate.declaration),
        sentence=refusal.sentence(),
        words=words,
    )
    return page, refusal.status
