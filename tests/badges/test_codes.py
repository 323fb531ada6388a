"""Every code of the badges, read from the rendered file as a scanner reads it."""

import pypdfium2
import pytest
import zxingcpp

from forum.badges.designs.types import Sides
from forum.badges.exports import badges_pdf
from forum.core.localized import LocalizedText
from forum.tokens.rules import decode
from forum.tokens.types import BadgeKey
from tests.factories.badges import EDITION, KEY, make_agenda, make_holder, to_print

RING = (BadgeKey("dwc-2018", KEY.public_key()),)
DOTS = 150  # an inch: half of what an office printer has


@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.parametrize("size", ["A6", "A7"])
def test_every_code_is_read_and_verified_on_both_sides(size, count):
    agenda = make_agenda(11)
    badges = [
        to_print(
            make_holder(i, name=LocalizedText(f"사람{i}", f"Person {i}"), agenda=agenda),
            size,
            sides=Sides.TWO,
        )
        for i in range(1, count + 1)
    ]
    document = pypdfium2.PdfDocument(badges_pdf(badges, EDITION))
    assert len(document) == 2 * count
    for index, page in enumerate(document):
        codes = zxingcpp.read_barcodes(page.render(scale=DOTS / 72).to_pil())
        assert [code.text for code in codes] == [badges[index // 2].holder.token]
        assert decode(codes[0].text, RING).serial == index // 2 + 1
