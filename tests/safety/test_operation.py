"""What an operator meets: mail that cannot be sent, two who do the same at once, nonsense."""

import socket
import sqlite3
import threading
import time

import pytest
from pydantic import ValidationError

from forum.core import codes, journal, mail, outbox
from forum.core.codes import FreshCode
from forum.core.db import db, set_reading
from forum.core.mail import OutgoingMail
from forum.core.settings import Settings
from forum.registration import services
from forum.registration.services import exporting
from forum.registration.types import ListFilter
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.test_races import at_once, in_own_transaction

# ------------------------------------------------------------------ mail


def queue_to(recipient: str) -> int:
    """Queue a mail that the worker finds."""
    queued = mail.queue(
        recipient=recipient, language="ko", subject="안내", text="안녕하세요.\n", cause="test"
    )
    db.session.commit()
    return queued.id


def test_a_mail_that_cannot_be_composed_holds_back_no_other(app):
    broken = queue_to("a@example.org\nBcc: everybody@example.org")
    sound = queue_to("b@example.org")

    assert outbox.send_due() == 1

    found = db.session.get_one(OutgoingMail, broken)
    assert (found.state, found.tries) == ("failed", 1)
    assert found.last_error.startswith("ValueError")
    assert db.session.get_one(OutgoingMail, sound).state == "sent"


class OddServer:
    """A mail server of one connection, that behaves as it is told."""

    def __init__(self, *, accepts: bool):
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.accepted = 0
        self._accepts = accepts
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _address = self._listening.accept()
        with connection:
            if not self._accepts:
                time.sleep(1)
                return
            stream = connection.makefile("rwb", buffering=0)
            stream.write(b"220 ready\r\n")
            for line in stream:
                word = line[:4].upper().strip()
                if word == b"QUIT":
                    return  # without a word
                if word == b"DATA":
                    stream.write(b"354 go on\r\n")
                    while stream.readline() != b".\r\n":
                        pass
                    self.accepted += 1
                stream.write(b"250 fine\r\n")

    def close(self) -> None:
        self._listening.close()
        self._thread.join(5)


@pytest.fixture
def sending_to(app):
    before = app.extensions["settings"]
    servers = []

    def use(*, accepts: bool) -> OddServer:
        server = OddServer(accepts=accepts)
        servers.append(server)
        url = f"smtp://127.0.0.1:{server.port}"
        app.extensions["settings"] = before.model_copy(update={"mail_url": url})
        outbox.init_app(app, app.extensions["settings"])
        return server

    yield use
    for server in servers:
        server.close()
    app.extensions["settings"] = before
    outbox.init_app(app, before)


def test_a_mail_that_was_accepted_is_sent_though_the_server_takes_no_leave(sending_to):
    server = sending_to(accepts=True)
    mail_id = queue_to("a@example.org")

    assert outbox.send_due() == 1

    assert server.accepted == 1
    assert db.session.get_one(OutgoingMail, mail_id).state == "sent"


def test_a_server_that_says_nothing_does_not_hold_the_worker(sending_to, monkeypatch):
    monkeypatch.setattr(outbox, "SMTP_PATIENCE", 0.1)
    sending_to(accepts=False)
    mail_id = queue_to("a@example.org")

    assert outbox.send_due() == 0

    found = db.session.get_one(OutgoingMail, mail_id)
    assert found.state == "retry"
    assert "timed out" in found.last_error


# ------------------------------------------------------------------ two at once


@pytest.mark.both_databases
def test_parallel_tries_are_five_as_well(app):
    outcomes = at_once(
        [in_own_transaction(app, lambda: journal.spend_attempt("code:x")) for _ in range(12)]
    )

    assert sorted(map(str, outcomes)) == ["None"] * 5 + ["TooManyAttemptsError"] * 7


@pytest.mark.both_databases
def test_a_code_that_is_asked_for_twice_at_once_is_sent_twice(app):
    issued = [codes.issue_code("sign", "mandate", 1)]
    db.session.flush()

    def issue() -> None:
        issued.append(codes.issue_code("sign", "mandate", 1))

    outcome: list[object] = []
    other = threading.Thread(
        target=lambda: outcome.extend(at_once([in_own_transaction(app, issue)]))
    )
    other.start()
    time.sleep(0.3)  # it waits for this transaction now
    db.session.commit()
    other.join(20)

    assert outcome == [None]
    assert db.session.query(FreshCode).count() == 1
    codes.verify_code("sign", "mandate", 1, issued[1])


def test_nobody_waits_while_a_spreadsheet_is_made(app, monkeypatch):
    edition = make_open_edition()
    make_registration(edition)
    path = app.extensions["settings"].data_dir / "forum.db"

    def spreadsheet(rows, language, _definitions):
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        other.close()
        return f"{len(rows)} {language}".encode()

    monkeypatch.setattr(exporting, "spreadsheet", spreadsheet)
    set_reading(value=False)
    db.session.refresh(edition)

    assert services.export_registrations(edition, ListFilter(), "명찰").startswith(b"1 ")


# ------------------------------------------------------------------ sizes


def test_a_step_of_the_registration_takes_no_more_than_a_form_holds(client):
    edition = make_open_edition()
    url = f"/ko/{edition.slug}/register/you"
    page = client.page(url)

    answer = client.send(page, url, {"phone": "1" * 200_000})

    assert answer.status_code == 413
    assert client.read(answer).text_of("h1") == "보낸 내용이 너무 큽니다."


# ------------------------------------------------------------------ settings


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"base_url": "https://forum.example.org/forum"}, "base_url: without a path"),
        ({"base_url": "https://forum.example.org/?x=1"}, "base_url: without a path"),
        ({"base_url": "https://me@forum.example.org"}, "base_url: without a path"),
        ({"base_url": "https://forum.example.org:port"}, "base_url"),
        ({"mail_from": "Forum"}, "mail_from"),
        ({"mail_from": "Forum <a@example.org>\nBcc: b@example.org"}, "mail_from"),
        ({"mail_url": "smtp://mail.example.org:port"}, "mail_url"),
        ({"mail_url": "smtp:mail.example.org"}, "mail_url"),
        ({"trusted_hosts": "https://forum.example.org"}, "trusted_hosts"),
    ],
)
def test_nonsense_is_refused_at_the_start(values, says):
    with pytest.raises(ValidationError, match=says):
        Settings(_env_file=None, **values)


# ------------------------------------------------------------------ files


def test_nobody_else_on_the_machine_reads_what_people_wrote(app, tmp_path):
    made = Settings(_env_file=None, data_dir=tmp_path / "data")
    made.secret()
    queue_to("a@example.org")
    outbox.send_due()

    mails = app.extensions["settings"].mail_dir
    assert [path.stat().st_mode & 0o777 for path in (made.data_dir, mails)] == [0o700, 0o700]
