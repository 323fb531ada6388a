"""The schedule that conference apps read: frab's `schedule.json` and `schedule.xml` (c3voc).

See https://c3voc.de/wiki/schedule and its validator (github.com/voc/schedule), which allows no
other fields in a conference, a day, a room and an event. One file speaks one language; beside
the conference the JSON carries what is translated in both (`translations`, by guid), and the
two languages' files have the same ids. Sessions without a clock time have no place in the
format; they are in the other forms of the programme.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET
from zlib import crc32

from forum.core.dates import format_minute, moment_of
from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.programme.exports import describe, session_uid
from forum.programme.types import Agenda, Day, Material, Session, SessionState
from forum.programme.words import KIND_WORDS, PLACE_TO_BE_CONFIRMED

SLOT = "00:05"
DAY_BEGINS, DAY_ENDS = 6 * 60, 30 * 60  # a day's programme may run past midnight
GENERATOR = "forum"
LIVE = LocalizedText("생중계", "Live stream")


class Addresses(Protocol):
    """Where a reader of the schedule finds more."""

    def of_session(self, session: Session) -> str:
        """Return the address of a session's page."""

    def of_file(self, session: Session, material: Material) -> str:
        """Return the address of an uploaded file."""


def schedule_json(agenda: Agenda, language: Language, base_url: str, url_of: Addresses) -> bytes:
    """Return `schedule.json` in one language."""
    conference: dict[str, Any] = {**_conference(agenda, language), "url": base_url}
    conference["rooms"] = [
        {
            "guid": str(uuid5(NAMESPACE_URL, f"{agenda.edition.slug}/{place.key}")),
            "name": place.name.in_(language),
            "description": place.access_notes.in_(language) or None,
            "capacity": place.capacity,
        }
        for place in agenda.places
    ]
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
    schedule = {
        "version": _version(agenda),
        "base_url": base_url,
        "conference": conference,
        "translations": _translations(agenda),
    }
    return json.dumps({"schedule": schedule}, ensure_ascii=False, separators=(",", ":")).encode()


def schedule_xml(agenda: Agenda, language: Language, base_url: str, url_of: Addresses) -> bytes:
    """Return `schedule.xml` in one language."""
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name=GENERATOR)
    _add(root, "version", _version(agenda))
    conference = ET.SubElement(root, "conference")
    for name, value in {**_conference(agenda, language), "base_url": base_url}.items():
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


def _conference(agenda: Agenda, language: Language) -> dict[str, Any]:
    edition = agenda.edition
    return {
        "acronym": edition.slug.replace("-", "_"),  # the published form has no hyphens inside
        "title": edition.name.in_(language),
        "start": edition.starts_on.isoformat(),
        "end": edition.ends_on.isoformat(),
        "daysCount": len(_days(agenda)),
        "timeslot_duration": SLOT,
        "time_zone_name": edition.timezone,
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
    agenda: Agenda, session: Session, language: Language, url_of: Addresses
) -> dict[str, object]:
    uid = session_uid(agenda.edition.slug, session.key)
    number = crc32(uid.encode())
    description = describe(agenda, session)
    return {
        "guid": _guid(agenda, session),
        "id": number,
        "logo": "",
        "date": _starts(agenda, session).isoformat(),
        "start": format_minute(session.starts or 0),
        "duration": format_minute(session.minutes or 0),
        "room": _room(agenda, session).in_(language),
        "slug": f"{agenda.edition.slug}-{number}-{session.key}",
        "url": url_of.of_session(session),
        "title": session.title.in_(language),
        "subtitle": session.subtitle.in_(language),
        "track": session.track,
        "type": KIND_WORDS[session.kind].in_(language),
        "language": (session.languages or (session.title.language_in(language),))[0],
        "abstract": session.abstract.in_(language),
        "description": description.in_(language),
        "persons": _persons(agenda, session, language),
        "recording_license": "",
        "do_not_record": session.do_not_record,
        "links": list(_links(session, language)),
        "attachments": [
            _reference(material, url_of.of_file(session, material), language)
            for material in session.materials
            if material.file
        ],
        "answers": [],
    }


def _guid(agenda: Agenda, session: Session) -> str:
    return str(uuid5(NAMESPACE_URL, session_uid(agenda.edition.slug, session.key)))


def _links(session: Session, language: Language) -> Iterator[dict[str, str]]:
    if session.stream:
        yield {"title": LIVE.in_(language), "url": session.stream, "type": "related"}
    for material in session.materials:
        if not material.file:
            yield _reference(material, material.address, language)


def _reference(material: Material, address: str, language: Language) -> dict[str, str]:
    title = material.title.in_(language) or material.filename or address
    return {"title": title, "url": address, "type": "related"}


def _translations(agenda: Agenda) -> dict[str, dict[str, dict[str, str]]]:
    """Return what is translated of every event in both languages, by its guid."""
    return {
        _guid(agenda, session): {
            spoken: {
                "title": session.title.written_in(spoken),
                "subtitle": session.subtitle.written_in(spoken),
                "description": describe(agenda, session).written_in(spoken),
            }
            for spoken in LANGUAGES
        }
        for day in _days(agenda)
        for session in _held(day)
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
    _add(recording, "optout", "true" if event["do_not_record"] else "false")
    for name in ("title", "subtitle", "track", "type", "language", "abstract", "description"):
        _add(element, name, event[name])
    persons = ET.SubElement(element, "persons")
    for person in event["persons"]:
        entry = ET.SubElement(persons, "person", id=str(person["id"]))
        entry.text = person["public_name"]
    for name, one in (("links", "link"), ("attachments", "attachment")):
        parent = ET.SubElement(element, name)
        for reference in event[name]:
            ET.SubElement(parent, one, href=reference["url"]).text = reference["title"]
