"""Printing badges of those who have registered."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp

from forum.badges import services
from forum.badges.errors import NoBadgesError, UnknownBadgeSizeError
from forum.badges.models import PrintedBy
from forum.badges.queries import count_badges, list_to_print
from forum.badges.services import badge_pdf, print_badge, print_badge_of, print_badges
from forum.badges.types import BadgeRequest, Order
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.settings import current_settings
from forum.registration.services import cancel, reissue_badge
from forum.tokens.errors import WrongBadgeNumberError
from forum.tokens.rules import decode
from forum.tokens.services import badge_keyring
from tests.conftest import count_queries
from tests.factories.registration import make_category, make_open_edition, make_registration

pytestmark = pytest.mark.both_databases
ALL = BadgeRequest()
NEW = BadgeRequest(only_new=True)


def numbers_in(pdf: bytes) -> list[int]:
    """Return the serials that a scanner reads from the pages."""
    keyring = badge_keyring(current_settings().keys_dir)
    return [
        decode(code.text, keyring).serial
        for page in pypdfium2.PdfDocument(BytesIO(pdf))
        for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    ]


def text_of(pdf: bytes) -> str:
    """Return all text of a PDF."""
    return " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))


@pytest.fixture
def edition(app):
    """An edition with two categories."""
    del app
    return make_open_edition(categories=(make_category(), make_category("press", number=4)))


def test_everybody_who_is_expected_gets_a_badge(edition):
    people = [make_registration(edition) for _ in range(3)]
    make_registration(make_open_edition(slug="another"))
    printed = print_badges(edition, ALL, by=PrintedBy.BATCH)
    assert printed.count == 3
    assert sorted(numbers_in(printed.pdf)) == sorted(one.serial for one in people)


def test_those_of_one_category_can_be_printed_alone(edition):
    make_registration(edition)
    press = make_registration(edition, category="press")
    printed = print_badges(edition, BadgeRequest(category="press"), by=PrintedBy.BATCH)
    assert numbers_in(printed.pdf) == [press.serial]


def test_only_those_not_printed_yet(edition):
    make_registration(edition)
    print_badges(edition, ALL, by=PrintedBy.BATCH)
    db.session.commit()
    with pytest.raises(NoBadgesError):
        print_badges(edition, NEW, by=PrintedBy.BATCH)
    late = make_registration(edition)
    assert numbers_in(print_badges(edition, NEW, by=PrintedBy.BATCH).pdf) == [late.serial]


def test_a_badge_that_was_issued_anew_is_to_be_printed_again(edition):
    mine = make_registration(edition)
    print_badges(edition, ALL, by=PrintedBy.BATCH)
    assert [count.open for count in count_badges(edition)] == [0, 0]
    reissue_badge(mine)
    db.session.flush()
    assert [count.open for count in count_badges(edition)] == [1, 0]
    assert list_to_print(edition, only_new=True) == [mine]


def test_printing_twice_counts_once(edition):
    make_registration(edition)
    print_badges(edition, ALL, by=PrintedBy.BATCH)
    db.session.commit()
    print_badges(edition, ALL, by=PrintedBy.BATCH)
    assert [(count.expected, count.printed) for count in count_badges(edition)] == [(1, 1), (0, 0)]


def test_badges_are_sorted_by_name_or_by_category(edition):
    last = make_registration(edition, name=LocalizedText("하나 (시험)", ""), category="press")
    first = make_registration(edition, name=LocalizedText("가람 (시험)", ""), category="press")
    citizen = make_registration(edition, name=LocalizedText("호박 (시험)", ""))
    assert list_to_print(edition) == [first, last, citizen]
    assert list_to_print(edition, order=Order.CATEGORY) == [citizen, first, last]
    assert set(list_to_print(edition, order=Order.CITY)) == {first, last, citizen}


def test_one_badge_at_the_desk_by_its_number(edition):
    mine = make_registration(edition)
    printed = print_badge(edition, mine.number.lower().replace("-", " "))
    assert numbers_in(printed.pdf) == [mine.serial]
    assert numbers_in(print_badge_of(edition, mine.id).pdf) == [mine.serial]


def test_a_number_that_nobody_has_is_refused(edition):
    mine = make_registration(edition)
    with pytest.raises(WrongBadgeNumberError):
        print_badge(edition, mine.number[:-1] + ("2" if mine.number[-1] != "2" else "3"))
    other = make_registration(make_open_edition(slug="another"))
    with pytest.raises(WrongBadgeNumberError):
        print_badge(edition, other.number)


def test_who_has_cancelled_has_no_badge(edition):
    mine = make_registration(edition)
    cancel(mine)
    db.session.commit()
    for refused in (
        lambda: print_badge(edition, mine.number),
        lambda: badge_pdf(mine),
        lambda: print_badges(edition, ALL, by=PrintedBy.BATCH),
    ):
        with pytest.raises(NoBadgesError):
            refused()
    assert sum(count.printed for count in count_badges(edition)) == 0


def test_who_did_not_agree_to_photos_or_listens_by_headset_has_a_mark(edition):
    shy = make_registration(edition, receiver="ko")
    open_ = make_registration(edition, consents={"privacy": True, "photos": True})
    assert "No photos" in text_of(badge_pdf(shy))
    assert "Interpretation" in text_of(badge_pdf(shy))
    assert "No photos" not in text_of(badge_pdf(open_))


def test_an_unknown_size_changes_nothing(edition):
    make_registration(edition)
    with pytest.raises(UnknownBadgeSizeError):
        print_badges(edition, BadgeRequest(size="A9"), by=PrintedBy.BATCH)
    assert sum(count.printed for count in count_badges(edition)) == 0


def test_nobody_is_kept_from_writing_while_the_paper_is_set(edition, monkeypatch):
    make_registration(edition)
    open_then = []

    def watch(*_args: object, **_options: object) -> bytes:
        open_then.append(db.session().in_transaction())
        return b""

    monkeypatch.setattr(services, "badges_pdf", watch)
    print_badges(edition, ALL, by=PrintedBy.BATCH)
    print_badge(edition, make_registration(edition).number)
    assert open_then == [False, False]


def test_the_number_of_statements_does_not_grow_with_the_badges(edition):
    make_registration(edition)
    with count_queries() as one:
        list_to_print(edition, only_new=True)
        count_badges(edition)
    for _ in range(3):
        make_registration(edition, category="press")
    with count_queries() as many:
        list_to_print(edition, only_new=True)
        count_badges(edition)
    assert len(one) == len(many)
