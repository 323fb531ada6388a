"""The nightly purge: what is over its time is destroyed, batch by batch, and noted.

Each batch is a transaction of its own that also holds its line in the destruction log, so that
nobody who writes waits long, and a purge that is killed has noted exactly what it destroyed.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import Select, and_, delete, func, or_, select, update

from forum.accounts.models import UserSession
from forum.core import audit, clock, leases
from forum.core.codes import FreshCode
from forum.core.db import db
from forum.core.idempotency import KeptAnswer
from forum.core.journal import AccessEntry
from forum.core.links import CapabilityLink
from forum.core.mail import MailAttachment, MailState, OutgoingMail
from forum.core.passes import FreshPass
from forum.core.queue import background
from forum.core.settings import current_settings
from forum.declaration.byhand.models import SignedPage
from forum.declaration.comments.models import Comment
from forum.declaration.mandates.models import MandateLetter
from forum.declaration.models import Declaration, Mandate
from forum.declaration.table.models import TableSitting
from forum.declaration.types import OVER, MandateState
from forum.editions.models import Edition
from forum.privacy.erasing import empty_mails, erase_people
from forum.privacy.models import Destruction
from forum.privacy.queries import list_editions, list_rules
from forum.privacy.rules import cutoff, spell
from forum.privacy.types import Counted, Due, Kind, Rule
from forum.programme.models import Release
from forum.registration.address.models import AddressWish
from forum.registration.invitations.models import Invitation
from forum.registration.models import Draft, Registration, SensitiveNeed
from forum.registration.types import RegistrationState

log = logging.getLogger(__name__)

BATCH = 25  # rows: nobody who writes waits long
LEASE = "purge"
NIGHT = 3  # o'clock, when fewest people write

Find = Callable[[Edition | None, datetime], Select[Any]]
Destroy = Callable[[Sequence[Any]], object]


@dataclass(frozen=True, slots=True)
class _Work:
    """What is over its time of one kind, and how it is destroyed."""

    find: Find
    destroy: Destroy


# ------------------------------------------------------------------ of an edition


def _of(edition: Edition | None) -> Select[Any]:
    assert edition is not None  # noqa: S101  the kinds of editions are looked for in editions
    return select(Registration.id).where(Registration.edition_id == edition.id)


def _sensitive(edition: Edition | None, before: datetime) -> Select[Any]:
    del before  # the forum is over for so many days
    return select(SensitiveNeed.registration_id).where(
        SensitiveNeed.registration_id.in_(_of(edition))
    )


def _registrations(edition: Edition | None, before: datetime) -> Select[Any]:
    del before
    return _of(edition).where(Registration.erased_at.is_(None))


def _drafts(edition: Edition | None, before: datetime) -> Select[Any]:
    assert edition is not None  # noqa: S101
    return select(Draft.id).where(Draft.edition_id == edition.id, Draft.saved_at <= before)


def _invitations(edition: Edition | None, before: datetime) -> Select[Any]:
    assert edition is not None  # noqa: S101
    del before  # the forum is over for so many days
    return select(Invitation.id).where(Invitation.edition_id == edition.id)


def _mandates(edition: Edition | None) -> Select[Any]:
    assert edition is not None  # noqa: S101
    return (
        select(Mandate.id)
        .join(Declaration, Declaration.id == Mandate.declaration_id)
        .where(Declaration.edition_id == edition.id)
    )


def _letters(edition: Edition | None, before: datetime) -> Select[Any]:
    del before
    return select(MandateLetter.id).where(MandateLetter.mandate_id.in_(_mandates(edition)))


def _comments(edition: Edition | None, before: datetime) -> Select[Any]:
    del before
    return select(Comment.id).where(Comment.mandate_id.in_(_mandates(edition)))


_OVER = OutgoingMail.state.in_((MailState.SENT, MailState.FAILED, MailState.CANCELLED))
_SAYS = or_(
    OutgoingMail.text != "", select(MailAttachment.id).where(
        MailAttachment.mail_id == OutgoingMail.id
    ).exists()
)  # fmt: skip


def _mails(edition: Edition | None, before: datetime) -> Select[Any]:
    """Find mails that were sent long ago, and those to people who are erased by now."""
    assert edition is not None  # noqa: S101
    erased = _of(edition).where(Registration.state == RegistrationState.ERASED)
    releases = select(Release.id).where(Release.edition_id == edition.id)
    of_people = OutgoingMail.about_type == "registration"
    old = and_(
        or_(
            and_(of_people, OutgoingMail.about_id.in_(_of(edition))),
            and_(OutgoingMail.about_type == "release", OutgoingMail.about_id.in_(releases)),
            and_(OutgoingMail.about_type == "edition", OutgoingMail.about_id == edition.id),
        ),
        OutgoingMail.created_at <= before,
        _SAYS,
    )
    to_nobody = and_(of_people, OutgoingMail.about_id.in_(erased), OutgoingMail.recipient != "")
    return select(OutgoingMail.id).where(_OVER, or_(old, to_nobody))


def _destroy_registrations(ids: Sequence[int]) -> None:
    erase_people(ids, are_expected=False)


def _destroy_invitations(ids: Sequence[int]) -> None:
    """Let go of invited addresses, and of what was written to them."""
    rows = db.session.execute(
        select(Invitation.edition_id, Invitation.email).where(Invitation.id.in_(ids))
    )
    to_them = [
        and_(OutgoingMail.about_id == edition_id, OutgoingMail.recipient == email)
        for edition_id, email in rows
    ]
    mails = select(OutgoingMail.id).where(
        _OVER, OutgoingMail.about_type == "edition", or_(*to_them)
    )
    empty_mails(db.session.scalars(mails).all(), recipients=True)
    db.session.execute(
        update(CapabilityLink)
        .where(
            CapabilityLink.subject_type == "registration_invitation",
            CapabilityLink.subject_id.in_(ids),
            CapabilityLink.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )
    db.session.execute(delete(Invitation).where(Invitation.id.in_(ids)))


def _destroy_mails(ids: Sequence[int]) -> None:
    erased = select(Registration.id).where(Registration.state == RegistrationState.ERASED)
    to_nobody = db.session.scalars(
        select(OutgoingMail.id).where(
            OutgoingMail.id.in_(ids),
            OutgoingMail.about_type == "registration",
            OutgoingMail.about_id.in_(erased),
        )
    ).all()
    empty_mails(to_nobody, recipients=True)
    empty_mails([one for one in ids if one not in set(to_nobody)])


# ------------------------------------------------------------------ of the whole system


def _other_mails(edition: Edition | None, before: datetime) -> Select[Any]:
    del edition
    return select(OutgoingMail.id).where(
        _OVER,
        OutgoingMail.about_type.not_in(("registration", "release")),
        OutgoingMail.created_at <= before,
        _SAYS,
    )


def _links(edition: Edition | None, before: datetime) -> Select[Any]:
    del edition
    over = (CapabilityLink.expires_at, CapabilityLink.used_at, CapabilityLink.revoked_at)
    return select(CapabilityLink.id).where(or_(*(moment <= before for moment in over)))


def _addresses(edition: Edition | None, before: datetime) -> Select[Any]:
    del edition
    return select(AddressWish.registration_id).where(AddressWish.expires_at <= before)


def _sessions(edition: Edition | None, before: datetime) -> Select[Any]:
    del edition
    return select(UserSession.id).where(
        or_(UserSession.ended_at <= before, UserSession.last_seen_at <= before)
    )


def _sittings(edition: Edition | None, before: datetime) -> Select[Any]:
    del edition
    return select(TableSitting.id).where(TableSitting.opened_at <= before)


def _pages(edition: Edition | None, before: datetime) -> Select[Any]:
    """Find scans that were dropped or replaced, and those that wait where nothing can be signed."""
    del edition
    answered = select(Mandate.id).where(Mandate.state.in_((*OVER, MandateState.SIGNED)))
    forgotten = and_(
        SignedPage.decided_at.is_(None),
        SignedPage.entered_at <= before,
        SignedPage.mandate_id.in_(answered),
    )
    return select(SignedPage.id).where(
        SignedPage.is_applied.is_(False), or_(SignedPage.decided_at <= before, forgotten)
    )


def _codes(edition: Edition | None, before: datetime) -> Select[Any]:
    del edition
    return select(FreshCode.subject).where(FreshCode.expires_at <= before)


def _access(edition: Edition | None, before: datetime) -> Select[Any]:
    del edition
    return select(AccessEntry.id).where(AccessEntry.made_at <= before)


def _answers(edition: Edition | None, before: datetime) -> Select[Any]:
    del edition
    return select(KeptAnswer.id).where(KeptAnswer.created_at <= before)


def _destroy_links(ids: Sequence[int]) -> None:
    db.session.execute(delete(FreshPass).where(FreshPass.link_id.in_(ids)))
    db.session.execute(delete(CapabilityLink).where(CapabilityLink.id.in_(ids)))


def _rows(column: Any) -> Destroy:  # noqa: ANN401  a mapped column
    def destroy(ids: Sequence[Any]) -> None:
        db.session.execute(delete(column.class_).where(column.in_(ids)))

    return destroy


WORKS = {
    Kind.SENSITIVE: _Work(_sensitive, _rows(SensitiveNeed.registration_id)),
    Kind.REGISTRATIONS: _Work(_registrations, _destroy_registrations),
    Kind.DRAFTS: _Work(_drafts, _rows(Draft.id)),
    Kind.INVITATIONS: _Work(_invitations, _destroy_invitations),
    Kind.LETTERS: _Work(_letters, _rows(MandateLetter.id)),
    Kind.COMMENTS: _Work(_comments, _rows(Comment.id)),
    Kind.MAILS: _Work(_mails, _destroy_mails),
    Kind.OTHER_MAILS: _Work(_other_mails, empty_mails),
    Kind.ACCESS_LOG: _Work(_access, _rows(AccessEntry.id)),
    Kind.KEPT_ANSWERS: _Work(_answers, _rows(KeptAnswer.id)),
    Kind.ADDRESSES: _Work(_addresses, _rows(AddressWish.registration_id)),
    Kind.LINKS: _Work(_links, _destroy_links),
    Kind.CODES: _Work(_codes, _rows(FreshCode.subject)),
    Kind.SESSIONS: _Work(_sessions, _rows(UserSession.id)),
    Kind.SITTINGS: _Work(_sittings, _rows(TableSitting.id)),
    Kind.PAGES: _Work(_pages, _rows(SignedPage.id)),
}


# ------------------------------------------------------------------ purging


def _is_over(edition: Edition | None, rule: Rule) -> bool:
    """Tell whether a rule that counts from the forum has come to its day."""
    if rule.counted is Counted.AFTER_USE or edition is None:
        return True
    return edition.ends_on + timedelta(days=rule.days) < clock.today(edition.timezone)


def _rules() -> Iterator[tuple[Edition | None, Rule, datetime]]:
    scopes: list[Edition | None] = [*list_editions(), None]
    for edition in scopes:
        zone = edition.timezone if edition else current_settings().timezone
        for rule in list_rules(edition).values():
            if _is_over(edition, rule):
                yield edition, rule, cutoff(rule, clock.now(), zone)


def look(only: Edition | None = None) -> list[Due]:
    """Return what a purge would destroy now; of one edition and of the system with `only`."""
    found = []
    for edition, rule, before in _rules():
        if only is not None and edition is not None and edition.id != only.id:
            continue
        of = WORKS[rule.kind].find(edition, before).subquery()
        count = db.session.scalar(select(func.count()).select_from(of)) or 0
        found.append(_due(edition, rule, before, count))
    return found


def purge() -> list[Due]:
    """Destroy what is over its time, and commit batch by batch."""
    done = [_due(edition, rule, before, 0) for edition, rule, before in _rules()]
    counts: dict[tuple[Kind, str], int] = {}
    for due in _batches():
        db.session.commit()
        key = (due.kind, due.edition)
        counts[key] = counts.get(key, 0) + due.count
    db.session.rollback()
    return [replace(due, count=counts.get((due.kind, due.edition), 0)) for due in done]


def _batches() -> Iterator[Due]:
    """Destroy batch after batch; whoever asks for the next one has committed the one before."""
    rules = [(edition.id if edition else None, rule, at) for edition, rule, at in _rules()]
    for edition_id, rule, before in rules:
        while (due := _destroy_batch(edition_id, rule, before)) is not None:
            yield due


def _destroy_batch(edition_id: int | None, rule: Rule, before: datetime) -> Due | None:
    work = WORKS[rule.kind]
    edition = db.session.get(Edition, edition_id) if edition_id else None
    ids = db.session.scalars(work.find(edition, before).limit(BATCH)).all()
    if not ids:
        return None
    work.destroy(ids)
    db.session.add(
        Destruction(
            kind=rule.kind,
            edition_id=edition_id,
            count=len(ids),
            actor=audit.present_actor(),
            rule=spell(rule),
        )
    )
    leases.extend(LEASE)
    return _due(edition, rule, before, len(ids))


def _due(edition: Edition | None, rule: Rule, before: datetime, count: int) -> Due:
    return Due(
        kind=rule.kind,
        edition=edition.slug if edition else "",
        count=count,
        days=rule.days,
        before=before,
    )


def purge_nightly() -> Iterator[object]:
    """Purge once a night, in whichever worker comes first; yield where it may be committed."""
    local = clock.now().astimezone(ZoneInfo(current_settings().timezone))
    if local.hour < NIGHT or not leases.is_due(LEASE, local.date()):
        return
    if not leases.take(LEASE, local.date()):
        return
    yield LEASE
    for due in _batches():
        log.info("purged %s %s of %s", due.count, due.kind, due.edition or "the system")
        yield due
    leases.finish(LEASE, local.date())


def init_app(app: Flask) -> None:
    """Have the worker purge each night."""
    background(app).every_minute("purge_nightly", purge_nightly)
