"""The usher's pages: enrolling a device, choosing a list, scanning."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.sessions import LANGUAGE_COOKIE
from forum.checkin import queries
from forum.checkin.errors import CheckinListNotFoundError, DeviceNotEnrolledError
from forum.checkin.forms import ScanForm
from forum.checkin.models import CheckinList, Device
from forum.checkin.practice import services as practice
from forum.checkin.practice.queries import last_practised
from forum.checkin.rules import is_for_day
from forum.checkin.services.devices import OWNER, enrol_device, find_invited
from forum.checkin.services.scans import (
    device_scanner,
    require_list,
    require_today,
    undo_scan,
)
from forum.core import clock, randomness
from forum.core.bearer import find_token, is_valid
from forum.core.i18n import gettext as _
from forum.core.localized import LANGUAGES
from forum.tokens.rules import badge_number
from forum.web import cookies
from forum.web.access import guarded_by, public
from forum.web.forms import Form
from forum.web.messages import tell

checkin = Blueprint("checkin", __name__)

DEVICE_COOKIE = "device"
DEVICE_LASTS = timedelta(days=60)


@checkin.url_value_preprocessor
def _speak(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Take the language that was chosen on this device."""
    del endpoint, values
    chosen = cookies.read_cookie(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        g.language = chosen


def _device_id() -> int | None:
    secret = cookies.read_cookie(DEVICE_COOKIE)
    token = find_token(secret) if secret else None
    if token is None or token.owner_type != OWNER or not is_valid(token):
        return None
    return token.owner_id


def _recognise() -> None:
    """Say which device asks.

    Raises:
        DeviceNotEnrolledError: it is none.
    """
    device_id = _device_id()
    if device_id is None:
        raise DeviceNotEnrolledError
    g.device_id = device_id
    g.actor = f"device:{device_id}"


by_device = guarded_by("device", _recognise)


def _gate(list_id: int) -> tuple[Device, CheckinList]:
    device, target = queries.find_gate(g.device_id, list_id)
    if device is None:
        raise DeviceNotEnrolledError
    if target is None:
        raise CheckinListNotFoundError
    scanner = device_scanner(device)
    require_list(scanner, target)
    if not practice.is_practising(scanner, target):
        require_today(scanner, target.edition.timezone)
    return device, target


@checkin.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the lists of an enrolled device, or say how one is enrolled."""
    device_id = _device_id()
    device = queries.find_device(device_id) if device_id is not None else None
    if device is None or device.revoked_at is not None:
        return render_template("checkin/not_enrolled.html", device=device)
    lists = queries.lists_of(device)
    is_today = is_for_day(device_scanner(device).days, clock.now(), device.edition.timezone)
    return render_template("checkin/index.html", device=device, lists=lists, is_today=is_today)


@checkin.get("/enrol/<secret>")
@public
def invitation(secret: str) -> ResponseReturnValue:
    """Show which device this browser is about to become; changes nothing."""
    device = find_invited(secret)
    page = render_template(
        "checkin/invitation.html",
        device=device,
        lists=queries.lists_of(device),
        form=Form(),
    )
    response = make_response(page)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@checkin.post("/enrol/<secret>")
@public
def enrol(secret: str) -> ResponseReturnValue:
    """Make this browser the device."""
    _device, token = enrol_device(secret)
    response = make_response(redirect(url_for("checkin.index"), 303))
    cookies.write_cookie(response, DEVICE_COOKIE, token, lasts=DEVICE_LASTS)
    return response


@checkin.get("/lists/<int:list_id>")
@by_device
def scan(list_id: int) -> ResponseReturnValue:
    """Wait for a code."""
    device, target = _gate(list_id)
    return _scan_page(device, target, _fresh_form())


def _scan_page(device: Device, target: CheckinList, form: ScanForm) -> str:
    is_practice = practice.is_practising(device_scanner(device), target)
    last = last_practised if is_practice else queries.last_scan
    return render_template(
        "checkin/scan.html",
        device=device,
        list=target,
        zone=ZoneInfo(target.edition.timezone),
        form=form,
        example=badge_number(target.edition.slug, 421),
        last=last(device, target),
        is_practice=is_practice,
        attendance=queries.count_attendance([target])[target.id],
    )


@checkin.post("/lists/<int:list_id>")
@by_device
def record(list_id: int) -> ResponseReturnValue:
    """Show the verdict on the whole screen, and wait for the next code."""
    device, target = _gate(list_id)
    form = ScanForm()
    if not (form.code.data or "").strip():
        return redirect(url_for("checkin.scan", list_id=list_id), 303)
    if not form.validate_on_submit():
        return _scan_page(device, target, form), 422
    (answer,) = practice.scan(
        device_scanner(device), target, [form.details(clock.now())], is_held=True
    )
    return render_template(
        "checkin/record.html",
        device=device,
        list=target,
        zone=ZoneInfo(target.edition.timezone),
        form=_fresh_form(),
        answer=answer,
        is_practice=answer.recorded.is_practice,
    )


def _fresh_form() -> ScanForm:
    return ScanForm(formdata=None, nonce=randomness.token())


@checkin.post("/lists/<int:list_id>/scans/<int:scan_id>/undo")
@by_device
def undo(list_id: int, scan_id: int) -> ResponseReturnValue:
    """Take an admission of this device back."""
    device, target = _gate(list_id)
    undo_scan(device_scanner(device), target, scan_id)
    tell(_("Taken back. The badge may be admitted again."))
    return redirect(url_for("checkin.scan", list_id=list_id), 303)


@checkin.post("/lists/<int:list_id>/practice/<int:scan_id>/undo")
@by_device
def undo_practised(list_id: int, scan_id: int) -> ResponseReturnValue:
    """Take back what this device let in in practice."""
    device, target = _gate(list_id)
    practice.undo_practised(device_scanner(device), target, scan_id)
    tell(_("Taken back. The badge may be admitted again."))
    return redirect(url_for("checkin.scan", list_id=list_id), 303)
