from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from forum.core.db import db
from forum.editions.types import EditionState
from forum.programme.filters import LARGE
from forum.programme.services import release_programme
from forum.programme.types import SessionState
from tests.conftest import count_queries
from tests.factories.editions import make_city, make_edition, make_person
from tests.factories.programme import DAY, make_session, make_venue

KEYS = [
    *("opening", "keynote", "lunch-1", "session-1", "break-1", "session-2", "transfer", "tour"),
    *("dinner", "session-3", "ilo-special", "lunch-2", "round-table", "changeover", "closing"),
]


def _keys(page) -> list[str]:
    """Return the sessions that a page links to, in order."""
    links = [str(a["href"]).split("?")[0] for a in page.select("main a[href*='/programme/']")]
    pages = [link for link in links if not link.endswith((".ics", "/changes"))]
    keys = [link.rsplit("/", 1)[1] for link in pages if "/releases/" not in link]
    return list(dict.fromkeys(keys))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_agenda_of_2018_shows_its_fifteen_blocks_in_order(client, language):
    page = client.page(f"/{language}/dwc-2018/programme")

    assert _keys(page) == [*KEYS, "labour-market"]
    times = [str(time.get("datetime")) for time in page.select("main .block time[datetime]")]
    for moment in ("2018-12-11T11:00", "2018-12-11T16:55", "2018-12-12T09:30", "2018-12-12T16:00"):
        assert any(time.startswith(moment) for time in times) or _clock(page, moment[-5:])


def _clock(page, clock: str) -> bool:
    return clock in " ".join(page.one("main").get_text().split())


@pytest.mark.usefixtures("demo")
def test_a_retitled_session_says_what_it_was_called_in_the_plan(client):
    text = " ".join(client.page("/ko/dwc-2018/programme/session-1").one("main").get_text().split())

    assert "세션 1. 좋은 일자리를 위한 도시의 실험들" in text
    assert "세션 1. 일의 불평등 해소를 위한 도시의 실천들 1" in text


@pytest.mark.usefixtures("demo")
def test_the_agenda_says_what_has_no_time_and_never_midnight(client):
    page = client.page("/ko/dwc-2017/programme")

    assert "시각 기록 없음" in page.one("main").get_text()
    assert "00:00" not in page.get_text()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("day=2018-12-12", KEYS[9:]),
        ("kind=keynote", ["keynote"]),
        ("room=museum", ["tour", "dinner"]),
        ("city=vienna", ["session-2", "round-table"]),
        ("q=weil", ["keynote"]),
        ("q=데이비드 와일", ["keynote"]),
        ("q=ㄷㅇㅂㄷ", ["keynote"]),
        ("q=giguere", ["ilo-special"]),
        ("q=vienna&day=2018-12-11", ["session-2"]),
        ("q=nothing at all", []),
    ],
)
def test_the_agenda_can_be_chosen_from_by_its_address(client, query, keys):
    assert _keys(client.page(f"/ko/dwc-2018/programme?{query}")) == keys


@pytest.mark.usefixtures("demo")
def test_the_agenda_keeps_what_was_typed(client):
    page = client.page("/en/dwc-2018/programme?q=%22%3E%3Cscript%3E&kind=session")

    assert page.one("input[name=q]")["value"] == '"><script>'


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "path",
    [
        *("nothing/programme", "dwc-2018/programme/nothing", "dwc-2018/programme?day=2018-12-13"),
        *("dwc-2018/programme?day=tomorrow", "dwc-2018/programme/releases/4"),
        *("dwc-2018/programme/nothing.ics", "dwc-2018/programme.pdf?languages=fr"),
        *("nothing/programme.ics", "nothing/", "dwc-2018/speakers/nobody", "nothing/speakers"),
        *("dwc-2018/cities/atlantis", "nothing/cities", "dwc-2017/cities/vienna"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_not_there_is_a_page_in_the_right_language(client, language, path):
    page = client.page(f"/{language}/{path}", status=404)

    assert page.one("html")["lang"] == language


def test_a_language_that_is_none_is_a_page_too(client):
    client.page("/fr/dwc-2018/programme", status=404)


def test_a_draft_edition_is_not_public(client):
    edition = make_edition(state=EditionState.DRAFT)
    make_session(edition)
    release_programme(edition)
    db.session.commit()

    for path in ("", "programme", "programme.ics", "speakers", "cities", "programme.json"):
        assert client.get(f"/ko/{edition.slug}/{path}").status_code == 404


def test_before_the_first_release_the_agenda_says_so_and_offers_no_file(client):
    edition = make_edition()
    make_session(edition)
    db.session.commit()

    page = client.page(f"/ko/{edition.slug}/programme")

    assert _keys(page) == []
    assert client.get(f"/ko/{edition.slug}/programme.ics").status_code == 404


def test_what_is_in_the_draft_is_not_shown_before_it_is_released(client):
    edition = make_edition()
    make_session(edition, key="a")
    release_programme(edition)
    make_session(edition, key="b", starts=700)
    db.session.commit()

    assert _keys(client.page(f"/ko/{edition.slug}/programme")) == ["a"]


@pytest.mark.usefixtures("demo")
def test_an_earlier_release_can_be_looked_at_as_it_was(client):
    page = client.page("/ko/dwc-2018/programme/releases/2")

    assert _keys(page)[:15] == KEYS
    assert "세션 3. 노동의 미래와 ‘유니온 시티’" in page.one("main").get_text()


@pytest.mark.usefixtures("demo")
def test_the_changelog_tells_every_release(client):
    text = client.page("/en/dwc-2018/programme/changes").one("main").get_text()

    for told in ("July 2018", "Visit to labour policy sites", "Session 4."):
        assert told in text


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "path",
    [
        *("programme", "programme/session-1", "programme.ics", "programme/changes", "", "cities"),
        *("speakers", "speakers/weil", "cities/seoul", "programme?q=weil", "programme.json"),
    ],
)
def test_a_public_page_costs_one_statement_warm_and_nothing_when_it_is_known(client, path):
    address = f"/ko/dwc-2018/{path}"
    first = client.get(address)

    with count_queries() as statements:
        second = client.get(address)
        third = client.get(address, headers={"If-None-Match": second.headers["ETag"]})

    assert first.status_code == 200
    assert len(statements) == 2
    assert (third.status_code, third.data) == (304, b"")
    assert second.data == first.data
    assert "Set-Cookie" not in second.headers


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "statements"), [("programme", 4), ("speakers", 4), ("cities", 11), ("", 13)]
)
def test_a_page_that_is_made_costs_the_same_for_one_row_and_for_three(
    client, rows, path, statements
):
    edition = make_edition()
    for _ in range(rows):
        make_session(
            edition,
            venue=make_venue(edition),
            people=(make_person(),),
            cities=(make_city(),),
        )
    release_programme(edition)
    address = f"/ko/{edition.slug}/{path}"
    db.session.commit()

    with count_queries() as ran:
        assert client.get(address).status_code == 200

    assert len(ran) == statements


@pytest.mark.usefixtures("demo")
def test_a_release_is_read_once_for_all_its_pages(client):
    client.get("/ko/dwc-2018/programme")

    with count_queries() as ran:
        assert client.get("/ko/dwc-2018/programme/session-1").status_code == 200

    assert not any("releases" in statement for statement in ran)


def test_a_later_release_is_shown_at_once_although_the_earlier_one_is_kept(client):
    edition = make_edition()
    make_session(edition, key="a")
    release_programme(edition)
    address = f"/ko/{edition.slug}/programme"
    db.session.commit()
    assert _keys(client.page(address)) == ["a"]

    make_session(edition, key="b", starts=700)
    release_programme(edition)
    db.session.commit()

    assert _keys(client.page(address)) == ["a", "b"]
    assert _keys(client.page(f"{address}/releases/1")) == ["a"]


# ------------------------------------------------------------------ languages, topics, large ones


@pytest.fixture
def spoken(app):
    """Return an edition with a Korean session that is interpreted, and an English one."""
    edition = make_edition(slug="forum")
    korean, english = make_session(edition, key="korean"), make_session(edition, key="english")
    korean.languages, english.languages = ["ko"], ["en"]
    korean.interpretation = [{"language": "vi", "channel": "3"}]
    korean.topics = [{"ko": "고용", "en": "Employment"}]
    english.topics = [{"ko": "노동권", "en": "Rights at work"}]
    release_programme(edition)
    db.session.commit()
    return edition


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("spoken=ko", ["korean"]),
        ("spoken=vi", ["korean"]),
        ("spoken=en", ["english"]),
        ("spoken=fr", []),
        ("spoken=ko&kind=session", ["korean"]),
        ("spoken=ko&day=2026-12-11", ["korean"]),
        ("spoken=en&q=%EB%85%B8%EB%8F%99%EA%B6%8C", ["english"]),
    ],
)
def test_the_agenda_can_be_chosen_from_by_language(client, query, keys):
    assert _keys(client.page(f"/ko/forum/programme?{query}")) == keys


@pytest.mark.usefixtures("spoken")
def test_a_topic_is_chosen_by_the_same_address_in_both_languages(client):
    page = client.page("/ko/forum/programme")
    values = {
        option.get_text(strip=True): str(option["value"])
        for option in page.select("#topic option[value]")
    }

    address = f"forum/programme?topic={values['고용']}"

    assert _keys(client.page(f"/ko/{address}")) == ["korean"]
    english = client.page(f"/en/{address}")
    assert _keys(english) == ["korean"]
    assert english.text_of("#topic option[selected]") == "Employment"


@pytest.mark.usefixtures("spoken")
def test_every_choice_stays_in_the_address_of_the_others(client):
    page = client.page("/en/forum/programme?spoken=ko&kind=session&q=x")

    for chip in page.select(".chips a"):
        assert "spoken=ko" in str(chip["href"])
        assert "q=x" in str(chip["href"])
    assert page.text_of("form.filters button[type=submit]") == "Apply"
    assert client.page("/ko/forum/programme").text_of("form.filters button[type=submit]") == "적용"


@pytest.fixture
def long(app):
    """Return an edition with so many sessions that its agenda shows one day."""
    edition = make_edition(slug="forum")
    for number in range(LARGE + 1):
        day = DAY + timedelta(days=number % 2)
        make_session(edition, key=f"s-{number}", day=day, starts=540 + number, minutes=1)
    release_programme(edition)
    db.session.commit()
    return edition


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 12, 1, tzinfo=UTC), DAY),
        (datetime(2026, 12, 11, 14, 59, tzinfo=UTC), DAY),
        (datetime(2026, 12, 11, 15, 0, tzinfo=UTC), DAY + timedelta(days=1)),
        (datetime(2026, 12, 20, tzinfo=UTC), DAY),
    ],
)
def test_a_large_agenda_shows_today_or_the_first_day(client, moments, at, day):
    with moments(at):
        page = client.page("/ko/forum/programme")

    assert page.one(".days a[aria-current]").one("time")["datetime"] == day.isoformat()
    assert len(page.select(".agenda-day")) == 1


@pytest.mark.usefixtures("long")
def test_a_search_in_a_large_agenda_covers_all_days(client):
    page = client.page("/ko/forum/programme?kind=session")
    index = client.get("/ko/forum/programme/search.json")

    assert len(page.select(".agenda-day")) == 2
    assert len(index.json) == LARGE + 1
    assert index.json[0].keys() == {
        *("key", "url", "title", "tongue", "kind", "when", "place", "words"),
        *("cancelled", "starts", "ends"),
    }
    assert index.json[0]["starts"] == "2026-12-11T00:00:00Z"
    assert page.select("form[data-index]") == [], "the index knows nothing of kinds"
    assert client.page("/ko/forum/programme").select("form[data-index] input[name=day]") == []


# ------------------------------------------------------------------ into one's own calendar


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("language", "title"), [("ko", "세션 1"), ("en", "Session 1")])
def test_a_session_leads_into_the_calendars_that_people_have(client, language, title):
    page = client.page(f"/{language}/dwc-2018/programme/session-1")

    google, office, live, apple, file = [
        str(a["href"]) for a in page.select(".session-when .menu-list a")
    ]

    asked = parse_qs(urlsplit(google).query)
    assert asked["text"][0].startswith(title)
    assert asked["dates"] == ["20181211T043000Z/20181211T060500Z"]
    assert urlsplit(office).netloc == "outlook.office.com"
    assert urlsplit(live).netloc == "outlook.live.com"
    assert apple.startswith("webcal://")
    assert apple.endswith(file)
    assert client.get(file).status_code == 200


def test_a_session_without_a_day_and_a_cancelled_one_lead_into_none(client):
    edition = make_edition(slug="forum")
    make_session(edition, key="undated", day=None, starts=None)
    make_session(edition, key="off").state = SessionState.CANCELLED
    make_session(edition, key="untimed", starts=None, minutes=None)
    release_programme(edition)
    db.session.commit()

    offered = {
        key: len(client.page(f"/ko/forum/programme/{key}").select(".session-when .menu-list a"))
        for key in ("undated", "off", "untimed")
    }

    assert offered == {"undated": 0, "off": 0, "untimed": 5}
