"""What is recorded after a signature: reservation, withdrawal, erratum, adoption.

An accession is a signature after the adoption; `signing.sign` seals it as one.
"""

from datetime import date
from typing import cast

from forum.core import audit, clock
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.declaration import queries, rules
from forum.declaration.errors import (
    AlreadyAdoptedError,
    CorrectionIncompleteError,
    DeclarationNotFrozenError,
    NotSignedError,
    ReasonMissingError,
    RecordNotFoundError,
    ReservationMissingError,
    SummaryNotSignableError,
)
from forum.declaration.models import (
    Declaration,
    DeclarationVersion,
    EvidenceRecord,
    FrozenText,
    Mandate,
    Signature,
)
from forum.declaration.services.chain import (
    append,
    city_fact,
    lock_declaration,
    named_record,
    note,
    note_mandate,
    personal_values,
)
from forum.declaration.types import (
    Correction,
    DeclarationKind,
    DeclarationState,
    Identification,
    MandateState,
    RecordKind,
)
from forum.editions.services import touch_public


def reserve(
    signature: Signature, words: str, identified_by: Identification = Identification.MAIL_CODE
) -> EvidenceRecord:
    """Seal the reservation under which a city has signed. Its words are public, as a text is.

    Raises:
        ReservationMissingError: there are no words.
        ForbiddenCharacterError: they have characters that cannot be seen.
        NotSignedError: the city has withdrawn the signature.
    """
    said = rules.normalize_text(words).strip()
    if not said:
        raise ReservationMissingError
    declaration, signature = _lock_signature(signature)
    facts = _signature_facts(signature, identified_by) | {"text": said}
    mandate = signature.mandate
    record = append(declaration, RecordKind.RESERVATION, facts, mandate=mandate)
    note_mandate("declaration.reserved", mandate, number=record.number)
    touch_public(declaration.edition)
    return record


def withdraw_signature(
    signature: Signature,
    reason: str,
    identified_by: Identification = Identification.LETTER,
) -> EvidenceRecord:
    """Seal that a city has withdrawn its signature. The signature's own record stays.

    The city can be given a new mandate and sign again.

    Raises:
        ReasonMissingError: it is not said why, or by which letter.
        ForbiddenCharacterError: the reason has characters that cannot be seen.
        NotSignedError: the signature was withdrawn before.
    """
    said = rules.normalize_text(reason).strip()
    if not said:
        raise ReasonMissingError
    declaration, signature = _lock_signature(signature)
    mandate = signature.mandate
    personal = {**personal_values(mandate), "reason": said, "entered_by": audit.present_actor()}
    facts = _signature_facts(signature, identified_by)
    record = append(declaration, RecordKind.WITHDRAWAL, facts, personal, mandate=mandate)
    signature.withdrawal = record
    mandate.state = MandateState.WITHDRAWN
    mandate.answered_at = clock.now()
    note_mandate("declaration.signature_withdrawn", mandate, number=record.number)
    touch_public(declaration.edition)
    return record


def _lock_signature(signature: Signature) -> tuple[Declaration, Signature]:
    """Lock the chain, and read the signature behind the lock."""
    declaration = lock_declaration(signature.version.declaration_id)
    db.session.refresh(signature)
    db.session.refresh(signature.mandate)
    if signature.withdrawal_id is not None:
        raise NotSignedError
    return declaration, signature


def _signature_facts(signature: Signature, identified_by: Identification) -> dict[str, object]:
    mandate: Mandate = signature.mandate
    return {
        **_version_facts(signature.version),
        "city": city_fact(mandate.city),
        "signature": named_record(signature.record),
        "identified_by": identified_by.value,
        "language": signature.language,
    }


def _version_facts(version: DeclarationVersion) -> dict[str, object]:
    frozen = cast("FrozenText", version.frozen)
    return {"version": version.number, "text_sha256": frozen.sha256}


def correct(declaration: Declaration, correction: Correction) -> EvidenceRecord:
    """Seal an erratum in the name of whoever acts now. What it corrects stays as it is.

    Raises:
        CorrectionIncompleteError: it does not say where, or what it should read.
        ForbiddenCharacterError: it has characters that cannot be seen.
        RecordNotFoundError: the declaration has no such record.
    """
    place, reads, should_read = (
        rules.normalize_text(words).strip()
        for words in (correction.place, correction.reads, correction.should_read)
    )
    if not (place and reads and should_read) or reads == should_read:
        raise CorrectionIncompleteError
    declaration = lock_declaration(declaration.id)
    concerned = queries.find_record(declaration, correction.concerns)
    if concerned is None:
        raise RecordNotFoundError
    record = append(
        declaration,
        RecordKind.ERRATUM,
        {
            "concerns": named_record(concerned),
            "place": place,
            "language": correction.language,
            "reads": reads,
            "should_read": should_read,
        },
        {"entered_by": audit.present_actor()},
    )
    note("declaration.corrected", declaration, {"number": record.number, "place": place})
    touch_public(declaration.edition)
    return record


def adopt(declaration: Declaration, on: date, place: LocalizedText) -> EvidenceRecord:
    """Seal that the frozen text was adopted. Whoever signs from now on accedes.

    Raises:
        SummaryNotSignableError: it is a summary.
        DeclarationNotFrozenError: nothing is frozen.
        AlreadyAdoptedError: this version was adopted before.
    """
    declaration = lock_declaration(declaration.id)
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    version = queries.find_frozen_version(declaration)
    if version is None:
        raise DeclarationNotFrozenError
    if declaration.state is DeclarationState.ADOPTED:
        raise AlreadyAdoptedError
    declaration.state = DeclarationState.ADOPTED
    declaration.adopted_on = on
    declaration.adopted_in = rules.normalize(place)
    record = append(
        declaration,
        RecordKind.ADOPTION,
        {
            **_version_facts(version),
            "adopted_on": on.isoformat(),
            "adopted_in": declaration.adopted_in.to_mapping(),
            "signatures": queries.count_version_signatures(version),
        },
        {"entered_by": audit.present_actor()},
    )
    note("declaration.adopted", declaration, {"version": version.number})
    touch_public(declaration.edition)
    return record
