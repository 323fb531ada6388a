"""Other sessions than before, by the link in the mail and a fresh code."""

from collections.abc import Container
from typing import Any

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.programme.queries import public_agenda
from forum.programme.types import Agenda, Session
from forum.registration import services
from forum.registration.emails import PURPOSE
from forum.registration.errors import ChoiceChangedError
from forum.registration.exports import where
from forum.registration.forms import OwnSessionsForm, choosing_among
from forum.registration.models import Registration
from forum.registration.queries import list_own_limits
from forum.registration.rules import (
    by_day,
    can_be_chosen,
    clashes,
    has_begun,
    needs_invitation,
    second_choices,
)
from forum.registration.views.fresh import needs_fresh_code
from forum.registration.views.mine import my, my_page, my_registration
from forum.registration.waiting.queries import count_waiting, list_lapsed, list_waiting
from forum.registration.waiting.types import session_of, session_subject
from forum.web.access import by_link
from forum.web.messages import tell

CHANGED_MEANWHILE = 409
NOT_ACCEPTED = 422


@my.route("/sessions", methods=["GET", "POST"])
@by_link(PURPOSE)
@needs_fresh_code()
def sessions() -> ResponseReturnValue:
    """Show what has seats, with what the person holds and waits for, and take another choice."""
    mine = my_registration()
    if not mine.is_confirmed:
        return redirect(url_for("my.show"), 303)
    shown = _show(mine)
    form = shown["form"]
    status = 200
    if form.validate_on_submit():
        try:
            changed = services.change_sessions(mine, form.details(), form.shown.data or "")
        except ChoiceChangedError:
            form.shown.data = form.present  # whoever saves again has seen both
            shown["meanwhile"] = True
            status = CHANGED_MEANWHILE
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.sessions)
            status = refusal.status
        else:
            said = _("Your sessions are changed.") if changed else _("Your sessions are as before.")
            tell(said)
            return redirect(url_for("my.show"), 303)
    elif form.is_submitted():
        status = NOT_ACCEPTED
    return make_response(my_page(mine, "sessions", **shown), status)


@my.post("/sessions/again")
@by_link(PURPOSE)
@needs_fresh_code("my.sessions")
def wait_again() -> ResponseReturnValue:
    """Wait once more for what was offered and not taken in time."""
    waits = services.wait_again(my_registration(), request.form.get("session", ""))
    tell(_("You wait again, at the end of the list.") if waits else _("You wait for it already."))
    return redirect(url_for("my.sessions"), 303)


def _show(mine: Registration) -> dict[str, Any]:
    """Return the form with what can be chosen, and what the page shows beside it."""
    agenda = public_agenda(mine.edition)
    limits = list_own_limits(mine.edition, mine.category_id)
    found = [session for session in agenda.sessions if can_be_chosen(session, limits)]
    keys = {session.key for session in found}
    held = frozenset(mine.session_keys) & keys
    places = {session_of(one.entry.subject): one for one in list_waiting(mine)}
    waits = {key: one for key, one in places.items() if key in keys}
    is_invited, zone, now = mine.category.is_invited, mine.edition.timezone, clock.now()
    begun = frozenset(s.key for s in found if has_begun(s, zone, now))
    locked = frozenset(
        session.key
        for session in found
        if session.key not in held
        and session.key not in waits
        and (session.key in begun or needs_invitation(session, is_invited=is_invited))
    )
    form = choosing_among(found, locked, OwnSessionsForm)()
    form.offer(found, limits, locked)
    seconds = second_choices(mine.wishes, sorted(waits), keys)
    form.hold(held, waits, {key for key, one in waits.items() if one.is_offered}, begun, seconds)
    full = [key for key in keys if form.is_full(key)]
    counts = count_waiting(mine.edition) if full else {}
    by_key = {session.key: session for session in found}
    lapsed = {session_of(subject) for subject in list_lapsed(mine)} - begun - locked
    return {
        "form": form,
        "given_back": {key: by_key[one] for key, one in seconds.items() if one in held},
        "lapsed": [session for session in found if session.key in lapsed],
        "days": by_day(found),
        "limits": limits,
        "locked": locked,
        "begun": begun,
        "fixed": held & begun,
        "held": _named(agenda, held),
        "waited": _named(agenda, waits),
        "waits": waits,
        "ahead": {key: counts.get(session_subject(key), 0) for key in full},
        "clashing": clashes([session for session in found if session.key not in locked]),
        "where": lambda session: where(session, agenda),
        "meanwhile": False,
    }


def _named(agenda: Agenda, keys: Container[str]) -> list[Session]:
    return [session for session in agenda.sessions if session.key in keys]
