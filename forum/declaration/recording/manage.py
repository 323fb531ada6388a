"""The officer's pages: the adoption, an erratum, a signature that a city has withdrawn."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.declaration import queries
from forum.declaration.errors import (
    AlreadyAdoptedError,
    DeclarationNotFrozenError,
    NotSignedError,
    SummaryNotSignableError,
)
from forum.declaration.models import Declaration, DeclarationVersion
from forum.declaration.recording.forms import AdoptionForm, ErratumForm, WithdrawalForm
from forum.declaration.recording.rules import ARTICLE, PREAMBLE, PREVAILING, TITLE, places_of
from forum.declaration.recording.services import record_adoption, record_erratum
from forum.declaration.services import withdraw_signature
from forum.declaration.types import DeclarationKind, DeclarationState
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.messages import tell

recording_manage = Blueprint("declaration_recording_manage", __name__)

NOT_ACCEPTED = 422


def _get(edition: str, key: str) -> tuple[Declaration, DeclarationVersion]:
    declaration = queries.get_declaration(get_edition(edition), key)
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    version = queries.find_frozen_version(declaration)
    if version is None:
        raise DeclarationNotFrozenError
    return declaration, version


def _back(declaration: Declaration) -> ResponseReturnValue:
    address = url_for(
        "declaration_manage.show", edition=declaration.edition.slug, key=declaration.key
    )
    return redirect(address, 303)


def _word(place: str) -> str:
    words = {
        TITLE: _("Title"),
        PREAMBLE: _("Preamble"),
        PREVAILING: _("Prevailing language"),
    }
    return words.get(place) or _("Article %(number)s", number=place.removeprefix(ARTICLE))


@recording_manage.route("/declarations/<key>/adopt", methods=["GET", "POST"])
@requires(Permission.MANDATE_APPROVE)
def adopt(edition: str, key: str) -> ResponseReturnValue:
    """Record that the frozen text was adopted."""
    declaration, version = _get(edition, key)
    if declaration.state is DeclarationState.ADOPTED:
        raise AlreadyAdoptedError
    form = AdoptionForm(
        after=str(queries.load_chain_end(declaration).sequence), on=declaration.edition.ends_on
    )
    status = 200
    if form.validate_on_submit():
        try:
            record_adoption(declaration, form.day, form.place.text, form.last_seen)
        except Refusal as refusal:
            form.reject(refusal.sentence())
            status = refusal.status
        else:
            tell(_("The adoption is sealed in the chain of records."))
            return _back(declaration)
    elif form.is_submitted():
        status = NOT_ACCEPTED
    page = render_template(
        "declaration/recording/adopt.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=version,
        signed=queries.count_version_signatures(version),
        form=form,
    )
    return page, status


@recording_manage.route("/declarations/<key>/errata/new", methods=["GET", "POST"])
@requires(Permission.MANDATE_APPROVE)
def correct(edition: str, key: str) -> ResponseReturnValue:
    """Record an erratum: the frozen text stays as it is, and the erratum beside it."""
    declaration, version = _get(edition, key)
    form = ErratumForm(after=str(queries.load_chain_end(declaration).sequence))
    form.offer([(place, _word(place)) for place in places_of(version.as_text())])
    status = 200
    if form.validate_on_submit():
        try:
            record_erratum(
                declaration,
                place=form.place.data,
                language=form.tongue,
                reads=form.reads.data,
                should_read=form.should_read.data,
                after=form.last_seen,
            )
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.reads)
            status = refusal.status
        else:
            tell(_("The erratum is sealed in the chain of records."))
            return _back(declaration)
    elif form.is_submitted():
        status = NOT_ACCEPTED
    page = render_template(
        "declaration/recording/correct.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=version,
        form=form,
    )
    return page, status


@recording_manage.route(
    "/declarations/<key>/mandates/<int:mandate_id>/withdraw-signature", methods=["GET", "POST"]
)
@requires(Permission.MANDATE_APPROVE)
def withdraw(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Record that a city has withdrawn its signature, by a letter to the organisers."""
    declaration, version = _get(edition, key)
    mandate = queries.get_mandate(declaration, mandate_id)
    signature = queries.find_signature(mandate)
    if signature is None or signature.withdrawal_id is not None:
        raise NotSignedError
    form = WithdrawalForm()
    status = 200
    if form.validate_on_submit():
        try:
            withdraw_signature(signature, form.reason.data)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.reason)
            status = refusal.status
        else:
            tell(_("The withdrawal is sealed in the chain of records."))
            return _back(declaration)
    elif form.is_submitted():
        status = NOT_ACCEPTED
    page = render_template(
        "declaration/recording/withdraw.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=version,
        mandate=mandate,
        signature=signature,
        form=form,
    )
    return page, status
