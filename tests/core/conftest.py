"""A mail server that is told how to behave."""

import asyncio
import socket
import threading

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from forum.core import outbox


class Postman:
    """Keeps what it is given, or answers what it is told to answer.

    Attributes:
        answer: to a whole mail.
        to: answers to recipients, by address; anything that is not there is taken.
        cuts: what it does with the next mails instead of answering: `half way` it hangs up before
            the mail is whole, `after` it keeps the mail and hangs up.
        goes_on: it answers a mail only once this is set.
        has_begun: it has got a mail, and ponders.
    """

    def __init__(self):
        self.messages: list[bytes] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.answer = "250 OK"
        self.to: dict[str, str] = {}
        self.cuts: list[str] = []
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.has_begun = threading.Event()

    async def handle_EHLO(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        name: str,
        responses: list[str],
    ) -> list[str]:
        del server, envelope
        self.connections += 1
        session.host_name = name
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        answer = self.to.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del session
        self.has_begun.set()
        await asyncio.to_thread(self.goes_on.wait, 30)
        if self.answer.startswith("250"):
            self.messages.append(envelope.original_content or b"")
            self.recipients += envelope.rcpt_tos
        if self.cuts[:1] == ["after"]:
            self.cuts.pop()
            server.transport.abort()
        return self.answer


class Server(SMTP):
    """Speaks SMTP, until it is to hang up."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Take a mail, or hang up in the middle of it."""
        if self.event_handler.cuts[:1] == ["half way"]:
            self.event_handler.cuts.pop()
            await self.push("354 Go on")
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class House(Controller):
    """The server in a thread of its own."""

    def factory(self) -> SMTP:
        """Return who speaks on one connection."""
        return Server(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.fixture
def sends_to(app):
    """Return what tells the application where its mail server is; it forgets that afterwards."""
    before = app.extensions["settings"]

    def choose(**changes: object) -> None:
        settings = app.extensions["settings"].model_copy(update=changes)
        app.extensions["settings"] = settings
        outbox.init_app(app, settings)

    yield choose
    app.extensions["settings"] = before
    outbox.init_app(app, before)


@pytest.fixture
def postman(sends_to):
    """Return a mail server to which the outbox sends."""
    postman = Postman()
    # aiosmtpd connects to the port it was given to see that it listens: give it a free one
    controller = House(postman, hostname="127.0.0.1", port=free_port())
    controller.start()
    sends_to(mail_url=f"smtp://127.0.0.1:{controller.port}", mail_pace=0)
    postman.connections = 0
    yield postman
    postman.goes_on.set()
    controller.stop()
