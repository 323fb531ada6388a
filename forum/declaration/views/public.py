"""What everybody sees: the text, the wall, and the means to verify both."""

from typing import cast

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from forum.cities.map.rules import draw
from forum.cities.map.types import Place
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.queue import background
from forum.declaration import exports, queries, rules, services
from forum.declaration.documents import queries as papers
from forum.declaration.documents.forms import PaperForm
from forum.declaration.documents.sealing import trusted_certificates
from forum.declaration.documents.services import make_seal
from forum.declaration.errors import InstrumentNotFoundError, ReceiptNotFoundError
from forum.declaration.heads.queries import load_heads
from forum.declaration.heads.services import send_heads
from forum.declaration.types import WallCity
from forum.editions.queries import get_public_edition, public_state
from forum.web.access import public
from forum.web.cache import cached
from forum.web.limits import limiter
from forum.web.uploads import is_too_large, takes_file

declaration = Blueprint("declaration", __name__)
evidence = Blueprint("declaration_evidence", __name__)
receipts = Blueprint("declaration_receipts", __name__)

LARGEST_PAPER = 10_000_000  # bytes


def _set_up(state: BlueprintSetupState) -> None:
    worker = background(cast("Flask", state.app))
    worker.every_minute("chain_heads", send_heads)
    worker.every_minute("document_seal", make_seal)


receipts.record(_set_up)


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
    wall = queries.load_wall(row)
    events = queries.list_events(row)
    reservations, errata = rules.what_stands(events)
    return render_template(
        "declaration/show.html",
        edition=found,
        section="declaration",
        declaration=queries.as_public(row),
        wall=wall,
        map=draw(map(_place_of, wall.cities), current_language()),
        events=events,
        reservations=reservations,
        errata=errata,
        instrument=papers.find_instrument(row),
    )


def _place_of(city: WallCity) -> Place:
    return Place(
        key=city.key,
        name=city.name,
        latitude=city.latitude,
        longitude=city.longitude,
        is_marked=city.is_signed,
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
        end=queries.load_chain_end(row),
        number=number,
        finding=finding,
        refusal=refusal,
    ), (404 if refusal else 200)


@declaration.route("/declarations/<key>/verify/paper", methods=["GET", "POST"])
@public
@takes_file(LARGEST_PAPER)
@limiter.limit("60 per 10 minutes", methods=["POST"])
def paper(edition: str, key: str) -> ResponseReturnValue:
    """Tell what a PDF is worth: whether its seal is ours, and whether it was touched."""
    found = get_public_edition(edition)
    row = queries.get_public_declaration(found, key)
    form, finding = PaperForm(), None
    if form.validate_on_submit():
        sent = form.file.data
        content = sent.read() if isinstance(sent, FileStorage) else b""
        if not content:
            form.reject(_("Choose a file first."), form.file)
        elif is_too_large(cast("FileStorage", sent)):
            form.reject(_("The file is larger than 10 MB."), form.file)
        else:
            finding = papers.look_at(content, trusted_certificates())
    return render_template(
        "declaration/paper.html",
        edition=found,
        section="declaration",
        declaration=queries.as_public(row),
        form=form,
        finding=finding,
        hashes=papers.list_hashes(row),
        largest=LARGEST_PAPER,
    ), (422 if form.errors else 200)


@evidence.get("/declarations/<key>/instrument.pdf")
@public
@cached(_state_of_one, takes=())
def instrument(edition: str, key: str) -> ResponseReturnValue:
    """Give the newest instrument: the text with all its signatures, sealed."""
    row = queries.get_public_declaration(get_public_edition(edition), key)
    made = papers.find_instrument(row, with_pdf=True)
    if made is None or made.pdf is None:
        raise InstrumentNotFoundError
    return _file(made.pdf, f"{row.code}.pdf", "application/pdf")


@evidence.get("/declarations/<key>/heads.json")
@public
@cached(_state_of_one, takes=())
def heads(edition: str, key: str) -> ResponseReturnValue:
    """Give the heads that have left the house each day, with their timestamps."""
    row = queries.get_public_declaration(get_public_edition(edition), key)
    return Response(load_heads(row), mimetype="application/json")


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
