"""Files that are sent with a form: how much of them is taken, and what is let go unread.

A view that takes files says so with `takes_file(largest)`. Its form may then be larger than
others, and of a file that is too large no more than that is kept, in memory or on disk, while
the rest is read off the line and dropped: only so does the browser come to read the answer, and
what was typed beside the file is still there. What is beyond `LARGEST_SENT` is refused unread.
"""

from collections.abc import Callable
from typing import IO, ParamSpec, cast

from flask import Flask, Request, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

LARGEST_SENT = 64 * 1024 * 1024
WITH_FILES = "multipart/form-data"  # no other form carries any


class Bounded:
    """A file on its way in, of which no more than a limit is kept."""

    def __init__(self, kept: IO[bytes], limit: int) -> None:
        """Keep what comes in there."""
        self.kept = kept
        self.limit = limit
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take what comes; drop what is beyond the limit."""
        room = self.limit - self.size
        if room > 0:
            self.kept.write(data[:room])
        self.size += len(data)
        return len(data)

    def __getattr__(self, name: str) -> object:
        """Be the file that is kept, in all else."""
        return getattr(self.kept, name)


class UploadRequest(Request):
    """A request whose files are bounded where a view takes files."""

    largest_file: int | None = None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return where a file's content goes; werkzeug asks for it once a file."""
        kept = super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )
        if self.largest_file is None:
            return kept
        return cast("IO[bytes]", Bounded(kept, self.largest_file))


def takes_file(largest: int) -> Callable[[View[P]], View[P]]:
    """Let the view's form bring a file of at most so many bytes."""

    def decorate(view: View[P]) -> View[P]:
        view.__dict__["largest_file"] = largest
        return view

    return decorate


def is_too_large(file: FileStorage) -> bool:
    """Tell whether more was sent than the view takes, so that the file is not whole."""
    stream = file.stream
    return isinstance(stream, Bounded) and stream.size > stream.limit


def largest_file_here() -> int | None:
    """Return how many bytes a file of the present request may have; None if it brings none."""
    if request.mimetype != WITH_FILES:
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "largest_file", None)


def _make_room() -> None:
    largest = largest_file_here()
    if largest is not None:
        request.max_content_length = LARGEST_SENT
        cast("UploadRequest", request).largest_file = largest


def init_app(app: Flask) -> None:
    """Make room for files before anybody reads the form: the check of its token does."""
    app.request_class = UploadRequest
    app.before_request(_make_room)
