"""The chain of a declaration: its lock, its next record, and what a record says of people."""

import base64
import json
from collections.abc import Mapping
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Table, insert, select

from forum.cities.models import City
from forum.core import audit, clock, randomness
from forum.core.db import db
from forum.core.localized import LANGUAGES, LocalizedText
from forum.core.settings import current_settings
from forum.declaration import queries, rules
from forum.declaration.errors import SealKeyMissingError
from forum.declaration.models import (
    Declaration,
    EvidenceRecord,
    Mandate,
    PersonalField,
)
from forum.declaration.types import (
    MANDATE,
    NUMBERED_KINDS,
    RecordContent,
    RecordKind,
    RecordName,
)
from forum.tokens.services import DECLARATION_SEAL, load_or_make_key, seal_keyring

PERSON = ("name", "capacity")
_PERSONAL = cast("Table", PersonalField.__table__)
_SAY_NUMBER = NUMBERED_KINDS | {RecordKind.RESERVATION}


def lock_declaration(declaration_id: int) -> Declaration:
    """Return the declaration with its row locked until the transaction ends."""
    return db.session.execute(
        select(Declaration)
        .where(Declaration.id == declaration_id)
        .with_for_update(of=Declaration)
        .execution_options(populate_existing=True)
    ).scalar_one()


def trusted_keys() -> tuple[str, ...]:
    """Return the fingerprints of the keys with which this house seals and has sealed."""
    return tuple(_fingerprint(key) for key in seal_keyring(current_settings().keys_dir))


def _fingerprint(key: Ed25519PrivateKey) -> str:
    return rules.fingerprint(rules.public_bytes(key))


def seal_key(declaration: Declaration) -> Ed25519PrivateKey:
    """Return the key whose turn it is to seal this declaration's next record.

    Which one it is, the chain says: so changing keys is one transaction, however many processes
    run. A chain without records begins with the newest key; the first is made if there is none.

    Raises:
        SealKeyMissingError: the key that the chain asks for is not among the files.
    """
    return _key_for(queries.load_chain_end(declaration).next_key)


def _key_for(wanted: str) -> Ed25519PrivateKey:
    directory = current_settings().keys_dir
    keys = seal_keyring(directory)
    if not wanted:
        return keys[-1] if keys else load_or_make_key(directory, DECLARATION_SEAL)
    for key in keys:
        if _fingerprint(key) == wanted:
            return key
    raise SealKeyMissingError


def append(
    declaration: Declaration,
    kind: RecordKind,
    facts: Mapping[str, object],
    personal: Mapping[str, str] | None = None,
    *,
    mandate: Mandate | None = None,
    public: frozenset[str] = frozenset(),
) -> EvidenceRecord:
    """Seal a record and add it to the chain. The declaration's row must be locked.

    What a city gets a number of says its number among the facts.

    Raises:
        SealKeyMissingError: the key whose turn it is is not among the files.
    """
    end = queries.load_chain_end(declaration)
    key, sequence = _key_for(end.next_key), end.sequence + 1
    number = rules.record_number(declaration.code, sequence)
    personal = personal or {}
    salts = {name: randomness.bytes_(rules.SALT_BYTES).hex() for name in personal}
    made_at = clock.now().replace(microsecond=0)
    sealed = rules.seal_record(
        RecordContent(
            edition=declaration.edition.slug,
            declaration=declaration.key,
            sequence=sequence,
            kind=kind,
            made_at=made_at,
            previous=end.sha256,
            facts={"number": number, **facts} if kind in _SAY_NUMBER else facts,
            commitments=rules.commitments_of(personal, salts),
        ),
        key,
    )
    record = EvidenceRecord(
        declaration_id=declaration.id,
        mandate_id=mandate.id if mandate else None,
        sequence=sequence,
        number=number,
        kind=kind,
        made_at=made_at,
        content=sealed.content.decode(),
        checks=json.dumps(dict(sealed.checks), sort_keys=True),
        sha256=sealed.sha256,
        previous=end.sha256,
        key=sealed.key,
        public_key=base64.b64encode(rules.public_bytes(key)).decode(),
        seal=sealed.seal,
    )
    db.session.add(record)
    db.session.flush()
    rows = [
        {
            "record_id": record.id,
            "name": name,
            "salt": salts[name],
            "value": value,
            "is_public": name in public,
        }
        for name, value in personal.items()
    ]
    if rows:
        db.session.execute(insert(_PERSONAL), rows)  # together: everybody else waits meanwhile
    return record


def personal_values(mandate: Mandate) -> dict[str, str]:
    """Return the personal values of a mandate that records commit to."""
    texts: dict[str, LocalizedText] = {"name": mandate.name, "capacity": mandate.capacity}
    values = {
        f"{field}_{language}": texts[field].written_in(language)
        for field in PERSON
        for language in LANGUAGES
        if texts[field].written_in(language)
    }
    return {**values, "email": mandate.email}


def named_record(record: EvidenceRecord | RecordName) -> dict[str, object]:
    """Return how a record names another one."""
    return {"sequence": record.sequence, "sha256": record.sha256}


def city_fact(city: City) -> dict[str, object]:
    """Return how records name a city."""
    return {"key": city.key, "country": city.country, "name": city.name.to_mapping()}


def note(action: str, declaration: Declaration, details: dict[str, object]) -> None:
    """Write into the audit log what was done with a declaration."""
    audit.record(
        action,
        edition_id=declaration.edition_id,
        object_type="declaration",
        object_id=declaration.id,
        details=details,
    )


def note_mandate(action: str, mandate: Mandate, **details: object) -> None:
    """Write into the audit log what was done with a mandate."""
    audit.record(
        action,
        edition_id=mandate.declaration.edition_id,
        object_type=MANDATE,
        object_id=mandate.id,
        details={"city": mandate.city.key, **details},
    )
