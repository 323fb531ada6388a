"""Opening the trial edition for registration, from the project's own data files."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from forum.core import clock
from forum.core.dates import format_date
from forum.core.localized import EMPTY, LocalizedText
from forum.core.paths import DATA
from forum.editions.models import Edition
from forum.exchange.fields import Count, Key, Part, SessionKey, Text
from forum.exchange.rules import read
from forum.registration import services
from forum.registration.types import CategorySetup, NoticeSetup, WayIn


class CategoryPart(Part):
    """A category of participants."""

    key: Key
    number: Annotated[int, Field(ge=0, le=15)]
    name: Text
    hint: Text = EMPTY
    badge_word: Text
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
    way_in: WayIn = WayIn.OPEN
    capacity: Count | None = None
    is_invited: bool = False


class RegistrationFile(Part):
    """`registration.yaml`."""

    closes_days_before: Count
    categories: tuple[CategoryPart, ...]
    seats: dict[SessionKey, Count]


class NoticePart(Part):
    """A notice; `{until}` in its period is the day so many days after the edition."""

    key: Key
    required: bool = False
    sensitive: bool = False
    title: Text
    purpose: Text
    items: Text
    period: Text
    kept_days: Count
    refusal: Text


class ConsentsFile(Part):
    """`consents.yaml`."""

    notices: tuple[NoticePart, ...]


def prepare_trial_registration(edition: Edition, folder: Path = DATA) -> None:
    """Open an edition for registration until the day before it begins.

    Raises:
        DataFileError: a data file is broken.
    """
    file, consents = _read(folder)
    closes_on = edition.starts_on - timedelta(days=file.closes_days_before)
    midnight = datetime.combine(closes_on, time.min, ZoneInfo(edition.timezone))
    services.open_registration(
        edition,
        opens_at=clock.now().replace(second=0, microsecond=0),
        closes_at=midnight + timedelta(days=1),
    )
    services.write_categories(edition, [CategorySetup(**dict(part)) for part in file.categories])
    services.write_session_limits(edition, file.seats)
    services.write_notices(edition, [_notice(part, edition) for part in consents.notices])


def _read(folder: Path) -> tuple[RegistrationFile, ConsentsFile]:
    registration, consents = "registration.yaml", "consents.yaml"
    return (
        read(registration, (folder / registration).read_bytes(), RegistrationFile).value,
        read(consents, (folder / consents).read_bytes(), ConsentsFile).value,
    )


def _notice(part: NoticePart, edition: Edition) -> NoticeSetup:
    until = edition.ends_on + timedelta(days=part.kept_days)
    period = LocalizedText(
        ko=part.period.ko.replace("{until}", format_date(until, "ko")),
        en=part.period.en.replace("{until}", format_date(until, "en")),
    )
    return NoticeSetup(
        key=part.key,
        title=part.title,
        purpose=part.purpose,
        items=part.items,
        period=period,
        refusal=part.refusal,
        is_required=part.required,
        is_sensitive=part.sensitive,
    )
