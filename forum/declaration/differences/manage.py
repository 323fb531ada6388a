"""For organisers: two versions beside each other, the draft among them."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from forum.core.permissions import Permission
from forum.declaration.differences.queries import compare, list_versions
from forum.declaration.queries import get_declaration
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.forms import read_number

differences_manage = Blueprint("declaration_differences_manage", __name__)


@differences_manage.get("/declarations/<key>/differences")
@requires(Permission.DECLARATION_VIEW)
def compare_versions(edition: str, key: str) -> ResponseReturnValue:
    """Show what a version, or the draft, says otherwise than one before it."""
    declaration = get_declaration(get_edition(edition), key)
    versions = list_versions(declaration, drafts=True)
    return render_template(
        "declaration/differences/compare_versions.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        versions=versions,
        difference=compare(
            versions, read_number(request.args.get("old")), read_number(request.args.get("new"))
        ),
    )
