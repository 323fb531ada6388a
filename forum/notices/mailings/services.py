"""Writing, sending and stopping mailings; reminders, and what makes them run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forum.core import audit, clock
from forum.core.db import db, reading
from forum.core.links import PreparedLinks, prepare_links
from forum.core.mail import Letter, cancel_batch, queue_all
from forum.editions.models import Edition
from forum.editions.queries import get_edition_by_id
from forum.notices.mailings import emails, queries
from forum.notices.mailings.errors import (
    MailingChangedError,
    MailingNotRunningError,
    MailingSentError,
    NobodyToMailError,
    RecipientsChangedError,
    ReminderMomentPassedError,
    ReminderRanError,
    ReminderUndatedError,
)
from forum.notices.mailings.models import Mailing, Reminder
from forum.notices.mailings.rules import is_due, refuse_unknown, takes_latecomers, uses_link
from forum.notices.mailings.types import Audience, MailingState, Message, Timing
from forum.registration.emails import PURPOSE

# ------------------------------------------------------------------ mailings


def write_mailing(edition: Edition, message: Message) -> Mailing:
    """Keep a new mailing as a draft.

    Raises:
        PlaceholderUnknownError, PlaceholderInLinkError: a place cannot be filled.
    """
    _refuse_places(message)
    mailing = Mailing(
        edition_id=edition.id,
        subject=message.subject,
        text=message.text,
        chosen=dict(message.chosen),
        made_by=audit.present_actor(),
    )
    db.session.add(mailing)
    db.session.flush()
    return mailing


def revise_mailing(edition: Edition, mailing_id: int, message: Message, *, seen: int) -> Mailing:
    """Change a draft.

    Raises:
        MailingNotFoundError
        MailingSentError: it is on its way.
        MailingChangedError: somebody else has changed it since `seen`.
        PlaceholderUnknownError, PlaceholderInLinkError: a place cannot be filled.
    """
    _refuse_places(message)
    mailing = _lock_draft(edition, mailing_id, seen)
    mailing.subject, mailing.text = message.subject, message.text
    mailing.chosen = dict(message.chosen)
    mailing.revision += 1
    return mailing


def delete_mailing(edition: Edition, mailing_id: int) -> None:
    """Throw a draft away.

    Raises:
        MailingNotFoundError, MailingSentError
    """
    db.session.delete(_lock_draft(edition, mailing_id, None))


def _lock_draft(edition: Edition, mailing_id: int, seen: int | None) -> Mailing:
    mailing = queries.lock_mailing(edition, mailing_id)
    if mailing.state is not MailingState.DRAFT:
        raise MailingSentError
    if seen is not None and mailing.revision != seen:
        raise MailingChangedError
    return mailing


def _refuse_places(message: Message) -> None:
    refuse_unknown(message.subject)
    refuse_unknown(message.text)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The mails of a mailing before anything is written."""

    audience: Audience
    letters: Sequence[Letter]
    links: PreparedLinks

    def queue(self, batch: str, cause: str) -> None:
        self.links.issue()
        queue_all(self.letters, cause=cause, batch=batch)


def _prepare(edition: Edition, of: Mailing | Reminder, batch: str = "") -> _Prepared:
    audience = queries.find_audience(edition, of.chosen, not_in_batch=batch)
    linked = audience.recipients if uses_link(of.subject, of.text) else ()
    links = prepare_links(PURPOSE, "registration", (one.id for one in linked))
    writer = emails.MailingWriter(edition, of.subject, of.text)
    letters = writer.write_all(audience.recipients, links.secrets)
    return _Prepared(audience, letters, links)


def send_mailing(edition: Edition, mailing_id: int, *, seen: int, digest: str) -> Mailing:
    """Queue a mail to everybody who was shown, all in one transaction.

    The mails are put together before the first write, so that nobody waits meanwhile.

    Args:
        edition: of the mailing.
        mailing_id: which.
        seen: the revision that was looked at.
        digest: of the recipients who were shown (`Audience.digest`).

    Raises:
        MailingNotFoundError
        MailingSentError: somebody was faster, or pressed twice.
        MailingChangedError: its text or filter is another one.
        RecipientsChangedError: the filter finds others by now.
        NobodyToMailError
    """
    db.session.rollback()
    with reading():
        prepared = _prepare(edition, queries.get_mailing(edition, mailing_id))
        db.session.rollback()
    mailing = _lock_draft(edition, mailing_id, seen)
    if prepared.audience.digest() != digest:
        raise RecipientsChangedError
    if not prepared.letters:
        raise NobodyToMailError
    prepared.queue(mailing.batch, emails.MAILING)
    _note_sent(mailing, prepared.audience)
    audit.record(
        "mailing.sent",
        edition_id=edition.id,
        object_type="mailing",
        object_id=mailing.id,
        details={"mails": mailing.recipients, "filter": dict(mailing.chosen)},
    )
    return mailing


def _note_sent(mailing: Mailing, audience: Audience) -> None:
    mailing.state = MailingState.SENT
    mailing.sent_at, mailing.sent_by = clock.now(), audit.present_actor()
    mailing.recipients = len(audience.recipients)
    mailing.left_out = {reason.value: count for reason, count in audience.reasons.items()}


def cancel_mailing(edition: Edition, mailing_id: int) -> int:
    """Stop a mailing: what has not gone out never does. Return how many these are.

    Raises:
        MailingNotFoundError
        MailingNotRunningError: it is a draft, or was stopped.
    """
    mailing = queries.lock_mailing(edition, mailing_id)
    if mailing.state is not MailingState.SENT:
        raise MailingNotRunningError
    mailing.state, mailing.cancelled_at = MailingState.CANCELLED, clock.now()
    cancelled = cancel_batch(mailing.batch)
    audit.record(
        "mailing.cancelled",
        edition_id=edition.id,
        object_type="mailing",
        object_id=mailing.id,
        details={"mails": cancelled},
    )
    return cancelled


# ------------------------------------------------------------------ reminders


def write_reminder(edition: Edition, message: Message, timing: Timing) -> Reminder:
    """Keep a new reminder; it is off.

    Raises:
        PlaceholderUnknownError, PlaceholderInLinkError: a place cannot be filled.
    """
    _refuse_places(message)
    reminder = Reminder(
        edition_id=edition.id,
        subject=message.subject,
        text=message.text,
        chosen=dict(message.chosen),
        anchor=timing.anchor,
        days=timing.days,
        minute=timing.minute,
        late_days=timing.window,
        made_by=audit.present_actor(),
    )
    db.session.add(reminder)
    db.session.flush()
    _note("reminder.written", edition, reminder)
    return reminder


def revise_reminder(
    edition: Edition, reminder_id: int, message: Message, timing: Timing, *, seen: int
) -> Reminder:
    """Change a reminder that has not gone out.

    Raises:
        ReminderNotFoundError
        ReminderRanError: it has gone out.
        MailingChangedError: somebody else has changed it since `seen`.
        PlaceholderUnknownError, PlaceholderInLinkError: a place cannot be filled.
    """
    _refuse_places(message)
    queries.get_reminder(edition, reminder_id)
    reminder = queries.lock_reminder(reminder_id)
    if reminder.ran_at is not None:
        raise ReminderRanError
    if reminder.revision != seen:
        raise MailingChangedError
    reminder.subject, reminder.text = message.subject, message.text
    reminder.chosen = dict(message.chosen)
    reminder.anchor, reminder.days = timing.anchor, timing.days
    reminder.minute, reminder.late_days = timing.minute, timing.window
    reminder.revision += 1
    _note("reminder.written", edition, reminder)
    return reminder


def switch_reminder(edition: Edition, reminder_id: int, *, on: bool) -> Reminder:
    """Switch a reminder on or off. One that has gone out takes no latecomers while it is off.

    Raises:
        ReminderNotFoundError
        ReminderMomentPassedError, ReminderUndatedError: it could never go out.
    """
    queries.get_reminder(edition, reminder_id)
    reminder = queries.lock_reminder(reminder_id)
    if on and reminder.ran_at is None:
        moment = queries.next_moment(edition, queries.timing_of(reminder))
        if moment is None:
            raise ReminderUndatedError
        if moment <= clock.now():
            raise ReminderMomentPassedError
    reminder.is_on = on
    _note("reminder.switched", edition, reminder, on=on)
    return reminder


def _note(action: str, edition: Edition, reminder: Reminder, **details: object) -> None:
    audit.record(
        action,
        edition_id=edition.id,
        object_type="reminder",
        object_id=reminder.id,
        details=details,
    )


class DueReminders:
    """Reminders that are due: the worker writes their mails, as it does others of that kind."""

    def waiting(self) -> Sequence[int]:
        """Return the ids of the reminders that have something to do now."""
        return [one.id for one in queries.list_live_reminders() if self._has_to_do(one)]

    def _has_to_do(self, reminder: Reminder) -> bool:
        edition = get_edition_by_id(reminder.edition_id)
        if reminder.ran_at is None:
            moment = queries.next_moment(edition, queries.timing_of(reminder))
            return is_due(queries.standing_of(edition, reminder), moment, clock.now())
        return takes_latecomers(reminder.ran_at, reminder.late_days, clock.now()) and bool(
            queries.find_audience(
                edition, reminder.chosen, not_in_batch=_batch_of(reminder)
            ).recipients
        )

    def make(self, subject: int) -> object:
        """Put the mails together while no transaction is open."""
        reminder = db.session.get_one(Reminder, subject)
        edition = get_edition_by_id(reminder.edition_id)
        return reminder.revision, _prepare(edition, reminder, _batch_of(reminder))

    def write(self, subject: int, made: object) -> None:
        """Write the mails, unless another worker has, or the reminder is another one by now."""
        assert isinstance(made, tuple)  # noqa: S101  `make` gives one
        revision, prepared = made
        reminder = queries.lock_reminder(subject)
        if not reminder.is_on or reminder.revision != revision or not self._has_to_do(reminder):
            return
        if reminder.ran_at is None:
            self._run(reminder, prepared)
        else:
            self._add_latecomers(reminder, prepared)

    def _run(self, reminder: Reminder, prepared: _Prepared) -> None:
        mailing = Mailing(
            edition_id=reminder.edition_id,
            subject=reminder.subject,
            text=reminder.text,
            chosen=reminder.chosen,
            made_by=reminder.made_by,
        )
        db.session.add(mailing)
        db.session.flush()
        reminder.ran_at, reminder.mailing_id = clock.now(), mailing.id
        prepared.queue(mailing.batch, emails.REMINDER)
        _note_sent(mailing, prepared.audience)
        edition = get_edition_by_id(reminder.edition_id)
        _note("reminder.sent", edition, reminder, mails=mailing.recipients)

    def _add_latecomers(self, reminder: Reminder, prepared: _Prepared) -> None:
        mailing = db.session.get_one(Mailing, reminder.mailing_id)
        if mailing.state is not MailingState.SENT:
            return
        # another worker may have written to some of them since the mails were put together
        edition = get_edition_by_id(reminder.edition_id)
        still = queries.find_audience(edition, reminder.chosen, not_in_batch=mailing.batch)
        ids = {("registration", one.id) for one in still.recipients}
        letters = [letter for letter in prepared.letters if letter.about in ids]
        replace(prepared, letters=letters).queue(mailing.batch, emails.REMINDER)
        mailing.recipients += len(letters)


def _batch_of(reminder: Reminder) -> str:
    return f"mailing:{reminder.mailing_id}" if reminder.mailing_id else ""
