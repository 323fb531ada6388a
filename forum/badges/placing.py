"""What a design says of one badge: every line with its place and size. Pure.

Typst only draws what stands here, so that a thousand badges take seconds, and so that the
preview shows what is printed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby

from forum.badges.designs.types import (
    Across,
    Design,
    Down,
    Element,
    ElementKind,
    Side,
    Tongue,
)
from forum.badges.fitting import (
    ASCENT,
    DESCENT,
    LEADING,
    MM,
    SAFETY,
    Paragraph,
    Setting,
    fit,
    measured,
    wrap,
)
from forum.badges.types import (
    AgendaRow,
    BadgeEdition,
    BadgeHolder,
    Box,
    Face,
    Line,
    Mark,
    MarkPlaced,
    Picture,
    Tone,
)
from forum.core.dates import format_minute, format_short_date
from forum.core.localized import Language, LocalizedText, other_language

MARK_WORDS = {
    Mark.INTERPRETATION: LocalizedText("동시통역", "Interpretation"),
    Mark.NO_PHOTO: LocalizedText("촬영하지 마세요", "No photos"),
    Mark.PROTOCOL: LocalizedText("의전", "Protocol"),
}
TRIAL = LocalizedText("시험", "Trial")
NO_SESSIONS = LocalizedText(
    "신청한 세션이 없습니다. 프로그램은 누리집에서 보실 수 있습니다.",
    "No sessions chosen. The programme is on the forum's site.",
)
_BAND_PADDING = 0.076  # of the band's width: the margin of the standard design
_NEAR = 8.0  # millimetres: how far below an empty element still belongs to the one above
_TOUCHING = 0.01
_FROM, _TO = 9 * 60, 20.5 * 60  # the hours that the staves show
OF_PERSON = frozenset(
    {
        ElementKind.NAME,
        ElementKind.POSITION,
        ElementKind.AFFILIATION,
        ElementKind.OFFICE,
        ElementKind.PLACE,
        ElementKind.CITY,
        ElementKind.COUNTRY,
    }
)


@dataclass(slots=True)
class _Canvas:
    """One side while it is being filled."""

    heading: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    marks: list[MarkPlaced] = field(default_factory=list)
    too_long: list[str] = field(default_factory=list)

    def face(self) -> Face:
        return Face(
            heading=tuple(self.heading),
            lines=tuple(self.lines),
            boxes=tuple(self.boxes),
            pictures=tuple(self.pictures),
            marks=tuple(self.marks),
            too_long=tuple(self.too_long),
        )


def lay_out(holder: BadgeHolder, edition: BadgeEdition, design: Design, side: Side) -> Face:
    """Return where everything stands on one side of one badge."""
    canvas = _Canvas()
    elements = design.on(side)
    written = {
        element.key: paragraphs_of(element, holder, edition)
        for element in elements
        if element.kind not in _DRAWN
    }
    for element in elements:
        draw = _DRAWN.get(element.kind)
        if draw is not None:
            draw(canvas, element, holder, edition)
        elif written[element.key]:
            high = _grown(element, elements, written)
            _write(canvas, element, written[element.key], high)
    return canvas.face()


def _grown(
    element: Element, elements: Sequence[Element], written: dict[str, list[Paragraph]]
) -> float:
    """Return an element's height, with the room of what says nothing right below it."""
    bottom = element.y + element.height
    if element.kind not in OF_PERSON:
        return element.height
    for other in sorted(elements, key=lambda one: one.y):
        below = -_TOUCHING <= other.y - bottom <= _NEAR
        beside = other.x < element.x + element.width and element.x < other.x + other.width
        if not (below and beside):
            continue
        if other.kind not in OF_PERSON or written.get(other.key):
            break
        bottom = other.y + other.height
    return bottom - element.y


# ---------------------------------------------------------------- what is written


def languages_of(holder: BadgeHolder) -> tuple[Language, Language]:
    """Return the language in which a badge speaks first, and the other."""
    first = holder.name.language_in(holder.language)
    return first, other_language(first)


def _said(text: LocalizedText, tongue: Tongue, holder: BadgeHolder) -> list[tuple[Language, str]]:
    """Return a text in the language that an element asks for; nothing twice."""
    first, second = languages_of(holder)
    mine = (text.language_in(first), text.in_(first))
    theirs = (second, text.written_in(second))
    if tongue is Tongue.KO or tongue is Tongue.EN:
        language: Language = "ko" if tongue is Tongue.KO else "en"
        found = [(language, text.written_in(language))]
    elif tongue is Tongue.FIRST:
        found = [mine]
    else:
        # what stands first in the other language already is not said again
        other = [theirs] if theirs[1] != mine[1] else []
        found = [mine, *other] if tongue is Tongue.BOTH else other
    return [(language, words) for language, words in found if words]


def paragraphs_of(element: Element, holder: BadgeHolder, edition: BadgeEdition) -> list[Paragraph]:
    """Return what an element says on a badge, before it is fitted."""
    found = _TEXTS[element.kind](element, holder, edition)
    return [paragraph for paragraph in found if paragraph.text]


def _plain(
    text: LocalizedText, element: Element, holder: BadgeHolder, tone: Tone = Tone.INK
) -> list[Paragraph]:
    paragraphs = []
    for index, (language, words) in enumerate(_said(text, element.tongue, holder)):
        paragraphs.append(
            Paragraph(
                text=words,
                language=language,
                weight=element.weight if not index else min(element.weight, 500),
                tone=tone if not index or tone is Tone.CATEGORY else Tone.SECOND,
                scale=1.0 if not index else 0.8,
            )
        )
    return paragraphs


def _office(element: Element, holder: BadgeHolder, edition: BadgeEdition) -> list[Paragraph]:
    """Return position and affiliation in one language, then in the other."""
    del edition
    texts = (holder.position, holder.affiliation)
    found = [_said(text, element.tongue, holder) for text in texts]
    paragraphs = []
    for index in range(2):
        paragraphs += [
            Paragraph(
                text=said[index][1],
                language=said[index][0],
                weight=element.weight if not index else 400,
                tone=Tone.INK if not index else Tone.NOTE,
                scale=1.0 if not index else 0.77,
            )
            for said in found
            if len(said) > index
        ]
    return paragraphs


def _place(element: Element, holder: BadgeHolder, edition: BadgeEdition) -> list[Paragraph]:
    """Return the city, larger in the first language, and the country below it."""
    del edition
    cities = _said(holder.city, element.tongue, holder)
    countries = _said(holder.country, element.tongue, holder)
    looks = ((1.0, element.weight, Tone.INK), (0.66, 500, Tone.SECOND))
    paragraphs = [
        Paragraph(text=words, language=language, weight=weight, tone=tone, scale=scale)
        for (language, words), (scale, weight, tone) in zip(cities, looks, strict=False)
    ]
    if countries:
        paragraphs.append(
            Paragraph(
                text=" · ".join(words for _, words in countries),
                language=countries[0][0],
                weight=400 if cities else element.weight,
                tone=Tone.NOTE if cities else Tone.INK,
                scale=0.56 if cities else 0.8,
            )
        )
    return paragraphs


def _edition(element: Element, holder: BadgeHolder, edition: BadgeEdition) -> list[Paragraph]:
    paragraphs = _plain(edition.name, element, holder)
    if edition.is_trial:
        words = f"{TRIAL.ko} · {TRIAL.en}"
        paragraphs.append(Paragraph(text=words, language="ko", weight=700, tone=Tone.RED, scale=1))
    return paragraphs


def _addresses(element: Element, holder: BadgeHolder, edition: BadgeEdition) -> list[Paragraph]:
    """Return what organisers have written, else what is known of the forum."""
    texts: Iterable[LocalizedText] = edition.addresses
    if element.text:
        lines = zip_lines(element.text)
        texts = [LocalizedText(ko=ko, en=en) for ko, en in lines]
    return [
        Paragraph(text=words, language=language, weight=element.weight, tone=Tone.SECOND)
        for text in texts
        for language, words in _said(text, element.tongue, holder)
    ]


def zip_lines(text: LocalizedText) -> list[tuple[str, str]]:
    """Return the lines of both languages beside each other."""
    ko, en = text.ko.splitlines(), text.en.splitlines()
    most = max(len(ko), len(en))
    return [
        (ko[i].strip() if i < len(ko) else "", en[i].strip() if i < len(en) else "")
        for i in range(most)
    ]


_Texts = Callable[[Element, BadgeHolder, BadgeEdition], list[Paragraph]]
_TEXTS: dict[ElementKind, _Texts] = {
    ElementKind.NAME: lambda element, holder, _: _plain(holder.name, element, holder),
    ElementKind.POSITION: lambda element, holder, _: _plain(holder.position, element, holder),
    ElementKind.AFFILIATION: lambda element, holder, _: _plain(holder.affiliation, element, holder),
    ElementKind.OFFICE: _office,
    ElementKind.PLACE: _place,
    ElementKind.CITY: lambda element, holder, _: _plain(holder.city, element, holder),
    ElementKind.COUNTRY: lambda element, holder, _: _plain(holder.country, element, holder),
    ElementKind.WORD: lambda element, holder, _: _plain(
        holder.category.word, element, holder, Tone.CATEGORY
    ),
    ElementKind.NUMBER: lambda element, holder, _: [
        Paragraph(text=holder.number, language="en", weight=element.weight, tone=Tone.SECOND)
    ],
    ElementKind.EDITION: _edition,
    ElementKind.ADDRESSES: _addresses,
    ElementKind.TEXT: lambda element, holder, _: _plain(element.text, element, holder),
}


def _write(canvas: _Canvas, element: Element, paragraphs: Sequence[Paragraph], high: float) -> None:
    setting = fit(
        tuple(paragraphs),
        element.width * MM,
        round(high, 2) * MM,
        largest=element.largest,
        smallest=element.smallest,
        overlong=element.overlong,
    )
    lines = _stand(element, setting, high)
    (canvas.heading if element.kind is ElementKind.NAME else canvas.lines).extend(lines)
    if setting.is_too_long:
        canvas.too_long.append(element.key)


def _stand(element: Element, setting: Setting, high: float) -> list[Line]:
    """Return the lines of a setting where the element's alignment puts them."""
    spare = max(0.0, high * MM - setting.height)
    top = {Down.TOP: 0.0, Down.MIDDLE: spare / 2, Down.BOTTOM: spare}[element.down]
    return [
        Line(
            x=element.x + _indent(element, row.wide) / MM,
            y=element.y + (top + row.baseline) / MM,
            size=row.size,
            weight=row.paragraph.weight,
            tone=row.paragraph.tone,
            language=row.paragraph.language,
            text=row.text,
        )
        for row in setting.rows
    ]


def _indent(element: Element, wide: float) -> float:
    spare = max(0.0, element.width * MM - wide)
    return {Across.LEFT: 0.0, Across.CENTRE: spare / 2, Across.RIGHT: spare}[element.across]


# ---------------------------------------------------------------- what is drawn


def _draw_band(
    canvas: _Canvas, element: Element, holder: BadgeHolder, edition: BadgeEdition
) -> None:
    """Draw the category's colour, with its word in Korean on the left and in English right."""
    del edition
    canvas.boxes.append(Box(element.x, element.y, element.width, element.height, Tone.CATEGORY))
    word = holder.category.word
    said = [(one, word.written_in(one)) for one in ("ko", "en") if word.written_in(one)]
    if not said:
        return
    padding = min(10.0, element.width * _BAND_PADDING)
    inner = (element.width - 2 * padding) * MM
    looks = ((1.0, 800), (0.84, 600)) if len(said) > 1 else ((1.0, 800),)
    taken = sum(
        scale * measured(words, weight)
        for (_, words), (scale, weight) in zip(said, looks, strict=True)
    ) + (1.0 if len(said) > 1 else 0.0)
    size = min(element.largest, inner * SAFETY / taken, element.height * MM / (ASCENT + DESCENT))
    if size < element.smallest:
        canvas.too_long.append(element.key)
    middle = element.y + element.height / 2
    for index, ((language, words), (scale, weight)) in enumerate(zip(said, looks, strict=True)):
        wide = measured(words, weight) * size * scale / MM
        alone = len(said) == 1 and element.across is Across.CENTRE
        left = element.x + padding
        if index:
            left = element.x + element.width - padding - wide
        elif alone:
            left = element.x + (element.width - wide) / 2
        baseline = middle + size * 0.36 / MM
        canvas.lines.append(
            Line(left, baseline, size * scale, weight, Tone.WHITE, _language(language), words)
        )


def _language(language: str) -> Language:
    return "ko" if language == "ko" else "en"


def _draw_code(
    canvas: _Canvas, element: Element, holder: BadgeHolder, edition: BadgeEdition
) -> None:
    del holder, edition
    canvas.pictures.append(Picture(element.x, element.y, element.width, element.height))


def _draw_image(
    canvas: _Canvas, element: Element, holder: BadgeHolder, edition: BadgeEdition
) -> None:
    del holder, edition
    if element.image:
        canvas.pictures.append(
            Picture(element.x, element.y, element.width, element.height, element.image)
        )


_MARK_STEP, _MARK_TEXT, _MARK_SIDE = 1.5, 1.6, 1.15  # in em of the marks' size
_MARK_KO, _MARK_EN, _MARK_GAP = 0.9, 0.82, 0.45


def _draw_marks(
    canvas: _Canvas, element: Element, holder: BadgeHolder, edition: BadgeEdition
) -> None:
    """Draw each mark's sign with its words beside it, one below the other."""
    del edition
    if not holder.marks:
        return
    widest = max(_mark_width(mark) for mark in holder.marks)
    count = len(holder.marks)
    size = min(
        element.largest,
        element.width * MM * SAFETY / widest,
        element.height * MM / (_MARK_STEP * (count - 1) + _MARK_SIDE),
    )
    if size < element.smallest - 0.001:
        canvas.too_long.append(element.key)
    high = (_MARK_STEP * (count - 1) + _MARK_SIDE) * size / MM
    spare = max(0.0, element.height - high)
    top = element.y + {Down.TOP: 0.0, Down.MIDDLE: spare / 2, Down.BOTTOM: spare}[element.down]
    for index, mark in enumerate(holder.marks):
        y = top + index * _MARK_STEP * size / MM
        canvas.marks.append(MarkPlaced(element.x, y, _MARK_SIDE * size / MM, mark))
        baseline = y + size * 0.9 / MM
        tone = Tone.RED if mark is Mark.NO_PHOTO else Tone.INK
        words = MARK_WORDS[mark]
        x = element.x + _MARK_TEXT * size / MM
        canvas.lines.append(Line(x, baseline, size * _MARK_KO, 700, tone, "ko", words.ko))
        x += (measured(words.ko, 700) * _MARK_KO + _MARK_GAP) * size / MM
        canvas.lines.append(Line(x, baseline, size * _MARK_EN, 500, tone, "en", words.en))


def _mark_width(mark: Mark) -> float:
    words = MARK_WORDS[mark]
    return (
        _MARK_TEXT
        + measured(words.ko, 700) * _MARK_KO
        + _MARK_GAP
        + measured(words.en, 500) * _MARK_EN
    )


def _draw_staves(
    canvas: _Canvas, element: Element, holder: BadgeHolder, edition: BadgeEdition
) -> None:
    """Draw the holder's days as thin staves, by the hours of the day."""
    del edition
    days = sorted({one.day for one in holder.attends})
    if not days:
        return
    # as many as there are stand at the right, each at most as wide as a third of the box
    step = min(element.width / 3, element.width / len(days))
    wide = step * 0.64
    left = element.x + element.width - step * (len(days) - 1) - wide
    for index, day in enumerate(days):
        x = left + index * step
        canvas.boxes.append(Box(x + wide / 2 - 0.1, element.y, 0.2, element.height, Tone.NOTE))
        for one in holder.attends:
            if one.day != day:
                continue
            begin, end = (
                min(1.0, max(0.0, (at - _FROM) / (_TO - _FROM))) for at in (one.starts, one.ends)
            )
            high = max(0.2, (end - begin) * element.height - 0.35)
            y = min(element.y + begin * element.height, element.y + element.height - high)
            canvas.boxes.append(Box(x, y, wide, high, Tone.CATEGORY, filled=not one.is_pause))


# ---------------------------------------------------------------- the agenda on the back

_TITLE = 3.1  # where the titles begin, in em
_ROOM_WIDE = 0.27  # of the box's width
_ROOM_SIZE = 0.84
_ROW_GAP = 0.32
_DAY_SIZE, _DAY_HIGH, _DAY_ABOVE = 1.08, 1.75, 0.55
_SHRINK = 0.94


@dataclass(frozen=True, slots=True)
class _Told:
    """A session as rows of text, at a size of one point a line."""

    title: tuple[str, ...]
    room: tuple[str, ...]

    @property
    def high(self) -> float:
        """Return its height in em."""
        return max(len(self.title), len(self.room) * _ROOM_SIZE) * LEADING + _ROW_GAP


@lru_cache(maxsize=20_000)
def _told(title: str, room: str, wide: float) -> _Told:
    """Return a session's title and room wrapped in a list that is so many em wide."""
    for_room = wide * _ROOM_WIDE / _ROOM_SIZE
    rooms = wrap(room, round(for_room, 3), 400)
    taken = max((measured(one, 400) for one in rooms), default=0.0) * _ROOM_SIZE
    for_title = wide * SAFETY - _TITLE - (taken + 0.8 if taken else 0.0)
    return _Told(wrap(title, round(for_title, 3), 400), rooms)


def _draw_agenda(
    canvas: _Canvas, element: Element, holder: BadgeHolder, edition: BadgeEdition
) -> None:
    """List the holder's sessions by day, as large as they have room."""
    language = languages_of(holder)[0]
    if not holder.agenda:
        words = _said(NO_SESSIONS, Tongue.FIRST, holder)
        paragraphs = [Paragraph(text=text, language=one, tone=Tone.NOTE) for one, text in words]
        _write(canvas, element, paragraphs, element.height)
        return
    del edition
    size = element.largest
    while _agenda_height(holder.agenda, language, element, size) > element.height * MM:
        if size * _SHRINK < element.smallest:
            size = element.smallest
            break
        size *= _SHRINK
    _List(canvas, element, language, size).days(holder.agenda)


def _agenda_height(
    rows: Sequence[AgendaRow], language: Language, element: Element, size: float
) -> float:
    wide = round(element.width * MM / size, 3)
    days = len({row.on for row in rows})
    told = sum(_told(row.title.in_(language), row.room.in_(language), wide).high for row in rows)
    return (told + days * (_DAY_HIGH + _DAY_ABOVE) - _DAY_ABOVE) * size


@lru_cache(maxsize=200)
def _day_words(on: date, language: Language) -> str:
    return format_short_date(on, language)


@dataclass(frozen=True, slots=True)
class _List:
    """A list of sessions at the size at which it has room."""

    canvas: _Canvas
    element: Element
    language: Language
    size: float

    @property
    def em(self) -> float:
        """Return the size in millimetres."""
        return self.size / MM

    def days(self, rows: Sequence[AgendaRow]) -> None:
        """List the days; what has no room is too long."""
        wide = round(self.element.width / self.em, 3)
        y, bottom = self.element.y, self.element.y + self.element.height
        left = len(rows)
        for on, of_day in groupby(rows, key=lambda row: row.on):
            if y + (_DAY_HIGH + LEADING) * self.em > bottom:
                break
            y = self.day(on, y)
            for row in of_day:
                told = _told(row.title.in_(self.language), row.room.in_(self.language), wide)
                if y + (told.high - _ROW_GAP) * self.em > bottom + _TOUCHING:
                    break
                self.row(row, told, y)
                y += told.high * self.em
                left -= 1
            y += _DAY_ABOVE * self.em
        if left:
            self.canvas.too_long.append(self.element.key)

    def day(self, on: date, y: float) -> float:
        """Write a day with a line below it; return where its first session stands."""
        element = self.element
        words = _day_words(on, self.language)
        self.write(words, element.x, y + self.em, Tone.INK, size=_DAY_SIZE, weight=700)
        self.canvas.boxes.append(Box(element.x, y + self.em * 1.38, element.width, 0.25, Tone.INK))
        return y + _DAY_HIGH * self.em

    def row(self, row: AgendaRow, told: _Told, y: float) -> None:
        """Write a session: when, what, where."""
        element, em = self.element, self.em
        baseline = y + em
        if row.starts is not None:
            time = format_minute(row.starts)
            self.write(time, element.x, baseline, Tone.INK, weight=600)
        tone = Tone.NOTE if row.is_pause else Tone.INK
        for index, text in enumerate(told.title):
            self.write(text, element.x + _TITLE * em, baseline + index * LEADING * em, tone)
        for index, text in enumerate(told.room):
            at = baseline + index * LEADING * _ROOM_SIZE * em
            x = element.x + element.width - measured(text, 400) * _ROOM_SIZE * em
            self.write(text, x, at, Tone.NOTE, size=_ROOM_SIZE)

    def write(
        self, text: str, x: float, y: float, tone: Tone, *, size: float = 1.0, weight: int = 400
    ) -> None:
        """Put a line of text, its size in em of the list."""
        line = Line(x, y, self.size * size, weight, tone, self.language, text)
        self.canvas.lines.append(line)


_Draw = Callable[[_Canvas, Element, BadgeHolder, BadgeEdition], None]
_DRAWN: dict[ElementKind, _Draw] = {
    ElementKind.BAND: _draw_band,
    ElementKind.CODE: _draw_code,
    ElementKind.IMAGE: _draw_image,
    ElementKind.MARKS: _draw_marks,
    ElementKind.STAVES: _draw_staves,
    ElementKind.AGENDA: _draw_agenda,
}
