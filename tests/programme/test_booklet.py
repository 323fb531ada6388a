"""The booklet: what the agenda says, on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from forum.core.localized import LocalizedText
from forum.programme.booklet import booklet_data, booklet_pdf
from forum.programme.types import (
    Access,
    Agenda,
    AgendaCity,
    AgendaItem,
    Contribution,
    EditionFacts,
    Interpretation,
    Place,
    ReleaseFacts,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    SessionState,
    Speaker,
)

DAY = date(2018, 12, 11)
URL = "https://forum.example/ko/dwc-2018/programme"
OPENING = Session(
    key="opening",
    kind=SessionKind.CEREMONY,
    title=LocalizedText("개막식", "Opening ceremony"),
    day=DAY,
    starts=660,
    minutes=30,
    place="hall",
    roles=(RoleHeld(role=Role.WELCOME, speaker="mayor"),),
)
CITIES = Session(
    key="session-1",
    kind=SessionKind.SESSION,
    title=LocalizedText("세션 1. 도시의 실천들 1", "Session 1. What cities do (1)"),
    day=DAY,
    starts=810,
    minutes=95,
    place="hall",
    contributions=(
        Contribution(order=1, city="hamburg", title=LocalizedText("공공조달법", "Procurement law")),
        Contribution(order=2, city="marseille", title=LocalizedText("주35시간 근무제", "")),
    ),
    presentations_minutes=80,
    discussion_minutes=15,
)
DINNER = Session(
    key="dinner",
    kind=SessionKind.MEAL,
    title=LocalizedText("만찬", "Dinner"),
    day=DAY,
    starts=1080,
    minutes=120,
    access=Access.INVITATION,
    place_to_be_confirmed=True,
)
AGENDA = Agenda(
    edition=EditionFacts(
        slug="dwc-2018",
        name=LocalizedText("2018년 좋은 일자리도시 국제포럼", "2018 Decent Work City Forum"),
        theme=LocalizedText("일의 불평등과 유니온 시티", "Inequalities and the Union City"),
        host=LocalizedText("서울특별시", "Seoul Metropolitan Government"),
        starts_on=DAY,
        ends_on=date(2018, 12, 12),
        timezone="Asia/Seoul",
    ),
    release=ReleaseFacts(
        number=3, note=LocalizedText(), released_at=datetime(2018, 12, 6, 16, tzinfo=UTC)
    ),
    places=(Place(key="hall", name=LocalizedText("다목적홀", "Multipurpose Hall"), floor="8F"),),
    speakers=(
        Speaker(key="mayor", name=LocalizedText("서울특별시장", "Mayor of Seoul"), role_only=True),
        Speaker(
            key="gildong",
            name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"),
            title=LocalizedText("좌장", "Chair"),
        ),
    ),
    cities=(
        AgendaCity(
            key="hamburg", name=LocalizedText("함부르크", "Hamburg"), country="DE", region="europe"
        ),
        AgendaCity(
            key="marseille",
            name=LocalizedText("마르세유", "Marseille"),
            country="FR",
            region="europe",
        ),
    ),
    sessions=(OPENING, CITIES, DINNER),
)


def with_session(session: Session) -> Agenda:
    """Return the agenda with one of its sessions replaced by its new state."""
    sessions = [session if old.key == session.key else old for old in AGENDA.sessions]
    return replace(AGENDA, sessions=tuple(sessions))


def text_of(data: bytes) -> str:
    """Return all text of a PDF, its line breaks as spaces."""
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


@pytest.mark.parametrize("languages", ["ko", "en", "both"])
def test_the_booklet_is_tagged_titled_and_has_bookmarks(languages):
    with pikepdf.open(BytesIO(booklet_pdf(AGENDA, languages))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == ("en" if languages == "en" else "ko-KR")
        with pdf.open_outline() as outline:
            assert len(outline.root) >= 3
        assert ("유니온" in str(pdf.docinfo.Title)) == (languages != "en")


def test_times_titles_people_and_cities_are_in_it():
    text = text_of(booklet_pdf(AGENDA, "both"))
    for words in (
        "11:00–11:30",
        "개막식",
        "Opening ceremony",
        "서울특별시장",
        "Hamburg",
        "공공조달법",
    ):
        assert words in text
    for words in ("홍길동 (시험)", "Hong Gildong (trial)", "프랑스", "France", "Multipurpose Hall"):
        assert words in text


def test_one_change_of_time_of_name_or_of_order_is_in_the_next_booklet():
    later = text_of(booklet_pdf(with_session(replace(OPENING, starts=675))))
    assert "11:15–11:45" in later
    assert "11:00–11:30" not in later
    renamed = with_session(replace(OPENING, title=LocalizedText("개회식", "Opening")))
    assert "개회식" in text_of(booklet_pdf(renamed))
    turned = replace(CITIES, contributions=CITIES.contributions[::-1])
    text = text_of(booklet_pdf(with_session(turned), "ko"))
    assert text.index("주35시간") < text.index("공공조달법")


def test_a_missing_translation_is_marked_in_every_booklet():
    assert "Not translated" in text_of(booklet_pdf(AGENDA, "both"))
    english = text_of(booklet_pdf(AGENDA, "en"))
    assert "Not translated 주35시간 근무제" in english
    assert "번역 없음" not in text_of(booklet_pdf(AGENDA, "ko"))


def test_a_booklet_of_one_language_does_not_speak_the_other():
    assert "Opening ceremony" not in text_of(booklet_pdf(AGENDA, "ko"))
    assert "개막식" not in text_of(booklet_pdf(AGENDA, "en"))


def test_a_session_without_a_time_is_listed_and_never_at_midnight():
    text = text_of(booklet_pdf(with_session(replace(OPENING, starts=None, minutes=None))))
    assert "시각 추후 안내" in text
    assert "Time to be announced" in text
    assert "00:00" not in text
    archived = replace(AGENDA, edition=replace(AGENDA.edition, archived=True))
    untimed = replace(archived, sessions=(replace(OPENING, starts=None, day=None),))
    assert "시각 기록 없음" in text_of(booklet_pdf(untimed))
    assert "Day not recorded" in text_of(booklet_pdf(untimed))


def test_a_cancelled_session_stays_and_says_so():
    text = text_of(booklet_pdf(with_session(replace(CITIES, state=SessionState.CANCELLED))))
    assert "취소 세션 1." in text
    assert "Cancelled Session 1." in text


def test_what_is_by_invitation_or_has_no_place_yet_says_so():
    text = text_of(booklet_pdf(AGENDA, "en"))
    assert "Place to be announced · By invitation" in text


def test_a_decision_is_marked():
    items = (AgendaItem(text=LocalizedText("규약 의결", "Bylaws"), decides=True),)
    assert "Bylaws Decision" in text_of(
        booklet_pdf(with_session(replace(OPENING, items=items)), "en")
    )


def test_languages_interpretation_and_what_may_not_be_recorded_are_told():
    session = replace(
        CITIES,
        languages=("ko", "fr"),
        interpretation=(Interpretation(language="en", channel="1"), Interpretation(language="ko")),
        do_not_record=True,
    )
    text = text_of(booklet_pdf(with_session(session), "both"))

    assert "사용 언어: 한국어, 프랑스어" in text
    assert "통역: 영어(채널 1), 한국어" in text
    assert "Languages: Korean, French" in text
    assert "Interpretation: English (channel 1), Korean" in text
    assert "녹화·녹음 금지" in text
    assert "No recording" in text


def test_how_to_get_into_a_room_stands_with_the_rooms():
    hall = replace(AGENDA.places[0], access_notes=LocalizedText("동쪽 승강기", "Lift in the east"))

    text = text_of(booklet_pdf(replace(AGENDA, places=(hall,)), "both"))

    assert "동쪽 승강기" in text
    assert "Lift in the east" in text


def test_the_contents_of_a_large_programme_are_its_days():
    many = tuple(
        replace(
            OPENING, key=f"s-{n}", starts=540 + n, title=LocalizedText(f"세션 {n}", f"Number {n}")
        )
        for n in range(61)
    )
    document = pypdfium2.PdfDocument(booklet_pdf(replace(AGENDA, sessions=many), "en"))

    contents = document[1].get_textpage().get_text_bounded()

    assert "Day 1" in contents
    assert "Number 1" not in contents


@pytest.mark.parametrize("languages", ["ko", "en", "both"])
def test_the_booklet_is_what_pdf_ua_asks_for(languages):
    with pikepdf.open(BytesIO(booklet_pdf(AGENDA, languages, url=URL))) as pdf:
        metadata = pdf.Root.Metadata.read_bytes().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in pdf.Root
        figures = _elements(pdf.Root.StructTreeRoot, "/Figure")
        assert all(str(figure.get("/Alt", "")) for figure in figures)
        levels = [int(str(e.S)[2:]) for e in _elements(pdf.Root.StructTreeRoot, "/H")]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for page in pdf.pages:
            assert page.Tabs == "/S"
            fonts = page.Resources.get("/Font", pikepdf.Dictionary())
            assert all(_is_embedded(font) for _name, font in fonts.items())


def _elements(element, kind):
    """Yield the elements of the structure whose type begins so, in the order of reading."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S).startswith(kind) and str(kid.S)[len(kind) :].isdigit() == (kind == "/H"):
                yield kid
            yield from _elements(kid, kind)


def _is_embedded(font) -> bool:
    descriptor = font.DescendantFonts[0].FontDescriptor
    return "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_a_trial_says_on_its_cover_that_it_is_none():
    trial = replace(AGENDA, edition=replace(AGENDA.edition, trial=True))
    assert "시험 운영" in text_of(booklet_pdf(trial))
    assert "시험 운영" not in text_of(booklet_pdf(AGENDA))


def test_the_release_and_its_day_in_the_edition_s_zone_are_told():
    assert "Release 3, as of Fri, 7 December 2018" in text_of(booklet_pdf(AGENDA, "en"))
    assert booklet_data(replace(AGENDA, release=None))["release"] is None


def test_a_release_is_dated_no_closer_than_its_source_dates_it():
    assert AGENDA.release is not None
    taken_over = replace(AGENDA.release, dated="2018-07")

    text = text_of(booklet_pdf(replace(AGENDA, release=taken_over), "en"))

    assert "Release 3, as of July 2018." in text


def test_the_code_leads_to_the_programme_on_the_web():
    document = pypdfium2.PdfDocument(booklet_pdf(AGENDA, "ko", url=URL))
    codes = [
        code.text
        for page in document
        for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
    ]
    assert codes == [URL]


def test_the_same_release_has_the_same_bytes():
    assert booklet_pdf(AGENDA, "both", url=URL) == booklet_pdf(AGENDA, "both", url=URL)


@pytest.mark.parametrize(
    "agenda",
    [
        pytest.param(replace(AGENDA, sessions=()), id="no sessions"),
        pytest.param(
            replace(AGENDA, cities=(), speakers=(), places=(), sessions=(DINNER,)), id="bare"
        ),
        pytest.param(replace(AGENDA, release=None), id="draft"),
        pytest.param(
            replace(AGENDA, edition=replace(AGENDA.edition, theme=LocalizedText())), id="no theme"
        ),
        pytest.param(with_session(replace(CITIES, starts=1380, minutes=180)), id="past midnight"),
        pytest.param(with_session(replace(OPENING, minutes=None)), id="no length"),
    ],
)
@pytest.mark.parametrize("languages", ["ko", "both"])
def test_what_is_unknown_leaves_no_booklet_unmade(agenda, languages):
    assert booklet_pdf(agenda, languages).startswith(b"%PDF")


def test_the_cover_draws_clock_times_or_equal_steps_but_never_both():
    nowhen = replace(OPENING, key="nowhen", day=None, starts=None)
    drawn = booklet_data(replace(AGENDA, sessions=(*AGENDA.sessions, nowhen)))["days"]
    assert [step[1:] for step in drawn[0]["steps"]] == [(660, 690), (810, 905), (1080, 1200)]
    assert drawn[1]["steps"] == []
    few = booklet_data(replace(AGENDA, sessions=(OPENING, DINNER)))["days"]
    assert [step[1:] for step in few[0]["steps"]] == [(0, 60), (60, 120)]


def test_every_kind_has_its_word_and_its_shape():
    for number, kind in enumerate(SessionKind):
        session = replace(OPENING, kind=kind, starts=600 + number * 30)
        assert booklet_pdf(replace(AGENDA, sessions=(session,)))


def test_a_day_of_many_rooms_is_drawn_on_several_sheets_that_can_be_read():
    places = tuple(
        Place(key=f"room-{n}", name=LocalizedText(f"회의실 {n}", f"Meeting room {n}"))
        for n in range(16)
    )
    sessions = tuple(
        replace(
            OPENING, key=f"s-{n}", place=f"room-{n}", title=LocalizedText(f"순서 {n}", f"Talk {n}")
        )
        for n in range(16)
    )
    agenda = replace(AGENDA, places=places, sessions=sessions)

    drawings = booklet_data(agenda, "both")["days"][0]["scores"]
    document = pypdfium2.PdfDocument(booklet_pdf(agenda, "both"))

    assert [len(drawing["lanes"]) for drawing in drawings] == [6, 6, 4]
    assert len(booklet_data(agenda, "ko")["days"][0]["scores"]) == 4
    for sheet, rooms in ((2, range(6)), (3, range(6, 12)), (4, range(12, 16))):
        text = document[sheet].get_textpage().get_text_bounded()
        assert all(f"Meeting room {n}" in " ".join(text.split()) for n in rooms), text
