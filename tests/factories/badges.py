"""Makes badges of people who do not exist."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forum.badges.types import BadgeCategory, BadgeEdition, BadgeHolder
from forum.core.localized import LocalizedText
from forum.tokens.rules import badge_number, encode
from forum.tokens.types import BadgeToken

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DELEGATE = BadgeCategory(
    key="delegate", word=LocalizedText("도시 대표", "City delegate"), colour="#063a74"
)
EDITION = BadgeEdition(
    name=LocalizedText("2018년 좋은 일자리도시 국제포럼", "2018 Decent Work City Forum")
)


def make_holder(serial: int = 421, **changes: Any) -> BadgeHolder:
    """Return a badge with everything on it."""
    facts: dict[str, Any] = {
        "name": LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"),
        "language": "ko",
        "category": DELEGATE,
        "number": badge_number("dwc-2018", serial),
        "token": encode(BadgeToken(edition="dwc-2018", serial=serial), KEY),
        "position": LocalizedText("일자리노동정책관", "Job and Labor Policy Officer"),
        "affiliation": LocalizedText("서울특별시", "Seoul Metropolitan Government"),
        "city": LocalizedText("서울특별시", "Seoul"),
        "country": LocalizedText("대한민국", "Republic of Korea"),
        **changes,
    }
    return BadgeHolder(**facts)
