"""Taking a person out of every table, and leaving the number that statistics need.

What is left of a registration is its number, category, country, language and moments. Scans keep
their registration, which has no name any more. Rows that the database never lets go (scans,
audit, evidence of signatures) hold no personal data of a registration, and stay.
"""

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Table, and_, delete, or_, select, update
from sqlalchemy.orm import selectinload

from forum.core import clock
from forum.core.codes import FreshCode
from forum.core.db import Base, db
from forum.core.filejobs import forget_files
from forum.core.idempotency import KeptAnswer
from forum.core.links import CapabilityLink
from forum.core.localized import EMPTY, LocalizedText
from forum.core.mail import MailAttachment, MailState, OutgoingMail
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.programme.models import Release
from forum.registration.models import Registration
from forum.registration.services import seats
from forum.registration.services.books import lock_book
from forum.registration.services.offering import offer_seats, withdraw_all
from forum.registration.types import RegistrationState

NOBODY = LocalizedText("(파기됨)", "(erased)")
KEPT = frozenset({"attendances", "badge_prints", "consents_given", "erasure_requests", "seats"})
"""Tables of a registration that say nothing of who it was. Every other one loses its rows."""

_UNSENT = (MailState.QUEUED, MailState.RETRY)
_OVER = (MailState.SENT, MailState.FAILED, MailState.CANCELLED)


def tables_of_people() -> list[Table]:
    """Return every table with a column that leads to a registration, children first."""
    tables = reversed(Base.metadata.sorted_tables)
    return [table for table in tables if table.name != "registrations" and _columns(table)]


def _columns(table: Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if _leads_to_people(key)]


def _leads_to_people(key: object) -> bool:
    return str(getattr(key, "target_fullname", "")) == "registrations.id"


def erase_people(ids: Sequence[int], *, are_expected: bool) -> None:
    """Erase registrations; those that were still expected give back their seats.

    Mails to them that have not gone out are dropped. What is written to them in the same
    transaction afterwards goes out, and loses its address in the next purge.
    """
    if are_expected:
        for edition in _editions(ids):
            lock_book(edition)
    people = _locked(ids)
    freed: dict[int, set[str]] = defaultdict(set)
    for person in people if are_expected else ():
        freed[person.edition_id] |= _leave(person)
    db.session.flush()
    numbers = [person.number for person in people]
    _erase_mails(people)
    forget_files([person.edition_id for person in people])
    _erase_rows(ids)
    _revoke(ids)
    _erase_answers(numbers)
    moment = clock.now()
    for person in _known(ids):
        person.state = RegistrationState.ERASED
        person.name, person.position, person.affiliation = NOBODY, EMPTY, EMPTY
        person.sort_key, person.search_text = "", person.number.casefold()
        person.email, person.email_key, person.phone = "", f"erased-{person.id}", ""
        person.city_id, person.receiver = None, None
        person.cancel_reason = ""
        person.answers = {}
        person.calendar_uid = f"erased.{person.edition_id}.{person.id}"
        person.subscription_hash = None
        person.colleague_key, person.wishes, person.waits = "", [], []
        person.erased_at = person.changed_at = moment
    db.session.flush()
    for edition_id, subjects in freed.items():
        offer_seats(db.session.get_one(Edition, edition_id), subjects)


def _locked(ids: Sequence[int]) -> Sequence[Registration]:
    statement = (
        select(Registration)
        .where(Registration.id.in_(ids), Registration.erased_at.is_(None))
        .order_by(Registration.id)
        .options(selectinload(Registration.seats), selectinload(Registration.attendances))
        .with_for_update(of=Registration)
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _known(ids: Sequence[int]) -> Sequence[Registration]:
    """Return the same people, read again in one statement: what they held is gone."""
    again = select(Registration).where(Registration.id.in_(ids)).order_by(Registration.id)
    return db.session.scalars(again.where(Registration.erased_at.is_(None))).all()


def _editions(ids: Sequence[int]) -> Sequence[Edition]:
    of_them = select(Registration.edition_id).where(Registration.id.in_(ids))
    return db.session.scalars(
        select(Edition).where(Edition.id.in_(of_them)).order_by(Edition.id)
    ).all()


def _leave(person: Registration) -> AbstractSet[str]:
    """Give back every seat, and return in what: others may be waiting for it."""
    freed = seats.free(person)
    withdraw_all(person)
    person.attendances.clear()
    if person.cancelled_at is None:
        person.cancelled_at = clock.now()
        person.calendar_sequence += 1
    return freed


def _erase_rows(ids: Sequence[int]) -> None:
    for table in tables_of_people():
        if table.name in KEPT or table.info.get("append_only"):
            continue
        for name in _columns(table):
            db.session.execute(delete(table).where(table.c[name].in_(ids)))
    db.session.expire_all()


def _revoke(ids: Sequence[int]) -> None:
    db.session.execute(
        update(CapabilityLink)
        .where(
            CapabilityLink.subject_type == "registration",
            CapabilityLink.subject_id.in_(ids),
            CapabilityLink.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )
    ends = [FreshCode.subject.endswith(f":registration:{one}") for one in ids]
    db.session.execute(delete(FreshCode).where(or_(*ends)))


def _erase_answers(numbers: Sequence[str]) -> None:
    if numbers:
        said = [KeptAnswer.body.contains(f'"{number}"') for number in numbers]
        db.session.execute(delete(KeptAnswer).where(or_(*said)))


# ------------------------------------------------------------------ mails


def _erase_mails(people: Sequence[Registration]) -> None:
    """Drop what waits to be sent, and empty what has been."""
    ids = [person.id for person in people]
    to_them = [and_(OutgoingMail.about_type == "registration", OutgoingMail.about_id.in_(ids))]
    for edition_id in {person.edition_id for person in people}:
        addresses = [person.email for person in people if person.edition_id == edition_id]
        releases = select(Release.id).where(Release.edition_id == edition_id)
        to_them.append(
            and_(
                OutgoingMail.about_type == "release",
                OutgoingMail.about_id.in_(releases),
                OutgoingMail.recipient.in_(addresses),
            )
        )
        to_them.append(
            and_(
                OutgoingMail.about_type == "edition",
                OutgoingMail.about_id == edition_id,
                OutgoingMail.recipient.in_(addresses),
            )
        )
    found = select(OutgoingMail.id).where(or_(*to_them))
    drop_mails(db.session.scalars(found.where(OutgoingMail.state.in_(_UNSENT))).all())
    gone = db.session.scalars(found.where(OutgoingMail.state.in_(_OVER))).all()
    empty_mails(gone, recipients=True)


def drop_mails(ids: Sequence[int]) -> None:
    """Take mails out altogether."""
    db.session.execute(delete(MailAttachment).where(MailAttachment.mail_id.in_(ids)))
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(ids)))


def empty_mails(ids: Sequence[int], *, recipients: bool = False) -> None:
    """Take out what mails say; with `recipients` also to whom. That there was one stays."""
    values: dict[str, object] = {"text": "", "html": None, "last_error": ""}
    if recipients:
        values |= {"recipient": "", "domain": "", "subject": ""}
    db.session.execute(delete(MailAttachment).where(MailAttachment.mail_id.in_(ids)))
    db.session.execute(update(OutgoingMail).where(OutgoingMail.id.in_(ids)).values(**values))
    for one in ids:  # where mails are files, these are the only other copies
        (current_settings().mail_dir / f"{one:06d}.eml").unlink(missing_ok=True)
