"""Reads that bring several features together for an edition's organisers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, and_, cast, extract, func, or_, select
from sqlalchemy.orm import defer, selectinload

from forum.accounts.models import User
from forum.checkin.queries import count_attendance, list_lists
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import NotFoundError
from forum.core.hangul import folded
from forum.core.mail import MailState, OutgoingMail
from forum.core.permissions import Permission
from forum.declaration.models import Declaration, DeclarationVersion, Mandate, Signature
from forum.declaration.types import ASKED, DeclarationKind, DeclarationState, MandateState
from forum.editions.models import Edition, EditionNote
from forum.editions.types import EditionState
from forum.programme.changes import entries_of
from forum.programme.models import Release
from forum.programme.queries import build_agenda, released_agenda
from forum.programme.rules import compare, keep_cancelled
from forum.programme.types import Agenda
from forum.registration.models import Registration
from forum.registration.queries import list_categories
from forum.registration.types import RegistrationState
from forum.site.figures import growth_of, opening_of, preparation_of, tongues_of
from forum.site.types import (
    Event,
    Gate,
    MailFilter,
    MailPage,
    Overview,
    Registrations,
    Signing,
    Todo,
    Waiting,
)
from forum.site.words import ACTION_WORDS, event_of, in_a_row

SECONDS_PER_DAY = 86400
RECENT = 8
LOOKED_AT = 200
MAILS_ON_A_PAGE = 50


def load_overview(edition: Edition, allowed: Collection[Permission]) -> Overview:
    """Return an edition as those see it who are allowed this much.

    The number of statements does not grow with what there is.
    """
    today = clock.today(edition.timezone)
    todos: list[Todo] = []
    tongues, opens_at = None, None
    if Permission.EDITION_EDIT in allowed or Permission.PROGRAMME_EDIT in allowed:
        draft = build_agenda(edition)
        tongues, opens_at = tongues_of(draft), opening_of(draft)
        todos += _programme_todos(edition, draft)
        gaps = sum(tongues.missing(language) for language in ("ko", "en"))
        todos.append(Todo(what=Waiting.TEXTS, number=gaps))
    registrations = mails = declarations = gates = recent = None
    if Permission.REGISTRATION_VIEW in allowed:
        registrations = _registrations(edition, today)
    if Permission.MAIL_VIEW in allowed:
        mails = count_mails(edition)
        todos.append(Todo(what=Waiting.MAILS_FAILED, number=mails.get(MailState.FAILED, 0)))
    if Permission.DECLARATION_VIEW in allowed:
        declarations = _declarations(edition)
        todos += _declaration_todos(declarations)
    if Permission.CHECKIN_VIEW in allowed:
        gates = _gates(edition)
    if Permission.AUDIT_VIEW in allowed:
        recent = _recent(edition)
    return Overview(
        days_left=(edition.starts_on - today).days,
        is_running=edition.starts_on <= today <= edition.ends_on,
        opens_at=opens_at,
        todos=tuple(todo for todo in todos if todo.number),
        tongues=tongues,
        preparation=preparation_of(_notes(edition), today),
        registrations=registrations,
        mails=mails,
        declarations=declarations,
        gates=gates,
        recent=recent,
    )


def _programme_todos(edition: Edition, draft: Agenda) -> list[Todo]:
    if edition.state is EditionState.ARCHIVED or not draft.sessions:
        return []
    released = released_agenda(edition)
    if released is None:
        return [Todo(what=Waiting.RELEASE, number=len(draft.sessions))]
    changes = compare(released, keep_cancelled(released, draft))
    return [Todo(what=Waiting.CHANGES, number=len(entries_of(changes)))]


def _notes(edition: Edition) -> Sequence[EditionNote]:
    return db.session.scalars(
        select(EditionNote)
        .where(EditionNote.edition_id == edition.id)
        .order_by(EditionNote.position)
    ).all()


def _registrations(edition: Edition, today: date) -> Registrations:
    categories = list_categories(edition)
    capacities = [category.capacity for category in categories]
    known = [capacity for capacity in capacities if capacity is not None]
    capacity = sum(known) if known and len(known) == len(capacities) else None
    per_day = _registrations_per_day(edition)
    return Registrations(
        total=sum(per_day.values()),
        capacity=capacity,
        today=per_day.get(today, 0),
        categories=categories,
        growth=growth_of(per_day, capacity),
    )


def _registrations_per_day(edition: Edition) -> Mapping[date, int]:
    """Count the confirmed registrations by the day on which they were made, in its zone."""
    zone = clock.now().astimezone(ZoneInfo(edition.timezone))
    shift = zone.utcoffset()
    seconds = cast(extract("epoch", Registration.created_at), BigInteger)
    number = (seconds + int(shift.total_seconds() if shift else 0)) // SECONDS_PER_DAY
    rows = db.session.execute(
        select(number.label("day"), func.count())
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .group_by("day")
    )
    epoch = date(1970, 1, 1).toordinal()
    return {date.fromordinal(epoch + int(day)): count for day, count in rows}


def _of_edition(edition: Edition) -> ColumnElement[bool]:
    """Return the condition that a mail is about something of this edition."""
    registrations = select(Registration.id).where(Registration.edition_id == edition.id)
    mandates = (
        select(Mandate.id).join(Mandate.declaration).where(Declaration.edition_id == edition.id)
    )
    releases = select(Release.id).where(Release.edition_id == edition.id)
    return or_(
        and_(OutgoingMail.about_type == "registration", OutgoingMail.about_id.in_(registrations)),
        and_(OutgoingMail.about_type == "release", OutgoingMail.about_id.in_(releases)),
        and_(OutgoingMail.about_type == "mandate", OutgoingMail.about_id.in_(mandates)),
    )


def _fitting(edition: Edition, chosen: MailFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of what an organiser looks for, but for the state."""
    conditions = [_of_edition(edition)]
    if chosen.batch:
        conditions.append(OutgoingMail.batch == chosen.batch)
    if chosen.cause:
        conditions.append(OutgoingMail.cause == chosen.cause)
    for word in chosen.query.split():
        people = select(Registration.id).where(
            Registration.edition_id == edition.id,
            Registration.search_text.contains(folded(word), autoescape=True),
        )
        conditions.append(
            or_(
                OutgoingMail.recipient.icontains(word, autoescape=True),
                OutgoingMail.subject.icontains(word, autoescape=True),
                OutgoingMail.last_error.icontains(word, autoescape=True),
                and_(OutgoingMail.about_type == "registration", OutgoingMail.about_id.in_(people)),
            )
        )
    return conditions


def find_mails(edition: Edition, chosen: MailFilter) -> MailPage:
    """Return one page of an edition's mails, the newest first, and how many are in each state."""
    fitting = _fitting(edition, chosen)
    rows = db.session.execute(
        select(OutgoingMail.state, func.count()).where(*fitting).group_by(OutgoingMail.state)
    )
    counts = {str(state): count for state, count in rows}
    total = counts.get(chosen.state, 0) if chosen.state else sum(counts.values())
    pages = max(1, -(-total // MAILS_ON_A_PAGE))
    page = min(max(1, chosen.page), pages)
    if chosen.state:
        fitting.append(OutgoingMail.state == chosen.state)
    found = db.session.scalars(
        select(OutgoingMail)
        .where(*fitting)
        .order_by(OutgoingMail.id.desc())
        .limit(MAILS_ON_A_PAGE)
        .offset((page - 1) * MAILS_ON_A_PAGE)
        .options(defer(OutgoingMail.text), defer(OutgoingMail.html))
    ).all()
    return MailPage(rows=found, counts=counts, total=total, page=page, pages=pages)


def list_causes(edition: Edition) -> Sequence[str]:
    """Return for what mails of an edition were written."""
    statement = select(OutgoingMail.cause).where(_of_edition(edition)).distinct()
    return db.session.scalars(statement.order_by(OutgoingMail.cause)).all()


def get_mail(edition: Edition, mail_id: int) -> OutgoingMail:
    """Return a mail of an edition.

    Raises:
        NotFoundError
    """
    mail = db.session.scalar(
        select(OutgoingMail).where(OutgoingMail.id == mail_id, _of_edition(edition))
    )
    if mail is None:
        raise NotFoundError
    return mail


def count_mails(edition: Edition) -> Mapping[str, int]:
    """Return how many mails of an edition are in each state."""
    rows = db.session.execute(
        select(OutgoingMail.state, func.count())
        .where(_of_edition(edition))
        .group_by(OutgoingMail.state)
    )
    return {str(state): count for state, count in rows}


def list_failed_mails(edition: Edition) -> Sequence[OutgoingMail]:
    """Return every mail of an edition that could not be sent, to be changed."""
    return db.session.scalars(
        select(OutgoingMail).where(_of_edition(edition), OutgoingMail.state == MailState.FAILED)
    ).all()


def _declarations(edition: Edition) -> tuple[Signing, ...]:
    declarations = db.session.scalars(
        select(Declaration)
        .where(Declaration.edition_id == edition.id)
        .options(selectinload(Declaration.versions))
        .order_by(Declaration.id)
    ).all()
    signed = _count_by(
        select(DeclarationVersion.declaration_id, func.count())
        .join(Signature, Signature.version_id == DeclarationVersion.id)
        .join(Declaration, Declaration.id == DeclarationVersion.declaration_id)
        .where(Declaration.edition_id == edition.id)
        .group_by(DeclarationVersion.declaration_id)
    )
    mandates = {
        (declaration_id, state): count
        for declaration_id, state, count in db.session.execute(
            select(Mandate.declaration_id, Mandate.state, func.count())
            .join(Declaration, Declaration.id == Mandate.declaration_id)
            .where(Declaration.edition_id == edition.id)
            .group_by(Mandate.declaration_id, Mandate.state)
        )
    }
    return tuple(
        Signing(
            key=declaration.key,
            title=declaration.versions[-1].title,
            state=declaration.state,
            is_summary=declaration.kind is DeclarationKind.SUMMARY,
            signed=signed.get(declaration.id, 0),
            asked=sum(mandates.get((declaration.id, state), 0) for state in ASKED),
            pending=mandates.get((declaration.id, MandateState.PENDING), 0),
        )
        for declaration in declarations
        if declaration.versions
    )


def _declaration_todos(declarations: Sequence[Signing]) -> list[Todo]:
    open_ones = [one for one in declarations if not one.is_summary]
    drafts = sum(one.state is DeclarationState.DRAFT for one in open_ones)
    return [
        Todo(what=Waiting.FREEZE, number=drafts),
        Todo(what=Waiting.MANDATES, number=sum(one.pending for one in open_ones)),
        Todo(what=Waiting.ANSWERS, number=sum(one.asked for one in open_ones)),
    ]


def _count_by(statement: Any) -> dict[int, int]:  # noqa: ANN401  a select of two columns
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _gates(edition: Edition) -> tuple[Gate, ...]:
    lists = list_lists(edition)
    attendance = count_attendance(lists)
    return tuple(
        Gate(
            id=one.id,
            name=one.name,
            day=one.on,
            present=attendance[one.id].present,
            expected=attendance[one.id].expected,
        )
        for one in lists
    )


def _recent(edition: Edition) -> tuple[Event, ...]:
    entries = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.edition_id == edition.id, AuditEntry.action.in_(ACTION_WORDS))
        .order_by(AuditEntry.id.desc())
        .limit(LOOKED_AT)
    ).all()
    actors = {entry.actor.partition(":")[2] for entry in entries if entry.actor.startswith("user:")}
    users = db.session.scalars(select(User).where(User.id.in_({int(actor) for actor in actors})))
    names = {user.id: user.name or user.email for user in users}
    events = [event for entry in entries if (event := event_of(entry, names))]
    return tuple(in_a_row(events)[:RECENT])
