"""The officer's pages: the table of mandates, one mandate, its letter, its change, reminders."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import audit
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.i18n import ngettext
from forum.core.permissions import Permission
from forum.declaration import queries
from forum.declaration.byhand.queries import find_recorded_page, find_waiting_page
from forum.declaration.mandates import services
from forum.declaration.mandates.forms import (
    CAPACITY_WORDS,
    ConfirmationForm,
    LetterForm,
    PersonForm,
)
from forum.declaration.mandates.queries import (
    count_states,
    find_open_change,
    get_letter,
    list_changed_ids,
    list_fitting,
    list_letters,
    list_unanswered,
)
from forum.declaration.mandates.types import MandateFilter
from forum.declaration.models import Declaration, Mandate
from forum.declaration.types import MandateState, PersonDetails
from forum.editions.queries import get_edition
from forum.programme.errors import FileTooLargeError
from forum.programme.uploads import ACCEPT, LARGEST_FILE, MEGABYTE, recognise
from forum.web.access import requires
from forum.web.forms import Form, read_number
from forum.web.headers import send_away
from forum.web.messages import tell
from forum.web.uploads import is_too_large, takes_file

mandates_manage = Blueprint("declaration_mandates_manage", __name__)

NOT_ACCEPTED = 422


def _get(edition: str, key: str) -> Declaration:
    return queries.get_declaration(get_edition(edition), key)


def _mandate(edition: str, key: str, mandate_id: int) -> Mandate:
    return queries.get_mandate(_get(edition, key), mandate_id)


def _back(mandate: Mandate) -> ResponseReturnValue:
    address = url_for(
        "declaration_mandates_manage.show",
        edition=mandate.declaration.edition.slug,
        key=mandate.declaration.key,
        mandate_id=mandate.id,
    )
    return redirect(address, 303)


def _asked_for() -> MandateFilter:
    state = request.args.get("state", "")
    known = state in {one.value for one in MandateState}
    return MandateFilter(
        state=MandateState(state) if known else None, words=request.args.get("q", "")[:100]
    )


@mandates_manage.get("/declarations/<key>/mandates")
@requires(Permission.DECLARATION_VIEW)
def index(edition: str, key: str) -> ResponseReturnValue:
    """Show the table of mandates: by state, by words, and who has not answered."""
    declaration = _get(edition, key)
    mandates, chosen = queries.list_mandates(declaration), _asked_for()
    return render_template(
        "declaration/mandates/index.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=queries.latest_version(declaration),
        total=len(mandates),
        counts=count_states(mandates),
        chosen=chosen,
        mandates=list_fitting(mandates, chosen),
        changed=list_changed_ids(declaration),
        kind_words=CAPACITY_WORDS,
        unanswered=list_unanswered(declaration),
        simple=Form(),
    )


@mandates_manage.post("/declarations/<key>/mandates/remind")
@requires(Permission.DECLARATION_EDIT)
def remind(edition: str, key: str) -> ResponseReturnValue:
    """Remind exactly those who were shown and have not answered meanwhile."""
    seen = {read_number(value) for value in request.form.getlist("seen")}
    count = services.remind(_get(edition, key), {one for one in seen if one is not None})
    tell(ngettext("%(num)s reminder is on its way.", "%(num)s reminders are on their way.", count))
    return redirect(url_for("declaration_mandates_manage.index", edition=edition, key=key), 303)


def _page(
    mandate: Mandate,
    status: int = 200,
    *,
    letter: LetterForm | None = None,
    confirmation: ConfirmationForm | None = None,
) -> ResponseReturnValue:
    declaration = mandate.declaration
    change = find_open_change(mandate)
    signature = queries.find_signature(mandate)
    page = render_template(
        "declaration/mandates/show.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=queries.latest_version(declaration),
        mandate=mandate,
        kind_words=CAPACITY_WORDS,
        letters=list_letters(mandate),
        change=change,
        proposed=PersonDetails.from_mapping(change.details) if change else None,
        is_own=bool(change) and change.proposed_by == audit.present_actor() if change else False,
        page=find_waiting_page(mandate),
        recorded=find_recorded_page(mandate),
        me=audit.present_actor(),
        has_signed=signature is not None and signature.withdrawal_id is None,
        letter_form=letter or LetterForm(formdata=None),
        confirmation_form=confirmation or ConfirmationForm(formdata=None),
        accept=ACCEPT,
        simple=Form(formdata=None),
    )
    return page, status


@mandates_manage.get("/declarations/<key>/mandates/<int:mandate_id>")
@requires(Permission.DECLARATION_VIEW)
def show(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Show one mandate: who, what shows it, how far it is, and what waits."""
    return _page(_mandate(edition, key, mandate_id))


@mandates_manage.post("/declarations/<key>/mandates/<int:mandate_id>/letter")
@requires(Permission.DECLARATION_EDIT)
@takes_file(LARGEST_FILE)
def add_letter(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Keep a letter of authority."""
    mandate, form = _mandate(edition, key, mandate_id), LetterForm()
    if not form.validate_on_submit():
        return _page(mandate, NOT_ACCEPTED, letter=form)
    try:
        if is_too_large(form.sent):
            raise FileTooLargeError(limit=LARGEST_FILE // MEGABYTE)
        services.add_letter(mandate, recognise(form.sent.read(), form.sent.filename or ""))
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.file)
        return _page(mandate, refusal.status, letter=form)
    tell(_("The letter is kept."))
    return _back(mandate)


@mandates_manage.get("/declarations/<key>/mandates/<int:mandate_id>/letters/<int:letter_id>")
@requires(Permission.MANDATE_APPROVE)
def letter(edition: str, key: str, mandate_id: int, letter_id: int) -> ResponseReturnValue:
    """Hand out a letter, to be saved and never shown as a page."""
    found = get_letter(_mandate(edition, key, mandate_id), letter_id)
    return send_away(Response(found.data, content_type=found.content_type), found.filename)


@mandates_manage.post("/declarations/<key>/mandates/<int:mandate_id>/confirmation")
@requires(Permission.DECLARATION_EDIT)
def ask_confirmation(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Ask the city at its own address."""
    mandate, form = _mandate(edition, key, mandate_id), ConfirmationForm()
    if not form.validate_on_submit():
        return _page(mandate, NOT_ACCEPTED, confirmation=form)
    if form.address.data.strip().casefold() == mandate.email.casefold():
        form.reject(_("This is the address of the person who signs."), form.address)
        return _page(mandate, NOT_ACCEPTED, confirmation=form)
    services.ask_confirmation(mandate, form.address.data)
    tell(_("The city is asked. Its answer will be shown here."))
    return _back(mandate)


@mandates_manage.route(
    "/declarations/<key>/mandates/<int:mandate_id>/change", methods=["GET", "POST"]
)
@requires(Permission.MANDATE_APPROVE)
def propose_change(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Propose a change, which another officer has to confirm."""
    mandate = _mandate(edition, key, mandate_id)
    form = PersonForm(obj=mandate)
    if form.validate_on_submit():
        try:
            services.propose_change(mandate, form.person())
        except Refusal as refusal:
            form.reject(refusal.sentence())
        else:
            tell(_("The change waits for another officer."))
            return _back(mandate)
    page = render_template(
        "declaration/mandates/propose_change.html",
        edition=mandate.declaration.edition,
        section="declaration",
        row=mandate.declaration,
        latest=queries.latest_version(mandate.declaration),
        mandate=mandate,
        form=form,
    )
    return page, NOT_ACCEPTED if form.is_submitted() else 200


@mandates_manage.post(
    "/declarations/<key>/mandates/<int:mandate_id>/change/<int:change_id>/<any(apply, drop):word>"
)
@requires(Permission.MANDATE_APPROVE)
def decide_change(
    edition: str, key: str, mandate_id: int, change_id: int, word: str
) -> ResponseReturnValue:
    """Confirm the change of another officer, or drop it."""
    mandate = _mandate(edition, key, mandate_id)
    services.decide_change(mandate, change_id, applies=word == "apply")
    if word == "apply":
        tell(_("The change is made, and sealed in the chain of records."))
    else:
        tell(_("The change is dropped."))
    return _back(mandate)
