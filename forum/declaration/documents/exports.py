"""The instrument as a PDF: the text with all its signatures."""

from datetime import datetime
from zoneinfo import ZoneInfo

from forum.core.dates import format_date, format_datetime
from forum.core.localized import LANGUAGES
from forum.core.settings import current_settings
from forum.core.typesetting import typeset
from forum.declaration.documents.types import Instrument, InstrumentSignature, LaterEvent
from forum.declaration.ink.rules import ink_svg
from forum.tokens.exports import qr_svg

ARCHIVAL = ("a-2a", "ua-1")
"""PDF/A-2a, which an archive can keep, and PDF/UA-1, which a screen reader can read."""


def instrument_pdf(instrument: Instrument) -> bytes:
    """Return the instrument, not yet sealed. The same instrument gives the same bytes."""
    return typeset(
        "declaration/instrument.typ",
        instrument_data(instrument),
        standards=ARCHIVAL,
        made_at=instrument.made_at,
    )


def instrument_data(instrument: Instrument) -> dict[str, object]:
    """Return the value from which the instrument is set."""
    address = (
        f"{current_settings().public_url}/ko/{instrument.slug}/declarations/{instrument.key}/verify"
    )
    zone = ZoneInfo(instrument.timezone)
    text = instrument.text
    return {
        "edition": instrument.edition.to_mapping(),
        "trial": instrument.is_trial,
        "title": text.title.to_mapping(),
        "preamble": text.preamble.to_mapping(),
        "articles": [
            {"n": article.number, **article.text.to_mapping()} for article in text.articles
        ],
        "prevailing": text.prevailing.to_mapping(),
        "version": text.number,
        "sha256": instrument.text_sha256,
        "adopted": _adopted(instrument),
        "head": instrument.head,
        "sequence": instrument.sequence,
        "verify_url": address,
        "verify_qr": qr_svg(address),
        "signatures": [_block(one, zone) for one in instrument.signatures],
        "accessions": [_block(one, zone) for one in instrument.accessions],
        "later": [_later(one, zone) for one in instrument.later],
    }


def _adopted(instrument: Instrument) -> dict[str, str]:
    day = instrument.adopted_on
    if day is None:
        return {}
    return {
        language: ", ".join(
            part
            for part in (
                instrument.adopted_in.written_in(language),
                format_date(day, language),
            )
            if part
        )
        for language in LANGUAGES
    }


def _moment(moment: datetime, zone: ZoneInfo) -> dict[str, str]:
    name = moment.astimezone(zone).tzname()
    return {language: f"{format_datetime(moment, zone, language)} {name}" for language in LANGUAGES}


def _compact(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


def place_words(place: str) -> dict[str, str]:
    """Return how people call the place that an erratum corrects."""
    words = {
        "title": ("제목", "title"),
        "preamble": ("전문", "preamble"),
        "prevailing": ("우선하는 언어", "prevailing language"),
    }
    number = place.removeprefix("article ")
    korean, english = words.get(place, (place, place))
    return {"ko": f"제{number}조" if number.isdecimal() else korean, "en": english}


def _block(one: InstrumentSignature, zone: ZoneInfo) -> dict[str, object]:
    return {
        "city": one.city.to_mapping(),
        "name": one.name.to_mapping(),
        "capacity": one.capacity.to_mapping(),
        "ink": ink_svg(one.strokes),
        "way": one.way,
        "language": one.language,
        "at": _compact(one.signed_at, zone),
        "number": one.number,
        "record": one.sha256,
        "reservation": one.reservation,
        "reservation_language": one.reservation_language,
    }


def _later(one: LaterEvent, zone: ZoneInfo) -> dict[str, object]:
    said: dict[str, object] = {
        "kind": one.kind,
        "at": _moment(one.made_at, zone),
        "record": one.sha256,
    }
    if one.kind == "erratum":
        names = ("language", "reads", "should_read")
        said["place"] = place_words(str(one.facts["place"]))
        return {**said, **{name: str(one.facts[name]) for name in names}}
    return {**said, "city": one.city.to_mapping(), "number": str(one.facts["number"])}
