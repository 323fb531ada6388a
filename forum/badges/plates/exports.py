"""Plates, door signs and lanyards -> PDF and XLSX. The lines of plates are measured here."""

from collections.abc import Sequence
from typing import Any

from forum.badges.designs.types import Overlong
from forum.badges.fitting import Paragraph, fit
from forum.badges.plates.types import DoorSign, LanyardGroup, Plate
from forum.core.dates import format_date
from forum.core.localized import Language, LocalizedText
from forum.core.typesetting import typeset
from forum.editions.models import Edition
from forum.programme.words import KIND_WORDS
from forum.registration.sheets.exports import Writer
from forum.registration.sheets.types import Heading
from forum.tokens.exports import code_svg

MM = 72 / 25.4
WIDE = 182.0  # mm: what is left of A4 between the margins
_DAY_TBA = LocalizedText("날짜 미정", "Day to be announced")
COLUMNS = (
    Heading(name="number", words=LocalizedText("번호", "Number")),
    Heading(name="name_ko", words=LocalizedText("이름", "Name (Korean)")),
    Heading(name="name_en", words=LocalizedText("이름(로마자)", "Name (Latin)")),
    Heading(name="category", words=LocalizedText("구분", "Category")),
    Heading(name="city", words=LocalizedText("도시", "City")),
    Heading(name="affiliation", words=LocalizedText("소속", "Affiliation"), width=40),
    Heading(name="colour", words=LocalizedText("색", "Colour")),
)


def plates_pdf(edition: Edition, plates: Sequence[Plate]) -> bytes:
    """Return plates, one sheet of A4 for each, to be folded twice."""
    value = {
        "title": f"{edition.name.in_('ko')} 명패",
        "trial": edition.is_trial,
        "plates": [plate_value(one) for one in plates],
    }
    return typeset("badges/plates.typ", value)


def plate_value(plate: Plate) -> dict[str, Any]:
    """Return where the lines of a plate stand, in points from the upper edge of their box."""
    first = plate.language
    second: Language = "en" if first == "ko" else "ko"
    return {
        "colour": plate.colour,
        "number": plate.number,
        "plain": plate.name.in_(first),
        "name": _lines(plate.name, first, 33.0, 92, 30, 800),
        "other": _lines(plate.name, second, 11.0, 30, 12, 500),
        "city": [
            {"lang": lang, "text": getattr(plate.city, lang)}
            for lang in (first, second)
            if getattr(plate.city, lang)
        ],
        "office": _lines(plate.office, first, 11.0, 13, 8, 500),
        "office_other": _lines(plate.office, second, 9.0, 10.5, 7, 400),
    }


def _lines(
    text: LocalizedText, language: Language, high: float, largest: float, least: float, weight: int
) -> dict[str, Any]:
    """Return a text of one language as lines that fit; nothing where it is not written."""
    setting = fit(
        (Paragraph(text=getattr(text, language), language=language, weight=weight),),
        WIDE * MM,
        high * MM,
        largest=largest,
        smallest=least,
        overlong=Overlong.BALANCE,
    )
    return {
        "lang": language,
        "weight": weight,
        "size": round(setting.size, 2),
        "height": round(setting.height / MM, 2),
        "rows": [
            [round(one.baseline / MM, 2), round(one.size, 2), one.text] for one in setting.rows
        ],
    }


def doors_pdf(edition: Edition, signs: Sequence[DoorSign], address: str) -> bytes:
    """Return a sign for each room and day; `address` is where its screen is, with `{room}`."""
    value = {
        "title": f"{edition.name.in_('ko')} 회의장 안내",
        "edition": _both(edition.name),
        "trial": edition.is_trial,
        "doors": [
            {
                "room": _both(sign.room),
                "floor": sign.floor,
                "day": _day(sign),
                "code": code_svg(address.format(room=sign.place)),
                "rows": [
                    {
                        "time": row.time,
                        "kind": row.kind,
                        "word": KIND_WORDS_BOTH[row.kind],
                        "title": row.title.to_mapping(),
                        "quiet": row.is_quiet,
                    }
                    for row in sign.rows
                ],
            }
            for sign in signs
        ],
    }
    return typeset("badges/doors.typ", value)


def _day(sign: DoorSign) -> dict[str, str]:
    if sign.day is None:
        return _DAY_TBA.to_mapping()
    return {"ko": format_date(sign.day, "ko"), "en": format_date(sign.day, "en")}


def lanyards_pdf(edition: Edition, groups: Sequence[LanyardGroup], language: Language) -> bytes:
    """Return the list by which lanyards are laid out and ticked off, box by box."""
    value = {
        "language": language,
        "edition": _both(edition.name),
        "trial": edition.is_trial,
        "count": sum(len(group.lanyards) for group in groups),
        "groups": [
            {
                "words": [_both(word) for word in group.words if word],
                "rows": [
                    {
                        "number": one.number,
                        "name": one.name.to_mapping(),
                        "category": _both(one.category),
                        "colour": one.colour,
                        "city": _both(one.city),
                    }
                    for one in group.lanyards
                ],
            }
            for group in groups
        ],
    }
    return typeset("badges/lanyards.typ", value)


def lanyards_xlsx(groups: Sequence[LanyardGroup], language: Language) -> bytes:
    """Return the same list as a spreadsheet."""
    writer = Writer(COLUMNS, language)
    for group in groups:
        writer.write(
            {
                "number": one.number,
                "name_ko": one.name.ko,
                "name_en": one.name.en,
                "category": one.category.in_(language),
                "city": one.city.in_(language) if one.city else "",
                "affiliation": one.affiliation.in_(language) if one.affiliation else "",
                "colour": one.colour,
            }
            for one in group.lanyards
        )
    return writer.close()


def _both(text: LocalizedText) -> dict[str, str]:
    return LocalizedText(text.in_("ko"), text.in_("en")).to_mapping() if text else text.to_mapping()


KIND_WORDS_BOTH = {kind.value: words.to_mapping() for kind, words in KIND_WORDS.items()}
