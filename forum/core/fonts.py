"""The typefaces of everything printed: which characters they have, and how wide each is.

Typst is silent about a missing glyph and ruinously slow at measuring in bulk. Both are answered
here from the fonts' own tables, the same for the preview on a screen and for the printer.
"""

import struct
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

import pylopdf_fonts_ko

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


class Face:
    """The characters of one font file with their advance widths, in em.

    Only two tables are read, `cmap` (format 12) and `hmtx`, by their layout in the OpenType
    specification: a font library would take 30 MB and a third of a second for each weight.
    """

    def __init__(self, path: Path) -> None:
        """Read the tables of an OpenType file with one font in it."""
        data = path.read_bytes()
        count = _U16.unpack_from(data, 4)[0]
        tables = {
            tag: data[start : start + length]
            for tag, _, start, length in (
                _TABLE.unpack_from(data, 12 + index * _TABLE.size) for index in range(count)
            )
            if tag in {b"cmap", b"head", b"hhea", b"hmtx"}
        }
        self._em: int = _U16.unpack_from(tables[b"head"], 18)[0]
        self._metrics = tables[b"hmtx"]
        self._last_metric = _U16.unpack_from(tables[b"hhea"], 34)[0] - 1
        self._groups = _groups(tables[b"cmap"])
        self._starts = [start for start, _, _ in self._groups]

    def __contains__(self, character: str) -> bool:
        """Tell whether the font draws this character."""
        return self._glyph(ord(character)) is not None

    def advance(self, character: str) -> float | None:
        """Return how far a character moves on, in em; None if the font does not have it."""
        glyph = self._glyph(ord(character))
        if glyph is None:
            return None
        place = min(glyph, self._last_metric) * 4  # the last width stands for all that follow
        units: int = _U16.unpack_from(self._metrics, place)[0]
        return units / self._em

    def _glyph(self, code: int) -> int | None:
        start, end, glyph = self._groups[max(0, bisect_right(self._starts, code) - 1)]
        return glyph + code - start if start <= code <= end else None


_U16 = struct.Struct(">H")
_TABLE = struct.Struct(">4sIII")
_ENCODING = struct.Struct(">HHI")
_GROUP = struct.Struct(">III")
_SEGMENTED = 12  # the format of cmap that has all of Unicode


def _groups(cmap: bytes) -> list[tuple[int, int, int]]:
    """Return runs of characters as (first, last, glyph of the first), in order."""
    for index in range(_U16.unpack_from(cmap, 2)[0]):
        _, _, at = _ENCODING.unpack_from(cmap, 4 + index * _ENCODING.size)
        if _U16.unpack_from(cmap, at)[0] == _SEGMENTED:
            count = int.from_bytes(cmap[at + 12 : at + 16], "big")
            return [_GROUP.unpack_from(cmap, at + 16 + i * _GROUP.size) for i in range(count)]
    message = "the font has no cmap of format 12"
    raise ValueError(message)


@cache
def _face(path: Path) -> Face:
    if not path.is_file():
        raise FontsMissingError(path.parent)
    return Face(path)


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
    main, other = face(700), hanja()
    return {
        character
        for character in set(unicodedata.normalize("NFC", text))
        if character not in main and character not in other and not _draws_nothing(character)
    }


def _draws_nothing(character: str) -> bool:
    """Tell for line breaks, tabs and joiners: controls and default-ignorable format characters."""
    return unicodedata.category(character) in {"Cc", "Cf"}


class _Widths(dict[str, float]):
    """Advance widths of one weight by character, found out once: names repeat their letters."""

    def __init__(self, weight: int) -> None:
        super().__init__()
        self.main = face(weight)

    def __missing__(self, character: str) -> float:
        if _draws_nothing(character):
            found = 0.0
        else:
            own = self.main.advance(character)
            found = own if own is not None else hanja().advance(character) or _EM
        self[character] = found
        return found


@cache
def _widths(weight: int) -> _Widths:
    return _Widths(weight)


def width(text: str, weight: int = 400, *, tracking: float = 0.0) -> float:
    """Return how wide a line of text is, in em, without kerning (which seldom widens a line).

    Chinese characters are set in the one weight that their font has. A character that is
    missing counts as one em.
    """
    text = unicodedata.normalize("NFC", text)
    return sum(map(_widths(weight).__getitem__, text)) + tracking * len(text)
