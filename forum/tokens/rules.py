r"""The badge token and the badge number: values to text and back, without any key store.

A token is 70 bytes, `payload (6) | Ed25519 signature (64)`, in base32 (RFC 4648) without
padding: 112 capital letters and digits, which a QR code of version 5, level M holds in its
alphanumeric mode, and which no keyboard scanner spoils.

| byte | 0 | 1 to 3 | 4 | 5 |
|---|---|---|---|---|
| | version 4 bits, key 4 bits | serial | category 4 bits, reissue 4 bits | days, one bit each |

The signature (RFC 8032) is over `b"forum-badge-v1\0" | edition's slug | b"\0" | payload`: a
badge of one edition is never one of another. `key` is the first nibble of the SHA-256 of the
slug, so that a verifier that knows many editions tries one or two keys.
"""

import re
import unicodedata
from base64 import b32decode, b32encode
from collections.abc import Iterable
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forum.tokens.errors import TamperedTokenError, UnreadableTokenError, WrongBadgeNumberError
from forum.tokens.types import BadgeKey, BadgeToken

VERSION = 1
CONTEXT = b"forum-badge-v1\0"
PAYLOAD_BYTES = 6
SIGNATURE_BYTES = 64
TOKEN_CHARACTERS = (PAYLOAD_BYTES + SIGNATURE_BYTES) * 8 // 5


def key_number(edition: str) -> int:
    """Return the nibble (0 to 15) by which a token points at its edition's key."""
    return sha256(edition.encode()).digest()[0] >> 4


def context(edition: str) -> bytes:
    """Return what stands before the payload in the signed bytes."""
    return CONTEXT + edition.encode() + b"\0"


def encode(token: BadgeToken, key: Ed25519PrivateKey) -> str:
    """Sign a token; the 112 characters of its QR code."""
    payload = _pack(token)
    signature = key.sign(context(token.edition) + payload)
    return b32encode(payload + signature).decode()


def decode(text: str, keyring: Iterable[BadgeKey]) -> BadgeToken:
    """Return the token whose signature one of these keys has made.

    Takes what scanners type: either case, white space around and inside, and the Hangul that
    a Korean keyboard layout makes of Latin letters.

    Raises:
        UnreadableTokenError: the text has not the form of a token of a known version.
        TamperedTokenError: no key of the ring has signed it.
    """
    data = _token_bytes(text)
    payload, signature = data[:PAYLOAD_BYTES], data[PAYLOAD_BYTES:]
    version, number = payload[0] >> 4, payload[0] & 0xF
    if version != VERSION:
        raise UnreadableTokenError
    for key in keyring:
        if key_number(key.edition) != number:
            continue
        try:
            key.public_key.verify(signature, context(key.edition) + payload)
        except InvalidSignature:
            continue
        return _unpack(payload, key.edition)
    raise TamperedTokenError


def looks_like_token(text: str) -> bool:
    """Tell whether a scanned or typed text has the form of a token (not whether it is genuine)."""
    try:
        _token_bytes(text)
    except UnreadableTokenError:
        return False
    return True


def _pack(token: BadgeToken) -> bytes:
    return bytes(
        (
            VERSION << 4 | key_number(token.edition),
            *token.serial.to_bytes(3, "big"),
            token.category << 4 | token.reissue,
            token.days,
        )
    )


def _unpack(payload: bytes, edition: str) -> BadgeToken:
    return BadgeToken(
        edition=edition,
        serial=int.from_bytes(payload[1:4], "big"),
        category=payload[4] >> 4,
        reissue=payload[4] & 0xF,
        days=payload[5],
    )


def _token_bytes(text: str) -> bytes:
    characters = typed_in_latin(text)
    if len(characters) != TOKEN_CHARACTERS:
        raise UnreadableTokenError
    try:
        return b32decode(characters)
    except ValueError as error:  # also what it says of letters beyond ASCII
        raise UnreadableTokenError from error


# ---------------------------------------------------------------- what scanners and people type

# The two-set keyboard (KS X 5002): which key each letter of Hangul lies on. A scanner that
# types Latin letters into a field whose input method is Korean leaves these behind.
_JAMO_KEYS = dict(
    zip(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        "QWERTYUIOPASDFGHJKLZXCVBNMQWERTOP",
        strict=True,
    )
) | {
    "ㅘ": "HK", "ㅙ": "HO", "ㅚ": "HL", "ㅝ": "NJ", "ㅞ": "NP", "ㅟ": "NL", "ㅢ": "ML",
    "ㄳ": "RT", "ㄵ": "SW", "ㄶ": "SG", "ㄺ": "FR", "ㄻ": "FA", "ㄼ": "FQ", "ㄽ": "FT",
    "ㄾ": "FX", "ㄿ": "FV", "ㅀ": "FG", "ㅄ": "QT",
}  # fmt: skip
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_SYLLABLES = range(0xAC00, 0xD7A4)


def typed_in_latin(text: str) -> str:
    """Return capital letters and digits as they were meant, without white space."""
    if text.isascii():  # as nearly every code is
        return "".join(text.split()).upper()
    characters = unicodedata.normalize("NFC", text.replace("\ufeff", ""))
    return "".join(map(_capital, "".join(map(_key_of, characters))))


def _capital(character: str) -> str:
    """Return the capital letter where it is one of a code; a browser may know more alphabets."""
    capital = character.upper()
    return capital if capital.isascii() else character


def _key_of(character: str) -> str:
    if ord(character) in _SYLLABLES:
        index = ord(character) - _SYLLABLES.start
        lead, vowel, tail = index // 588, index % 588 // 28, index % 28
        return "".join(_JAMO_KEYS.get(j, "") for j in (_LEADS[lead], _VOWELS[vowel], _TAILS[tail]))
    if character in _JAMO_KEYS:
        return _JAMO_KEYS[character]
    return unicodedata.normalize("NFKC", character).strip()  # full-width letters, wide spaces


# ---------------------------------------------------------------- the badge number

# Thirty-one characters without 0, I, L, O, U (after Crockford); 31 is prime, so that every
# wrong digit and every swap of neighbours changes the check character.
_CHECKS = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SERIAL_DIGITS = 4


def number_prefix(edition: str) -> str:
    """Return what an edition's badge numbers begin with: `DWC18` for `dwc-2018`."""
    parts = re.split(r"[^0-9a-z]+", edition.lower())
    short = (part[2:] if re.fullmatch(r"(19|20)\d\d", part) else part for part in parts)
    return "".join(short).upper()


def badge_number(edition: str, serial: int) -> str:
    """Return the number that a person can read out and type, as `DWC18-0421-K`."""
    prefix, digits = number_prefix(edition), f"{serial:0{_SERIAL_DIGITS}d}"
    return f"{prefix}-{digits}-{_check(prefix + digits)}"


def read_badge_number(text: str, edition: str) -> int:
    """Return the serial of a typed badge number of this edition.

    Hyphens, spaces and case are free, the prefix may be left out, and O and I are taken for 0
    and 1 among the digits.

    Raises:
        WrongBadgeNumberError: it is not a number of this edition, or a character is wrong.
    """
    prefix = number_prefix(edition)
    characters = re.sub(r"[^0-9A-Z]", "", typed_in_latin(text)).removeprefix(prefix)
    digits = characters[:-1].translate(str.maketrans("OIL", "011"))
    check = characters[-1:].translate(str.maketrans("IL", "11"))
    if not re.fullmatch(r"[0-9]{4,8}", digits) or check != _check(prefix + digits):
        raise WrongBadgeNumberError
    return int(digits)


def _check(characters: str) -> str:
    """Weigh each character by a power of 3, a primitive root of 31, from the right."""
    total = sum(
        _VALUES.index(character) * pow(3, place, 31)
        for place, character in enumerate(reversed(characters), start=1)
    )
    return _CHECKS[total % 31]
