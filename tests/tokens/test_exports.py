"""QR codes, read back by another reader."""

from io import BytesIO

import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from forum.tokens.exports import code_svg, qr_path, qr_png, qr_rows, qr_svg
from forum.tokens.rules import encode
from forum.tokens.types import BadgeToken

TEXT = encode(
    BadgeToken(edition="dwc-2018", serial=421), Ed25519PrivateKey.from_private_bytes(bytes(32))
)


def read(picture: Image.Image) -> str:
    (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)


def test_the_png_is_read_back():
    assert read(Image.open(BytesIO(qr_png(TEXT)))) == TEXT


def test_a_badge_token_fits_version_5_so_that_its_modules_stay_large():
    assert len(qr_rows(TEXT)) == 37


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N"]), min_size=1))
def test_the_rows_are_the_modules_of_the_code(text):
    rows = qr_rows(text)
    side, module, quiet = len(rows), 4, 16
    picture = Image.new("L", (side * module + 2 * quiet,) * 2, 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                picture.paste(0, (quiet + x * module, quiet + y * module,
                                  quiet + (x + 1) * module, quiet + (y + 1) * module))  # fmt: skip
    assert read(picture) == text


def test_the_path_has_one_bar_for_each_run_of_dark_modules():
    assert qr_path((bytes([1, 1, 0, 1]), bytes([0, 0, 0, 0]))) == "M0 0h2v1H0zM3 0h1v1H3z"


def test_the_svg_brings_its_quiet_zone_and_no_style():
    svg = qr_svg(TEXT)
    assert 'viewBox="0 0 45 45"' in svg
    assert "style" not in svg
    assert "M4 4h7" in svg


def test_the_bare_code_has_the_same_modules_as_strokes():
    svg, rows = code_svg(TEXT), qr_rows(TEXT)
    runs = sum(row.count(b"\x01\x00") + row.endswith(b"\x01") for row in rows)
    assert 'viewBox="0 0 37 37"' in svg
    assert svg.count("H") == runs
    assert "M0 0.5H7" in svg
