"""The programme as a booklet: an agenda -> the value that `programme/booklet.typ` sets -> a PDF.

What is drawn where is decided by `forum.programme.layout`, as on the screens; here texts are
chosen, dates written in both languages, and people and cities gathered. The same agenda gives
the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from forum.cities.types import Region
from forum.core.countries import country_name, language_name
from forum.core.dates import (
    format_date,
    format_minute,
    format_partial,
    format_period,
    format_short_date,
)
from forum.core.fonts import missing_glyphs
from forum.core.localized import EMPTY, LANGUAGES, LocalizedText
from forum.core.typesetting import typeset
from forum.programme.layout import HOUR, DayScore, Lane, Part, PartKind, ScoreBlock, layout_day
from forum.programme.types import (
    Access,
    Agenda,
    AgendaCity,
    Day,
    ReleaseFacts,
    Role,
    RoleHeld,
    Session,
    SessionState,
    Speaker,
)
from forum.programme.words import KIND_WORDS, ROLE_WORDS
from forum.tokens.exports import qr_svg

Languages = Literal["ko", "en", "both"]
Texts = dict[str, str]

LONGEST_NUMBERED = 7  # days; a longer edition's meetings are told by their dates
FEWEST_DRAWN = 3  # timed sessions that make a day worth drawing
MOST_COLUMNS = {"both": 6, "ko": 4, "en": 4}  # of one drawing: A4 has room for more than A5
WIDE_LANE = 1.7  # of a room in which presentations are drawn to scale

ROLES = {
    **ROLE_WORDS,
    Role.WELCOME: LocalizedText(ROLE_WORDS[Role.WELCOME].ko, "Welcome"),  # a narrow column
    Role.CONGRATULATION: LocalizedText(ROLE_WORDS[Role.CONGRATULATION].ko, "Remarks"),
}
REGIONS = {
    Region.KOREA: LocalizedText("대한민국", "Korea"),
    Region.ASIA_PACIFIC: LocalizedText("아시아·태평양", "Asia and the Pacific"),
    Region.AMERICAS: LocalizedText("미주", "The Americas"),
    Region.EUROPE: LocalizedText("유럽", "Europe"),
    Region.AFRICA: LocalizedText("아프리카", "Africa"),
}
PARTS = {
    PartKind.PANEL: LocalizedText("패널 토론", "Panel"),
    PartKind.DISCUSSION: LocalizedText("질문 및 토론", "Questions"),
    PartKind.ITEMS: LocalizedText("안건", "Agenda"),
}
NO_TIME = {
    True: LocalizedText("시각 기록 없음", "Time not recorded"),
    False: LocalizedText("시각 추후 안내", "Time to be announced"),
}
NO_DAY = {
    True: LocalizedText("날짜 기록 없음", "Day not recorded"),
    False: LocalizedText("날짜 추후 안내", "Day to be announced"),
}
NO_PLACE = {
    True: LocalizedText("장소 기록 없음", "Place not recorded"),
    False: LocalizedText("장소 추후 안내", "Place to be announced"),
}
SEOUL_TIME = LocalizedText(
    "모든 시각은 한국 표준시(KST)입니다.", "All times are in Korea Standard Time (KST)."
)


def booklet_pdf(agenda: Agenda, languages: Languages = "both", *, url: str = "") -> bytes:
    """Return the booklet in Korean, in English, or in both side by side, as a tagged PDF.

    `url` is the address of the programme on the web, which is printed with its QR code.
    """
    release = agenda.release
    return typeset(
        "programme/booklet.typ",
        booklet_data(agenda, languages, url=url),
        made_at=release.released_at if release else None,
    )


def booklet_data(agenda: Agenda, languages: Languages = "both", *, url: str = "") -> dict[str, Any]:
    """Return the JSON-able value that the template sets."""
    edition, release = agenda.edition, agenda.release
    return {
        "languages": languages,
        "edition": {
            "name": _text(edition.name),
            "theme": _text(edition.theme),
            "host": _text(edition.host),
            "period": _dates(edition.starts_on, edition.ends_on),
            "trial": edition.trial,
        },
        "kinds": {kind.value: word.to_mapping() for kind, word in KIND_WORDS.items()},
        "zone": _text(_zone_note(edition.timezone)),
        "days": [_day(agenda, day, MOST_COLUMNS[languages]) for day in agenda.days],
        "people": [_speaker(agenda, speaker) for speaker in _listed(agenda)],
        "regions": list(_regions(agenda)),
        "places": [
            {
                "name": _text(place.name),
                "floor": place.floor,
                "off_site": place.off_site,
                "access": _text(place.access_notes),
            }
            for place in agenda.places
        ],
        "release": release
        and {
            "number": release.number,
            "on": _as_of(release, edition.timezone),
        },
        "url": url,
        "qr": qr_svg(url) if url else "",
    }


def _text(text: LocalizedText) -> Texts:
    """Return both languages; a number at the end stays on the line of the word before it."""
    return {
        language: re.sub(r" (\(?\d+\)?)$", "\u00a0\\1", written)
        for language, written in text.to_mapping().items()
    }


def _zone_note(zone: str) -> LocalizedText:
    if zone == "Asia/Seoul":
        return SEOUL_TIME
    return LocalizedText(f"모든 시각은 {zone} 기준입니다.", f"All times are in {zone}.")


def _as_of(release: ReleaseFacts, zone: str) -> Texts:
    """Return when the release was made, no closer than its source dates it."""
    if release.dated:
        return {
            "ko": format_partial(release.dated, "ko"),
            "en": format_partial(release.dated, "en"),
        }
    return _dates(release.released_at.astimezone(ZoneInfo(zone)).date())


def _dates(starts: date, ends: date | None = None) -> Texts:
    return {
        "ko": format_period(starts, ends or starts, "ko"),
        "en": format_period(starts, ends or starts, "en"),
    }


# ---------------------------------------------------------------- days


def _day(agenda: Agenda, day: Day, most_columns: int) -> dict[str, Any]:
    archived = agenda.edition.archived
    title, note = NO_DAY[archived].to_mapping(), None
    if day.on is not None:
        number = _number(agenda, day.on)
        title = number or {
            "ko": format_short_date(day.on, "ko"),
            "en": format_short_date(day.on, "en"),
        }
        note = (
            {"ko": format_date(day.on, "ko"), "en": format_date(day.on, "en")} if number else None
        )
    ordered = sorted(day.timed, key=lambda session: session.starts or 0)
    sessions = [*ordered, *day.untimed]
    is_drawn = len(day.timed) >= FEWEST_DRAWN
    drawn = layout_day(agenda, day).in_parts(most_columns) if is_drawn else ()
    return {
        "title": title,
        "note": note,
        "scores": [_score(agenda, part, sessions) for part in drawn],
        "sessions": [_session(agenda, session) for session in sessions],
        "steps": _steps(agenda, sessions),
    }


def _number(agenda: Agenda, day: date) -> Texts | None:
    edition = agenda.edition
    length = (edition.ends_on - edition.starts_on).days + 1
    number = (day - edition.starts_on).days + 1
    if length > LONGEST_NUMBERED or not 1 <= number <= length:
        return None
    return {"ko": f"제{number}일", "en": f"Day {number}"}


def _steps(agenda: Agenda, sessions: Sequence[Session]) -> list[tuple[str, int, int]]:
    """Return what the cover draws of a day: each session's kind, and from when to when.

    Where no day of the edition is worth a score, they are drawn in their order in equal steps.
    """
    if any(len(day.timed) >= FEWEST_DRAWN for day in agenda.days):
        return [
            (session.kind.value, session.starts, session.ends or session.starts + HOUR // 2)
            for session in sessions
            if session.starts is not None
        ]
    return [
        (session.kind.value, index * HOUR, (index + 1) * HOUR)
        for index, session in enumerate(sessions)
    ]


def _session(agenda: Agenda, session: Session) -> dict[str, Any]:
    archived = agenda.edition.archived
    place = agenda.place(session.place)
    if place is not None:
        where = place.name
    elif session.place_to_be_confirmed:
        where = NO_PLACE[archived]
    else:
        where = EMPTY
    return {
        "key": session.key,
        "kind": session.kind.value,
        "title": _text(session.title),
        "subtitle": _text(session.subtitle),
        "abstract": _text(session.abstract),
        "note": _text(session.note),
        "when": _when(session),
        "no_time": NO_TIME[archived].to_mapping(),
        "place": _text(where),
        "invitation": session.access is Access.INVITATION,
        "cancelled": session.state is SessionState.CANCELLED,
        "optional": session.optional,
        "do_not_record": session.do_not_record,
        "languages": _text(_languages(session)),
        "interpretation": _text(_interpretation(session)),
        "expected": session.expected,
        "audience": _text(session.audience),
        "people": [_part_of(agenda, held) for held in session.roles],
        "presentations": [
            {
                "who": _text(_presenter(agenda, contribution.city, contribution.speaker)),
                "title": _text(contribution.title),
            }
            for contribution in session.contributions
        ],
        "topics": [_text(topic) for topic in session.topics],
        "items": [{"text": _text(item.text), "decides": item.decides} for item in session.items],
        "to_be_confirmed": _text(session.to_be_confirmed),
        "discussion": session.discussion_minutes,
        "cities": _text(_expected_cities(agenda, session)),
    }


def _when(session: Session) -> str:
    if session.starts is None:
        return ""
    ends = f"–{format_minute(session.ends)}" if session.ends is not None else ""
    return format_minute(session.starts) + ends


def _part_of(agenda: Agenda, held: RoleHeld) -> dict[str, Any]:
    speaker = agenda.speaker(held.speaker)
    return {
        "role": ROLES[held.role].to_mapping(),
        "name": _text(speaker.name if speaker else EMPTY),
        "title": _text(speaker.title if speaker else EMPTY),
        "talk": _text(held.title),
        "minutes": held.minutes,
    }


def _presenter(agenda: Agenda, city: str | None, speaker: str | None) -> LocalizedText:
    if found := agenda.city(city):
        return found.name
    person = agenda.speaker(speaker)
    return person.name if person else EMPTY


def _expected_cities(agenda: Agenda, session: Session) -> LocalizedText:
    cities = [city for key in session.expected_cities if (city := agenda.city(key))]
    korean = ", ".join(city.name.in_("ko") for city in cities)
    english = ", ".join(city.name.in_("en") for city in cities)
    if about := session.expected_cities_about:
        korean = f"약 {about}개 도시" + (f" ({korean} 등)" if korean else "")
        english = f"About {about} cities" + (f", among them {english}" if english else "")
    return LocalizedText(korean, english)


def _languages(session: Session) -> LocalizedText:
    """Return the languages that are spoken in a session, where they are settled."""
    return LocalizedText(
        *(
            ", ".join(language_name(code, reader) for code in session.languages)
            for reader in LANGUAGES
        )
    )


def _interpretation(session: Session) -> LocalizedText:
    """Return into which languages a session is interpreted, with the channels of the receivers."""
    korean, english = (
        [(language_name(entry.language, reader), entry.channel) for entry in session.interpretation]
        for reader in LANGUAGES
    )
    return LocalizedText(
        ", ".join(name + (f"(채널 {channel})" if channel else "") for name, channel in korean),
        ", ".join(name + (f" (channel {channel})" if channel else "") for name, channel in english),
    )


# ---------------------------------------------------------------- the score


def _score(agenda: Agenda, drawn: DayScore, sessions: Sequence[Session]) -> dict[str, Any]:
    places = {session.key: index for index, session in enumerate(sessions)}
    return {
        "rows": drawn.rows,
        "lanes": [_lane(agenda, drawn, lane) for lane in drawn.lanes],
        "hours": [{"label": format_minute(hour.minute), "row": hour.row} for hour in drawn.hours]
        + [{"label": format_minute(drawn.last_minute), "row": drawn.rows}],
        "gaps": [
            {"row": gap.row, "rows": gap.rows, "label": _pause(gap.hours)} for gap in drawn.gaps
        ],
        "blocks": [
            {
                "session": places[block.session.key],
                "row": block.row,
                "rows": block.rows,
                "column": block.column,
                "columns": block.columns,
                "shows_place": block.shows_place,
                "parts": list(_parts(block)),
            }
            for block in drawn.blocks
        ],
    }


def _lane(agenda: Agenda, drawn: DayScore, lane: Lane) -> dict[str, Any]:
    columns = range(lane.column, lane.column + lane.columns)
    has_parts = any(block.parts and block.column in columns for block in drawn.blocks)
    unnamed = [NO_PLACE[agenda.edition.archived]] if lane.is_open else []
    return {
        "names": [_text(name) for name in [*(place.name for place in lane.places), *unnamed]],
        "columns": lane.columns,
        "open": lane.is_open,
        "weight": WIDE_LANE if has_parts else 1.0,
    }


def _pause(hours: int) -> Texts:
    return {"ko": f"{hours}시간 비어 있음", "en": f"nothing for {hours} hours"}


def _parts(block: ScoreBlock) -> Iterator[dict[str, Any]]:
    row = 0
    for part in block.parts:
        yield {
            "row": row,
            "rows": part.rows,
            "label": _text(_label(part)),
            "title": _text(_items(block.session) if part.kind is PartKind.ITEMS else part.title),
            "minutes": part.minutes,
        }
        row += part.rows


def _items(session: Session) -> LocalizedText:
    return LocalizedText(
        " · ".join(item.text.ko for item in session.items if item.text.ko),
        " · ".join(item.text.en for item in session.items if item.text.en),
    )


def _label(part: Part) -> LocalizedText:
    named = part.label
    if part.kind is PartKind.PANEL and part.names:
        word = PARTS[part.kind]
        return LocalizedText(
            f"{word.ko} {', '.join(name.in_('ko') for name in part.names)}",
            f"{word.en}: {', '.join(name.in_('en') for name in part.names)}",
        )
    if part.role is not None:
        word = ROLES[part.role]
        return replace(named, ko=f"{word.ko} {named.in_('ko')}", en=f"{word.en}: {named.in_('en')}")
    return named or PARTS.get(part.kind, EMPTY)


# ---------------------------------------------------------------- people and cities


def _listed(agenda: Agenda) -> list[Speaker]:
    """Return those who are persons, in the order of their sort keys."""
    people = [speaker for speaker in agenda.speakers if not speaker.role_only]
    return sorted(people, key=lambda p: (p.sort_key or p.name.in_("en")).casefold())


def _speaker(agenda: Agenda, speaker: Speaker) -> dict[str, Any]:
    sessions = [session for session in agenda.sessions if _takes_part(speaker, session)]
    return {
        "name": _text(speaker.name),
        "title": _text(speaker.title),
        "biography": _text(speaker.biography),
        "works": [_text(work) for work in speaker.works],
        "sort_ko": speaker.name.in_("ko"),
        "sort_en": (speaker.sort_key or speaker.name.in_("en")).casefold(),
        "sessions": [
            {"day": _short(session), "title": _text(session.title)} for session in sessions
        ],
    }


def _takes_part(speaker: Speaker, session: Session) -> bool:
    return any(held.speaker == speaker.key for held in session.roles) or any(
        contribution.speaker == speaker.key for contribution in session.contributions
    )


def _short(session: Session) -> Texts:
    if session.day is None:
        return {"ko": "", "en": ""}
    hour = f" {format_minute(session.starts)}" if session.starts is not None else ""
    return {
        "ko": format_short_date(session.day, "ko") + hour,
        "en": format_short_date(session.day, "en") + hour,
    }


def _regions(agenda: Agenda) -> Iterator[dict[str, Any]]:
    for region, name in REGIONS.items():
        cities = [city for city in agenda.cities if city.region == region]
        if cities:
            yield {"name": name.to_mapping(), "cities": [_city(agenda, city) for city in cities]}


def _city(agenda: Agenda, city: AgendaCity) -> dict[str, Any]:
    presents = [
        contribution.title
        for session in agenda.sessions
        for contribution in session.contributions
        if contribution.city == city.key
    ]
    own = city.own_name
    if own in city.name.ko or own in city.name.en or missing_glyphs(own):
        own = ""
    return {
        "name": _text(city.name),
        "own": own,
        "country": country_name(city.country).to_mapping(),
        "presents": [_text(title) for title in presents],
    }
