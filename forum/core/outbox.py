"""Sends what the outbox holds: claimed under a lock, tried again with growing pauses.

A mail is never lost. It can be sent twice only if the process dies between the server's
acceptance and our note of it, and then under the same Message-ID.
"""

import logging
import smtplib
import ssl
from contextlib import suppress
from datetime import datetime, timedelta
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from enum import Enum, auto
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask, current_app
from flask_mail import Connection, Mail, Message
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from forum.core import clock, deferred
from forum.core.db import db, take_turn
from forum.core.mail import MailAttachment, MailFault, MailState, OutgoingMail
from forum.core.settings import Settings, current_settings

log = logging.getLogger(__name__)

BATCH = 50
TRIES_ALLOWED = 12
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
CLAIM_LASTS = timedelta(minutes=10)
PERMANENT_FAILURE = 500
NOOP_ANSWER = 250
SMTP_PATIENCE = 60.0  # seconds for each answer of a mail server
SMTP_PORT = 25
SMTPS_PORT = 465

mail_server = Mail()


class _Connection(Connection):
    """Flask-Mail's connection, which waits for no server forever and knows whom it speaks with."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """Connect; over TLS only to a server whose certificate is good for its name."""
        context, server = ssl.create_default_context(), (self.mail.server, self.mail.port)
        host: smtplib.SMTP | smtplib.SMTP_SSL
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(*server, timeout=SMTP_PATIENCE, context=context)
        else:
            host = smtplib.SMTP(*server, timeout=SMTP_PATIENCE)
        if self.mail.use_tls:
            host.starttls(context=context)
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host

    def answers(self) -> bool:
        """Tell whether the server is still there."""
        try:
            return self.host is not None and self.host.noop()[0] == NOOP_ANSWER
        except (OSError, smtplib.SMTPException):
            return False

    def __exit__(self, *error: object) -> None:
        """Take leave; what was accepted is accepted, though the server may not answer any more."""
        if self.host is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.host.quit()


class _Subject(UniqueUnstructuredHeader):
    """A subject that keeps its spaces: the library loses one where it breaks a long line."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header in lines of 75 characters at most (RFC 2047)."""
        subject = str(self)
        charset = "us-ascii" if subject.isascii() else "utf-8"
        header = Header(subject, charset, header_name="Subject")
        return f"Subject: {header.encode(linesep=policy.linesep)}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("subject", _Subject)  # type: ignore[arg-type]  # it adds BaseHeader
POLICY = SMTP.clone(header_factory=_headers)


class PreparedMessage(Message):
    """A message for Flask-Mail's connection that we composed ourselves.

    Flask-Mail puts inline pictures beside the HTML and gives a calendar part no method, so
    clients neither show the one nor offer the other; the parts are nested here as RFC 2387
    (related) and RFC 6047 (iMIP) say.
    """

    def __init__(self, composed: EmailMessage, *, sender: str, recipient: str) -> None:
        """Wrap what is to be sent as it is."""
        super().__init__(composed["Subject"], recipients=[recipient], sender=sender)
        self.composed = composed

    def as_bytes(self) -> bytes:
        """Return the bytes that go to the server."""
        return self.composed.as_bytes(policy=POLICY)


def compose(mail: OutgoingMail, sender: str) -> EmailMessage:
    """Build the MIME message: text, HTML with its pictures, calendar object, files.

    Of several calendar objects the first alone is an alternative of the text, which mail
    programs act upon at once; every one is a file with its method, to be opened. Outlook and
    Gmail look at one alternative only, and a second would hide the first.
    """
    message = EmailMessage(policy=POLICY)
    name, address = parseaddr(sender)
    message["Subject"] = mail.subject
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = mail.recipient
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Content-Language"] = mail.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
        html = message.get_payload()[-1]  # type: ignore[index]  # it has become multipart
        for file in mail.attachments:
            if file.content_id:
                kind, subtype = file.content_type.split("/", 1)
                html.add_related(  # type: ignore[union-attr]
                    file.data,
                    kind,
                    subtype,
                    cid=f"<{file.content_id}>",
                    filename=file.filename,
                    disposition="inline",
                )
    for file in [file for file in mail.attachments if file.method][:1]:
        message.add_alternative(
            file.data.decode(), subtype="calendar", params={"method": str(file.method)}
        )
    for file in mail.attachments:
        if not file.content_id:
            _attach(message, file)
    return message


def _attach(message: EmailMessage, file: MailAttachment) -> None:
    kind, subtype = file.content_type.split(";")[0].split("/", 1)
    if kind == "text":
        params = {"method": file.method} if file.method else None
        message.add_attachment(
            file.data.decode(), subtype=subtype, filename=file.filename, params=params
        )
    else:
        message.add_attachment(file.data, kind, subtype, filename=file.filename)


def init_app(app: Flask, settings: Settings) -> None:
    """Tell Flask-Mail where the server is."""
    url = urlsplit(settings.mail_url)
    query = parse_qs(url.query)
    app.config.update(
        MAIL_SERVER=url.hostname or "localhost",
        MAIL_PORT=url.port or (SMTPS_PORT if url.scheme == "smtps" else SMTP_PORT),
        MAIL_USE_SSL=url.scheme == "smtps",
        MAIL_USE_TLS=query.get("starttls", ["no"])[0] in {"yes", "1", "true"},
        MAIL_USERNAME=unquote(url.username) if url.username else None,
        MAIL_PASSWORD=unquote(url.password) if url.password else None,
        MAIL_DEFAULT_SENDER=settings.mail_from,
        MAIL_SUPPRESS_SEND=False,
    )
    mail_server.init_app(app)
    app.extensions["mail"].suppress = False


def _is_free(moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a mail is nobody's: it waits, or its process has died."""
    return or_(
        OutgoingMail.state.in_((MailState.QUEUED, MailState.RETRY)),
        and_(
            OutgoingMail.state == MailState.SENDING,
            OutgoingMail.cancelled_at.is_(None),
            OutgoingMail.claimed_at < moment - CLAIM_LASTS,
        ),
    )


def _pace() -> int:
    """Return how many mails may go to one domain in a minute; 0 for as many as there are."""
    settings = current_settings()
    return 0 if urlsplit(settings.mail_url).scheme == "file" else settings.mail_pace


def _claimed_this_minute() -> Select[str, int]:
    minute = clock.now().replace(second=0, microsecond=0)
    return (
        select(OutgoingMail.domain, func.count())
        .where(OutgoingMail.claimed_at >= minute)
        .group_by(OutgoingMail.domain)
    )


def list_due_ids(limit: int = BATCH) -> list[int]:
    """Return what waits to be sent, and what was claimed by a process that died.

    Mail to a domain that has had its share of this minute is not among it, so that it does not
    hold back the others.
    """
    moment, pace = clock.now(), _pace()
    due = select(OutgoingMail.id).where(_is_free(moment), OutgoingMail.next_try_at <= moment)
    if pace:
        spent = _claimed_this_minute().having(func.count() >= pace)
        domains = list(db.session.scalars(spent))
        due = due.where(OutgoingMail.domain.not_in(domains)) if domains else due
    return list(
        db.session.scalars(due.order_by(OutgoingMail.next_try_at, OutgoingMail.id).limit(limit))
    )


def claim(mail_id: int) -> OutgoingMail | None:
    """Take the mail for this process, unless another was faster or its domain has its share."""
    moment, pace = clock.now(), _pace()
    if pace and _has_its_share(mail_id, pace):
        db.session.rollback()
        return None
    claimed = db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail_id, _is_free(moment))
        .values(state=MailState.SENDING, claimed_at=moment, tries=OutgoingMail.tries + 1)
        .returning(OutgoingMail.id)
    ).first()
    db.session.commit()
    return db.session.get(OutgoingMail, mail_id) if claimed else None


def _has_its_share(mail_id: int, pace: int) -> bool:
    """Tell whether the domain of a mail has had its share; no other process claims meanwhile."""
    domain = db.session.scalar(select(OutgoingMail.domain).where(OutgoingMail.id == mail_id))
    take_turn(db.session, f"mail to {domain}")
    claimed = db.session.execute(
        _claimed_this_minute().where(OutgoingMail.domain == domain)
    ).first()
    return claimed is not None and claimed[1] >= pace


class _Courier:
    """Delivers a batch of mails over one connection, made when it is first needed."""

    def __init__(self) -> None:
        self._connection: _Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.hang_up()

    def deliver(self, mail_id: int, prepared: PreparedMessage) -> None:
        """Hand a mail to the server, or write it as a file."""
        settings = current_settings()
        if urlsplit(settings.mail_url).scheme == "file":
            _write_file(settings.mail_dir, mail_id, prepared.as_bytes())
        else:
            self._connected().send(prepared)

    def _connected(self) -> _Connection:
        """Return the connection, a new one if the server has closed it since the last mail.

        It is asked before a mail begins: once one has begun, nobody could tell whether the
        server has taken it.
        """
        if self._connection is not None and not self._connection.answers():
            self.hang_up()
        if self._connection is None:
            connection = _Connection(current_app.extensions["mail"])
            try:
                connection.__enter__()
            except smtplib.SMTPAuthenticationError:
                raise
            except (OSError, smtplib.SMTPException) as error:
                raise ServerUnreachableError(_words_of(error)) from error
            self._connection = connection
        return self._connection

    def hang_up(self) -> None:
        """Take leave of the server."""
        if self._connection is not None:
            self._connection.__exit__(None, None, None)
            self._connection = None


class ServerUnreachableError(OSError):
    """No connection to the mail server came about."""


def _write_file(directory: Path, mail_id: int, content: bytes) -> None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = directory / f"{mail_id:06d}.eml"
    temporary = target.with_suffix(".part")
    temporary.write_bytes(content)
    temporary.replace(target)


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT_FAILURE for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= PERMANENT_FAILURE and not isinstance(
            error, smtplib.SMTPAuthenticationError
        )
    return False


_FAULTS: tuple[tuple[type[Exception], MailFault], ...] = (
    (smtplib.SMTPRecipientsRefused, MailFault.RECIPIENT),
    (smtplib.SMTPSenderRefused, MailFault.SENDER),
    (smtplib.SMTPAuthenticationError, MailFault.LOGIN),
    (smtplib.SMTPDataError, MailFault.CONTENT),
    (ServerUnreachableError, MailFault.UNREACHABLE),
    (smtplib.SMTPException, MailFault.BROKEN_OFF),
    (OSError, MailFault.BROKEN_OFF),
)


def _fault_of(error: Exception) -> MailFault:
    return next((fault for kind, fault in _FAULTS if isinstance(error, kind)), MailFault.UNFIT)


def _words_of(error: Exception) -> str:
    """Return what the server said, as it said it, or what the system says of the connection."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = " / ".join(_answer(*answer) for answer in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        said = _answer(error.smtp_code, error.smtp_error)
    elif isinstance(error, OSError) and str(error):
        said = str(error)
    else:
        said = f"{type(error).__name__}: {error}"
    return " ".join(said.split())[:500]


def _answer(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def send(mail_id: int) -> bool:
    """Send one mail if it is still to be sent. Commits: the claim, then the outcome."""
    with _Courier() as courier:
        return _send(mail_id, courier) is Outcome.SENT


class Outcome(Enum):
    """What came of an attempt to send a mail."""

    SENT = auto()
    NOT_SENT = auto()
    NOT_OURS = auto()  # another process has it, or its domain has had its share
    NO_SERVER = auto()


def _send(mail_id: int, courier: _Courier) -> Outcome:
    mail = claim(mail_id)
    if mail is None:
        return Outcome.NOT_OURS
    outcome, sender = Outcome.NOT_SENT, current_settings().mail_from
    try:
        prepared = PreparedMessage(compose(mail, sender), sender=sender, recipient=mail.recipient)
        db.session.rollback()  # a server may take its time, in which others must be able to write
        courier.deliver(mail_id, prepared)
    except (OSError, smtplib.SMTPException) as error:
        if not isinstance(error, _ANSWERED):
            courier.hang_up()  # nobody knows where in its talk the server is
        if isinstance(error, ServerUnreachableError):
            outcome = Outcome.NO_SERVER
        _note_failure(mail, error, is_final=_is_permanent(error))
    except SQLAlchemyError:
        raise  # nothing is known of the mail; whoever finds it abandoned tries again
    except Exception as error:  # a mail that cannot be composed must not hold back the others
        log.exception("mail %s cannot be composed", mail.id)
        _note_failure(mail, error, is_final=True)
    else:
        outcome = Outcome.SENT
        mail.state = MailState.SENT
        mail.sent_at = clock.now()
        mail.cancelled_at, mail.fault, mail.last_error = None, "", ""
    db.session.commit()
    return outcome


_ANSWERED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


def _note_failure(mail: OutgoingMail, error: Exception, *, is_final: bool) -> None:
    mail.fault, mail.last_error = _fault_of(error), _words_of(error)
    if is_final or mail.tries >= TRIES_ALLOWED:
        mail.state = MailState.FAILED
        log.warning("mail %s failed: %s", mail.id, mail.last_error)
        return
    if mail.cancelled_at is not None:  # while it was being sent
        mail.state = MailState.CANCELLED
        return
    mail.state = MailState.RETRY
    mail.next_try_at = clock.now() + min(FIRST_PAUSE * 2 ** (mail.tries - 1), LONGEST_PAUSE)


def _close_cancelled() -> None:
    """Note of what was to be cancelled while a process sent it that died: nobody sends it."""
    db.session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.state == MailState.SENDING,
            OutgoingMail.cancelled_at.is_not(None),
            OutgoingMail.claimed_at < clock.now() - CLAIM_LASTS,
        )
        .values(state=MailState.CANCELLED)
    )
    db.session.commit()


def send_due(limit: int = BATCH) -> int:
    """Send what is due, batch by batch, and return how many went out.

    While the server cannot be reached, one mail is tried and the others wait for the next time.
    """
    deferred.write_waiting()
    _close_cancelled()
    sent = 0
    while ids := list_due_ids(limit):
        db.session.rollback()
        with _Courier() as courier:
            outcomes = []
            for mail_id in ids:
                outcomes.append(_send(mail_id, courier))
                if outcomes[-1] is Outcome.NO_SERVER:
                    return sent
        sent += outcomes.count(Outcome.SENT)
        if len(ids) < limit or set(outcomes) == {Outcome.NOT_OURS}:
            break
    return sent


def retry_failed() -> int:
    """Queue every failed mail again (`forum mail retry`) and return how many there were."""
    result = db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.state == MailState.FAILED, OutgoingMail.recipient != "")
        .values(state=MailState.QUEUED, tries=0, next_try_at=clock.now(), cancelled_at=None)
        .returning(OutgoingMail.id)
    )
    return len(result.all())
