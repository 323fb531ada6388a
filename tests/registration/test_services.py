"""Registering, cancelling and links, on both databases."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.kept import detached
from forum.core.links import CapabilityLink, find_link
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.types import EditionState
from forum.registration import errors, services
from forum.registration.exports import badge_token
from forum.registration.models import (
    ConsentGiven,
    ConsentNotice,
    Draft,
    Limit,
    Registration,
    Seat,
    SensitiveNeed,
)
from forum.registration.queries import find_category, list_notices
from forum.registration.rules import shown_hash
from forum.registration.types import (
    Attend,
    Confirm,
    FilledStep,
    Needs,
    RegistrationState,
    SensitiveDetails,
    Source,
    Step,
    WayIn,
    You,
)
from tests.factories.editions import make_city, make_edition
from tests.factories.registration import (
    CLOSES,
    HUNGRY,
    NAME,
    OPENS,
    details_of,
    make_category,
    make_notice,
    make_open_edition,
    make_registration,
)

pytestmark = pytest.mark.both_databases


def register(edition, *, source=Source.SELF, **changes):
    return services.register_details(edition, details_of(**changes), source=source)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def recount() -> None:
    """Compare what every limit says with the seats that registrations hold."""
    held = Counter(db.session.scalars(select(Seat.limit_id)))
    for limit in db.session.scalars(select(Limit)):
        assert limit.taken == held[limit.id], limit.key


# ------------------------------------------------------------------ registering


def test_register_writes_person_seats_consents_and_mail_together(app):
    city = make_city(key="hamburg")
    edition = make_open_edition(slug="dwc-2026", seats={"hall": 2, "tour": 1})
    made = register(
        edition,
        city="hamburg",
        country="de",
        phone="+49 40 428310",
        sessions=("tour", "hall"),
        sensitive=HUNGRY,
        consents={"privacy": True, "sensitive": True, "photos": False},
    )
    db.session.commit()
    assert (made.serial, made.number[:5], made.state) == (1, "DWC26", RegistrationState.CONFIRMED)
    assert (made.city, made.country, made.phone) == (city, "DE", "+4940428310")
    assert made.confirmed_at == clock.now()
    assert {limit.key: limit.taken for limit in db.session.scalars(select(Limit))} == {
        "category:citizen": 1,
        "session:hall": 1,
        "session:tour": 1,
    }
    recount()
    given = {row.key: (row.given, row.version) for row in made.consents}
    assert given == {"privacy": (True, 1), "sensitive": (True, 1), "photos": (False, 1)}
    hashes = {row.key: row.sha256 for row in db.session.scalars(select(ConsentNotice))}
    assert {row.key: row.sha256 for row in made.consents} == hashes
    assert db.session.scalars(select(SensitiveNeed)).one().diet_note == "땅콩 알레르기"
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert (mail.cause, mail.about_id) == ("registration.confirmed", made.id)
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert actions.count("registration.confirmed") == 1


def test_register_undone_leaves_no_mail_and_no_seat(app):
    edition = make_open_edition()
    register(edition)
    db.session.rollback()
    assert count(Registration) == count(OutgoingMail) == count(CapabilityLink) == 0
    recount()


def test_serials_count_up_within_an_edition(app):
    one, other = make_open_edition(slug="one"), make_open_edition(slug="two")
    assert [register(one).serial, register(other).serial, register(one).serial] == [1, 1, 2]


def test_register_refuses_when_the_category_is_full(app):
    edition = make_open_edition(categories=(make_category(capacity=1),))
    make_registration(edition)
    with pytest.raises(errors.CategoryFullError) as refused:
        register(edition)
    assert "구분 citizen" in refused.value.sentence()
    assert count(Registration) == 1


def test_register_refuses_when_a_session_is_full(app):
    edition = make_open_edition(seats={"tour": 1, "hall": 5})
    make_registration(edition, sessions=("tour",))
    with pytest.raises(errors.SessionFullError):
        register(edition, sessions=("hall", "tour"))
    db.session.rollback()
    assert {limit.key: limit.taken for limit in db.session.scalars(select(Limit))} == {
        "category:citizen": 1,
        "session:hall": 0,
        "session:tour": 1,
    }


def test_a_category_can_have_fewer_seats_in_a_session_than_the_session_has(app):
    categories = (make_category(), make_category("press", number=4))
    edition = make_open_edition(categories=categories, seats={"hall": 300})
    press = find_category(edition, "press")
    services.set_capacity(edition, 1, category=press, session="hall")
    register(edition, category="press", sessions=("hall",))
    register(edition, category="citizen", sessions=("hall",))
    with pytest.raises(errors.SessionFullError):
        register(edition, category="press", sessions=("hall",))
    recount()


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        (OPENS - timedelta(seconds=1), errors.RegistrationNotOpenError),
        (CLOSES, errors.RegistrationClosedError),
    ],
)
def test_register_refuses_outside_the_period(app, moments, moment, error):
    edition = make_open_edition()
    with moments(moment), pytest.raises(error):
        register(edition)


def test_organisers_register_people_while_it_is_closed_to_others(app, moments):
    edition = make_open_edition(categories=(make_category(way_in=WayIn.INVITATION),))
    with moments(CLOSES):
        assert register(edition, source=Source.ON_BEHALF).is_confirmed


def test_nobody_registers_for_an_archived_edition(app):
    edition = make_open_edition()
    edition.state = EditionState.ARCHIVED
    with pytest.raises(errors.RegistrationClosedError):
        register(edition, source=Source.API)


def test_nobody_registers_where_nothing_was_opened(app):
    with pytest.raises(errors.RegistrationNotOfferedError):
        register(make_edition())


def test_register_refuses_what_is_not_offered(app):
    edition = make_open_edition(
        categories=(make_category(), make_category("staff", number=5, way_in=WayIn.INVITATION)),
        seats={"hall": 5},
    )
    for changes, error in (
        ({"category": "nobody"}, errors.CategoryNotFoundError),
        ({"category": "staff"}, errors.CategoryByInvitationError),
        ({"sessions": ("opening",)}, errors.SessionNotOfferedError),
        ({"sessions": ("nothing",)}, errors.SessionNotOfferedError),
        ({"city": "atlantis"}, errors.CityUnknownError),
        ({"country": "XX"}, errors.CountryUnknownError),
        ({"consents": {}}, errors.ConsentMissingError),
        ({"consents": {"privacy": False}}, errors.ConsentMissingError),
        ({"sensitive": HUNGRY}, errors.SensitiveConsentMissingError),
        ({"name": LocalizedText()}, errors.NameMissingError),
        ({"email": "gildong"}, errors.EmailInvalidError),
    ):
        with pytest.raises(error):
            register(edition, **changes)
    assert count(Registration) == 0


def test_a_closed_category_refuses_though_others_are_open(app):
    edition = make_open_edition()
    category = find_category(edition, "citizen")
    category.closes_at = clock.now() - timedelta(minutes=1)
    with pytest.raises(errors.CategoryClosedError):
        register(edition)


def test_a_session_by_invitation_is_for_invited_categories(app):
    edition = make_open_edition(
        categories=(make_category(), make_category("delegate", number=0, is_invited=True)),
        seats={"tour": 5},
        invited=("tour",),
    )
    with pytest.raises(errors.SessionByInvitationError):
        register(edition, sessions=("tour",))
    assert register(edition, category="delegate", sessions=("tour",)).session_keys == ("tour",)


def test_an_address_holds_one_registration_whatever_its_case(app):
    edition = make_open_edition()
    first = make_registration(edition, email="Gildong@Example.org")
    with pytest.raises(errors.AlreadyRegisteredError) as refused:
        register(edition, email="gildong@example.ORG", source=Source.API)
    assert first.number in refused.value.sentence()


def test_the_database_itself_refuses_a_second_registration_of_an_address(app):
    edition = make_open_edition()
    first = make_registration(edition)
    other = make_registration(edition)
    other.email_key = first.email_key
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_database_itself_refuses_more_than_the_capacity(app):
    edition = make_open_edition(seats={"tour": 1})
    limit = db.session.scalars(select(Limit).where(Limit.session_key == "tour")).one()
    limit.taken = 2
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert edition.id


# ------------------------------------------------------------------ drafts


def _fill(edition, *, email="gildong@example.org", token=None, **you):
    def save(step, answers, token):
        filled = FilledStep(step=step, typed={}, answers=answers)
        return services.save_step(edition, token, filled, language="ko")

    token = save(Step.YOU, You(category="citizen", name=NAME, email=email, **you), token)
    save(Step.ATTEND, Attend(sessions=("hall",)), token)
    save(Step.NEEDS, Needs(), token)
    db.session.commit()
    return token


def _confirm(edition, **consents):
    shown = shown_hash(notice.sha256 for notice in list_notices(edition))
    return Confirm(consents={"privacy": True, **consents}, shown=shown)


def test_a_draft_submitted_twice_is_one_registration(app):
    edition = make_open_edition()
    token = _fill(edition)
    confirm = _confirm(edition)
    first = services.submit_draft(edition, token, confirm, "ko")
    db.session.commit()
    second = services.submit_draft(edition, token, confirm, "ko")
    db.session.commit()
    assert first.id == second.id
    assert (count(Registration), count(OutgoingMail)) == (1, 1)


def test_a_draft_forgets_the_answers_once_it_is_a_registration(app):
    edition = make_open_edition()
    token = _fill(edition, phone="+821012345678")
    services.submit_draft(edition, token, _confirm(edition), "ko")
    assert db.session.scalars(select(Draft)).one().answers == {
        "email": "gildong@example.org",
        "state": "confirmed",
        "places": {},
    }


def test_the_token_of_a_draft_is_stored_hashed(app):
    edition = make_open_edition()
    token = _fill(edition)
    assert token not in db.session.scalars(select(Draft)).one().token_hash


def test_a_known_address_is_told_by_mail_and_nothing_is_changed(app):
    edition = make_open_edition()
    first = make_registration(edition, email="gildong@example.org")
    token = _fill(edition)
    again = services.submit_draft(edition, token, _confirm(edition), "ko")
    db.session.commit()
    assert again.id == first.id
    causes = db.session.scalars(select(OutgoingMail.cause).order_by(OutgoingMail.id)).all()
    assert causes == ["registration.confirmed", "registration.repeated"]
    recount()


def test_nobody_can_fill_a_mailbox_by_registering_its_address_again_and_again(app):
    edition = make_open_edition()
    make_registration(edition, email="gildong@example.org")
    for _time in range(3):
        services.submit_draft(edition, _fill(edition), _confirm(edition), "ko")
        db.session.commit()
    assert count(OutgoingMail) == 2


def test_submit_refuses_without_a_draft_or_with_a_step_missing(app, moments):
    edition = make_open_edition()
    confirm = _confirm(edition)
    with pytest.raises(errors.DraftMissingError):
        services.submit_draft(edition, None, confirm, "ko")
    with pytest.raises(errors.DraftMissingError):
        services.submit_draft(edition, "made-up", confirm, "ko")
    filled = FilledStep(step=Step.ATTEND, typed={}, answers=Attend())
    token = services.save_step(edition, None, filled, language="ko")
    with pytest.raises(errors.StepsMissingError):
        services.submit_draft(edition, token, confirm, "ko")
    token = _fill(edition)
    with moments(clock.now() + timedelta(days=7)), pytest.raises(errors.DraftMissingError):
        services.submit_draft(edition, token, confirm, "ko")


def test_of_two_tabs_that_save_at_once_neither_step_is_lost(app):
    edition = make_open_edition()
    token = services.save_step(
        edition, None, FilledStep(step=Step.YOU, typed={"a": ["1"]}), language="ko"
    )
    db.session.commit()
    seen = detached(db.session.scalars(select(Draft)))[0]
    for step in (Step.ATTEND, Step.NEEDS):  # both tabs were opened before either saved
        filled = FilledStep(step=step, typed={"b": ["2"]})
        assert services.save_step(edition, token, filled, language="ko", seen=seen) == token
        db.session.commit()
    draft = db.session.scalars(select(Draft)).one()
    assert set(draft.answers) == {Step.YOU, Step.ATTEND, Step.NEEDS}


def test_a_tab_that_saves_after_somebody_chose_to_wait_loses_no_wait(app):
    edition = make_open_edition()
    token = _fill(edition)
    db.session.commit()
    seen = detached(db.session.scalars(select(Draft)))[0]
    services.wait_for(edition, token, "session:hall")
    db.session.commit()
    filled = FilledStep(step=Step.NEEDS, typed={})
    services.save_step(edition, token, filled, language="ko", seen=seen)
    db.session.commit()
    draft = db.session.scalars(select(Draft).execution_options(populate_existing=True)).one()
    assert draft.answers[Step.ATTEND]["means"]["waits"] == ["hall"]


def test_a_tab_that_saves_after_registering_begins_another_draft(app):
    edition = make_open_edition()
    token = _fill(edition)
    db.session.commit()
    seen = detached(db.session.scalars(select(Draft)))[0]
    services.submit_draft(edition, token, _confirm(edition), "ko")
    db.session.commit()
    filled = FilledStep(step=Step.NEEDS, typed={})
    assert services.save_step(edition, token, filled, language="ko", seen=seen) != token


def test_a_draft_of_one_edition_is_none_of_another(app):
    one, other = make_open_edition(slug="one"), make_open_edition(slug="two")
    token = _fill(one)
    with pytest.raises(errors.DraftMissingError):
        services.submit_draft(other, token, _confirm(other), "ko")


def test_submit_refuses_notices_that_were_not_the_ones_shown(app):
    edition = make_open_edition()
    token, confirm = _fill(edition), _confirm(edition)
    services.write_notices(
        edition,
        [make_notice("privacy", required=True, purpose="등록과 설문"), make_notice("photos")],
    )
    with pytest.raises(errors.ConsentChangedError):
        services.submit_draft(edition, token, confirm, "ko")
    made = services.submit_draft(edition, token, _confirm(edition), "ko")
    assert {row.key: row.version for row in made.consents}["privacy"] == 2


# ------------------------------------------------------------------ afterwards


def test_cancel_frees_the_seats_and_takes_the_calendar_entry_back(app):
    edition = make_open_edition(categories=(make_category(capacity=1),), seats={"tour": 1})
    made = make_registration(
        edition,
        email="gildong@example.org",
        sessions=("tour",),
        sensitive=HUNGRY,
        consents={"privacy": True, "sensitive": True},
    )
    services.cancel(made, "일정이 겹침")
    db.session.commit()
    assert made.state is RegistrationState.CANCELLED
    assert (made.calendar_sequence, made.cancel_reason) == (1, "일정이 겹침")
    assert count(Seat) == count(SensitiveNeed) == 0
    recount()
    mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail.cause == "registration.cancelled"
    assert make_registration(edition, email="gildong@example.org", sessions=("tour",)).serial == 2


def test_cancel_refuses_a_second_time(app):
    made = make_registration(make_open_edition())
    services.cancel(made)
    with pytest.raises(errors.AlreadyCancelledError):
        services.cancel(made)


def test_a_lost_link_goes_to_the_known_address_only(app):
    edition = make_open_edition()
    made = make_registration(edition, email="gildong@example.org")
    services.resend_link(edition, "stranger@example.org")
    services.resend_link(edition, " GILDONG@example.org ")
    services.resend_link(edition, "gildong@example.org")
    db.session.commit()
    mails = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.cause == "registration.link")
    ).all()
    assert [mail.recipient for mail in mails] == [made.email]
    secret = mails[0].text.split("/registration.view/")[1].split()[0]
    assert find_link("registration.view", secret).subject_id == made.id


def test_capacity_never_falls_below_what_is_taken(app):
    edition = make_open_edition(seats={"tour": 5})
    make_registration(edition, sessions=("tour",))
    make_registration(edition, sessions=("tour",))
    with pytest.raises(errors.CapacityBelowTakenError) as refused:
        services.set_capacity(edition, 1, session="tour")
    assert "2" in refused.value.sentence()
    services.set_capacity(edition, 2, session="tour")
    with pytest.raises(errors.SessionFullError):
        register(edition, sessions=("tour",))


def test_a_changed_notice_is_a_new_version_and_earlier_answers_keep_theirs(app):
    edition = make_open_edition()
    made = make_registration(edition)
    before = {row.key: row.sha256 for row in made.consents}
    services.write_notices(edition, [make_notice("privacy", required=True, purpose="등록과 설문")])
    services.write_notices(edition, [make_notice("privacy", required=True, purpose="등록과 설문")])
    versions = db.session.scalars(
        select(ConsentNotice.version).where(ConsentNotice.key == "privacy")
    ).all()
    assert sorted(versions) == [1, 2]
    assert {row.key: row.sha256 for row in db.session.scalars(select(ConsentGiven))} == before


def test_a_badge_can_tell_sixteen_categories_apart_and_no_more(app):
    edition = make_open_edition()
    more = [make_category(f"c{number}", number=number) for number in range(16)]
    with pytest.raises(errors.TooManyCategoriesError):
        services.write_categories(edition, more)


def test_reissuing_a_badge_changes_its_token(app):
    made = make_registration(make_open_edition(slug="dwc-2026"))
    before = badge_token(made)
    assert services.reissue_badge(made) == 1
    assert badge_token(made) != before


def test_what_is_sensitive_is_said_in_words_or_not_at_all():
    assert not SensitiveDetails()
    assert HUNGRY
