"""Decisions about mailings and reminders, on values alone."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from forum.core.dates import moment_of
from forum.core.localized import LocalizedText
from forum.core.mail import UNSENT, MailState
from forum.core.placeholders import refuse_unknown as refuse_unknown_places
from forum.editions.types import EditionState
from forum.notices.mailings.types import (
    ADDRESSES,
    PLACEHOLDERS,
    Anchor,
    Audience,
    LeftOut,
    Progress,
    Standing,
    Timing,
)
from forum.registration.queries import Addressee
from forum.registration.types import RegistrationState

PATIENCE = timedelta(hours=24)
"""For how long a reminder still goes out that could not at its moment: the worker was down."""


def audience_of(found: Iterable[Addressee], refused: Collection[str]) -> Audience:
    """Tell who gets a mail of those whom a filter finds: one mail goes to one address.

    Args:
        found: in order; of several with one address, who is expected gets the mail.
        refused: keys of addresses whose server has refused the last mail for good.
    """
    everybody = list(found)
    holders: dict[str, int] = {}
    for one in sorted(everybody, key=lambda one: one.state is not RegistrationState.CONFIRMED):
        holders.setdefault(one.email_key, one.id)
    recipients, left_out = [], []
    for one in everybody:
        if not one.email:
            left_out.append((one, LeftOut.NO_ADDRESS))
        elif holders[one.email_key] != one.id:
            left_out.append((one, LeftOut.SAME_ADDRESS))
        elif one.email_key in refused:
            left_out.append((one, LeftOut.REFUSED))
        else:
            recipients.append(one)
    return Audience(tuple(recipients), tuple(left_out))


def progress_of(counts: Mapping[str, int]) -> Progress:
    """Return how mails are getting on, from how many are in each state."""
    return Progress(
        sent=counts.get(MailState.SENT, 0),
        waiting=sum(counts.get(state, 0) for state in UNSENT),
        failed=counts.get(MailState.FAILED, 0),
        cancelled=counts.get(MailState.CANCELLED, 0),
    )


def refuse_unknown(text: LocalizedText) -> None:
    """Refuse a text with places that cannot be filled.

    Raises:
        PlaceholderUnknownError, PlaceholderInLinkError
    """
    refuse_unknown_places((text.ko, text.en), PLACEHOLDERS, ADDRESSES)


def named(subject: LocalizedText, edition: LocalizedText) -> LocalizedText:
    """Return a subject as organisers' lists show it: with the edition's name in its place."""
    return LocalizedText(
        ko=subject.ko.replace("{edition}", edition.in_("ko")),
        en=subject.en.replace("{edition}", edition.in_("en")),
    )


def uses_link(*texts: LocalizedText) -> bool:
    """Tell whether a text holds the personal link."""
    return any("{link}" in one for text in texts for one in (text.ko, text.en))


# ------------------------------------------------------------------ reminders


def moment_of_reminder(
    timing: Timing, *, begins: date, ends: date, closes_at: datetime | None, zone: str
) -> datetime | None:
    """Return when a reminder goes out; None where there is no date to count from."""
    if timing.anchor is Anchor.BEFORE_BEGIN:
        day = begins - timedelta(days=timing.days)
    elif timing.anchor is Anchor.AFTER_END:
        day = ends + timedelta(days=timing.days)
    elif closes_at is None:
        return None
    else:
        day = closes_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=timing.days)
    return moment_of(day, timing.minute, zone)


def standing_of_reminder(
    moment: datetime | None, now: datetime, *, is_on: bool, has_run: bool, state: EditionState
) -> Standing:
    """Tell where a reminder stands. One that is due waits until the worker comes by."""
    if has_run:
        return Standing.RAN
    if moment is None:
        return Standing.UNDATED
    if now >= moment + PATIENCE:
        return Standing.MISSED
    if not is_on:
        return Standing.OFF
    return Standing.WAITS if state is EditionState.PUBLISHED else Standing.HIDDEN


def is_due(standing: Standing, moment: datetime | None, now: datetime) -> bool:
    """Tell whether a reminder goes out now."""
    return standing is Standing.WAITS and moment is not None and moment <= now


def takes_latecomers(ran_at: datetime | None, late_days: int, now: datetime) -> bool:
    """Tell whether people who only now come to fit still get a reminder that has gone out."""
    return ran_at is not None and now < ran_at + timedelta(days=late_days)
