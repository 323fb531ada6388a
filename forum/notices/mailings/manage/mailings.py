"""Organisers' pages of mailings: written, looked at, sent once, stopped."""

from functools import partial

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.i18n import ngettext
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.notices.mailings import queries, services
from forum.notices.mailings.forms import MessageForm, SendForm
from forum.notices.mailings.manage import parts
from forum.notices.mailings.models import Mailing
from forum.notices.mailings.rules import named
from forum.notices.mailings.types import Audience, LeftOut, MailingState
from forum.notices.mailings.words import (
    LEFT_OUT_WORDS,
    STATE_LEVELS,
    STATE_WORDS,
    first_words,
)
from forum.web.access import requires
from forum.web.forms import Form
from forum.web.messages import tell

mailings_manage = Blueprint("mailings_manage", __name__)


@mailings_manage.get("")
@requires(Permission.MAIL_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """List the mailings and how they are getting on."""
    found = get_edition(edition)
    mailings = queries.list_mailings(found)
    return render_template(
        "notices/manage/mailings/index.html",
        edition=found,
        section="mails",
        named=named,
        mailings=mailings,
        progress=queries.progress_of_all(mailings),
        state_words=STATE_WORDS,
        state_levels=STATE_LEVELS,
    )


# ------------------------------------------------------------------ writing


@mailings_manage.get("/new")
@requires(Permission.MAIL_EDIT)
def new(edition: str) -> ResponseReturnValue:
    """Ask what it says and whom it is for; the list of registrations gives its filter along."""
    found = get_edition(edition)
    chosen = parts.chosen_in_address()
    form = parts.form_of(MessageForm, found, chosen, text=first_words())
    return _editor(found, None, form)()


@mailings_manage.post("/new")
@requires(Permission.MAIL_EDIT)
def create(edition: str) -> ResponseReturnValue:
    """Keep it as a draft, or show how it looks, or send it to the organiser alone."""
    found = get_edition(edition)
    form = parts.form_of(MessageForm, found, parts.carried_in_form({}))
    answer = parts.unless_saved(found, form, _editor(found, None, form))
    if answer is not None:
        return answer
    mailing = services.write_mailing(found, form.message())
    return redirect(_address(found, mailing), 303)


@mailings_manage.get("/<int:mailing_id>/edit")
@requires(Permission.MAIL_EDIT)
def edit(edition: str, mailing_id: int) -> ResponseReturnValue:
    """Show a draft to be changed."""
    found = get_edition(edition)
    mailing = queries.get_mailing(found, mailing_id)
    if mailing.state is not MailingState.DRAFT:
        return redirect(_address(found, mailing), 303)
    form = parts.form_of(
        MessageForm,
        found,
        mailing.chosen,
        subject=mailing.subject,
        text=mailing.text,
        seen=str(mailing.revision),
    )
    return _editor(found, mailing, form)()


@mailings_manage.post("/<int:mailing_id>/edit")
@requires(Permission.MAIL_EDIT)
def revise(edition: str, mailing_id: int) -> ResponseReturnValue:
    """Change a draft, or show how it would look, or send it to the organiser alone."""
    found = get_edition(edition)
    mailing = queries.get_mailing(found, mailing_id)
    form = parts.form_of(MessageForm, found, parts.carried_in_form(mailing.chosen))
    show = _editor(found, mailing, form)
    answer = parts.unless_saved(found, form, show)
    if answer is not None:
        return answer
    try:
        services.revise_mailing(found, mailing_id, form.message(), seen=form.revision_seen())
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return show(status=refusal.status)
    return redirect(_address(found, mailing), 303)


def _editor(edition: Edition, mailing: Mailing | None, form: MessageForm) -> parts.Editor:
    return partial(
        parts.editor,
        "notices/manage/mailings/edit.html",
        edition,
        form,
        named=named,
        mailing=mailing,
    )


# ------------------------------------------------------------------ sending


@mailings_manage.get("/<int:mailing_id>")
@requires(Permission.MAIL_EDIT)
def show(edition: str, mailing_id: int) -> ResponseReturnValue:
    """Show a draft with the exact recipients, or how a mailing is getting on."""
    found = get_edition(edition)
    return _show(found, queries.get_mailing(found, mailing_id))


def _show(
    edition: Edition, mailing: Mailing, refused: str = "", status: int = 200
) -> ResponseReturnValue:
    form = parts.form_of(
        MessageForm, edition, mailing.chosen, subject=mailing.subject, text=mailing.text
    )
    form.who.data = request.args.get("who", "")
    words = parts.words_for_pages(edition, form)
    audience = words["audience"]
    assert isinstance(audience, Audience)  # noqa: S101  one of several kinds of words
    send = SendForm(formdata=None)
    send.seen.data, send.digest.data = str(mailing.revision), audience.digest()
    page = render_template(
        "notices/manage/mailings/show.html",
        edition=edition,
        section="mails",
        named=named,
        mailing=mailing,
        form=form,
        send=send,
        simple=Form(formdata=None),
        refused=refused,
        progress=queries.progress_of_all([mailing])[mailing.id],
        state_words=STATE_WORDS,
        state_levels=STATE_LEVELS,
        not_sent={
            LEFT_OUT_WORDS[LeftOut(reason)]: count for reason, count in mailing.left_out.items()
        },
        **words,
    )
    return make_response(page, status)


@mailings_manage.post("/<int:mailing_id>/send")
@requires(Permission.MAIL_EDIT)
def send(edition: str, mailing_id: int) -> ResponseReturnValue:
    """Queue the mails to exactly those who were shown."""
    found, form = get_edition(edition), SendForm()
    mailing = queries.get_mailing(found, mailing_id)
    if not form.validate_on_submit():
        return _show(found, mailing, status=422)
    said = str(form.seen.data or "")
    seen = int(said) if said.isdecimal() and len(said) < 9 else -1  # noqa: PLR2004
    try:
        sent = services.send_mailing(
            found, mailing_id, seen=seen, digest=str(form.digest.data or "")
        )
    except Refusal as refusal:
        return _show(found, mailing, refusal.sentence(), refusal.status)
    tell(
        ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", sent.recipients)
    )
    return redirect(_address(found, sent), 303)


@mailings_manage.post("/<int:mailing_id>/cancel")
@requires(Permission.MAIL_EDIT)
def cancel(edition: str, mailing_id: int) -> ResponseReturnValue:
    """Stop it: what has not gone out never does."""
    found = get_edition(edition)
    mailing = queries.get_mailing(found, mailing_id)
    try:
        count = services.cancel_mailing(found, mailing_id)
    except Refusal as refusal:
        return _show(found, mailing, refusal.sentence(), refusal.status)
    tell(
        ngettext(
            "Stopped. %(num)s mail does not go out.",
            "Stopped. %(num)s mails do not go out.",
            count,
        )
    )
    return redirect(_address(found, mailing), 303)


@mailings_manage.post("/<int:mailing_id>/delete")
@requires(Permission.MAIL_EDIT)
def delete(edition: str, mailing_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    found = get_edition(edition)
    try:
        services.delete_mailing(found, mailing_id)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("The draft is thrown away."))
    return redirect(url_for("mailings_manage.index", edition=found.slug), 303)


def _address(edition: Edition, mailing: Mailing) -> str:
    return url_for("mailings_manage.show", edition=edition.slug, mailing_id=mailing.id)
