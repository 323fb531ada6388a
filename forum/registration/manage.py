"""Organisers' pages of registration: the list, and a person's page."""

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import clock, journal, mailwords
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration import services
from forum.registration.exports import SPREADSHEET, chosen_sessions
from forum.registration.forms import EmptyForm, ReasonForm, read_filter
from forum.registration.models import Category, Registration
from forum.registration.queries import (
    count_by_state,
    count_confirmed,
    find_sensitive,
    get_registration_in,
    list_categories,
    list_consents,
    list_history,
    list_mails,
    list_registrations,
    list_session_limits,
)
from forum.registration.rules import country_name, language_of_words, spell_phone
from forum.registration.types import Diet, ListFilter
from forum.registration.words import (
    ACTION_WORDS,
    ACTOR_WORDS,
    DIET_WORDS,
    MAIL_WORDS,
    SOURCE_WORDS,
    STATE_LEVELS,
    STATE_WORDS,
)
from forum.web.access import may, requires
from forum.web.messages import tell

registration_manage = Blueprint("registration_manage", __name__)


# ------------------------------------------------------------------ the list


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


# ------------------------------------------------------------------ a person


@registration_manage.get("/<int:registration_id>")
@requires(Permission.REGISTRATION_VIEW)
def show(edition: str, registration_id: int) -> ResponseReturnValue:
    """Show everything about one person, with the history."""
    found = get_edition(edition)
    return _show(found, get_registration_in(found, registration_id), ReasonForm())


def _show(edition: Edition, registration: Registration, form: ReasonForm) -> ResponseReturnValue:
    agenda = public_agenda(edition)
    sees_sensitive = may(Permission.SENSITIVE_VIEW)
    sensitive = find_sensitive(registration) if sees_sensitive else None
    if sensitive is not None:
        journal.log_access(
            actor=str(g.get("actor", "")),
            endpoint=str(request.endpoint),
            outcome="seen",
            details={"registration": registration.id},
        )
    language = current_language()
    page = render_template(
        "registration/manage/show.html",
        edition=edition,
        section="registrations",
        registration=registration,
        form=form,
        button=EmptyForm(),
        sessions=chosen_sessions(registration, agenda),
        consents=list_consents(registration),
        mails=list_mails(registration),
        history=list_history(registration),
        sees_sensitive=sees_sensitive,
        sensitive=sensitive,
        diets=[DIET_WORDS[Diet(diet)] for diet in sensitive.diets] if sensitive else [],
        tongue=lambda words: language_of_words(words, language),
        country=country_name(registration.country, language),
        phone=spell_phone(registration.phone, language),
        state_word=STATE_WORDS[registration.state],
        state_level=STATE_LEVELS[registration.state],
        source_word=SOURCE_WORDS[registration.source],
        action_words=ACTION_WORDS,
        actor_words=ACTOR_WORDS,
        mail_words=MAIL_WORDS,
        log_words={
            "states": mailwords.STATE_WORDS,
            "levels": mailwords.STATE_LEVELS,
            "faults": mailwords.FAULT_WORDS,
        },
    )
    return make_response(page, 422 if form.errors else 200)


@registration_manage.post("/<int:registration_id>/cancel")
@requires(Permission.REGISTRATION_EDIT)
def cancel(edition: str, registration_id: int) -> ResponseReturnValue:
    """Cancel on somebody's behalf, with a reason that the mail tells."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _show(found, registration, form)
    try:
        services.cancel(registration, form.reason.data)
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.reason)
        return _show(found, registration, form)
    tell(_("The registration is cancelled, and the person is told."))
    return redirect(_address_of(found, registration), 303)


@registration_manage.post("/<int:registration_id>/link")
@requires(Permission.REGISTRATION_EDIT)
def send_link(edition: str, registration_id: int) -> ResponseReturnValue:
    """Mail the person a new link."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    services.send_new_link(registration)
    tell(_("A new link is on its way to %(email)s.", email=registration.email))
    return redirect(_address_of(found, registration), 303)


def _address_of(edition: Edition, registration: Registration) -> str:
    return url_for(
        "registration_manage.show", edition=edition.slug, registration_id=registration.id
    )
