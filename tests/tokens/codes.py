"""Codes as they are scanned and typed, and what is to be read from them, in either language.

`python -m tests.tokens.codes` writes `codes.json` anew; `read_code` of Python and of the
browser are both held to it.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forum.tokens.rules import VERSION, badge_number, encode
from forum.tokens.types import BadgeKey, BadgeToken

CODES = Path(__file__).with_name("codes.json")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OLD_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
FOREIGN_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
# After a change of keys both stand in the ring, the newer one first.
RING = (
    BadgeKey("dwc-2018", KEY.public_key()),
    BadgeKey("dwc-2018", OLD_KEY.public_key()),
    BadgeKey("dwc-2017", OTHER_KEY.public_key()),
)
TOKEN = BadgeToken(edition="dwc-2018", serial=421, category=2, reissue=1, days=0b11)
READ = {
    "reading": "token",
    "edition": "dwc-2018",
    "serial": 421,
    "reissue": 1,
    "category_number": 2,
    "days": 3,
}
NOTHING = {
    "reading": "unreadable",
    "edition": "",
    "serial": None,
    "reissue": None,
    "category_number": None,
    "days": None,
}
# The two-set keyboard as a scanner meets it: what each key leaves behind.
HANGUL = dict(
    zip(
        "QWERTYUIOPASDFGHJKLZXCVBNM",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",
        strict=True,
    )
)

Code = dict[str, Any]


def keys() -> list[dict[str, str]]:
    """Return the ring as the browser is given it."""
    return [{"edition": key.edition, "key": base64.b64encode(key.raw).decode()} for key in RING]


def codes() -> Iterator[Code]:
    """Make every code."""
    good = encode(TOKEN, KEY)
    number = badge_number("dwc-2018", 421)
    for name, text in _taken(good):
        yield _code(name, text, READ)
    yield _code("the largest values", encode(_largest(), KEY), _values(_largest()))
    yield _code("the smallest values", encode(_smallest(), KEY), _values(_smallest()))
    yield _code("signed by the key before a change of keys", encode(TOKEN, OLD_KEY), READ)
    other = BadgeToken(edition="dwc-2017", serial=7)
    yield _code("of another edition known here", encode(other, OTHER_KEY), _values(other))
    for name, text in _tampered(good):
        yield _code(name, text, NOTHING | {"reading": "tampered"})
    for name, text in _foreign(good):
        yield _code(name, text, NOTHING)
    typed = NOTHING | {"reading": "number", "edition": "dwc-2018", "serial": 421}
    for name, text in _numbers(number):
        yield _code(name, text, typed)
    for name, text in _wrong_numbers(number):
        yield _code(name, text, NOTHING | {"reading": "wrong_number"})


def _code(name: str, text: str, read: Code) -> Code:
    return {"name": name, "text": text, "edition": "dwc-2018", "read": read}


def _largest() -> BadgeToken:
    return BadgeToken(edition="dwc-2018", serial=2**24 - 1, category=15, reissue=15, days=255)


def _smallest() -> BadgeToken:
    return BadgeToken(edition="dwc-2018", serial=0, category=0, reissue=0, days=0)


def _values(token: BadgeToken) -> Code:
    return {
        "reading": "token",
        "edition": token.edition,
        "serial": token.serial,
        "reissue": token.reissue,
        "category_number": token.category,
        "days": token.days,
    }


def _taken(good: str) -> Iterator[tuple[str, str]]:
    yield "good", good
    yield "in lower case", good.lower()
    yield "with the end of a line", f"{good}\r\n"
    yield "with blanks around", f"  {good}\t"
    yield "with the separators of a scanner", f"\x1d{good}\x1e"
    yield "with a byte order mark", f"\ufeff{good}"
    yield "in groups", " ".join(good[at : at + 8] for at in range(0, 112, 8))
    yield "with blanks of no width between lines", f"{good[:56]}\u2028{good[56:]}"
    yield "typed on a Korean layout", "".join(HANGUL.get(one, one) for one in good)
    yield "in wide letters", "".join(chr(ord(one) + 0xFEE0) for one in good)


def _tampered(good: str) -> Iterator[tuple[str, str]]:
    yield "signed by a stranger", encode(TOKEN, FOREIGN_KEY)
    yield "one letter of the payload changed", good[:4] + _next(good[4]) + good[5:]
    yield "one letter of the signature changed", good[:60] + _next(good[60]) + good[61:]
    yield "two letters swapped", good[:70] + good[71] + good[70] + good[72:]
    yield (
        "of another edition under this one's key",
        encode(BadgeToken(edition="dwc-2019", serial=1), KEY),
    )
    yield "of an edition without a key here", encode(BadgeToken(edition="x", serial=1), FOREIGN_KEY)


def _next(letter: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return letters[(letters.index(letter) + 1) % 32]


def _foreign(good: str) -> Iterator[tuple[str, str]]:
    assert VERSION == 1
    yield "of a later version", "3" + good[1:]
    yield "of no version", "A" + good[1:]
    yield "reversed", good[::-1]
    yield "cut", good[:-1]
    yield "cut in half", good[:56]
    yield "twice", good * 2
    yield "empty", ""
    yield "blank", " \t"
    yield "an address", "https://example.org/tickets/1"
    yield "a card", "BEGIN:VCARD\nVERSION:3.0\nFN:X\nEND:VCARD"
    yield "a network", "WIFI:T:WPA;S:forum;P:12345678;;"
    yield "a digit that base32 has not", "0" + good[1:]
    yield "112 letters that are not Latin", "É" * 112
    yield "112 halves of letters", "\U0001d7d9\U0001d11e" * 56
    yield "Hangul", "명찰을 대 주세요"


def _numbers(number: str) -> Iterator[tuple[str, str]]:
    yield "a number", number
    yield "a number in lower case", number.lower()
    yield "a number without hyphens", number.replace("-", "")
    yield "a number with blanks", f" {number.replace('-', ' ')} "
    yield "a number without its prefix", number.removeprefix("DWC18-")
    yield "a number with O for 0", number.replace("0421", "O42l")
    yield "a number typed on a Korean layout", "".join(HANGUL.get(one, one) for one in number)
    yield "a number with long dashes", number.replace("-", "–")
    yield "a number in wide letters", "".join(chr(ord(one) + 0xFEE0) for one in number)


def _wrong_numbers(number: str) -> Iterator[tuple[str, str]]:
    yield "a number with a wrong digit", number.replace("0421", "0422")
    yield "a number with two digits swapped", number.replace("0421", "0412")
    yield "a number without its check", number[:-2]
    yield "a number of another edition", badge_number("dwc-2017", 421)
    yield "digits alone", "0421"
    yield "a raised digit", "²"


def written() -> str:
    """Return the file's text: one code a line."""
    lines = ",\n".join(json.dumps(one) for one in codes())
    return f'{{"keys": {json.dumps(keys())},\n"codes": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    CODES.write_text(written(), encoding="utf-8")
