"""The organisers' list, and its spreadsheet."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration import services
from forum.registration.exports import SPREADSHEET
from forum.registration.forms import ReasonForm, read_filter
from forum.registration.manage.blueprint import registration_manage
from forum.registration.models import Category
from forum.registration.queries import (
    count_by_state,
    count_confirmed,
    list_categories,
    list_registrations,
    list_session_limits,
)
from forum.registration.types import ListFilter
from forum.registration.words import (
    STATE_LEVELS,
    STATE_WORDS,
)
from forum.web.access import requires


@registration_manage.get("")
@requires(Permission.REGISTRATION_VIEW)
def index(edition: str) -> ResponseReturnValue:
    """List registrations; what is looked for stands in the address."""
    found = get_edition(edition)
    return _index(found, ReasonForm())


def _chosen(categories: list[Category]) -> ListFilter:
    return read_filter(request.args, categories=categories)


def _query(chosen: ListFilter, **changes: str | int) -> dict[str, Any]:
    values: dict[str, str | int] = {
        "q": chosen.query,
        "category": chosen.category,
        "state": chosen.state,
        "session": chosen.session,
        **changes,
    }
    return {name: value for name, value in values.items() if value}


def _index(edition: Edition, form: ReasonForm) -> ResponseReturnValue:
    categories = list(list_categories(edition))
    chosen = _chosen(categories)
    agenda = public_agenda(edition)
    limits = list_session_limits(edition)
    counts = count_by_state(edition, chosen)
    limited = [session for session in agenda.sessions if session.key in limits]

    def address(**changes: str | int) -> str:
        return url_for(
            "registration_manage.index", edition=edition.slug, **_query(chosen, **changes)
        )

    page = render_template(
        "registration/manage/index.html",
        edition=edition,
        section="registrations",
        listed=list_registrations(edition, chosen),
        chosen=chosen,
        counts=counts,
        total=sum(counts.values()),
        expected=count_confirmed(edition),
        categories=categories,
        sessions=limited,
        titles={session.key: session.title for session in agenda.sessions},
        address=address,
        page_address=lambda number: address(page=number),
        export_address=url_for(
            "registration_manage.export", edition=edition.slug, **_query(chosen)
        ),
        mail_address=url_for("mailings_manage.new", edition=edition.slug, **_query(chosen)),
        state_words=STATE_WORDS,
        state_levels=STATE_LEVELS,
        form=form,
    )
    return make_response(page, 422 if form.errors else 200)


@registration_manage.post("/export")
@requires(Permission.REGISTRATION_EXPORT)
def export(edition: str) -> ResponseReturnValue:
    """Give those who fit as a spreadsheet, against a reason that is written down."""
    found = get_edition(edition)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _index(found, form)
    chosen = _chosen(list(list_categories(found)))
    content = services.export_registrations(found, chosen, form.reason.data)
    response = Response(content, content_type=SPREADSHEET)
    day = clock.today(found.timezone).isoformat()
    name = f"{found.slug}-registrations-{day}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
