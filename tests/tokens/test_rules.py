"""The badge token and the badge number."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from forum.tokens.errors import TamperedTokenError, UnreadableTokenError, WrongBadgeNumberError
from forum.tokens.rules import (
    badge_number,
    context,
    decode,
    encode,
    key_number,
    looks_like_token,
    number_prefix,
    read_badge_number,
    typed_in_latin,
)
from forum.tokens.types import BadgeKey, BadgeToken

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
RING = (BadgeKey("dwc-2018", KEY.public_key()),)
TOKEN = BadgeToken(edition="dwc-2018", serial=421, category=2, reissue=1, days=0b11)

tokens = st.builds(
    BadgeToken,
    edition=st.sampled_from(("dwc-2018", "dwc-trial", "wpf-2021")),
    serial=st.integers(0, 2**24 - 1),
    category=st.integers(0, 15),
    reissue=st.integers(0, 15),
    days=st.integers(0, 255),
)

# The two-set keyboard as a scanner meets it: what each key leaves behind.
HANGUL = dict(
    zip(
        "QWERTYUIOPASDFGHJKLZXCVBNM",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",
        strict=True,
    )
)


@given(tokens)
def test_a_token_comes_back_as_it_was(token):
    key = BadgeKey(token.edition, KEY.public_key())
    text = encode(token, KEY)
    assert len(text) == 112
    assert decode(text, [key]) == token


def test_a_token_has_stable_text_because_printed_badges_must_stay_valid():
    assert encode(TOKEN, KEY) == (
        "DMAADJJBAOYDERF3QNL2TVLQ3OSKXRE5LC2UEEQPQAWCGHOYEHFOJ36V"
        "PHT4BOOI2S2ICSH62HKUL24BOWJD55PIESI4KGOTMR25G44WTSOJ2WIA"
    )
    assert badge_number("dwc-2018", 421) == "DWC18-0421-S"


@given(tokens, st.integers(0, 111), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_any_changed_character_is_refused(token, place, character):
    text = encode(token, KEY)
    changed = text[:place] + character + text[place + 1 :]
    ring = [
        BadgeKey(edition, KEY.public_key()) for edition in ("dwc-2018", "dwc-trial", "wpf-2021")
    ]
    if changed == text:
        assert decode(changed, ring) == token
    else:
        with pytest.raises((TamperedTokenError, UnreadableTokenError)):
            decode(changed, ring)


def test_a_key_of_the_same_edition_name_but_another_house_is_refused():
    with pytest.raises(TamperedTokenError):
        decode(encode(TOKEN, OTHER), RING)


def test_a_token_does_not_pass_for_another_edition_even_under_the_same_key():
    ring = [BadgeKey("dwc-2019", KEY.public_key())]
    with pytest.raises(TamperedTokenError):
        decode(encode(TOKEN, KEY), ring)


def test_the_right_key_is_found_among_many_editions():
    ring = [BadgeKey(f"dwc-{year}", OTHER.public_key()) for year in range(1990, 2060)]
    ring.append(BadgeKey("dwc-2018", KEY.public_key()))
    assert decode(encode(TOKEN, KEY), ring) == TOKEN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "HELLO",
        "A" * 111,
        "A" * 113,
        "0" * 112,
        "1" * 112,
        "https://forum.example/v/1",
        "가" * 50,
        "É" * 112,
    ],
)
def test_other_codes_are_not_read_as_badges(text):
    assert not looks_like_token(text)
    with pytest.raises(UnreadableTokenError):
        decode(text, RING)


def test_a_token_of_a_later_version_is_told_apart_from_a_forged_one():
    later = "3" + encode(TOKEN, KEY)[1:]
    with pytest.raises(UnreadableTokenError):
        decode(later, RING)


@pytest.mark.parametrize("spoil", ["{0}\r\n", "  {0}\t", "\ufeff{0}", "{1}"])
def test_what_a_keyboard_scanner_does_to_a_token_is_undone(spoil):
    text = encode(TOKEN, KEY)
    assert decode(spoil.format(text, text.lower()), RING) == TOKEN


def test_a_token_cut_into_groups_for_reading_is_taken():
    text = encode(TOKEN, KEY)
    assert decode(" ".join(text[i : i + 8] for i in range(0, 112, 8)), RING) == TOKEN


@given(tokens)
def test_a_token_typed_on_a_korean_layout_is_taken(token):
    text = encode(token, KEY)
    key = BadgeKey(token.edition, KEY.public_key())
    assert decode("".join(HANGUL.get(character, character) for character in text), [key]) == token


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("한글", "GKSRMF"),
        ("ㅎㅏㄴ", "GKS"),
        ("값", "RKQT"),
        ("왜ㅃ", "DHOQ"),
        ("\uff21\uff42\uff11\uff12", "AB12"),
    ],
)
def test_hangul_and_wide_letters_become_the_keys_that_were_pressed(typed, meant):
    assert typed_in_latin(typed) == meant


@pytest.mark.parametrize(
    ("field", "value"), [("serial", 2**24), ("category", 16), ("reissue", -1), ("days", 256)]
)
def test_a_token_refuses_what_its_bytes_cannot_hold(field, value):
    with pytest.raises(ValueError, match=field):
        BadgeToken(edition="dwc-2018", **{"serial": 1, field: value})


def test_the_signed_context_names_the_edition_and_ends_it():
    assert context("dwc-2018") == b"forum-badge-v1\0dwc-2018\0"
    assert 0 <= key_number("dwc-2018") <= 15


@pytest.mark.parametrize(
    ("edition", "prefix"),
    [
        ("dwc-2018", "DWC18"),
        ("dwc-trial", "DWCTRIAL"),
        ("wpf-2021", "WPF21"),
        ("gsef-14", "GSEF14"),
    ],
)
def test_the_prefix_of_a_badge_number_is_short_for_the_edition(edition, prefix):
    assert number_prefix(edition) == prefix


@given(st.integers(0, 2**24 - 1), st.sampled_from(("dwc-2018", "dwc-trial", "wpf-2021")))
def test_a_badge_number_comes_back_as_it_was(serial, edition):
    number = badge_number(edition, serial)
    for typed in (number, number.lower(), number.replace("-", ""), f" {number.replace('-', ' ')} "):
        assert read_badge_number(typed, edition) == serial


def test_a_badge_number_may_be_typed_without_its_prefix_and_with_letters_for_digits():
    number = badge_number("dwc-2018", 1001)
    assert read_badge_number(number.removeprefix("DWC18-"), "dwc-2018") == 1001
    assert read_badge_number(number.replace("1001", "iOo1"), "dwc-2018") == 1001


@given(st.integers(0, 9999), st.integers(0, 3), st.integers(1, 9))
def test_a_wrong_digit_is_noticed(serial, place, more):
    prefix, digits, check = badge_number("dwc-2018", serial).split("-")
    wrong = str((int(digits[place]) + more) % 10)
    with pytest.raises(WrongBadgeNumberError):
        read_badge_number(
            f"{prefix}-{digits[:place]}{wrong}{digits[place + 1 :]}-{check}", "dwc-2018"
        )


@given(st.integers(0, 9999), st.integers(0, 2))
def test_two_digits_that_changed_places_are_noticed(serial, place):
    prefix, digits, check = badge_number("dwc-2018", serial).split("-")
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped == digits:
        return
    with pytest.raises(WrongBadgeNumberError):
        read_badge_number(f"{prefix}-{swapped}-{check}", "dwc-2018")


def test_a_number_of_another_edition_is_refused():
    with pytest.raises(WrongBadgeNumberError):
        read_badge_number(badge_number("dwc-2019", 421), "dwc-2018")
