"""Typing in from a list on paper: every line a scan with the time that stands on the paper."""

from collections.abc import Sequence

from forum.checkin.models import CheckinList
from forum.checkin.paper.rules import nonce_of, read_lines, without_twins
from forum.checkin.paper.types import TypedLine, TypingOrder
from forum.checkin.services.scans import MOST_SCANS, record_scans
from forum.checkin.types import ScanInput, Scanner
from forum.core import audit, clock
from forum.core.localized import EMPTY

PAPER = "paper"
"""What stands before the number of who typed it in, where a scan says who made it."""


def type_in(target: CheckinList, order: TypingOrder) -> Sequence[TypedLine]:
    """Record what was written on paper; say of each line what became of it, in their order.

    The same line again is the same scan. A line that cannot be read is not recorded; the
    others are.

    Raises:
        TooManyScansError: more lines than can be judged at once.
    """
    edition = target.edition
    lines = read_lines(order, edition.slug, edition.timezone, clock.now())
    readable = without_twins([line for line in lines if not line.problem])
    scans = [
        ScanInput(code=line.code, nonce=nonce_of(line), scanned_at=line.at)
        for line in readable
        if line.at is not None
    ]
    actor = f"{PAPER}:{audit.present_actor().rpartition(':')[2]}"
    scanner = Scanner(actor=actor, name="", gate=EMPTY, edition_id=edition.id)
    answers = record_scans(scanner, target, scans) if scans else []
    by_nonce = {one.recorded.nonce: one for one in answers}
    if scans:
        audit.record(
            "checkin.typed_in",
            edition_id=edition.id,
            object_type="checkin_list",
            object_id=target.id,
            details={"lines": len(scans)},
        )
    return [
        TypedLine(
            text=line.text,
            problem=line.problem,
            answer=None if line.problem else by_nonce[nonce_of(line)],
        )
        for line in lines
    ]


MOST_LINES = MOST_SCANS
