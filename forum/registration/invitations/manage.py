"""Organisers' page of invitations."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language, ngettext
from forum.core.i18n import gettext as _
from forum.core.localized import Language
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.invitations import services
from forum.registration.invitations.forms import InviteForm
from forum.registration.invitations.queries import (
    get_invitation,
    list_by_invitation,
    list_invitations,
)
from forum.registration.invitations.rules import read_guests
from forum.registration.invitations.types import Sent
from forum.registration.invitations.words import STATE_WORDS
from forum.registration.rules import language_of_words
from forum.web.access import requires
from forum.web.messages import tell

invitations_manage = Blueprint("invitations_manage", __name__)


@invitations_manage.route("", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """List who is invited and how far it has come, and invite more."""
    found = get_edition(edition)
    categories = list_by_invitation(found)
    form = InviteForm()
    form.offer(categories)
    if request.method == "POST" and form.validate_on_submit():
        language: Language = "ko" if form.language.data == "ko" else "en"
        category = next(one for one in categories if one.key == form.category.data)
        try:
            guests = read_guests(form.guests.data)
            sent = services.invite(found, category, guests, language)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.guests)
        else:
            _tell(sent)
            return _to_index(found)
    page = render_template(
        "registration/invitations/index.html",
        edition=found,
        section="registrations",
        form=form,
        categories=categories,
        invitations=list_invitations(found),
        state_words=STATE_WORDS,
        tongue=lambda words: language_of_words(words, current_language()),
    )
    return make_response(page, 422 if form.errors else 200)


def _tell(sent: Sent) -> None:
    tell(ngettext("%(num)s address is invited.", "%(num)s addresses are invited.", sent.count))
    if sent.known:
        known = ", ".join(sent.known)
        tell(_("Invited or registered already, so left out: %(known)s", known=known), "warning")


def _to_index(edition: Edition) -> ResponseReturnValue:
    return redirect(url_for("invitations_manage.index", edition=edition.slug), 303)


@invitations_manage.post("/<int:invitation_id>/resend")
@requires(Permission.REGISTRATION_EDIT)
def resend(edition: str, invitation_id: int) -> ResponseReturnValue:
    """Write to somebody once more."""
    found = get_edition(edition)
    services.resend(get_invitation(invitation_id, found))
    tell(_("The invitation is sent again."))
    return _to_index(found)


@invitations_manage.post("/<int:invitation_id>/withdraw")
@requires(Permission.REGISTRATION_EDIT)
def withdraw(edition: str, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    found = get_edition(edition)
    services.withdraw(get_invitation(invitation_id, found))
    tell(_("The invitation is withdrawn. Its link says so."))
    return _to_index(found)
