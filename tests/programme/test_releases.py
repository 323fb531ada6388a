"""The changelog, its feed, a release at its address, and two of them compared."""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from flask import get_template_attribute

from forum.core.db import db
from forum.core.i18n import in_language
from forum.core.localized import LocalizedText
from forum.programme.changes import DetailsChanged, Relocated, count_news, entries_of, told
from forum.programme.feeds import Feed, FeedEntry, feed_id, write_feed
from forum.programme.rules import compare
from forum.programme.services import release_programme
from forum.programme.types import AgendaCity, Contribution, Place, Role, RoleHeld, Speaker
from tests.conftest import NOW, count_queries
from tests.factories.editions import make_edition
from tests.factories.programme import agenda_of, make_session, session_of

pytestmark = pytest.mark.usefixtures("app")
CHANGES = "programme/changes"
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
HALL = Place(key="hall", name=LocalizedText("다목적홀", "Hall"))
WEIL = Speaker(key="weil", name=LocalizedText("와일", "Weil"))
OTHER = LocalizedText("다른 글", "Another text")


def _released(count: int = 3):
    """Return an edition whose only session is called otherwise in each release."""
    edition = make_edition()
    session = make_session(edition, key="a")
    for number in range(1, count + 1):
        session.title = LocalizedText(f"제목 {number}", f"Title {number}")
        release_programme(edition, LocalizedText(f"알림 {number}", f"Note {number}"))
    db.session.commit()
    return edition


def _lines(page, title: str) -> list[str]:
    """Return what is told about a session, and under which word, in the first release shown."""
    for entry in page.select(".change-list > li"):
        if title in entry.get_text():
            return [" ".join(line.get_text().split()) for line in entry.select(".change-lines li")]
    message = f"nothing is told about {title}"
    raise AssertionError(message)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("language", "title", "lines"),
    [
        (
            "ko",
            "개막식",
            [
                "시각이 정해짐: 12. 11.(화) 11:00–11:30",
                "장소가 정해짐: 서울특별시청 다목적홀",
                "사람: 서울특별시장(환영사), 고용노동부장관(축사)",
            ],
        ),
        (
            "en",
            "Opening ceremony",
            [
                "Time set: Tue, 11 Dec 11:00–11:30",
                "Place set: Seoul City Hall, Multipurpose Hall",
                (
                    "People: Mayor of Seoul (welcome address), "
                    "Minister of Employment and Labor (congratulatory address)"
                ),
            ],
        ),
        (
            "ko",
            "세션 4. 노동의 미래와 유니온 시티",
            ["이전 제목: 세션 3. 노동의 미래와 ‘유니온 시티’"],
        ),
        (
            "en",
            "Round table. The role of cities",
            [
                "Former title: City government round table. The role of cities in decent work",
                "Note: Discussion on launching the network of cities",
            ],
        ),
    ],
)
def test_the_releases_of_2018_read_right_in_both_languages(client, language, title, lines):
    assert _lines(client.page(f"/{language}/dwc-2018/{CHANGES}"), title) == lines


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ko",
            [
                "취소 노동 시정현장방문 프로그램에서 빠졌습니다.",
                "순서: 새로 추가 1개 · 제목 변경 4개",
            ],
        ),
        (
            "en",
            [
                "Cancelled Visit to labour policy sites No longer in the programme.",
                "Sessions: 10 new · 1 cancelled · 5 given a time",
                "New ILO special session. The future of work and the ILO centenary",
            ],
        ),
    ],
)
def test_the_cancelled_visit_and_the_new_sessions_of_2018_are_told(client, language, said):
    text = client.page(f"/{language}/dwc-2018/{CHANGES}").text_of("main")

    for sentence in said:
        assert sentence in text
    assert "00:00" not in text


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("query", ["", "?with=1", "?with=2"])
def test_any_two_releases_are_compared(client, language, query):
    page = client.page(f"/{language}/dwc-2018/programme/releases/3/compare{query}")

    assert page.select(".change-list > li")


@pytest.mark.usefixtures("demo")
def test_two_releases_are_compared_in_the_order_of_time_whichever_was_asked_for(client):
    one = client.page("/en/dwc-2018/programme/releases/1/compare?with=3")
    other = client.page("/en/dwc-2018/programme/releases/3/compare?with=1")

    assert one.text_of("h1") == other.text_of("h1") == "Releases 1 and 3 compared"
    assert one.texts_of(".change-list > li") == other.texts_of(".change-list > li")


def test_what_was_taken_back_in_a_later_release_is_no_difference(client):
    edition = make_edition()
    session = make_session(edition, key="a", title=OTHER)
    release_programme(edition)
    session.title = LocalizedText("잠깐", "For a while")
    release_programme(edition)
    session.title = OTHER
    release_programme(edition)

    page = client.page(f"/en/{edition.slug}/programme/releases/3/compare?with=1")

    assert page.select(".change-list") == []
    assert "Readers see the same in both." in page.text_of("main")


def test_a_release_is_compared_with_the_one_before_if_none_is_chosen(client):
    edition = _released()

    page = client.page(f"/en/{edition.slug}/programme/releases/3/compare")

    assert page.text_of("h1") == "Releases 2 and 3 compared"
    assert page.one("option[selected]")["value"] == "2"


@pytest.mark.parametrize(
    "path",
    [
        *("releases/4/compare", "releases/3/compare?with=9", "releases/3/compare?with=two"),
        *("releases/3/compare?with=-1", "releases/3/compare?with=" + "9" * 30),
        *("releases/3/compare?with=²", "releases/0/compare"),
    ],
)
def test_a_release_that_is_not_there_is_compared_with_nothing(client, path):
    edition = _released()

    client.page(f"/ko/{edition.slug}/programme/{path}", status=404)


def test_the_changelog_and_each_release_lead_to_the_comparison(client):
    edition = _released()
    there = f"/en/{edition.slug}/programme/releases/3/compare"

    assert client.page(f"/en/{edition.slug}/{CHANGES}").select(f"a[href='{there}']")
    release = client.page(f"/en/{edition.slug}/programme/releases/3")
    assert release.one("form.compare-form")["action"] == there
    assert [str(o["value"]) for o in release.select("#with option")] == ["1", "2"]


@pytest.mark.parametrize("path", ["programme/releases/3/compare", CHANGES, f"{CHANGES}.atom"])
def test_these_pages_cost_one_statement_warm_and_nothing_when_they_are_known(client, path):
    address = f"/ko/{_released().slug}/{path}"
    client.get(address)

    with count_queries() as statements:
        second = client.get(address)
        third = client.get(address, headers={"If-None-Match": second.headers["ETag"]})

    assert len(statements) == 2
    assert (third.status_code, third.data) == (304, b"")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [(CHANGES, 6), (f"{CHANGES}.atom", 5)])
def test_making_them_costs_the_same_for_one_release_and_for_three(client, count, path, statements):
    edition = _released(count)

    with count_queries() as ran:
        assert client.get(f"/ko/{edition.slug}/{path}").status_code == 200

    assert len(ran) == statements


class _Balanced(HTMLParser):
    """Fails on a fragment of HTML that is not well nested."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002  as it is called
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def _read(response) -> ET.Element:
    """Return a feed that holds to RFC 4287, as far as ours can break it."""
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.data)  # noqa: S314  our own
    assert feed.tag == f"{ATOM}feed"
    ids = []
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (only,) = element.findall(f"{ATOM}{name}")
            assert only.text
        ids.append(element.findtext(f"{ATOM}id"))
        moments = [element.findtext(f"{ATOM}updated")]
        moments += [each.text for each in element.findall(f"{ATOM}published")]
        for moment in moments:
            assert datetime.fromisoformat(str(moment)).tzinfo is not None
        links = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
        ]
        assert len(links) == len(set(links))
        assert any(rel == "alternate" for rel, _kind, _language in links)
    assert len(ids) == len(set(ids))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    for content in feed.iter(f"{ATOM}content"):
        assert content.get("type") == "html"
        balanced = _Balanced()
        balanced.feed(content.text or "")
        assert balanced.open == []
    return feed


def _links(element: ET.Element) -> dict[tuple[str | None, str | None], str]:
    return {
        (link.get("rel"), link.get("hreflang")): str(link.get("href"))
        for link in element.findall(f"{ATOM}link")
    }


@pytest.mark.usefixtures("demo")
def test_the_feed_tells_the_releases_of_2018_in_each_language(client):
    korean = _read(client.get(f"/ko/dwc-2018/{CHANGES}.atom"))
    english = _read(client.get(f"/en/dwc-2018/{CHANGES}.atom"))

    assert (korean.get(LANGUAGE), english.get(LANGUAGE)) == ("ko", "en")
    titles = [entry.findtext(f"{ATOM}title") for entry in english.iter(f"{ATOM}entry")]
    assert titles == [f"Programme, release {number}" for number in (3, 2, 1)]
    text = ET.tostring(korean, encoding="unicode", method="text")
    assert '이전 제목<span class="vh">:</span></span> <span>세션 1. 일의 불평등' in text
    assert not set(_ids(korean)) & set(_ids(english))


def _ids(feed: ET.Element) -> list[str]:
    return [str(each.text) for each in feed.iter(f"{ATOM}id")]


def test_the_feed_leads_to_itself_to_the_page_and_to_the_other_language(client):
    edition = _released()
    feed = _read(client.get(f"/en/{edition.slug}/{CHANGES}.atom"))

    links = _links(feed)
    assert links["self", "en"].endswith(f"/en/{edition.slug}/{CHANGES}.atom")
    assert links["alternate", "ko"].endswith(f"/ko/{edition.slug}/{CHANGES}.atom")
    assert links["alternate", "en"].endswith(f"/en/{edition.slug}/{CHANGES}")
    assert all(address.startswith("http") for address in links.values())
    entry = next(feed.iter(f"{ATOM}entry"))
    assert _links(entry)["alternate", "en"].endswith(f"/en/{edition.slug}/programme/releases/3")


def test_the_changelog_names_its_feed(client):
    edition = _released()

    link = client.page(f"/ko/{edition.slug}/{CHANGES}").one("head link[type*=atom]")

    assert link["rel"] == ["alternate"]
    assert link["href"] == f"/ko/{edition.slug}/{CHANGES}.atom"


def test_a_correction_is_marked_in_the_changelog_and_left_out_of_the_feed(client):
    edition = _released(2)
    session = make_session(edition, key="b")
    release_programme(edition, LocalizedText("오타", "A slip"), quiet=True)
    session.title = OTHER
    db.session.commit()

    feed = _read(client.get(f"/en/{edition.slug}/{CHANGES}.atom"))
    page = client.page(f"/en/{edition.slug}/{CHANGES}")

    assert "A slip" not in ET.tostring(feed, encoding="unicode", method="text")
    assert len(list(feed.iter(f"{ATOM}entry"))) == 2
    assert page.text_of("#release-3").endswith("3")
    assert "Correction" in page.select(".release")[0].get_text()
    assert "Correction" not in page.select(".release")[1].get_text()


def test_ids_stay_the_same_and_moments_are_those_of_the_releases(client):
    edition = _released(1)
    before = _read(client.get(f"/en/{edition.slug}/{CHANGES}.atom"))
    make_session(edition, key="b")
    release_programme(edition)

    after = _read(client.get(f"/en/{edition.slug}/{CHANGES}.atom"))

    assert set(_ids(before)) < set(_ids(after))
    assert feed_id("dwc-2018", "ko", 2) == "urn:uuid:f03377f3-c656-5267-a30b-2d02c8532c98"
    assert after.findtext(f"{ATOM}updated") == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_before_the_first_release_there_is_no_feed(client):
    edition = make_edition()

    assert client.get(f"/ko/{edition.slug}/{CHANGES}.atom").status_code == 404
    assert not client.page(f"/ko/{edition.slug}/{CHANGES}").select("link[type*=atom]")


def test_a_feed_stays_xml_whatever_was_typed():
    entry = FeedEntry(
        id="urn:x", title="a\x00\x0b\ufffe<b>&", updated=NOW, page="https://x?a=1&b=2", html="\x1b"
    )
    feed = Feed(
        id="urn:y",
        title="]]>",
        author="\ud800",
        language="ko",
        updated=NOW,
        address="https://x",
        page="https://x",
        other_language="en",
        other_address="https://x",
        entries=[entry],
    )

    read = ET.fromstring(write_feed(feed))  # noqa: S314  our own

    assert read.findtext(f"{ATOM}entry/{ATOM}title") == "a\ufffd\ufffd\ufffd<b>&"


def test_what_no_page_shows_is_not_told():
    old = agenda_of(session_of(place="hall"), places=(HALL,), speakers=(WEIL,))
    new = replace(
        agenda_of(
            session_of(place="hall", inferred=("place",)),
            places=(replace(HALL, inferred=("floor",)), replace(HALL, key="room")),
            speakers=(replace(WEIL, sort_key="weil"), replace(WEIL, key="kwon")),
            cities=(AgendaCity(key="vienna", name=OTHER),),
        ),
        edition=replace(old.edition, archived=True, trial=True),
    )

    changes = compare(old, new)

    assert len(changes) > 5
    assert told(changes) == ()


def test_another_name_of_a_place_is_told_once_and_not_for_each_session_in_it():
    sessions = [session_of(key, place="hall", starts=600 + n) for n, key in enumerate("abc")]
    old = agenda_of(*sessions, places=(HALL,))
    new = agenda_of(*sessions, places=(replace(HALL, name=OTHER),))

    changes = compare(old, new)

    assert sum(isinstance(change, Relocated) for change in changes) == 3
    assert [(entry.session, entry.title) for entry in entries_of(changes)] == [("", OTHER)]


def test_what_is_told_about_one_session_is_told_together_and_counted_once():
    old = agenda_of(session_of("a"), session_of("b", starts=None), session_of("c"))
    new = agenda_of(
        session_of("a", title="다른 제목", starts=600),
        session_of("b", starts=700, seats=30),
        session_of("d"),
    )

    changes = compare(old, new)

    assert [(entry.session, len(entry.changes)) for entry in entries_of(changes)] == [
        ("a", 2),
        ("b", 2),
        ("d", 1),
        ("c", 1),
    ]
    assert count_news(changes) == {"new": 1, "gone": 1, "set": 1, "moved": 1}


LONG = LocalizedText("가" * 200, "a" * 200)


@pytest.mark.parametrize(
    ("before", "after", "korean", "english"),
    [
        ({"seats": 30}, {"seats": 40}, "좌석 수: 30명 → 40명", "Seats: 30 people → 40 people"),
        ({}, {"do_not_record": True}, "녹화·촬영 가능 → 녹화·촬영 금지", "→ not to be recorded"),
        ({}, {"abstract": LONG}, "소개: 새로 썼습니다.", "Abstract: added"),
        ({"abstract": LONG}, {}, "소개: 지웠습니다.", "Abstract: taken away"),
        ({"abstract": LONG}, {"abstract": OTHER}, "소개: 고쳐 썼습니다.", "written anew"),
        ({"languages": ("ko",)}, {"languages": ("ko", "en")}, "한국어, 영어", "Korean, English"),
        ({}, {"expected_cities": ("vienna",)}, "참석 예정 도시: 빈", "Cities expected: Vienna"),
        ({}, {"starts": 600}, "시각 변경: 12. 11.(금) 09:30–11:00 → 10:00–11:30", "New time: Fri"),
        ({}, {"minutes": 60}, "시각 변경: 12. 11.(금) 09:30–11:00 → 09:30–10:30", "New time: Fri"),
        ({}, {"starts": None}, "시각 미정으로 바뀜: 12. 11.(금) 09:30–11:00", "Time open again"),
        (
            {"starts": None},
            {"starts": None, "minutes": 60},
            "길이 변경: 90분 → 60분",
            "Other length: 90 minutes → 60 minutes",
        ),
        ({"place": "hall"}, {}, "장소 미정으로 바뀜: 다목적홀", "Place open again: Hall"),
        (
            {},
            {"roles": (RoleHeld(role=Role.CHAIR, speaker="weil"),)},
            "사람: 와일(좌장)",
            "People: Weil (chair)",
        ),
        (
            {"roles": (RoleHeld(role=Role.CHAIR, speaker="weil", confirmed=False),)},
            {"roles": (RoleHeld(role=Role.CHAIR, speaker="weil"),)},
            "맡은 내용 변경: 와일(좌장)",
            "Part revised: Weil (chair)",
        ),
        (
            {"contributions": (Contribution(order=1, title=OTHER, city="vienna"),)},
            {},
            "빠진 발표: 빈: 다른 글",
            "Presentations dropped: Vienna: Another text",
        ),
        (
            {"title": "말", "subtitle": LocalizedText("가", "same")},
            {"title": "말", "subtitle": LocalizedText("나", "same")},
            "부제: 가 → 나",
            "Subtitle: 가 → 나",
        ),
    ],
)
def test_each_difference_is_told_in_words_of_both_languages(app, before, after, korean, english):
    known = {
        "places": (HALL,),
        "speakers": (WEIL,),
        "cities": (AgendaCity(key="vienna", name=LocalizedText("빈", "Vienna")),),
    }
    old, new = agenda_of(session_of(**before), **known), agenda_of(session_of(**after), **known)

    assert korean in _said(app, "ko", old, new)
    assert english in _said(app, "en", old, new)


def test_changes_that_were_stored_without_values_are_told_by_their_fields(app):
    stored = DetailsChanged(session="a", title=OTHER, fields=("seats", "inferred"))

    assert _told_of(app, "en", agenda_of(), [stored]).endswith("Seats: changed")
    assert _told_of(app, "ko", agenda_of(), [stored]).endswith("좌석 수: 바뀌었습니다.")


def _said(app, language, old, new) -> str:
    return _told_of(app, language, new, compare(old, new))


def _told_of(app, language, agenda, changes) -> str:
    with app.test_request_context(), in_language(language):
        change_list = get_template_attribute("programme/_changes.html", "change_list")
        html = str(change_list(entries_of(changes), agenda, agenda.edition, linked=False))
    return " ".join(unescape(re.sub(r"</?[a-z][^>]*>", " ", html)).split()).replace(" :", ":")
