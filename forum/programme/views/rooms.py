"""The rooms, and the screen beside the door of each."""

from collections import Counter

from flask import render_template
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.editions.queries import get_public_edition, public_state
from forum.programme import queries
from forum.programme.errors import PlaceNotFoundError
from forum.programme.happening import room_screen
from forum.programme.views.pages import programme
from forum.web.access import public
from forum.web.cache import cached, true_until


def _state(edition: str) -> object:
    return public_state(edition)


def _room_state(edition: str, room: str) -> object:
    del room
    return public_state(edition)


@programme.get("/rooms")
@public
@cached(_state, takes=())
def rooms(edition: str) -> ResponseReturnValue:
    """List the rooms with what one has to know of each, and lead to the screens at their doors."""
    found = get_public_edition(edition)
    agenda = queries.public_agenda(found)
    return render_template(
        "programme/rooms.html",
        edition=found,
        section="programme",
        agenda=agenda,
        sessions=Counter(session.place for session in agenda.sessions),
    )


@programme.get("/rooms/<room>")
@public
@cached(_room_state, takes=(), tells_time=True)
def room(edition: str, room: str) -> ResponseReturnValue:
    """Show the screen beside a room's door: what is on, what is next, the rest of the day."""
    found = get_public_edition(edition)
    agenda = queries.public_agenda(found)
    place = agenda.place(room)
    if place is None:
        raise PlaceNotFoundError
    screen = room_screen(agenda, place, clock.now())
    if screen.turns_at is not None:
        true_until(screen.turns_at)
    return render_template("programme/room.html", edition=found, agenda=agenda, screen=screen)
