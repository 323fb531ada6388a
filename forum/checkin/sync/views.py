"""Where a device's app fetches what it keeps, and sends what it scanned."""

import gzip
from datetime import datetime, timedelta

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ValidationError

from forum.checkin import queries
from forum.checkin.errors import DeviceNotEnrolledError, DeviceRevokedError
from forum.checkin.models import Device
from forum.checkin.sync import queries as sync_queries
from forum.checkin.sync.errors import ForeignPageError
from forum.checkin.sync.forms import (
    ParcelAnswer,
    ReceiptAnswer,
    UndoAnswer,
    UploadAnswer,
    UploadBatch,
)
from forum.checkin.sync.services import hear, take_undos, take_uploads
from forum.checkin.views.usher import by_device
from forum.core import clock
from forum.core.i18n import gettext as _
from forum.core.settings import current_settings
from forum.tokens.services import badge_key, badge_keyring
from forum.web.openapi import fields_of
from forum.web.problems import problem
from forum.web.transaction import begin_writing, reads_first

checkin_sync = Blueprint("checkin_sync", __name__)

OVERLAP = timedelta(minutes=1)
"""What was committed this long after it was made is not missed by the next sync."""

WORTH_PACKING = 4000  # bytes


def _device() -> Device:
    device = queries.find_device(g.device_id)
    if device is None:
        raise DeviceNotEnrolledError
    return device


def _json(answer: BaseModel) -> Response:
    body = answer.model_dump_json().encode()
    response = Response(content_type="application/json")
    response.vary.add("Accept-Encoding")
    if len(body) > WORTH_PACKING and request.accept_encodings["gzip"]:
        body = gzip.compress(body, 5)
        response.headers["Content-Encoding"] = "gzip"
    response.set_data(body)
    return response


def _since() -> datetime | None:
    text = request.args.get("since", "")
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        return None
    return since if since.tzinfo is not None else None


@checkin_sync.get("/sync")
@by_device
def fetch() -> ResponseReturnValue:
    """Give a device what it keeps: everything, or what changed since its last cursor."""
    device = _device()
    if device.revoked_at is not None:
        raise DeviceRevokedError
    now, since = clock.now(), _since()
    parcel = sync_queries.pack(device, since)
    directory = current_settings().keys_dir
    badge_key(directory, device.edition.slug)  # is there before the first badge is printed
    keys = badge_keyring(directory)
    is_whole = since is None or sync_queries.is_over(device)
    return _json(ParcelAnswer.of(device, parcel, keys, now, now - OVERLAP, whole=is_whole))


@checkin_sync.post("/sync")
@reads_first
@by_device
def send() -> ResponseReturnValue:
    """Take what a device scanned by itself; a revoked device is still listened to."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ForeignPageError
    if not request.is_json:
        raise ForeignPageError
    try:
        batch = UploadBatch.model_validate_json(request.get_data())
    except ValidationError as error:
        wrong = _("Some fields are not right.")
        return problem(422, "fields-invalid", wrong, errors=fields_of(error))
    device = _device()
    begin_writing()
    hear(device, batch.waiting)
    receipts = take_uploads(device, [item.details() for item in batch.scans])
    undos = [item.details() for item in batch.undos]
    states = take_undos(device, undos)
    return _json(
        UploadAnswer(
            now=clock.now(),
            scans=[ReceiptAnswer.of(receipt) for receipt in receipts],
            undos=[
                UndoAnswer(nonce=undo.nonce, list=undo.list_id, state=state)
                for undo, state in zip(undos, states, strict=True)
            ],
        )
    )
