"""Reads of the notices feature: whom a release may touch, and what releases there were."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from forum.accounts.models import User
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import Language, LocalizedText
from forum.core.mail import MailState, OutgoingMail
from forum.editions.models import Edition
from forum.notices.rules import speakers_of, touched_keys
from forum.notices.types import PastRelease, Recipient
from forum.people.models import Person
from forum.programme.changes import entries_of
from forum.programme.models import Release
from forum.programme.proposals import Proposal
from forum.programme.queries import list_releases
from forum.programme.serial import changes_from_list
from forum.registration.models import Attendance, Registration, Star
from forum.registration.rules import email_key
from forum.registration.types import RegistrationState

RELEASE = "release"
RELEASED = "programme.released"
WAITING = (MailState.QUEUED, MailState.SENDING, MailState.RETRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Registered:
    """Somebody who has registered, and what they want to hear of."""

    email: str
    name: LocalizedText
    language: Language
    chosen: frozenset[str]
    starred: frozenset[str]


def list_audience(edition: Edition, proposal: Proposal) -> Sequence[Recipient]:
    """Return everybody whom the sessions of a proposal's changes may concern, by address.

    Speakers with an address, of the sessions as they were and as they become, and those whose
    registration is confirmed and who have chosen or starred one. The number of statements is
    constant.
    """
    keys = touched_keys(proposal.changes)
    speakers = speakers_of(proposal.before, keys) | speakers_of(proposal.agenda, keys)
    recipients: dict[str, Recipient] = {}
    for person in _list_people(speakers):
        there = recipients.get(email_key(person.email))
        recipients[email_key(person.email)] = (
            Recipient(
                email=person.email,
                names=(person.name,),
                language=_language(person.language),
                speakers=frozenset({person.key}),
            )
            if there is None
            else replace(
                there,
                names=_with(there.names, person.name),
                speakers=there.speakers | {person.key},
            )
        )
    for key, registered in _list_registered(edition, keys).items():
        there = recipients.get(key)
        recipients[key] = Recipient(
            email=registered.email,
            names=_with(there.names if there else (), registered.name),
            language=registered.language,  # they chose it themselves
            speakers=there.speakers if there else frozenset(),
            chosen=registered.chosen,
            starred=registered.starred,
        )
    return tuple(recipients.values())


def _list_people(keys: Collection[str]) -> Sequence[Person]:
    if not keys:
        return ()
    return db.session.scalars(
        select(Person)
        .where(Person.key.in_(keys), Person.email != "")
        .order_by(Person.sort_key, Person.id)
    ).all()


def _list_registered(edition: Edition, keys: Collection[str]) -> Mapping[str, _Registered]:
    """Return who has chosen or starred one of the sessions, by address."""
    if not keys:
        return {}
    chosen = _keys_by_registration(edition, Attendance, keys)
    starred = _keys_by_registration(edition, Star, keys)
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.email,
            Registration.email_key,
            Registration.name,
            Registration.language,
        )
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.CONFIRMED,
            Registration.email != "",  # organisers registered them, and tell them
            Registration.id.in_(_ids(edition, Attendance, keys).union(_ids(edition, Star, keys))),
        )
        .order_by(Registration.sort_key, Registration.id)
    )
    return {
        row.email_key: _Registered(
            email=row.email,
            name=row.name,
            language=_language(row.language),
            chosen=frozenset(chosen.get(row.id, ())),
            starred=frozenset(starred.get(row.id, ())),
        )
        for row in rows
    }


def _ids(edition: Edition, table: type[Attendance | Star], keys: Collection[str]) -> Any:  # noqa: ANN401  a select
    return (
        select(table.registration_id)
        .join(Registration, Registration.id == table.registration_id)
        .where(Registration.edition_id == edition.id, table.session_key.in_(keys))
    )


def _keys_by_registration(
    edition: Edition, table: type[Attendance | Star], keys: Collection[str]
) -> Mapping[int, set[str]]:
    rows = db.session.execute(
        select(table.registration_id, table.session_key)
        .join(Registration, Registration.id == table.registration_id)
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.CONFIRMED,
            table.session_key.in_(keys),
        )
    )
    found: dict[int, set[str]] = {}
    for holder, key in rows:
        found.setdefault(holder, set()).add(key)
    return found


def _with(names: tuple[LocalizedText, ...], name: LocalizedText) -> tuple[LocalizedText, ...]:
    """Add a name, unless it is one that is there, written in either language."""
    same = any((name.ko and name.ko == one.ko) or (name.en and name.en == one.en) for one in names)
    return names if same else (*names, name)


def _language(text: str) -> Language:
    return "ko" if text == "ko" else "en"


def list_past_releases(edition: Edition) -> Sequence[PastRelease]:
    """Return the releases of an edition, the latest first, with who made them and their mails.

    The number of statements is constant.
    """
    return _past(edition, list_releases(edition))


def get_past_release(edition: Edition, release: Release) -> PastRelease:
    """Return a release with who made it and its mails."""
    return _past(edition, [release])[0]


def _past(edition: Edition, releases: Sequence[Release]) -> tuple[PastRelease, ...]:
    ids = [release.id for release in releases]
    makers, mails = _makers(edition, ids), _count_mails(ids)
    return tuple(
        PastRelease(
            number=release.number,
            note=release.note,
            dated=release.dated,
            released_at=release.released_at,
            quiet=release.quiet,
            changes=len(entries_of(changes_from_list(release.changes))),
            warnings=len(release.warnings),
            by=makers.get(release.id),
            mails=sum(mails.get(release.id, {}).values()),
            waiting=sum(mails.get(release.id, {}).get(state, 0) for state in WAITING),
            failed=mails.get(release.id, {}).get(MailState.FAILED, 0),
        )
        for release in releases
    )


def _makers(edition: Edition, releases: Collection[int]) -> Mapping[int, LocalizedText | str]:
    """Return by whom releases of an edition were made, where that was an organiser."""
    rows = db.session.execute(
        select(AuditEntry.object_id, AuditEntry.actor).where(
            AuditEntry.edition_id == edition.id,
            AuditEntry.object_type == RELEASE,
            AuditEntry.object_id.in_([str(release) for release in releases]),
            AuditEntry.action == RELEASED,
        )
    )
    actors = {
        int(release): int(number)
        for release, actor in rows
        if (number := actor.partition("user:")[2]).isdigit()
    }
    users = db.session.scalars(select(User).where(User.id.in_(set(actors.values()))))
    names = {user.id: user.name or user.email for user in users}
    return {release: names[user] for release, user in actors.items() if user in names}


def _count_mails(releases: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    rows = db.session.execute(
        select(OutgoingMail.about_id, OutgoingMail.state, func.count())
        .where(OutgoingMail.about_type == RELEASE, OutgoingMail.about_id.in_(releases))
        .group_by(OutgoingMail.about_id, OutgoingMail.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for release, state, count in rows:
        counts.setdefault(int(release or 0), {})[state] = count
    return counts
