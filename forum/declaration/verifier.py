#!/usr/bin/env python3
"""Verify a declaration's chain of evidence records, on any machine, without a network.

    python verifier.py chain.json [--key FINGERPRINT] [--head HASH] [--language ko]

Needs Python 3.11 or newer and the package `cryptography`. Ends with 0 if nothing was touched,
else with the number of the fault (see FAULTS), having named the record and the field.

What is checked, record by record:

1. Each record's canonical JSON (RFC 8785) has the SHA-256 that stands beside it.
2. Each record holds the hash of the one before it; numbers run from 1 without a gap.
3. Each is sealed: Ed25519 (RFC 8032) over `forum-evidence/1`, a zero byte, and the canonical
   JSON, by a key of the chain, and by the key you trust if you give its fingerprint (the
   SHA-256 of the public key's 32 bytes).
4. Each frozen text that comes with the chain has the SHA-256 that its record holds.
5. Each signature is for a text frozen before it, by a mandate recorded before it, for the same
   city, and no city has two valid signatures of the same version. A reservation and a withdrawal
   name a valid signature of their city, an erratum names a record before it. Adoption comes once
   for a version and counts its signatures rightly; what is signed after it is an accession.
6. One key seals at a time. Another follows only after the one before has sealed its fingerprint.
7. Each personal value that is published is the one committed to: SHA-256(salt, value).

What a chain cannot prove: that nothing was added or cut off after its end, unless you give a
head (a receipt prints it); that a seal is the forum's, unless you give its key; and who sat in
front of the screen. Values that were not published are counted as not disclosed.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import locale
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CHAIN_FORMAT = "forum-chain/1"
RECORD_FORMAT = "forum-evidence/1"
SEAL_CONTEXT = RECORD_FORMAT.encode() + b"\0"
FIRST_PREVIOUS = "0" * 64
LARGEST_INTEGER = 2**53 - 1
CHECK_CHARACTERS = 16

TRUSTED_KEYS: tuple[str, ...] = ()
"""Fingerprints of the keys that this copy trusts; the forum that serves it writes its own here."""


class Fault(StrEnum):
    """What can be wrong with a chain."""

    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    OUT_OF_ORDER = "out-of-order"
    CHANGED_CONTENT = "changed-content"
    CHANGED_HASH = "changed-hash"
    BROKEN_LINK = "broken-link"
    FOREIGN_KEY = "foreign-key"
    BROKEN_SEAL = "broken-seal"
    CHANGED_TEXT = "changed-text"
    TEXT_NOT_FROZEN = "text-not-frozen"
    NO_MANDATE = "no-mandate"
    SIGNED_TWICE = "signed-twice"
    CHANGED_DISCLOSURE = "changed-disclosure"
    CHANGED_CHECK = "changed-check"
    CHANGED_HEAD = "changed-head"
    HEAD_NOT_REACHED = "head-not-reached"
    UNUSED = "unused"
    NO_SIGNATURE = "no-signature"
    NO_RECORD = "no-record"
    NOT_ADOPTED = "not-adopted"
    ADOPTED_BEFORE = "adopted-before"
    WRONG_COUNT = "wrong-count"
    NOT_HANDED_OVER = "not-handed-over"


# exit status, English, Korean
FAULTS: dict[Fault, tuple[int, str, str]] = {
    Fault.UNREADABLE: (
        10,
        "This file cannot be read as a chain: {detail}.",
        "이 파일은 기록 사슬로 읽을 수 없습니다: {detail}.",
    ),
    Fault.MALFORMED: (
        11,
        "{place}: the field {field} is missing, unknown or of the wrong kind.",
        "{place}: 항목 {field}이(가) 없거나, 알 수 없거나, 형식이 다릅니다.",
    ),
    Fault.OUT_OF_ORDER: (
        12,
        "{place}: its number is {found}. A record was removed, inserted, repeated or moved.",
        "{place}: 적힌 번호가 {found}입니다. 기록이 빠지거나 끼어들거나 겹치거나 옮겨졌습니다.",
    ),
    Fault.CHANGED_CONTENT: (
        13,
        "{place}: the field {field} was changed after the record was sealed.",
        "{place}: 봉인한 뒤에 항목 {field}이(가) 바뀌었습니다.",
    ),
    Fault.CHANGED_HASH: (
        14,
        "{place}: the hash beside the record is not the hash of the record.",
        "{place}: 기록 옆에 적힌 해시가 이 기록의 해시가 아닙니다.",
    ),
    Fault.BROKEN_LINK: (
        15,
        "{place}: it does not continue the record before it.",
        "{place}: 바로 앞 기록과 이어지지 않습니다.",
    ),
    Fault.FOREIGN_KEY: (
        16,
        "{place}: it is sealed with a key that is not trusted ({found}).",
        "{place}: 신뢰하지 않는 키로 봉인되어 있습니다({found}).",
    ),
    Fault.BROKEN_SEAL: (
        17,
        "{place}: the seal was not made by its key over this record.",
        "{place}: 이 기록을 해당 키로 봉인한 것이 아닙니다.",
    ),
    Fault.CHANGED_TEXT: (
        18,
        "{place}: the text of version {found} is not the one that was frozen.",
        "{place}: 제{found}판의 글이 확정된 글과 다릅니다.",
    ),
    Fault.TEXT_NOT_FROZEN: (
        19,
        "{place}: it is for a text that had not been frozen.",
        "{place}: 확정된 적이 없는 글에 대한 기록입니다.",
    ),
    Fault.NO_MANDATE: (
        20,
        "{place}: it names a mandate that was not recorded before it for this city.",
        "{place}: 이 도시 앞으로 먼저 기록된 위임을 가리키지 않습니다.",
    ),
    Fault.SIGNED_TWICE: (
        21,
        "{place}: the city {found} had already signed this version.",
        "{place}: 도시 {found}의 이 판 서명이 이미 있습니다.",
    ),
    Fault.CHANGED_DISCLOSURE: (
        22,
        "{place}: the published value of {field} is not the one that was sealed.",
        "{place}: 공개된 {field} 값이 봉인된 값과 다릅니다.",
    ),
    Fault.CHANGED_CHECK: (
        23,
        "{place}: the check value of {field} was changed.",
        "{place}: {field}의 점검 값이 바뀌었습니다.",
    ),
    Fault.CHANGED_HEAD: (
        24,
        "The head that the file names is not its last record: the end was cut off or added to.",
        "파일에 적힌 머리값이 마지막 기록과 다릅니다. 끝이 잘렸거나 덧붙여졌습니다.",
    ),
    Fault.HEAD_NOT_REACHED: (
        25,
        "The head that you gave is not in the chain: its end was cut off, or it is another one.",
        "주신 머리값이 이 사슬에 없습니다. 끝이 잘렸거나 다른 사슬입니다.",
    ),
    Fault.UNUSED: (
        26,
        "{place}: {field} belongs to no record.",
        "{place}: {field}에 해당하는 기록이 없습니다.",
    ),
    Fault.NO_SIGNATURE: (
        27,
        "{place}: the city {found} has no valid signature that this record could be about.",
        "{place}: 도시 {found}의 유효한 서명이 없어 이 기록이 가리키는 서명을 찾을 수 없습니다.",
    ),
    Fault.NO_RECORD: (
        28,
        "{place}: it names a record ({found}) that does not stand before it.",
        "{place}: 가리키는 기록({found})이 앞에 없습니다.",
    ),
    Fault.NOT_ADOPTED: (
        29,
        "{place}: it is an accession to version {found}, which had not been adopted.",
        "{place}: 채택되지 않은 제{found}판에 대한 추후 가입입니다.",
    ),
    Fault.ADOPTED_BEFORE: (
        30,
        "{place}: version {found} had been adopted already.",
        "{place}: 제{found}판은 이미 채택되었습니다.",
    ),
    Fault.WRONG_COUNT: (
        31,
        "{place}: it counts {found} signatures, and there are others before it.",
        "{place}: 서명을 {found}건으로 적었으나 앞의 기록과 맞지 않습니다.",
    ),
    Fault.NOT_HANDED_OVER: (
        32,
        "{place}: the key {found} seals, but the key before it has not named it as the next.",
        "{place}: 앞의 키가 다음 키로 정하지 않은 키({found})로 봉인되어 있습니다.",
    ),
}

WORDS = {
    "place": ("Record {sequence}", "제{sequence}호 기록"),
    "file": ("The file", "파일"),
    "sound": (
        "Nothing was touched: {records} records, {signatures} signatures.",
        "손댄 곳이 없습니다. 기록 {records}건, 서명 {signatures}건.",
    ),
    "up-to": (
        "Sound before the fault: {records} records.",
        "잘못된 곳 앞까지 온전한 기록: {records}건.",
    ),
    "head": ("Head: {head}", "머리값: {head}"),
    "head-given": (
        "The head that you gave is in the chain.",
        "주신 머리값이 사슬에 들어 있습니다.",
    ),
    "head-unknown": (
        "No head was given: whether records are missing after the last one cannot be told.",
        "비교할 머리값을 주지 않아, 마지막 기록 뒤가 잘렸는지는 알 수 없습니다.",
    ),
    "withdrawn": (
        "Withdrawn later, and not counted: {withdrawn} signatures.",
        "나중에 철회하여 세지 않은 서명: {withdrawn}건.",
    ),
    "key": ("Sealed with key {key}", "봉인한 키: {key}"),
    "key-unknown": (
        "No key was given: compare this fingerprint with one that you have from the forum itself.",
        "신뢰하는 키를 주지 않았습니다. 위 지문을 포럼에서 직접 받은 것과 대조해 보세요.",
    ),
    "undisclosed": (
        "Not disclosed: {undisclosed} personal values (they are sealed as hashes only).",
        "공개하지 않은 개인 값: {undisclosed}건(해시로만 봉인되어 있습니다).",
    ),
}


class FaultError(Exception):
    """Something in a chain is not as it was sealed.

    Attributes:
        code: which of FAULTS.
        sequence: the record's number, None for the file itself.
        field: the path of the field, such as `facts.city.key`, where one can be named.
        found: what stands there instead, where it helps.
    """

    def __init__(
        self, code: Fault, sequence: int | None = None, field: str = "", found: object = ""
    ) -> None:
        """Name the fault, the record and the field."""
        super().__init__(code, sequence, field)
        self.code = code
        self.sequence = sequence
        self.field = field
        self.found = found

    @property
    def exit_status(self) -> int:
        """Return the number with which the program ends."""
        return FAULTS[self.code][0]

    def sentence(self, language: str) -> str:
        """Return what is wrong, in `en` or `ko`."""
        korean = int(language == "ko")
        place = WORDS["file" if self.sequence is None else "place"][korean]
        _exit, english, in_korean = FAULTS[self.code]
        return (in_korean if korean else english).format(
            place=place.format(sequence=self.sequence),
            field=self.field or "?",
            found=self.found,
            detail=self.found,
        )


@dataclass(frozen=True)
class Report:
    """What verifying a chain found; `fault` is None if nothing was touched."""

    records: int = 0
    signatures: int = 0
    withdrawn: int = 0
    undisclosed: int = 0
    head: str = FIRST_PREVIOUS
    keys: tuple[str, ...] = ()
    key_given: bool = False
    head_given: bool = False
    fault: FaultError | None = None

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing was touched."""
        return self.fault is None

    @property
    def exit_status(self) -> int:
        """Return the number with which the program ends."""
        return 0 if self.fault is None else self.fault.exit_status

    def sentences(self, language: str) -> list[str]:
        """Return the result in `en` or `ko`, the verdict first."""
        names = ["up-to"]
        if self.fault is None:
            names = ["sound", *(["withdrawn"] if self.withdrawn else []), "head"]
            names += ["head-given" if self.head_given else "head-unknown"]
            names += ["key"] if self.keys else []
            names += [] if self.key_given else ["key-unknown"]
            names += ["undisclosed"] if self.undisclosed else []
        said = [
            WORDS[name][int(language == "ko")].format(
                records=self.records,
                signatures=self.signatures,
                withdrawn=self.withdrawn,
                undisclosed=self.undisclosed,
                head=self.head,
                key=", ".join(self.keys),
            )
            for name in names
        ]
        return said if self.fault is None else [self.fault.sentence(language), *said]


def canonical(value: object) -> bytes:
    """Return a value's canonical JSON (RFC 8785): objects, lists, texts, whole numbers, booleans.

    Raises:
        ValueError: the value has no canonical form here (a fraction, half a surrogate pair).
    """
    return _canonical(value).encode()


_write = json.JSONEncoder(ensure_ascii=False).encode


def _canonical(value: object) -> str:
    if value is None or isinstance(value, (bool, str)):
        return _write(value)
    if isinstance(value, int) and abs(value) <= LARGEST_INTEGER:
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(_canonical(item) for item in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_canonical(key)}:{_canonical(value[key])}" for key in keys) + "}"
    message = f"no canonical form: {value!r}"
    raise ValueError(message)


def commitment(salt: str, value: str) -> str:
    """Return what a record holds for a personal value: SHA-256(salt, value), in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + value.encode()).hexdigest()


def fingerprint(public_key: bytes) -> str:
    """Return the name of a public key: the SHA-256 of its 32 bytes, in hexadecimal."""
    return hashlib.sha256(public_key).hexdigest()


def checks_of(record: object) -> dict[str, str]:
    """Return a short digest of each field, by which a touched field can be named."""
    return {
        path: hashlib.sha256(canonical(value)).hexdigest()[:CHECK_CHARACTERS]
        for path, value in _leaves(record, "")
    }


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _leaves(value[key], f"{path}.{key}" if path else key)
    else:
        yield path, value


def read_json(content: bytes) -> Any:  # noqa: ANN401  any JSON
    """Return the value of a JSON file without fractions and repeated names.

    Raises:
        FaultError: it is no such file.
    """

    def refuse(text: str) -> object:
        message = f"{text} is no whole number"
        raise ValueError(message)

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            message = "a name stands twice in one object"
            raise ValueError(message)
        return found

    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=once,
            parse_float=refuse,
            parse_constant=refuse,
        )
        canonical(value)
    except (ValueError, RecursionError) as error:
        raise FaultError(Fault.UNREADABLE, found=str(error) or "nested too deep") from error
    return value


SHAPES: dict[str, dict[str, object]] = {
    "file": {
        "format": str,
        "edition": str,
        "declaration": str,
        "keys": list,
        "texts": list,
        "records": list,
        "disclosures": dict,
        "head": {"sequence": int, "sha256": str},
    },
    "key": {"fingerprint": str, "algorithm": str, "public_key": str},
    "text": {"version": int, "sha256": str, "text": str},
    "entry": {"record": dict, "sha256": str, "seal": str, "checks": dict},
    "record": {
        "format": str,
        "edition": str,
        "declaration": str,
        "sequence": int,
        "kind": str,
        "made_at": str,
        "previous": str,
        "key": str,
        "facts": dict,
        "commitments": dict,
    },
    "disclosure": {"salt": str, "value": str},
}
WORDS_IN_BOTH = {"ko": str, "en": str}
CITY = {"key": str, "country": str, "name": WORDS_IN_BOTH}
NAMED_RECORD = {"sequence": int, "sha256": str}
TEXT_OF = {"version": int, "text_sha256": str}
OF_CITY = {**TEXT_OF, "number": str, "city": CITY, "identified_by": str, "language": str}
ANSWER = {**OF_CITY, "mandate": NAMED_RECORD}
FACTS: dict[str, dict[str, object]] = {
    "freeze": {**TEXT_OF, "articles": int},
    "mandate": {"city": CITY},
    "signature": {**ANSWER, "stated": list, "statements_sha256": str},
    "accession": {**ANSWER, "stated": list, "statements_sha256": str},
    "decline": ANSWER,
    "reservation": {**OF_CITY, "signature": NAMED_RECORD, "text": str},
    "withdrawal": {**OF_CITY, "signature": NAMED_RECORD},
    "erratum": {
        "concerns": NAMED_RECORD,
        "place": str,
        "language": str,
        "reads": str,
        "should_read": str,
    },
    "adoption": {**TEXT_OF, "adopted_on": str, "adopted_in": WORDS_IN_BOTH, "signatures": int},
    "key-change": {"next_key": str, "next_public_key": str},
}

# what a record of a kind may have besides: chains that are older lack it
MORE_FACTS: dict[str, dict[str, object]] = {
    "mandate": {"letters": list},
    "signature": {"page_sha256": str},
    "accession": {"page_sha256": str},
}


def _shape_of(kind: str, facts: object) -> dict[str, object]:
    more = MORE_FACTS.get(kind, {})
    has = facts if isinstance(facts, dict) else {}
    return {**FACTS[kind], **{name: shape for name, shape in more.items() if name in has}}


def _expect(value: object, shape: object, sequence: int | None, path: str) -> None:
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            raise FaultError(Fault.MALFORMED, sequence, path)
        for name in sorted(value.keys() ^ shape.keys()):
            raise FaultError(Fault.MALFORMED, sequence, f"{path}.{name}" if path else name)
        for name, inner in shape.items():
            _expect(value[name], inner, sequence, f"{path}.{name}" if path else name)
    elif type(value) is not shape:
        raise FaultError(Fault.MALFORMED, sequence, path)


@dataclass
class _Walk:
    """What is known while walking along a chain."""

    chain: dict[str, Any]
    keys: dict[str, Ed25519PublicKey]
    trusted: tuple[str, ...]
    head: str
    hashes: dict[int, str]
    frozen: dict[int, str]
    mandates: dict[tuple[int, str], str]
    signed: dict[tuple[int, str], dict[str, Any]]  # by version and city: the signature's record
    used_keys: set[str]
    adopted: set[int] = field(default_factory=set)
    next_key: str = ""  # that alone may seal the next record; empty: none has sealed yet
    vouched: int = 0  # up to here a trusted key has sealed the hash of what other keys sealed
    undisclosed: int = 0
    withdrawn: int = 0


def verify_chain(chain: bytes, keys: tuple[str, ...] = (), head: str | None = None) -> Report:
    """Verify a chain.

    Args:
        chain: the bytes of `chain.json`.
        keys: fingerprints of the keys that are trusted; none: whatever keys the file brings.
        head: a hash that must be in the chain, such as a receipt's.

    Returns:
        A report. It never raises for what is wrong with the chain.
    """
    walk = None
    try:
        walk = _begin(read_json(chain), keys)
        for position, entry in enumerate(walk.chain["records"], start=1):
            _verify_entry(walk, position, entry)
        _verify_end(walk, head)
    except FaultError as error:
        return _report(walk, keys, head, error)
    return _report(walk, keys, head, None)


def _report(
    walk: _Walk | None, keys: tuple[str, ...], head: str | None, fault: FaultError | None
) -> Report:
    if walk is None:
        return Report(fault=fault)
    return Report(
        records=len(walk.hashes),
        signatures=len(walk.signed),
        withdrawn=walk.withdrawn,
        undisclosed=walk.undisclosed,
        head=walk.head,
        keys=tuple(sorted(walk.used_keys)),
        key_given=bool(keys),
        head_given=head is not None,
        fault=fault,
    )


def _begin(chain: object, trusted: tuple[str, ...]) -> _Walk:
    _expect(chain, SHAPES["file"], None, "")
    assert isinstance(chain, dict)  # noqa: S101  the line above has seen to it
    if chain["format"] != CHAIN_FORMAT:
        raise FaultError(Fault.MALFORMED, None, "format")
    keys: dict[str, Ed25519PublicKey] = {}
    for index, key in enumerate(chain["keys"]):
        path = f"keys.{index}"
        _expect(key, SHAPES["key"], None, path)
        raw = _base64(key["public_key"], None, f"{path}.public_key")
        if key["algorithm"] != "Ed25519" or len(raw) != 32:  # noqa: PLR2004  RFC 8032
            raise FaultError(Fault.MALFORMED, None, f"{path}.algorithm")
        if key["fingerprint"] != fingerprint(raw) or key["fingerprint"] in keys:
            raise FaultError(Fault.MALFORMED, None, f"{path}.fingerprint")
        keys[key["fingerprint"]] = Ed25519PublicKey.from_public_bytes(raw)
    walk = _Walk(chain, keys, tuple(trusted), FIRST_PREVIOUS, {}, {}, {}, {}, set())
    walk.vouched = _vouched(walk) if trusted else 0
    return walk


def _vouched(walk: _Walk) -> int:
    """Return the last record that a trusted key has sealed.

    It holds the hash of all before it, so whoever trusts the key that came later need not know
    the ones before.
    """
    for position in range(len(walk.chain["records"]), 0, -1):
        entry = walk.chain["records"][position - 1]
        record = entry.get("record") if isinstance(entry, dict) else None
        if not isinstance(record, dict) or record.get("key") not in walk.trusted:
            continue
        try:
            _verify_seal(walk, position, entry, canonical(record))
        except (FaultError, KeyError, TypeError):
            continue
        finally:
            walk.used_keys.clear()
        return position
    return 0


def _base64(text: str, sequence: int | None, path: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise FaultError(Fault.MALFORMED, sequence, path) from error
    if base64.b64encode(raw).decode() != text:  # the unused bits of the last character
        raise FaultError(Fault.MALFORMED, sequence, path)
    return raw


def _verify_entry(walk: _Walk, position: int, entry: object) -> None:
    _expect(entry, SHAPES["entry"], position, "")
    assert isinstance(entry, dict)  # noqa: S101  the line above has seen to it
    record = entry["record"]
    written = canonical(record)
    is_hashed = entry["sha256"] == hashlib.sha256(written).hexdigest()
    if record.get("sequence") != position and is_hashed:
        raise FaultError(Fault.OUT_OF_ORDER, position, "sequence", record.get("sequence"))
    _verify_content(position, entry, is_hashed=is_hashed)
    _expect(record, SHAPES["record"], position, "")
    _verify_frame(walk, position, record)
    _verify_seal(walk, position, entry, written)
    if record["previous"] != walk.head:
        raise FaultError(Fault.BROKEN_LINK, position, "previous")
    _verify_turn(walk, position, record)
    _verify_meaning(walk, position, record, entry["sha256"])
    _verify_disclosures(walk, position, record["commitments"])
    walk.head = walk.hashes[position] = entry["sha256"]


def _verify_frame(walk: _Walk, position: int, record: dict[str, Any]) -> None:
    expected = {
        "format": RECORD_FORMAT,
        "edition": walk.chain["edition"],
        "declaration": walk.chain["declaration"],
    }
    for name, value in expected.items():
        if record[name] != value:
            raise FaultError(Fault.MALFORMED, position, name)
    if record["kind"] not in FACTS:
        raise FaultError(Fault.MALFORMED, position, "kind")
    _expect(record["facts"], _shape_of(record["kind"], record["facts"]), position, "facts")
    _expect(
        record["commitments"], dict.fromkeys(record["commitments"], str), position, "commitments"
    )


def _verify_content(position: int, entry: dict[str, Any], *, is_hashed: bool) -> None:
    expected, found = checks_of(entry["record"]), entry["checks"]
    differing = sorted(
        path for path in expected.keys() | found.keys() if expected.get(path) != found.get(path)
    )
    if not is_hashed:
        if differing:
            raise FaultError(Fault.CHANGED_CONTENT, position, differing[0])
        raise FaultError(Fault.CHANGED_HASH, position, "sha256")
    if differing:
        raise FaultError(Fault.CHANGED_CHECK, position, differing[0])


def _verify_seal(walk: _Walk, position: int, entry: dict[str, Any], written: bytes) -> None:
    name = entry["record"]["key"]
    key = walk.keys.get(name)
    is_known = not walk.trusted or name in walk.trusted or position <= walk.vouched
    if key is None or not (is_known or (name == walk.next_key and walk.hashes)):
        raise FaultError(Fault.FOREIGN_KEY, position, "key", name)
    try:
        key.verify(_base64(entry["seal"], position, "seal"), SEAL_CONTEXT + written)
    except InvalidSignature as error:
        raise FaultError(Fault.BROKEN_SEAL, position, "seal") from error
    walk.used_keys.add(name)


def _verify_turn(walk: _Walk, position: int, record: dict[str, Any]) -> None:
    """Hold a record to the one key whose turn it is, and note the next one."""
    if walk.next_key and record["key"] != walk.next_key:
        raise FaultError(Fault.NOT_HANDED_OVER, position, "key", record["key"])
    walk.next_key = record["key"]
    if record["kind"] == "key-change":
        path = "facts.next_public_key"
        name = fingerprint(_base64(record["facts"]["next_public_key"], position, path))
        if name != record["facts"]["next_key"] or name == record["key"]:
            raise FaultError(Fault.MALFORMED, position, "facts.next_key")
        walk.next_key = name


def _verify_meaning(walk: _Walk, position: int, record: dict[str, Any], sha256: str) -> None:
    kind, facts = record["kind"], record["facts"]
    if kind == "freeze":
        _verify_text(walk, position, facts)
    elif kind == "mandate":
        walk.mandates[position, facts["city"]["key"]] = sha256
    elif kind == "erratum":
        concerns = facts["concerns"]
        if walk.hashes.get(concerns["sequence"]) != concerns["sha256"]:
            raise FaultError(Fault.NO_RECORD, position, "facts.concerns", concerns["sequence"])
    elif kind != "key-change":
        _verify_about_text(walk, position, record, sha256)


def _verify_about_text(walk: _Walk, position: int, record: dict[str, Any], sha256: str) -> None:
    kind, facts = record["kind"], record["facts"]
    if walk.frozen.get(facts["version"]) != facts["text_sha256"]:
        raise FaultError(Fault.TEXT_NOT_FROZEN, position, "facts.text_sha256")
    if kind == "adoption":
        _verify_adoption(walk, position, facts)
    elif kind in ("reservation", "withdrawal"):
        _verify_later(walk, position, kind, facts)
    else:
        _verify_answer(walk, position, kind, facts, sha256)


def _verify_adoption(walk: _Walk, position: int, facts: dict[str, Any]) -> None:
    version = facts["version"]
    if version in walk.adopted:
        raise FaultError(Fault.ADOPTED_BEFORE, position, "facts.version", version)
    if facts["signatures"] != sum(signed == version for signed, _city in walk.signed):
        raise FaultError(Fault.WRONG_COUNT, position, "facts.signatures", facts["signatures"])
    walk.adopted.add(version)


def _verify_later(walk: _Walk, position: int, kind: str, facts: dict[str, Any]) -> None:
    city = facts["city"]["key"]
    if walk.signed.get((facts["version"], city)) != facts["signature"]:
        raise FaultError(Fault.NO_SIGNATURE, position, "facts.signature", city)
    if kind == "withdrawal":
        del walk.signed[facts["version"], city]
        walk.withdrawn += 1


def _verify_answer(
    walk: _Walk, position: int, kind: str, facts: dict[str, Any], sha256: str
) -> None:
    version, city, mandate = facts["version"], facts["city"]["key"], facts["mandate"]
    if walk.mandates.get((mandate["sequence"], city)) != mandate["sha256"]:
        raise FaultError(Fault.NO_MANDATE, position, "facts.mandate")
    if kind == "decline":
        return
    if kind == "accession" and version not in walk.adopted:
        raise FaultError(Fault.NOT_ADOPTED, position, "facts.version", version)
    if kind == "signature" and version in walk.adopted:
        raise FaultError(Fault.ADOPTED_BEFORE, position, "facts.version", version)
    if (version, city) in walk.signed:
        raise FaultError(Fault.SIGNED_TWICE, position, "facts.city.key", city)
    walk.signed[version, city] = {"sequence": position, "sha256": sha256}


def _verify_text(walk: _Walk, position: int, facts: dict[str, Any]) -> None:
    version = facts["version"]
    found = [
        text
        for text in walk.chain["texts"]
        if isinstance(text, dict) and text.get("version") == version
    ]
    if version in walk.frozen or len(found) != 1:
        raise FaultError(Fault.CHANGED_TEXT, position, "facts.version", version)
    _expect(found[0], SHAPES["text"], position, "text")
    sha256 = hashlib.sha256(found[0]["text"].encode()).hexdigest()
    if not sha256 == found[0]["sha256"] == facts["text_sha256"]:
        raise FaultError(Fault.CHANGED_TEXT, position, "facts.text_sha256", version)
    walk.frozen[version] = facts["text_sha256"]


def _verify_disclosures(walk: _Walk, position: int, commitments: dict[str, Any]) -> None:
    disclosed = walk.chain["disclosures"].get(str(position), {})
    if not isinstance(disclosed, dict) or disclosed.keys() - commitments.keys():
        raise FaultError(Fault.UNUSED, position, f"disclosures.{position}")
    for name, value in disclosed.items():
        path = f"disclosures.{position}.{name}"
        _expect(value, SHAPES["disclosure"], position, path)
        try:
            same = commitment(value["salt"], value["value"]) == commitments[name]
        except ValueError:
            same = False
        if not same or value["salt"] != value["salt"].lower():
            raise FaultError(Fault.CHANGED_DISCLOSURE, position, name)
    walk.undisclosed += len(commitments.keys() - disclosed.keys())


def _verify_end(walk: _Walk, head: str | None) -> None:
    count = len(walk.chain["records"])
    if walk.chain["head"] != {"sequence": count, "sha256": walk.head}:
        raise FaultError(Fault.CHANGED_HEAD, None, "head")
    for key in sorted(walk.keys.keys() - walk.used_keys) if count else ():
        raise FaultError(Fault.UNUSED, None, f"keys.{key}")
    numbers = {str(position) for position in walk.hashes}
    for name in sorted(walk.chain["disclosures"].keys() - numbers):
        raise FaultError(Fault.UNUSED, None, f"disclosures.{name}")
    if len(walk.chain["texts"]) != len(walk.frozen):
        raise FaultError(Fault.UNUSED, None, "texts")
    if head is not None and head.strip().lower() not in walk.hashes.values():
        raise FaultError(Fault.HEAD_NOT_REACHED, None, "head")


def main(arguments: list[str] | None = None) -> int:
    """Verify the file that the command line names, and return the exit status."""
    parser = argparse.ArgumentParser(description="Verify a declaration's chain of records.")
    parser.add_argument("file", help="chain.json")
    parser.add_argument("--key", action="append", default=[], help="a fingerprint that is trusted")
    parser.add_argument("--head", help="a hash that must be in the chain, such as a receipt's")
    parser.add_argument("--language", choices=("en", "ko"), help="of the answer")
    chosen = parser.parse_args(arguments)
    try:
        content = Path(chosen.file).read_bytes()
    except OSError as error:
        print(f"{chosen.file}: {error.strerror}", file=sys.stderr)  # noqa: T201  a program
        return 2
    language = chosen.language or ("ko" if str(locale.getlocale()[0]).startswith("ko") else "en")
    keys = tuple(key.strip().lower() for key in chosen.key) or TRUSTED_KEYS
    report = verify_chain(content, keys, chosen.head)
    for line in report.sentences(language):
        print(line)  # noqa: T201  a program
    return report.exit_status


if __name__ == "__main__":
    sys.exit(main())
