"""The typefaces of everything printed: which characters they have, and how wide each is.

Typst is silent about a missing glyph and ruinously slow at measuring in bulk. Both are answered
here from the fonts' own tables, the same for the preview on a screen and for the printer.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_ko
from fontTools.ttLib import TTFont

from forum.core.paths import DIST

PRINT_FONTS = DIST / "print-fonts"
LATIN_AND_HANGUL = "Pretendard"
HANJA: Path = pylopdf_fonts_ko.sans_path()
FOLDERS = (PRINT_FONTS, HANJA.parent)
WEIGHTS = {
    300: "Light",
    400: "Regular",
    500: "Medium",
    600: "SemiBold",
    700: "Bold",
    800: "ExtraBold",
}
_EM = 1.0


class FontsMissingError(RuntimeError):
    """The fonts for printing are not where set-up puts them."""

    def __init__(self, folder: Path) -> None:
        """Name the folder and what fills it."""
        super().__init__(f"no fonts for printing in {folder}: run `make assets`")


@dataclass(frozen=True, slots=True)
class Face:
    """The characters of one font file with their advance widths, in em."""

    advances: Mapping[int, float]

    def __contains__(self, character: str) -> bool:
        """Tell whether the font draws this character."""
        return ord(character) in self.advances


@lru_cache(maxsize=len(WEIGHTS) + 1)
def _face(path: Path) -> Face:
    if not path.is_file():
        raise FontsMissingError(path.parent)
    with TTFont(path, lazy=True) as font:
        em = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return Face({code: metrics[name][0] / em for code, name in font.getBestCmap().items()})


def face(weight: int) -> Face:
    """Return the face in which Latin and Hangul are set at this weight."""
    return _face(PRINT_FONTS / f"{LATIN_AND_HANGUL}-{WEIGHTS[weight]}.otf")


def hanja() -> Face:
    """Return the face for what the first one lacks: Chinese characters, which Korean names use."""
    return _face(HANJA)


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of a text that no font for printing has.

    Line breaks and characters that draw nothing are never missing.
    """
    return {
        character
        for character in unicodedata.normalize("NFC", text)
        if not _draws_nothing(character) and character not in face(700) and character not in hanja()
    }


def _draws_nothing(character: str) -> bool:
    """Tell for line breaks, tabs and joiners: controls and default-ignorable format characters."""
    return unicodedata.category(character) in {"Cc", "Cf"}


def width(text: str, weight: int = 400, *, tracking: float = 0.0) -> float:
    """Return how wide a line of text is, in em, without kerning (which seldom widens a line).

    Chinese characters are set in the one weight that their font has. A character that is
    missing counts as one em.
    """
    main = face(weight).advances
    total = 0.0
    for character in unicodedata.normalize("NFC", text):
        if _draws_nothing(character):
            continue
        advance = main.get(ord(character))
        if advance is None:
            advance = hanja().advances.get(ord(character), _EM)
        total += advance + tracking
    return total
