"""The verdict at the door: pure, on values alone.

The browser has the same rules offline, in `static/checkin/rules.js`. Both are held to
`tests/checkin/vectors.json`, made from the decision table in `tests/checkin/decisions.py`.

The first rule that applies decides. Who a badge belongs to comes before what it may do; what
will not change by waiting (`not_allowed`) before what will (`not_now`).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from forum.checkin.types import (
    Direction,
    EarlierScan,
    Holder,
    ListRules,
    Mode,
    Notice,
    Reading,
    Reason,
    Result,
    ScannedBadge,
    Standing,
    Verdict,
)
from forum.tokens.errors import TamperedTokenError, UnreadableTokenError, WrongBadgeNumberError
from forum.tokens.rules import decode, looks_like_token, read_badge_number, typed_in_latin
from forum.tokens.types import BadgeKey

SAME_SCAN = timedelta(seconds=5)
"""A code that stays in front of the scanner is read again and again: that is one scan."""

DAYS_IN_TOKEN = 8

_UNREADABLE = {
    Reading.UNREADABLE: Reason.UNREADABLE,
    Reading.TAMPERED: Reason.TAMPERED,
    Reading.WRONG_NUMBER: Reason.NUMBER,
}


def judge(
    badge: ScannedBadge,
    rules: ListRules,
    earlier: Sequence[EarlierScan],
    at: datetime,
    direction: Direction = Direction.IN,
) -> Verdict:
    """Decide one scan.

    Nobody is kept in: a scan on the way out asks whose badge it is, not what it may do.

    Args:
        badge: what the text says, and whom it belongs to.
        rules: the list's rules.
        earlier: scans of the same registration in the same list, oldest first.
        at: the moment of the scan.
        direction: which way.
    """
    refusal = _identify(badge, rules)
    if refusal is None and direction is Direction.IN:
        refusal = _may_pass(badge, rules) or _is_time(rules, at)
    if refusal is None:
        refusal = _passed_before(rules, earlier, at, direction)
    return refusal or Verdict(result=Result.ADMITTED, notices=_notices(badge, direction))


def moment_of(
    scanned_at: datetime, received_at: datetime, difference: timedelta = timedelta()
) -> datetime:
    """Return when a scan happened, in UTC, but never after it reached us.

    `difference` is how far the device's clock was behind ours when it was last compared.
    """
    return min(scanned_at + difference, received_at).astimezone(UTC)


def is_same_scan(last: EarlierScan | None, at: datetime, direction: Direction) -> bool:
    """Tell whether a code was read again while it was still in front of the same scanner."""
    return (
        last is not None
        and not last.undone
        and last.direction is direction
        and abs(at - last.at) <= SAME_SCAN
    )


def is_for_day(days: Collection[date], at: datetime, zone: str) -> bool:
    """Tell whether a device is enrolled for the day on which a moment falls; none: every day."""
    return not days or at.astimezone(ZoneInfo(zone)).date() in days


def day_index(on: date | None, starts_on: date) -> int | None:
    """Return which of the edition's days a list is for, if badges can be limited to it."""
    if on is None:
        return None
    index = (on - starts_on).days
    return index if 0 <= index < DAYS_IN_TOKEN else None


def _identify(badge: ScannedBadge, rules: ListRules) -> Verdict | None:
    if badge.reading in _UNREADABLE:
        return Verdict(result=Result.INVALID, reason=_UNREADABLE[badge.reading])
    if badge.edition != rules.edition:
        return Verdict(result=Result.WRONG_EDITION, reason=Reason.EDITION)
    if badge.holder is None:
        return Verdict(result=Result.UNKNOWN, reason=Reason.NO_SUCH_BADGE)
    return _revoked(badge, badge.holder)


def _revoked(badge: ScannedBadge, holder: Holder) -> Verdict | None:
    if holder.standing is Standing.CANCELLED:
        return Verdict(result=Result.REVOKED, reason=Reason.CANCELLED)
    if badge.reissue is not None and badge.reissue != holder.reissue:
        return Verdict(result=Result.REVOKED, reason=Reason.REISSUED)
    return None


def _may_pass(badge: ScannedBadge, rules: ListRules) -> Verdict | None:
    holder = badge.holder
    reason = None
    if holder is None or holder.standing is Standing.PENDING:
        reason = Reason.NOT_CONFIRMED
    elif rules.categories and holder.category not in rules.categories:
        reason = Reason.CATEGORY
    elif rules.seat and rules.seat not in holder.seats:
        reason = Reason.NO_SEAT
    elif rules.day is not None and badge.days is not None and not badge.days >> rules.day & 1:
        reason = Reason.DAY
    return Verdict(result=Result.NOT_ALLOWED, reason=reason) if reason else None


def _is_time(rules: ListRules, at: datetime) -> Verdict | None:
    if rules.opens_at is not None and at < rules.opens_at:
        return Verdict(result=Result.NOT_NOW, reason=Reason.EARLY)
    if rules.closes_at is not None and at >= rules.closes_at:
        return Verdict(result=Result.NOT_NOW, reason=Reason.LATE)
    return None


def _passed_before(
    rules: ListRules, earlier: Sequence[EarlierScan], at: datetime, direction: Direction
) -> Verdict | None:
    counted = [scan for scan in earlier if scan.result is Result.ADMITTED and not scan.undone]
    last = counted[-1] if counted else None
    if direction is Direction.OUT:
        return _left_before(rules, last)
    if rules.mode is Mode.LOAN and last is not None and last.direction is Direction.IN:
        return Verdict(result=Result.REPEAT, reason=Reason.LENT, earlier=last.id)
    entries = [scan for scan in counted if scan.direction is Direction.IN]
    if rules.mode is Mode.ONCE and entries:
        return Verdict(result=Result.REPEAT, reason=Reason.ADMITTED_BEFORE, earlier=entries[0].id)
    if rules.mode is Mode.DAILY:
        zone = ZoneInfo(rules.zone)
        today = [s for s in entries if s.at.astimezone(zone).date() == at.astimezone(zone).date()]
        if today:
            return Verdict(result=Result.REPEAT, reason=Reason.ADMITTED_TODAY, earlier=today[0].id)
    return None


def _left_before(rules: ListRules, last: EarlierScan | None) -> Verdict | None:
    if last is None and rules.mode is Mode.LOAN:
        return Verdict(result=Result.NOT_ALLOWED, reason=Reason.NOT_LENT)
    if last is None or last.direction is Direction.IN:
        return None
    return Verdict(result=Result.REPEAT, reason=Reason.OUT_BEFORE, earlier=last.id)


def _notices(badge: ScannedBadge, direction: Direction) -> tuple[Notice, ...]:
    holder = badge.holder
    if holder is None or direction is Direction.OUT:
        return ()
    if badge.category_number is not None and badge.category_number != holder.category_number:
        return (Notice.REPRINT, *holder.notices)
    return holder.notices


def read_code(text: str, edition: str, keyring: Iterable[BadgeKey]) -> ScannedBadge:
    """Read what was scanned or typed: a token of any edition known here, or a badge number."""
    if looks_like_token(text):
        return _read_token(text, keyring)
    try:
        serial = read_badge_number(text, edition)
    except WrongBadgeNumberError:
        typed = typed_in_latin(text)
        meant = re.fullmatch(r"[0-9A-Z-]{1,20}", typed) and re.search("[0-9]", typed)
        return ScannedBadge(reading=Reading.WRONG_NUMBER if meant else Reading.UNREADABLE)
    return ScannedBadge(reading=Reading.NUMBER, edition=edition, serial=serial)


def _read_token(text: str, keyring: Iterable[BadgeKey]) -> ScannedBadge:
    try:
        token = decode(text, keyring)
    except TamperedTokenError:
        return ScannedBadge(reading=Reading.TAMPERED)
    except UnreadableTokenError:
        return ScannedBadge(reading=Reading.UNREADABLE)
    return ScannedBadge(
        reading=Reading.TOKEN,
        edition=token.edition,
        serial=token.serial,
        reissue=token.reissue,
        category_number=token.category,
        days=token.days,
    )
