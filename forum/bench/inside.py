"""What one warm request costs inside: its SQL statements and its bytes, counted in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL statements that are sent while the block runs."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def weigh(app: Flask, path: str) -> tuple[int, int]:
    """Return the statements and the bytes of a request for a path, after one to warm up.

    Raises:
        OSError: the path is not answered with 200.
    """
    client: FlaskClient = app.test_client()
    client.get(path)
    with statements() as sent:
        response = client.get(path)
    if response.status_code != 200:  # noqa: PLR2004  OK
        message = f"{path} answers {response.status}"
        raise OSError(message)
    return len(sent), len(response.data)
