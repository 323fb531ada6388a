"""The API that devices and programs use at the door."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, RootModel, ValidationError

from forum.accounts.queries import may_still
from forum.checkin import queries
from forum.checkin.errors import CheckinListNotFoundError, DeviceNotEnrolledError
from forum.checkin.forms import Roster, RosterQuery, ScanAnswer, ScanAnswers, ScanBatch
from forum.checkin.models import CheckinList
from forum.checkin.practice.services import scan
from forum.checkin.services.devices import OWNER
from forum.checkin.services.scans import device_scanner, require_list, rules_of
from forum.checkin.types import Scanner
from forum.core.bearer import BearerToken, Scope
from forum.core.errors import ForbiddenError
from forum.core.i18n import gettext as _
from forum.core.localized import EMPTY
from forum.web.access import by_token
from forum.web.openapi import TOKEN, documented, fields_of
from forum.web.problems import problem
from forum.web.transaction import begin_writing, reads_first

checkin_api = Blueprint("checkin_api", __name__)


def _scanner(token: BearerToken, list_id: int) -> tuple[Scanner, CheckinList]:
    if token.owner_type == OWNER:
        device, target = queries.find_gate(token.owner_id, list_id)
        if device is None:
            raise DeviceNotEnrolledError
        scanner = device_scanner(device)
    else:
        target = queries.find_list(list_id)
        if target is not None and not may_still(token, Scope.CHECKIN_SCAN, target.edition.slug):
            raise ForbiddenError
        scanner = Scanner(
            actor=f"{token.owner_type}:{token.owner_id}",
            name=token.name,
            gate=EMPTY,
            edition_id=token.edition_id,
        )
    if target is None:
        raise CheckinListNotFoundError
    return scanner, target


def _invalid(error: ValidationError) -> Response:
    return problem(422, "fields-invalid", _("Some fields are not right."), errors=fields_of(error))


def _json(answer: BaseModel | RootModel[list[ScanAnswer]]) -> Response:
    return Response(answer.model_dump_json(), content_type="application/json")


@checkin_api.post("/lists/<int:list_id>/scans")
@reads_first
@by_token(Scope.CHECKIN_SCAN)
@documented(
    "send_scans",
    "checkin",
    {200: ScanAnswers},
    refusals=(*TOKEN, 404),
    takes={"json": ScanBatch},
    checks=False,
)
def scans(list_id: int) -> ResponseReturnValue:
    """Judge and record scans; one answer for each, in the order in which they were sent."""
    try:
        batch = ScanBatch.model_validate_json(request.get_data())
    except ValidationError as error:
        return _invalid(error)
    scanner, target = _scanner(g.token, list_id)
    begin_writing()
    answers = scan(scanner, target, [item.details() for item in batch.root])
    return _json(ScanAnswers([ScanAnswer.of(answer) for answer in answers]))


@checkin_api.get("/lists/<int:list_id>/roster")
@by_token(Scope.CHECKIN_SCAN)
@documented(
    "get_roster",
    "checkin",
    {200: Roster},
    refusals=(*TOKEN, 404),
    takes={"query": RosterQuery},
    checks=False,
)
def roster(list_id: int) -> ResponseReturnValue:
    """Return the list's rules and who has a badge, or who changed since a moment."""
    try:
        query = RosterQuery.model_validate(request.args.to_dict())
    except ValidationError as error:
        return _invalid(error)
    scanner, target = _scanner(g.token, list_id)
    require_list(scanner, target)
    badges = queries.list_roster(target.edition, query.since)
    guests = queries.list_guests(target.edition)
    response = _json(Roster.of(target, rules_of(target), badges, guests))
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
