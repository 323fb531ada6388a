"""Organisers' page of the papers of the hall, and the files themselves."""

from collections.abc import Sequence
from datetime import date

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from forum.badges.manage import AT_ONCE
from forum.badges.plates.errors import NobodyForPaperError, NoRoomsError
from forum.badges.plates.exports import doors_pdf, lanyards_xlsx
from forum.badges.plates.forms import ListReasonForm, PaperForm
from forum.badges.plates.queries import list_chosen, list_lanyards
from forum.badges.plates.rules import door_signs, groups_of
from forum.badges.plates.services import (
    PAPERS,
    note_lanyards,
    order_paper,
    paper_pdf,
)
from forum.badges.plates.types import LanyardOrder, Paper, PaperRequest
from forum.core import randomness
from forum.core.filejobs import FILE_WORDS, get_file, list_files, read_file
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
from forum.web.transaction import start_after_commit

plates_manage = Blueprint("plates_manage", __name__)


def _chosen(edition: Edition) -> dict[str, str]:
    args = request.args.copy()
    args.poplist("category")  # the form's own
    return dict(chosen_of(read_filter(args, categories=list_categories(edition))))


def _people(edition: Edition, wanted: PaperRequest) -> Sequence[Registration]:
    people = list_chosen(edition, wanted.category, wanted.chosen)
    if not people:
        raise NobodyForPaperError
    return people


def _wanted(edition: Edition, paper: Paper) -> PaperRequest:
    return PaperRequest(
        paper=paper,
        category=request.form.get("category", ""),
        chosen=_chosen(edition),
        order=_order(request.form.get("order")),
    )


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
        key=randomness.token(),
        jobs=list_files(PAPERS, edition.id),
        job_words=FILE_WORDS,
    )
    return make_response(page, 422 if reason.errors else 200)


@plates_manage.post("/plates.pdf")
@requires(Permission.BADGE_PRINT)
def plates(edition: str) -> ResponseReturnValue:
    """Give the name plates for tables; many are made by the worker."""
    return _give(get_edition(edition), Paper.PLATES)


def _give(edition: Edition, paper: Paper) -> ResponseReturnValue:
    wanted = _wanted(edition, paper)
    people = _people(edition, wanted)
    if len(people) > AT_ONCE:
        key = request.form.get("key", "")[:64] or randomness.token()
        job = order_paper(edition, wanted, key, len(people))
        start_after_commit("paper_jobs")
        return redirect(url_for(".paper_job", edition=edition.slug, paper_id=job.id), 303)
    pdf = paper_pdf(edition, wanted, people, current_language())
    return _pdf(pdf, f"{edition.slug}-{paper}")


@plates_manage.get("/files/<int:paper_id>")
@requires(Permission.BADGE_PRINT)
def paper_job(edition: str, paper_id: int) -> ResponseReturnValue:
    """Show how far a file is; the browser asks again by itself until it is made."""
    found = get_edition(edition)
    asked = get_file(PAPERS, found.id, paper_id)
    page = render_template(
        "badges/manage/paper_job.html", edition=found, job=asked, word=FILE_WORDS[asked.state]
    )
    response = make_response(page)
    if asked.is_open:
        response.headers["Refresh"] = "2"
    return response


@plates_manage.get("/files/<int:paper_id>/paper.pdf")
@requires(Permission.BADGE_PRINT)
def paper_file(edition: str, paper_id: int) -> ResponseReturnValue:
    """Hand a file to who asked for it."""
    found = get_edition(edition)
    asked = get_file(PAPERS, found.id, paper_id)
    name = PaperRequest.from_mapping(asked.wanted).paper
    return _pdf(read_file(asked), f"{edition}-{name}")


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


@plates_manage.post("/lanyards.pdf")
@requires(Permission.BADGE_PRINT)
def lanyards(edition: str) -> ResponseReturnValue:
    """Give the list by which badges and lanyards are laid out and handed over."""
    return _give(get_edition(edition), Paper.LANYARDS)


@plates_manage.post("/lanyards.xlsx")
@requires(Permission.REGISTRATION_EXPORT)
def lanyards_sheet(edition: str) -> ResponseReturnValue:
    """Give the same list as a spreadsheet, against a reason that is written down."""
    found = get_edition(edition)
    form = ListReasonForm(prefix="sheet")
    if not form.validate_on_submit():
        return _page(found, form)
    order = _order(form.order.data)
    wanted = PaperRequest(paper=Paper.LANYARDS, chosen=_chosen(found), order=order)
    groups = groups_of(list_lanyards(_people(found, wanted)), order)
    note_lanyards(found, sum(len(one.lanyards) for one in groups), str(form.reason.data))
    response = Response(lanyards_xlsx(groups, current_language()), content_type=SPREADSHEET)
    return send_away(response, f"{edition}-lanyards.xlsx")


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
