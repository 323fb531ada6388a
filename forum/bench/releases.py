"""A release that a thousand people are told of: the whole transaction, mails and all."""

import time
from dataclasses import dataclass, replace
from itertools import cycle, islice

from flask import Flask
from sqlalchemy import select

from forum.bench.flows import TRIAL
from forum.bench.inside import statements
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.notices.services import prepare_notices, release_and_tell
from forum.people.models import Person
from forum.programme.proposals import propose_release
from forum.programme.queries import build_agenda
from forum.programme.services import write_draft
from forum.programme.types import Agenda, Session
from forum.registration.models import Registration, Star

SESSIONS = 400
MOVED = 12
STARRED = 3  # of those that move, by each person
LATER = 5  # minutes


@dataclass(frozen=True)
class Release:
    """What one release took."""

    looked: float  # seconds for what the preview works out
    seconds: float
    mails: int
    statements: int


def prepare(app: Flask) -> int:
    """Make the trial's programme as long as any, let everybody star some of it, and release it.

    Everybody in the programme gets an address. Returns how many people have registered.
    """
    with app.app_context():
        set_reading(value=False)
        edition = get_edition(TRIAL)
        write_draft(edition, _lengthened(build_agenda(edition)))
        for person in db.session.scalars(select(Person).where(Person.role_only.is_(False))):
            person.email = f"{person.key}@example.org"
        people = db.session.scalars(
            select(Registration.id)
            .where(Registration.edition_id == edition.id)
            .order_by(Registration.id)
        ).all()
        for index, person_id in enumerate(people):
            for step in range(STARRED):
                key = f"copy-{(index + step * (1 + index % 3)) % MOVED}"
                db.session.add(Star(registration_id=person_id, session_key=key))
        release_and_tell(edition, quiet=True, despite_warnings=True)
        db.session.commit()
        return len(people)


def _lengthened(agenda: Agenda) -> Agenda:
    timed = [session for session in agenda.sessions if session.is_timed and session.roles]
    copies = tuple(
        replace(session, key=f"copy-{number}", place=None)
        for number, session in enumerate(islice(cycle(timed), SESSIONS - len(agenda.sessions)))
    )
    return replace(agenda, sessions=(*agenda.sessions, *copies))


def release(app: Flask) -> Release:
    """Move a few sessions, look at the preview, and release; the commit is counted in."""
    with app.app_context():
        set_reading(value=False)
        edition = get_edition(TRIAL)
        _move(edition)
        db.session.commit()
        began = time.perf_counter()
        prepare_notices(edition, propose_release(edition))
        looked = time.perf_counter() - began
        db.session.commit()
        note = LocalizedText("시간을 옮겼습니다.", "Other times.")
        with statements() as sent:
            began = time.perf_counter()
            told = release_and_tell(get_edition(TRIAL), note, despite_warnings=True)
            db.session.commit()
            seconds = time.perf_counter() - began
        return Release(looked=looked, seconds=seconds, mails=told.mails, statements=len(sent))


def _move(edition: Edition) -> None:
    agenda = build_agenda(edition)
    keys = {f"copy-{number}" for number in range(MOVED)}
    moved = tuple(_later(entry) if entry.key in keys else entry for entry in agenda.sessions)
    write_draft(edition, replace(agenda, sessions=moved))


def _later(session: Session) -> Session:
    return replace(session, starts=(session.starts or 0) + LATER)
