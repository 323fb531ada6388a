"""A device at the signing table, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from forum.core.db import db
from forum.declaration.models import Mandate
from forum.declaration.table.services import open_table
from forum.declaration.table.types import TABLE_LASTS, Shown
from tests.journey.conftest import DESK, House, Person
from tests.journey.delegation import Delegation

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def delegation(house: House) -> Iterator[Delegation]:
    """Return a forum with a declaration that one city is asked to sign, served."""
    house.command("database", "upgrade")
    made = Delegation(house)
    made.begin(1)
    with house.serving():
        yield made


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_that_is_left_untouched_leaves_the_screen_without_a_network(
    people: Callable[..., Person], delegation: Delegation, language: str
) -> None:
    secret = delegation.act(
        lambda: open_table(db.session.get_one(Mandate, delegation.mandates[0]), Shown.KNOWN, "A")
    )
    device = people(language, DESK)
    device.context.add_cookies(
        [{"name": "forum_link_declaration_table", "value": secret, "url": device.url}]
    )
    page = device.page
    page.clock.install()
    device.goes_to(f"/{language}/table")
    expect(page.locator("main")).to_contain_text("Gildong" if language == "en" else "홍길동")
    device.context.set_offline(True)
    page.clock.run_for((int(TABLE_LASTS.total_seconds()) - 60) * 1000)
    expect(page.locator(".articles")).to_be_visible()
    page.clock.run_for(61_000)
    expect(page.locator(".articles")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("Gildong")
    expect(page.locator("main h1")).to_be_visible()
    device.looks()
