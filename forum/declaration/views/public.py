"""What everybody sees: the text, the wall, and the means to verify both."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.declaration import exports, queries, services
from forum.declaration.errors import ReceiptNotFoundError
from forum.editions.queries import get_public_edition, public_state
from forum.web.access import public
from forum.web.cache import cached

declaration = Blueprint("declaration", __name__)
evidence = Blueprint("declaration_evidence", __name__)
receipts = Blueprint("declaration_receipts", __name__)


def _state(edition: str) -> object:
    return public_state(edition)


def _state_of_one(edition: str, key: str) -> object:
    del key
    return public_state(edition)


def _state_of_text(edition: str, key: str, version: int) -> object:
    del key, version
    return public_state(edition)


@declaration.get("/declarations")
@public
@cached(_state)
def index(edition: str) -> ResponseReturnValue:
    """List an edition's declarations; where there is one, show it at once."""
    found = get_public_edition(edition)
    shown = queries.list_public_declarations(found)
    if len(shown) == 1:
        return redirect(url_for("declaration.show", edition=edition, key=shown[0].key))
    return render_template(
        "declaration/index.html", edition=found, section="declaration", declarations=shown
    )


@declaration.get("/declarations/<key>")
@public
@cached(_state_of_one)
def show(edition: str, key: str) -> ResponseReturnValue:
    """Show the text in both languages, and who has signed it."""
    found = get_public_edition(edition)
    row = queries.get_public_declaration(found, key)
    return render_template(
        "declaration/show.html",
        edition=found,
        section="declaration",
        declaration=queries.as_public(row),
        wall=queries.load_wall(row),
    )


@declaration.get("/declarations/<key>/verify")
@public
@cached(_state_of_one)
def verify(edition: str, key: str) -> ResponseReturnValue:
    """Tell what a receipt's number stands for, and how to verify the whole chain."""
    found = get_public_edition(edition)
    row = queries.get_public_declaration(found, key)
    number = request.args.get("number", "").strip()
    finding, refusal = None, ""
    if number:
        try:
            finding = queries.look_up(number, services.trusted_keys())
        except ReceiptNotFoundError as error:
            refusal = error.sentence()
        if finding is not None and not finding.number.startswith(f"{row.code}-"):
            return redirect(url_for("declaration_receipts.show_number", number=finding.number))
    return render_template(
        "declaration/verify.html",
        edition=found,
        section="declaration",
        declaration=queries.as_public(row),
        keys=queries.list_public_keys(row),
        end=queries.chain_end(row),
        number=number,
        finding=finding,
        refusal=refusal,
    ), (404 if refusal else 200)


@evidence.get("/declarations/<key>/chain.json")
@public
@cached(_state_of_one, takes=())
def chain(edition: str, key: str) -> ResponseReturnValue:
    """Give the chain of records, with what anybody needs to verify it."""
    row = queries.get_public_declaration(get_public_edition(edition), key)
    return Response(queries.load_chain(row), mimetype="application/json")


@evidence.get("/declarations/<key>/verifier.py")
@public
@cached(_state_of_one, takes=())
def verifier(edition: str, key: str) -> ResponseReturnValue:
    """Give the offline verifier, which trusts the keys that sealed this chain."""
    row = queries.get_public_declaration(get_public_edition(edition), key)
    trusted = tuple(name for name, _raw in queries.list_public_keys(row))
    return _file(exports.verifier_file(trusted), "verifier.py", "text/x-python")


@evidence.get("/declarations/<key>/text-<int:version>.txt")
@public
@cached(_state_of_text, takes=())
def text(edition: str, key: str, version: int) -> ResponseReturnValue:
    """Give the canonical bytes of a frozen version, whose SHA-256 is the text's fingerprint."""
    row = queries.get_public_declaration(get_public_edition(edition), key)
    return _file(queries.load_frozen_text(row, version), f"{key}-{version}.txt", "text/plain")


def _file(content: bytes, name: str, mimetype: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _state_of_number(number: str) -> object:
    return queries.record_state(number)


@receipts.get("/verify/<number>")
@public
@cached(_state_of_number)
def show_number(number: str) -> ResponseReturnValue:
    """Tell what a receipt's number stands for."""
    row, _record = queries.get_record(number)
    return render_template(
        "declaration/number.html",
        edition=row.edition,
        section="declaration",
        declaration=queries.as_public(row),
        finding=queries.look_up(number, services.trusted_keys()),
    )
