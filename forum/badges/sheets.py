"""Several badges on a sheet of the printer: how many, where, and which way the backs lie.

Pure; measures are millimetres. Backs are mirrored from left to right, for sheets that are turned
over their long edge.
"""

from dataclasses import dataclass
from enum import StrEnum

BLEED = 3.0
_EDGE = 6.0  # what a printer leaves white, and where the marks stand


class Sheet(StrEnum):
    """What badges are printed on."""

    NONE = "none"  # a page for each side
    BLEED = "bleed"  # the same, with bleed and crop marks, for a print shop
    A4 = "A4"
    A3 = "A3"
    PERFORATED = "A4-perforated"  # edge to edge, without marks


SIZES = {
    Sheet.A4: (210.0, 297.0),
    Sheet.A3: (297.0, 420.0),
    Sheet.PERFORATED: (210.0, 297.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where one badge lies: its upper left corner, bleed included, when it lies upright."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How badges lie on a sheet.

    Attributes:
        width, height: the sheet's.
        bleed: around each badge.
        turned: badges lie on their side, the fronts' heads to the left, the backs' to the right.
        cells: of the fronts, row by row. Empty if not even one badge fits.
        cell_width, cell_height: of a badge as it lies, with its bleed.
    """

    width: float
    height: float
    bleed: float
    turned: bool
    columns: int
    rows: int
    cells: tuple[Cell, ...]
    cell_width: float
    cell_height: float

    def behind(self, index: int) -> Cell:
        """Return where the back of a front lies on the sheet's other side."""
        row, column = divmod(index, self.columns)
        return self.cells[row * self.columns + self.columns - 1 - column]


def grid_of(sheet: Sheet, width: float, height: float) -> Grid:
    """Return how badges of a size lie on a sheet: upright or turned, whichever holds more."""
    across, down = SIZES[sheet]
    tight = sheet is Sheet.PERFORATED
    bleed, edge = (0.0, 0.0) if tight else (BLEED, _EDGE)
    wide, high = width + 2 * bleed, height + 2 * bleed
    upright = _count(across, wide, edge), _count(down, high, edge)
    lying = _count(across, high, edge), _count(down, wide, edge)
    turned = lying[0] * lying[1] > upright[0] * upright[1]
    columns, rows = lying if turned else upright
    if turned:
        wide, high = high, wide
    left, top = (across - columns * wide) / 2, (down - rows * high) / 2
    return Grid(
        width=across,
        height=down,
        bleed=bleed,
        turned=turned,
        columns=columns,
        rows=rows,
        cells=tuple(
            Cell(x=left + column * wide, y=top + row * high)
            for row in range(rows)
            for column in range(columns)
        ),
        cell_width=wide,
        cell_height=high,
    )


def _count(room: float, one: float, edge: float) -> int:
    return int((room - 2 * edge + 0.01) / one)
