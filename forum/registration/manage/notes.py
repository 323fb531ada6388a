"""Notes and tags of one person: what organisers write for one another."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import audit
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.forms import ReasonForm
from forum.registration.manage.blueprint import registration_manage
from forum.registration.manage.person import show_person
from forum.registration.manage.tags import read_colour
from forum.registration.models import Registration
from forum.registration.notes import services as notes
from forum.registration.notes.forms import NoteForm
from forum.registration.notes.queries import get_note
from forum.registration.queries import get_registration_in
from forum.registration.tags import services as tags
from forum.registration.tags.queries import get_tag
from forum.web.access import requires
from forum.web.messages import tell


def _back(edition: Edition, registration: Registration, anchor: str) -> ResponseReturnValue:
    address = url_for(
        "registration_manage.show",
        edition=edition.slug,
        registration_id=registration.id,
        _anchor=anchor,
    )
    return redirect(address, 303)


@registration_manage.post("/<int:registration_id>/notes")
@requires(Permission.REGISTRATION_EDIT)
def note(edition: str, registration_id: int) -> ResponseReturnValue:
    """Write a note about somebody."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    form = NoteForm()
    try:
        notes.write_note(registration, form.text.data or "")
    except Refusal as refusal:
        form.text.errors = [refusal.sentence()]
        return show_person(found, registration, ReasonForm(formdata=None), form)
    tell(_("The note is written."))
    return _back(found, registration, "notes")


@registration_manage.post("/<int:registration_id>/notes/<int:note_id>/remove")
@requires(Permission.REGISTRATION_EDIT)
def remove_note(edition: str, registration_id: int, note_id: int) -> ResponseReturnValue:
    """Take a note of one's own back."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    notes.remove_note(registration, get_note(registration, note_id, audit.present_actor()))
    tell(_("The note is gone."))
    return _back(found, registration, "notes")


@registration_manage.post("/<int:registration_id>/tags")
@requires(Permission.REGISTRATION_EDIT)
def give_tag(edition: str, registration_id: int) -> ResponseReturnValue:
    """Give somebody a tag, which is made if the edition does not have it."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    try:
        tag = tags.write_tag(
            found, request.form.get("word", ""), read_colour(request.form.get("colour", ""))
        )
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tags.give_tag(registration, tag)
    return _back(found, registration, "tags")


@registration_manage.post("/<int:registration_id>/tags/<int:tag_id>/take")
@requires(Permission.REGISTRATION_EDIT)
def take_tag(edition: str, registration_id: int, tag_id: int) -> ResponseReturnValue:
    """Take a tag from somebody."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    tags.take_tag(registration, get_tag(found, tag_id))
    return _back(found, registration, "tags")
