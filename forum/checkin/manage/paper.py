"""Lists on paper, and typing in from them."""

from collections.abc import Sequence

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from forum.checkin import queries
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.models import CheckinList
from forum.checkin.paper.exports import paper_pdf
from forum.checkin.paper.forms import TypingForm
from forum.checkin.paper.queries import list_rows
from forum.checkin.paper.services import type_in
from forum.checkin.paper.types import TypedLine
from forum.checkin.services.lists import require_open
from forum.checkin.words import REASON_WORDS, RESULT_WORDS
from forum.core import journal
from forum.core.i18n import current_language
from forum.core.permissions import Permission
from forum.core.typesetting import CONTENT_TYPE
from forum.editions.queries import get_edition
from forum.tokens.rules import badge_number
from forum.web.access import requires


@checkin_manage.get("/lists/<int:list_id>/paper.pdf")
@requires(Permission.CHECKIN_EDIT)
def paper(edition: str, list_id: int) -> ResponseReturnValue:
    """Give a list on paper. That it was taken is written down."""
    found = get_edition(edition)
    target = queries.get_list(found, list_id)
    rows = list_rows(target)
    pdf = paper_pdf(target, rows, current_language())
    journal.log_access(
        actor=str(g.get("actor", "")),
        endpoint=str(request.endpoint),
        outcome="taken",
        edition=found.slug,
        details={"list": target.id, "count": len(rows)},
    )
    response = Response(pdf, content_type=CONTENT_TYPE)
    name = f"{edition}-{target.key}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@checkin_manage.get("/lists/<int:list_id>/typing")
@requires(Permission.CHECKIN_EDIT)
def typing(edition: str, list_id: int) -> ResponseReturnValue:
    """Ask for what was written on paper."""
    found = get_edition(edition)
    return _typing_page(queries.get_list(found, list_id), TypingForm(found), [])


@checkin_manage.post("/lists/<int:list_id>/typing")
@requires(Permission.CHECKIN_EDIT)
def type_lines(edition: str, list_id: int) -> ResponseReturnValue:
    """Record what was written on paper; lines that cannot be read come back."""
    found = get_edition(edition)
    target = queries.get_list(found, list_id)
    require_open(found)
    form = TypingForm(found)
    if not form.validate_on_submit():
        return _typing_page(target, form, []), 422
    typed = type_in(target, form.details())
    refused = [line for line in typed if line.problem]
    form.lines.data = "\n".join(line.text for line in refused)
    if not refused:
        form.time.data = None
    nothing = len(refused) == len(typed)
    return _typing_page(target, form, typed), 422 if nothing else 200


def _typing_page(target: CheckinList, form: TypingForm, typed: Sequence[TypedLine]) -> str:
    edition = target.edition
    return render_template(
        "checkin/manage/typing.html",
        edition=edition,
        section="checkin",
        target=target,
        form=form,
        typed=typed,
        example=badge_number(edition.slug, 421),
        result_words=RESULT_WORDS,
        reason_words=REASON_WORDS,
    )
