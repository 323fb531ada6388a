"""Papers: a Typst template and one JSON-able value -> the bytes of a PDF.

The same template and value give the same bytes. Papers are tagged (PDF/UA-1) unless asked
otherwise, and use the fonts of `forum.core.fonts` alone, never the machine's.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import typst

from forum.core.fonts import FOLDERS, PRINT_FONTS, FontsMissingError
from forum.core.paths import TEMPLATES

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/pdf"
ACCESSIBLE = ("ua-1",)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    if not any(PRINT_FONTS.glob("*.otf")):
        raise FontsMissingError(PRINT_FONTS)
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(FOLDERS)
    )


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    standards: Iterable[str] = ACCESSIBLE,
    made_at: datetime | None = None,
) -> bytes:
    """Return a template (such as `programme/booklet.typ`) set with its data, as a PDF.

    `made_at` becomes the document's date; without it the PDF has none, so that the same data
    always give the same bytes.

    Raises:
        FontsMissingError: set-up has not put the fonts in place.
        typst.TypstError: the template does not fit the data.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
    if made_at is not None:
        inputs["made-at"] = made_at.strftime("%Y-%m-%dT%H:%M:%S")
    compiler = typst.Compiler(
        TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), sys_inputs=inputs
    )
    made, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=cast("Any", list(standards)), timestamp=made_at or 0
    )
    for warning in warnings:
        logger.warning("%s: %s", template, warning.message)
    return cast("bytes", made)
