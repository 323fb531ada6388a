from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from forum.core import clock
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.programme.services.releasing import release_programme
from forum.programme.types import SessionState
from forum.registration.categories.services import write_period
from tests.factories.editions import make_city, make_edition, make_person
from tests.factories.programme import make_session
from tests.factories.registration import make_open_edition

OPENS = datetime(2026, 12, 1, tzinfo=UTC)
CLOSES = datetime(2026, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("en-GB,en;q=0.9", "en"), ("ko-KR", "ko"), ("fr", "ko"), ("", "ko"), ("fr,en;q=0.5", "en")],
)
def test_the_root_leads_to_the_language_that_the_browser_asks_for(client, accepted, language):
    response = client.get("/", headers={"Accept-Language": accepted})

    assert (response.status_code, response.location) == (302, f"/{language}/")
    assert "Accept-Language" in response.headers["Vary"]


def test_home_before_anything_is_published(client):
    client.page("/ko/")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_home_shows_the_current_edition_marked_as_a_trial(client, language):
    page = client.page(f"/{language}/")

    name = {"ko": "좋은 일자리도시 국제포럼 (시험)", "en": "(trial)"}[language]
    assert name in page.text_of("h1")


REGISTER = 'main a[href$="/register"]'


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", "참가 신청은 2026. 12. 1.(화) 09:00(KST)에 시작합니다."),
        ("en", "Registration opens on Tue, 1 December 2026, 09:00 (KST)."),
    ],
)
def test_home_says_when_registration_begins_until_it_has(client, language, said):
    make_open_edition(slug="forum", opens_at=OPENS, closes_at=CLOSES)

    page = client.page(f"/{language}/forum/")
    assert page.text_of(".hero-opening") == said
    assert not page.select(REGISTER)

    with clock.stopped_at(OPENS):
        page = client.page(f"/{language}/forum/")
        assert not page.select(".hero-opening")
        assert page.select(REGISTER)
    with clock.stopped_at(CLOSES):
        page = client.page(f"/{language}/forum/")
        assert page.select(".hero-opening")
        assert not page.select(REGISTER)


def test_times_of_a_forum_elsewhere_are_told_in_its_own_zone(client):
    make_open_edition(slug="forum", opens_at=OPENS, closes_at=CLOSES, timezone="Europe/Vienna")

    home = client.page("/en/forum/")
    assert "1 December 2026, 01:00 (Europe/Vienna)" in home.text_of(".hero-opening")
    assert "All times are those of Europe/Vienna." in home.text_of("footer")
    assert "KST" not in home.text_of("body")
    assert "2026. 12. 1.(화) 01:00(Europe/Vienna)" in client.page("/ko/forum/register").text_of(
        "main"
    )


def test_home_asks_nobody_to_register_where_one_cannot(client):
    make_edition(slug="forum")
    db.session.commit()
    assert not client.page("/en/forum/").select(REGISTER)


def test_home_follows_the_organiser_who_moves_the_beginning(client):
    edition = make_open_edition(slug="forum", opens_at=OPENS, closes_at=CLOSES)
    assert not client.page("/en/forum/").select(REGISTER)

    write_period(edition, None, None)
    db.session.commit()

    assert client.page("/en/forum/").select(REGISTER)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("slug", ["dwc-2017", "dwc-2018", "dwc-2019", "participation-2021"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_archived_edition_has_its_home(client, slug, language):
    page = client.page(f"/{language}/{slug}/")

    assert page.one("html")["lang"] == language


@pytest.mark.usefixtures("demo")
def test_the_archive_lists_every_edition_under_its_series(client):
    links = [str(a["href"]) for a in client.page("/en/editions").select("main a[href]")]

    slugs = ["dwc-trial", "dwc-2019", "dwc-2018", "dwc-2017", "participation-2021"]
    found = [link.strip("/").split("/")[1] for link in links if link.startswith("/en/")]
    assert list(dict.fromkeys(found)) == slugs


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_privacy_is_told_in_both_languages(client, language):
    assert client.page(f"/{language}/privacy").one("html")["lang"] == language


@pytest.mark.usefixtures("demo")
def test_the_sitemap_lists_every_public_page_in_both_languages(client):
    response = client.get("/sitemap.xml")

    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    entries = ET.fromstring(response.data).findall("s:url/s:loc", space)  # noqa: S314  ours
    paths = ["/" + str(entry.text).split("/", 3)[3] for entry in entries]
    assert len(paths) == len(set(paths))
    assert {"/ko/", "/en/dwc-2018/programme/session-1", "/ko/dwc-2017/cities/hyogo"} <= set(paths)
    assert not any("dwc-trial" in path for path in paths)
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_robots_may_read_what_is_public(client):
    text = client.get("/robots.txt").text

    assert "Disallow: /manage/" in text
    assert text.rstrip().endswith("/sitemap.xml")


def test_a_published_edition_is_current_before_an_archived_one(client):
    make_edition(slug="new")
    db.session.commit()

    assert client.get("/ko/").status_code == 200


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_people_are_listed_by_name_and_offices_last(client, language):
    page = client.page(f"/{language}/dwc-2018/speakers")
    links = [str(a["href"]) for a in page.select("main a[href*='/speakers/']")]
    keys = list(dict.fromkeys(link.rsplit("/", 1)[1] for link in links))

    first = {"ko": "kwon", "en": "chang"}[language]
    assert keys[0] == first
    assert set(keys[-3:]) == {"mayor", "minister", "officer"}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_person_page_tells_what_they_do(client, language):
    page = client.page(f"/{language}/dwc-2018/speakers/weil")

    assert page.select("main a[href$='/programme/keynote']")
    assert {"ko": "균열일터", "en": "The Fissured Workplace"}[language] in page.one(
        "main"
    ).get_text()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_cities_stand_by_region(client, language):
    page = client.page(f"/{language}/dwc-2018/cities")
    keys = {str(a["href"]).rsplit("/", 1)[1] for a in page.select("main a[href*='/cities/']")}

    assert len(keys) == 18  # 15 that attended, and Hamburg, London and Marseille of the plan


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_city_page_marks_what_is_cancelled_as_the_page_of_a_speaker_does(client, cancelled):
    edition, person, city = make_edition(slug="forum"), make_person(), make_city()
    session = make_session(edition, people=(person,), cities=(city,))
    session.state = SessionState.CANCELLED if cancelled else SessionState.SCHEDULED
    db.session.flush()
    release_programme(edition, LocalizedText("첫 공개", "First release"))
    db.session.commit()

    for address in (f"speakers/{person.key}", f"cities/{city.key}"):
        page = client.page(f"/en/forum/{address}")
        assert ("Cancelled" in page.texts_of(".session-rows .tag")) is cancelled


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_city_page_tells_its_presentations_and_indicators(client, language):
    page = client.page(f"/{language}/dwc-2018/cities/seoul")
    text = page.one("main").get_text()

    assert page.select("main a[href$='/programme/session-1']")
    assert "11,619" in text
    assert {"ko": "생활임금 적용인원", "en": "People on the living wage"}[language] in text
