"""Version 1 of the API: editions, programmes, registrations, declarations."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from forum.api import queries
from forum.api.forms import (
    FIELDS,
    DeclarationAnswer,
    EditionAnswer,
    EditionsAnswer,
    IdempotencyHeaders,
    ProgrammeAnswer,
    RegistrationAnswer,
    RegistrationRequest,
    RegistrationsAnswer,
    RegistrationsQuery,
)
from forum.core import idempotency, journal
from forum.core.bearer import Scope
from forum.core.errors import Refusal
from forum.declaration.queries import as_public, load_wall
from forum.declaration.queries import get_public_declaration as get_declaration_of
from forum.editions.queries import (
    get_public_edition,
    list_public_editions,
    public_state,
    public_states,
)
from forum.programme.exports import json_file
from forum.programme.queries import public_agenda
from forum.registration.queries import list_registrations
from forum.registration.services import register_details
from forum.registration.types import Source
from forum.web.access import by_token, public
from forum.web.cache import cached
from forum.web.openapi import TOKEN, checked, documented
from forum.web.problems import problem

api_v1 = Blueprint("api_v1", __name__)

JSON = "application/json"
CREATED = 201


def _states() -> object:
    return public_states()


def _state(edition: str) -> object:
    return public_state(edition)


def _json(answer: BaseModel, status: int = 200) -> Response:
    return Response(answer.model_dump_json(), status, content_type=JSON)


@api_v1.get("/editions")
@public
@cached(_states)
@documented("list_editions", "editions", {200: EditionsAnswer})
def editions() -> ResponseReturnValue:
    """List every public edition, the latest first."""
    found = [EditionAnswer.of(edition) for edition in list_public_editions()]
    return _json(EditionsAnswer(editions=found))


@api_v1.get("/editions/<edition>/programme")
@public
@cached(_state)
@documented("get_programme", "editions", {200: ProgrammeAnswer}, refusals=(404,))
def programme(edition: str) -> ResponseReturnValue:
    """Return the latest release of an edition's programme."""
    return Response(json_file(public_agenda(get_public_edition(edition))), content_type=JSON)


@api_v1.get("/editions/<edition>/registrations")
@by_token(Scope.REGISTRATION_READ)
@documented(
    "list_registrations",
    "registrations",
    {200: RegistrationsAnswer},
    refusals=(*TOKEN, 404),
    takes={"query": RegistrationsQuery},
)
def registrations(edition: str) -> ResponseReturnValue:
    """List registrations, fifty at a time, the latest first."""
    found = queries.get_edition_for(g.token, edition, Scope.REGISTRATION_READ)
    query = checked(RegistrationsQuery)
    listed = list_registrations(found, query.details())
    journal.log_access(
        actor=f"{g.actor} token:{g.token.id}",
        endpoint=str(request.endpoint),
        outcome="seen",
        edition=edition,
        details={"edition": edition, **query.model_dump(mode="json", exclude_defaults=True)},
    )
    return _json(RegistrationsAnswer.of(listed))


@api_v1.post("/editions/<edition>/registrations")
@by_token(Scope.REGISTRATION_WRITE)
@documented(
    "create_registration",
    "registrations",
    {CREATED: RegistrationAnswer},
    refusals=(*TOKEN, 400, 404, 409, 415),
    takes={"json": RegistrationRequest, "headers": IdempotencyHeaders},
)
def register(edition: str) -> ResponseReturnValue:
    """Register a person; the confirmation goes to the person by mail."""
    kept = idempotency.claim(
        f"token:{g.token.id}",
        checked(IdempotencyHeaders).key or "",
        idempotency.hash_request(request.method, request.path, request.get_data()),
    )
    if kept.is_known:
        response = Response(kept.body, kept.status, content_type=JSON)
        response.headers["Idempotency-Replayed"] = "true"
        return response
    found = queries.get_edition_for(g.token, edition, Scope.REGISTRATION_WRITE)
    try:
        registration = register_details(
            found, checked(RegistrationRequest).details(), source=Source.API
        )
    except Refusal as refusal:
        return _refused(refusal)
    body = RegistrationAnswer.of(registration).model_dump_json()
    kept.keep(CREATED, body)
    return Response(body, CREATED, content_type=JSON)


def _refused(refusal: Refusal) -> Response:
    fields = {}
    if type(refusal) in FIELDS:
        fault = {"field": FIELDS[type(refusal)], "code": refusal.code()}
        fields["errors"] = [fault | {"message": refusal.sentence()}]
    return problem(refusal.status, refusal.code(), refusal.sentence(), **fields)


@api_v1.get("/editions/<edition>/declarations/<declaration>")
@public
@documented("get_edition_declaration", "declarations", {200: DeclarationAnswer}, refusals=(404,))
def edition_declaration(edition: str, declaration: str) -> ResponseReturnValue:
    """Return an edition's declaration with the cities that have signed it."""
    found = get_declaration_of(get_public_edition(edition), declaration)
    return _declaration(DeclarationAnswer.of(as_public(found), load_wall(found)))


@api_v1.get("/declarations/<declaration>")
@public
@documented("get_declaration", "declarations", {200: DeclarationAnswer}, refusals=(404,))
def declaration(declaration: str) -> ResponseReturnValue:
    """Return a declaration by its key or code; of several, that of the latest edition."""
    found = queries.get_public_declaration(declaration)
    return _declaration(DeclarationAnswer.of(as_public(found), load_wall(found)))


def _declaration(answer: DeclarationAnswer) -> Response:
    response = _json(answer)
    response.add_etag()
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.make_conditional(request)
    return response
