"""The trial edition as `forum demo` opens it, and the archived editions as they stay."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from forum.core.db import db
from forum.core.paths import DATA
from forum.demo.registration import prepare_trial_registration
from forum.demo.services import load_demo
from forum.editions.queries import get_edition
from forum.exchange.errors import DataFileError
from forum.programme.queries import public_agenda
from forum.registration.queries import (
    list_categories,
    list_notices,
    list_open_categories,
    list_session_limits,
    standing_of,
)
from forum.registration.types import Standing
from tests.factories.registration import make_registration


@pytest.fixture
def trial(app):
    for _loaded in load_demo():
        pass
    db.session.commit()
    return get_edition("dwc-trial")


def test_the_trial_is_open_until_the_day_before_it_begins(trial, moments):
    assert standing_of(trial) is Standing.OPEN
    begins = datetime.combine(trial.starts_on, time.min, ZoneInfo(trial.timezone))
    with moments(begins - timedelta(seconds=1)):
        assert standing_of(trial) is Standing.OPEN
    with moments(begins):
        assert standing_of(trial) is Standing.CLOSED


def test_the_trial_has_the_categories_of_the_badges(trial):
    assert [category.key for category in list_categories(trial)] == [
        "delegate",
        "speaker",
        "expert",
        "citizen",
        "press",
        "staff",
    ]
    assert [category.key for category in list_open_categories(trial)] == [
        "delegate",
        "expert",
        "citizen",
        "press",
    ]
    assert all(not category.name.missing() for category in list_categories(trial))


def test_every_session_with_seats_is_in_the_programme(trial):
    agenda = public_agenda(trial)
    limits = list_session_limits(trial)
    assert limits
    assert all(agenda.session(key) for key in limits)


def test_the_notices_are_complete_in_both_languages_and_name_their_day(trial):
    notices = list_notices(trial)
    assert [notice.key for notice in notices if notice.is_required] == ["privacy"]
    assert [notice.key for notice in notices if notice.is_sensitive] == ["sensitive"]
    for notice in notices:
        for text in (notice.title, notice.purpose, notice.items, notice.period, notice.refusal):
            assert text
            assert not text.missing()
            assert "{" not in text.ko + text.en


def test_preparing_again_changes_nothing(trial):
    make_registration(trial, sessions=("session-1",))
    before = {notice.key: notice.version for notice in list_notices(trial)}
    prepare_trial_registration(trial)
    assert {notice.key: notice.version for notice in list_notices(trial)} == before
    assert list_session_limits(trial)["session-1"].taken == 1


@pytest.mark.parametrize("slug", ["dwc-2017", "dwc-2018", "dwc-2019", "participation-2021"])
def test_archived_editions_take_nobody(trial, client, slug):
    assert standing_of(get_edition(slug)) is Standing.ARCHIVED
    page = client.page(f"/ko/{slug}/register")
    assert page.text_of("h1") == "이미 열린 포럼입니다"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_real_pages_of_the_trial_are_sound(trial, client, language):
    base = f"/{language}/dwc-trial/register"
    page = client.page(f"{base}/you")
    assert len(page.select("input[name=category]")) == 4
    data = {"category": "delegate", "name-en": "Hong Gildong (trial)", "email": "a@example.org"}
    client.submit(f"{base}/you", data | {"city": "seoul"})
    page = client.page(f"{base}/attend")
    assert not page.select("input[name=sessions][disabled]")  # delegates are invited
    client.submit(f"{base}/attend", {"sessions": ["tour", "dinner"]})
    client.submit(f"{base}/needs", {})
    done = client.submit(f"{base}/confirm", {"consent-privacy": "yes"})
    assert done.location == f"{base}/done"


def test_a_broken_data_file_names_the_place(trial, tmp_path):
    for name in ("registration.yaml", "consents.yaml"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    broken = (tmp_path / "registration.yaml").read_text(encoding="utf-8")
    broken = broken.replace("number: 3", "number: 33")
    (tmp_path / "registration.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(DataFileError) as refused:
        prepare_trial_registration(trial, tmp_path)
    assert "registration.yaml" in str(refused.value)
    assert "number" in str(refused.value)


@pytest.mark.parametrize(("language", "word"), [("ko", "매체 종류"), ("en", "Kind of media")])
def test_the_press_is_asked_for_what_it_needs(trial, client, language, word):
    page = client.page(f"/{language}/dwc-trial/register/you?category=press")
    asked = page.one(".own-group:not([disabled])")
    assert word in asked.get_text()
    assert asked.select_one("[data-question=equipment]").has_attr("disabled")
