"""The pages of a device that is a registration desk."""

from collections.abc import Sequence

from flask import Response, make_response, redirect, render_template, request, url_for
from flask import g as request_globals
from flask.typing import ResponseReturnValue

from forum.badges.services import print_badge_of
from forum.checkin import queries
from forum.checkin.arrivals.queries import choose_list
from forum.checkin.desk.errors import NoDeskError
from forum.checkin.desk.forms import AdmitForm
from forum.checkin.desk.queries import find_people
from forum.checkin.desk.services import admit_anyway
from forum.checkin.errors import DeviceNotEnrolledError, DeviceRevokedError
from forum.checkin.models import CheckinList, Device
from forum.checkin.services.scans import device_scanner, require_today
from forum.checkin.views.usher import by_device, checkin
from forum.checkin.walkins.forms import WalkInForm, asking_for
from forum.checkin.walkins.services import walk_in
from forum.core import clock, randomness
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.typesetting import CONTENT_TYPE
from forum.registration.behalf.errors import SimilarPeopleError
from forum.registration.models import ConsentNotice, Registration
from forum.registration.queries import get_registration_in, list_categories, list_notices
from forum.registration.words import STATE_WORDS
from forum.web.messages import tell


def _desk() -> Device:
    device = queries.find_device(request_globals.device_id)
    if device is None:
        raise DeviceNotEnrolledError
    if device.revoked_at is not None:
        raise DeviceRevokedError
    if not device.is_desk:
        raise NoDeskError
    require_today(device_scanner(device), device.edition.timezone)
    return device


def _chosen(device: Device, lists: Sequence[CheckinList]) -> CheckinList | None:
    today = clock.today(device.edition.timezone)
    return choose_list(lists, request.args.get("list", type=int), today)


@checkin.get("/desk")
@by_device
def desk() -> ResponseReturnValue:
    """Find somebody by name, city or number."""
    device = _desk()
    query = request.args.get("q", "")
    return render_template(
        "checkin/desk/desk.html",
        device=device,
        query=query,
        people=find_people(device.edition, query),
        state_words=STATE_WORDS,
    )


@checkin.get("/desk/people/<int:registration_id>")
@by_device
def desk_person(registration_id: int) -> ResponseReturnValue:
    """Show somebody, print the badge, and offer to let them in."""
    device = _desk()
    return _person(device, registration_id, _admit_form(device))


def _admit_form(device: Device) -> AdmitForm:
    form = AdmitForm()
    lists = queries.lists_of(device)
    form.offer(lists)
    if not request.form:
        form.key.data = randomness.token()
        target = _chosen(device, lists)
        form.list.data = target.id if target else None
    return form


def _person(
    device: Device, registration_id: int, form: AdmitForm, status: int = 200
) -> ResponseReturnValue:
    registration = get_registration_in(device.edition, registration_id)
    page = render_template(
        "checkin/desk/desk_person.html",
        device=device,
        registration=registration,
        form=form,
        state_word=STATE_WORDS[registration.state],
    )
    return make_response(page, status)


@checkin.post("/desk/people/<int:registration_id>")
@by_device
def desk_admit(registration_id: int) -> ResponseReturnValue:
    """Let somebody in although a list says no, for a reason."""
    device = _desk()
    form = _admit_form(device)
    if not form.validate_on_submit():
        return _person(device, registration_id, form, 422)
    target = queries.get_list(device.edition, form.list.data)
    try:
        admit_anyway(
            device_scanner(device), target, registration_id, form.reason.data, form.key.data
        )
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.reason)
        return _person(device, registration_id, form, refusal.status)
    tell(_("Let in. The organisers see why."))
    return redirect(url_for(".desk_person", registration_id=registration_id, list=target.id), 303)


@checkin.post("/desk/people/<int:registration_id>/badge")
@by_device
def desk_badge(registration_id: int) -> ResponseReturnValue:
    """Give somebody's badge, for the printer at the desk."""
    printed = print_badge_of(_desk().edition, registration_id)
    response = Response(printed.pdf, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="badge.pdf"'
    return response


# ---------------------------------------------------------------- whoever has no registration


def _notices(device: Device) -> list[ConsentNotice]:
    return [notice for notice in list_notices(device.edition) if not notice.is_sensitive]


def _walk_in_form(device: Device, notices: Sequence[ConsentNotice]) -> WalkInForm:
    form = asking_for(notices)()
    lists = queries.lists_of(device)
    form.offer(list_categories(device.edition), lists)
    if not request.form:
        form.key.data = randomness.token()
        target = _chosen(device, lists)
        form.list.data = target.id if target else 0
    return form


def _walk_in_page(
    device: Device,
    form: WalkInForm,
    notices: Sequence[ConsentNotice],
    similar: Sequence[Registration] = (),
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "checkin/desk/desk_walk_in.html",
        device=device,
        form=form,
        notices=notices,
        similar=similar,
        person_page="checkin.desk_person",
        person_at={},
    )
    return make_response(page, status)


@checkin.get("/desk/walk-in")
@by_device
def desk_walk_in() -> ResponseReturnValue:
    """Show the quick form for somebody without a registration."""
    device = _desk()
    notices = _notices(device)
    return _walk_in_page(device, _walk_in_form(device, notices), notices)


@checkin.post("/desk/walk-in")
@by_device
def desk_register() -> ResponseReturnValue:
    """Register somebody at the desk, and let them in."""
    device = _desk()
    notices = _notices(device)
    form = _walk_in_form(device, notices)
    if not form.validate_on_submit():
        return _walk_in_page(device, form, notices, status=422)
    target = queries.get_list(device.edition, form.list.data) if form.list.data else None
    try:
        made = walk_in(device.edition, form.order(), target, device_scanner(device))
    except SimilarPeopleError as refusal:
        similar = [get_registration_in(device.edition, one) for one in refusal.ids]
        return _walk_in_page(device, form, notices, similar, refusal.status)
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return _walk_in_page(device, form, notices, status=refusal.status)
    tell(_("Registered. Now print the badge."))
    return redirect(url_for(".desk_person", registration_id=made.id), 303)
