"""Spreadsheets: asking for one with a reason, how far it is, and taking it."""

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import clock, journal, randomness
from forum.core.errors import Refusal
from forum.core.filejobs import FILE_WORDS, get_file, list_files, read_file
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.filters.forms import read_filter, read_view
from forum.registration.filters.rules import chosen_of
from forum.registration.forms import ReasonForm
from forum.registration.manage.blueprint import registration_manage
from forum.registration.manage.list import address_of_list, address_values
from forum.registration.queries import count_matching, list_categories
from forum.registration.sheets.exports import SPREADSHEET
from forum.registration.sheets.services import order_sheet
from forum.registration.sheets.types import SHEETS, SheetOrder
from forum.web.access import may, requires
from forum.web.headers import send_away
from forum.web.transaction import start_after_commit


@registration_manage.get("/export")
@requires(Permission.REGISTRATION_EXPORT)
def ask_sheet(edition: str) -> ResponseReturnValue:
    """Say how many go out, ask why, and show what was made within the day."""
    return _ask(get_edition(edition), ReasonForm(), randomness.token())


def _ask(edition: Edition, form: ReasonForm, key: str) -> ResponseReturnValue:
    chosen = read_filter(request.args, categories=list_categories(edition))
    view = read_view(request.args)
    page = render_template(
        "registration/manage/export.html",
        edition=edition,
        section="registrations",
        form=form,
        key=key,
        count=count_matching(edition, chosen),
        may_have_sensitive=may(Permission.SENSITIVE_VIEW),
        address=url_for(
            "registration_manage.export", edition=edition.slug, **address_values(chosen, view)
        ),
        back=address_of_list(edition, chosen, view),
        sheets=list_files(SHEETS, edition.id),
        words=FILE_WORDS,
    )
    return make_response(page, 422 if form.errors else 200)


@registration_manage.post("/export")
@requires(Permission.REGISTRATION_EXPORT)
def export(edition: str) -> ResponseReturnValue:
    """Have those who fit written into a spreadsheet, against a reason that is written down."""
    found = get_edition(edition)
    form = ReasonForm()
    key = request.form.get("key", "")[:64] or randomness.token()
    if not form.validate_on_submit():
        return _ask(found, form, key)
    chosen = read_filter(request.args, categories=list_categories(found))
    wanted = bool(request.form.get("sensitive")) and may(Permission.SENSITIVE_VIEW)
    order = SheetOrder(
        key=key, chosen=chosen_of(chosen), reason=form.reason.data or "", has_sensitive=wanted
    )
    try:
        sheet = order_sheet(found, order)
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.reason)
        return _ask(found, form, key)
    start_after_commit("sheets")
    return redirect(
        url_for("registration_manage.sheet", edition=found.slug, sheet_id=sheet.id), 303
    )


@registration_manage.get("/exports/<int:sheet_id>")
@requires(Permission.REGISTRATION_EXPORT)
def sheet(edition: str, sheet_id: int) -> ResponseReturnValue:
    """Show how far it is; the browser asks again by itself until it is made."""
    found = get_edition(edition)
    asked = get_file(SHEETS, found.id, sheet_id)
    page = render_template(
        "registration/manage/sheet.html",
        edition=found,
        section="registrations",
        sheet=asked,
        word=FILE_WORDS[asked.state],
    )
    response = make_response(page)
    if asked.is_open:
        response.headers["Refresh"] = "2"
    return response


@registration_manage.get("/exports/<int:sheet_id>/file")
@requires(Permission.REGISTRATION_EXPORT)
def sheet_file(edition: str, sheet_id: int) -> ResponseReturnValue:
    """Hand the file to who asked for it; that it was taken is noted."""
    found = get_edition(edition)
    asked = get_file(SHEETS, found.id, sheet_id)
    is_sensitive = bool(asked.wanted.get("sensitive"))
    if is_sensitive and not may(Permission.SENSITIVE_VIEW):  # taken from them meanwhile
        return redirect(
            url_for("registration_manage.sheet", edition=found.slug, sheet_id=asked.id), 303
        )
    content = read_file(asked)
    journal.log_access(
        actor=str(g.get("actor", "")),
        endpoint=str(request.endpoint),
        outcome="taken",
        edition=found.slug,
        details={"sheet": asked.id, "rows": asked.total},
    )
    response = Response(content, content_type=SPREADSHEET)
    day = clock.today(found.timezone).isoformat()
    return send_away(response, f"{found.slug}-registrations-{day}.xlsx")
