"""Makes badges of people who do not exist."""

from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forum.badges.designs.rules import PRESETS, default_design
from forum.badges.designs.types import Design, Element, ElementKind, Sides
from forum.badges.types import AgendaRow, BadgeCategory, BadgeEdition, BadgeHolder, ToPrint
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


def to_print(
    holder: BadgeHolder, size: str = "A6", *, sides: Sides = Sides.ONE, design: Design | None = None
) -> ToPrint:
    """Return a badge by the standard design, unless another one is given."""
    return ToPrint(holder=holder, design=design or default_design(*PRESETS[size], sides=sides))


def make_agenda(count: int = 12, **changes: Any) -> tuple[AgendaRow, ...]:
    """Return sessions over two days, half of them a day."""
    facts: dict[str, Any] = {
        "title": LocalizedText("일자리 도시의 노동정책", "Labour policy of decent work cities"),
        "room": LocalizedText("다목적홀", "Multi-purpose hall"),
        **changes,
    }
    half = (count + 1) // 2
    return tuple(
        AgendaRow(on=date(2018, 12, 11 + index // half), starts=540 + index % half * 50, **facts)
        for index in range(count)
    )


def make_element(**changes: Any) -> Element:
    """Return a text of 50 by 10 mm."""
    facts: dict[str, Any] = {
        "key": "text-1",
        "kind": ElementKind.TEXT,
        "x": 10.0,
        "y": 10.0,
        "width": 50.0,
        "height": 10.0,
        "text": LocalizedText("환영합니다", "Welcome"),
        **changes,
    }
    return Element(**facts)
