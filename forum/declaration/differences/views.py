"""For everybody: what a frozen version says otherwise than another."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from forum.declaration.differences.queries import compare, list_versions
from forum.declaration.queries import get_public_declaration
from forum.editions.queries import get_public_edition, public_state
from forum.web.access import public
from forum.web.cache import cached
from forum.web.forms import read_number

differences = Blueprint("declaration_differences", __name__)


def _state(edition: str, key: str) -> object:
    del key
    return public_state(edition)


@differences.get("/declarations/<key>/differences")
@public
@cached(_state, takes=("old", "new"))
def show(edition: str, key: str) -> ResponseReturnValue:
    """Show two frozen versions beside each other, word by word, in both languages."""
    found = get_public_edition(edition)
    declaration = get_public_declaration(found, key)
    versions = list_versions(declaration, drafts=False)
    return render_template(
        "declaration/differences/show.html",
        edition=found,
        section="declaration",
        row=declaration,
        versions=versions,
        difference=compare(
            versions, read_number(request.args.get("old")), read_number(request.args.get("new"))
        ),
    )
