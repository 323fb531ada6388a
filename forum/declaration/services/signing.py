"""Signing and declining, each confirmed by a fresh code, each sealed in one transaction."""

from dataclasses import replace
from typing import cast

from sqlalchemy import Table, update

from forum.cities.models import City
from forum.core import clock, codes, deferred, links
from forum.core.db import db
from forum.core.links import CapabilityLink
from forum.core.localized import LANGUAGES
from forum.declaration import emails, queries, rules
from forum.declaration.errors import (
    AlreadySignedError,
    MandateMissingError,
    ReasonMissingError,
    StatementChangedError,
    StatementMissingError,
)
from forum.declaration.ink.rules import tidy_ink
from forum.declaration.ink.types import INK
from forum.declaration.mandates.rules import Act, after
from forum.declaration.models import (
    Declaration,
    EvidenceRecord,
    Mandate,
    PersonalField,
    Signature,
)
from forum.declaration.services.chain import (
    PERSON,
    append,
    city_fact,
    lock_declaration,
    named_record,
    note_mandate,
    personal_values,
)
from forum.declaration.services.mandates import check_mandate, check_signable, check_text
from forum.declaration.services.records import reserve
from forum.declaration.types import (
    DECLINE,
    MANDATE,
    SIGN,
    VIEW,
    DeclarationState,
    FrozenVersion,
    Identification,
    RecordKind,
    RecordName,
    SigningStatement,
    WayOfSigning,
)
from forum.editions.services import touch_public

BY_CODE = WayOfSigning()
_PERSONAL = cast("Table", PersonalField.__table__)


def check_can_sign(mandate: Mandate) -> FrozenVersion:
    """Return the version that this mandate can sign now.

    Raises:
        DeclarationNotFrozenError, MandateMissingError, AlreadySignedError, DeclinedError,
        TextChangedError: it cannot.
    """
    return check_signable(mandate.declaration, mandate)


def prepare_signature(mandate: Mandate, statement: SigningStatement) -> None:
    """Keep what the delegate states, and mail the code that will confirm it.

    Raises:
        NotAuthorisedStatementError, NotAgreedStatementError, NameDiffersError: the statement
            is not complete.
        InkUnreadableError, InkTooLittleError, InkTooMuchError: the drawing is none.
        and what `check_can_sign` raises.
    """
    check_can_sign(mandate)
    rules.check_statement(statement, mandate.name)
    rules.normalize_text(statement.reservation)  # refused now rather than at the signing
    mandate.statement = replace(statement, ink=tidy_ink(statement.ink)).to_mapping()
    send_code(mandate)


def send_code(mandate: Mandate) -> None:
    """Mail a fresh code for signing, in place of any earlier one."""
    emails.send_code(mandate, codes.issue_code(SIGN, MANDATE, mandate.id), act="sign")


def sign(
    mandate: Mandate, code: str, link: CapabilityLink | None = None, *, mark: str | None = None
) -> Signature:
    """Sign for the city what was prepared, confirmed by the fresh code. Uses the link up.

    Call it before the first change of the transaction.

    Args:
        mandate: for whom.
        code: the fresh code.
        link: the link by which the delegate came.
        mark: `rules.mark_of` what stood on the page that the code was typed into; None where
            no page stood between stating and signing.

    Raises:
        StatementChangedError: something else was stated since that page was shown; the code
            is not spent.
        TooManyAttemptsError, CodeExpiredError, WrongCodeError: the code does not confirm it.
        StatementMissingError: nothing was prepared.
        LinkUsedError: the link was used up by another request.
        and what `check_can_sign` and `rules.check_statement` raise.
    """
    mandate_id, declaration_id = mandate.id, mandate.declaration_id
    link_id = link.id if link else None
    version = check_can_sign(mandate)
    _check_mark(mandate, mark)
    codes.verify_code(SIGN, MANDATE, mandate_id, code)
    mandate, version = _lock(mandate_id, declaration_id, version)
    _check_mark(mandate, mark)
    if "typed_name" not in mandate.statement:
        raise StatementMissingError
    statement = SigningStatement.from_mapping(mandate.statement)
    return _give(mandate, version, statement, BY_CODE, link_id)


def _check_mark(mandate: Mandate, mark: str | None) -> None:
    if mark is not None and rules.mark_of(mandate.statement) != mark:
        raise StatementChangedError


def give_signature(
    mandate: Mandate,
    statement: SigningStatement,
    way: WayOfSigning,
    link: CapabilityLink | None = None,
) -> Signature:
    """Seal what was stated in another way than by a code. Uses the link up, if there is one.

    Raises:
        LinkUsedError: the link was used up by another request.
        and what `check_can_sign` and `rules.check_statement` raise.
    """
    link_id = link.id if link else None
    version = check_can_sign(mandate)
    mandate, version = _lock(mandate.id, mandate.declaration_id, version)
    return _give(mandate, version, statement, way, link_id)


def _lock(
    mandate_id: int, declaration_id: int, checked: FrozenVersion
) -> tuple[Mandate, FrozenVersion]:
    """Lock the chain; return the mandate as it is now, and the version that it can sign.

    Everybody else waits meanwhile, so the text that was compared with what was frozen is not
    compared again unless another version stands in its place now.
    """
    declaration = lock_declaration(declaration_id)
    mandate = db.session.get_one(Mandate, mandate_id, populate_existing=True)
    check_mandate(declaration, mandate)
    version_id, has_signed = queries.find_to_sign(declaration, mandate.city_id) or (None, False)
    if has_signed:
        raise AlreadySignedError
    return mandate, checked if version_id == checked.id else check_text(declaration)


def _give(
    mandate: Mandate,
    version: FrozenVersion,
    statement: SigningStatement,
    way: WayOfSigning,
    link_id: int | None,
) -> Signature:
    rules.check_statement(statement, mandate.name, is_electronic=way.is_electronic)
    if link_id is not None:
        links.use_link_of_id(link_id)
    signature = _seal_signature(mandate.declaration, version, mandate, statement, way)
    if statement.reservation.strip():
        db.session.flush()
        reserve(signature, statement.reservation, way.identified_by)
    return signature


def _seal_signature(
    declaration: Declaration,
    version: FrozenVersion,
    mandate: Mandate,
    statement: SigningStatement,
    way: WayOfSigning,
) -> Signature:
    attested = _attested(mandate)
    facts = _answer_facts(attested, version, mandate.city, statement.language)
    facts["identified_by"] = way.identified_by.value
    if way.page_sha256:
        facts["page_sha256"] = way.page_sha256
    facts["stated"] = sorted(rules.STATEMENTS) if way.is_electronic else ["authority"]
    facts["statements_sha256"] = rules.statements_sha256()
    person = {**personal_values(mandate), "typed_name": rules.normalize_text(statement.typed_name)}
    shown = {name for name in person if name != "email" and statement.publishes_name}
    person |= way.personal
    if statement.ink:
        person[INK] = statement.ink
        shown |= {INK} if statement.publishes_ink else set()
    is_late = declaration.state is DeclarationState.ADOPTED
    kind = RecordKind.ACCESSION if is_late else RecordKind.SIGNATURE
    record = append(declaration, kind, facts, person, mandate=mandate, public=frozenset(shown))
    if statement.publishes_name:
        _publish_person(attested)
    signature = Signature(
        version_id=version.id,
        city_id=mandate.city_id,
        mandate=mandate,
        record=record,
        signed_at=record.made_at,
        language=statement.language,
        publishes_name=statement.publishes_name,
    )
    db.session.add(signature)
    _answer(mandate, Act.SIGN)
    note_mandate("declaration.signed", mandate, number=record.number)
    deferred.wake_worker()
    return signature


def _publish_person(attested: RecordName) -> None:
    """Publish name and capacity in the mandate's record too, as the person chose."""
    names = [f"{field}_{language}" for field in PERSON for language in LANGUAGES]
    db.session.execute(
        update(_PERSONAL)
        .where(_PERSONAL.c.record_id == attested.id, _PERSONAL.c.name.in_(names))
        .values(is_public=True)
    )


def prepare_decline(mandate: Mandate, reason: str) -> None:
    """Keep the reason for declining, and mail the code that will confirm it.

    Raises:
        ReasonMissingError: there is no reason.
        ForbiddenCharacterError: the reason has characters that cannot be seen.
        and what `check_can_sign` raises.
    """
    check_can_sign(mandate)
    said = rules.normalize_text(reason).strip()
    if not said:
        raise ReasonMissingError
    mandate.statement = {"reason": said}
    send_decline_code(mandate)


def send_decline_code(mandate: Mandate) -> None:
    """Mail a fresh code for declining, in place of any earlier one."""
    emails.send_code(mandate, codes.issue_code(DECLINE, MANDATE, mandate.id), act="decline")


def decline(
    mandate: Mandate, code: str, link: CapabilityLink | None = None, *, mark: str | None = None
) -> EvidenceRecord:
    """Decline for the city, for the reason that was given, confirmed by the fresh code.

    Call it before the first change of the transaction. The arguments are those of `sign`.

    Raises:
        StatementChangedError: another reason was given since the page was shown.
        TooManyAttemptsError, CodeExpiredError, WrongCodeError: the code does not confirm it.
        StatementMissingError: no reason was given before.
        and what `check_can_sign` raises.
    """
    mandate_id, link_id = mandate.id, link.id if link else None
    check_can_sign(mandate)
    _check_mark(mandate, mark)
    codes.verify_code(DECLINE, MANDATE, mandate_id, code)
    mandate = queries.get_mandate_by_id(mandate_id)
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    version = check_signable(declaration, mandate)
    _check_mark(mandate, mark)
    reason = str(mandate.statement.get("reason", ""))
    if not reason:
        raise StatementMissingError
    if link_id is not None:
        links.use_link_of_id(link_id)
    record = append(
        declaration,
        RecordKind.DECLINE,
        _answer_facts(_attested(mandate), version, mandate.city, mandate.language),
        {**personal_values(mandate), "reason": reason},
        mandate=mandate,
    )
    _answer(mandate, Act.DECLINE)
    note_mandate("declaration.declined", mandate, number=record.number)
    emails.send_declined(mandate, record.number)
    return record


def open_receipt(mandate_id: int) -> str:
    """Give a link that shows what was signed, and return its secret."""
    return links.issue_link(VIEW, MANDATE, mandate_id)


def _answer(mandate: Mandate, act: Act) -> None:
    mandate.state = after(mandate.state, act)
    mandate.answered_at = clock.now()
    mandate.statement = {}
    touch_public(mandate.declaration.edition)


def _attested(mandate: Mandate) -> RecordName:
    attested = queries.find_mandate_record(mandate)
    if attested is None:
        raise MandateMissingError
    return attested


def _answer_facts(
    attested: RecordName, version: FrozenVersion, city: City, language: str
) -> dict[str, object]:
    return {
        "version": version.number,
        "text_sha256": version.sha256,
        "city": city_fact(city),
        "mandate": named_record(attested),
        "identified_by": Identification.MAIL_CODE.value,
        "language": language,
    }
