"""Organisers' page of the papers of the hall, and the files themselves."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from forum.badges.plates.errors import NobodyForPaperError, NoRoomsError
from forum.badges.plates.exports import doors_pdf, lanyards_pdf, lanyards_xlsx, plates_pdf
from forum.badges.plates.forms import ListReasonForm, PaperForm
from forum.badges.plates.queries import list_chosen, list_lanyards, plate_of
from forum.badges.plates.rules import door_signs, groups_of
from forum.badges.plates.services import note_lanyards
from forum.badges.plates.types import LanyardGroup, LanyardOrder
from forum.core.i18n import current_language
from forum.core.permissions import Permission
from forum.core.settings import current_settings
from forum.core.typesetting import CONTENT_TYPE
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration.filters.forms import read_filter
from forum.registration.filters.rules import chosen_of
from forum.registration.models import Registration
from forum.registration.queries import count_confirmed, count_matching, list_categories
from forum.registration.sheets.exports import SPREADSHEET
from forum.web.access import may, requires
from forum.web.headers import send_away

plates_manage = Blueprint("plates_manage", __name__)


def _chosen(edition: Edition) -> dict[str, str]:
    args = request.args.copy()
    args.poplist("category")  # the form's own
    return dict(chosen_of(read_filter(args, categories=list_categories(edition))))


def _people(edition: Edition) -> Sequence[Registration]:
    people = list_chosen(edition, request.args.get("category", ""), _chosen(edition))
    if not people:
        raise NobodyForPaperError
    return people


def _order(wished: str | None) -> LanyardOrder:
    known = {order.value: order for order in LanyardOrder}
    return known.get(wished or "", LanyardOrder.CATEGORY)


def _form(edition: Edition) -> PaperForm:
    days = sorted({one.day for one in public_agenda(edition).sessions if one.day})
    return PaperForm(list_categories(edition), days, formdata=request.args)


@plates_manage.get("/")
@requires(Permission.BADGE_PRINT)
def papers(edition: str) -> ResponseReturnValue:
    """Offer name plates, door signs and the list of lanyards."""
    found = get_edition(edition)
    return _page(found, ListReasonForm(formdata=None, prefix="sheet"))


def _page(edition: Edition, reason: ListReasonForm) -> ResponseReturnValue:
    chosen = _chosen(edition)
    matching = read_filter(request.args, categories=list_categories(edition))
    page = render_template(
        "badges/manage/papers.html",
        edition=edition,
        form=_form(edition),
        reason=reason,
        expected=count_confirmed(edition),
        has_rooms=bool(door_signs(public_agenda(edition))),
        chosen={"q" if name == "query" else name: said for name, said in chosen.items()},
        matching=count_matching(edition, matching) if chosen else 0,
        may_export=may(Permission.REGISTRATION_EXPORT),
    )
    return make_response(page, 422 if reason.errors else 200)


@plates_manage.get("/plates.pdf")
@requires(Permission.BADGE_PRINT)
def plates(edition: str) -> ResponseReturnValue:
    """Give the name plates for tables."""
    found = get_edition(edition)
    pdf = plates_pdf(found, [plate_of(one) for one in _people(found)])
    return _pdf(pdf, f"{edition}-plates")


@plates_manage.get("/doors.pdf")
@requires(Permission.BADGE_PRINT)
def doors(edition: str) -> ResponseReturnValue:
    """Give the signs at the doors, for one day or for all."""
    found = get_edition(edition)
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = None
    signs = door_signs(public_agenda(found), day)
    if not signs:
        raise NoRoomsError
    address = f"{current_settings().public_url}/ko/{found.slug}/rooms/{{room}}"
    return _pdf(doors_pdf(found, signs, address), f"{edition}-doors")


def _groups(edition: Edition, order: LanyardOrder) -> list[LanyardGroup]:
    return groups_of(list_lanyards(_people(edition)), order)


@plates_manage.get("/lanyards.pdf")
@requires(Permission.BADGE_PRINT)
def lanyards(edition: str) -> ResponseReturnValue:
    """Give the list by which badges and lanyards are laid out and handed over."""
    found = get_edition(edition)
    groups = _groups(found, _order(request.args.get("order")))
    return _pdf(lanyards_pdf(found, groups, current_language()), f"{edition}-lanyards")


@plates_manage.post("/lanyards.xlsx")
@requires(Permission.REGISTRATION_EXPORT)
def lanyards_sheet(edition: str) -> ResponseReturnValue:
    """Give the same list as a spreadsheet, against a reason that is written down."""
    found = get_edition(edition)
    form = ListReasonForm(prefix="sheet")
    if not form.validate_on_submit():
        return _page(found, form)
    groups = _groups(found, _order(form.order.data))
    note_lanyards(found, sum(len(one.lanyards) for one in groups), str(form.reason.data))
    response = Response(lanyards_xlsx(groups, current_language()), content_type=SPREADSHEET)
    return send_away(response, f"{edition}-lanyards.xlsx")


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
