"""Giving and withdrawing one's consents by the link in the mail."""

import pytest
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.registration.consents import services
from forum.registration.consents.errors import ConsentRequiredError, NoticeNotFoundError
from forum.registration.consents.queries import count_answers, list_own_consents
from forum.registration.consents.types import Tally
from forum.registration.errors import ConsentChangedError
from forum.registration.models import ConsentGiven, Registration, SensitiveNeed
from forum.registration.services import write_notices
from tests.factories.registration import HUNGRY, NOTICES, make_notice, make_open_edition
from tests.factories.registration import make_registration as register
from tests.registration.test_self_service import open_link

MY = "/en/my/registration"


@pytest.fixture
def mine(app):
    edition = make_open_edition(slug="forum")
    consents = {"privacy": True, "sensitive": True}
    return register(edition, sensitive=HUNGRY, consents=consents)


def own(mine, key):
    db.session.expire_all()
    return {consent.notice.key: consent for consent in list_own_consents(mine)}[key]


def press(client, action, key):
    """Press the one button of a consent, as it stands on the page."""
    page = client.page(MY)
    form = f"form[action='{MY}/consents/{key}/{action}']"
    return client.send(page, MY, {}, form=form)


def test_what_was_given_is_withdrawn_by_one_button_and_without_a_code(mine, client):
    open_link(client, "en")
    assert press(client, "give", "photos").location == f"{MY}#consents"
    assert own(mine, "photos").is_given
    assert press(client, "withdraw", "photos").location == f"{MY}#consents"
    assert not own(mine, "photos").is_given
    assert [answer.given for answer in own(mine, "photos").answers] == [False, True, False]
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["consent.given", "consent.withdrawn"]


def test_withdrawing_the_sensitive_one_says_so_and_deletes_the_data_at_once(mine, client):
    open_link(client, "en")
    said = "Withdrawing deletes at once what you told us about food and help."
    assert said in client.page(MY).text_of("#consents")
    press(client, "withdraw", "sensitive")
    assert db.session.get(SensitiveNeed, mine.id) is None
    assert said not in client.page(MY).text_of("#consents")


def test_what_one_cannot_take_part_without_has_no_button(mine, client):
    open_link(client, "en")
    page = client.page(MY)
    assert not page.select("form[action$='/privacy/withdraw']")
    assert "ends when you cancel" in page.text_of("#consents")
    token = page.select("#consents form [name=csrf_token]")[0]["value"]
    answer = client.post(f"{MY}/consents/privacy/withdraw", data={"csrf_token": token})
    assert answer.status_code == 303
    assert own(mine, "privacy").is_given
    with pytest.raises(ConsentRequiredError):
        services.withdraw_consent(mine, "privacy", language="ko")


def test_withdrawing_twice_is_withdrawing_once(mine):
    for _time in range(2):
        services.withdraw_consent(mine, "sensitive", language="ko")
    assert len(own(mine, "sensitive").answers) == 2


def test_one_agrees_only_to_what_was_on_the_page(mine, client):
    open_link(client, "en")
    page = client.page(MY)
    write_notices(mine.edition, [*NOTICES[:2], make_notice("photos", purpose="백서")])
    db.session.commit()
    form = f"form[action='{MY}/consents/photos/give']"
    client.send(page, MY, {}, form=form)
    assert not own(mine, "photos").is_given
    assert press(client, "give", "photos").status_code == 303
    assert own(mine, "photos").answers[0].version == 2


def test_a_newer_version_leaves_the_answer_and_can_be_agreed_to(mine, client):
    write_notices(
        mine.edition, [NOTICES[0], make_notice("sensitive", sensitive=True, purpose="식사")]
    )
    db.session.commit()
    assert own(mine, "sensitive").notice.version == 1
    assert own(mine, "sensitive").can_be_given
    open_link(client, "en")
    text = client.page(MY).text_of("#consents")
    assert "The notice has changed since: version 2" in text
    press(client, "give", "sensitive")
    assert own(mine, "sensitive").answers[0].version == 2
    assert not own(mine, "sensitive").can_be_given
    assert db.session.get(SensitiveNeed, mine.id) is not None


def test_a_retired_notice_can_be_withdrawn_and_no_longer_given(mine):
    services.retire_notice(mine.edition, "sensitive")
    services.withdraw_consent(mine, "sensitive", language="ko")
    assert not own(mine, "sensitive").is_given
    with pytest.raises(NoticeNotFoundError):
        services.give_consent(mine, "sensitive", shown="", language="ko")
    with pytest.raises(NoticeNotFoundError):
        services.withdraw_consent(mine, "made-up", language="ko")
    with pytest.raises(ConsentChangedError):
        services.give_consent(mine, "photos", shown="another", language="ko")


@pytest.mark.both_databases
def test_answers_are_counted_by_notice_and_version(mine):
    register(mine.edition, consents={"privacy": True, "photos": True})
    services.withdraw_consent(mine, "sensitive", language="ko")
    db.session.commit()
    counts = count_answers(mine.edition)
    assert counts["privacy", 1] == Tally(agreed=2)
    assert counts["sensitive", 1] == Tally(refused=1, withdrawn=1)
    assert counts["photos", 1] == Tally(agreed=1, refused=1)
    assert counts["never", 1] == Tally()


@pytest.mark.both_databases
def test_the_text_that_was_shown_stays_with_the_answer(mine):
    write_notices(mine.edition, [make_notice("privacy", required=True, purpose="다른 목적")])
    db.session.commit()
    answer = db.session.scalar(
        select(ConsentGiven).where(
            ConsentGiven.registration_id == mine.id, ConsentGiven.key == "privacy"
        )
    )
    assert answer.notice.purpose.ko == "등록"
    assert answer.sha256 == answer.notice.sha256
    assert db.session.get_one(Registration, mine.id).is_confirmed
