"""What a first visit weighs: budgets of the built styles, scripts and fonts."""

import gzip
import json

import pytest
from fontTools.ttLib import TTFont

from forum.core.paths import DIST
from tools import assets, fonts

MANIFEST = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))


def packed(name: str) -> int:
    return len(gzip.compress((DIST / MANIFEST[name]).read_bytes(), 9))


def test_the_font_subset_stays_in_its_budget():
    assert (DIST / MANIFEST["forum-sans.woff2"]).stat().st_size <= 130 * 1024


def test_the_font_subset_has_every_character_of_our_texts():
    held = set(TTFont(DIST / MANIFEST["forum-sans.woff2"]).getBestCmap())
    pretendard = assets.PACKAGES / "pretendard/dist/public/static/Pretendard-Regular.otf"
    wanted = fonts.characters(assets.texts()) & set(TTFont(pretendard).getBestCmap())
    missing = "".join(sorted(map(chr, wanted - held)))
    assert not missing, f"run `make assets`: {missing}"


def test_the_font_subset_does_not_bear_the_reserved_name():
    font = TTFont(DIST / MANIFEST["forum-sans.woff2"])
    assert {font["name"].getDebugName(number) for number in (1, 4, 6)} == {"ForumSans"}


def test_the_weight_axis_reaches_from_the_lightest_to_the_boldest():
    (axis,) = TTFont(DIST / MANIFEST["forum-sans.woff2"])["fvar"].axes
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 300, 800)


def test_styles_of_a_page_stay_in_their_budget():
    assert packed("site.css") + packed("fonts.css") <= 40 * 1024


def test_scripts_of_a_page_stay_in_their_budget():
    assert packed("site.js") + packed("theme.js") <= 30 * 1024


def test_no_built_style_or_script_names_another_host():
    for name, file in MANIFEST.items():
        if name.endswith((".css", ".js")):
            text = (DIST / file).read_text(encoding="utf-8").replace("http://www.w3.org", "")
            assert "//" not in text.replace("//#", ""), name


@pytest.mark.parametrize("codes", [{0x41}, {0x41, 0x42, 0x44}, set(range(0xAC00, 0xAD00))])
def test_ranges_are_read_as_they_were_written(codes):
    assert fonts.parse_ranges(fonts.format_ranges(codes)) == codes
