"""Reads about notices and the answers to them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, joinedload

from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.consents.errors import NoticeNotFoundError
from forum.registration.consents.types import OwnConsent, Tally
from forum.registration.models import ConsentGiven, ConsentNotice, Registration
from forum.registration.queries import list_notices


def list_versions(edition: Edition, key: str) -> Sequence[ConsentNotice]:
    """Return every version of a notice, the latest first."""
    return db.session.scalars(
        select(ConsentNotice)
        .where(ConsentNotice.edition_id == edition.id, ConsentNotice.key == key)
        .order_by(ConsentNotice.version.desc())
    ).all()


def get_latest(edition: Edition, key: str) -> ConsentNotice:
    """Return the latest version of a notice, also of one that is retired.

    Raises:
        NoticeNotFoundError
    """
    versions = list_versions(edition, key)
    if not versions:
        raise NoticeNotFoundError
    return versions[0]


def list_retired(edition: Edition) -> Sequence[ConsentNotice]:
    """Return the last version of the notices that nobody is asked any more."""
    asked = {notice.key for notice in list_notices(edition)}
    rows = db.session.scalars(
        select(ConsentNotice)
        .where(ConsentNotice.edition_id == edition.id, ConsentNotice.key.not_in(asked))
        .order_by(ConsentNotice.version)
    )
    return list({notice.key: notice for notice in rows}.values())


def count_answers(edition: Edition) -> Mapping[tuple[str, int], Tally]:
    """Return how people answer each version of each notice; the last answer of each counts."""
    last = (
        select(func.max(ConsentGiven.id).label("id"))
        .join(Registration, Registration.id == ConsentGiven.registration_id)
        .where(Registration.edition_id == edition.id)
        .group_by(ConsentGiven.registration_id, ConsentGiven.key)
        .subquery()
    )
    earlier = aliased(ConsentGiven)
    agreed_before = (
        select(earlier.id)
        .where(
            and_(
                earlier.registration_id == ConsentGiven.registration_id,
                earlier.key == ConsentGiven.key,
                earlier.id < ConsentGiven.id,
                earlier.given,
            )
        )
        .exists()
    )
    rows = db.session.execute(
        select(
            ConsentGiven.key,
            ConsentGiven.version,
            ConsentGiven.given,
            agreed_before.label("before"),
            func.count(),
        )
        .join(last, last.c.id == ConsentGiven.id)
        .group_by(ConsentGiven.key, ConsentGiven.version, ConsentGiven.given, "before")
    )
    tallies: dict[tuple[str, int], Tally] = defaultdict(Tally)
    for key, version, given, before, count in rows:
        if given:
            tallies[key, version] += Tally(agreed=count)
        else:
            tallies[key, version] += Tally(withdrawn=count) if before else Tally(refused=count)
    return tallies


def list_own_consents(registration: Registration) -> list[OwnConsent]:
    """Return every notice that somebody has answered or may answer, in the notices' order."""
    rows = db.session.scalars(
        select(ConsentGiven)
        .where(ConsentGiven.registration_id == registration.id)
        .order_by(ConsentGiven.id.desc())
        .options(joinedload(ConsentGiven.notice))
    )
    answers: dict[str, list[ConsentGiven]] = defaultdict(list)
    for row in rows:
        answers[row.key].append(row)
    present = {notice.key: notice for notice in list_notices(registration.edition)}
    own = []
    for key in dict.fromkeys([*present, *answers]):
        given, asked = answers.get(key, []), present.get(key)
        holds = given[0].notice if given and (given[0].given or asked is None) else asked
        if holds is not None:
            own.append(OwnConsent(notice=holds, present=asked, answers=tuple(given)))
    return sorted(own, key=lambda consent: (consent.notice.position, consent.notice.id))
