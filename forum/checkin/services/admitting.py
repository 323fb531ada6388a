"""Letting somebody in whatever a list says: at a desk, or by an organiser's decision."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from forum.checkin import queries
from forum.checkin.models import CheckinList
from forum.checkin.rules import judge, read_code
from forum.checkin.services.scans import Ledger, rules_of, with_holder, write_scan
from forum.checkin.types import (
    ADMITTED,
    EarlierScan,
    ListRules,
    RecordedScan,
    Result,
    ScanInput,
    ScannedBadge,
    Scanner,
    Standing,
    Verdict,
)
from forum.core import clock


def admit(
    scanner: Scanner, target: CheckinList, number: str, nonce: str, at: datetime
) -> tuple[RecordedScan, Verdict] | None:
    """Put an admission on record, and say what the list would have answered.

    It counts like any other. The same nonce is once, and admitted as it was. None for somebody
    who is in already, or whom nobody knows.

    Args:
        scanner: by whom; a device's admissions stand with its gate.
        target: the list.
        number: of the badge.
        nonce: the name of this admission.
        at: when they came in.
    """
    slug = target.edition.slug
    read = read_code(number, slug, ())
    known = queries.lock_badges(target.edition, {read.serial} if read.serial is not None else ())
    people = {badge.holder.registration_id for badge in known.values()}
    ledger = Ledger(queries.list_scans(target, people, [nonce]))
    seated = queries.list_seated(target.edition, target.seat, people) if target.seat else ()
    badge = with_holder(read, slug, known, seated, target)
    scans = [one.scan for one in ledger.earlier(badge)]
    rules = rules_of(target)
    if earlier := ledger.by_nonce.get(nonce):
        return earlier, earlier.verdict
    if badge.holder is None or _is_in(badge, rules, scans, at):
        return None
    item = ScanInput(code=number, nonce=nonce, scanned_at=at)
    recorded = write_scan(scanner, target, item, badge, ADMITTED, clock.now())
    return recorded, judge(badge, rules, scans, at)


def _is_in(
    badge: ScannedBadge, rules: ListRules, scans: Sequence[EarlierScan], at: datetime
) -> bool:
    """Tell whether somebody passed before, had the list let them in at all."""
    at_all = ListRules(edition=rules.edition, zone=rules.zone, mode=rules.mode)
    holder = badge.holder and replace(badge.holder, standing=Standing.CONFIRMED)
    return judge(replace(badge, holder=holder), at_all, scans, at).result is Result.REPEAT
