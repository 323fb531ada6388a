"""Makes declarations, mandates and whole chains for tests. Every person here is made up."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from forum.cities.models import City
from forum.core import codes
from forum.core.db import db
from forum.core.localized import Language, LocalizedText
from forum.core.mail import OutgoingMail
from forum.declaration import rules, services
from forum.declaration.mandates.services import add_letter
from forum.declaration.models import Declaration, Mandate, Signature
from forum.declaration.types import (
    MANDATE,
    SIGN,
    ArticleText,
    DraftText,
    MandateDetails,
    RecordContent,
    RecordKind,
    SigningStatement,
    TextVersion,
)
from forum.editions.models import Edition
from forum.programme.uploads import recognise
from tests.factories.editions import make_city, make_edition
from tests.factories.files import pdf

SEAL_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FOREIGN_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NEXT_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
MADE_AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

TEXT = TextVersion(
    edition="dwc-2030",
    declaration="trial-declaration",
    number=1,
    title=LocalizedText("시험 선언", "A trial declaration"),
    preamble=LocalizedText("우리 도시는", "We, the cities,"),
    articles=(
        ArticleText(1, LocalizedText("첫째 조", "The first article")),
        ArticleText(2, LocalizedText("둘째 조", "The second article")),
    ),
)
CITIES = (
    ("seoul", "KR", "서울특별시", "Seoul"),
    ("vienna", "AT", "빈", "Vienna"),
    ("chefchaouen", "MA", "쉐프샤우엔", "Chefchaouen"),
)


class ChainMaker:
    """Seals records one after another, as the services do, without a database."""

    def __init__(self, key: Ed25519PrivateKey = SEAL_KEY) -> None:
        self.key = key
        self.keys: dict[str, bytes] = {}
        self.entries: list[dict[str, Any]] = []
        self.disclosures: dict[str, dict[str, dict[str, str]]] = {}

    @property
    def head(self) -> str:
        return str(self.entries[-1]["sha256"]) if self.entries else rules.FIRST_PREVIOUS

    def add(
        self, kind: RecordKind, facts: dict[str, Any], personal: dict[str, str], *, publish: bool
    ) -> dict[str, Any]:
        sequence = len(self.entries) + 1
        salts = {name: f"{sequence:02x}{index:02x}" * 16 for index, name in enumerate(personal)}
        sealed = rules.seal_record(
            RecordContent(
                edition=TEXT.edition,
                declaration=TEXT.declaration,
                sequence=sequence,
                kind=kind,
                made_at=MADE_AT + timedelta(minutes=sequence),
                previous=self.head,
                facts=facts,
                commitments=rules.commitments_of(personal, salts),
            ),
            self.key,
        )
        if publish:
            self.disclosures[str(sequence)] = {
                name: {"salt": salts[name], "value": value} for name, value in personal.items()
            }
        self.keys.setdefault(sealed.key, rules.public_bytes(self.key))
        entry = {
            "record": json.loads(sealed.content),
            "sha256": sealed.sha256,
            "seal": sealed.seal,
            "checks": dict(sealed.checks),
        }
        self.entries.append(entry)
        return entry

    def freeze(self) -> None:
        facts = {"version": 1, "text_sha256": rules.text_sha256(TEXT), "articles": 2}
        self.add(RecordKind.FREEZE, facts, {}, publish=False)

    def sign(
        self,
        city: tuple[str, str, str, str],
        *,
        publish: bool = True,
        kind: RecordKind = RecordKind.SIGNATURE,
    ) -> None:
        key, country, ko, en = city
        said = {"key": key, "country": country, "name": {"ko": ko, "en": en}}
        mandate = self.add(
            RecordKind.MANDATE, {"city": said}, {"name_en": f"{en} (trial)"}, publish=False
        )
        self.add(
            kind,
            {
                "number": f"DWC30-D1-{len(self.entries) + 1:04d}",
                "version": 1,
                "text_sha256": rules.text_sha256(TEXT),
                "city": said,
                "mandate": {
                    "sequence": mandate["record"]["sequence"],
                    "sha256": mandate["sha256"],
                },
                "identified_by": "mail-code",
                "language": "en",
                "stated": ["authority", "electronic"],
                "statements_sha256": rules.statements_sha256(),
            },
            {"name_en": f"{en} (trial)", "typed_name": en},
            publish=publish,
        )

    def later(self, kind: RecordKind, about: int, **more: object) -> None:
        """Add a reservation or withdrawal that is about the signature in this record."""
        entry = self.entries[about - 1]
        signed = entry["record"]["facts"]
        facts = {
            "number": f"DWC30-D1-{len(self.entries) + 1:04d}",
            **{name: signed[name] for name in ("version", "text_sha256", "city", "language")},
            "identified_by": "letter",
            "signature": {"sequence": about, "sha256": entry["sha256"]},
        }
        self.add(kind, {**facts, **more}, {}, publish=False)

    def adopt(self, signatures: int) -> None:
        facts = {
            "version": 1,
            "text_sha256": rules.text_sha256(TEXT),
            "adopted_on": "2026-11-20",
            "adopted_in": {"ko": "서울", "en": "Seoul"},
            "signatures": signatures,
        }
        self.add(RecordKind.ADOPTION, facts, {"entered_by": "user:1"}, publish=False)

    def correct(self, sequence: int) -> None:
        concerns = {"sequence": sequence, "sha256": self.entries[sequence - 1]["sha256"]}
        facts = {
            "concerns": concerns,
            "place": "article 2",
            "language": "en",
            "reads": "The second article",
            "should_read": "The second article.",
        }
        self.add(RecordKind.ERRATUM, facts, {"entered_by": "user:1"}, publish=False)

    def change_key(self, key: Ed25519PrivateKey) -> None:
        raw = rules.public_bytes(key)
        facts = {
            "next_key": rules.fingerprint(raw),
            "next_public_key": base64.b64encode(raw).decode(),
        }
        self.add(RecordKind.KEY_CHANGE, facts, {}, publish=False)
        self.key = key

    def chain(self) -> dict[str, Any]:
        return {
            "format": "forum-chain/1",
            "edition": TEXT.edition,
            "declaration": TEXT.declaration,
            "keys": [
                {
                    "fingerprint": name,
                    "algorithm": "Ed25519",
                    "public_key": base64.b64encode(raw).decode(),
                }
                for name, raw in self.keys.items()
            ],
            "texts": [
                {
                    "version": 1,
                    "sha256": rules.text_sha256(TEXT),
                    "text": rules.canonical_text(TEXT).decode(),
                }
            ],
            "records": self.entries,
            "disclosures": self.disclosures,
            "head": {"sequence": len(self.entries), "sha256": self.head},
        }


def golden_chain(key: Ed25519PrivateKey = SEAL_KEY) -> dict[str, Any]:
    """Return a chain of a frozen text, three mandates and three signatures."""
    maker = ChainMaker(key)
    maker.freeze()
    for city in CITIES:
        maker.sign(city, publish=city[0] != "vienna")
    return maker.chain()


def full_chain() -> dict[str, Any]:
    """Return a chain with every kind of record, sealed by two keys one after the other."""
    maker = ChainMaker()
    maker.freeze()  # 1
    for city in CITIES[:2]:
        maker.sign(city)  # 2 to 5
    maker.later(RecordKind.RESERVATION, 3, text="Article 2 as our law allows.")  # 6
    maker.adopt(2)  # 7
    maker.change_key(NEXT_KEY)  # 8
    maker.sign(CITIES[2], kind=RecordKind.ACCESSION)  # 9, 10
    maker.later(RecordKind.WITHDRAWAL, 5)  # 11
    maker.correct(1)  # 12
    declined = dict(maker.entries[4]["record"]["facts"])
    for name in ("stated", "statements_sha256"):
        del declined[name]
    declined["number"] = "DWC30-D1-0013"
    maker.add(RecordKind.DECLINE, declined, {"reason": "No council yet"}, publish=False)  # 13
    return maker.chain()


def chain_file(chain: dict[str, Any]) -> bytes:
    """Return the chain as the bytes of its file."""
    return json.dumps(chain, ensure_ascii=False, indent=1).encode()


# ---------------------------------------------------------------- in the database

_numbers = count(1)
DRAFT = DraftText(
    title=TEXT.title,
    preamble=TEXT.preamble,
    articles=tuple(article.text for article in TEXT.articles),
)


def make_declaration(
    edition: Edition | None = None,
    *,
    key: str = "trial-declaration",
    text: DraftText = DRAFT,
    is_frozen: bool = True,
) -> Declaration:
    """Return a new declaration, frozen unless said otherwise."""
    declaration = services.draft(edition or make_edition(), key, text)
    if is_frozen:
        services.freeze(declaration)
    return declaration


def make_mandate(
    declaration: Declaration,
    city: City | None = None,
    *,
    is_approved: bool = True,
    language: Language = "en",
) -> Mandate:
    """Return a new mandate of a made-up person, approved unless said otherwise."""
    number = next(_numbers)
    mandate = services.grant_mandate(
        declaration,
        MandateDetails(
            city_id=(city or make_city()).id,
            name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"),
            capacity=LocalizedText("시험 시장", "Trial mayor"),
            email=f"delegate-{number}@example.org",
            language=language,
        ),
    )
    if is_approved:
        approve(mandate)
    return mandate


def approve(mandate: Mandate) -> None:
    """Approve a mandate for which there is a letter."""
    add_letter(mandate, recognise(pdf(), "letter.pdf"))
    services.approve_mandate(mandate)


STATEMENT = SigningStatement(
    typed_name="hong gil-dong",
    is_authorised=True,
    agrees_electronically=True,
    publishes_name=True,
    language="en",
)


def make_signature(mandate: Mandate, statement: SigningStatement = STATEMENT) -> Signature:
    """Return the signature of an approved mandate, given as a delegate gives it."""
    services.prepare_signature(mandate, statement)
    code = codes.issue_code(SIGN, MANDATE, mandate.id)
    db.session.commit()
    return services.sign(mandate, code)


def last_code(recipient: str) -> str:
    """Return the code in the newest mail to an address."""
    mail = db.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.recipient == recipient, OutgoingMail.cause == "declaration.code")
        .order_by(OutgoingMail.id.desc())
    ).first()
    assert mail is not None, "no code was mailed"
    found = re.search(r"^ {4}(\d{6})$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


def last_link(recipient: str, purpose: str = SIGN) -> str:
    """Return the path of the link in the newest mail to an address."""
    mails = db.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.recipient == recipient)
        .order_by(OutgoingMail.id.desc())
    )
    for mail in mails:
        found = re.search(rf"https?://[^/]+(/\S*/{re.escape(purpose)}/\S+)", mail.text)
        if found:
            return found[1]
    message = f"no link for {purpose} was mailed to {recipient}"
    raise AssertionError(message)
