"""Printing badges. Nothing here knows of HTTP, and nothing commits."""

from collections.abc import Sequence

from forum.badges.errors import NoBadgesError
from forum.badges.exports import badges_pdf, edition_of, holder_of, unprintable
from forum.badges.models import BadgePrint, PrintedBy
from forum.badges.queries import list_to_print, photo_answers
from forum.badges.rules import size_of
from forum.badges.types import BadgeRequest, PrintedBadges
from forum.core import audit, clock
from forum.core.db import db
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration.models import Registration
from forum.registration.queries import find_by_serial, get_registration_in
from forum.tokens.errors import WrongBadgeNumberError
from forum.tokens.rules import read_badge_number


def print_badges(edition: Edition, wanted: BadgeRequest, *, by: PrintedBy) -> PrintedBadges:
    """Set the badges that are asked for, and note that they were printed.

    Raises:
        UnknownBadgeSizeError: the size is no size of a badge.
        NoBadgesError: nobody is registered who fits.
    """
    size_of(wanted.size)
    chosen = list_to_print(edition, wanted.category, only_new=wanted.only_new, order=wanted.order)
    if not chosen:
        raise NoBadgesError
    printed = _set(edition, chosen, wanted.size)
    _note(edition, chosen, by)
    return printed


def print_badge(edition: Edition, number: str, *, size: str = "A6") -> PrintedBadges:
    """Set one badge at the desk, by its number.

    Raises:
        WrongBadgeNumberError: nobody in the edition has this number.
        NoBadgesError: the registration is cancelled.
        UnknownBadgeSizeError: the size is no size of a badge.
    """
    registration = find_by_serial(edition, read_badge_number(number, edition.slug))
    if registration is None:
        raise WrongBadgeNumberError
    return _print_one(edition, registration, size)


def print_badge_of(edition: Edition, registration_id: int, *, size: str = "A6") -> PrintedBadges:
    """Set the badge of one registration of the edition.

    Raises:
        RegistrationNotFoundError: there is none in this edition.
        NoBadgesError: it is cancelled.
    """
    return _print_one(edition, get_registration_in(edition, registration_id), size)


def badge_pdf(registration: Registration, *, size: str = "A6") -> bytes:
    """Return a person's own badge; nothing is noted, for they may print it as often as they like.

    Raises:
        NoBadgesError: the registration is cancelled.
    """
    if not registration.is_confirmed:
        raise NoBadgesError
    return _set(registration.edition, [registration], size).pdf


def _print_one(edition: Edition, registration: Registration, size: str) -> PrintedBadges:
    if not registration.is_confirmed:
        raise NoBadgesError
    printed = _set(edition, [registration], size)
    _note(edition, [registration], PrintedBy.DESK)
    return printed


def _set(edition: Edition, chosen: Sequence[Registration], size: str) -> PrintedBadges:
    agenda, photos = public_agenda(edition), photo_answers(edition)
    holders = [
        holder_of(one, agenda, may_be_photographed=photos.get(one.id, True)) for one in chosen
    ]
    return PrintedBadges(
        pdf=badges_pdf(holders, edition_of(edition), size=size),
        count=len(holders),
        unprintable=tuple(holder.number for holder in holders if unprintable(holder)),
    )


def _note(edition: Edition, chosen: Sequence[Registration], by: PrintedBy) -> None:
    now = clock.now()
    db.session.add_all(
        BadgePrint(registration_id=one.id, reissue=one.reissue, printed_at=now, printed_by=by)
        for one in chosen
    )
    audit.record(
        "badges.printed",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={"count": len(chosen), "by": by.value},
    )
