"""What people see and do by the link in their mail, under `/L/my/registration`."""

from datetime import date
from itertools import groupby

from flask import Flask, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from forum.calendar.exports import CONTENT_TYPE, publish
from forum.calendar.organisers import public_organiser
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.links import CapabilityLink
from forum.core.settings import current_settings
from forum.programme.queries import public_agenda
from forum.programme.types import Session
from forum.registration import services
from forum.registration.consents.queries import list_own_consents
from forum.registration.emails import PURPOSE
from forum.registration.exports import (
    badge_token,
    chosen_sessions,
    device_mark,
    own_events,
    where,
)
from forum.registration.forms import EmptyForm
from forum.registration.queries import list_session_limits, list_star_keys
from forum.registration.questions.files import hand_out
from forum.registration.questions.queries import find_file, told_answers
from forum.registration.rules import first_session
from forum.registration.views.fresh import needs_fresh_code
from forum.registration.views.mine import my, my_page, my_registration
from forum.registration.views.own_calendar import subscription_of
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import session_of
from forum.registration.words import OWN_WORDS, STATE_LEVELS, STATE_WORDS
from forum.tokens.exports import qr_svg
from forum.web.access import by_link
from forum.web.links import register_purpose
from forum.web.messages import tell


def mount_self_service(app: Flask) -> None:
    """Mount the pages, and say where the link leads."""
    app.register_blueprint(my, url_prefix="/<language:language>/my/registration")
    register_purpose(app, PURPOSE, _leads_to)


def _leads_to(link: CapabilityLink) -> str:
    del link
    return url_for("my.show")


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
        has_choice=mine.is_confirmed and bool(list_session_limits(mine.edition)),
        where=lambda session: where(session, agenda),
        consents=list_own_consents(mine),
        waiting=[
            (agenda.session(session_of(one.entry.subject)), one) for one in list_waiting(mine)
        ],
        said=OWN_WORDS.get(mine.state, ("", "")),
        state_word=STATE_WORDS[mine.state],
        state_level=STATE_LEVELS[mine.state],
        stars=len(list_star_keys(mine)),
        own_told=told_answers(mine),
        address_of_file=lambda key: url_for("my.answer_file", key=key),
        **subscription_of(mine),
        device_mark=device_mark(mine),
    )


@my.get("/files/<key>")
@by_link(PURPOSE)
def answer_file(key: str) -> ResponseReturnValue:
    """Hand out a file with which the person has answered."""
    return hand_out(find_file(my_registration(), key))


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


@my.route("/cancel", methods=["GET", "POST"])
@by_link(PURPOSE)
@needs_fresh_code()
def cancel() -> ResponseReturnValue:
    """Say what cancelling means, and cancel."""
    mine = my_registration()
    if not mine.is_coming:
        return redirect(url_for("my.show"), 303)
    form = EmptyForm()
    if form.validate_on_submit():
        services.cancel(mine)
        tell(_("Your registration is cancelled."))
        return redirect(url_for("my.show"), 303)
    return my_page(mine, "cancel", form=form)
