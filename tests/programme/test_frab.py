"""The files of conference apps; read them as such an app would."""

import json
import re
from dataclasses import replace
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from forum.core.localized import LocalizedText
from forum.programme import frab
from forum.programme.types import Material
from tests.factories.programme import agenda_of, session_of

pytestmark = pytest.mark.usefixtures("demo")


def _events(client, language):
    schedule = json.loads(client.get(f"/dwc-2018/schedule.json?language={language}").data)
    conference = schedule["schedule"]["conference"]
    return conference, [
        event for day in conference["days"] for events in day["rooms"].values() for event in events
    ]


def test_the_schedule_has_the_fifteen_blocks_on_two_days(client):
    conference, events = _events(client, "ko")

    assert [day["date"] for day in conference["days"]] == ["2018-12-11", "2018-12-12"]
    assert next(iter(conference["days"][0]["rooms"])) == "서울특별시청 다목적홀"
    assert len(events) == 15
    opening = events[0]
    assert (opening["date"], opening["start"], opening["duration"]) == (
        "2018-12-11T11:00:00+09:00",
        "11:00",
        "00:30",
    )
    assert len({event["id"] for event in events}) == 15


def test_both_languages_are_reachable_and_have_the_same_ids(client):
    _, korean = _events(client, "ko")
    _, english = _events(client, "en")

    assert {e["guid"] for e in korean} == {e["guid"] for e in english}
    assert english[0]["title"] == "Opening ceremony"
    schedule = json.loads(client.get("/dwc-2018/schedule.json?language=en").data)["schedule"]
    both = schedule["translations"][english[0]["guid"]]
    assert both["ko"]["title"] == korean[0]["title"] == "개막식"
    assert both["en"]["title"] == "Opening ceremony"
    assert "/en/dwc-2018/programme/opening" in english[0]["url"]


def test_the_xml_says_the_same(client):
    root = ET.fromstring(client.get("/dwc-2018/schedule.xml").data)  # noqa: S314  ours
    _, events = _events(client, "ko")

    found = root.findall("day/room/event")
    assert [event.get("guid") for event in found] == [event["guid"] for event in events]
    assert [event.findtext("start") for event in found] == [event["start"] for event in events]
    assert root.findtext("conference/title") == "2018년 좋은 일자리도시 국제포럼"
    assert [p.text for p in root.findall("day/room/event[@guid]/persons/person")][:1] == [
        "데이비드 와일"
    ]


def test_what_has_no_time_is_not_in_the_schedule(client):
    schedule = json.loads(client.get("/dwc-2017/schedule.json").data)["schedule"]

    assert schedule["conference"]["days"] == []


@pytest.mark.parametrize(
    "path", ["nothing/schedule.json", "nothing/schedule.xml", "dwc-2018/schedule.json?language=fr"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"/{path}").status_code == 404


@pytest.mark.parametrize("name", ["schedule.json", "schedule.xml"])
def test_the_schedule_answers_304(client, name):
    first = client.get(f"/dwc-2018/{name}")

    again = client.get(f"/dwc-2018/{name}", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


# What the published validator asks for (github.com/voc/schedule, validator/json and validator/xsd):
# it allows no further fields in these.
CONFERENCE = {
    *("acronym", "title", "description", "start", "end", "daysCount", "timeslot_duration"),
    *("time_zone_name", "logo", "colors", "keywords", "url", "tracks", "rooms", "meta", "days"),
}
DAY = {"index", "date", "day_start", "day_end", "rooms"}
ROOM = {"guid", "name", "description", "capacity"}
EVENT = {
    *("id", "guid", "logo", "date", "start", "duration", "room", "slug", "url", "title"),
    *("subtitle", "track", "type", "language", "abstract", "description", "recording_license"),
    *("do_not_record", "persons", "links", "attachments", "answers"),
}
XML_CONFERENCE = {
    *("title", "acronym", "start", "end", "days", "timeslot_duration", "base_url"),
    "time_zone_name",
}
XML_EVENT = {
    *("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug"),
    *("track", "persons", "language", "description", "recording", "links", "attachments", "url"),
}


@pytest.mark.parametrize("slug", ["dwc-2018", "dwc-2019", "participation-2021", "dwc-trial"])
def test_the_json_has_the_published_form_and_nothing_else(client, slug):
    schedule = json.loads(client.get(f"/{slug}/schedule.json").data)["schedule"]

    conference = schedule["conference"]
    assert conference.keys() <= CONFERENCE
    assert re.fullmatch(r"[a-z0-9_-][a-z0-9_]{3,}", conference["acronym"])
    assert all(room.keys() == ROOM for room in conference["rooms"])
    for day in conference["days"]:
        assert day.keys() == DAY
        for event in (event for events in day["rooms"].values() for event in events):
            assert event.keys() == EVENT
            assert event["id"] >= 1
            assert str(UUID(event["guid"])) == event["guid"]
            assert re.fullmatch(r"[0-9]+:[0-9]{2}", event["duration"])
            assert re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", event["slug"])
            assert all(p.keys() >= {"id", "public_name"} for p in event["persons"])
            assert all("name" not in person for person in event["persons"])  # of one form alone


@pytest.mark.parametrize("slug", ["dwc-2018", "dwc-2019", "participation-2021", "dwc-trial"])
def test_the_xml_has_the_published_form_and_nothing_else(client, slug):
    root = ET.fromstring(client.get(f"/{slug}/schedule.xml").data)  # noqa: S314  ours

    assert {child.tag for child in root} <= {"generator", "version", "conference", "day"}
    assert {child.tag for child in root.find("conference")} <= XML_CONFERENCE
    for event in root.findall("day/room/event"):
        assert {child.tag for child in event} == XML_EVENT
        assert [child.tag for child in event.find("recording")] == ["license", "optout"]
        assert event.findtext("recording/optout") in {"true", "false"}
        assert re.search(r"\+[0-9]{2}:[0-9]{2}$", event.findtext("date", ""))
        assert all(person.attrib.keys() == {"id"} for person in event.findall("persons/person"))


class _Addresses(frab.Addresses):
    def of_session(self, session):
        return f"https://example.org/{session.key}"

    def of_file(self, session, material):
        return f"https://example.org/{session.key}/{material.file}"


def test_materials_streams_languages_and_refused_recordings_are_in_it():
    session = replace(
        session_of("a"),
        languages=("en", "ko"),
        stream="https://example.org/live",
        do_not_record=True,
        materials=(
            Material(title=LocalizedText("자료", "Paper"), address="https://example.org/p"),
            Material(title=LocalizedText(), file="key", filename="slides.pdf", size=1),
        ),
    )
    agenda, base, addresses = agenda_of(session), "https://example.org/", _Addresses()

    day = json.loads(frab.schedule_json(agenda, "en", base, addresses))["schedule"]["conference"][
        "days"
    ][0]
    (event,) = next(iter(day["rooms"].values()))
    assert event["language"] == "en"
    assert event["do_not_record"] is True
    assert [(link["title"], link["url"]) for link in event["links"]] == [
        ("Live stream", "https://example.org/live"),
        ("Paper", "https://example.org/p"),
    ]
    assert [(a["title"], a["url"]) for a in event["attachments"]] == [
        ("slides.pdf", "https://example.org/a/key")
    ]

    xml = frab.schedule_xml(agenda, "en", base, addresses)
    found = ET.fromstring(xml).find("day/room/event")  # noqa: S314  ours
    assert found.findtext("recording/optout") == "true"
    assert [link.get("href") for link in found.findall("links/link")] == [
        "https://example.org/live",
        "https://example.org/p",
    ]
    assert found.find("attachments/attachment").text == "slides.pdf"
