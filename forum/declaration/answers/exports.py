"""The frozen text as a PDF, to be taken to the mayor before signing."""

from zoneinfo import ZoneInfo

from forum.core.dates import format_datetime
from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.core.typesetting import typeset
from forum.declaration.models import Mandate
from forum.declaration.types import PublicDeclaration


def text_data(
    mandate: Mandate, declaration: PublicDeclaration, language: Language
) -> dict[str, object]:
    """Return the value from which the text is set (`templates/declaration/text.typ`)."""
    edition, text = mandate.declaration.edition, declaration.text
    frozen = declaration.frozen_at
    zone = ZoneInfo(edition.timezone)
    parts = [(LocalizedText("전문", "Preamble"), text.preamble)] if text.preamble else []
    parts += [
        (LocalizedText(f"제{one.number}조", f"Article {one.number}"), one.text)
        for one in text.articles
    ]
    if text.prevailing:
        parts.append((LocalizedText("우선하는 언어", "Prevailing language"), text.prevailing))
    return {
        "language": language,
        "trial": edition.is_trial,
        "edition": edition.name.to_mapping(),
        "title": text.title.to_mapping(),
        "city": mandate.city.name.to_mapping(),
        "version": text.number,
        "frozen_at": {
            tongue: f"{format_datetime(frozen, zone, tongue)} {frozen.astimezone(zone).tzname()}"
            for tongue in LANGUAGES
        }
        if frozen
        else {"ko": "", "en": ""},
        "sha256": declaration.sha256,
        "parts": [
            {"name": name.to_mapping(), "words": words.to_mapping()} for name, words in parts
        ],
    }


def text_pdf(mandate: Mandate, declaration: PublicDeclaration, language: Language) -> bytes:
    """Return the frozen text in both languages, with its hash on each page, as a tagged PDF."""
    return typeset(
        "declaration/text.typ",
        text_data(mandate, declaration, language),
        made_at=declaration.frozen_at,
    )
