"""Answering an offer from a waiting list, by the link in the mail that made it."""

from collections.abc import Collection
from datetime import timedelta

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask import render_template as render
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.core.i18n import gettext as _
from forum.core.links import CapabilityLink, issue_link
from forum.core.localized import LocalizedText
from forum.programme.queries import public_agenda
from forum.programme.types import Agenda
from forum.registration import services
from forum.registration.emails import OFFER_PURPOSE, PURPOSE
from forum.registration.errors import NotOfferedError
from forum.registration.exports import where
from forum.registration.forms import EmptyForm
from forum.registration.models import Registration
from forum.registration.questions.queries import option_label
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import get_entry, list_waiting, seats_of
from forum.registration.waiting.rules import gives_way
from forum.registration.waiting.types import ADMISSION, WaitingState, option_of, session_of
from forum.web.access import by_link
from forum.web.links import register_purpose, remember_link
from forum.web.messages import tell

offer = Blueprint("offer", __name__)


def mount_offer(app: Flask) -> None:
    """Mount the page, and say where the link leads."""
    app.register_blueprint(offer, url_prefix="/<language:language>/my/offer")
    register_purpose(app, OFFER_PURPOSE, _leads_to, _explain)


def _leads_to(link: CapabilityLink) -> str:
    del link
    return url_for("offer.show")


def _is_held(entry: WaitingEntry) -> bool:
    ends = entry.offer_ends_at
    return entry.state is WaitingState.OFFERED and ends is not None and ends > clock.now()


def _explain(link: CapabilityLink) -> None:
    """Say what became of an offer whose link leads nowhere any more, and what is left."""
    entry = get_entry(link.subject_id)
    if _is_held(entry):
        return
    mine, agenda = entry.registration, public_agenda(entry.registration.edition)
    page = render(
        "registration/offer/over.html",
        edition=mine.edition,
        registration=mine,
        entry=entry,
        what=_named(mine, entry.subject, agenda),
        waiting=[(_named(mine, one.entry.subject, agenda), one) for one in list_waiting(mine)],
    )
    abort(make_response(page, NotOfferedError.status))


def _named(mine: Registration, subject: str, agenda: Agenda) -> LocalizedText:
    """Return what somebody waits for, in words."""
    session = agenda.session(session_of(subject))
    if session is not None:
        return session.title
    if subject == ADMISSION:
        return mine.category.name
    return option_label(mine, option_of(subject))


def _given_back(
    mine: Registration, agenda: Agenda, given_up: Collection[str]
) -> list[LocalizedText]:
    """Return the names of what somebody holds now and gives back for what is offered."""
    held = seats_of(mine) & set(given_up)
    ordered = [subject for wish in mine.wishes for subject in wish if subject in held]
    return [_named(mine, subject, agenda) for subject in dict.fromkeys(ordered)]


@offer.get("")
@by_link(OFFER_PURPOSE)
def show() -> ResponseReturnValue:
    """Say what is held, until when, and what is given back when it is taken."""
    entry = get_entry(g.link.subject_id)
    ends = entry.offer_ends_at
    if not _is_held(entry) or ends is None:
        _explain(g.link)
        raise NotOfferedError
    mine = entry.registration
    agenda = public_agenda(mine.edition)
    session = agenda.session(session_of(entry.subject)) if session_of(entry.subject) else None
    given_up = gives_way(entry.subject, mine.wishes)
    minutes = (ends - clock.now()) // timedelta(minutes=1)
    return render(
        "registration/offer/show.html",
        edition=mine.edition,
        registration=mine,
        is_admission=entry.subject == ADMISSION,
        session=session,
        place=where(session, agenda) if session else None,
        option=option_label(mine, option_of(entry.subject)),
        given_back=_given_back(mine, agenda, given_up),
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
