"""What people see and do by the link in their mail, under `/L/my/registration`."""

from datetime import date
from itertools import groupby

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from forum.calendar.exports import CONTENT_TYPE, publish
from forum.calendar.organisers import public_organiser
from forum.core.codes import verify_code
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.links import CapabilityLink
from forum.core.settings import current_settings
from forum.programme.queries import public_agenda
from forum.programme.types import Session
from forum.registration import services
from forum.registration.emails import PURPOSE
from forum.registration.exports import (
    badge_token,
    chosen_sessions,
    device_mark,
    own_events,
    where,
)
from forum.registration.forms import CodeForm, EmptyForm
from forum.registration.models import Registration
from forum.registration.queries import get_registration, list_consents, list_star_keys
from forum.registration.rules import first_session
from forum.registration.words import STATE_LEVELS, STATE_WORDS
from forum.tokens.exports import qr_svg
from forum.web.access import by_link
from forum.web.limits import limiter
from forum.web.links import register_purpose
from forum.web.messages import tell

my = Blueprint("my", __name__)


def mount_self_service(app: Flask) -> None:
    """Mount the pages, and say where the link leads."""
    app.register_blueprint(my, url_prefix="/<language:language>/my/registration")
    register_purpose(app, PURPOSE, _leads_to)


def _leads_to(link: CapabilityLink) -> str:
    del link
    return url_for("my.show")


def my_registration() -> Registration:
    """Return the registration that the opened link belongs to."""
    return get_registration(g.link.subject_id)


def my_page(mine: Registration, name: str, **values: object) -> str:
    """Return a page of self-service."""
    return render_template(
        f"registration/my/{name}.html", edition=mine.edition, registration=mine, **values
    )


@my.get("")
@by_link(PURPOSE)
def show() -> ResponseReturnValue:
    """Show the registration: the pass, when and where, the chosen sessions, the consents."""
    mine = my_registration()
    agenda = public_agenda(mine.edition)
    first = first_session(agenda)
    sessions = chosen_sessions(mine, agenda)
    days: list[tuple[date | None, list[Session]]] = [
        (day, list(of_day)) for day, of_day in groupby(sessions, key=lambda session: session.day)
    ]
    return my_page(
        mine,
        "show",
        qr=Markup(qr_svg(badge_token(mine))) if mine.is_confirmed else "",  # noqa: S704  our own
        first=first,
        place=where(first, agenda) if first else None,
        days=days,
        where=lambda session: where(session, agenda),
        consents=list_consents(mine),
        state_word=STATE_WORDS[mine.state],
        state_level=STATE_LEVELS[mine.state],
        stars=len(list_star_keys(mine)),
        device_mark=device_mark(mine),
    )


@my.get("/sessions.ics")
@by_link(PURPOSE)
def calendar() -> ResponseReturnValue:
    """Give the chosen and the starred sessions as a calendar file."""
    mine = my_registration()
    agenda = public_agenda(mine.edition)

    def address(session: Session) -> str:
        path = url_for("programme.show", edition=mine.edition.slug, session=session.key)
        return current_settings().public_url + path

    events = own_events(mine, agenda, address, starred=list_star_keys(mine))
    language = current_language()
    organiser = public_organiser(mine.edition.host, language)
    content = publish(events, mine.edition.name, language, organiser=organiser)
    response = Response(content, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{mine.number}.ics"'
    return response


@my.get("/cancel")
@by_link(PURPOSE)
def cancel() -> ResponseReturnValue:
    """Say what cancelling means, and offer to send a code."""
    mine = my_registration()
    if not mine.is_confirmed:
        return redirect(url_for("my.show"), 303)
    return my_page(mine, "cancel", form=EmptyForm())


@my.post("/cancel")
@by_link(PURPOSE)
@limiter.limit("10/hour")
def send_code() -> ResponseReturnValue:
    """Mail a fresh code."""
    mine = my_registration()
    if not mine.is_confirmed:
        return redirect(url_for("my.show"), 303)
    services.send_fresh_code(mine)
    return redirect(url_for("my.cancel_by_code"), 303)


@my.route("/cancel/code", methods=["GET", "POST"])
@by_link(PURPOSE)
def cancel_by_code() -> ResponseReturnValue:
    """Take the code, and cancel."""
    mine = my_registration()
    if not mine.is_confirmed:
        return redirect(url_for("my.show"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            verify_code(services.CODE_PURPOSE, "registration", mine.id, form.code.data)
            services.cancel(mine)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.code)
        else:
            tell(_("Your registration is cancelled."))
            return redirect(url_for("my.show"), 303)
    page = my_page(mine, "cancel_by_code", form=form)
    return make_response(page, 422 if form.errors else 200)
