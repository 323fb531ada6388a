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
from forum.registration.queries import find_category
from forum.registration.questions import services as questions
from forum.registration.questions.queries import find_form
from forum.registration.questions.rules import definition_from_mapping
from forum.registration.questions.types import Kind, Operator, Together
from forum.registration.types import CategorySetup, NoticeSetup, Step, WayIn


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
    is_transferable: bool = False


class ConditionPart(Part):
    """What an earlier answer must be."""

    question: Key
    operator: Operator = Operator.IS
    value: str = ""


class OptionPart(Part):
    """Something to choose."""

    key: Key
    label: Text
    capacity: Count | None = None


class QuestionPart(Part):
    """One own question."""

    key: Key
    kind: Kind
    label: Text
    hint: Text = EMPTY
    is_required: bool = False
    options: tuple[OptionPart, ...] = ()
    conditions: tuple[ConditionPart, ...] = ()
    together: Together = Together.ALL
    longest: Count | None = None
    least: str = ""
    most: str = ""


class SectionPart(Part):
    """Questions under a heading."""

    key: Key
    title: Text
    hint: Text = EMPTY
    step: Step
    conditions: tuple[ConditionPart, ...] = ()
    together: Together = Together.ALL
    questions: tuple[QuestionPart, ...]


class FormPart(Part):
    """What some categories are asked beside what everybody is asked."""

    key: Key
    name: Text
    categories: tuple[Key, ...]
    sections: tuple[SectionPart, ...]


class RegistrationFile(Part):
    """`registration.yaml`."""

    closes_days_before: Count
    categories: tuple[CategoryPart, ...]
    seats: dict[SessionKey, Count]
    forms: tuple[FormPart, ...] = ()


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
    for part in file.forms:
        _write_form(edition, part)
    services.write_notices(edition, [_notice(part, edition) for part in consents.notices])


def _read(folder: Path) -> tuple[RegistrationFile, ConsentsFile]:
    registration, consents = "registration.yaml", "consents.yaml"
    return (
        read(registration, (folder / registration).read_bytes(), RegistrationFile).value,
        read(consents, (folder / consents).read_bytes(), ConsentsFile).value,
    )


def _write_form(edition: Edition, part: FormPart) -> None:
    """Publish a form as its file has it; one that is there already is left as it is."""
    if find_form(edition, part.key) is not None:
        return
    sections = part.model_dump(mode="json", include={"sections"})
    form = questions.create_form(edition, part.key, part.name, definition_from_mapping(sections))
    questions.publish_form(form)
    for key in part.categories:
        category = find_category(edition, key)
        if category is not None:
            questions.assign_form(category, form)


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
