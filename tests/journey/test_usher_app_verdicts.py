"""Every verdict on the narrowest phone: in its own words and colours, whole, and read aloud."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from forum.checkin.types import Mode
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.registration.models import Registration
from forum.registration.types import RegistrationState
from forum.tokens.rules import badge_number
from tests.conftest import NOW
from tests.factories.checkin import code_of, honour, make_list, make_person
from tests.journey.conftest import PHONE
from tests.journey.test_usher_app_codes import wrong_codes
from tests.journey.usher import Door, Phone

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOUR = timedelta(hours=1)
LONGEST = LocalizedText(
    "제갈하윤서연 폰 무스터베르크-위버프뤼풍스베아우프트라크테 (시험)",
    "Maria-Theresia von Musterberg-Überprüfungsbeauftragtenstellvertreterin (trial)",
)
OFFICE = LocalizedText(
    "서울특별시 경제실 일자리정책과 국제노동협력 전담 시험 기관",
    "Trial Department for International Labour Co-operation and Decent Work, Economic Bureau",
)
RECEIVERS = LocalizedText("동시통역 수신기", "Interpretation receivers")
PEOPLE: dict[str, dict[str, Any]] = {
    "first": {},
    "long": {"name": LONGEST, "affiliation": OFFICE},
    "busy": {
        "name": LONGEST,
        "affiliation": OFFICE,
        "category": "delegate",
        "receiver": "en",
        "honoured": True,
    },
    "gone": {"state": RegistrationState.CANCELLED},
    "open": {"state": RegistrationState.PENDING},
    "one day": {"days": 1},
    "borrower": {},
    "nobody lent": {},
    "late": {"name": LONGEST, "affiliation": OFFICE},
    "late honoured": {"receiver": "ko", "honoured": True},
}
ONLINE = (  # picture, list, direction, whose badge, verdict
    ("admitted", "day", "in", "first", "admitted"),
    ("admitted-long", "day", "in", "long", "admitted"),
    ("attention", "day", "in", "busy", "attention"),
    ("revoked", "day", "in", "gone", "revoked"),
    ("not-confirmed", "day", "in", "open", "not_allowed"),
    ("invalid", "day", "in", "foreign", "invalid"),
    ("tampered", "day", "in", "of an old key", "invalid"),
    ("number", "day", "in", "wrong number", "invalid"),
    ("unknown", "day", "in", "number of nobody", "unknown"),
    ("wrong-edition", "day", "in", "of another forum", "wrong_edition"),
    ("repeat", "day", "in", "first", "repeat"),
    ("repeat-long", "day", "in", "long", "repeat"),
    ("left", "day", "out", "first", "left"),
    ("left-before", "day", "out", "first", "left-before"),
    ("category", "press", "in", "long", "not_allowed"),
    ("seat", "seat", "in", "long", "not_allowed"),
    ("early", "early", "in", "long", "not_now"),
    ("late", "late", "in", "long", "not_now"),
    ("day", "tomorrow", "in", "one day", "not_allowed"),
    ("handed-out", "loan", "in", "borrower", "handed-out"),
    ("lent", "loan", "in", "borrower", "lent"),
    ("returned", "loan", "out", "borrower", "returned"),
    ("not-lent", "loan", "out", "nobody lent", "not-lent"),
)
OFFLINE = (
    ("offline", "day", "in", "late", "admitted-offline"),
    ("offline-attention", "day", "in", "late honoured", "admitted-offline"),
    ("offline-repeat", "day", "in", "late", "repeat"),
    ("offline-revoked", "day", "in", "gone", "revoked"),
    ("offline-invalid", "day", "in", "foreign", "invalid"),
)
CUT = """() => [...document.querySelectorAll("[data-screen=verdict] *")]
  .filter((one) => one.offsetParent && one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).display !== "inline" && !one.closest("svg, .vh"))
  .map((one) => one.className || one.tagName)"""
IN_SIGHT = """(selector) => {
  const shown = document.createRange();
  shown.selectNodeContents(document.querySelector(selector).firstChild);
  const { top, bottom } = shown.getBoundingClientRect();
  const foot = document.querySelector(".v-foot").getBoundingClientRect();
  return top >= 0 && bottom <= foot.top + 1 && foot.bottom <= innerHeight + 1;
}"""


@dataclass
class Gate:
    """A phone at the door, and the lists by what they are good for."""

    door: Door
    phone: Phone = field(init=False)
    lists: dict[str, int] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        return self.phone.page

    def prepare(self) -> None:
        def make(edition: Edition) -> dict[str, int]:
            tomorrow = date(2026, 11, 21)
            return {
                "day": make_list(edition, name=LocalizedText("첫날", "First day")).id,
                "loan": make_list(edition, name=RECEIVERS, mode=Mode.LOAN).id,
                "press": make_list(edition, categories=("press",)).id,
                "seat": make_list(edition, seat="nothing that there is").id,
                "tomorrow": make_list(edition, on=tomorrow).id,
                "early": make_list(edition, opens_at=NOW + 20 * HOUR).id,
                "late": make_list(edition, closes_at=NOW - HOUR).id,
            }

        self.lists = self.door.act(make)

    def person(self, **values: Any) -> str:
        """Return the code of somebody new."""
        days = values.pop("days", None)
        is_honoured = values.pop("honoured", False)

        def make(edition: Edition) -> str:
            made: Registration = make_person(edition, **values)
            if is_honoured:
                honour(made)
            return code_of(made, **({} if days is None else {"days": days}))

        return str(self.door.act(make))

    def on(self, key: str, direction: str = "in") -> None:
        if self.page.locator("[data-next]").is_visible():
            self.page.locator("[data-next]").click()
        self.phone.go("lists")
        self.page.locator(f"[data-list='{self.lists[key]}']").click()
        self.page.locator(f"[data-direction={direction}]").click()

    def sees(self, name: str, verdict: str, code: str, folder: Any) -> None:
        """Scan, and hold what is on the screen to the rules."""
        page = self.page
        assert self.phone.scan(code) == verdict, name
        expect(page.locator("[data-said]")).not_to_be_empty()
        page.screenshot(path=folder / f"{name}.png")
        assert page.evaluate(CUT) == [], name
        assert page.evaluate(IN_SIGHT, "[data-verdict-word]"), name
        if page.locator(".v-name").count():
            assert page.evaluate(IN_SIGHT, ".v-name"), name
        self.phone.person.is_accessible(page)
        is_in = verdict.startswith(("admitted", "attention", "handed", "returned"))
        assert page.locator("[data-undo]").is_visible() == (is_in or verdict == "left")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_verdict_is_whole_on_the_narrowest_phone(door, people, tmp_path, language):
    gate = Gate(door)
    gate.prepare()
    codes = {name: gate.person(**values) for name, values in PEOPLE.items()}
    codes |= {name: code for name, (code, _answer) in wrong_codes(door).items()}
    codes |= {
        "wrong number": "DWC26-0000-1",
        "number of nobody": badge_number("dwc-2026", 9999),
    }
    # Enrolled last: to the server's clock, which runs, the people made by a test are long there.
    phone = gate.phone = Phone(
        door, people(language, PHONE), name=f"small {language}", language=language
    )
    for name, key, direction, whose, verdict in ONLINE:
        gate.on(key, direction)
        gate.sees(name, verdict, codes[whose], tmp_path)
    phone.goes(offline=True)
    for name, key, direction, whose, verdict in OFFLINE:
        gate.on(key, direction)
        gate.sees(name, verdict, codes[whose], tmp_path)
