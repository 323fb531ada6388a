"""The files of conference apps; read them as such an app would."""

import json
from xml.etree import ElementTree as ET

import pytest

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
    assert english[0]["translations"]["ko"]["title"] == korean[0]["title"] == "개막식"
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
