"""Papers: a Typst template and one JSON-able value -> the bytes of a PDF.

The same template and value give the same bytes. Papers are tagged (PDF/UA-1) unless asked
otherwise, and use the fonts of `forum.core.fonts` alone, never the machine's.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from forum.core.fonts import FOLDERS, PRINT_FONTS, FontsMissingError
from forum.core.paths import TEMPLATES

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/pdf"
ACCESSIBLE = ("ua-1",)
PRESS = Path(__file__).with_name("press.py")
LONGEST = 120  # seconds


class TypesettingError(RuntimeError):
    """A paper could not be set: the template does not fit the data."""


def typeset(
    template: str,
    data: Mapping[str, Any] | Sequence[Any],
    *,
    standards: Iterable[str] = ACCESSIBLE,
    made_at: datetime | None = None,
) -> bytes:
    """Return a template (such as `programme/booklet.typ`) set with its data, as a PDF.

    It is set in a process of its own (`forum.core.press`). `made_at` becomes the document's
    date; without it the PDF has none, so that the same data always give the same bytes.

    Raises:
        FontsMissingError: set-up has not put the fonts in place.
        TypesettingError: the template does not fit the data.
    """
    order = {
        "inputs": {"made-at": made_at.strftime("%Y-%m-%dT%H:%M:%S")} if made_at else {},
        "standards": list(standards),
        "timestamp": int(made_at.timestamp()) if made_at else 0,
        "dots": 0,
    }
    return _press(template, data, order)


def draw(template: str, data: Mapping[str, Any] | Sequence[Any], *, dots: int = 110) -> list[bytes]:
    """Return each page of a template set with its data as a PNG, at so many dots an inch.

    Raises:
        FontsMissingError: set-up has not put the fonts in place.
        TypesettingError: the template does not fit the data.
    """
    made = _press(template, data, {"inputs": {}, "standards": [], "timestamp": 0, "dots": dots})
    pages, at = [], 0
    while at < len(made):
        end = at + 4 + int.from_bytes(made[at : at + 4], "big")
        pages.append(made[at + 4 : end])
        at = end
    return pages


def _press(
    template: str, data: Mapping[str, Any] | Sequence[Any], order: Mapping[str, Any]
) -> bytes:
    if not any(PRINT_FONTS.glob("*.otf")):
        raise FontsMissingError(PRINT_FONTS)
    whole = {
        "template": str(TEMPLATES / template),
        "root": str(TEMPLATES),
        "fonts": [str(folder) for folder in FOLDERS],
        **order,
    }
    paper = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    done = subprocess.run(  # noqa: S603  our own script, and no shell
        [sys.executable, "-I", str(PRESS)],
        input=f"{json.dumps(whole)}\n{paper}".encode(),
        capture_output=True,
        check=False,
        timeout=LONGEST,
    )
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode != 0:
        message = f"{template}: {said}"
        raise TypesettingError(message)
    if said:
        logger.warning("%s: %s", template, said)
    return done.stdout
