"""Changing one's own details: in one transaction, over nothing that the page has not shown."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from forum.badges.press import is_print_outdated, list_to_print
from forum.badges.services import print_badge_of
from forum.badges.types import BadgeRequest, Which
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.types import EditionState
from forum.programme.uploads import recognise
from forum.registration import services
from forum.registration.consents.services import withdraw_consent
from forum.registration.details import rules
from forum.registration.details.errors import ColleagueKnownError, DetailsChangedError
from forum.registration.details.queries import own_details
from forum.registration.details.services import change_details, keep_own_file
from forum.registration.details.types import OwnDetails
from forum.registration.errors import (
    CityUnknownError,
    NameNotPrintableError,
    NotComingError,
    OptionFullError,
    RegistrationClosedError,
    SensitiveConsentMissingError,
)
from forum.registration.models import Limit, Registration, SensitiveNeed
from forum.registration.queries import list_matching_ids
from forum.registration.questions import services as questions
from forum.registration.questions.errors import AnswerFileGoneError, AnswerInvalidError
from forum.registration.questions.models import AnswerFile
from forum.registration.questions.types import Kind
from forum.registration.types import Diet, ListFilter, RegistrationState, SensitiveDetails, WayIn
from forum.registration.waiting.queries import list_waiting
from tests.factories.files import pdf
from tests.factories.registration import (
    HUNGRY,
    make_category,
    make_open_edition,
    make_registration,
)
from tests.registration.questions.test_rules import ask, form, options, section
from tests.registration.questions.test_services import publish
from tests.registration.test_self_service import last_mail

pytestmark = pytest.mark.both_databases

TOURS = form(section(ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=1))))


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum", seats={"hall": 10})


def marks(mine: Registration) -> dict[str, str]:
    return rules.marks_of(rules.values_of(own_details(mine)))


def change(mine: Registration, **changes: object) -> tuple[str, ...]:
    shown = marks(mine)
    fields = change_details(mine, replace(own_details(mine), **changes), shown)  # type: ignore[arg-type]
    db.session.commit()
    return fields


def taken() -> dict[str, int]:
    rows = db.session.execute(select(Limit.option_key, Limit.taken).where(Limit.option_key != ""))
    return {row.option_key: row.taken for row in rows}


def mails() -> int:
    return db.session.scalar(select(func.count(OutgoingMail.id))) or 0


def test_what_was_told_is_changed_and_the_history_says_which_fields(edition):
    mine = make_registration(edition, consents={"privacy": True, "sensitive": True})
    before = mails()
    fields = change(
        mine,
        name=LocalizedText("홍길순 (시험)", "Hong Gilsun (trial)"),
        phone="010-1234-5678",
        language="en",
        receiver="ko",
        sensitive=SensitiveDetails(diets=(Diet.VEGAN,), accessibility="휠체어"),
    )
    assert fields == ("name", "phone", "language", "receiver", "diets", "accessibility")
    assert (mine.phone, mine.language, mine.receiver) == ("+821012345678", "en", "ko")
    assert list_matching_ids(edition, ListFilter(query="Gilsun")) == [mine.id]
    assert list_matching_ids(edition, ListFilter(query="ㅎㄱㅅ")) == [mine.id]
    assert list_matching_ids(edition, ListFilter(query="홍길동")) == []
    need = db.session.scalars(select(SensitiveNeed)).one()
    assert (need.diets, need.accessibility) == (["vegan"], "휠체어")
    (entry,) = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration.details")
    )
    told = ["name", "phone", "language", "receiver", "needs"]
    assert entry.details == {"number": mine.number, "fields": told}
    assert mails() == before  # nothing that they attend has changed


def test_the_same_again_changes_nothing(edition):
    mine = make_registration(edition)
    assert change(mine) == ()
    assert not db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration.details")
    ).all()


def test_a_field_that_was_changed_elsewhere_is_not_overwritten(edition):
    mine = make_registration(edition, phone="+821011112222")
    shown, old = marks(mine), own_details(mine)
    change(mine, phone="+821033334444")
    with pytest.raises(DetailsChangedError):  # the old page has the old number, untouched
        change_details(mine, replace(old, city=""), shown)
    with pytest.raises(DetailsChangedError):
        change_details(mine, replace(old, phone="+821055556666"), shown)
    db.session.rollback()
    assert mine.phone == "+821033334444"
    # the same from both pages is no conflict, and another field of an old page can be saved
    assert change_details(mine, replace(old, phone="+821033334444"), shown) == ()


@pytest.mark.parametrize("state", [RegistrationState.CANCELLED, RegistrationState.REJECTED])
def test_who_does_not_come_changes_nothing(edition, state):
    mine = make_registration(edition)
    mine.state = state
    db.session.commit()
    with pytest.raises(NotComingError):
        change(mine, phone="+821012345678")


def test_an_archived_edition_stays_as_it_was(edition):
    mine = make_registration(edition)
    edition.state = EditionState.ARCHIVED
    db.session.commit()
    with pytest.raises(RegistrationClosedError):
        change(mine, phone="+821012345678")


def test_what_cannot_be_printed_and_cities_that_nobody_knows_are_refused(edition):
    mine = make_registration(edition)
    with pytest.raises(NameNotPrintableError):
        change(mine, name=LocalizedText("홍길동 𓀀", ""))
    with pytest.raises(CityUnknownError):
        change(mine, city="atlantis")


def test_what_is_sensitive_is_kept_only_with_consent(edition):
    mine = make_registration(
        edition, sensitive=HUNGRY, consents={"privacy": True, "sensitive": True}
    )
    wanted, shown = own_details(mine), marks(mine)
    withdraw_consent(mine, "sensitive", language="ko")
    db.session.commit()
    assert own_details(mine).sensitive is None
    # a page from before has been overtaken; one that pretends to be new is refused all the same
    with pytest.raises(DetailsChangedError):
        change_details(mine, wanted, shown)
    with pytest.raises(SensitiveConsentMissingError):
        change_details(mine, replace(wanted, sensitive=HUNGRY, phone="01012345678"), marks(mine))
    db.session.rollback()
    assert db.session.scalar(select(SensitiveNeed)) is None


def test_saying_nothing_sensitive_any_more_deletes_it(edition):
    mine = make_registration(
        edition, sensitive=HUNGRY, consents={"privacy": True, "sensitive": True}
    )
    assert change(mine, sensitive=SensitiveDetails()) == ("diet_note",)
    assert db.session.scalar(select(SensitiveNeed)) is None


def test_a_colleague_is_known_by_the_new_name(edition):
    address = "office@example.org"
    one = make_registration(edition, email=address, is_colleague=True, name=LocalizedText("김하나"))
    two = make_registration(edition, email=address, is_colleague=True, name=LocalizedText("이두리"))
    with pytest.raises(ColleagueKnownError):
        change(two, name=LocalizedText("김하나"))
    db.session.rollback()
    assert two.name.ko == "이두리"
    change(one, name=LocalizedText("박세나"))
    change(two, name=LocalizedText("김하나"))  # it is nobody's any more
    assert one.colleague_key != two.colleague_key


# ------------------------------------------------------------------ the badge


def test_a_badge_that_was_printed_before_is_said_to_be_old(edition):
    mine = make_registration(edition)
    assert not is_print_outdated(mine)  # nothing was printed
    print_badge_of(edition, mine.id)
    change(mine, phone="+821012345678")
    assert not is_print_outdated(mine)  # no badge says a number
    change(mine, affiliation=LocalizedText("서울특별시", "Seoul"))
    assert is_print_outdated(mine)
    assert list_to_print(edition, BadgeRequest(which=Which.OPEN)) == [mine]
    print_badge_of(edition, mine.id)
    assert not is_print_outdated(mine)


# ------------------------------------------------------------------ own questions


def test_an_option_with_seats_is_given_back_and_another_taken(edition):
    _form, version = publish(edition, TOURS)
    mine = make_registration(edition, answers={"tour": "palace"})
    sequence = mine.calendar_sequence
    assert taken() == {"tour/palace": 1, "tour/river": 0}
    assert change(mine, own={"tour": "river"}, form_version=version.id) == ("own-tour",)
    assert taken() == {"tour/palace": 0, "tour/river": 1}
    assert mine.wishes == [["option:tour/river"]]
    mail = last_mail()
    assert mail.cause == "registration.changed"
    assert "+ river" in mail.text
    assert "palace" in mail.text
    assert mine.calendar_sequence == sequence + 1
    assert change(mine, own={}) == ("own-tour",)
    assert taken() == {"tour/palace": 0, "tour/river": 0}


def test_a_full_option_is_refused_and_all_stays(edition):
    publish(edition, TOURS)
    make_registration(edition, answers={"tour": "river"})
    mine = make_registration(edition, answers={"tour": "palace"})
    with pytest.raises(OptionFullError):
        change(mine, own={"tour": "river"}, phone="+821012345678")
    db.session.rollback()
    assert (mine.answers, mine.phone) == ({"tour": "palace"}, "")
    assert taken() == {"tour/palace": 1, "tour/river": 1}


def test_what_is_given_back_is_offered_to_who_waits(edition):
    publish(edition, TOURS)
    mine = make_registration(edition, answers={"tour": "river"})
    other = make_registration(
        edition, answers={"tour": "river"}, waits=frozenset({"option:tour/river"})
    )
    change(mine, own={"tour": "palace"})
    (waiting,) = list_waiting(other)
    assert waiting.is_offered
    assert taken() == {"tour/palace": 1, "tour/river": 1}
    # whoever is offered a seat and wants it no more gives it back by the answer as well
    change(other, own={})
    assert list_waiting(other) == []
    assert taken() == {"tour/palace": 1, "tour/river": 0}


def test_who_is_not_let_in_yet_only_wishes(app):
    edition = make_open_edition(categories=(make_category(way_in=WayIn.APPROVAL),))
    publish(edition, TOURS)
    mine = make_registration(edition, answers={"tour": "palace"})
    assert mine.state is RegistrationState.PENDING
    change(mine, own={"tour": "river"})
    assert taken() == {"tour/palace": 0, "tour/river": 0}
    services.approve(mine)
    assert taken() == {"tour/palace": 0, "tour/river": 1}


def test_who_chose_an_option_before_it_had_seats_keeps_it(edition):
    made, _version = publish(
        edition, form(section(ask("tour", Kind.CHOICE, options=options("palace", "river"))))
    )
    mine = make_registration(edition, answers={"tour": "palace"})
    seats = options("palace", "river", capacity=0)
    counted = form(section(ask("tour", Kind.CHOICE, options=seats)))
    questions.edit_form(made, counted, revision=0)
    version = questions.publish_form(made)
    db.session.commit()
    assert change(mine, phone="+821012345678", form_version=version.id) == ("phone",)
    assert mine.answers == {"tour": "palace"}


def test_an_answer_that_is_required_now_is_asked_for(edition):
    made, _version = publish(edition, form(section(ask("desk"))))
    mine = make_registration(edition, answers={"desk": "창가"})
    stricter = form(section(ask("desk"), ask("media", is_required=True)))
    questions.edit_form(made, stricter, revision=0)
    version = questions.publish_form(made)
    db.session.commit()
    with pytest.raises(AnswerInvalidError):
        change(mine, phone="+821012345678", form_version=version.id)
    db.session.rollback()
    change(mine, own={"desk": "창가", "media": "신문"}, form_version=version.id)
    assert mine.form_version_id == version.id


def test_a_file_takes_the_place_of_the_one_before(edition):
    publish(edition, form(section(ask("pass", Kind.FILE))))
    mine = make_registration(edition)
    first = keep_own_file(mine, "pass", recognise(pdf(), "first.pdf"))
    change(mine, own={"pass": first})
    second = keep_own_file(mine, "pass", recognise(pdf(), "second.pdf"))
    stray = keep_own_file(mine, "pass", recognise(pdf(), "stray.pdf"))
    change(mine, own={"pass": second})
    kept = db.session.scalars(
        select(AnswerFile.filename).where(AnswerFile.registration_id == mine.id)
    ).all()
    assert kept == ["second.pdf"]
    other = make_registration(edition)
    for foreign in (second, stray):
        with pytest.raises(AnswerFileGoneError):
            change(other, own={"pass": foreign})
        db.session.rollback()


def test_where_nothing_is_asked_any_more_the_answers_stay(edition):
    publish(edition, form(section(ask("desk"))))
    mine = make_registration(edition, answers={"desk": "창가"})
    mine.category.form_id = None
    db.session.commit()
    assert change(mine, phone="+821012345678", own={}, form_version=None) == ("phone",)
    assert mine.answers == {"desk": "창가"}


def test_marks_are_read_as_they_were_written():
    values = rules.values_of(OwnDetails(name=LocalizedText("홍"), language="ko", country="KR"))
    written = rules.write_marks(rules.marks_of(values))
    assert rules.read_marks(written) == rules.marks_of(values)
    assert rules.read_marks("nonsense without a mark") == {}
