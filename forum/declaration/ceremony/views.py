"""The screen in the hall: public, the same bytes for everybody, one indexed read as it polls."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.declaration import queries
from forum.declaration.ceremony.queries import load_sheet
from forum.declaration.ceremony.rules import board_of
from forum.declaration.ceremony.types import Scene, TurnState
from forum.declaration.errors import DeclarationNotFoundError
from forum.editions.queries import get_public_edition, public_state
from forum.web.access import public
from forum.web.cache import cached

ceremony = Blueprint("declaration_ceremony", __name__)

EVERY = 1  # seconds between two questions: a signature is seen within two
EVERY_ARCHIVED = 300


def _state(edition: str, key: str) -> object:
    del key
    return public_state(edition)


@ceremony.get("/declarations/<key>/ceremony")
@public
@cached(_state, takes=(), tells_time=True)
def hall(edition: str, key: str) -> ResponseReturnValue:
    """Show the large screen: who is called, who has just signed, and the wall; or the photo."""
    found = get_public_edition(edition)
    row = queries.get_public_declaration(found, key)
    declaration = queries.as_public(row)
    if declaration.is_summary:
        raise DeclarationNotFoundError
    sheet = load_sheet(row)
    is_photo = sheet.scene is Scene.PHOTO
    shown = [turn for turn in sheet.shown if turn.state is TurnState.SIGNED or not is_photo]
    return render_template(
        "declaration/ceremony/hall.html",
        edition=found,
        declaration=declaration,
        sheet=sheet,
        board=board_of(shown),
        total=len(sheet.shown),
        is_photo=is_photo,
        day=declaration.adopted_on or found.ends_on,
        every=EVERY_ARCHIVED if found.archived else EVERY,
    )
