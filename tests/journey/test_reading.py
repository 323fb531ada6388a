"""Reading the programme in a browser: stars that follow the person, doors that need no network."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from forum import create_app
from forum.core import clock
from forum.core.db import db, set_reading
from forum.core.settings import Settings
from forum.demo.large import SLUG, load_large
from forum.editions.queries import current_edition
from tests.journey.conftest import PHONE, House, Person
from tests.journey.test_whole_path import SEOUL, link_in, read

pytestmark = pytest.mark.browser

EDITION = "dwc-trial"


@pytest.fixture(scope="module")
def morning(opened: House) -> Iterator[datetime]:
    """Serve the trial edition on its first day, in the middle of the first session."""
    opened.command("demo", "--attendees", "2")
    with clock.stopped_at(datetime.now(SEOUL)):
        begins = clock.today("Asia/Seoul") + timedelta(days=30)
    at = datetime(begins.year, begins.month, begins.day, 14, 5, tzinfo=SEOUL)
    with opened.serving(at=at):
        yield at


def open_own_agenda(house: House, person: Person, number: int, mails: int) -> None:
    """Ask for the link of somebody made up, open it, and go to their agenda."""
    page = person.goes_to(f"/ko/{EDITION}/register/resend")
    page.get_by_label("전자우편").fill(f"trial-{number}@example.org")
    page.locator("main form button[type=submit]").click()
    page.goto(link_in(read(house.wait_for_mail(mails))))
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/my/registration")
    page.goto(f"{house.url}/ko/my/registration/agenda")  # it fetches itself anew after a merge


def starred(person: Person) -> set[str]:
    found = person.page.locator("[data-star][aria-pressed=true]").all()
    return {str(button.get_attribute("data-star")) for button in found}


def kept(person: Person) -> set[str]:
    found = person.page.locator("li.own[id]").all()
    return {str(item.get_attribute("id")).removeprefix("session-") for item in found}


@pytest.mark.usefixtures("morning")
def test_stars_of_the_device_become_the_persons_and_follow_to_another_device(
    house: House, people: Callable[..., Person]
):
    phone, desk = people(), people()
    page = phone.goes_to(f"/ko/{EDITION}/programme")
    for key in ("session-3", "ilo-special"):
        page.locator(f"[data-star='{key}']").click()
    assert starred(phone) == {"session-3", "ilo-special"}

    open_own_agenda(house, phone, 1, 1)
    expect(phone.page.locator("li.own[id]")).to_have_count(2)
    phone.looks()
    assert kept(phone) == {"session-3", "ilo-special"}
    assert "겹침:" in phone.page.locator("#session-session-3").inner_text()

    desk.page.goto(link_in(read(house.mails()[-1])))
    desk.page.locator("main form button[type=submit]").click()
    desk.page.wait_for_url("**/my/registration")
    desk.goes_to(f"/ko/{EDITION}/programme")
    expect(desk.page.locator("[data-star='session-3']")).to_have_attribute("aria-pressed", "true")

    with desk.page.expect_response(re.compile("/stars$")):
        desk.page.locator("[data-star='session-3']").click()
    desk.page.wait_for_timeout(500)
    phone.goes_to("/ko/my/registration/agenda")
    assert kept(phone) == {"ilo-special"}


@pytest.mark.long
@pytest.mark.usefixtures("morning")
def test_what_is_starred_without_a_network_is_sent_when_it_is_back(
    house: House, people: Callable[..., Person]
):
    phone = people()
    open_own_agenda(house, phone, 2, 2)
    page = phone.goes_to(f"/ko/{EDITION}/programme")
    expect(page.locator("[data-if-registered]")).to_be_visible()

    phone.context.set_offline(True)
    page.locator("[data-star='session-3']").click()
    expect(page.locator("[data-stars-waiting]")).to_have_text("연결되면 보낼 별표: 1개")
    with page.expect_response(re.compile("/stars$")):
        phone.context.set_offline(False)
    expect(page.locator("[data-stars-waiting]")).to_be_hidden()
    phone.faults = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]

    phone.goes_to("/ko/my/registration/agenda")
    assert kept(phone) == {"session-3"}


@pytest.mark.usefixtures("morning")
def test_the_devices_own_agenda_shows_clashes(people: Callable[..., Person]):
    page = people().goes_to(f"/en/{EDITION}/programme")

    for key in ("session-3", "ilo-special", "closing"):
        page.locator(f"[data-star='{key}']").click()
    page.locator("[data-only-stars]").click()

    assert page.locator(".block-clash").count() == 2
    assert "Clash:" in page.locator("[data-key='session-3'] .block-clash").inner_text()
    page.locator("[data-only-stars]").click()
    assert page.locator(".block-clash").count() == 0


def test_a_door_follows_the_clock_without_a_network_and_says_since_when(
    morning: datetime, people: Callable[..., Person]
):
    tablet = people(viewport={"width": 1280, "height": 800})
    page = tablet.page
    page.clock.install(time=datetime(2020, 1, 1, tzinfo=SEOUL))  # the tablet's clock is wrong
    with page.expect_response(re.compile("/rooms/hall$")):
        tablet.page.goto(f"{tablet.url}/ko/{EDITION}/rooms/hall")
    page.clock.run_for(3_000)
    now = page.locator("[data-stage=now]")
    expect(now).to_contain_text("세션 1")
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"14:0\d"))
    overflow = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert overflow <= 0, "nothing is to be scrolled at a door"

    tablet.context.set_offline(True)
    page.clock.run_for(70 * 60_000)
    expect(now).to_contain_text("휴식")
    expect(page.locator(".live-lost")).to_contain_text("14:0")

    tablet.context.set_offline(False)
    expect(page.locator(".live-lost")).to_be_hidden()
    tablet.faults = [fault for fault in tablet.faults if "ERR_INTERNET" not in fault]


DATES_IN_THE_WAY = """() => [...document.querySelectorAll(".slot")].flatMap((slot) => {
  const date = slot.querySelector(".slot-date"), title = slot.querySelector(".slot-title");
  const [d, t] = [date, title].map((one) => one.getBoundingClientRect());
  if (!d.width || !t.width) return [];
  const over = d.right > t.left && d.left < t.right && d.bottom > t.top + 1 && d.top < t.bottom - 1;
  return [over || d.right > slot.getBoundingClientRect().right];
})"""


@pytest.mark.usefixtures("morning")
def test_at_a_door_the_date_of_another_day_stands_in_nobodys_way(people: Callable[..., Person]):
    hall = people("en", {"width": 1440, "height": 900})
    page = hall.goes_to(f"/en/{EDITION}/rooms/hall")
    # the day before, as a screen that was put up early shows it
    page.locator(".slot-date").evaluate_all("all => all.forEach((one) => { one.hidden = false; })")
    seen = page.evaluate(DATES_IN_THE_WAY)
    assert seen
    assert not any(seen)


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.parametrize("path", ["now", "rooms", "rooms/hall", "programme/session-1", ""])
def test_the_pages_are_held_to_the_rules_for_pages(
    people: Callable[..., Person], language: str, path: str
):
    people(language).goes_to(f"/{language}/{EDITION}/{path}")


@pytest.mark.long
@pytest.mark.usefixtures("morning")
def test_korean_breaks_between_words_on_english_pages_too(people: Callable[..., Person]):
    page = people("en", PHONE).goes_to(f"/en/{EDITION}/programme/session-1")

    breaks = page.locator("[lang=ko]").evaluate_all(
        "all => all.map(e => getComputedStyle(e).wordBreak)"
    )
    assert len(breaks) > 4
    assert set(breaks) == {"keep-all"}


@pytest.fixture(scope="module")
def large(house: House, morning: datetime) -> str:
    """Put the large edition beside the others; return where its programme is."""
    app = create_app(Settings(data_dir=house.folder / "data"))
    with app.app_context(), clock.stopped_at(morning):
        set_reading(value=False)
        beside = current_edition()
        assert beside is not None
        load_large(beside.series)
        db.session.commit()
    return f"/ko/{SLUG}/programme"


def shown(person: Person) -> set[str]:
    """Return the keys of the sessions that can be seen and are not dimmed."""
    found = person.page.locator(".block[data-search]:not(.is-filtered-out):visible").all()
    return {str(block.get_attribute("data-key")) for block in found}


@pytest.mark.long
@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize(
    "query",
    [
        *("빈 밀라노", "hamburg procurement", "ㅅㅅ 1"),
        *(
            pytest.param(query, marks=pytest.mark.long)
            for query in (
                *("vienna milan", "wien", "ㅅㅅ1", "하", "ㅎㅂㄹㅋ"),
                *("giguere", "ㄱㅎㅈ", "chefchaouen", "기조"),
            )
        ),
    ],
)
def test_the_form_finds_what_the_page_found_as_one_typed(people: Callable[..., Person], query: str):
    reader = people()
    page = reader.goes_to(f"/ko/{EDITION}/programme")
    box = page.locator("input[type=search]")
    box.fill(query)
    typed = shown(reader)
    box.press("Enter")
    page.wait_for_url("**q=*")

    assert typed
    assert typed <= shown(reader), "the form looks into positions and abstracts too"


@pytest.mark.long
@pytest.mark.usefixtures("morning")
def test_what_only_the_server_looks_into_stays_on_the_page(people: Callable[..., Person]):
    reader = people("en")
    page = reader.goes_to(f"/en/{EDITION}/programme?q=professor")
    assert len(shown(reader)) == 2

    page.locator("input[type=search]").fill("vienna")
    expect(page.locator("[data-found]")).to_have_text("Press “Apply” to search for this.")
    assert len(shown(reader)) == 2


@pytest.mark.long
@pytest.mark.usefixtures("morning")
def test_days_of_which_nothing_is_left_go(people: Callable[..., Person]):
    page = people("en").goes_to(f"/en/{EDITION}/programme")
    box, days = page.locator("input[type=search]"), page.locator(".agenda-day:visible")

    box.fill("furniture tour")
    expect(days).to_have_count(1)
    box.fill("nothing like it")
    expect(days).to_have_count(0)
    expect(page.locator("[data-found]")).to_have_text("No session fits. Try another word.")
    box.fill("")
    expect(days).to_have_count(2)


@pytest.mark.long
def test_ones_own_agenda_of_a_large_programme_is_of_all_days(
    people: Callable[..., Person], large: str
):
    reader = people()
    page = reader.goes_to(large)
    page.locator("[data-star='trial-1']").click()
    page.locator("[data-star='trial-2']").click()
    page.locator(".days a").nth(2).click()
    page.locator("[data-star='trial-81']").click()
    page.locator("[data-only-stars]").click()

    rows = page.locator("[data-results] li")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).locator(".block-clash")).to_contain_text("겹침: 2.")
    expect(rows.nth(2).locator(".block-clash")).to_have_count(0)
    expect(page.locator("[data-found]")).to_have_text("보이는 순서 3개")
    reader.looks()


@pytest.mark.long
def test_titles_in_narrow_lanes_end_in_whole_lines(people: Callable[..., Person], large: str):
    page = people("en").goes_to(large.replace("/ko/", "/en/"))

    cut = page.locator(".score .block").evaluate_all(
        "all => all.filter(e => e.querySelector('.block-title').getBoundingClientRect().bottom"
        " > e.getBoundingClientRect().bottom).length"
    )
    assert cut == 0


@pytest.mark.long
def test_a_search_of_a_large_programme_keeps_to_what_was_chosen(
    people: Callable[..., Person], large: str
):
    reader = people()
    page = reader.goes_to(f"{large}?kind=panel")
    page.locator("input[type=search]").fill("회의실 13")
    assert page.locator(".block[data-search]:not(.is-filtered-out) .kind").all_inner_texts()
    expect(page.locator("[data-results] li")).to_have_count(0)
    blocks = page.locator(".block[data-search]:not(.is-filtered-out)")
    assert {text.split("\n")[1] for text in blocks.all_inner_texts()} == {"패널 토론"}

    page.goto(page.url.split("?")[0])
    page.locator("input[type=search]").fill("시험")
    expect(page.locator("[data-found]")).to_have_text("찾은 순서 400개 중 앞의 50개입니다.")
    expect(page.locator("[data-results] li")).to_have_count(50)


@pytest.mark.usefixtures("morning")
def test_the_search_never_falls_over_what_is_typed(people: Callable[..., Person]):
    page = people().goes_to(f"/ko/{EDITION}/programme")

    for query in ("ㅅㅅ 1", "ㅅㅅ1", "함브", "vienna", "ㅂㅇㄹ"):
        page.locator("input[type=search]").fill(query + "[(\\")
        page.locator("input[type=search]").fill(query)
        assert page.locator(".block[data-search]").count() > 0
