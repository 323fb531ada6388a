"""Logs: one line an event, with the request's id, and without secrets."""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from forum.core.settings import Settings

request_id: ContextVar[str] = ContextVar("request_id", default="-")

_SECRET_IN_PATH = re.compile(r"(/(?:open|calendar|link|enrol)/(?:[\w.-]+/)?)[\w-]{16,}")


def mask(text: str) -> str:
    """Replace the secrets of links by their place."""
    return _SECRET_IN_PATH.sub(r"\1***", text)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{moment} {record.levelname.lower()} [{request_id.get()}] {record.name}: "
        text = line + mask(record.getMessage())
        return text + "\n" + self.formatException(record.exc_info) if record.exc_info else text


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "request": request_id.get(),
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def configure(settings: Settings) -> None:
    """Send every log line to standard error in the format of the settings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if settings.log_format == "json" else _Text())
    root = logging.getLogger("forum")
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False
