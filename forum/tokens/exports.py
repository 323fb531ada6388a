"""QR codes as pictures."""

import re
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal

import zxingcpp
from PIL import Image, ImageOps

Level = Literal["L", "M", "Q", "H"]
Rows = tuple[bytes, ...]
QUIET_MODULES = 4
_RUN = re.compile(b"\x01+")
_LIGHT = bytes(0 if value else 255 for value in range(256))
_DARK = bytes(1 if value == 0 else 0 for value in range(256))


def qr_png(text: str, *, module: int = 8) -> bytes:
    """Return a PNG with a quiet zone of four modules; `module` is a module's side in pixels.

    Every mail of a registration carries one, so it is drawn as a thousand are.
    """
    rows = qr_rows(text)
    side = len(rows)
    pixels = b"".join(rows).translate(_LIGHT)
    code = Image.frombytes("L", (side, side), pixels).convert("1")
    code = ImageOps.expand(code, QUIET_MODULES, fill=1)
    large = code.resize((code.width * module, code.height * module), Image.Resampling.NEAREST)
    picture = BytesIO()
    large.save(picture, format="PNG")
    return picture.getvalue()


def _modules(text: str) -> Rows:
    """Return the modules of one code for a page, by the `qrcode` library."""
    import qrcode  # noqa: PLC0415  4 MB, which only a page with a code needs

    medium = qrcode.constants.ERROR_CORRECT_M
    code = qrcode.QRCode(error_correction=medium, border=0)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return tuple(bytes(row) for row in code.get_matrix())


def qr_rows(text: str, *, level: Level = "M") -> Rows:
    """Return the modules, one byte each (1 is dark), row by row, without a quiet zone.

    By zxing-cpp, for a thousand codes at once: 0.7 ms a code where `qrcode` needs 10.
    """
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    picture: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    height, width = picture.shape[:2]
    pixels = bytes(picture).translate(_DARK)
    return tuple(pixels[row * width : (row + 1) * width] for row in range(height))


@lru_cache(maxsize=256)
def qr_svg(text: str) -> str:
    """Return an SVG of one path in whole modules, with its quiet zone and a white ground."""
    rows = _modules(text)
    side = len(rows) + 2 * QUIET_MODULES
    path = qr_path(rows, offset=QUIET_MODULES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path d="{path}"/></svg>'
    )


def code_svg(text: str, *, level: Level = "M") -> str:
    """Return an SVG of the bare code, for paper that leaves the quiet zone itself.

    Each run of dark modules is a stroke one module wide: in a PDF a quarter less than boxes.
    """
    rows = qr_rows(text, level=level)
    bars = "".join(
        f"M{run.start()} {y}.5H{run.end()}"
        for y, row in enumerate(rows)
        for run in _RUN.finditer(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}">'
        f'<path fill="none" stroke="#000" d="{bars}"/></svg>'
    )


def qr_path(rows: Rows, *, offset: int = 0) -> str:
    """Return SVG path data: one bar for each run of dark modules."""
    return "".join(
        f"M{run.start() + offset} {y + offset}h{run.end() - run.start()}v1H{run.start() + offset}z"
        for y, row in enumerate(rows)
        for run in _RUN.finditer(row)
    )
