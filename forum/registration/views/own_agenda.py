"""One's own agenda by the link in the mail: what was chosen, what has a star, and what clashes."""

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from forum.core.hangul import found_in
from forum.core.i18n import gettext as _
from forum.programme.changes import Programme
from forum.programme.filters import marks_of, texts_of
from forum.programme.queries import public_programme
from forum.programme.types import Session, SessionKind, SessionState
from forum.registration import services
from forum.registration.emails import PURPOSE
from forum.registration.errors import OtherEditionError
from forum.registration.exports import device_mark, where
from forum.registration.models import Registration
from forum.registration.own_agenda import own_agenda
from forum.registration.queries import list_star_keys
from forum.registration.views.mine import my, my_page, my_registration
from forum.web.access import by_link
from forum.web.messages import tell

LONGEST_QUERY = 100
MOST_KEYS = 1_000  # in one request; an edition has a few hundred sessions
MOST_FOUND = 20
# Nobody keeps a break: it has no star on the public agenda either.
_NOT_KEPT = {SessionKind.BREAK, SessionKind.TRANSFER}


@my.get("/agenda")
@by_link(PURPOSE)
def agenda() -> ResponseReturnValue:
    """Show the chosen and the starred sessions by day and time, with their clashes."""
    mine = my_registration()
    if not mine.is_confirmed:
        return redirect(url_for("my.show"), 303)
    shown = public_programme(mine.edition)
    starred = list_star_keys(mine)
    kept = frozenset(mine.session_keys) | starred
    query = " ".join(request.args.get("q", "").split())[:LONGEST_QUERY]
    found = _found(shown, query, kept) if query else []
    days = own_agenda(
        shown.agenda,
        chosen=frozenset(mine.session_keys),
        starred=starred,
        marks=marks_of(shown.changes),
    )
    return my_page(
        mine,
        "agenda",
        agenda=shown.agenda,
        days=days,
        clashing=sum(1 for day in days for entry in day.entries if entry.clashes),
        where=lambda session: where(session, shown.agenda),
        query=query,
        found=found[:MOST_FOUND],
        more=max(0, len(found) - MOST_FOUND),
        device_mark=device_mark(mine),
        starred=sorted(starred),
    )


def _found(shown: Programme, query: str, kept: frozenset[str]) -> list[Session]:
    """Return the sessions that fit the words and are not in one's agenda yet."""
    return [
        session
        for session in shown.agenda.sessions
        if session.key not in kept
        and session.state is SessionState.SCHEDULED
        and session.kind not in _NOT_KEPT
        and found_in(query, texts_of(shown.agenda, session))
    ]


@my.post("/agenda")
@by_link(PURPOSE)
def change_agenda() -> ResponseReturnValue:
    """Set a star, or take one off, by a button."""
    added, removed = request.form.get("add", ""), request.form.get("remove", "")
    services.change_stars(my_registration(), add={added} - {""}, remove={removed} - {""})
    tell(_("In your agenda now.") if added else _("Taken out of your agenda."))
    query = request.form.get("q", "")[:LONGEST_QUERY]
    return redirect(url_for("my.agenda", q=query or None), 303)


@my.get("/stars")
@by_link(PURPOSE)
def stars() -> ResponseReturnValue:
    """Tell a page of ours which sessions have stars, and with which token it may change them."""
    mine = my_registration()
    return jsonify(**_told(mine, list_star_keys(mine)), token=generate_csrf())


@my.post("/stars")
@by_link(PURPOSE)
def keep_stars() -> ResponseReturnValue:
    """Take the stars that a device has set and taken off. The same twice is the same once."""
    mine = my_registration()
    if request.form.get("edition") != mine.edition.slug:
        raise OtherEditionError
    kept = services.change_stars(
        mine,
        add=request.form.getlist("add")[:MOST_KEYS],
        remove=request.form.getlist("remove")[:MOST_KEYS],
    )
    return jsonify(_told(mine, kept))


def _told(mine: Registration, keys: frozenset[str]) -> dict[str, object]:
    return {
        "edition": mine.edition.slug,
        "person": device_mark(mine) if mine.is_confirmed else "",
        "stars": sorted(keys),
    }
