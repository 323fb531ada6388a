r"""Decisions on values: the canonical text, the evidence record, the typed name, the wall.

**The canonical text**, algorithm `forum-text 1`. Every text is brought into one form: line
breaks are LF (from CR LF and CR), characters are composed (Unicode NFC), white space at the end
of a line and empty lines at the beginning and the end are left out, and characters that cannot
be seen are refused. A line that begins with `@` gets one more. Then these lines, joined by LF
and ended by LF, in UTF-8, are the canonical bytes:

    @forum-text 1
    @edition dwc-2030
    @declaration seoul-declaration
    @version 1
    @language ko
    @title
    (the title's lines)
    @preamble                (left out where there is none)
    (its lines)
    @article 1
    (its lines, and so on for each article)
    @prevailing              (which language counts; left out where nothing is said)
    (its lines)
    @language en
    (the same in English)
    @end

Two texts have the same canonical bytes only if they are the same text; their SHA-256 is what is
printed, mailed and signed.

**The evidence record** is canonical JSON (RFC 8785), hashed with SHA-256, sealed with Ed25519;
`forum/declaration/verifier.py` says how, and is what anybody verifies it with.
"""

import base64
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forum.cities.types import Region
from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.declaration.errors import (
    ForbiddenCharacterError,
    NameDiffersError,
    NotAgreedStatementError,
    NotAuthorisedStatementError,
)
from forum.declaration.types import (
    PublicEvent,
    RecordContent,
    RecordKind,
    SealedRecord,
    SigningStatement,
    TextVersion,
    Wall,
    WallCity,
    WallRegion,
)
from forum.declaration.verifier import (
    FIRST_PREVIOUS,
    RECORD_FORMAT,
    SEAL_CONTEXT,
    checks_of,
    commitment,
    fingerprint,
    verify_chain,
)

TEXT_FORMAT = "forum-text 1"
SALT_BYTES = 32
NUMBER_DIGITS = 4
MARK_CHARACTERS = 16

STATEMENTS: dict[str, LocalizedText] = {
    "authority": LocalizedText(
        ko="나는 위 도시를 대표하여 이 선언에 서명할 권한이 있습니다.",
        en="I am authorised to sign this declaration for the city named above.",
    ),
    "electronic": LocalizedText(
        ko="나는 선언문 전체를 읽었으며, 「전자서명법」 제3조에 따라 전자서명으로 서명하는 데 "
        "동의합니다.",
        en="I have read the whole text and agree to sign it electronically, as Article 3 of the "
        "Digital Signature Act of the Republic of Korea provides.",
    ),
}
"""What a delegate states. A record holds the hash of these words: changing them is visible."""


def canonical_json(value: object) -> bytes:
    """Return the canonical JSON (RFC 8785) of a value."""
    return rfc8785.dumps(cast("Any", value))


def mark_of(statement: Mapping[str, object]) -> str:
    """Return a short mark of what was stated: a page carries it, and signs nothing else."""
    return hashlib.sha256(canonical_json(dict(statement))).hexdigest()[:MARK_CHARACTERS]


def statements_sha256() -> str:
    """Return the SHA-256 of the statements' words, as records hold it."""
    words = {name: text.to_mapping() for name, text in STATEMENTS.items()}
    return hashlib.sha256(canonical_json(words)).hexdigest()


# ---------------------------------------------------------------- the text

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_ALLOWED = {"\n", "\t", "\u200c", "\u200d"}  # joiners belong to some scripts' spelling


def normalize_text(text: str) -> str:
    """Return the one form of a text that is stored, hashed and shown.

    Raises:
        ForbiddenCharacterError: it has characters that cannot be seen.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    unseen = {c for c in composed if unicodedata.category(c) in _UNSEEN and c not in _ALLOWED}
    if unseen:
        codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(unseen))
        raise ForbiddenCharacterError(codes=codes)
    lines = [line.rstrip() for line in composed.split("\n")]
    return "\n".join(lines).strip("\n")


def normalize(text: LocalizedText) -> LocalizedText:
    """Return both languages in the one form."""
    return LocalizedText(ko=normalize_text(text.ko), en=normalize_text(text.en))


def canonical_text(version: TextVersion) -> bytes:
    """Return the bytes of a version whose SHA-256 is printed, mailed and signed.

    Raises:
        ForbiddenCharacterError: it has characters that cannot be seen.
    """
    lines = [
        f"@{TEXT_FORMAT}",
        f"@edition {version.edition}",
        f"@declaration {version.declaration}",
        f"@version {version.number}",
    ]
    for language in LANGUAGES:
        lines.append(f"@language {language}")
        lines.extend(_language_lines(version, language))
    return "\n".join([*lines, "@end", ""]).encode()


def _language_lines(version: TextVersion, language: Language) -> Iterator[str]:
    parts = [("@title", version.title)]
    if version.preamble:
        parts.append(("@preamble", version.preamble))
    parts += [(f"@article {article.number}", article.text) for article in version.articles]
    if version.prevailing:
        parts.append(("@prevailing", version.prevailing))
    for heading, text in parts:
        yield heading
        for line in normalize_text(text.written_in(language)).split("\n"):
            yield f"@{line}" if line.startswith("@") else line


def text_sha256(version: TextVersion) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(version)).hexdigest()


_MAY_BE_MISSING = {"preamble", "prevailing"}


def gaps(version: TextVersion) -> list[tuple[str, int, Language]]:
    """Return what is not written: part (title, article, ...), its number, language."""
    parts = [("title", 0, version.title), ("preamble", 0, version.preamble)]
    parts += [("article", article.number, article.text) for article in version.articles]
    parts.append(("prevailing", 0, version.prevailing))
    found = [
        (part, number, language)
        for part, number, text in parts
        for language in LANGUAGES
        if not text.written_in(language).strip() and (text or part not in _MAY_BE_MISSING)
    ]
    return found if version.articles else [*found, ("articles", 0, "ko")]


# ---------------------------------------------------------------- the record


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes of the public key."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def record_value(content: RecordContent, key: str) -> dict[str, object]:
    """Return the JSON value of a record that the key with this fingerprint seals."""
    return {
        "format": RECORD_FORMAT,
        "edition": content.edition,
        "declaration": content.declaration,
        "sequence": content.sequence,
        "kind": content.kind.value,
        "made_at": written_moment(content.made_at),
        "previous": content.previous,
        "key": key,
        "facts": dict(content.facts),
        "commitments": dict(content.commitments),
    }


def written_moment(moment: datetime) -> str:
    """Return a moment as records hold it: RFC 3339, UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seal_record(content: RecordContent, key: Ed25519PrivateKey) -> SealedRecord:
    """Return the record in canonical form, hashed and sealed."""
    name = fingerprint(public_bytes(key))
    value = record_value(content, name)
    written = canonical_json(value)
    return SealedRecord(
        content=written,
        sha256=hashlib.sha256(written).hexdigest(),
        seal=base64.b64encode(key.sign(SEAL_CONTEXT + written)).decode(),
        key=name,
        checks=checks_of(value),
    )


def record_number(code: str, sequence: int) -> str:
    """Return the number that a receipt bears: `DWCTRIAL-D1-0003`."""
    return f"{code}-{sequence:0{NUMBER_DIGITS}d}"


# ---------------------------------------------------------------- the typed name

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "ð": "d"}
)
_REMARK = re.compile(r"\([^()]*\)")


def _words(name: str) -> list[str]:
    """Return a name's words without case, accents, marks and remarks in brackets."""
    folded = unicodedata.normalize("NFKD", _REMARK.sub(" ", name).casefold()).translate(_LETTERS)
    letters = (
        character if character.isalnum() else "" if character in "-'’‘.·" else " "
        for character in folded
        if not unicodedata.category(character).startswith("M")
    )
    return unicodedata.normalize("NFC", "".join(letters)).split()


def names_agree(typed: str, mandated: LocalizedText) -> bool:
    """Tell whether a typed name is the mandated one, in either language.

    Case, accents, hyphens, the order of the names and how syllables are spaced do not count:
    `gildong hong` and `Hong Gil-dong` agree with `Hong Gildong`. A remark in brackets is left
    out. No name may be missing, added or spelled differently.
    """
    words = _words(typed)
    turns = {"".join(words[turn:] + words[:turn]) for turn in range(len(words))}
    for language in LANGUAGES:
        expected = _words(mandated.written_in(language))
        if expected and (sorted(words) == sorted(expected) or "".join(expected) in turns):
            return True
    return False


def check_statement(
    statement: SigningStatement, name: LocalizedText, *, is_electronic: bool = True
) -> None:
    """Hold a statement to what a signature needs. By hand, nobody agrees to sign electronically.

    Raises:
        NotAuthorisedStatementError, NotAgreedStatementError: it does not state it.
        NameDiffersError: the typed name is not the mandated one.
    """
    if not statement.is_authorised:
        raise NotAuthorisedStatementError
    if is_electronic and not statement.agrees_electronically:
        raise NotAgreedStatementError
    if not names_agree(statement.typed_name, name):
        raise NameDiffersError(name=name.in_(statement.language))


# ---------------------------------------------------------------- the wall


def build_wall(cities: Iterable[WallCity]) -> Wall:
    """Return the wall: regions in the forum's order, cities by their English names."""
    columns: dict[str, list[WallCity]] = defaultdict(list)
    for city in cities:
        columns[city.region].append(city)
    for column in columns.values():
        column.sort(key=lambda city: (city.name.in_("en"), city.key))
    return Wall(
        tuple(
            WallRegion(region.value, tuple(columns[region.value]))
            for region in Region
            if region.value in columns
        )
    )


def commitments_of(values: Mapping[str, str], salts: Mapping[str, str]) -> dict[str, str]:
    """Return what a record holds for each personal value."""
    return {name: commitment(salts[name], value) for name, value in values.items()}


__all__ = [
    "FIRST_PREVIOUS",
    "NUMBER_DIGITS",
    "SALT_BYTES",
    "STATEMENTS",
    "build_wall",
    "canonical_json",
    "canonical_text",
    "check_statement",
    "commitment",
    "commitments_of",
    "fingerprint",
    "gaps",
    "names_agree",
    "normalize",
    "normalize_text",
    "public_bytes",
    "record_number",
    "record_value",
    "seal_record",
    "statements_sha256",
    "text_sha256",
    "verify_chain",
    "written_moment",
]


def what_stands(
    events: Iterable[PublicEvent],
) -> tuple[list[PublicEvent], list[PublicEvent]]:
    """Return the reservations and the errata that concern the text that stands now.

    Those of an earlier version, and of a signature that was withdrawn, are told in the order of
    what happened and stand beside the text no more.
    """
    reservations: dict[LocalizedText, PublicEvent] = {}
    errata: list[PublicEvent] = []
    for event in events:
        if event.kind is RecordKind.FREEZE:
            reservations.clear()
            errata.clear()
        elif event.kind is RecordKind.RESERVATION:
            reservations[event.city] = event
        elif event.kind is RecordKind.WITHDRAWAL:
            reservations.pop(event.city, None)
        elif event.kind is RecordKind.ERRATUM:
            errata.append(event)
    return list(reservations.values()), errata
