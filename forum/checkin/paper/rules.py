"""Reading what somebody types from a list on paper; pure."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from forum.checkin.paper.types import PaperLine, TypingOrder
from forum.core.i18n import gettext as _
from forum.tokens.errors import WrongBadgeNumberError
from forum.tokens.rules import badge_number, looks_like_token, read_badge_number

_TIME = re.compile(r"(?:^|[\s,;])([01]?[0-9]|2[0-3])[:.시h]\s?([0-5][0-9])분?\s*$")
_NONCE = 40


def read_lines(order: TypingOrder, edition: str, zone: str, now: datetime) -> list[PaperLine]:
    """Read lines of a number and a time (`0421-K 9:05`); a line without one has the last one's.

    Empty lines are left out. A line that cannot be read says why; the others do not suffer.
    """
    moment = _moment(order, order.time, zone)
    found = []
    for text in order.lines:
        written = " ".join(text.split())
        if not written:
            continue
        code, own = _split(written)
        if own:
            moment = _moment(order, own, zone)
        found.append(_line(written, code, moment, edition, now))
    return found


def _split(written: str) -> tuple[str, str]:
    timed = _TIME.search(written)
    if timed is None:
        return written.strip(" ,;"), ""
    return written[: timed.start()].strip(" ,;"), f"{int(timed[1]):02}:{timed[2]}"


def _moment(order: TypingOrder, clock: str, zone: str) -> datetime | None:
    if not clock:
        return None
    local = datetime.combine(order.day, time.fromisoformat(clock), ZoneInfo(zone))
    return local.astimezone(UTC)


def _line(text: str, code: str, at: datetime | None, edition: str, now: datetime) -> PaperLine:
    if not looks_like_token(code):
        try:
            code = badge_number(edition, read_badge_number(code, edition))
        except WrongBadgeNumberError:
            return PaperLine(text=text, problem=_("There is no badge with this number."))
    if at is None:
        return PaperLine(text=text, problem=_("Write the time that stands on the paper."))
    if at > now:
        return PaperLine(text=text, problem=_("This time has not come yet."))
    return PaperLine(text=text, code=code, at=at)


def nonce_of(line: PaperLine) -> str:
    """Return the name of a line's scan: the same line typed again is the same scan."""
    said = f"{line.code} {line.at}".encode()
    return f"paper-{hashlib.sha256(said).hexdigest()[:_NONCE]}"


def without_twins(lines: Sequence[PaperLine]) -> list[PaperLine]:
    """Return readable lines, of those that say the same only the first."""
    return list({nonce_of(line): line for line in reversed(lines)}.values())[::-1]
