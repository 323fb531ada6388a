"""The usher's app on a phone: a real server, a real browser, a camera that shows real badges."""

import pypdfium2
import pytest
from PIL import Image, ImageEnhance
from playwright.sync_api import expect
from sqlalchemy import select

from forum.checkin.models import Device
from forum.checkin.practice.queries import list_made_up
from forum.checkin.practice.services import choose_practice
from forum.checkin.queries import list_lists
from forum.checkin.services.devices import revoke_device
from forum.checkin.sync.queries import list_conflicts
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.registration.models import Registration
from tests.factories.checkin import honour, make_person
from tests.factories.editions import make_city
from tests.journey.conftest import PHONE
from tests.journey.test_usher_app_codes import seeing
from tests.journey.usher import Phone, film

pytestmark = pytest.mark.browser

VIDEO = (640, 480)


def test_a_badge_is_admitted_online_offline_and_after(door, phone):
    page = phone.page
    assert phone.scan(door.codes[0]) == "admitted"
    expect(page.locator(".v-name")).to_contain_text("Hong Gildong (trial)")
    phone.person.looks()
    page.keyboard.type(door.codes[0])  # held: still one scan
    page.keyboard.press("Enter")

    phone.goes(offline=True)
    assert phone.scan(door.codes[1]) == "admitted-offline"
    expect(page.locator("[data-verdict-parts]")).to_contain_text("Decided without a connection")
    phone.person.looks()
    assert phone.scan(door.codes[2]) == "admitted-offline"
    assert "Offline since" in phone.net()
    assert "2 waiting" in phone.net()
    # closed, opened again without a network: nothing is missing
    page.goto(f"{door.house.url}/checkin/app/en")
    page.wait_for_selector("[data-screen=scan]:not([hidden])")
    expect(page.locator("[data-net-text]")).to_contain_text("2 waiting")
    assert phone.scan(door.codes[1]) == "repeat"
    expect(page.locator(".v-facts")).to_contain_text("Gate 1")
    assert phone.scan("DWC26-0000-1") == "invalid"
    assert phone.scan("https://example.org/ticket") == "invalid"

    phone.goes(offline=False)
    phone.waits_for_nothing()
    shown = [(result, said) for _nonce, result, said in door.scans()]
    assert shown == [
        ("admitted", None),
        ("admitted", "admitted"),
        ("admitted", "admitted"),
        ("repeat", "repeat"),
        ("invalid", "invalid"),
        ("invalid", "invalid"),
    ]
    phone.go("tray") if page.locator("[data-nav]").is_visible() else page.locator(
        "[data-next]"
    ).click()
    phone.go("tray")
    expect(page.locator("[data-tray-open]")).to_have_text("0")
    phone.person.looks()


@pytest.mark.long
def test_what_there_is_to_do_is_told_with_and_without_a_network(door, people):
    """The tag was given after the phone had its people: the next sync brings it."""
    name = LocalizedText("우수아 (모의)", "Woo Sua (mock)")
    number = door.act(lambda edition: make_person(edition, name=name, receiver="en").number)
    phone = Phone(door, people("en", PHONE), name="to do")
    page = phone.page
    wanted = select(Registration).where(Registration.number == number)
    door.act(lambda _edition: honour(db.session.scalars(wanted).one()))
    phone.open()
    lines = page.locator("[data-verdict-parts] .v-todo li")
    said = ["Tell protocol", "Interpretation into English"]
    phone.goes(offline=True)
    assert phone.scan(number) == "admitted-offline"
    expect(lines).to_contain_text(said)
    expect(page.locator(".v-todo h2:visible")).to_have_text("2 things to do")
    phone.person.looks()
    page.locator("[data-undo]").click()
    phone.goes(offline=False)
    phone.waits_for_nothing()
    assert phone.scan(number) == "attention"
    expect(lines).to_contain_text(said)
    phone.person.looks()


@pytest.mark.long
def test_badges_of_nobody_are_practised_with_and_count_nowhere(door, phone):
    page = phone.page
    known = door.scans()

    def begin(edition):
        (target, *_others) = list_lists(edition)
        choose_practice(edition, [target.id], [])
        return [one.person.number for one in list_made_up(edition).values()]

    numbers = door.act(begin)
    phone.open()
    expect(page.locator("[data-practice]")).to_contain_text("연습 · Practice")
    phone.goes(offline=True)
    assert phone.scan(numbers[0]) == "admitted-offline"
    expect(page.locator(".v-name")).to_contain_text("Practice badge 1")
    assert phone.scan(numbers[3]) == "admitted-offline"
    expect(page.locator("[data-verdict-parts] .v-todo li")).to_have_count(2)
    assert phone.scan(numbers[5]) == "revoked"
    phone.person.looks()
    phone.goes(offline=False)
    phone.waits_for_nothing()
    assert door.scans() == known
    door.act(lambda edition: choose_practice(edition, [], []))
    phone.open()
    expect(page.locator("[data-practice]")).to_be_hidden()
    assert phone.scan(numbers[1]) == "unknown"


@pytest.mark.long
def test_people_are_found_by_name_initials_city_and_number(door, people):
    """In either script; and the counts below the camera follow what is done."""

    def come_from(edition):
        city = make_city(name=LocalizedText("쉐프샤우엔", "Chefchaouen"))
        name = LocalizedText("박두리 (시험)", "Park Duri (trial)")
        return make_person(edition, name=name, city=city).number

    number = door.act(come_from)
    phone = Phone(door, people("en", PHONE), name="finds")
    page = phone.page
    here, to_come = page.locator("b[data-here]"), page.locator("b[data-missing]")
    count, expected = int(here.inner_text()), int(to_come.inner_text())
    phone.go("find")
    asked = {"ㅂㄷㄹ": 2, "두리": 2, "park d": 2, "쉐프": 1, "chef": 1, number: 1, "zzz": 0}
    for query, found in asked.items():
        page.locator("[data-search]").fill(query)
        expect(page.locator("[data-found-count]")).to_have_text(f"{found} found")
    page.locator("[data-search]").fill(number.lower().replace("-", ""))
    expect(page.locator("[data-found-count]")).to_have_text("1 found")
    phone.person.looks()
    page.locator("[data-found] button").first.click()
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "admitted")
    page.locator("[data-next]").click()
    expect(here).to_have_text(str(count + 1))
    expect(to_come).to_have_text(str(expected - 1))
    page.locator("[data-undo-last]").click()
    expect(here).to_have_text(str(count))
    expect(to_come).to_have_text(str(expected))


@pytest.mark.long
def test_whoever_is_found_is_let_in_and_taken_back(door, phone):
    page = phone.page
    phone.go("find")
    page.locator("[data-search]").fill("ㅂㄷㄹ")
    phone.person.looks()
    phone.goes(offline=True)
    page.locator("[data-found] button").first.click()
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "admitted-offline")
    page.locator("[data-undo]").click()
    expect(page.locator("[data-last-note]")).to_contain_text("taken back")
    assert phone.scan(door.codes[3]) == "admitted-offline"
    phone.goes(offline=False)
    phone.waits_for_nothing()
    assert [result for _nonce, result, _said in door.scans()[-2:]] == ["admitted", "admitted"]


@pytest.mark.long
def test_two_devices_that_admit_one_badge_offline_are_a_conflict(door, people):
    phones = [Phone(door, people("en", PHONE), name=name) for name in ("left", "right")]
    for one in phones:
        one.goes(offline=True)
        assert one.scan(door.codes[4]) == "admitted-offline"
    phones[0].goes(offline=False)
    phones[0].waits_for_nothing()
    phones[1].goes(offline=False)
    phones[1].waits_for_nothing()
    page = phones[1].page
    page.locator("[data-next]").click()
    phones[1].go("tray")
    row = page.locator(".tray-bad")
    expect(row).to_contain_text("Lee Sejji (trial)")
    expect(row).to_contain_text("left")
    phones[1].person.looks()
    conflicts = door.act(list_conflicts)
    assert [(one.device, one.first.device) for one in conflicts] == [("right", "left")]
    row.locator("[data-decide=in]").click()
    expect(page.locator(".tray-bad")).to_have_count(0)


@pytest.mark.long
def test_what_waits_outlives_a_revoked_device(door, people):
    phone = Phone(door, people("en", PHONE), name="lost")
    phone.goes(offline=True)
    assert phone.scan(door.codes[5]) == "admitted-offline"
    door.act(
        lambda _edition: revoke_device(
            db.session.scalars(select(Device).where(Device.name == "lost")).one()
        )
    )
    phone.goes(offline=False)
    expect(phone.page.locator("[data-trouble=revoked]")).to_be_visible()
    phone.page.wait_for_function("() => usher.roster.people.size === 0")
    kept = phone.page.evaluate(
        """() => new Promise((resolve) => {
          const asked = indexedDB.open("usher");
          asked.onsuccess = () => {
            const all = asked.result.transaction("buckets").objectStore("buckets").count();
            all.onsuccess = () => resolve(all.result);
          };
        })"""
    )
    assert kept == 0
    causes = [one.cause for one in door.act(list_conflicts) if one.device == "lost"]
    assert causes == ["revoked"]


# ---------------------------------------------------------------- the camera


def picture_of(pdf: bytes, *, tilt: float = 0, light: float = 1.0, size: float = 1.0) -> bytes:
    """Return what a camera sees of a badge of the real PDF."""
    page = pypdfium2.PdfDocument(pdf)[0]
    badge = page.render(scale=VIDEO[1] / page.get_height() * size).to_pil().convert("L")
    turned = badge.rotate(tilt, expand=True, fillcolor=90, resample=Image.Resampling.BICUBIC)
    picture = Image.new("L", VIDEO, 90)
    picture.paste(turned, ((VIDEO[0] - turned.width) // 2, (VIDEO[1] - turned.height) // 2))
    return ImageEnhance.Brightness(picture).enhance(light).tobytes()


@pytest.mark.parametrize(
    "look",
    [
        {},
        pytest.param({"tilt": 24}, marks=pytest.mark.long),
        pytest.param({"light": 0.35}, marks=pytest.mark.long),
        pytest.param({"size": 0.75, "tilt": -8}, marks=pytest.mark.long),
    ],
    ids=["plain", "tilted", "dim", "small"],
)
def test_a_badge_of_the_real_pdf_is_read_by_the_camera(door, browser, tmp_path, look):
    video = tmp_path / "badge.y4m"
    film(video, VIDEO, picture_of(door.pdfs[0], **look), times=15)
    with seeing(browser, door, video) as phone:
        page = phone.page
        page.wait_for_function("() => usher.measured.length > 0", timeout=15_000)
        assert phone.verdict() in {"admitted", "repeat"}
        expect(page.locator(".v-name")).to_contain_text("Hong Gildong (trial)")
        assert page.evaluate("usher.measured.length") == 1
