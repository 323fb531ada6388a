"""Printing badges. Nothing here knows of HTTP, and nothing commits.

A thousand badges take seconds, for which nobody else may be kept from writing. So everything is
read first, the transaction ends, the paper is set, and only then is it noted what was printed.
These services are called before the first change of a transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forum.badges.errors import NoBadgesError
from forum.badges.exports import badges_pdf, edition_of, holder_of, unprintable
from forum.badges.models import BadgePrint, PrintedBy
from forum.badges.queries import list_to_print, photo_answers
from forum.badges.rules import size_of
from forum.badges.types import BadgeEdition, BadgeHolder, BadgeRequest, PrintedBadges
from forum.core import audit, clock
from forum.core.db import db, reading
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration.models import Registration
from forum.registration.queries import find_by_serial, get_registration_in
from forum.tokens.errors import WrongBadgeNumberError
from forum.tokens.rules import read_badge_number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """All that is needed to set badges and to note it, without the database."""

    edition_id: int
    edition: BadgeEdition
    holders: tuple[BadgeHolder, ...]
    prints: tuple[tuple[int, int], ...]  # registration, reissue


def print_badges(edition: Edition, wanted: BadgeRequest, *, by: PrintedBy) -> PrintedBadges:
    """Set the badges that are asked for, and note that they were printed.

    Raises:
        UnknownBadgeSizeError: the size is no size of a badge.
        NoBadgesError: nobody is registered who fits.
    """

    def chosen() -> Sequence[Registration]:
        return list_to_print(edition, wanted.category, only_new=wanted.only_new, order=wanted.order)

    return _print(edition, chosen, wanted.size, by)


def print_badge(edition: Edition, number: str, *, size: str = "A6") -> PrintedBadges:
    """Set one badge at the desk, by its number.

    Raises:
        WrongBadgeNumberError: nobody in the edition has this number.
        NoBadgesError: the registration is cancelled.
        UnknownBadgeSizeError: the size is no size of a badge.
    """

    def chosen() -> Sequence[Registration]:
        found = find_by_serial(edition, read_badge_number(number, edition.slug))
        if found is None:
            raise WrongBadgeNumberError
        return [found]

    return _print(edition, chosen, size, PrintedBy.DESK)


def print_badge_of(edition: Edition, registration_id: int, *, size: str = "A6") -> PrintedBadges:
    """Set the badge of one registration of the edition.

    Raises:
        RegistrationNotFoundError: there is none in this edition.
        NoBadgesError: it is cancelled.
    """
    return _print(
        edition, lambda: [get_registration_in(edition, registration_id)], size, PrintedBy.DESK
    )


def badge_pdf(registration: Registration, *, size: str = "A6") -> bytes:
    """Return a person's own badge; nothing is noted, for they may print it as often as they like.

    Raises:
        NoBadgesError: the registration is cancelled.
    """
    ready = _ready(registration.edition, [registration])
    return badges_pdf(ready.holders, ready.edition, size=size)


def _print(
    edition: Edition, chosen: Callable[[], Sequence[Registration]], size: str, by: PrintedBy
) -> PrintedBadges:
    size_of(size)
    db.session.rollback()  # whoever asks may be known by now; nothing has been changed
    with reading():
        try:
            ready = _ready(edition, chosen())
        finally:
            db.session.rollback()
    pdf = badges_pdf(ready.holders, ready.edition, size=size)
    _note(ready, by)
    return PrintedBadges(
        pdf=pdf,
        count=len(ready.holders),
        unprintable=tuple(holder.number for holder in ready.holders if unprintable(holder)),
    )


def _ready(edition: Edition, chosen: Sequence[Registration]) -> _Ready:
    expected = [one for one in chosen if one.is_confirmed]
    if not expected:
        raise NoBadgesError
    agenda, photos = public_agenda(edition), photo_answers(edition)
    return _Ready(
        edition_id=edition.id,
        edition=edition_of(edition),
        holders=tuple(
            holder_of(one, agenda, may_be_photographed=photos.get(one.id, True)) for one in expected
        ),
        prints=tuple((one.id, one.reissue) for one in expected),
    )


def _note(ready: _Ready, by: PrintedBy) -> None:
    now = clock.now()
    db.session.add_all(
        BadgePrint(registration_id=registration, reissue=reissue, printed_at=now, printed_by=by)
        for registration, reissue in ready.prints
    )
    audit.record(
        "badges.printed",
        edition_id=ready.edition_id,
        object_type="edition",
        object_id=ready.edition_id,
        details={"count": len(ready.prints), "by": by.value},
    )
