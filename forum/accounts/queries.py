"""Reads of the accounts feature."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import column, select, table

from forum.accounts.errors import SessionNotFoundError, TokenNotFoundError, UserNotFoundError
from forum.accounts.models import RoleHeld, User, UserSession
from forum.accounts.rules import SCOPE_NEEDS, is_open, normalise_email, permissions_for
from forum.accounts.types import USER, Grant
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.bearer import BearerToken, Scope
from forum.core.db import LocalizedTextType, db
from forum.core.errors import NotFoundError
from forum.core.localized import LocalizedText
from forum.core.permissions import Role

# The editions feature stands above this one, which needs no more of it than these columns.
EDITIONS = table(
    "editions",
    column("id"),
    column("slug"),
    column("name", LocalizedTextType()),
    column("starts_on"),
)


def hash_secret(secret: str) -> str:
    """Return what is stored of a session's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_user(email: str) -> User | None:
    """Return the user with this address, however it is written."""
    return db.session.scalar(select(User).where(User.email == normalise_email(email)))


def get_user(email: str) -> User:
    """Return the user with this address.

    Raises:
        UserNotFoundError: there is none.
    """
    user = find_user(email)
    if user is None:
        raise UserNotFoundError
    return user


def get_user_by_id(user_id: int) -> User:
    """Return the user with this id.

    Raises:
        UserNotFoundError: there is none.
    """
    user = db.session.get(User, user_id)
    if user is None:
        raise UserNotFoundError
    return user


def names_of(user_ids: Iterable[int]) -> Mapping[int, LocalizedText | str]:
    """Return how users are called, by their ids: by name, else by address. One statement."""
    rows = db.session.execute(
        select(User.id, User.name, User.email).where(User.id.in_(set(user_ids)))
    )
    return {row.id: row.name or row.email for row in rows}


def last_editor_of(object_type: str, object_id: int) -> LocalizedText | str:
    """Return the name, else the mail address, of the organiser who did something to it last."""
    actor = db.session.scalar(
        select(AuditEntry.actor)
        .where(AuditEntry.object_type == object_type, AuditEntry.object_id == str(object_id))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    kind, _colon, number = (actor or "").partition(":")
    user = db.session.get(User, int(number)) if kind == "user" and number.isdigit() else None
    return (user.name or user.email) if user else ""


def find_open_session(secret: str) -> UserSession | None:
    """Return the session with this secret, unless it ended or ran out."""
    session = db.session.scalar(
        select(UserSession).where(UserSession.secret_hash == hash_secret(secret))
    )
    return session if session is not None and _is_open(session) else None


def _is_open(session: UserSession) -> bool:
    return is_open(
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        ended_at=session.ended_at,
        at=clock.now(),
    )


def list_open_sessions(user_id: int) -> Sequence[UserSession]:
    """Return where a user is signed in, the session seen last first."""
    found = db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )
    return [session for session in found if _is_open(session)]


def get_session(user_id: int, session_id: int) -> UserSession:
    """Return a user's own session.

    Raises:
        SessionNotFoundError: there is none, or it is somebody else's.
    """
    session = db.session.get(UserSession, session_id)
    if session is None or session.user_id != user_id:
        raise SessionNotFoundError
    return session


def list_grants(user_id: int) -> tuple[Grant, ...]:
    """Return the roles that a user holds, each with its edition's slug; one statement."""
    rows = db.session.execute(
        select(RoleHeld.role, RoleHeld.edition_id, EDITIONS.c.slug)
        .outerjoin(EDITIONS, EDITIONS.c.id == RoleHeld.edition_id)
        .where(RoleHeld.user_id == user_id)
        .order_by(RoleHeld.id)
    )
    return tuple(
        Grant(role, None if edition_id is None else str(slug)) for role, edition_id, slug in rows
    )


def find_edition_id(slug: str) -> int | None:
    """Return the id of the edition with this slug."""
    return db.session.scalar(select(EDITIONS.c.id).where(EDITIONS.c.slug == slug))


def list_edition_names(grants: Sequence[Grant]) -> Sequence[tuple[str, LocalizedText]]:
    """Return slug and name of the editions that these roles are for, the latest first."""
    rows = db.session.execute(
        select(EDITIONS.c.slug, EDITIONS.c.name).order_by(EDITIONS.c.starts_on.desc())
    )
    slugs = {grant.edition for grant in grants}
    return [(slug, name) for slug, name in rows if None in slugs or slug in slugs]


def get_role_held(role_id: int, edition_id: int) -> RoleHeld:
    """Return a role that somebody holds for an edition, or for all of them.

    Raises:
        NotFoundError: there is none.
    """
    held = db.session.get(RoleHeld, role_id)
    if held is None or held.edition_id not in {edition_id, None}:
        raise NotFoundError
    return held


def list_team(edition_id: int) -> Sequence[tuple[RoleHeld, User]]:
    """Return who holds which role for an edition, those for all editions first."""
    rows = db.session.execute(
        select(RoleHeld, User)
        .join(User, User.id == RoleHeld.user_id)
        .where((RoleHeld.edition_id == edition_id) | RoleHeld.edition_id.is_(None))
        .order_by(RoleHeld.edition_id.is_not(None), User.email, RoleHeld.id)
    )
    return [(role, user) for role, user in rows]


def count_owners_of_all() -> int:
    """Return how many users own all editions."""
    return len(
        db.session.scalars(
            select(RoleHeld.id).where(RoleHeld.role == Role.OWNER, RoleHeld.edition_id.is_(None))
        ).all()
    )


def may_still(token: BearerToken, scope: Scope, edition: str | None = None) -> bool:
    """Tell whether the owner's roles still allow what a token was made for; devices have none.

    Without an edition it is asked for what the token itself is for: its edition, or all.
    """
    if token.owner_type != USER:
        return True
    if edition is None and token.edition_id is not None:
        edition = db.session.scalar(
            select(EDITIONS.c.slug).where(EDITIONS.c.id == token.edition_id)
        )
    return SCOPE_NEEDS[scope] in permissions_for(list_grants(token.owner_id), edition)


def list_tokens(user_id: int) -> Sequence[BearerToken]:
    """Return a user's API tokens, the newest first."""
    return db.session.scalars(
        select(BearerToken)
        .where(BearerToken.owner_type == USER, BearerToken.owner_id == user_id)
        .order_by(BearerToken.id.desc())
    ).all()


def get_token(user_id: int, token_id: int) -> BearerToken:
    """Return a user's own API token.

    Raises:
        TokenNotFoundError: there is none, or it is somebody else's.
    """
    token = db.session.get(BearerToken, token_id)
    if token is None or (token.owner_type, token.owner_id) != (USER, user_id):
        raise TokenNotFoundError
    return token
