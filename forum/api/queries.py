"""Reads of the API and of the metrics."""

from sqlalchemy import func, select

from forum.accounts.models import UserSession
from forum.accounts.queries import may_still
from forum.api.errors import OtherEditionError
from forum.checkin.models import Scan
from forum.core.bearer import BearerToken, Scope
from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.declaration.errors import DeclarationNotFoundError
from forum.declaration.models import Declaration, Signature
from forum.declaration.types import DeclarationState
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.editions.types import EditionState
from forum.registration.models import Registration


def get_edition_for(token: BearerToken, slug: str, scope: Scope) -> Edition:
    """Return the edition, if the token and its owner's roles are good for it now.

    Raises:
        EditionNotFoundError: there is none.
        OtherEditionError: the token is for another one, or the role was taken back.
    """
    edition = get_edition(slug)
    if token.edition_id not in {None, edition.id}:
        raise OtherEditionError
    if not may_still(token, scope, slug):
        raise OtherEditionError
    return edition


def get_public_declaration(name: str) -> Declaration:
    """Return the declaration with this key or code, of the latest edition that has one.

    Raises:
        DeclarationNotFoundError: there is none that is public.
    """
    found = db.session.scalar(
        select(Declaration)
        .join(Declaration.edition)
        .where(
            (Declaration.key == name) | (Declaration.code == name),
            Declaration.state != DeclarationState.DRAFT,
            Edition.state != EditionState.DRAFT,
        )
        .order_by(Edition.starts_on.desc(), Declaration.id)
        .limit(1)
    )
    if found is None:
        raise DeclarationNotFoundError
    return found


def count_figures() -> list[tuple[str, str, dict[str, str], float]]:
    """Return the figures of the metrics: name, help, labels, value."""
    figures: list[tuple[str, str, dict[str, str], float]] = []
    rows = db.session.execute(
        select(Edition.slug, Registration.state, func.count())
        .join(Registration, Registration.edition_id == Edition.id)
        .group_by(Edition.slug, Registration.state)
    )
    figures += [
        (
            "forum_registrations",
            "Registrations by edition and state",
            {"edition": slug, "state": state.value},
            count,
        )
        for slug, state, count in rows
    ]
    mails = db.session.execute(
        select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    )
    figures += [
        ("forum_mails", "Mails by state", {"state": str(state)}, count) for state, count in mails
    ]
    for name, text, model in (
        ("forum_scans", "Scans at the door", Scan),
        ("forum_signatures", "Signatures of declarations", Signature),
    ):
        count = db.session.scalar(select(func.count()).select_from(model)) or 0
        figures.append((name, text, {}, count))
    sessions = select(func.count()).where(UserSession.ended_at.is_(None))
    figures.append(
        ("forum_sessions", "Sessions of organisers", {}, db.session.scalar(sessions) or 0)
    )
    return figures
