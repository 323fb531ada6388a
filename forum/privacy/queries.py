"""Reads of the privacy feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from forum.badges.models import BadgePrint
from forum.checkin.models import CheckinList, Scan, ScanUndo
from forum.core import clock
from forum.core.db import db
from forum.core.journal import AccessEntry
from forum.core.links import CapabilityLink
from forum.editions.models import Edition
from forum.privacy.errors import RequestNotFoundError
from forum.privacy.models import AccessReview, Destruction, ErasureRequest, RetentionRule
from forum.privacy.rules import DEFAULTS, OF_EDITIONS, OF_THE_SYSTEM, SYSTEM, rule_of
from forum.privacy.types import ErasureState, Kind, Rule
from forum.registration.models import Registration

MOST_SHOWN = 200


# ------------------------------------------------------------------ erasure


def find_waiting(registration: Registration) -> ErasureRequest | None:
    """Return the request of somebody that nobody has decided yet."""
    return db.session.scalar(
        select(ErasureRequest).where(
            ErasureRequest.registration_id == registration.id,
            ErasureRequest.state == ErasureState.WAITING,
        )
    )


def find_last(registration: Registration) -> ErasureRequest | None:
    """Return the last request of somebody."""
    return db.session.scalar(
        select(ErasureRequest)
        .where(ErasureRequest.registration_id == registration.id)
        .order_by(ErasureRequest.id.desc())
        .limit(1)
    )


def list_requests(edition: Edition) -> Sequence[ErasureRequest]:
    """Return the requests of an edition: those that wait by their due day, then the others."""
    waits = ErasureRequest.state != ErasureState.WAITING
    return db.session.scalars(
        select(ErasureRequest)
        .where(ErasureRequest.edition_id == edition.id)
        .order_by(waits, ErasureRequest.due_on, ErasureRequest.id)
        .options(joinedload(ErasureRequest.registration).joinedload(Registration.category))
        .limit(MOST_SHOWN)
    ).all()


def count_waiting(edition: Edition) -> int:
    """Return how many requests wait."""
    count = select(func.count()).where(
        ErasureRequest.edition_id == edition.id, ErasureRequest.state == ErasureState.WAITING
    )
    return db.session.scalar(count) or 0


def get_request(edition: Edition, request_id: int) -> ErasureRequest:
    """Return a request of an edition, locked.

    Raises:
        RequestNotFoundError
    """
    found = db.session.scalar(
        select(ErasureRequest)
        .where(ErasureRequest.id == request_id, ErasureRequest.edition_id == edition.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise RequestNotFoundError
    return found


# ------------------------------------------------------------------ retention


def scope_of(edition: Edition | None) -> str:
    """Return what rules of an edition, or of the whole system, are kept under."""
    return SYSTEM if edition is None else f"edition:{edition.id}"


def list_rules(edition: Edition | None) -> dict[Kind, Rule]:
    """Return how long each kind is kept in an edition, or in the whole system."""
    said: Mapping[Kind, int] = {
        row.kind: row.days
        for row in db.session.scalars(
            select(RetentionRule).where(RetentionRule.scope == scope_of(edition))
        )
    }
    kinds = OF_THE_SYSTEM if edition is None else OF_EDITIONS
    return {kind: rule_of(kind, said.get(kind)) for kind in kinds if kind in DEFAULTS}


def list_editions() -> Sequence[Edition]:
    """Return every edition, the latest first."""
    return db.session.scalars(select(Edition).order_by(Edition.starts_on.desc(), Edition.id)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """What was destroyed on one day of one kind, by one rule and one actor."""

    on: date
    kind: Kind
    count: int
    rule: str
    actor: str


def list_destroyed(edition: Edition) -> list[Destroyed]:
    """Return what was destroyed of an edition and of the system, day by day, the latest first."""
    rows = db.session.scalars(
        select(Destruction)
        .where(or_(Destruction.edition_id == edition.id, Destruction.edition_id.is_(None)))
        .order_by(Destruction.id.desc())
        .limit(MOST_SHOWN * 10)
    )
    zone = ZoneInfo(edition.timezone)
    sums: dict[tuple[date, Kind, str, str], int] = {}
    for row in rows:
        key = (row.made_at.astimezone(zone).date(), row.kind, row.rule, row.actor)
        sums[key] = sums.get(key, 0) + row.count
    return [
        Destroyed(on=on, kind=kind, rule=rule, actor=actor, count=count)
        for (on, kind, rule, actor), count in list(sums.items())[:MOST_SHOWN]
    ]


# ------------------------------------------------------------------ who has looked


def month_bounds(month: str, zone: str) -> tuple[datetime, datetime]:
    """Return when a month (`2026-11`) begins and ends at a place."""
    year, number = (int(part) for part in month.split("-"))
    begins = datetime(year, number, 1, tzinfo=ZoneInfo(zone))
    ends = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=ZoneInfo(zone))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def list_access(edition: Edition, month: str) -> Sequence[AccessEntry]:
    """Return who has seen sensitive data of an edition in a month, or was refused, in order."""
    begins, ends = month_bounds(month, edition.timezone)
    return db.session.scalars(
        select(AccessEntry)
        .where(
            AccessEntry.made_at >= begins,
            AccessEntry.made_at < ends,
            AccessEntry.edition == edition.slug,
        )
        .order_by(AccessEntry.id)
    ).all()


def list_access_to(registration: Registration) -> list[AccessEntry]:
    """Return when somebody's sensitive data were looked at."""
    entries = db.session.scalars(
        select(AccessEntry)
        .where(AccessEntry.edition == registration.edition.slug, AccessEntry.outcome == "seen")
        .order_by(AccessEntry.id)
    )
    return [one for one in entries if registration.id in _seen_in(one)]


def _seen_in(entry: AccessEntry) -> list[object]:
    """Return the ids of those whose data were seen: on a page of one, or on a list."""
    listed = entry.details.get("registrations")
    return [entry.details.get("registration"), *(listed if isinstance(listed, list) else [])]


def list_months(edition: Edition) -> list[str]:
    """Return the months in which there is an entry, and the present one, the latest first."""
    zone = ZoneInfo(edition.timezone)
    moments = db.session.scalars(
        select(AccessEntry.made_at).where(AccessEntry.edition == edition.slug)
    )
    months = {f"{moment.astimezone(zone):%Y-%m}" for moment in moments}
    return sorted(months | {f"{clock.now().astimezone(zone):%Y-%m}"}, reverse=True)


def list_reviews(edition: Edition) -> Mapping[str, AccessReview]:
    """Return who has looked through which month."""
    rows = db.session.scalars(select(AccessReview).where(AccessReview.edition_id == edition.id))
    return {review.month: review for review in rows}


# ------------------------------------------------------------------ about one person


def list_scans(registration: Registration) -> Sequence[tuple[Scan, CheckinList, ScanUndo | None]]:
    """Return every scan of somebody's badge, with its list and whether it was taken back."""
    rows = db.session.execute(
        select(Scan, CheckinList, ScanUndo)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
        .where(Scan.registration_id == registration.id)
        .order_by(Scan.id)
    )
    return [(scan, of, undo) for scan, of, undo in rows]


def list_prints(registration: Registration) -> Sequence[BadgePrint]:
    """Return when somebody's badge was printed."""
    return db.session.scalars(
        select(BadgePrint)
        .where(BadgePrint.registration_id == registration.id)
        .order_by(BadgePrint.id)
    ).all()


def list_links(registration: Registration) -> Sequence[CapabilityLink]:
    """Return the links that somebody was sent; their secrets are known to nobody."""
    return db.session.scalars(
        select(CapabilityLink)
        .where(
            CapabilityLink.subject_type == "registration",
            CapabilityLink.subject_id == registration.id,
        )
        .order_by(CapabilityLink.id)
    ).all()
