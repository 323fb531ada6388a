"""Every page of the door and of badges, as organisers set their screens: light, dark, strong."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forum.badges.designs.rules import default_design
from forum.badges.designs.services import create_design
from forum.checkin.queries import list_lists
from forum.checkin.services.devices import enrol_device, invite_device
from forum.checkin.sync.services import take_uploads
from forum.checkin.sync.types import Upload
from forum.checkin.types import Result
from forum.core import clock
from forum.core.db import db, set_reading
from forum.editions.queries import get_edition
from forum.registration.models import Registration
from forum.registration.queries import list_confirmed
from tests.factories.checkin import honour, make_device, scan_of
from tests.journey.conftest import PHONE, House, Mouse, Person, add_owner
from tests.journey.test_whole_path import EDITION, come_in
from tests.journey.usher import Door

pytestmark = [pytest.mark.browser, pytest.mark.long]

LIGHT: dict[str, Any] = {"color_scheme": "light", "contrast": "no-preference"}
LOOKS: tuple[dict[str, Any], ...] = ({"color_scheme": "dark"}, {"contrast": "more"})
BLUEPRINTS = {"checkin_manage", "badges_manage", "badge_designs_manage", "plates_manage"}
NO_PAGES = {"checkin_manage.live"}  # a part of one


@pytest.fixture(scope="module")
def trial(house: House) -> Iterator[dict[str, int]]:
    """A trial edition with people, a device, a case to decide and a design; its ids by name."""
    house.command("database", "upgrade")
    house.command("demo", "--attendees", "12")
    with Door(house).app().app_context(), clock.stopped_at(datetime.now(UTC)):
        set_reading(value=False)
        edition = get_edition(EDITION)
        target = list_lists(edition)[0]
        people: list[Registration] = list(list_confirmed(edition))
        honour(people[0])
        devices = [make_device(edition, name=f"phone {number}") for number in (1, 2)]
        for ago, device in enumerate(devices):
            enrol_device(invite_device(device))
            at = clock.now() - timedelta(minutes=9 - ago)
            scan = scan_of(people[1].number, f"n{ago}", at, shown=Result.ADMITTED)
            take_uploads(device, [Upload(list_id=target.id, scan=scan)])
        design = create_design(edition, default_design())
        db.session.commit()
        ids = {
            "list_id": target.id,
            "device_id": devices[0].id,
            "registration_id": people[0].id,
            "design_id": design.id,
        }
    with house.serving():
        yield ids


def addresses(house: House, ids: dict[str, int]) -> list[str]:
    """Return the address of every page of these features that needs no file."""
    known: dict[str, Any] = {**ids, "edition": EDITION}
    found = []
    for rule in Door(house).app().url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and not rule.rule.endswith(".pdf")
        is_ours = rule.endpoint.partition(".")[0] in BLUEPRINTS
        if is_page and is_ours and rule.endpoint not in NO_PAGES and rule.arguments <= known.keys():
            address = rule.rule
            for name in rule.arguments:
                address = re.sub(rf"<(\w+:)?{name}>", str(known[name]), address)
            found.append(address)
    return sorted(found)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_of_the_door_is_accessible_in_every_appearance(
    people: Callable[..., Person], house: House, trial: dict[str, int], language: str
) -> None:
    person = people(language, PHONE)
    come_in(person, Mouse(person), add_owner(house, language), language)
    every = addresses(house, trial)
    assert len(every) > 20
    for address in every:
        person.goes_to(address)
        assert person.page.locator("html").get_attribute("lang") == language
        for look in LOOKS:
            person.page.emulate_media(**(LIGHT | look))
            person.is_accessible(person.page)
        person.page.emulate_media(**LIGHT)
