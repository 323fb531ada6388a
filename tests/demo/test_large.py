"""The made-up edition of full size: what it holds, and that its pages stay light."""

import gzip
from datetime import date

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.paths import DIST
from forum.demo.large import SLUG, large_agenda, load_large
from forum.editions.models import Edition
from forum.exchange.files import file_of
from forum.exchange.services import import_into_draft
from forum.programme.types import AgendaCity
from tests.architecture.test_assets import packed
from tests.conftest import count_queries, fill_once
from tests.factories.editions import make_city, make_series

CITIES = (AgendaCity(key="seoul", name=LocalizedText("서울", "Seoul")),)


def test_it_has_five_days_four_hundred_sessions_and_six_hundred_people():
    agenda = large_agenda(CITIES, date(2026, 12, 1))

    assert len(agenda.days) == 5
    assert len(agenda.sessions) == 400
    assert len(agenda.speakers) == 600
    assert {held.speaker for s in agenda.sessions for held in s.roles} <= {
        speaker.key for speaker in agenda.speakers
    }
    assert agenda == large_agenda(CITIES, date(2026, 12, 1))


def test_everybody_in_it_is_marked_as_made_up():
    agenda = large_agenda(CITIES, date(2026, 12, 1))

    assert agenda.edition.trial
    assert all("시험" in s.name.ko and "trial" in s.name.en for s in agenda.speakers)


def fill():
    for _ in range(3):
        make_city()
    load_large(make_series())


@pytest.fixture
def large(app):
    fill_once(app, "large_database", fill)
    return db.session.scalars(select(Edition).where(Edition.slug == SLUG)).one()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_its_pages_stay_in_their_budget(client, language):
    """Sixty KB of HTML and styles, compressed, also where all days are asked for."""
    styles = packed("site.css") + packed("fonts.css")
    for path in ("programme", "", "now", "rooms", "programme/trial-7"):
        page = client.page(f"/{language}/{SLUG}/{path}")
        assert len(gzip.compress(page.source.encode(), 9)) + styles <= 60 * 1024, path
    assert (DIST / "manifest.json").exists()


@pytest.mark.usefixtures("large")
def test_its_agenda_shows_one_day_and_the_others_by_their_tabs(client):
    page = client.page(f"/ko/{SLUG}/programme")

    assert len(page.select(".block[data-key]")) == 80
    assert len(page.select(".days a")) == 6
    assert len(client.page(f"/ko/{SLUG}/programme?day=all").select(".block[data-key]")) == 400


@pytest.mark.usefixtures("large")
def test_its_pages_cost_no_more_statements_than_any_other(client):
    with count_queries() as first:
        client.get(f"/ko/{SLUG}/programme")
    with count_queries() as other_page:
        client.get(f"/ko/{SLUG}/programme/trial-7")

    assert len(first) <= 4
    assert len(other_page) == len(first) - 2, "the first request read the release and the menu"


@pytest.mark.long
@pytest.mark.parametrize("ending", [".xlsx", ".yaml"])
def test_taking_over_its_own_file_changes_nothing(large, ending):
    taken = import_into_draft(f"large{ending}", file_of(large, ending, draft=True))

    assert taken.summary() == f"{SLUG}: the draft says so already"
