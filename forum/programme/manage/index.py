"""The editor's page, and what its script asks to see what others have done."""

from flask import request
from flask.typing import ResponseReturnValue

from forum.core.permissions import Permission
from forum.editions.queries import get_edition
from forum.programme.manage.answers import page, parts
from forum.programme.manage.blueprint import programme_manage
from forum.programme.manage.board import present_state, read_board
from forum.web.access import requires


@programme_manage.get("")
@requires(Permission.PROGRAMME_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """Show a day of the draft to edit it."""
    return page(get_edition(edition))


@programme_manage.get("/board")
@requires(Permission.PROGRAMME_EDIT)
def board(edition: str) -> ResponseReturnValue:
    """Give the parts of the page anew, unless the script has seen them as they are."""
    found = get_edition(edition)
    if request.args.get("seen") == present_state(found):
        return "", 204
    return parts(read_board(found))
