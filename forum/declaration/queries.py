"""Reads of the declaration feature."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from forum.cities.models import City
from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from forum.declaration.errors import (
    DeclarationNotFoundError,
    MandateNotFoundError,
    ReceiptNotFoundError,
)
from forum.declaration.ink.rules import ink_from
from forum.declaration.ink.types import INK
from forum.declaration.models import (
    Article,
    Declaration,
    DeclarationVersion,
    EvidenceRecord,
    FrozenText,
    Mandate,
    PersonalField,
    Signature,
)
from forum.declaration.rules import FIRST_PREVIOUS, build_wall
from forum.declaration.types import (
    ASKED,
    NUMBERED_KINDS,
    OVER,
    ArticleText,
    ChainEnd,
    DeclarationState,
    Finding,
    FrozenVersion,
    Identification,
    MandateState,
    PublicDeclaration,
    PublicEvent,
    Receipt,
    RecordKind,
    RecordName,
    TextVersion,
    Wall,
    WallCity,
)
from forum.declaration.verifier import CHAIN_FORMAT, verify_chain
from forum.editions.models import Edition
from forum.editions.types import EditionState

_ARTICLES = cast("Table", Article.__table__)


def list_declarations(edition: Edition) -> Sequence[Declaration]:
    """Return an edition's declarations, drafts included, with their versions."""
    return db.session.scalars(
        select(Declaration)
        .where(Declaration.edition_id == edition.id)
        .options(selectinload(Declaration.versions))
        .order_by(Declaration.id)
    ).all()


def find_declaration(edition: Edition, key: str) -> Declaration | None:
    """Return the edition's declaration with this key, if there is one, drafts included."""
    return db.session.scalar(
        select(Declaration).where(Declaration.edition_id == edition.id, Declaration.key == key)
    )


def get_declaration(edition: Edition, key: str) -> Declaration:
    """Return the edition's declaration with this key, drafts included.

    Raises:
        DeclarationNotFoundError: there is none.
    """
    declaration = find_declaration(edition, key)
    if declaration is None:
        raise DeclarationNotFoundError
    return declaration


def get_public_declaration(edition: Edition, key: str) -> Declaration:
    """Return the edition's declaration with this key, for a public page.

    Raises:
        DeclarationNotFoundError: there is none, or nothing of it is frozen.
    """
    declaration = get_declaration(edition, key)
    if declaration.state is DeclarationState.DRAFT:
        raise DeclarationNotFoundError
    return declaration


def list_public_declarations(edition: Edition) -> Sequence[PublicDeclaration]:
    """Return what visitors may see of an edition's declarations."""
    found = db.session.scalars(
        select(Declaration)
        .where(Declaration.edition_id == edition.id, Declaration.state != DeclarationState.DRAFT)
        .options(selectinload(Declaration.versions).selectinload(DeclarationVersion.articles))
        .order_by(Declaration.id)
    )
    return [_as_public(declaration, _standing(declaration.versions)) for declaration in found]


def _standing(versions: Sequence[DeclarationVersion]) -> DeclarationVersion:
    frozen = [version for version in versions if version.frozen is not None]
    return (frozen or list(versions))[-1]


def latest_version(declaration: Declaration) -> DeclarationVersion:
    """Return the newest version, frozen or not, with its articles."""
    return db.session.scalars(
        select(DeclarationVersion)
        .where(DeclarationVersion.declaration_id == declaration.id)
        .options(selectinload(DeclarationVersion.articles))
        .order_by(DeclarationVersion.number.desc())
        .limit(1)
    ).one()


def find_frozen_version(declaration: Declaration) -> DeclarationVersion | None:
    """Return the version that can be signed: the newest that is frozen, with its articles."""
    return db.session.scalar(
        select(DeclarationVersion)
        .join(FrozenText)
        .where(DeclarationVersion.declaration_id == declaration.id)
        .options(selectinload(DeclarationVersion.articles))
        .order_by(DeclarationVersion.number.desc())
        .limit(1)
    )


def load_frozen(declaration: Declaration) -> FrozenVersion | None:
    """Return of the version that can be signed what signing needs, without reading its entities."""
    found = db.session.execute(
        select(
            DeclarationVersion.id,
            DeclarationVersion.number,
            DeclarationVersion.title,
            DeclarationVersion.preamble,
            DeclarationVersion.prevailing,
            FrozenText.sha256,
            FrozenText.text,
        )
        .join(FrozenText, FrozenText.version_id == DeclarationVersion.id)
        .where(DeclarationVersion.declaration_id == declaration.id)
        .order_by(DeclarationVersion.number.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    version_id, number, title, preamble, prevailing, sha256, frozen = found
    articles = db.session.execute(
        select(_ARTICLES.c.number, _ARTICLES.c.text)
        .where(_ARTICLES.c.version_id == version_id)
        .order_by(_ARTICLES.c.number)
    )
    text = TextVersion(
        edition=declaration.edition.slug,
        declaration=declaration.key,
        number=number,
        title=title,
        preamble=preamble,
        articles=tuple(ArticleText(*article) for article in articles),
        prevailing=prevailing,
    )
    return FrozenVersion(version_id, sha256, frozen, text)


def as_public(declaration: Declaration) -> PublicDeclaration:
    """Return the declaration as its public page shows it."""
    return _as_public(declaration, find_frozen_version(declaration) or latest_version(declaration))


def _as_public(declaration: Declaration, version: DeclarationVersion) -> PublicDeclaration:
    frozen = version.frozen
    return PublicDeclaration(
        key=declaration.key,
        kind=declaration.kind,
        state=declaration.state,
        text=version.as_text(),
        sha256=frozen.sha256 if frozen else "",
        frozen_at=frozen.frozen_at if frozen else None,
        adopted_on=declaration.adopted_on,
        adopted_in=declaration.adopted_in,
        remark=declaration.remark,
    )


# ---------------------------------------------------------------- mandates and the wall


def list_mandates(declaration: Declaration) -> Sequence[Mandate]:
    """Return a declaration's mandates by the English names of their cities, the newest first."""
    found = db.session.scalars(
        select(Mandate).where(Mandate.declaration_id == declaration.id).order_by(Mandate.id.desc())
    ).all()
    return sorted(found, key=lambda mandate: mandate.city.name.in_("en"))


def get_mandate(declaration: Declaration, mandate_id: int) -> Mandate:
    """Return a mandate of this declaration.

    Raises:
        MandateNotFoundError: the declaration has no such mandate.
    """
    mandate = db.session.get(Mandate, mandate_id)
    if mandate is None or mandate.declaration_id != declaration.id:
        raise MandateNotFoundError
    return mandate


def get_mandate_by_id(mandate_id: int) -> Mandate:
    """Return a mandate, for the person who holds a link to it.

    Raises:
        MandateNotFoundError: there is none.
    """
    mandate = db.session.get(Mandate, mandate_id)
    if mandate is None:
        raise MandateNotFoundError
    return mandate


def find_standing_mandate(declaration: Declaration, city_id: int) -> Mandate | None:
    """Return the city's mandate that is open or signed, if there is one."""
    return db.session.scalar(
        select(Mandate).where(
            Mandate.declaration_id == declaration.id,
            Mandate.city_id == city_id,
            Mandate.state.not_in(OVER),
        )
    )


def list_unnamed_cities(declaration: Declaration) -> Sequence[City]:
    """Return the cities that have named nobody yet, invited or not, by their English names."""
    named = select(Mandate.city_id).where(
        Mandate.declaration_id == declaration.id,
        Mandate.state.not_in((*OVER, MandateState.INVITED)),
    )
    cities = db.session.scalars(select(City).where(City.id.not_in(named))).all()
    return sorted(cities, key=lambda city: city.name.in_("en"))


def list_free_cities(declaration: Declaration) -> Sequence[City]:
    """Return the cities that have no standing mandate, by their English names."""
    taken = select(Mandate.city_id).where(
        Mandate.declaration_id == declaration.id,
        Mandate.state.not_in(OVER),
    )
    cities = db.session.scalars(select(City).where(City.id.not_in(taken))).all()
    return sorted(cities, key=lambda city: city.name.in_("en"))


def load_wall(declaration: Declaration) -> Wall:
    """Return the wall: every city that has signed the version that stands, or is asked to."""
    signed = _signatures(declaration)
    asked = db.session.scalars(
        select(Mandate).where(
            Mandate.declaration_id == declaration.id,
            Mandate.state.in_((*ASKED, MandateState.SIGNED)),
        )
    ).all()
    earlier = _earlier_versions(asked)
    reserved = list_reservations(declaration)
    return build_wall(
        _wall_city(mandate, signed.get(mandate.city_id), earlier.get(mandate.id, 0), reserved)
        for mandate in asked
    )


def list_reservations(declaration: Declaration) -> dict[int, str]:
    """Return the reservations by the number in the chain of the signature that has each."""
    records = db.session.scalars(
        select(EvidenceRecord.content)
        .where(
            EvidenceRecord.declaration_id == declaration.id,
            EvidenceRecord.kind == RecordKind.RESERVATION,
        )
        .order_by(EvidenceRecord.sequence)
    )
    facts = [json.loads(content)["facts"] for content in records]
    return {fact["signature"]["sequence"]: fact["text"] for fact in facts}


def _earlier_versions(mandates: Sequence[Mandate]) -> dict[int, int]:
    """Return the newest version that each mandate, now asked anew, has signed."""
    superseded = [one.id for one in mandates if one.state is MandateState.SUPERSEDED]
    if not superseded:
        return {}
    rows = db.session.execute(
        select(Signature.mandate_id, func.max(DeclarationVersion.number))
        .join(DeclarationVersion, DeclarationVersion.id == Signature.version_id)
        .where(Signature.mandate_id.in_(superseded))
        .group_by(Signature.mandate_id)
    )
    return {row[0]: row[1] for row in rows}


def _signatures(declaration: Declaration) -> dict[int, Signature]:
    version = find_frozen_version(declaration)
    if version is None:
        return {}
    found = db.session.scalars(
        select(Signature).where(
            Signature.version_id == version.id, Signature.withdrawal_id.is_(None)
        )
    )
    return {signature.city_id: signature for signature in found}


def _wall_city(
    mandate: Mandate, signature: Signature | None, earlier: int, reserved: Mapping[int, str]
) -> WallCity:
    shows = signature is not None and signature.publishes_name
    return WallCity(
        key=mandate.city.key,
        name=mandate.city.name,
        region=mandate.city.region.value,
        signed_at=signature.signed_at if signature else None,
        number=signature.record.number if signature else "",
        signatory=mandate.name if shows else EMPTY,
        capacity=mandate.capacity if shows else EMPTY,
        earlier=earlier,
        language="ko" if signature and signature.language == "ko" else "en",
        reservation=reserved.get(signature.record.sequence, "") if signature else "",
        has_acceded=signature is not None and signature.record.kind is RecordKind.ACCESSION,
        latitude=mandate.city.latitude,
        longitude=mandate.city.longitude,
    )


def count_version_signatures(version: DeclarationVersion) -> int:
    """Return how many valid signatures a version has."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Signature)
            .where(Signature.version_id == version.id, Signature.withdrawal_id.is_(None))
        )
        or 0
    )


def find_to_sign(declaration: Declaration, city_id: int) -> tuple[int, bool] | None:
    """Return the id of the version that can be signed, and whether a city has signed it."""
    signed = exists().where(
        Signature.version_id == FrozenText.version_id,
        Signature.city_id == city_id,
        Signature.withdrawal_id.is_(None),
    )
    found = db.session.execute(
        select(FrozenText.version_id, signed)
        .join(DeclarationVersion, DeclarationVersion.id == FrozenText.version_id)
        .where(DeclarationVersion.declaration_id == declaration.id)
        .order_by(DeclarationVersion.number.desc())
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else None


def find_signature(mandate: Mandate) -> Signature | None:
    """Return the newest signature that was given by this mandate."""
    return db.session.scalar(
        select(Signature).where(Signature.mandate_id == mandate.id).order_by(Signature.id.desc())
    )


def list_unreceipted_ids() -> list[int]:
    """Return the signatures whose receipt was not mailed yet."""
    return list(
        db.session.scalars(select(Signature.id).where(Signature.receipt_queued_at.is_(None)))
    )


# ---------------------------------------------------------------- the chain


def load_chain_end(declaration: Declaration) -> ChainEnd:
    """Return where the chain ends, and which key seals its next record. One statement."""
    last = db.session.execute(
        select(
            EvidenceRecord.sequence,
            EvidenceRecord.sha256,
            EvidenceRecord.kind,
            EvidenceRecord.key,
            EvidenceRecord.content,
        )
        .where(EvidenceRecord.declaration_id == declaration.id)
        .order_by(EvidenceRecord.sequence.desc())
        .limit(1)
    ).first()
    if last is None:
        return ChainEnd(0, FIRST_PREVIOUS, "")
    sequence, sha256, kind, key, content = last
    if kind is RecordKind.KEY_CHANGE:
        key = json.loads(content)["facts"]["next_key"]
    return ChainEnd(sequence, sha256, key)


def list_chain_ids() -> list[int]:
    """Return the declarations that have records, in the order in which they are locked."""
    return list(
        db.session.scalars(
            select(EvidenceRecord.declaration_id).distinct().order_by(EvidenceRecord.declaration_id)
        )
    )


def find_record(declaration: Declaration, sequence: int) -> EvidenceRecord | None:
    """Return the declaration's record with this number in its chain."""
    return db.session.scalar(
        select(EvidenceRecord).where(
            EvidenceRecord.declaration_id == declaration.id, EvidenceRecord.sequence == sequence
        )
    )


def find_mandate_record(mandate: Mandate) -> RecordName | None:
    """Return the name of the record that attests the mandate's approval."""
    found = db.session.execute(
        select(EvidenceRecord.id, EvidenceRecord.sequence, EvidenceRecord.sha256)
        .where(EvidenceRecord.mandate_id == mandate.id, EvidenceRecord.kind == RecordKind.MANDATE)
        .order_by(EvidenceRecord.sequence.desc())
        .limit(1)
    ).first()
    return RecordName(*found) if found else None


def find_decline(mandate: Mandate) -> EvidenceRecord | None:
    """Return the record by which the mandate was answered with no."""
    return db.session.scalar(
        select(EvidenceRecord).where(
            EvidenceRecord.mandate_id == mandate.id, EvidenceRecord.kind == RecordKind.DECLINE
        )
    )


def list_events(declaration: Declaration) -> list[PublicEvent]:
    """Return what happened to a declaration, in its order, mandates left out.

    Whether a city has declined, its receipt's number tells, not the page.
    """
    records = db.session.execute(
        select(EvidenceRecord.kind, EvidenceRecord.made_at, EvidenceRecord.number)
        .add_columns(EvidenceRecord.content)
        .where(
            EvidenceRecord.declaration_id == declaration.id,
            EvidenceRecord.kind.not_in((RecordKind.MANDATE, RecordKind.DECLINE)),
        )
        .order_by(EvidenceRecord.sequence)
    )
    return [
        _event(kind, made_at, number, json.loads(content)["facts"])
        for kind, made_at, number, content in records
    ]


def _event(
    kind: RecordKind, made_at: datetime, number: str, facts: Mapping[str, Any]
) -> PublicEvent:
    return PublicEvent(
        kind=kind,
        made_at=made_at,
        number=number,
        city=LocalizedText.from_mapping(facts["city"]["name"]) if "city" in facts else EMPTY,
        version=facts.get("version", 0),
        words=facts.get("text", facts.get("reads", "")),
        instead=facts.get("should_read", ""),
        place=facts.get("place", ""),
        language=facts.get("language", ""),
    )


def load_chain(declaration: Declaration) -> bytes:
    """Return `chain.json`: records, texts, keys, and the personal values that are public."""
    records = db.session.scalars(
        select(EvidenceRecord)
        .where(EvidenceRecord.declaration_id == declaration.id)
        .order_by(EvidenceRecord.sequence)
    ).all()
    texts = db.session.scalars(
        select(FrozenText)
        .join(DeclarationVersion)
        .where(DeclarationVersion.declaration_id == declaration.id)
        .options(joinedload(FrozenText.version))
        .order_by(DeclarationVersion.number)
    ).all()
    sequence, head = (records[-1].sequence, records[-1].sha256) if records else (0, FIRST_PREVIOUS)
    chain: dict[str, Any] = {
        "format": CHAIN_FORMAT,
        "edition": declaration.edition.slug,
        "declaration": declaration.key,
        "keys": [
            {"fingerprint": name, "algorithm": "Ed25519", "public_key": public_key}
            for name, public_key in sorted({(r.key, r.public_key) for r in records})
        ],
        "texts": [
            {"version": frozen.version.number, "sha256": frozen.sha256, "text": frozen.text}
            for frozen in texts
        ],
        "records": [
            {
                "record": json.loads(record.content),
                "sha256": record.sha256,
                "seal": record.seal,
                "checks": json.loads(record.checks),
            }
            for record in records
        ],
        "disclosures": _disclosures(declaration),
        "head": {"sequence": sequence, "sha256": head},
    }
    return json.dumps(chain, ensure_ascii=False, indent=1).encode()


def _disclosures(declaration: Declaration) -> dict[str, dict[str, dict[str, str]]]:
    rows = db.session.execute(
        select(EvidenceRecord.sequence, PersonalField.name, PersonalField.salt, PersonalField.value)
        .join(PersonalField, PersonalField.record_id == EvidenceRecord.id)
        .where(
            EvidenceRecord.declaration_id == declaration.id,
            PersonalField.is_public,
            PersonalField.salt.is_not(None),
        )
        .order_by(EvidenceRecord.sequence, PersonalField.name)
    )
    disclosed: dict[str, dict[str, dict[str, str]]] = {}
    for sequence, name, salt, value in rows:
        disclosed.setdefault(str(sequence), {})[name] = {"salt": salt or "", "value": value or ""}
    return disclosed


def list_public_keys(declaration: Declaration) -> Sequence[tuple[str, bytes]]:
    """Return fingerprint and bytes of each key that sealed a record of this declaration."""
    rows = db.session.execute(
        select(EvidenceRecord.key, EvidenceRecord.public_key)
        .where(EvidenceRecord.declaration_id == declaration.id)
        .distinct()
        .order_by(EvidenceRecord.key)
    )
    return [(key, base64.b64decode(public_key)) for key, public_key in rows]


def get_record(number: str) -> tuple[Declaration, EvidenceRecord]:
    """Return the signature or refusal with this number, and its declaration, if both are public.

    Raises:
        ReceiptNotFoundError: there is none.
    """
    row = db.session.execute(
        select(Declaration, EvidenceRecord)
        .join(EvidenceRecord, EvidenceRecord.declaration_id == Declaration.id)
        .join(Edition, Edition.id == Declaration.edition_id)
        .where(
            EvidenceRecord.number == tidy_number(number),
            EvidenceRecord.kind.in_(NUMBERED_KINDS),
            Edition.state != EditionState.DRAFT,
        )
    ).first()
    if row is None:
        raise ReceiptNotFoundError
    return row[0], row[1]


def record_state(number: str) -> tuple[int, int]:
    """Return what changes whenever the page about a number does. One statement.

    Raises:
        ReceiptNotFoundError: no public record has this number.
    """
    row = db.session.execute(
        select(EvidenceRecord.id, Edition.public_version)
        .join(Declaration, Declaration.id == EvidenceRecord.declaration_id)
        .join(Edition, Edition.id == Declaration.edition_id)
        .where(EvidenceRecord.number == tidy_number(number), Edition.state != EditionState.DRAFT)
    ).first()
    if row is None:
        raise ReceiptNotFoundError
    return row[0], row[1]


def tidy_number(number: str) -> str:
    """Return a number as it is stored, however it was typed."""
    return "-".join(number.upper().replace("–", "-").split()).strip("-")[:60]


def look_up(number: str, trusted: tuple[str, ...]) -> Finding:
    """Return what the public learns about a number, having verified its whole chain.

    Raises:
        ReceiptNotFoundError: no record has this number.
    """
    declaration, record = get_record(number)
    report = verify_chain(load_chain(declaration), trusted, record.sha256)
    facts = json.loads(record.content)["facts"]
    return Finding(
        number=record.number,
        kind=record.kind,
        city=LocalizedText.from_mapping(facts["city"]["name"]),
        made_at=record.made_at,
        version=facts["version"],
        sequence=record.sequence,
        records=report.records,
        sha256=record.sha256,
        text_sha256=facts["text_sha256"],
        withdrawn_at=_withdrawn_at(record),
        is_sound=report.is_sound,
        sentences={"ko": tuple(report.sentences("ko")), "en": tuple(report.sentences("en"))},
    )


def _withdrawn_at(record: EvidenceRecord) -> datetime | None:
    return db.session.scalar(
        select(EvidenceRecord.made_at)
        .join(Signature, Signature.withdrawal_id == EvidenceRecord.id)
        .where(Signature.record_id == record.id)
    )


def load_receipt(signature: Signature) -> Receipt:
    """Return what the receipt of a signature says."""
    mandate, record = signature.mandate, signature.record
    facts = json.loads(record.content)["facts"]
    personal = {
        name: value or ""
        for name, value in db.session.execute(
            select(PersonalField.name, PersonalField.value).where(
                PersonalField.record_id == record.id,
                PersonalField.name.in_(("typed_name", INK)),
            )
        )
    }
    return Receipt(
        number=record.number,
        edition=mandate.declaration.edition.name,
        is_trial=mandate.declaration.edition.is_trial,
        title=signature.version.title,
        version=signature.version.number,
        city=LocalizedText.from_mapping(facts["city"]["name"]),
        name=mandate.name,
        capacity=mandate.capacity,
        typed_name=personal.get("typed_name", ""),
        reservation=list_reservations(mandate.declaration).get(record.sequence, ""),
        strokes=ink_from(personal.get(INK, "")),
        identified_by=Identification(facts["identified_by"]),
        signed_at=record.made_at,
        timezone=mandate.declaration.edition.timezone,
        language="en" if signature.language == "en" else "ko",
        text_sha256=facts["text_sha256"],
        sha256=record.sha256,
        previous=record.previous,
        key=record.key,
    )


def load_frozen_text(declaration: Declaration, version: int) -> bytes:
    """Return the canonical bytes of a frozen version.

    Raises:
        DeclarationNotFoundError: there is no such version, or it is not frozen.
    """
    text = db.session.scalar(
        select(FrozenText.text)
        .join(DeclarationVersion)
        .where(
            DeclarationVersion.declaration_id == declaration.id,
            DeclarationVersion.number == version,
        )
    )
    if text is None:
        raise DeclarationNotFoundError
    return text.encode()
