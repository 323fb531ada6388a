"""What people write, and which sessions clash, on values alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.errors import Refusal
from forum.core.localized import LocalizedText
from forum.registration import errors, rules
from forum.registration.types import (
    Answers,
    Attend,
    Diet,
    FilledStep,
    Needs,
    SensitiveDetails,
    Step,
    You,
)
from tests.factories.programme import session_of

WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in "01012345678")  # as some keyboards type


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("010-1234-5678", "KR", "+821012345678"),
        (WIDE, "KR", "+821012345678"),
        ("+212 661-234567", "KR", "+212661234567"),
        ("0661-234567", "MA", "+212661234567"),
        ("", "KR", ""),
        ("  ", "KR", ""),
    ],
)
def test_a_phone_number_is_kept_as_e164(written, country, kept):
    assert rules.read_phone(written, country) == kept


@pytest.mark.parametrize("written", ["12", "phone", "+999 12345678", "010-1234-56789012345"])
def test_what_is_no_phone_number_is_refused(written):
    with pytest.raises(errors.PhoneInvalidError):
        rules.read_phone(written, "KR")


def test_a_phone_number_is_spelt_as_its_readers_write_it():
    assert rules.spell_phone("+821012345678", "ko") == "010-1234-5678"
    assert rules.spell_phone("+821012345678", "en") == "+82 10-1234-5678"
    assert rules.spell_phone("+212661234567", "ko").startswith("+212 ")
    assert rules.spell_phone("", "ko") == ""


@pytest.mark.parametrize(
    "email", ["", "gildong", "gildong.example.kr", "a@b", "a b@example.kr", "홍길동@example.kr"]
)
def test_what_is_no_address_is_refused(email):
    with pytest.raises(errors.EmailInvalidError):
        rules.read_email(email)


def test_an_address_in_hangul_letters_is_kept_as_mail_servers_read_it():
    assert rules.read_email("gildong@도시.한국") == "gildong@xn--hq1b79z.xn--3e0b707e"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (LocalizedText("  홍  길동 "), LocalizedText("홍 길동")),
        (LocalizedText("", "홍길동"), LocalizedText("홍길동")),
        (LocalizedText("Hong Gildong"), LocalizedText("", "Hong Gildong")),
        (LocalizedText("홍길동", "홍길동"), LocalizedText("홍길동", "홍길동")),
        (LocalizedText("金九"), LocalizedText("金九")),
        (LocalizedText("", "O\u0308zil"), LocalizedText("", "Özil")),
        (LocalizedText("", "Hong\u0000\nGildong"), LocalizedText("", "Hong Gildong")),
    ],
)
def test_a_name_is_put_where_it_belongs(written, kept):
    assert rules.read_name(written) == kept


@pytest.mark.parametrize(
    "text", ["900101-1234567", "9001011234567", "번호 900101 - 2234567 입니다", "991231–5234567"]
)
def test_a_resident_registration_number_is_never_kept(text):
    with pytest.raises(errors.ResidentNumberError):
        rules.read_note(text)


@pytest.mark.parametrize(
    "text", ["02-720-1234", "2026-12-11", "901301-1234567", "12345678901234567"]
)
def test_other_numbers_are_kept(text):
    assert rules.read_note(text) == text


def test_sessions_clash_that_lie_at_the_same_time():
    nine, half_past = session_of("nine", starts=540), session_of("half-past", starts=570)
    later = session_of("later", starts=660)
    untimed = session_of("untimed", starts=None)
    assert rules.clashes([nine, half_past, later, untimed]) == {"nine", "half-past"}
    assert rules.clashes([nine, session_of("after", starts=630)]) == frozenset()


def test_countries_begin_with_korea_and_are_named_in_both_languages():
    assert rules.countries("ko")[0] == ("KR", "대한민국")
    assert rules.countries("en")[0][0] == "KR"
    assert dict(rules.countries("en"))["MA"] == "Morocco"
    assert not {"EU", "UN", "ZZ"} & dict(rules.countries("en")).keys()


def test_people_are_found_by_initials_and_in_any_case():
    text = rules.search_text(["DWC26-0001-K", "Özil@Example.org"], LocalizedText("홍길동", "Hong"))
    for query in ("ㅎㄱㄷ", "ozil@", "dwc26-0001"):
        assert query in text


def test_a_notice_has_another_hash_when_anything_shown_changes():
    texts = {"title": {"ko": "가", "en": "a"}}
    first = rules.notice_hash(texts, required=True)
    assert first == rules.notice_hash(dict(texts), required=True)
    assert first != rules.notice_hash(texts, required=False)
    assert first != rules.notice_hash({"title": {"ko": "나", "en": "a"}}, required=True)


def test_answers_survive_being_kept_in_a_draft():
    you = You(category="citizen", name=LocalizedText("홍길동"), email="a@example.org")
    attend = Attend(sessions=("hall",))
    needs = Needs(
        receiver="en", sensitive=SensitiveDetails(diets=(Diet.HALAL,)), consents={"sensitive": True}
    )
    stored = {
        step.value: rules.write_step(FilledStep(step=step, typed={"a": ["b"]}, answers=answer))
        for step, answer in ((Step.YOU, you), (Step.ATTEND, attend), (Step.NEEDS, needs))
    }
    assert rules.read_answers(stored) == Answers(you=you, attend=attend, needs=needs)
    assert rules.read_typed(stored, Step.YOU) == {"a": ["b"]}
    assert rules.read_typed({}, Step.YOU) is None
    assert rules.read_answers({}).first_missing() is Step.YOU


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_a_name_or_is_refused_with_a_sentence(ko, en):
    try:
        name = rules.read_name(LocalizedText(ko, en))
    except Refusal:
        return
    assert name
    assert rules.read_name(name) == name
    assert rules.sort_key(name) is not None


@given(st.text(max_size=60))
def test_any_text_is_a_phone_number_or_is_refused(text):
    try:
        phone = rules.read_phone(text, "KR")
    except errors.PhoneInvalidError:
        return
    assert phone == "" or phone.startswith("+")
    assert len(phone) <= 20
