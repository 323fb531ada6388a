"""How the editor answers: with the page for a browser, with its parts for its own script."""

from typing import Any

from flask import jsonify, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from forum.editions.models import Edition
from forum.programme.forms.slots import BriefSessionForm, SlotForm
from forum.programme.manage.board import Board, read_board
from forum.programme.manage.days import index_address
from forum.programme.models import ProgrammeOperation
from forum.programme.services import new_session_key
from forum.programme.types import Conflict, Slot
from forum.web.messages import tell
from forum.web.problems import wants_json

PARTS = ("tabs", "bar", "main", "tray", "warnings", "history")


def page(edition: Edition, **trouble: Any) -> str:  # noqa: ANN401  what the template takes
    """Return the editor's page, with what was refused at its place."""
    board = read_board(edition, "list" if trouble else None)
    new = trouble.pop("new", None)
    if new is None:  # what was posted, if anything, was another form
        new = BriefSessionForm(edition, board.agenda.places, formdata=None, day=board.on)
    new.key.data = new.key.data or new_session_key(edition)
    return render_template(
        "programme/manage/index.html",
        edition=edition,
        board=board,
        new=new,
        **{"refused": "", "form": None, "at": "", "conflict": None, "mine": None, **trouble},
    )


def parts(board: Board) -> ResponseReturnValue:
    """Return what the editor's script draws: the parts of the page."""
    drawn = {
        name: render_template(
            f"programme/manage/_{name}.html", board=board, edition=board.edition, **_NO_TROUBLE
        )
        for name in PARTS
    }
    return jsonify(state=board.state, token=generate_csrf(), parts=drawn)


_NO_TROUBLE: dict[str, Any] = {"form": None, "at": ""}


def done(
    edition: Edition, said: str, *, operation: ProgrammeOperation | None, at: str = ""
) -> ResponseReturnValue:
    """Answer that something was done, or that there was nothing to do.

    The script has drawn it already and asks for the parts of the page when it has nothing more
    to save, so that a save reads one session and not the whole day.
    """
    if wants_json():
        return jsonify(said=said, operation=operation.number if operation else None)
    tell(said, "success" if operation else "info")
    return redirect(index_address(edition) + (f"#session-{at}" if at else ""), 303)


def refused(
    edition: Edition,
    said: str,
    status: int,
    *,
    at: str = "",
    form: SlotForm | None = None,
    new: BriefSessionForm | None = None,
) -> ResponseReturnValue:
    """Answer that nothing was changed, and why; what was typed is kept."""
    if wants_json():
        fields = {f.name: f.errors[0] for f in (form or new or ()) if f.errors}
        return jsonify(said=said, fields=fields), status
    return page(edition, refused=said, form=form, at=at, **({"new": new} if new else {})), status


def late(
    edition: Edition, key: str, said: str, *, conflict: Conflict, mine: Slot
) -> ResponseReturnValue:
    """Answer that somebody else was faster, and offer to go on now that this was seen."""
    if wants_json():
        return jsonify(said=said, base=conflict.version), 409
    return page(edition, refused=said, at=key, conflict=conflict, mine=mine), 409
