"""Fresh codes: six digits, ten minutes, five tries. They go by mail to the known address."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock, journal, randomness
from forum.core.db import Base, Timestamped, db, take_turn
from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.core.settings import current_settings

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=10)


class WrongCodeError(Refusal):
    """The code is not the one that was sent."""

    message = _l("That is not the code we sent. Check the newest mail.")


class CodeExpiredError(Refusal):
    """No code is waiting, or its ten minutes are over."""

    message = _l("That code is no longer valid. Ask for a new one.")


class FreshCode(Timestamped, Base):
    """The one code that is valid for a subject and a purpose."""

    __tablename__ = "fresh_codes"

    subject: Mapped[str] = mapped_column(primary_key=True)
    code_hash: Mapped[str]
    expires_at: Mapped[datetime]


_CODES = cast("Table", FreshCode.__table__)


def _subject(purpose: str, subject_type: str, subject_id: int) -> str:
    return f"code:{purpose}:{subject_type}:{subject_id}"


def _hash(subject: str, code: str) -> str:
    # keyed, because a million codes are tried in a second where only a hash stands between
    key = current_settings().secret().encode()
    return hmac.new(key, f"{subject}:{code}".encode(), hashlib.sha256).hexdigest()


def issue_code(purpose: str, subject_type: str, subject_id: int) -> str:
    """Make a code, in place of any earlier one, and return it for the mail."""
    subject = _subject(purpose, subject_type, subject_id)
    code = randomness.digits(CODE_DIGITS)
    take_turn(db.session, subject)
    db.session.execute(delete(FreshCode).where(FreshCode.subject == subject))
    db.session.add(
        FreshCode(
            subject=subject,
            code_hash=_hash(subject, code),
            expires_at=clock.now() + CODE_LIFETIME,
        )
    )
    return code


def verify_code(purpose: str, subject_type: str, subject_id: int, code: str) -> None:
    """Accept the code once. Call it before the first change of the transaction.

    The code is spent by the transaction that goes on from here: if that fails, it is as good
    as before. A wrong one is counted whatever follows.

    Raises:
        TooManyAttemptsError: five tries within ten minutes.
        CodeExpiredError: there is no code, or it is older than ten minutes.
        WrongCodeError: it is another code.
    """
    subject = _subject(purpose, subject_type, subject_id)
    with journal.counted_attempt(subject):
        fresh = db.session.execute(
            select(_CODES.c.code_hash, _CODES.c.expires_at)
            .where(_CODES.c.subject == subject)
            .with_for_update()
        ).first()
        if fresh is None or fresh.expires_at <= clock.now():
            raise CodeExpiredError
        digits = "".join(character for character in code if character.isdigit())
        if not hmac.compare_digest(fresh.code_hash, _hash(subject, digits)):
            raise WrongCodeError
    db.session.execute(delete(_CODES).where(_CODES.c.subject == subject))
