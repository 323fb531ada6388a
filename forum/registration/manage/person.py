"""A person's page, and what an organiser does there."""

from typing import Any

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import names_of
from forum.core import audit, journal, mailwords
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration import services
from forum.registration.details.words import HISTORY_WORDS
from forum.registration.errors import CategoryNotFoundError
from forum.registration.exports import chosen_sessions
from forum.registration.forms import EmptyForm, ReasonForm
from forum.registration.lines.queries import reasons_of
from forum.registration.manage.blueprint import registration_manage
from forum.registration.models import Registration, SensitiveNeed
from forum.registration.notes.forms import NoteForm
from forum.registration.notes.queries import list_notes
from forum.registration.queries import (
    find_category,
    find_sensitive,
    get_registration_in,
    list_categories,
    list_consents,
    list_history,
    list_mails,
)
from forum.registration.questions.files import hand_out
from forum.registration.questions.queries import find_file, told_answers
from forum.registration.rules import country_name, language_of_words, spell_phone
from forum.registration.tags.queries import list_tags, tags_of
from forum.registration.tags.words import COLOUR_WORDS
from forum.registration.types import Diet
from forum.registration.waiting.queries import list_waiting
from forum.registration.words import (
    ACTION_WORDS,
    ACTOR_WORDS,
    DIET_WORDS,
    HOW_WORDS,
    MAIL_WORDS,
    SOURCE_WORDS,
    STATE_LEVELS,
    STATE_WORDS,
)
from forum.web.access import may, requires
from forum.web.messages import tell


@registration_manage.get("/<int:registration_id>")
@requires(Permission.REGISTRATION_VIEW)
def show(edition: str, registration_id: int) -> ResponseReturnValue:
    """Show everything about one person, with the history."""
    found = get_edition(edition)
    return show_person(found, get_registration_in(found, registration_id), ReasonForm())


_PREFIXES = {"cancel": "", "reject": "reject-", "move": ""}  # two forms may stand on one page


def show_person(
    edition: Edition, registration: Registration, form: ReasonForm, note: NoteForm | None = None
) -> ResponseReturnValue:
    """Show everything about one person, with the form that was refused, if one was."""
    agenda = public_agenda(edition)
    sees_sensitive = may(Permission.SENSITIVE_VIEW)
    sensitive = _look_at_needs(edition, registration) if sees_sensitive else None
    language = current_language()
    asked = str(request.endpoint).rpartition(".")[2]
    forms = {act: ReasonForm(formdata=None, prefix=prefix) for act, prefix in _PREFIXES.items()}
    forms[asked] = form
    notes, history = list_notes(registration), list_history(registration)
    page = render_template(
        "registration/manage/show.html",
        edition=edition,
        section="registrations",
        registration=registration,
        form=form,
        asked=asked,
        forms=forms,
        waiting=list_waiting(registration),
        titles={session.key: session.title for session in agenda.sessions},
        categories=list_categories(edition),
        button=EmptyForm(),
        sessions=chosen_sessions(registration, agenda),
        own_told=told_answers(registration),
        address_of_file=lambda key: url_for(
            "registration_manage.answer_file",
            edition=edition.slug,
            registration_id=registration.id,
            key=key,
        ),
        consents=list_consents(registration),
        mails=list_mails(registration),
        history=history,
        reasons=reasons_of(registration, history),
        notes=notes,
        note_form=note or NoteForm(formdata=None),
        names=_names([note.written_by for note in notes]),
        tags=tags_of([registration.id]).get(registration.id, []),
        known_tags=list_tags(edition),
        colours=COLOUR_WORDS,
        actor=audit.present_actor(),
        sees_sensitive=sees_sensitive,
        sensitive=sensitive,
        diets=[DIET_WORDS[Diet(diet)] for diet in sensitive.diets] if sensitive else [],
        tongue=lambda words: language_of_words(words, language),
        country=country_name(registration.country, language),
        phone=spell_phone(registration.phone, language),
        state_word=STATE_WORDS[registration.state],
        state_level=STATE_LEVELS[registration.state],
        how_words=HOW_WORDS,
        source_word=SOURCE_WORDS[registration.source],
        action_words=ACTION_WORDS,
        actor_words=ACTOR_WORDS,
        field_words=HISTORY_WORDS,
        mail_words=MAIL_WORDS,
        log_words={
            "states": mailwords.STATE_WORDS,
            "levels": mailwords.STATE_LEVELS,
            "faults": mailwords.FAULT_WORDS,
        },
    )
    return make_response(page, 422 if form.errors or (note and note.errors) else 200)


def _look_at_needs(edition: Edition, registration: Registration) -> SensitiveNeed | None:
    """Return what somebody needs, and note who has seen it; nothing is noted where nothing is."""
    sensitive = find_sensitive(registration)
    if sensitive is not None:
        journal.log_access(
            actor=str(g.get("actor", "")),
            endpoint=str(request.endpoint),
            outcome="seen",
            edition=edition.slug,
            details={"registration": registration.id},
        )
    return sensitive


def _names(actors: list[str]) -> dict[str, Any]:
    """Return how organisers are called, by how the rows name them."""
    ids = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("user:")]
    return {f"user:{one}": name for one, name in names_of(ids).items()}


@registration_manage.get("/<int:registration_id>/files/<key>")
@requires(Permission.REGISTRATION_VIEW)
def answer_file(edition: str, registration_id: int, key: str) -> ResponseReturnValue:
    """Hand out a file with which somebody has answered; a browser saves it, and never shows it."""
    registration = get_registration_in(get_edition(edition), registration_id)
    return hand_out(find_file(registration, key))


@registration_manage.post("/<int:registration_id>/cancel")
@requires(Permission.REGISTRATION_EDIT)
def cancel(edition: str, registration_id: int) -> ResponseReturnValue:
    """Cancel on somebody's behalf, with a reason that the mail tells."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return show_person(found, registration, form)
    try:
        services.cancel(registration, form.reason.data)
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.reason)
        return show_person(found, registration, form)
    tell(_("The registration is cancelled, and the person is told."))
    return redirect(_address_of(found, registration), 303)


@registration_manage.post("/<int:registration_id>/approve")
@requires(Permission.REGISTRATION_EDIT)
def approve(edition: str, registration_id: int) -> ResponseReturnValue:
    """Let somebody in who asked to take part."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    form = ReasonForm()
    try:
        services.approve(registration)
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return show_person(found, registration, form)
    tell(_("The request is approved, and the person is told."))
    return redirect(_address_of(found, registration), 303)


@registration_manage.post("/<int:registration_id>/reject")
@requires(Permission.REGISTRATION_EDIT)
def reject(edition: str, registration_id: int) -> ResponseReturnValue:
    """Turn a request down, with a reason that the mail tells."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    form = ReasonForm(prefix=_PREFIXES["reject"])
    if not form.validate_on_submit():
        return show_person(found, registration, form)
    try:
        services.reject(registration, form.reason.data)
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.reason)
        return show_person(found, registration, form)
    tell(_("The request is turned down, and the person is told."))
    return redirect(_address_of(found, registration), 303)


@registration_manage.post("/<int:registration_id>/category")
@requires(Permission.REGISTRATION_EDIT)
def move(edition: str, registration_id: int) -> ResponseReturnValue:
    """Put somebody into another category."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    form = ReasonForm()
    category = find_category(found, request.form.get("category", ""))
    try:
        if category is None:
            raise CategoryNotFoundError
        services.move_category(registration, category)
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return show_person(found, registration, form)
    tell(_("The person is in the other category now, and is told."))
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
