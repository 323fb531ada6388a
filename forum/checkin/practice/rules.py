"""Badges of people who do not exist, to practise every answer of the door with.

Their serials are the last ones that a code has room for, which no registration ever gets: in
earnest nobody is registered with them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from forum.checkin.practice.types import MadeUp
from forum.checkin.types import Holder, KnownBadge, Notice, Person, Standing
from forum.core.localized import EMPTY, LocalizedText
from forum.registration.models import Category
from forum.tokens.rules import badge_number

MOST = 32  # sixteen categories, and the others
FIRST = (1 << 24) - MOST
NOBODY = LocalizedText("지어낸 사람", "Made-up person")
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
_PLAIN = LocalizedText("구분에 맞으면 입장", "Let in where the category may pass")
_GUEST = LocalizedText("입장, 의전 알림과 수신기", "Let in: tell protocol, hand over a receiver")
_REISSUED = LocalizedText("취소된 명찰: 새 명찰로 바뀜", "Badge revoked: replaced by a newer one")
_CANCELLED = LocalizedText("취소된 명찰: 신청 취소", "Badge revoked: registration cancelled")
_PENDING = LocalizedText("못 들어감: 확정 전", "Not allowed: not confirmed yet")
_OTHERS: tuple[tuple[LocalizedText, Callable[[Holder], Holder]], ...] = (
    (_GUEST, lambda one: replace(one, notices=(Notice.VIP, Notice.RECEIVER))),
    (_REISSUED, lambda one: replace(one, reissue=1)),
    (_CANCELLED, lambda one: replace(one, standing=Standing.CANCELLED)),
    (_PENDING, lambda one: replace(one, standing=Standing.PENDING)),
)


def made_up_badges(edition: str, categories: Sequence[Category]) -> list[MadeUp]:
    """Return a badge of each category that is let in, and one for each other answer."""
    if not categories:
        return []
    plain = [_one(edition, place, category) for place, category in enumerate(categories)]
    others = [
        _changed(_one(edition, len(plain) + place, categories[0]), answer, change)
        for place, (answer, change) in enumerate(_OTHERS)
    ]
    return [*plain, *others]


def is_made_up(serial: int | None) -> bool:
    """Tell whether a serial is one of nobody's."""
    return serial is not None and serial >= FIRST


def nobody(serial: int) -> int:
    """Return what stands for the id of a registration that there is not."""
    return -serial


def _one(edition: str, place: int, category: Category) -> MadeUp:
    serial = FIRST + place
    holder = Holder(
        registration_id=nobody(serial),
        standing=Standing.CONFIRMED,
        category=category.key,
        category_number=category.number,
        reissue=0,
    )
    person = Person(
        number=badge_number(edition, serial),
        name=LocalizedText(f"연습 명찰 {place + 1}", f"Practice badge {place + 1}"),
        affiliation=NOBODY,
        category=category.badge_word,
        colour=category.colour,
        city=EMPTY,
    )
    badge = KnownBadge(serial=serial, holder=holder, person=person, changed_at=_ALWAYS)
    return MadeUp(badge=badge, code_reissue=0, answer=_PLAIN)


def _changed(one: MadeUp, answer: LocalizedText, change: Callable[[Holder], Holder]) -> MadeUp:
    holder = change(one.badge.holder)
    person = one.badge.person
    if Notice.RECEIVER in holder.notices:
        person = replace(person, receiver="en")
    return replace(one, badge=replace(one.badge, holder=holder, person=person), answer=answer)
