"""A change of the programme, from the organiser's list to the calendar of who is coming.

Once in Korean with a mouse, once in English by keyboard alone.
"""

from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar

from tests.journey.conftest import House, Keyboard, Mouse, Person, add_owner
from tests.journey.test_whole_path import (
    EDITION,
    come_in,
    main_button,
    read,
    register,
    text_of,
)

pytestmark = pytest.mark.browser

MINUTES = {"ko": 80, "en": 70}  # of session 1, which has 95
NOTES = {"ko": "세션 1이 짧아집니다.", "en": "Session 1 is shorter."}


def shorten(organiser: Person, hands: Mouse, minutes: int) -> None:
    """Write another length into the list, and wait until it is saved."""
    page = organiser.goes_to(f"/manage/{EDITION}/programme?view=list")
    base = page.locator("#session-session-1 [name=base]").input_value()
    hands.write(page.locator("#minutes-session-1"), str(minutes))
    hands.press(page.locator("#session-session-1 form[data-slot] button").first, stays=True)
    page.wait_for_function(
        "base => document.querySelector('#session-session-1 [name=base]')?.value !== base",
        arg=base,
    )


def release(organiser: Person, hands: Mouse, language: str) -> None:
    """Look at what a release changes and whom it tells, and release."""
    page = organiser.page
    hands.press(page.locator(f"main a[href^='/manage/{EDITION}/programme/release']").first)
    organiser.looks()
    hands.write(page.locator(f"[name=note-{language}]"), NOTES[language])
    despite = page.locator("[name=despite_warnings]")
    if despite.count():
        hands.choose(despite)
    hands.press(main_button(organiser))
    organiser.looks()
    assert "/releases/" in page.url


def entry_in(mail: Any) -> tuple[str, Any]:
    """Return the method and the one event of a mail's calendar file."""
    [file] = [part for part in mail.iter_attachments() if part.get_filename("").endswith(".ics")]
    calendar = Calendar.from_ical(file.get_content())
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


@pytest.mark.parametrize(
    ("language", "how"), [pytest.param("ko", Mouse, marks=pytest.mark.long), ("en", Keyboard)]
)
def test_who_comes_is_told_of_a_release_once_and_in_their_language(
    people: Callable[..., Person], opened: House, language: str, how: type[Mouse]
) -> None:
    house = opened
    visitor, organiser = people(language), people(language)
    with house.serving():
        before = len(house.mails())
        register(visitor, how(visitor), language)
        house.wait_for_mail(before + 1)
        come_in(organiser, how(organiser), add_owner(house, language), language)
        coming = {str(read(path)["To"]) for path in house.mails()} & {
            f"visitor-{each}@example.org" for each in MINUTES
        }

        before = len(house.mails())
        shorten(organiser, how(organiser), MINUTES[language])
        release(organiser, how(organiser), language)
        told = before + len(coming)
        house.wait_for_mail(told)
        visitor.goes_to(f"/{language}/{EDITION}/programme/changes")
        assert NOTES[language] in visitor.page.locator("main").inner_text()

        mails = [read(path) for path in house.mails()[before:]]
        assert len(mails) == told - before
        [mine] = [mail for mail in mails if f"visitor-{language}@" in mail["To"]]
        assert NOTES[language] in text_of(mine)
        method, event = entry_in(mine)
        assert method == "REQUEST"
        assert str(event["UID"]).startswith(f"{EDITION}.session-1@")
        assert event["SEQUENCE"] == len(coming)  # each language's way has released once
        length = event["DTEND"].dt - event["DTSTART"].dt
        assert length.total_seconds() == 60 * MINUTES[language]
