"""What can be done with accounts. Nothing here knows of HTTP, and nothing commits.

A password is hashed while no transaction is open: the tenth of a second that it takes would
otherwise be a tenth of a second in which nobody else can write.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.accounts import emails, queries
from forum.accounts.errors import (
    LastOwnerError,
    ScopeNotAllowedError,
    SignInFailedError,
    UserExistsError,
    WrongPasswordError,
)
from forum.accounts.models import RoleHeld, User, UserSession
from forum.accounts.passwords import passwords
from forum.accounts.rules import SCOPE_NEEDS, check_password, normalise_email, permissions_for
from forum.accounts.types import ENTER, USER, Browser, Entry, TokenDetails
from forum.core import audit, bearer, clock, journal, links, randomness
from forum.core.bearer import BearerToken
from forum.core.db import db, reading
from forum.core.links import CapabilityLink
from forum.core.localized import EMPTY, Language, LocalizedText
from forum.core.permissions import Role

LINK_LASTS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Identified:
    """Somebody who gave the right password; `new_hash` replaces a hash of lower costs."""

    user_id: int
    email: str
    new_hash: str | None


def identify(email: str, password: str) -> Identified:
    """Tell who somebody is by address and password. Call it before the first change.

    A second factor will be asked for between this and `open_session`.

    Raises:
        TooManyAttemptsError: five tries for this address within ten minutes, known or not.
        SignInFailedError: the address is unknown, or the password is another one.
    """
    address = normalise_email(email)
    journal.spend_attempt(_attempts(address))
    with reading():
        found = db.session.execute(
            select(User.id, User.password_hash).where(User.email == address)
        ).first()
        db.session.rollback()
    user_id, stored = found or (0, None)
    if not passwords().verify(stored, password):
        raise SignInFailedError
    outdated = stored is not None and passwords().is_outdated(stored)
    return Identified(user_id, address, passwords().hash(password) if outdated else None)


def _attempts(address: str) -> str:
    return f"password:{address}"


def sign_in(who: Identified, browser: Browser) -> str:
    """Begin a session of somebody who is identified, and return its secret."""
    user = queries.get_user_by_id(who.user_id)
    if who.new_hash:
        user.password_hash = who.new_hash
    journal.forgive_attempts(_attempts(who.email))
    return open_session(user, Entry.PASSWORD, browser)


def open_session(user: User, entered_by: Entry, browser: Browser) -> str:
    """Begin a session and return its secret, which is known to nobody but the browser."""
    secret = randomness.token()
    db.session.add(
        UserSession(
            user_id=user.id,
            secret_hash=queries.hash_secret(secret),
            entered_by=entered_by,
            last_seen_at=clock.now(),
            address=browser.address[:60],
            user_agent=browser.user_agent[:300],
        )
    )
    audit.record(
        "session.opened", object_type=USER, object_id=user.id, details={"by": str(entered_by)}
    )
    return secret


def see_session(session_id: int) -> None:
    """Note that a session is in use, once the present request is over."""
    moment = clock.now()

    def write(own: Session) -> None:
        own.execute(
            update(UserSession).where(UserSession.id == session_id).values(last_seen_at=moment)
        )

    journal.later(write)


def end_session(session: UserSession) -> None:
    """Let a session's browser in no more."""
    if session.ended_at is None:
        session.ended_at = clock.now()
        audit.record("session.ended", object_type=USER, object_id=session.user_id)


def end_other_sessions(user_id: int, kept: int | None = None) -> None:
    """End every session of a user but the one that is kept."""
    for session in queries.list_open_sessions(user_id):
        if session.id != kept:
            end_session(session)


def _hash_new(user: User, password: str) -> str:
    about = [user.email, *user.email.split("@")[:1], user.name.ko, *user.name.en.split()]
    check_password(password, about)
    if db.session.new or db.session.dirty or db.session.deleted:
        message = "set a password before the first change of the transaction"
        raise journal.PendingChangesError(message)
    db.session.rollback()  # only reads so far; give the lock back before hashing
    return passwords().hash(password)


def _set_password(user: User, new_hash: str, kept: int | None = None) -> None:
    user.password_hash = new_hash
    end_other_sessions(user.id, kept)
    audit.record("password.set", object_type=USER, object_id=user.id)


def change_password(user_id: int, present: str, new: str, *, session_id: int) -> None:
    """Replace the password, and end the user's other sessions. Call it before any change.

    Raises:
        TooManyAttemptsError, WrongPasswordError: the present password is another one.
        PasswordTooShortError, PasswordTooLongError, PasswordTooCommonError: the new one.
    """
    user = queries.get_user_by_id(user_id)
    check = user.email, user.password_hash
    journal.spend_attempt(_attempts(check[0]))
    db.session.rollback()
    if not passwords().verify(check[1], present):
        raise WrongPasswordError
    new_hash = _hash_new(user, new)
    _set_password(user, new_hash, kept=session_id)
    links.revoke_links(ENTER, USER, user.id)
    journal.forgive_attempts(_attempts(check[0]))


def enter_by_link(link: CapabilityLink, password: str, browser: Browser) -> str:
    """Set the password by a one-time link, which this uses up, and begin a session.

    Call it before any change. Without a password the one that there is stays.

    Raises:
        PasswordTooShortError, PasswordTooLongError, PasswordTooCommonError: the password; also
            if none is given and there is none yet.
        LinkUsedError: somebody was faster.
    """
    user = queries.get_user_by_id(link.subject_id)
    new_hash = None
    if password or user.password_hash is None:
        new_hash = _hash_new(user, password)
    links.use_link(link)
    if new_hash is not None:
        _set_password(user, new_hash)
    journal.forgive_attempts(_attempts(user.email))
    return open_session(user, Entry.LINK, browser)


def issue_enter_link(user: User) -> str:
    """Return the secret of a new one-time link; earlier ones are no longer valid."""
    links.revoke_links(ENTER, USER, user.id)
    audit.record("link.issued", object_type=USER, object_id=user.id)
    return links.issue_link(ENTER, USER, user.id, expires_at=clock.now() + LINK_LASTS)


def enter_address(user: User) -> str:
    """Return the full address of a new one-time link, for who hands it over by other means."""
    return emails.enter_address(user, issue_enter_link(user))


def send_enter_link(email: str) -> None:
    """Mail a one-time link to an address that is known; say nothing if it is not.

    Raises:
        TooManyAttemptsError: five tries for this address within ten minutes, known or not.
    """
    journal.spend_attempt(f"enter:{normalise_email(email)}")
    user = queries.find_user(email)
    if user is not None:
        emails.send_link(user, issue_enter_link(user))


def add_user(email: str, *, name: LocalizedText = EMPTY, language: Language = "ko") -> User:
    """Make an account without a password; a one-time link lets its owner set one.

    Raises:
        UserExistsError: the address is known.
    """
    if queries.find_user(email) is not None:
        raise UserExistsError
    user = User(email=normalise_email(email), name=name, language=language)
    db.session.add(user)
    db.session.flush()
    audit.record("user.added", object_type=USER, object_id=user.id)
    return user


def ensure_user(
    email: str, role: Role, edition_id: int | None = None, *, language: Language = "ko"
) -> tuple[User, bool]:
    """Return the user with this address and role, made if missing, and whether it was made."""
    user = queries.find_user(email)
    is_new = user is None
    user = user or add_user(email, language=language)
    give_role(user, role, edition_id)
    return user, is_new


def invite(email: str, role: Role, edition_id: int, *, language: Language) -> User:
    """Give somebody a role; who has no password yet is mailed a one-time link."""
    user, _is_new = ensure_user(email, role, edition_id, language=language)
    if user.password_hash is None:
        emails.send_link(user, issue_enter_link(user))
    return user


def give_role(user: User, role: Role, edition_id: int | None) -> None:
    """Give a role for an edition, or for all of them; giving it twice changes nothing."""
    if any((held.role, held.edition_id) == (role, edition_id) for held in user.roles):
        return
    user.roles.append(RoleHeld(role=role, edition_id=edition_id))
    db.session.flush()
    audit.record(
        "role.given",
        object_type=USER,
        object_id=user.id,
        edition_id=edition_id,
        details={"role": str(role)},
    )


def copy_team(source_id: int, target_id: int) -> int:
    """Give everybody who has a role for one edition the same for another. Return how many."""
    own = [(held, user) for held, user in queries.list_team(source_id) if held.edition_id]
    for held, user in own:
        give_role(user, held.role, target_id)
    return len(own)


def take_role(held: RoleHeld) -> None:
    """Take a role back.

    Raises:
        LastOwnerError: nobody else owns all editions.
    """
    is_owner_of_all = held.role is Role.OWNER and held.edition_id is None
    if is_owner_of_all and queries.count_owners_of_all() == 1:
        raise LastOwnerError
    audit.record(
        "role.taken",
        object_type=USER,
        object_id=held.user_id,
        edition_id=held.edition_id,
        details={"role": str(held.role)},
    )
    db.session.delete(held)


def edit_profile(user_id: int, name: LocalizedText) -> None:
    """Change how a user is called."""
    queries.get_user_by_id(user_id).name = name


def choose_language(user_id: int, language: Language) -> None:
    """Remember in which language a user works."""
    queries.get_user_by_id(user_id).language = language


def issue_token(user_id: int, details: TokenDetails) -> str:
    """Make an API token of a user and return its secret.

    Raises:
        ScopeNotAllowedError: it would be allowed more than the user is.
    """
    allowed = permissions_for(queries.list_grants(user_id), details.edition)
    if any(SCOPE_NEEDS[scope] not in allowed for scope in details.scopes):
        raise ScopeNotAllowedError
    secret = bearer.issue_token(
        name=details.name,
        owner_type=USER,
        owner_id=user_id,
        scopes=details.scopes,
        edition_id=queries.find_edition_id(details.edition) if details.edition else None,
        expires_at=clock.now() + timedelta(days=details.days),
    )
    audit.record(
        "token.issued",
        object_type=USER,
        object_id=user_id,
        details={"name": details.name, "scopes": [str(scope) for scope in details.scopes]},
    )
    return secret


def revoke_token(token: BearerToken) -> None:
    """Take an API token back."""
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        audit.record(
            "token.revoked",
            object_type=USER,
            object_id=token.owner_id,
            details={"name": token.name},
        )
