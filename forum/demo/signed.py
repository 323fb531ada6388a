"""The trial edition's second declaration: frozen, and signed by persons who do not exist."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import delete, select

from forum.cities.queries import list_cities
from forum.core import clock
from forum.core.db import db
from forum.core.links import find_link
from forum.core.localized import Language
from forum.core.mail import MailAttachment, OutgoingMail
from forum.core.paths import DATA
from forum.declaration import services
from forum.declaration.answers.services import need_time
from forum.declaration.mandates.services import answer_confirmation, ask_confirmation
from forum.declaration.mandates.types import CONFIRM
from forum.declaration.models import Declaration, Mandate
from forum.declaration.queries import find_declaration
from forum.declaration.services import give_signature
from forum.declaration.types import (
    MANDATE,
    CapacityKind,
    DraftText,
    Identification,
    MandateDetails,
    SigningStatement,
    WayOfSigning,
)
from forum.editions.models import Edition
from forum.exchange.fields import Key, Part, Slug, Text
from forum.exchange.rules import read

DOMAIN = "trial.invalid"  # an address there reaches nobody, by RFC 2606


class Shown(StrEnum):
    """What a made-up mandate shows to a newcomer."""

    SIGNED = "signed"
    READY = "ready"
    LATER = "later"  # needs more time
    APPROVED = "approved"
    EXPIRED = "expired"
    PENDING = "pending"
    WITHDRAWN = "withdrawn"


class MandatePart(Part):
    """Whom a city is said to have sent."""

    city: Key
    shows: Shown
    language: Language
    person: Text
    capacity: Text
    kind: CapacityKind = CapacityKind.MAYOR
    reservation: str = ""


class SignedDeclarationFile(Part):
    """`declaration-signed.yaml`."""

    key: Slug
    title: Text
    preamble: Text
    articles: tuple[Text, ...]
    prevailing: Text
    mandates: tuple[MandatePart, ...]


def read_signed_declaration(folder: Path = DATA) -> SignedDeclarationFile:
    """Read and check what the signed declaration is made of.

    Raises:
        DataFileError: the file says something that cannot be loaded.
    """
    name = "declaration-signed.yaml"
    return read(name, (folder / name).read_bytes(), SignedDeclarationFile).value


def prepare_signed_declaration(edition: Edition, file: SignedDeclarationFile) -> None:
    """Freeze and sign a declaration on trial; one that is there is left as it is.

    No mail goes out, as there is nobody to read it: whoever signs on trial gets mails as ever.
    """
    if find_declaration(edition, file.key) is not None:
        return
    declaration = services.draft(
        edition,
        file.key,
        DraftText(
            title=file.title,
            preamble=file.preamble,
            articles=file.articles,
            prevailing=file.prevailing,
        ),
    )
    services.freeze(declaration)
    cities = {city.key: city.id for city in list_cities(part.city for part in file.mandates)}
    for part in file.mandates:
        _enter(declaration, part, cities[part.city])
    _forget_mails(declaration)


def _enter(declaration: Declaration, part: MandatePart, city_id: int) -> None:
    today = clock.today(declaration.edition.timezone)
    mandate = services.grant_mandate(
        declaration,
        MandateDetails(
            city_id=city_id,
            name=part.person,
            capacity=part.capacity,
            capacity_kind=part.kind,
            email=f"{part.city}@{DOMAIN}",
            language=part.language,
            expires_on=today - timedelta(days=1) if part.shows is Shown.EXPIRED else None,
        ),
    )
    if part.shows is Shown.WITHDRAWN:
        services.withdraw_mandate(mandate)
    if part.shows in (Shown.PENDING, Shown.WITHDRAWN):
        return
    secret = ask_confirmation(mandate, f"city-hall.{part.city}@{DOMAIN}")
    answer_confirmation(mandate, find_link(CONFIRM, secret), is_named=True)
    services.approve_mandate(mandate)
    if part.shows in (Shown.APPROVED, Shown.EXPIRED):
        return
    services.invite(mandate)
    if part.shows is Shown.LATER:
        need_time(mandate, declaration.edition.starts_on)
    if part.shows is Shown.SIGNED:
        _sign(mandate, part)


def _sign(mandate: Mandate, part: MandatePart) -> None:
    signature = give_signature(
        mandate,
        SigningStatement(
            typed_name=part.person.in_(part.language),
            is_authorised=True,
            agrees_electronically=True,
            publishes_name=True,
            language=part.language,
            reservation=part.reservation,
        ),
        WayOfSigning(identified_by=Identification.IN_PERSON),
    )
    signature.receipt_queued_at = clock.now()  # nobody is there to get it


def _forget_mails(declaration: Declaration) -> None:
    db.session.flush()
    mandates = select(Mandate.id).where(Mandate.declaration_id == declaration.id)
    mails = select(OutgoingMail.id).where(
        OutgoingMail.about_type == MANDATE, OutgoingMail.about_id.in_(mandates)
    )
    db.session.execute(delete(MailAttachment).where(MailAttachment.mail_id.in_(mails)))
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(mails)))
    db.session.expire_all()
