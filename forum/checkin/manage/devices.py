"""The devices of an edition: prepared, shown their code, revoked."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import last_editor_of
from forum.checkin import queries
from forum.checkin.errors import DeviceOverError
from forum.checkin.forms import DeviceForm, values_of_device
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.models import Device
from forum.checkin.services import devices
from forum.core.i18n import gettext as _
from forum.core.localized import LocalizedText
from forum.core.merging import EditedMeanwhileError, marks_of, parts_of
from forum.core.permissions import Permission
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.tokens.exports import qr_svg
from forum.web.access import requires
from forum.web.conflicts import given_up, posted_parts, side_by_side
from forum.web.forms import Form
from forum.web.messages import tell


@checkin_manage.get("/devices/new")
@requires(Permission.CHECKIN_EDIT)
def new_device(edition: str) -> ResponseReturnValue:
    """Show the empty form of a device."""
    found = get_edition(edition)
    form = DeviceForm(found, queries.list_lists(found))
    return render_template("checkin/manage/new_device.html", edition=found, form=form)


@checkin_manage.post("/devices/new")
@requires(Permission.CHECKIN_EDIT)
def add_device(edition: str) -> ResponseReturnValue:
    """Prepare a device."""
    found = get_edition(edition)
    form = DeviceForm(found, queries.list_lists(found))
    if not form.validate_on_submit():
        page = render_template("checkin/manage/new_device.html", edition=found, form=form)
        return page, 422
    device = devices.add_device(found, form.details())
    tell(_("The device is prepared. Now show it its code."))
    return redirect(_address(found, device), 303)


@checkin_manage.get("/devices/<int:device_id>")
@requires(Permission.CHECKIN_VIEW)
def show_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Show a device, and offer to enrol or revoke it."""
    found = get_edition(edition)
    return _device_page(found, queries.get_device(found, device_id))


def _device_page(edition: Edition, device: Device, address: str = "", over: str = "") -> str:
    return render_template(
        "checkin/manage/show_device.html",
        edition=edition,
        device=device,
        lists=queries.lists_of(device),
        simple=Form(),
        address=address,
        picture=qr_svg(address) if address else "",
        over=over,
        lasts_hours=int(devices.ENROL_LASTS.total_seconds() // 3600),
    )


@checkin_manage.get("/devices/<int:device_id>/change")
@requires(Permission.CHECKIN_EDIT)
def edit_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Show the form of a device, or say that it is revoked."""
    found = get_edition(edition)
    device = queries.get_device(found, device_id)
    try:
        devices.require_changeable(device)
    except DeviceOverError as over:
        return _device_page(found, device, over=over.sentence()), over.status
    seen = marks_of(parts_of(devices.details_of_device(device)))
    return _edit_page(found, device, _form_of(found, device), seen)


def _form_of(edition: Edition, device: Device) -> DeviceForm:
    values = values_of_device(devices.details_of_device(device))
    return DeviceForm(edition, queries.list_lists(edition), data=values)


def _edit_page(edition: Edition, device: Device, form: DeviceForm, seen: str) -> str:
    return render_template(
        "checkin/manage/edit_device.html", edition=edition, device=device, form=form, seen=seen
    )


@checkin_manage.post("/devices/<int:device_id>/change")
@requires(Permission.CHECKIN_EDIT)
def change_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Save what was changed; ask what to keep where somebody else has changed it meanwhile."""
    found = get_edition(edition)
    device = queries.get_device(found, device_id)
    form, seen = _form_of(found, device), request.form.get("seen", "")
    if not form.validate_on_submit():
        return _edit_page(found, device, form, seen), 422
    try:
        devices.change_device(found, device_id, form.details(), seen, given_up=given_up())
    except EditedMeanwhileError as late:
        return _two_versions(found, device, form, late), late.status
    except DeviceOverError as over:
        return _device_page(found, device, over=over.sentence()), over.status
    tell(_("Saved. The device hears of it when it is next connected."))
    return redirect(_address(found, device), 303)


def _two_versions(
    edition: Edition, device: Device, form: DeviceForm, late: EditedMeanwhileError
) -> str:
    return render_template(
        "layouts/two_versions.html",
        edition=edition,
        section="checkin",
        what=LocalizedText(device.name, device.name),
        back=url_for("checkin_manage.edit_device", edition=edition.slug, device_id=device.id),
        list_name=_("Lists and devices"),
        list_address=url_for("checkin_manage.setup", edition=edition.slug),
        form=form,
        seen=late.conflict.seen,
        rows=side_by_side(form, late.conflict.clashes),
        posted=posted_parts(parts_of(late.conflict.wanted)),
        who=last_editor_of("device", device.id),
    )


def _address(edition: Edition, device: Device) -> str:
    return url_for("checkin_manage.show_device", edition=edition.slug, device_id=device.id)


@checkin_manage.post("/devices/<int:device_id>/code")
@requires(Permission.CHECKIN_EDIT)
def invite_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Show the code that enrols the device; a code shown before ends."""
    found = get_edition(edition)
    device = queries.get_device(found, device_id)
    try:
        secret = devices.invite_device(device)
    except DeviceOverError as over:
        return _device_page(found, device, over=over.sentence()), over.status
    path = url_for("checkin.invitation", secret=secret)
    return _device_page(found, device, current_settings().public_url + path)


@checkin_manage.post("/devices/<int:device_id>/revoke")
@requires(Permission.CHECKIN_EDIT)
def revoke_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Take a device's right to scan back."""
    devices.revoke_device(queries.get_device(get_edition(edition), device_id))
    tell(_("The device is revoked. It can no longer scan."))
    return redirect(url_for("checkin_manage.setup", edition=edition), 303)
