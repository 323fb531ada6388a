"""What a device sends and is given, checked."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field

from forum.checkin.forms import (
    LONGEST_CODE,
    RosterBadge,
    RosterList,
    ScanAnswer,
)
from forum.checkin.models import CheckinList, Device
from forum.checkin.services.scans import rules_of
from forum.checkin.sync.types import (
    Cause,
    KnownScan,
    Parcel,
    Receipt,
    UndoInput,
    UndoState,
    Upload,
)
from forum.checkin.types import Direction, KnownBadge, Result, ScanInput, Standing
from forum.core.localized import EMPTY
from forum.tokens.types import BadgeKey
from forum.web.openapi import Strict, Text

DAY = 86_400_000
MOST_UNDOS = 500
MOST_WAITING = 1_000_000

Nonce = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]


class UploadItem(Strict):
    """One scan that was made on a device."""

    list: int
    token: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)]
    nonce: Nonce
    scanned_at: AwareDatetime
    clock_difference: Annotated[int, Field(ge=-400 * DAY, le=400 * DAY)] = 0
    direction: Direction = Direction.IN
    shown: Result | None = None
    undone: bool = False
    practice: bool = False

    def details(self) -> Upload:
        """Return the scan as the services take it."""
        return Upload(
            list_id=self.list,
            is_undone=self.undone,
            is_practice=self.practice,
            scan=ScanInput(
                code=self.token,
                nonce=self.nonce,
                scanned_at=self.scanned_at,
                direction=self.direction,
                clock_difference=timedelta(milliseconds=self.clock_difference),
                shown=self.shown,
            ),
        )


class UndoItem(Strict):
    """A scan that was taken back after the server had it."""

    list: int
    nonce: Nonce

    def details(self) -> UndoInput:
        """Return it as the services take it."""
        return UndoInput(list_id=self.list, nonce=self.nonce)


class UploadBatch(Strict):
    """What a device has waiting: scans in the order in which they were made, and undos."""

    scans: list[UploadItem] = Field(default_factory=list)
    waiting: Annotated[
        int, Field(ge=0, le=MOST_WAITING, description="What the device still has to send.")
    ] = 0
    undos: list[UndoItem] = Field(default_factory=list, max_length=MOST_UNDOS)


class ReceiptAnswer(BaseModel):
    """What became of one scan: its answer, or why it was set aside."""

    nonce: str
    list: int
    answer: ScanAnswer | None
    cause: Cause | None

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """Return the receipt as JSON has it."""
        return cls(
            nonce=receipt.nonce,
            list=receipt.list_id,
            answer=ScanAnswer.of(receipt.answer) if receipt.answer else None,
            cause=receipt.cause,
        )


class UndoAnswer(BaseModel):
    """What became of taking one scan back."""

    nonce: str
    list: int
    state: UndoState


class UploadAnswer(BaseModel):
    """One receipt for each scan, one answer for each undo, and the server's time."""

    now: datetime
    scans: list[ReceiptAnswer]
    undos: list[UndoAnswer]


# ---------------------------------------------------------------- what a device keeps


class DeviceAnswer(BaseModel):
    """Which device this is."""

    id: int
    name: str
    gate: Text
    enrolled_at: datetime | None
    is_desk: bool
    days: Annotated[list[str], Field(description="Its days, by ISO date; none: every day.")]


class EditionAnswer(BaseModel):
    """Which forum this is."""

    slug: str
    name: Text
    zone: str


class KeyAnswer(BaseModel):
    """A public key, in base64."""

    edition: str
    key: str

    @classmethod
    def of(cls, key: BadgeKey) -> Self:
        """Return the key as JSON has it."""
        return cls(edition=key.edition, key=base64.b64encode(key.raw).decode())


class KnownScanAnswer(BaseModel):
    """An admission by some device."""

    id: int
    list: int
    serial: int
    nonce: str
    at: datetime
    direction: Direction
    undone: bool
    device: str
    gate: Text

    @classmethod
    def of(cls, known: KnownScan) -> Self:
        """Return the admission as JSON has it."""
        recorded = known.recorded
        return cls(
            id=recorded.scan.id,
            list=known.list_id,
            serial=known.serial,
            nonce=recorded.nonce,
            at=recorded.scan.at,
            direction=recorded.scan.direction,
            undone=recorded.scan.undone,
            device=recorded.device,
            gate=Text.of(recorded.gate),
        )


class ParcelAnswer(BaseModel):
    """What a device keeps. `cursor` is what to ask `since` the next time."""

    now: datetime
    cursor: datetime
    whole: bool
    device: DeviceAnswer
    edition: EditionAnswer
    keys: list[KeyAnswer]
    lists: list[RosterList]
    seats: dict[str, list[int]]
    guests: list[int]
    badges: list[RosterBadge]
    made_up: list[RosterBadge]
    scans: list[KnownScanAnswer]

    @classmethod
    def of(
        cls,
        device: Device,
        parcel: Parcel,
        keys: Sequence[BadgeKey],
        now: datetime,
        cursor: datetime,
        *,
        whole: bool,
    ) -> Self:
        """Return the parcel as JSON has it."""
        edition = device.edition
        return cls(
            now=now,
            cursor=cursor,
            whole=whole,
            device=DeviceAnswer(
                id=device.id,
                name=device.name,
                gate=Text.of(device.gate),
                enrolled_at=device.enrolled_at,
                is_desk=device.is_desk,
                days=device.days,
            ),
            edition=EditionAnswer(
                slug=edition.slug, name=Text.of(edition.name), zone=edition.timezone
            ),
            keys=[KeyAnswer.of(key) for key in keys],
            lists=[_list(one, device) for one in parcel.lists],
            seats={subject: list(serials) for subject, serials in parcel.seats.items()},
            guests=list(parcel.guests),
            badges=[_badge(badge) for badge in parcel.badges],
            made_up=[_made_up(badge) for badge in parcel.made_up],
            scans=[KnownScanAnswer.of(known) for known in parcel.scans],
        )


def _list(target: CheckinList, device: Device) -> RosterList:
    found = RosterList.of(target, rules_of(target))
    return found.model_copy(update={"is_practice": device.is_practice or target.is_practice})


def _made_up(badge: KnownBadge) -> RosterBadge:
    """Return somebody who does not exist, a guest of honour included."""
    return RosterBadge.of(badge).model_copy(update={"notices": list(badge.holder.notices)})


def _badge(badge: KnownBadge) -> RosterBadge:
    """Return no more of somebody who does not come than that they do not."""
    found = RosterBadge.of(badge)
    if badge.holder.standing is Standing.CANCELLED:
        nobody = Text.of(EMPTY)
        gone = {"name": nobody, "city": nobody, "notices": [], "receiver": ""}
        return found.model_copy(update=gone)
    return found
