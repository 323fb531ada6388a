"""The kinds of fields that data files have, and what each of them accepts.

Days are ISO dates, clock times `HH:MM` in the edition's zone, keys lower-case ASCII.
"""

import re
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, LiteralString
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from forum.core.localized import LocalizedText
from forum.core.slugs import RESERVED
from forum.programme.keys import RESERVED_SESSIONS
from forum.programme.limits import LONGEST_ADDRESS

MINUTES_OF_A_DAY = 24 * 60


class Wrong(StrEnum):
    """What our own kinds of fields find wrong; `errors.SENTENCES` says it in words."""

    ADDRESS = "address"
    BILINGUAL = "bilingual"
    BILINGUAL_EMPTY = "bilingual_empty"
    BILINGUAL_FIELDS = "bilingual_fields"
    CLOCK = "clock"
    DATES = "dates"
    PARTIAL_DATE = "partial_date"
    LANGUAGE = "language"
    RELEASE = "release"
    RESERVED = "reserved"
    ZONE = "zone"


def fault(wrong: Wrong, **context: object) -> PydanticCustomError:
    """Return the error that pydantic carries to where the field is known."""
    code: LiteralString = wrong.value  # the enum has literal values alone
    return PydanticCustomError(code, code, context)


CODE_LENGTH = 2
_ADDRESS = re.compile(r"https?://[^\s/]+[^\s]*")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def _text(value: object) -> object:
    """Accept `{ko: ..., en: ...}` with at least one language written."""
    if isinstance(value, LocalizedText):
        return value
    if not isinstance(value, dict):
        raise fault(Wrong.BILINGUAL)
    unknown = sorted(str(key) for key in value.keys() - {"ko", "en"})
    if unknown:
        raise fault(Wrong.BILINGUAL_FIELDS, names=", ".join(unknown))
    if not all(isinstance(text, str) for text in value.values()):
        raise fault(Wrong.BILINGUAL)
    text = LocalizedText.from_mapping({key: item.strip() for key, item in value.items()})
    if not text:
        raise fault(Wrong.BILINGUAL_EMPTY)
    return text


def _minutes_since_midnight(value: object) -> object:
    """Accept `HH:MM`."""
    if isinstance(value, int):
        return value
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise fault(Wrong.CLOCK)
    return int(match[1]) * 60 + int(match[2])


def _partial_date(value: str) -> str:
    if value and not _PARTIAL_DATE.fullmatch(value):
        raise fault(Wrong.PARTIAL_DATE)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise fault(Wrong.ZONE) from error
    return value


def _free(value: str) -> str:
    if value in RESERVED:
        raise fault(Wrong.RESERVED)
    return value


def _free_session(value: str) -> str:
    if value in RESERVED_SESSIONS:
        raise fault(Wrong.RESERVED)
    return value


def _address(value: str) -> str:
    if value and not is_address(value):
        raise fault(Wrong.ADDRESS)
    return value


def is_address(value: str) -> bool:
    """Tell whether this is an address of the web that a page may link to."""
    return bool(_ADDRESS.fullmatch(value)) and len(value) <= LONGEST_ADDRESS


def _language(value: str) -> str:
    if not is_language(value):
        raise fault(Wrong.LANGUAGE)
    return value


def is_language(value: str) -> bool:
    """Tell whether this is the code of a language, of two letters (ISO 639-1)."""
    return value in _languages()


@cache
def _languages() -> frozenset[str]:
    return frozenset(str(code) for code in Locale("en").languages if len(str(code)) == CODE_LENGTH)


Text = Annotated[LocalizedText, BeforeValidator(_text)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Slug = Annotated[Key, AfterValidator(_free)]
SessionKey = Annotated[Key, AfterValidator(_free_session)]
Clock = Annotated[int, BeforeValidator(_minutes_since_midnight)]
Minutes = Annotated[int, Field(gt=0, le=MINUTES_OF_A_DAY)]
Count = Annotated[int, Field(ge=0)]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
Day = Annotated[date, Field(strict=False)]
Address = Annotated[str, AfterValidator(_address)]
SpokenLanguage = Annotated[str, AfterValidator(_language)]
Zone = Annotated[str, AfterValidator(_zone)]


class Part(BaseModel):
    """A part of a data file: frozen, and without unknown fields."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, allow_inf_nan=False
    )
