"""Decisions about categories, on values alone."""

import re
from datetime import datetime

from forum.registration.categories.errors import (
    ColourInvalidError,
    ColourTooLightError,
    PeriodReversedError,
)

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text that is not large
WHITE, BLACK = "#ffffff", "#000000"

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_DARKEST_SHARE, _LINEAR_UNTIL = 0.05, 0.04045


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG: from 1, the same, to 21, black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + _DARKEST_SHARE) / (darker + _DARKEST_SHARE)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= _LINEAR_UNTIL else ((share + 0.055) / 1.055) ** 2.4


def read_colour(text: str) -> str:
    """Return a colour as it is kept; badges write white on it.

    Raises:
        ColourInvalidError, ColourTooLightError
    """
    colour = text.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise ColourInvalidError
    ratio = contrast(colour, WHITE)
    if ratio < LEAST_CONTRAST:
        raise ColourTooLightError(ratio=f"{int(ratio * 10) / 10}")
    return colour


def refuse_reversed(opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        PeriodReversedError
    """
    if opens_at is not None and closes_at is not None and closes_at < opens_at:
        raise PeriodReversedError
