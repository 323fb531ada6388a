"""The programme as sheets of a spreadsheet: which there are, and what their columns hold.

This one definition makes both the file that goes out (`forum.programme.spreadsheet`) and the
reader of the file that comes in (`forum.exchange`), so that a round trip changes nothing. A
column's `key` stands in the first row of its sheet and never changes; the second row says the
same in words of both languages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from forum.core.localized import LANGUAGES, LocalizedText
from forum.programme.limits import (
    LONGEST_ADDRESS,
    LONGEST_FILENAME,
    LONGEST_KEY,
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_SORT_KEY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_WORD,
    MOST_MINUTES,
    MOST_PEOPLE,
)
from forum.programme.types import (
    Access,
    Agenda,
    AgendaCity,
    AgendaItem,
    Contribution,
    Interpretation,
    Material,
    Place,
    RoleHeld,
    Session,
    SessionState,
    Speaker,
)
from forum.programme.words import KIND_WORDS, ROLE_WORDS

Value = str | int | float | bool | date | LocalizedText | tuple[str, ...] | None
Row = dict[str, Value]  # the key of the column -> its value
Words = tuple[str, str]  # Korean, English
Choice = TypeVar("Choice", bound=StrEnum)


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    KEY = "key"
    KEYS = "keys"  # several, with commas between them
    NUMBER = "number"
    COORDINATE = "coordinate"
    YES_NO = "yes_no"
    DAY = "day"
    CLOCK = "clock"
    CHOICE = "choice"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        field: the field of the sheet's type that it holds; empty where it has another source.
        language: which language of a bilingual field.
        needed: whether no row may leave it empty.
        refers_to: the sheet whose keys it names; the key must be there (or, of people and
            cities, known to the system).
        shown: it is there for people to read; what is written into it is passed over.
        otherwise: what an empty cell means.
    """

    key: str
    words: LocalizedText
    holds: Holds = Holds.TEXT
    width: int = 14
    field: str = ""
    language: str = ""
    needed: bool = False
    longest: int = LONGEST_KEY
    least: float = 0
    most: float = MOST_PEOPLE
    choices: tuple[tuple[str, LocalizedText], ...] = ()
    refers_to: str = ""
    shown: bool = False
    otherwise: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: a row for each value of a type.

    Attributes:
        of: the dataclass whose fields the columns hold; none where they are bilingual texts.
        bilingual: the field of which every row needs at least one language.
        shown: it is there for people to read; what is written into it is passed over.
    """

    name: str
    words: LocalizedText
    columns: tuple[Column, ...]
    of: type | None = None
    bilingual: str = ""
    shown: bool = False

    def column(self, key: str) -> Column:
        """Return the column with this key."""
        return next(column for column in self.columns if column.key == key)


def _column(key: str, words: Words, **more: Any) -> Column:  # noqa: ANN401  as Column takes them
    return Column(**{"key": key, "words": LocalizedText(*words), "field": key, **more})


def _both(key: str, words: Words, width: int, longest: int) -> tuple[Column, Column]:
    """Return the two columns of a bilingual field."""
    korean, english = words
    return (
        Column(
            key=f"{key}_ko",
            field=key,
            language="ko",
            width=width,
            longest=longest,
            words=LocalizedText(f"{korean} (한국어)", f"{english} (Korean)"),
            otherwise="",
        ),
        Column(
            key=f"{key}_en",
            field=key,
            language="en",
            width=width,
            longest=longest,
            words=LocalizedText(f"{korean} (영어)", f"{english} (English)"),
            otherwise="",
        ),
    )


def _text(key: str, words: Words, longest: int, width: int = 16) -> Column:
    return _column(key, words, longest=longest, width=width, otherwise="")


def _key(key: str, words: Words, **more: Any) -> Column:  # noqa: ANN401
    return _column(key, words, **{"holds": Holds.KEY, "width": 18, **more})


def _number(key: str, words: Words, *, least: int = 0, most: int = MOST_PEOPLE) -> Column:
    return _column(key, words, holds=Holds.NUMBER, least=least, most=most, width=10)


def _minutes(key: str, words: Words) -> Column:
    return _number(key, words, least=1, most=MOST_MINUTES)


def _yes(key: str, words: Words, *, otherwise: bool = False) -> Column:
    return _column(key, words, holds=Holds.YES_NO, width=11, otherwise=otherwise)


def _choice(
    key: str, words: Words, choices: Mapping[Choice, LocalizedText], otherwise: str = ""
) -> Column:
    return _column(
        key,
        words,
        holds=Holds.CHOICE,
        width=15,
        choices=tuple((str(choice), word) for choice, word in choices.items()),
        needed=not otherwise,
        otherwise=otherwise or None,
    )


def _shown(key: str, words: Words, width: int = 28) -> Column:
    return _column(key, words, field="", shown=True, width=width)


def _keys(key: str, words: Words, width: int = 18, **more: Any) -> Column:  # noqa: ANN401
    return _column(key, words, holds=Holds.KEYS, width=width, otherwise=(), **more)


_SESSION = _key("session", ("세션", "Session"), field="", refers_to="Sessions", needed=True)
_SESSION_TITLE = _shown("session_title", ("세션 제목", "Title of the session"))
_ORDER = _number("order", ("순서", "Order"), least=1)
_ORDER_ALONE = _column("order", ("순서", "Order"), field="", holds=Holds.NUMBER, least=1, width=8)
_INFERRED = _keys(
    "inferred", ("자료에 없는 항목", "Fields that no source says"), longest=LONGEST_KEY
)
_NAME = ("이름", "Name")

STATE_WORDS = {
    SessionState.SCHEDULED: LocalizedText("진행", "Scheduled"),
    SessionState.CANCELLED: LocalizedText("취소", "Cancelled"),
}
ACCESS_WORDS = {
    Access.OPEN: LocalizedText("공개", "Open"),
    Access.INVITATION: LocalizedText("초청", "By invitation"),
}

SESSIONS = Sheet(
    name="Sessions",
    words=LocalizedText("세션", "Sessions"),
    of=Session,
    bilingual="title",
    columns=(
        _key("key", ("주소 (바꾸지 마세요)", "Address (keep it)"), needed=True),
        _column("day", ("날짜", "Day"), holds=Holds.DAY, width=12),
        _column("starts", ("시작", "Starts"), holds=Holds.CLOCK, width=8),
        _column("ends", ("끝", "Ends"), holds=Holds.CLOCK, width=8, field=""),
        _minutes("minutes", ("분 (시작 시각이 없을 때)", "Minutes (without a start)")),
        _choice("kind", ("종류", "Kind"), KIND_WORDS),
        *_both("title", ("제목", "Title"), 44, LONGEST_TITLE),
        *_both("subtitle", ("부제", "Subtitle"), 32, LONGEST_LINE),
        _key("place", ("장소", "Place"), refers_to="Places"),
        _shown("place_name", ("장소 이름", "Name of the place")),
        _yes("place_to_be_confirmed", ("장소 미정", "Place to be confirmed")),
        _choice("state", ("상태", "State"), STATE_WORDS, SessionState.SCHEDULED),
        _choice("access", ("참가", "Access"), ACCESS_WORDS, Access.OPEN),
        *_both("audience", ("대상", "For whom"), 20, LONGEST_LINE),
        _number("seats", ("정원", "Seats"), least=1),
        _number("expected", ("예상 인원", "People expected")),
        _yes("optional", ("선택 참가", "Optional")),
        _keys("languages", ("사용 언어", "Languages spoken"), 12, longest=2),
        _column(
            "stream",
            ("생중계 주소", "Address of the stream"),
            holds=Holds.ADDRESS,
            longest=LONGEST_ADDRESS,
            width=20,
            otherwise="",
        ),
        _yes("do_not_record", ("녹화 금지", "Do not record")),
        _text("track", ("분과", "Track"), LONGEST_WORD, 10),
        *_both("abstract", ("소개", "Abstract"), 44, LONGEST_TEXT),
        _minutes("presentations_minutes", ("발표 시간 (분)", "Presentations (minutes)")),
        _minutes("panel_minutes", ("패널 토론 (분)", "Panel (minutes)")),
        _minutes("discussion_minutes", ("질문과 토론 (분)", "Questions (minutes)")),
        *_both("to_be_confirmed", ("확인할 것", "To be confirmed"), 28, LONGEST_LINE),
        _keys("expected_cities", ("예정 도시", "Cities expected"), 24, refers_to="Cities"),
        _number("expected_cities_about", ("예정 도시 수 (약)", "Cities expected (about)")),
        *_both("note", ("참고", "Note"), 28, LONGEST_NOTE),
        _INFERRED,
    ),
)
ROLES = Sheet(
    name="Roles",
    words=LocalizedText("역할", "Roles"),
    of=RoleHeld,
    columns=(
        _SESSION,
        _SESSION_TITLE,
        _ORDER_ALONE,
        _choice("role", ("역할", "Role"), ROLE_WORDS),
        _key("person", ("사람", "Person"), field="speaker", refers_to="People", needed=True),
        _shown("person_name", ("사람 이름", "Name of the person")),
        *_both("title", ("말씀 제목", "Title of the talk"), 36, LONGEST_TITLE),
        _minutes("minutes", ("분", "Minutes")),
        _yes("confirmed", ("확정", "Confirmed"), otherwise=True),
    ),
)
PRESENTATIONS = Sheet(
    name="Presentations",
    words=LocalizedText("발표", "Presentations"),
    of=Contribution,
    bilingual="title",
    columns=(
        _SESSION,
        _SESSION_TITLE,
        _ORDER,
        _key("city", ("도시", "City"), refers_to="Cities"),
        _shown("city_name", ("도시 이름", "Name of the city"), 20),
        _key("person", ("사람", "Person"), field="speaker", refers_to="People"),
        _shown("person_name", ("사람 이름", "Name of the person")),
        *_both("title", ("제목", "Title"), 44, LONGEST_TITLE),
        _minutes("minutes", ("분", "Minutes")),
    ),
)
ITEMS = Sheet(
    name="Items",
    words=LocalizedText("안건", "Agenda items"),
    of=AgendaItem,
    bilingual="text",
    columns=(
        _SESSION,
        _SESSION_TITLE,
        _ORDER_ALONE,
        *_both("text", ("안건", "Item"), 44, LONGEST_LINE),
        _yes("decides", ("의결", "Decides")),
    ),
)
TOPICS = Sheet(
    name="Topics",
    words=LocalizedText("주제", "Topics"),
    bilingual="topic",
    columns=(
        _SESSION,
        _SESSION_TITLE,
        _ORDER_ALONE,
        *_both("topic", ("주제", "Topic"), 44, LONGEST_LINE),
    ),
)
INTERPRETATION = Sheet(
    name="Interpretation",
    words=LocalizedText("통역", "Interpretation"),
    of=Interpretation,
    columns=(
        _SESSION,
        _SESSION_TITLE,
        _ORDER_ALONE,
        _key("language", ("언어", "Language"), needed=True, longest=2, width=10),
        _text("channel", ("채널", "Channel"), LONGEST_WORD, 10),
    ),
)
MATERIALS = Sheet(
    name="Materials",
    words=LocalizedText("자료", "Materials"),
    of=Material,
    columns=(
        _SESSION,
        _SESSION_TITLE,
        _ORDER_ALONE,
        *_both("title", ("제목", "Title"), 36, LONGEST_TITLE),
        _column(
            "address",
            ("링크 주소", "Address of a link"),
            holds=Holds.ADDRESS,
            longest=LONGEST_ADDRESS,
            width=36,
            otherwise="",
        ),
        _text("file", ("올린 파일", "Uploaded file"), LONGEST_KEY, 24),
        _text("filename", ("파일 이름", "Name of the file"), LONGEST_FILENAME, 28),
        _text("content_type", ("파일 종류", "Type of the file"), 100, 20),
        _column(
            "size",
            ("크기 (바이트)", "Size (bytes)"),
            holds=Holds.NUMBER,
            most=2**31 - 1,
            otherwise=0,
        ),
    ),
)
PLACES = Sheet(
    name="Places",
    words=LocalizedText("장소", "Places"),
    of=Place,
    bilingual="name",
    columns=(
        _key("key", ("주소 (바꾸지 마세요)", "Address (keep it)"), needed=True),
        *_both("name", _NAME, 32, LONGEST_NAME),
        _text("floor", ("층", "Floor"), LONGEST_WORD, 8),
        _number("capacity", ("수용 인원", "Capacity")),
        _yes("off_site", ("외부", "Off site")),
        _column("latitude", ("위도", "Latitude"), holds=Holds.COORDINATE, least=-90, most=90),
        _column("longitude", ("경도", "Longitude"), holds=Holds.COORDINATE, least=-180, most=180),
        *_both("access_notes", ("이동 안내", "How to get in"), 32, LONGEST_NOTE),
        _INFERRED,
    ),
)
PEOPLE = Sheet(
    name="People",
    words=LocalizedText("사람", "People"),
    of=Speaker,
    bilingual="name",
    columns=(
        _key("key", ("주소 (바꾸지 마세요)", "Address (keep it)"), needed=True),
        *_both("name", _NAME, 24, LONGEST_NAME),
        *_both("title", ("직함과 소속", "Position and affiliation"), 36, LONGEST_LINE),
        *_both("biography", ("약력", "Biography"), 44, LONGEST_TEXT),
        _yes("role_only", ("이름 없는 직위", "An office without a name")),
        _text("sort_key", ("정렬 기준", "Sorted under"), LONGEST_SORT_KEY, 20),
    ),
)
WORKS = Sheet(
    name="Works",
    words=LocalizedText("저작", "Works"),
    bilingual="work",
    columns=(
        _key("person", ("사람", "Person"), field="", refers_to="People", needed=True),
        _shown("person_name", ("사람 이름", "Name of the person")),
        _ORDER_ALONE,
        *_both("work", ("저작", "Work"), 44, LONGEST_LINE),
    ),
)
CITIES = Sheet(
    name="Cities",
    words=LocalizedText("도시", "Cities"),
    of=AgendaCity,
    shown=True,
    columns=(
        _key("key", ("주소", "Address"), needed=True),
        *_both("name", _NAME, 20, LONGEST_NAME),
        _text("own_name", ("현지 표기", "Own name"), LONGEST_NAME, 20),
        _text("country", ("나라", "Country"), 2, 9),
        _text("region", ("지역", "Region"), LONGEST_KEY, 14),
    ),
)
SHEETS = (
    *(SESSIONS, ROLES, PRESENTATIONS, ITEMS, TOPICS, INTERPRETATION, MATERIALS),
    *(PLACES, PEOPLE, WORKS, CITIES),
)


def rows_of(agenda: Agenda) -> dict[str, list[Row]]:
    """Return the rows of every sheet, in the agenda's order."""
    rows: dict[str, list[Row]] = {sheet.name: [] for sheet in SHEETS}
    rows[PLACES.name] = [_row(PLACES, place) for place in agenda.places]
    rows[CITIES.name] = [_row(CITIES, city) for city in agenda.cities]
    for speaker in agenda.speakers:
        rows[PEOPLE.name].append(_row(PEOPLE, speaker))
        told: Row = {"person": speaker.key, "person_name": speaker.name}
        rows[WORKS.name] += _texts(WORKS, speaker.works, told)
    for session in agenda.sessions:
        _add_session(rows, agenda, session)
    return rows


def _add_session(rows: dict[str, list[Row]], agenda: Agenda, session: Session) -> None:
    place = agenda.place(session.place)
    timed = session.starts is not None
    rows[SESSIONS.name].append(
        _row(
            SESSIONS,
            session,
            ends=session.ends,
            minutes=None if timed else session.minutes,
            place_name=place.name if place else None,
        )
    )
    told: Row = {"session": session.key, "session_title": session.title}
    entries: tuple[tuple[Sheet, Iterable[Any]], ...] = (
        (ROLES, session.roles),
        (PRESENTATIONS, session.contributions),
        (ITEMS, session.items),
        (INTERPRETATION, session.interpretation),
        (MATERIALS, session.materials),
    )
    for sheet, inside in entries:
        rows[sheet.name] += [
            _row(sheet, entry, **{"order": order, **told, **_named(agenda, entry)})
            for order, entry in enumerate(inside, start=1)
        ]
    rows[TOPICS.name] += _texts(TOPICS, session.topics, told)


def _texts(sheet: Sheet, texts: Iterable[LocalizedText], told: Row) -> list[Row]:
    """Return a row for each bilingual text of a list."""
    return [
        {
            **told,
            "order": order,
            **{f"{sheet.bilingual}_{spoken}": text.written_in(spoken) for spoken in LANGUAGES},
        }
        for order, text in enumerate(texts, start=1)
    ]


def _row(sheet: Sheet, entry: object, **more: Value) -> Row:
    row: Row = {}
    for column in sheet.columns:
        if column.key in more:
            row[column.key] = more[column.key]
        elif column.field:
            value = getattr(entry, column.field)
            row[column.key] = getattr(value, column.language) if column.language else value
    return row


def _named(agenda: Agenda, entry: object) -> Row:
    """Return the names of the person and the city that an entry refers to by key."""
    speaker = agenda.speaker(getattr(entry, "speaker", None))
    city = agenda.city(getattr(entry, "city", None))
    return {
        "person_name": speaker.name if speaker else None,
        "city_name": city.name if city else None,
    }
