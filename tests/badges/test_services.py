"""Printing badges of those who have registered."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from forum.badges import services
from forum.badges.designs.rules import default_design
from forum.badges.designs.services import create_design, save_design
from forum.badges.designs.types import Sides
from forum.badges.errors import (
    NoBadgesError,
    TooManyReissuesError,
    UnknownBadgeSizeError,
)
from forum.badges.models import BadgePrint, PrintedBy
from forum.badges.press import count_badges, list_to_print
from forum.badges.queries import list_prints_of
from forum.badges.report import find_shown, oddness, report_of
from forum.badges.services import (
    BADGES,
    badge_pdf,
    do_badge_jobs,
    order_badges,
    print_badge,
    print_badge_of,
    print_badges,
    reissue,
)
from forum.badges.types import BadgeRequest, Order, Which
from forum.core import audit, clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.filejobs import (
    KEPT_FOR,
    FileJob,
    FileJobNotFoundError,
    FileState,
    get_file,
    read_file,
)
from forum.core.localized import LocalizedText
from forum.core.queue import do_in_parts
from forum.core.settings import current_settings
from forum.registration.errors import ReasonMissingError
from forum.registration.notes.queries import list_notes
from forum.registration.services import cancel, reissue_badge
from forum.tokens.errors import WrongBadgeNumberError
from forum.tokens.rules import decode
from forum.tokens.services import badge_keyring
from tests.conftest import count_queries
from tests.factories.editions import make_city
from tests.factories.registration import make_category, make_open_edition, make_registration

pytestmark = pytest.mark.both_databases
ALL = BadgeRequest()
NEW = BadgeRequest(which=Which.NEW)
OPEN = BadgeRequest(which=Which.OPEN)


def numbers_in(pdf: bytes | None) -> list[int]:
    """Return the serials that a scanner reads from the pages."""
    keyring = badge_keyring(current_settings().keys_dir)
    return [
        decode(code.text, keyring).serial
        for page in pypdfium2.PdfDocument(BytesIO(pdf or b""))
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
    assert list_to_print(edition, NEW) == [mine]


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
    assert list_to_print(edition, ALL) == [first, last, citizen]
    by_category = list_to_print(edition, BadgeRequest(order=Order.CATEGORY))
    assert by_category == [citizen, first, last]
    assert set(list_to_print(edition, BadgeRequest(order=Order.CITY))) == {first, last, citizen}


def test_badges_are_sorted_by_delegation(edition):
    seoul, aachen = (make_city(name=LocalizedText(name, "")) for name in ("서울", "아헨"))

    def comes(name, category, city):
        made = make_registration(edition, name=LocalizedText(name, ""), category=category)
        made.city = city
        return made

    last = comes("가람 (시험)", "citizen", aachen)
    second, nobody = comes("나비 (시험)", "press", seoul), comes("다람 (시험)", "press", None)
    first = comes("하나 (시험)", "citizen", seoul)
    order = BadgeRequest(order=Order.DELEGATION)
    assert list_to_print(edition, order) == [first, second, last, nobody]


def test_badges_are_sorted_by_the_name_in_either_script(edition):
    kim = make_registration(edition, name=LocalizedText("김가온 (시험)", "Zoe Kim (trial)"))
    ahn = make_registration(edition, name=LocalizedText("한별 (시험)", "anna Han (trial)"))
    only = make_registration(edition, name=LocalizedText("", "Bo (trial)"))
    assert list_to_print(edition, BadgeRequest(order=Order.NAME_KO)) == [kim, ahn, only]
    assert list_to_print(edition, BadgeRequest(order=Order.NAME_EN)) == [ahn, only, kim]


def test_those_whom_a_filter_finds_can_be_printed_alone(edition):
    make_registration(edition, name=LocalizedText("하나 (시험)", ""))
    mine = make_registration(edition, name=LocalizedText("두리 (시험)", ""))
    assert list_to_print(edition, BadgeRequest(chosen={"query": "두리"})) == [mine]


def test_a_badge_whose_facts_or_design_changed_is_to_be_printed_again(edition):
    mine = make_registration(edition)
    print_badges(edition, ALL, by=PrintedBy.BATCH)
    db.session.commit()
    assert list_to_print(edition, OPEN) == []
    mine.affiliation = LocalizedText("다른 곳", "Elsewhere")
    db.session.commit()
    assert list_to_print(edition, NEW) == []
    assert list_to_print(edition, OPEN) == [mine]
    print_badges(edition, OPEN, by=PrintedBy.BATCH)
    db.session.commit()
    assert list_to_print(edition, OPEN) == []
    kept = create_design(edition, default_design())
    db.session.commit()
    assert [count.changed for count in count_badges(edition)] == [1, 0]
    print_badges(edition, OPEN, by=PrintedBy.BATCH)
    db.session.commit()
    assert list_prints_of(mine)[0].design_version_id == kept.version_id
    changed = replace(kept.design, name=LocalizedText("다른 이름", "Another name"))
    save_design(edition, kept.id, changed, seen=1)
    db.session.commit()
    assert list_to_print(edition, OPEN) == [mine]


def test_what_was_printed_cannot_be_rewritten(edition):
    make_registration(edition)
    print_badges(edition, ALL, by=PrintedBy.BATCH)
    db.session.commit()
    with pytest.raises(DBAPIError):
        db.session.execute(update(BadgePrint).values(facts="00000000"))
    db.session.rollback()


def test_a_reissue_needs_a_reason_and_makes_the_old_badge_void(edition):
    mine = make_registration(edition)
    with pytest.raises(ReasonMissingError):
        reissue(edition, mine.id, "  ")
    assert reissue(edition, mine.id, "잃어버림").reissue == 1
    noted = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert noted.action == "badge.reissued"
    assert "잃어버림" not in str([one.details for one in db.session.scalars(select(AuditEntry))])
    (note,) = list_notes(mine)
    assert "잃어버림" in note.text
    mine.reissue = 15
    with pytest.raises(TooManyReissuesError):
        reissue(edition, mine.id, "once more")


def test_a_person_has_the_badge_that_the_design_of_the_category_says(edition):
    mine = make_registration(edition)
    assert len(pypdfium2.PdfDocument(badge_pdf(mine))) == 1
    create_design(edition, default_design(sides=Sides.TWO))
    db.session.commit()
    assert len(pypdfium2.PdfDocument(badge_pdf(mine))) == 2


# ---------------------------------------------------------------- files by the worker


def work() -> int:
    """Do what the worker does, and return in how many transactions."""
    return do_in_parts(do_badge_jobs())


def test_the_worker_makes_a_file_and_notes_what_was_printed(edition):
    people = [make_registration(edition) for _ in range(3)]
    job = order_badges(edition, ALL, "key", 3)
    db.session.commit()
    assert list_to_print(edition, NEW) == people
    work()
    db.session.refresh(job)
    assert (job.state, job.done, job.total) == (FileState.DONE, 3, 3)
    assert sorted(numbers_in(read_file(job))) == sorted(one.serial for one in people)
    assert list_to_print(edition, NEW) == []
    work()
    assert db.session.scalar(select(func.count(BadgePrint.id))) == 3


def test_a_form_sent_twice_is_one_file(edition):
    first = order_badges(edition, ALL, "same", 3)
    assert order_badges(edition, ALL, "same", 3) is first


def test_a_file_belongs_to_who_asked_for_it(edition):
    with audit.acting_as("user:1"):
        job = order_badges(edition, ALL, "key", 3)
        assert get_file(BADGES, edition.id, job.id) is job
        with pytest.raises(FileJobNotFoundError):
            get_file(BADGES, make_open_edition(slug="another").id, job.id)
    with audit.acting_as("user:2"), pytest.raises(FileJobNotFoundError):
        get_file(BADGES, edition.id, job.id)


def test_a_file_of_nobody_is_none(edition):
    job = order_badges(edition, ALL, "key", 3)
    db.session.commit()
    work()
    db.session.refresh(job)
    assert job.state is FileState.EMPTY
    with pytest.raises(FileJobNotFoundError):
        read_file(job)


def test_a_worker_that_died_is_followed_by_another(edition):
    make_registration(edition)
    job = order_badges(edition, ALL, "key", 1)
    job.state, job.claimed_until = FileState.RUNNING, clock.now() + timedelta(minutes=1)
    db.session.commit()
    work()
    db.session.refresh(job)
    assert job.is_open  # somebody is at it
    job.claimed_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    work()
    db.session.refresh(job)
    assert job.is_ready


def test_a_file_is_deleted_after_a_day(edition):
    make_registration(edition)
    job = order_badges(edition, ALL, "key", 1)
    db.session.commit()
    work()
    db.session.execute(update(FileJob).values(expires_at=clock.now() - KEPT_FOR))
    db.session.commit()
    work()
    db.session.refresh(job)
    assert (job.state, job.wanted) == (FileState.DELETED, {})
    with pytest.raises(FileJobNotFoundError):
        read_file(job)


# ---------------------------------------------------------------- before printing


def test_the_report_names_person_field_and_character(edition):
    mine = make_registration(edition)
    make_registration(edition)
    mine.affiliation = LocalizedText("髙橋 연구소", "")  # as it may come from an older list
    db.session.commit()
    report = report_of(edition)
    (found,) = report.unprintable
    assert (report.checked, found.person) == (2, mine)
    assert [(one.field, one.characters) for one in found.missing] == [("affiliation", "髙")]


def test_the_report_tells_of_texts_without_room(edition):
    make_registration(edition)
    design = default_design()
    cramped = [replace(one, height=2.0) if one.key == "name" else one for one in design.elements]
    create_design(edition, replace(design, elements=tuple(cramped)))
    db.session.commit()
    (found,) = report_of(edition).too_long
    assert [kind.value for kind in found.kinds] == ["name"]


def test_a_design_is_shown_for_the_longest_and_for_the_oddest_name(edition):
    assert find_shown(edition, "longest", "") is None
    plain = make_registration(edition, name=LocalizedText("김하나 (시험)", "Kim Hana (trial)"))
    long = make_registration(edition, name=LocalizedText("", "Maximiliana Featherstonehaugh (t)"))
    odd = make_registration(edition, name=LocalizedText("뷁쀍 (시험)", ""))
    assert find_shown(edition, "longest", "") == long
    assert find_shown(edition, "oddest", "") == odd
    assert find_shown(edition, "person", plain.number) == plain
    assert find_shown(edition, "person", "nobody at all") is None
    assert oddness("髙") > oddness("洪") > oddness("ễ") > oddness("김Kim") == 0


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
        list_to_print(edition, NEW)
        count_badges(edition)
    for _ in range(3):
        make_registration(edition, category="press")
    with count_queries() as many:
        list_to_print(edition, NEW)
        count_badges(edition)
    assert len(one) == len(many)
