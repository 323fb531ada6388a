"""A list on paper: everybody who may pass, by name, with a box to tick and a code to scan.

The code says the number alone, as somebody would type it: it is no badge, so a list that is
lost lets nobody in.
"""

from collections.abc import Sequence
from typing import Any

from forum.checkin.models import CheckinList
from forum.checkin.paper.types import PaperRow
from forum.core.localized import Language, LocalizedText
from forum.core.typesetting import typeset
from forum.tokens.exports import code_svg


def paper_pdf(target: CheckinList, rows: Sequence[PaperRow], language: Language) -> bytes:
    """Return the list as a PDF, in the order of the rows."""
    return typeset("checkin/paper.typ", paper_value(target, rows, language))


def paper_value(
    target: CheckinList, rows: Sequence[PaperRow], language: Language
) -> dict[str, Any]:
    """Return what the template is given."""
    return {
        "language": language,
        "edition": _both(target.edition.name),
        "trial": target.edition.is_trial,
        "list": _both(target.name),
        "count": len(rows),
        "rows": [
            {
                "number": row.number,
                "name": row.name.to_mapping(),
                "affiliation": row.affiliation.to_mapping(),
                "category": _both(row.category),
                "code": code_svg(row.number),
            }
            for row in rows
        ],
    }


def _both(text: LocalizedText) -> dict[str, str]:
    return LocalizedText(text.in_("ko"), text.in_("en")).to_mapping()
