"""Organisers' pages: inviting cities to comment, reading comments, answering them."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.i18n import ngettext
from forum.core.permissions import Permission
from forum.declaration import queries
from forum.declaration.comments import services
from forum.declaration.comments.errors import CommentsClosedError
from forum.declaration.comments.forms import AnswerForm
from forum.declaration.comments.queries import (
    get_comment,
    list_commenters,
    list_comments,
    open_version,
)
from forum.declaration.comments.rules import in_order
from forum.declaration.comments.types import tongue_of
from forum.declaration.mandates.forms import CityForm
from forum.declaration.models import Declaration
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.forms import Form
from forum.web.messages import tell

comments_manage = Blueprint("declaration_comments_manage", __name__)


def _get(edition: str, key: str) -> Declaration:
    return queries.get_declaration(get_edition(edition), key)


def _back(edition: str, key: str, anchor: str = "") -> ResponseReturnValue:
    address = url_for(
        "declaration_comments_manage.index", edition=edition, key=key, _anchor=anchor or None
    )
    return redirect(address, 303)


def _is_open(declaration: Declaration) -> bool:
    try:
        open_version(declaration)
    except CommentsClosedError:
        return False
    return True


def _index(declaration: Declaration, form: CityForm, status: int) -> ResponseReturnValue:
    found = list_comments(declaration)
    places = in_order(list({comment.place for comment in found}))
    page = render_template(
        "declaration/comments/index.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=queries.latest_version(declaration),
        is_open=_is_open(declaration),
        places=[(key, [one for one in found if one.place == key]) for key in places],
        commenters=list_commenters(declaration),
        form=form,
        simple=Form(),
    )
    return page, status


@comments_manage.get("/declarations/<key>/comments")
@requires(Permission.DECLARATION_VIEW)
def index(edition: str, key: str) -> ResponseReturnValue:
    """Show what cities have said, part by part, and who is asked."""
    declaration = _get(edition, key)
    form = CityForm()
    form.offer(queries.list_free_cities(declaration))
    return _index(declaration, form, 200)


@comments_manage.post("/declarations/<key>/comments/cities")
@requires(Permission.DECLARATION_EDIT)
def invite_city(edition: str, key: str) -> ResponseReturnValue:
    """Ask one more city, at its own address."""
    declaration = _get(edition, key)
    form = CityForm()
    form.offer(queries.list_free_cities(declaration))
    if form.validate_on_submit():
        try:
            services.invite_city(declaration, form.details())
        except Refusal as refusal:
            form.reject(refusal.sentence())
        else:
            tell(_("The city is asked, by a mail with a link to the draft."))
            return _back(edition, key)
    return _index(declaration, form, 422)


@comments_manage.post("/declarations/<key>/comments/ask")
@requires(Permission.DECLARATION_EDIT)
def ask_everybody(edition: str, key: str) -> ResponseReturnValue:
    """Mail the draft's link to every city that is invited or has named somebody."""
    count = services.ask_everybody(_get(edition, key))
    tell(ngettext("%(num)s city is asked.", "%(num)s cities are asked.", count))
    return _back(edition, key)


@comments_manage.route("/declarations/<key>/comments/<int:comment_id>", methods=["GET", "POST"])
@requires(Permission.DECLARATION_EDIT)
def answer(edition: str, key: str, comment_id: int) -> ResponseReturnValue:
    """Answer one comment."""
    declaration = _get(edition, key)
    comment = get_comment(declaration, comment_id)
    form = AnswerForm(words=comment.answer)
    if form.validate_on_submit():
        try:
            services.answer(comment, form.words.data)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.words)
        else:
            tell(_("The answer is saved, and the city is told by mail."))
            return _back(edition, key, f"comment-{comment_id}")
    page = render_template(
        "declaration/comments/answer.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=queries.latest_version(declaration),
        comment=comment,
        tongue=tongue_of(comment.text),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200
