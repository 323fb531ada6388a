"""What is on now, and what comes next."""

from flask import render_template
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.editions.queries import get_public_edition, public_state
from forum.programme import queries
from forum.programme.happening import happening
from forum.programme.views.pages import programme
from forum.web.access import public
from forum.web.cache import cached, true_until


def _state(edition: str) -> object:
    return public_state(edition)


@programme.get("/now")
@public
@cached(_state, takes=(), tells_time=True)
def now(edition: str) -> ResponseReturnValue:
    """Show what is on in each room and what comes next; the page asks for itself again."""
    found = get_public_edition(edition)
    agenda = queries.public_agenda(found)
    at = clock.now()
    there = happening(agenda, at)
    if there.turns_at is not None:
        true_until(there.turns_at)
    return render_template(
        "programme/now.html",
        edition=found,
        section="programme",
        agenda=agenda,
        happening=there,
    )
