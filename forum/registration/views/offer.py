"""Answering an offer from a waiting list, by the link in the mail that made it."""

from datetime import timedelta

from flask import Blueprint, Flask, Response, g, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.core.i18n import gettext as _
from forum.core.links import CapabilityLink, issue_link
from forum.programme.queries import public_agenda
from forum.registration import services
from forum.registration.emails import OFFER_PURPOSE, PURPOSE
from forum.registration.errors import NotOfferedError
from forum.registration.exports import where
from forum.registration.forms import EmptyForm
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import get_entry
from forum.registration.waiting.rules import gives_way
from forum.registration.waiting.types import ADMISSION, WaitingState, session_of
from forum.web.access import by_link
from forum.web.links import register_purpose, remember_link
from forum.web.messages import tell

offer = Blueprint("offer", __name__)


def mount_offer(app: Flask) -> None:
    """Mount the page, and say where the link leads."""
    app.register_blueprint(offer, url_prefix="/<language:language>/my/offer")
    register_purpose(app, OFFER_PURPOSE, _leads_to)


def _leads_to(link: CapabilityLink) -> str:
    del link
    return url_for("offer.show")


@offer.get("")
@by_link(OFFER_PURPOSE)
def show() -> ResponseReturnValue:
    """Say what is held, until when, and what is given back when it is taken."""
    entry = get_entry(g.link.subject_id)
    ends = entry.offer_ends_at
    if entry.state is not WaitingState.OFFERED or ends is None or ends <= clock.now():
        raise NotOfferedError
    mine = entry.registration
    agenda = public_agenda(mine.edition)
    session = agenda.session(session_of(entry.subject)) if session_of(entry.subject) else None
    given_up = {session_of(subject) for subject in gives_way(entry.subject, mine.wishes)}
    minutes = (ends - clock.now()) // timedelta(minutes=1)
    return render(
        "registration/offer/show.html",
        edition=mine.edition,
        registration=mine,
        is_admission=entry.subject == ADMISSION,
        session=session,
        place=where(session, agenda) if session else None,
        given_back=[agenda.session(key) for key in mine.session_keys if key in given_up],
        ends=ends,
        hours=minutes // 60,
        minutes=minutes % 60,
        form=EmptyForm(),
    )


@offer.post("")
@by_link(OFFER_PURPOSE)
def answer() -> ResponseReturnValue:
    """Take what is held, or leave it to the next on the list."""
    takes = request.form.get("answer") == "take"
    if not takes and request.form.get("answer") != "leave":
        return redirect(url_for("offer.show"), 303)
    entry = services.answer_offer(g.link, takes=takes)
    tell(_("The place is yours.") if takes else _("You left the place to the next person."))
    return _to_registration(entry)


def _to_registration(entry: WaitingEntry) -> Response:
    response = redirect(url_for("my.show"), 303)
    assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's response
    secret = issue_link(PURPOSE, "registration", entry.registration_id)
    remember_link(response, PURPOSE, secret)
    return response
