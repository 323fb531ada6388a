"""The schedule that conference apps read: frab's `schedule.json` and `schedule.xml` (c3voc).

See https://c3voc.de/wiki/schedule. One file speaks one language; every event of the JSON also
carries both (`translations`), and the two languages' files have the same ids. Sessions without
a clock time have no place in the format; they are in the other forms of the programme.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET
from zlib import crc32

from forum.core.dates import format_minute, moment_of
from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.programme.exports import describe, session_uid
from forum.programme.types import Agenda, Day, Session, SessionState
from forum.programme.words import KIND_WORDS, PLACE_TO_BE_CONFIRMED

SLOT = "00:05"
DAY_BEGINS, DAY_ENDS = 6 * 60, 30 * 60  # a day's programme may run past midnight
Address = Callable[[Session], str]


def schedule_json(agenda: Agenda, language: Language, base_url: str, url_of: Address) -> bytes:
    """Return `schedule.json` in one language."""
    conference = _conference(agenda, language, base_url)
    conference["days"] = [
        {
            **_day(agenda, day, index),
            "rooms": {
                room: [_event(agenda, session, language, url_of) for session in sessions]
                for room, sessions in _rooms(agenda, day, language).items()
            },
        }
        for index, day in enumerate(_days(agenda), start=1)
    ]
    schedule = {"version": _version(agenda), "base_url": base_url, "conference": conference}
    return json.dumps({"schedule": schedule}, ensure_ascii=False, separators=(",", ":")).encode()


def schedule_xml(agenda: Agenda, language: Language, base_url: str, url_of: Address) -> bytes:
    """Return `schedule.xml` in one language."""
    root = ET.Element("schedule")
    _add(root, "version", _version(agenda))
    conference = ET.SubElement(root, "conference")
    for name, value in _conference(agenda, language, base_url).items():
        if isinstance(value, str | int):
            _add(conference, "days" if name == "daysCount" else name, value)
    for index, day in enumerate(_days(agenda), start=1):
        facts = _day(agenda, day, index)
        element = ET.SubElement(
            root,
            "day",
            index=str(index),
            date=str(facts["date"]),
            start=str(facts["day_start"]),
            end=str(facts["day_end"]),
        )
        for name, sessions in _rooms(agenda, day, language).items():
            room = ET.SubElement(element, "room", name=name)
            for session in sessions:
                _add_event(room, _event(agenda, session, language, url_of))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _version(agenda: Agenda) -> str:
    return str(agenda.release.number) if agenda.release else "0"


def _conference(agenda: Agenda, language: Language, base_url: str) -> dict[str, Any]:
    edition = agenda.edition
    return {
        "acronym": edition.slug,
        "title": edition.name.in_(language),
        "start": edition.starts_on.isoformat(),
        "end": edition.ends_on.isoformat(),
        "daysCount": len(_days(agenda)),
        "timeslot_duration": SLOT,
        "time_zone_name": edition.timezone,
        "base_url": base_url,
    }


def _days(agenda: Agenda) -> list[Day]:
    return [day for day in agenda.days if day.on is not None and _held(day)]


def _held(day: Day) -> list[Session]:
    return [session for session in day.timed if session.state is SessionState.SCHEDULED]


def _day(agenda: Agenda, day: Day, index: int) -> dict[str, object]:
    on = day.on or date.min
    begins = moment_of(on, DAY_BEGINS, agenda.edition.timezone)
    return {
        "index": index,
        "date": on.isoformat(),
        "day_start": begins.isoformat(),
        "day_end": (begins + timedelta(minutes=DAY_ENDS - DAY_BEGINS)).isoformat(),
    }


def _rooms(agenda: Agenda, day: Day, language: Language) -> dict[str, list[Session]]:
    rooms: dict[str, list[Session]] = {}
    for session in _held(day):
        rooms.setdefault(_room(agenda, session).in_(language), []).append(session)
    return rooms


def _room(agenda: Agenda, session: Session) -> LocalizedText:
    place = agenda.place(session.place)
    return place.name if place else PLACE_TO_BE_CONFIRMED


def _event(
    agenda: Agenda, session: Session, language: Language, url_of: Address
) -> dict[str, object]:
    uid = session_uid(agenda.edition.slug, session.key)
    number = crc32(uid.encode())
    description = describe(agenda, session)
    return {
        "guid": str(uuid5(NAMESPACE_URL, uid)),
        "id": number,
        "date": _starts(agenda, session).isoformat(),
        "start": format_minute(session.starts or 0),
        "duration": format_minute(session.minutes or 0),
        "room": _room(agenda, session).in_(language),
        "slug": f"{agenda.edition.slug}-{number}-{session.key}",
        "url": url_of(session),
        "title": session.title.in_(language),
        "subtitle": session.subtitle.in_(language),
        "track": session.track,
        "type": KIND_WORDS[session.kind].in_(language),
        "language": session.title.language_in(language),
        "abstract": session.abstract.in_(language),
        "description": description.in_(language),
        "persons": _persons(agenda, session, language),
        "links": [],
        "attachments": [],
        "translations": {
            spoken: {
                "title": session.title.written_in(spoken),
                "subtitle": session.subtitle.written_in(spoken),
                "description": description.written_in(spoken),
            }
            for spoken in LANGUAGES
        },
    }


def _starts(agenda: Agenda, session: Session) -> datetime:
    return moment_of(session.day or date.min, session.starts or 0, agenda.edition.timezone)


def _persons(agenda: Agenda, session: Session, language: Language) -> list[dict[str, object]]:
    keys = [held.speaker for held in session.roles]
    keys += [entry.speaker for entry in session.contributions if entry.speaker]
    speakers = [speaker for key in dict.fromkeys(keys) if (speaker := agenda.speaker(key))]
    return [
        {
            "id": crc32(speaker.key.encode()),
            "code": speaker.key,
            "public_name": speaker.name.in_(language),
        }
        for speaker in speakers
        if not speaker.role_only
    ]


def _add(parent: ET.Element, name: str, value: object) -> None:
    ET.SubElement(parent, name).text = str(value)


def _add_event(room: ET.Element, event: dict[str, Any]) -> None:
    element = ET.SubElement(room, "event", guid=event["guid"], id=str(event["id"]))
    for name in ("date", "start", "duration", "room", "slug", "url"):
        _add(element, name, event[name])
    recording = ET.SubElement(element, "recording")
    _add(recording, "license", "")
    _add(recording, "optout", "true")
    for name in ("title", "subtitle", "track", "type", "language", "abstract", "description"):
        _add(element, name, event[name])
    persons = ET.SubElement(element, "persons")
    for person in event["persons"]:
        entry = ET.SubElement(persons, "person", id=str(person["id"]), code=person["code"])
        entry.text = person["public_name"]
    ET.SubElement(element, "links")
    ET.SubElement(element, "attachments")
