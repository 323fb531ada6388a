"""The devices of an edition: prepared, shown their code, revoked."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.checkin import queries
from forum.checkin.forms import DeviceForm, values_of_device
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.models import Device
from forum.checkin.services import devices
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.tokens.exports import qr_svg
from forum.web.access import requires
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
    address = url_for("checkin_manage.show_device", edition=edition, device_id=device.id)
    return redirect(address, 303)


@checkin_manage.get("/devices/<int:device_id>")
@requires(Permission.CHECKIN_VIEW)
def show_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Show a device, and offer to enrol or revoke it."""
    return _device_page(get_edition(edition), device_id)


def _device_page(edition: Edition, device_id: int, address: str = "") -> str:
    device = queries.get_device(edition, device_id)
    return render_template(
        "checkin/manage/show_device.html",
        edition=edition,
        device=device,
        lists=queries.lists_of(device),
        simple=Form(),
        address=address,
        picture=qr_svg(address) if address else "",
        lasts_hours=int(devices.ENROL_LASTS.total_seconds() // 3600),
    )


@checkin_manage.get("/devices/<int:device_id>/change")
@requires(Permission.CHECKIN_EDIT)
def edit_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Show the form of a device."""
    found = get_edition(edition)
    device = queries.get_device(found, device_id)
    return _edit_page(found, device, _form_of(found, device))


def _form_of(edition: Edition, device: Device) -> DeviceForm:
    return DeviceForm(edition, queries.list_lists(edition), data=values_of_device(device))


def _edit_page(edition: Edition, device: Device, form: DeviceForm) -> str:
    return render_template(
        "checkin/manage/edit_device.html", edition=edition, device=device, form=form
    )


@checkin_manage.post("/devices/<int:device_id>/change")
@requires(Permission.CHECKIN_EDIT)
def change_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Change what a device is enrolled for."""
    found = get_edition(edition)
    device = queries.get_device(found, device_id)
    form = _form_of(found, device)
    if not form.validate_on_submit():
        return _edit_page(found, device, form), 422
    devices.change_device(device, form.details())
    tell(_("Saved. The device hears of it when it is next connected."))
    address = url_for("checkin_manage.show_device", edition=edition, device_id=device.id)
    return redirect(address, 303)


@checkin_manage.post("/devices/<int:device_id>/code")
@requires(Permission.CHECKIN_EDIT)
def invite_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Show the code that enrols the device; a code shown before ends."""
    found = get_edition(edition)
    secret = devices.invite_device(queries.get_device(found, device_id))
    path = url_for("checkin.invitation", secret=secret)
    return _device_page(found, device_id, current_settings().public_url + path)


@checkin_manage.post("/devices/<int:device_id>/revoke")
@requires(Permission.CHECKIN_EDIT)
def revoke_device(edition: str, device_id: int) -> ResponseReturnValue:
    """Take a device's right to scan back."""
    devices.revoke_device(queries.get_device(get_edition(edition), device_id))
    tell(_("The device is revoked. It can no longer scan."))
    return redirect(url_for("checkin_manage.setup", edition=edition), 303)
