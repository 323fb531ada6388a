"""Badges -> a PDF: tagged, each badge named in the bookmarks, the code as a small picture."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from forum.badges.designs.types import Design, Side, Sides
from forum.badges.placing import lay_out
from forum.badges.samples import SAMPLES
from forum.badges.sheets import BLEED, Grid, Sheet, grid_of
from forum.badges.types import (
    AgendaRow,
    Attended,
    BadgeCategory,
    BadgeEdition,
    BadgeHolder,
    Box,
    Face,
    Line,
    Mark,
    Missing,
    PrintPicture,
    ToPrint,
)
from forum.core.countries import country_name
from forum.core.fonts import missing_glyphs
from forum.core.localized import EMPTY, LocalizedText
from forum.core.settings import current_settings
from forum.core.typesetting import draw, typeset
from forum.editions.models import Edition
from forum.programme.types import Agenda, Session, SessionKind
from forum.registration.exports import badge_token, chosen_sessions, where
from forum.registration.models import Category, Registration
from forum.tokens.exports import code_svg

TEMPLATE = "badges/badge.typ"
BATCH = 250  # set at once, in a process of its own
PAUSES = {SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER}
ASSUMED_MINUTES = 30  # drawn for a session whose length is not known
_MARK, _OFFSET = 4.0, 1.0  # length of a crop mark, and its distance from the bleed
NEAR = 0.05  # millimetres that are nothing
_SLUG = 8.0  # white around the bleed, for the marks
_KOREA = "Asia/Seoul"
Pictures = Mapping[str, PrintPicture]


def badges_pdf(
    badges: Sequence[ToPrint],
    edition: BadgeEdition,
    *,
    sheet: Sheet = Sheet.NONE,
    pictures: Pictures | None = None,
) -> bytes:
    """Return these badges in their order, a page for each side or several on a sheet.

    On sheets, badges of one size lie together.
    """
    return join_batches([pdf for _, pdf in set_batches(badges, edition, sheet, pictures or {})])


def join_batches(papers: Sequence[bytes]) -> bytes:
    """Return what was set in batches as one file."""
    # pikepdf takes 14 MB and a tenth of a second, which only batches of badges need
    from forum.core.papers import join  # noqa: PLC0415

    return join(papers)


def set_batches(
    badges: Sequence[ToPrint], edition: BadgeEdition, sheet: Sheet, pictures: Pictures
) -> Iterator[tuple[int, bytes]]:
    """Set badges batch by batch; yield how many each has, and its PDF.

    While one batch is being set in a process of its own, the next one is laid out here.
    """
    batches = _batches(badges, sheet)
    with ThreadPoolExecutor(max_workers=1) as press:
        waiting: tuple[int, Future[bytes]] | None = None
        for batch in batches:
            paper = paper_of(batch, edition, sheet, pictures)
            if waiting:
                yield waiting[0], waiting[1].result()
            waiting = len(batch), press.submit(typeset, TEMPLATE, paper)
        if waiting:
            yield waiting[0], waiting[1].result()


def badge_pictures(
    badge: ToPrint, edition: BadgeEdition, pictures: Pictures, *, dots: int = 110
) -> list[bytes]:
    """Return each printed side of a badge as a PNG, drawn as the printer gets it."""
    design = badge.design
    upright = replace(design, sides=Sides.TWO) if design.sides is Sides.FOLDED else design
    shown = replace(badge, design=upright)
    return draw(TEMPLATE, paper_of([shown], edition, Sheet.NONE, pictures), dots=dots)


def _batches(badges: Sequence[ToPrint], sheet: Sheet) -> list[Sequence[ToPrint]]:
    if sheet in (Sheet.NONE, Sheet.BLEED):
        return [badges[start : start + BATCH] for start in range(0, len(badges), BATCH)] or [()]
    sizes = dict.fromkeys(_unit_size(badge.design) for badge in badges)
    batches: list[Sequence[ToPrint]] = []
    for size in sizes:
        alike = [badge for badge in badges if _unit_size(badge.design) == size]
        each = max(1, len(grid_of(sheet, *size).cells))
        step = max(each, BATCH // each * each)  # whole sheets
        batches += [alike[start : start + step] for start in range(0, len(alike), step)]
    return batches or [()]


def _unit_size(design: Design) -> tuple[float, float]:
    """Return what is cut out: a folded badge is twice as high before it is folded."""
    double = 2 if design.sides is Sides.FOLDED else 1
    return design.width, design.height * double


# ---------------------------------------------------------------- what the template gets


def paper_of(
    badges: Sequence[ToPrint], edition: BadgeEdition, sheet: Sheet, pictures: Pictures
) -> dict[str, Any]:
    """Return what the template draws."""
    return {
        "title": f"{edition.name.in_('ko')} 명찰",
        "pictures": {
            key: {"data": list(picture.data), "format": picture.format}
            for key, picture in pictures.items()
        },
        "badges": [_badge(badge, edition) for badge in badges],
        "pages": list(_pages(badges, sheet)),
    }


def _badge(badge: ToPrint, edition: BadgeEdition) -> dict[str, Any]:
    design, holder = badge.design, badge.holder
    return {
        "colour": holder.category.colour,
        "code": code_svg(holder.token),
        "number": holder.number,
        "faces": {
            side.value: _face(lay_out(holder, edition, design, side), design, side)
            for side in design.printed_sides
        },
    }


def _face(face: Face, design: Design, side: Side) -> dict[str, Any]:
    return {
        "named": side is Side.FRONT,
        "h": [_line(line) for line in face.heading],
        "t": [_line(line) for line in face.lines],
        "b": [_box(box, design) for box in face.boxes],
        "p": [
            [round(one.x, 2), round(one.y, 2), round(one.width, 2), round(one.height, 2), one.image]
            for one in face.pictures
        ],
        "m": [
            [round(one.x, 2), round(one.y, 2), round(one.side, 2), one.mark.value]
            for one in face.marks
        ],
    }


def _line(line: Line) -> list[Any]:
    return [
        round(line.x, 2),
        round(line.y, 2),
        round(line.size, 2),
        line.weight,
        line.tone.value,
        line.language,
        line.text,
    ]


def _box(box: Box, design: Design) -> list[Any]:
    """Let what touches the edge reach over it, for the cutter; not over a fold."""
    left = BLEED if box.x <= NEAR else 0.0
    right = BLEED if box.x + box.width >= design.width - NEAR else 0.0
    top = BLEED if box.y <= NEAR and design.sides is not Sides.FOLDED else 0.0
    bottom = BLEED if box.y + box.height >= design.height - NEAR else 0.0
    return [
        round(box.x - left, 2),
        round(box.y - top, 2),
        round(box.width + left + right, 2),
        round(box.height + top + bottom, 2),
        box.tone.value,
        box.filled,
    ]


def _pages(badges: Sequence[ToPrint], sheet: Sheet) -> Sequence[dict[str, Any]]:
    if sheet in (Sheet.NONE, Sheet.BLEED):
        slug = BLEED + _SLUG if sheet is Sheet.BLEED else 0.0
        return [
            _single(index, badge.design, sides, slug)
            for index, badge in enumerate(badges)
            for sides in _sheet_sides(badge.design)
        ]
    if not badges:
        return []
    grid = grid_of(sheet, *_unit_size(badges[0].design))
    if not grid.cells:  # larger than the sheet: each on a page of its own
        return _pages(badges, Sheet.BLEED)
    each = len(grid.cells)
    pages = []
    for start in range(0, len(badges), each):
        group = badges[start : start + each]
        most = max(len(_sheet_sides(badge.design)) for badge in group)
        pages += [_sheet_page(group, start, grid, turned_over=side > 0) for side in range(most)]
    return pages


def _sheet_sides(design: Design) -> list[tuple[Side, ...]]:
    """Return what stands on each side of the sheet."""
    if design.sides is Sides.FOLDED:
        return [(Side.BACK, Side.FRONT)]
    return [(side,) for side in design.printed_sides]


def _single(index: int, design: Design, sides: tuple[Side, ...], slug: float) -> dict[str, Any]:
    """Return a page with one badge, and crop marks if there is a slug for them."""
    wide, high = _unit_size(design)
    bleed = BLEED if slug else 0.0
    lines = []
    if slug:
        lines = _crop_marks(slug, slug, wide, high)
    if len(sides) > 1:
        lines += _fold(slug, slug, wide, design.height)
    return {
        "width": wide + 2 * slug,
        "height": high + 2 * slug,
        "units": [_unit(index, design, sides, slug - bleed, slug - bleed, bleed=bleed)],
        "lines": lines,
    }


def _unit(  # noqa: PLR0913
    index: int,
    design: Design,
    sides: tuple[Side, ...],
    x: float,
    y: float,
    *,
    bleed: float,
    turn: int = 0,
) -> dict[str, Any]:
    wide, high = _unit_size(design)
    faces = [
        {
            "side": side.value,
            "x": bleed,
            "y": bleed + place * design.height,
            "width": design.width,
            "height": design.height,
            "upside": len(sides) > 1 and side is Side.BACK,
        }
        for place, side in enumerate(sides)
    ]
    return {
        "badge": index,
        "x": round(x, 3),
        "y": round(y, 3),
        "width": wide + 2 * bleed,
        "height": high + 2 * bleed,
        "clip": True,
        "turn": turn,
        "faces": faces,
    }


def _sheet_page(
    group: Sequence[ToPrint], start: int, grid: Grid, *, turned_over: bool
) -> dict[str, Any]:
    units = []
    for place, badge in enumerate(group):
        sides = _sheet_sides(badge.design)
        if turned_over and len(sides) < 2:  # noqa: PLR2004  printed on one side only
            continue
        cell = grid.behind(place) if turned_over else grid.cells[place]
        turn = 0 if not grid.turned else 90 if turned_over else -90
        units.append(
            _unit(
                start + place, badge.design, sides[int(turned_over)], cell.x, cell.y,
                bleed=grid.bleed, turn=turn,
            )
        )  # fmt: skip
    return {
        "width": grid.width,
        "height": grid.height,
        "units": units,
        "lines": _sheet_marks(grid),
    }


def _crop_marks(x: float, y: float, wide: float, high: float) -> list[list[Any]]:
    """Return the eight marks around one badge, clear of its bleed."""
    away = BLEED + _OFFSET
    lines: list[list[Any]] = []
    for at in (x, x + wide):
        lines.append([at, y - away - _MARK, _MARK, True, False])
        lines.append([at, y + high + away, _MARK, True, False])
    for at in (y, y + high):
        lines.append([x - away - _MARK, at, _MARK, False, False])
        lines.append([x + wide + away, at, _MARK, False, False])
    return lines


def _fold(x: float, y: float, wide: float, high: float) -> list[list[Any]]:
    """Return two short dashes where a badge is folded."""
    return [[x, y + high, 3.0, False, True], [x + wide - 3.0, y + high, 3.0, False, True]]


def _sheet_marks(grid: Grid) -> list[list[Any]]:
    """Return marks on the trim lines, outside of the block of badges."""
    if not grid.bleed:
        return []
    first = grid.cells[0]
    wide, high = grid.columns * grid.cell_width, grid.rows * grid.cell_height
    lines: list[list[Any]] = []
    for column in range(grid.columns):
        left = first.x + column * grid.cell_width
        for at in (left + grid.bleed, left + grid.cell_width - grid.bleed):
            lines += [
                [round(at, 3), round(first.y - _OFFSET - _MARK, 3), _MARK, True, False],
                [round(at, 3), round(first.y + high + _OFFSET, 3), _MARK, True, False],
            ]
    for row in range(grid.rows):
        top = first.y + row * grid.cell_height
        for at in (top + grid.bleed, top + grid.cell_height - grid.bleed):
            lines += [
                [round(first.x - _OFFSET - _MARK, 3), round(at, 3), _MARK, False, False],
                [round(first.x + wide + _OFFSET, 3), round(at, 3), _MARK, False, False],
            ]
    return lines


# ---------------------------------------------------------------- what is wrong with a badge


def missing_on(holder: BadgeHolder) -> tuple[Missing, ...]:
    """Return the characters of a badge that no font has, by the field that they stand in."""
    fields = {
        "name": holder.name,
        "position": holder.position,
        "affiliation": holder.affiliation,
        "city": holder.city,
    }
    found = []
    for field, text in fields.items():
        if characters := missing_glyphs(text.ko + text.en):
            found.append(Missing(field=field, characters="".join(sorted(characters))))
    return tuple(found)


def too_long_on(badge: ToPrint, edition: BadgeEdition) -> tuple[str, ...]:
    """Return the keys of the elements of a design in which this badge's text has no room."""
    return tuple(
        key
        for side in badge.design.printed_sides
        for key in lay_out(badge.holder, edition, badge.design, side).too_long
    )


# ---------------------------------------------------------------- from registrations


def edition_of(edition: Edition, agenda: Agenda) -> BadgeEdition:
    """Return what every badge of an edition says."""
    return BadgeEdition(
        name=edition.name,
        is_trial=edition.is_trial,
        addresses=_addresses(edition, agenda),
    )


def _addresses(edition: Edition, agenda: Agenda) -> tuple[LocalizedText, ...]:
    """Return where most sessions are, the programme's address, and whom to call in Korea."""
    found = []
    used = [session.place for session in agenda.sessions if session.place]
    main = max(dict.fromkeys(used), key=used.count, default=None)
    place = agenda.place(main)
    if place is not None:
        found.append(place.name)
    address = f"{current_settings().public_url}/%s/{edition.slug}/".partition("://")[2]
    found.append(LocalizedText(ko=address % "ko", en=address % "en"))
    if edition.timezone == _KOREA:
        found.append(
            LocalizedText(
                "긴급 119 · 경찰 112 · 관광통역 안내 1330",
                "Emergency 119 · Police 112 · Travel help in English 1330",
            )
        )
    return tuple(found)


def category_of(category: Category) -> BadgeCategory:
    """Return the word and the colour of a category."""
    return BadgeCategory(key=category.key, word=category.badge_word, colour=category.colour)


def holder_of(
    registration: Registration,
    agenda: Agenda,
    *,
    may_be_photographed: bool = True,
    token: str | None = None,
) -> BadgeHolder:
    """Return all that is printed on a person's badge; the token is signed unless it is given."""
    city = registration.city
    marks = []
    if registration.receiver:
        marks.append(Mark.INTERPRETATION)
    if not may_be_photographed:
        marks.append(Mark.NO_PHOTO)
    chosen = chosen_sessions(registration, agenda)
    return BadgeHolder(
        name=registration.name,
        language="en" if registration.language == "en" else "ko",
        category=category_of(registration.category),
        number=registration.number,
        token=badge_token(registration) if token is None else token,
        position=registration.position,
        affiliation=registration.affiliation,
        city=city.name if city else EMPTY,
        country=country_name(registration.country),
        marks=tuple(marks),
        attends=_attends(chosen, agenda),
        agenda=_agenda(chosen, agenda),
    )


def _attends(chosen: Sequence[Session], agenda: Agenda) -> tuple[Attended, ...]:
    return tuple(
        Attended(
            day=(session.day - agenda.edition.starts_on).days,
            starts=session.starts,
            ends=session.ends or session.starts + ASSUMED_MINUTES,
            is_pause=session.kind in PAUSES,
        )
        for session in chosen
        if session.day is not None and session.starts is not None
    )


def _agenda(chosen: Sequence[Session], agenda: Agenda) -> tuple[AgendaRow, ...]:
    rows = [
        AgendaRow(
            on=session.day,
            starts=session.starts,
            title=session.title,
            room=where(session, agenda),
            is_pause=session.kind in PAUSES,
        )
        for session in chosen
        if session.day is not None
    ]
    return tuple(sorted(rows, key=lambda row: (row.on, row.starts is None, row.starts or 0)))


def samples_of(categories: Sequence[Category]) -> list[BadgeHolder]:
    """Return a badge of each category, for people who do not exist and with codes that say so.

    The names are made up: a short one, a long one, one in Chinese characters.
    """
    return [
        replace(SAMPLES[index % len(SAMPLES)], category=category_of(category))
        for index, category in enumerate(categories)
    ]
