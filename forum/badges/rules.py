"""Sizes of badges by their names, for commands."""

import re

from forum.badges.designs.rules import LARGEST_SHEET, PRESETS, SMALLEST_SHEET
from forum.badges.errors import UnknownBadgeSizeError


def size_of(name: str) -> tuple[float, float]:
    """Return width and height in millimetres of `A6`, or of `90x130`.

    Raises:
        UnknownBadgeSizeError: it is neither, or too small or large for a badge.
    """
    if known := PRESETS.get(name.upper().replace("X", "x")):
        return known
    match = re.fullmatch(r"(\d{2,3})x(\d{2,3})", name.lower())
    if match is None:
        raise UnknownBadgeSizeError(size=name)
    width, height = float(match[1]), float(match[2])
    fits = (
        SMALLEST_DRAWN[0] <= width <= LARGEST_SHEET[0]
        and SMALLEST_DRAWN[1] <= height <= LARGEST_SHEET[1]
    )
    if not fits:
        raise UnknownBadgeSizeError(size=name)
    return width, height


SMALLEST_DRAWN = (max(70.0, SMALLEST_SHEET[0]), max(100.0, SMALLEST_SHEET[1]))
"""The smallest sheet on which the standard design has room."""
