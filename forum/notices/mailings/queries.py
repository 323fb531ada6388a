"""Reads of mailings and reminders."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from forum.core import clock
from forum.core.db import db
from forum.core.mail import MailFault, MailState, OutgoingMail, count_batches
from forum.editions.models import Edition
from forum.notices.mailings.errors import MailingNotFoundError, ReminderNotFoundError
from forum.notices.mailings.models import Mailing, Reminder
from forum.notices.mailings.rules import (
    audience_of,
    moment_of_reminder,
    progress_of,
    standing_of_reminder,
)
from forum.notices.mailings.types import Audience, Progress, Standing, Timing
from forum.registration.filters.rules import filter_of
from forum.registration.queries import find_book, list_addressees
from forum.registration.rules import email_key


def list_mailings(edition: Edition) -> Sequence[Mailing]:
    """Return the mailings of an edition, the latest first."""
    return db.session.scalars(
        select(Mailing).where(Mailing.edition_id == edition.id).order_by(Mailing.id.desc())
    ).all()


def get_mailing(edition: Edition, mailing_id: int) -> Mailing:
    """Return a mailing of an edition.

    Raises:
        MailingNotFoundError
    """
    mailing = db.session.get(Mailing, mailing_id)
    if mailing is None or mailing.edition_id != edition.id:
        raise MailingNotFoundError
    return mailing


def lock_mailing(edition: Edition, mailing_id: int) -> Mailing:
    """Return a mailing as nobody else can change it before the transaction ends.

    Raises:
        MailingNotFoundError
    """
    mailing = db.session.scalar(
        select(Mailing)
        .where(Mailing.id == mailing_id, Mailing.edition_id == edition.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if mailing is None:
        raise MailingNotFoundError
    return mailing


def progress_of_all(mailings: Collection[Mailing]) -> Mapping[int, Progress]:
    """Return how the mails of each mailing are getting on, in one statement."""
    counts = count_batches([mailing.batch for mailing in mailings])
    return {mailing.id: progress_of(counts[mailing.batch]) for mailing in mailings}


def find_audience(
    edition: Edition, chosen: Mapping[str, str], *, not_in_batch: str = ""
) -> Audience:
    """Return exactly who would get a mail now, and who would not."""
    found = list_addressees(edition, filter_of(chosen), not_in_batch=not_in_batch)
    if not found:
        return audience_of((), ())
    written = set()
    if not_in_batch:
        there = select(OutgoingMail.recipient).where(OutgoingMail.batch == not_in_batch)
        written = {email_key(address) for address in db.session.scalars(there)}
    return audience_of(found, refused_addresses() | written)


def refused_addresses() -> frozenset[str]:
    """Return the keys of addresses whose server has refused the last mail for good."""
    latest = (
        select(OutgoingMail.recipient, func.max(OutgoingMail.id))
        .where(OutgoingMail.state == MailState.FAILED, OutgoingMail.fault == MailFault.RECIPIENT)
        .group_by(OutgoingMail.recipient)
    )
    failed = {row[0]: row[1] for row in db.session.execute(latest)}
    if not failed:
        return frozenset()
    taken = select(OutgoingMail.recipient, func.max(OutgoingMail.id)).where(
        OutgoingMail.state == MailState.SENT, OutgoingMail.recipient.in_(failed)
    )
    later = {row[0]: row[1] for row in db.session.execute(taken.group_by(OutgoingMail.recipient))}
    return frozenset(
        email_key(address) for address, mail in failed.items() if later.get(address, 0) < mail
    )


# ------------------------------------------------------------------ reminders


def list_reminders(edition: Edition) -> Sequence[Reminder]:
    """Return the reminders of an edition, in the order in which they were made."""
    return db.session.scalars(
        select(Reminder).where(Reminder.edition_id == edition.id).order_by(Reminder.id)
    ).all()


def get_reminder(edition: Edition, reminder_id: int) -> Reminder:
    """Return a reminder of an edition.

    Raises:
        ReminderNotFoundError
    """
    reminder = db.session.get(Reminder, reminder_id)
    if reminder is None or reminder.edition_id != edition.id:
        raise ReminderNotFoundError
    return reminder


def lock_reminder(reminder_id: int) -> Reminder:
    """Return a reminder as nobody else can change it before the transaction ends.

    Raises:
        ReminderNotFoundError
    """
    reminder = db.session.scalar(
        select(Reminder)
        .where(Reminder.id == reminder_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if reminder is None:
        raise ReminderNotFoundError
    return reminder


def list_live_reminders() -> Sequence[Reminder]:
    """Return the reminders of all editions that may still have something to do."""
    return db.session.scalars(
        select(Reminder).where(Reminder.is_on, Reminder.ran_at.is_(None) | (Reminder.late_days > 0))
    ).all()


def timing_of(reminder: Reminder) -> Timing:
    """Return when a reminder goes out."""
    return Timing(
        anchor=reminder.anchor,
        days=reminder.days,
        minute=reminder.minute,
        window=reminder.late_days,
    )


def next_moment(edition: Edition, timing: Timing) -> datetime | None:
    """Return when a reminder goes out by the edition's present dates."""
    book = find_book(edition)
    return moment_of_reminder(
        timing,
        begins=edition.starts_on,
        ends=edition.ends_on,
        closes_at=book.closes_at if book else None,
        zone=edition.timezone,
    )


def standing_of(edition: Edition, reminder: Reminder) -> Standing:
    """Tell where a reminder stands now."""
    return standing_of_reminder(
        next_moment(edition, timing_of(reminder)),
        clock.now(),
        is_on=reminder.is_on,
        has_run=reminder.ran_at is not None,
        state=edition.state,
    )
