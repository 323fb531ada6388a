"""The organiser in published calendars."""

import pytest
import vobject

from forum.calendar.organisers import public_organiser
from forum.core.localized import LANGUAGES, LocalizedText
from forum.core.settings import Settings
from forum.web.cache import pages

HOST = LocalizedText("서울특별시", "Seoul Metropolitan Government")


@pytest.fixture
def sender(app):
    """Set the address that mails come from, for as long as the test lasts."""
    settings: Settings = app.extensions["settings"]

    def write(text: str) -> None:
        app.extensions["settings"] = settings.model_copy(update={"mail_from": text})
        pages().clear()

    yield write
    app.extensions["settings"] = settings


def test_the_address_that_mails_come_from_is_the_organiser(sender):
    sender("Forum <forum@example.org>")

    for language in LANGUAGES:
        party = public_organiser(HOST, language)
        assert party is not None
        assert (party.name, party.email) == (HOST.in_(language), "forum@example.org")


def test_an_edition_without_a_host_takes_the_name_of_the_sender(sender):
    sender("Forum <forum@example.org>")

    party = public_organiser(LocalizedText(), "ko")

    assert party is not None
    assert party.name == "Forum"


def test_an_address_that_leads_nowhere_is_not_published(sender):
    sender("Forum <forum@localhost>")

    assert public_organiser(HOST, "ko") is None


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", ["programme.ics", "programme/session-1.ics"])
def test_published_events_name_their_organiser(client, sender, path):
    sender("Forum <forum@example.org>")
    address = f"/ko/dwc-2018/{path}"

    events = vobject.readOne(client.get(address).text).vevent_list

    assert {event.organizer.value for event in events} == {"mailto:forum@example.org"}
    assert {event.organizer.params["CN"][0] for event in events} == {"서울특별시"}
    assert client.get(address).data == client.get(address).data


@pytest.mark.usefixtures("demo")
def test_without_an_address_none_is_named(client, sender):
    sender("Forum <forum@localhost>")

    assert "ORGANIZER" not in client.get("/ko/dwc-2018/programme.ics").text
