"""The organisers' editor of notices."""

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.permissions import Role
from forum.registration.consents import services
from forum.registration.consents.errors import (
    NoticeChangedError,
    NoticeKeyTakenError,
    NoticeUnchangedError,
)
from forum.registration.consents.queries import get_latest, list_versions
from forum.registration.models import ConsentNotice
from forum.registration.queries import list_notices
from forum.registration.services import copy_registration, write_notices
from tests.factories.accounts import make_organiser
from tests.factories.registration import (
    NOTICES,
    make_notice,
    make_open_edition,
    make_registration,
)

EDITOR = "/manage/forum/registrations/notices"
TEXTS = ("title", "purpose", "items", "period", "refusal")
FILLED = {f"{name}-{tongue}": f"{name} {tongue}" for name in TEXTS for tongue in ("ko", "en")}


@pytest.fixture
def edition(app):
    edition = make_open_edition(slug="forum")
    make_registration(edition, consents={"privacy": True, "photos": True})
    make_registration(edition)
    return edition


def test_the_list_counts_who_agreed_refused_and_withdrew(edition, client):
    make_organiser(client, Role.REGISTRAR)
    mine = make_registration(edition, consents={"privacy": True, "photos": True})
    services.withdraw_consent(mine, "photos", language="ko")
    page = client.page(EDITOR)
    row = next(row for row in page.select("tbody tr") if "photos" in row.get_text())
    assert [cell.get_text(strip=True) for cell in row.select(".num")] == ["1", "1", "1", "1"]


def test_saving_a_change_is_a_new_version_and_the_old_one_stays_readable(edition, client):
    user = make_organiser(client, Role.REGISTRAR)
    saved = client.submit(f"{EDITOR}/photos", {"purpose-en": "A white paper"}, form="form.mg-form")
    assert saved.location == f"{EDITOR}/photos"
    page = client.page(saved.location)
    folds = [fold.get_text(" ", strip=True) for fold in page.select(".fold")]
    assert len(folds) == 2
    assert "Version 2" in folds[0]
    assert user.name.en in folds[0]
    assert "A white paper" in folds[0]
    assert "Registration" in folds[1]
    assert "agreed 1, refused 1, withdrawn 0" in folds[1]
    db.session.rollback()
    assert get_latest(edition, "photos").made_by == f"user:{user.id}"


def test_the_preview_shows_both_languages_with_nothing_chosen_and_saves_nothing(edition, client):
    make_organiser(client, Role.REGISTRAR)
    shown = client.submit(
        f"{EDITOR}/photos",
        {"purpose-ko": "백서에 싣습니다"},
        form="form.mg-form",
        button="preview",
    )
    assert shown.status_code == 200
    page = client.read(shown)
    assert "백서에 싣습니다" in page.text_of("form .notice-preview > [lang=ko]")
    assert "I agree" in page.text_of("form .notice-preview > [lang=en]")
    assert "동의합니다" in page.text_of("form .notice-preview > [lang=ko]")
    assert not page.select(".notice-preview input[checked]")
    db.session.rollback()
    assert len(list_versions(edition, "photos")) == 1


def test_a_language_that_is_missing_is_refused(edition, client):
    make_organiser(client, Role.REGISTRAR)
    refused = client.submit(f"{EDITOR}/photos", {"purpose-en": ""}, form="form.mg-form")
    assert refused.status_code == 422
    assert "both languages" in client.read(refused).text_of("#errors")
    number = "900101-1234567"
    refused = client.submit(f"{EDITOR}/photos", {"items-ko": number}, form="form.mg-form")
    assert "resident registration number" in client.read(refused).text_of("#errors")


def test_who_saves_after_somebody_else_sees_it(edition, client):
    make_organiser(client, Role.REGISTRAR)
    page = client.page(f"{EDITOR}/photos")
    services.change_notice(edition, make_notice("photos", purpose="먼저"), seen=1)
    late = client.send(page, f"{EDITOR}/photos", {"purpose-ko": "나중"}, form="form.mg-form")
    assert late.status_code == 422
    assert "Somebody else has saved version 2" in client.read(late).text_of("#errors")
    again = client.send(client.read(late), "", {}, form="form.mg-form")
    assert again.status_code == 303
    db.session.rollback()
    assert get_latest(edition, "photos").purpose.ko == "나중"


def test_a_notice_is_added_moved_and_retired(edition, client):
    make_organiser(client, Role.REGISTRAR)
    added = client.submit(f"{EDITOR}/new", {"key": "press", **FILLED}, form="form.mg-form")
    assert added.location == EDITOR
    move = f"form[action='{EDITOR}/press/move']"
    client.send(client.page(EDITOR), "", {}, form=move, button="up")
    db.session.rollback()
    keys = [notice.key for notice in list_notices(edition)]
    assert keys == ["privacy", "sensitive", "press", "photos"]
    retire = f"form[action='{EDITOR}/press/retire']"
    client.send(client.page(f"{EDITOR}/press"), "", {}, form=retire)
    db.session.rollback()
    assert "press" not in [notice.key for notice in list_notices(edition)]
    assert "Retired notices" in client.page(EDITOR).text_of("main")
    assert "Saving a version asks it again" in client.page(f"{EDITOR}/press").text_of("main")


def test_a_key_is_taken_once_and_can_stand_in_an_address(edition, client):
    make_organiser(client, Role.REGISTRAR)
    for key, said in (("photos", "with this key already"), ("Bad Key", "Only small Latin")):
        refused = client.submit(f"{EDITOR}/new", {"key": key, **FILLED}, form="form.mg-form")
        assert refused.status_code == 422
        assert said in client.read(refused).text_of("#errors")


def test_who_may_only_look_has_no_editor(edition, client):
    make_organiser(client, Role.PROTOCOL)
    assert not client.page(f"{EDITOR}/photos").select("main form")
    assert not client.page(EDITOR).select("main form")
    assert client.get(f"{EDITOR}/new").status_code == 403


def test_an_edition_without_notices_says_so(client):
    make_open_edition(slug="bare", notices=())
    make_organiser(client)
    assert "Nobody is asked anything" in client.page("/manage/bare/registrations/notices").text_of(
        "main"
    )


@pytest.mark.both_databases
def test_versions_follow_one_another_also_after_retiring(edition):
    services.retire_notice(edition, "photos")
    with pytest.raises(NoticeKeyTakenError):
        services.add_notice(edition, make_notice("photos"))
    services.change_notice(edition, make_notice("photos"), seen=1)
    with pytest.raises(NoticeUnchangedError):
        services.change_notice(edition, make_notice("photos"), seen=2)
    with pytest.raises(NoticeChangedError):
        services.change_notice(edition, make_notice("photos", purpose="x"), seen=1)
    services.retire_notice(edition, "photos")
    write_notices(edition, NOTICES)
    db.session.commit()
    assert get_latest(edition, "photos").version == 3
    assert get_latest(edition, "photos").retired_at is None


def test_a_cloned_edition_asks_what_is_asked_and_not_what_is_retired(edition):
    services.retire_notice(edition, "photos")
    other = make_open_edition(slug="next", notices=())
    copy_registration(edition, other, days=365, sessions=frozenset())
    db.session.flush()
    assert [notice.key for notice in list_notices(other)] == ["privacy", "sensitive"]
    count = select(func.count()).where(ConsentNotice.edition_id == other.id)
    assert db.session.scalar(count) == 2
