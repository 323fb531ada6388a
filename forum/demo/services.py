"""Loading the project's own data. Nothing here commits; a second time changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from forum.checkin.services import prepare_trial_checkin
from forum.core import clock
from forum.core.paths import DATA
from forum.demo.declaration import prepare_trial_declaration, read_trial_declaration
from forum.demo.registration import prepare_trial_registration
from forum.demo.signed import prepare_signed_declaration, read_signed_declaration
from forum.editions.models import Edition
from forum.editions.queries import find_edition, list_editions
from forum.editions.services import touch_public
from forum.editions.types import EditionState
from forum.exchange.checks import Known, faults_in
from forum.exchange.fields import Part
from forum.exchange.reference import (
    ActionPlanFile,
    CitiesFile,
    GlossaryFile,
    IndicatorsFile,
    OrganisationsFile,
    SeriesFile,
    TrialFile,
)
from forum.exchange.rules import Document, read
from forum.exchange.services import (
    Outcome,
    import_edition,
    write_cities,
    write_indicators,
    write_organisations,
    write_series,
)
from forum.exchange.types import DayPart, EditionFile, ReleasePart

PartT = TypeVar("PartT", bound=Part)


@dataclass(frozen=True, kw_only=True)
class DemoData:
    """Everything in the folder of data files, read and checked."""

    series: SeriesFile
    cities: CitiesFile
    organisations: OrganisationsFile
    indicators: IndicatorsFile
    action_plan: ActionPlanFile
    glossary: GlossaryFile
    trial: TrialFile
    editions: tuple[EditionFile, ...]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """An edition that `load_demo` has dealt with."""

    slug: str
    outcome: Outcome


def read_demo(folder: Path = DATA) -> DemoData:
    """Read and check every data file, before anything is written.

    Raises:
        DataFileError: one of them says something that cannot be loaded.
    """

    def part(name: str, kind: type[PartT]) -> PartT:
        return read(name, (folder / name).read_bytes(), kind).value

    cities = part("cities.yaml", CitiesFile)
    organisations = part("organisations.yaml", OrganisationsFile)
    series = part("series.yaml", SeriesFile)
    known = Known(
        cities=frozenset(city.key for city in cities.cities),
        organisations=frozenset(entry.key for entry in organisations.organisations),
        series=frozenset(entry.key for entry in series.series),
    )
    return DemoData(
        series=series,
        cities=cities,
        organisations=organisations,
        indicators=_read_indicators(folder, known),
        action_plan=part("action-plan.yaml", ActionPlanFile),
        glossary=part("glossary.yaml", GlossaryFile),
        trial=part("trial.yaml", TrialFile),
        editions=tuple(
            _read_edition(folder, path, known) for path in sorted(folder.glob("editions/*.yaml"))
        ),
    )


def load_demo(folder: Path = DATA) -> Iterator[Loaded]:
    """Load the archived editions and the open trial edition, and say of each what was done.

    Raises:
        DataFileError: a data file is broken; nothing is loaded.
    """
    data = read_demo(folder)
    if _write_reference(data):
        for there in list_editions():
            touch_public(there)
    for file in data.editions:
        edition, outcome = import_edition(file)
        yield Loaded(slug=edition.slug, outcome=outcome)
    yield _load_trial(data)


def _write_reference(data: DemoData) -> bool:
    """Write what editions refer to. Return whether anything changed."""
    changes = [
        write_series(data.series.series),
        write_cities(data.cities.cities),
        write_organisations(data.organisations.organisations),
        write_indicators(data.indicators),
    ]
    return any(changes)


def _load_trial(data: DemoData) -> Loaded:
    """Make the trial edition, once: its dates stay what they were when it was made."""
    there = find_edition(data.trial.slug)
    if there is not None:
        return Loaded(slug=there.slug, outcome=Outcome.UNCHANGED)
    source = next(file for file in data.editions if file.edition.slug == data.trial.copies)
    edition, outcome = import_edition(trial_of(source, data.trial))
    prepare_trial(edition, data)
    return Loaded(slug=edition.slug, outcome=outcome)


def trial_of(source: EditionFile, trial: TrialFile) -> EditionFile:
    """Return the trial edition: one release of another edition, moved to days to come."""
    begins = clock.today(source.edition.timezone) + timedelta(days=trial.begins_in_days)
    shift = begins - source.edition.starts_on
    release = source.releases[trial.release - 1]
    return EditionFile(
        edition=source.edition.model_copy(
            update={
                "slug": trial.slug,
                "state": EditionState.PUBLISHED,
                "is_trial": True,
                "name": trial.name,
                "about": trial.about,
                "starts_on": begins,
                "ends_on": source.edition.ends_on + shift,
            }
        ),
        organisations=tuple(part for part in source.organisations if part.counted_as is None),
        venues=source.venues,
        people=source.people,
        releases=(
            ReleasePart(
                note=trial.note,
                programme=tuple(_shifted(day, shift) for day in release.programme or ()),
            ),
        ),
    )


def prepare_trial(edition: Edition, data: DemoData) -> None:
    """Open the trial edition for registration, and give it a door and declarations."""
    prepare_trial_registration(edition)
    prepare_trial_checkin(edition)
    file = read_trial_declaration()
    for source in data.editions:
        if source.edition.slug == file.articles_of and source.declaration is not None:
            prepare_trial_declaration(edition, file, source.declaration)
    prepare_signed_declaration(edition, read_signed_declaration())


def _shifted(day: DayPart, shift: timedelta) -> DayPart:
    return day.model_copy(update={"day": day.day + shift if day.day else None})


def _read_indicators(folder: Path, known: Known) -> IndicatorsFile:
    name = "indicators-seoul.yaml"
    document = read(name, (folder / name).read_bytes(), IndicatorsFile)
    file = document.value
    if file.city not in known.cities:
        document.refuse([(("city",), "unknown_key", {"key": file.city})])
    document.refuse(
        (("indicators", index, "area"), "unknown_key", {"key": part.area})
        for index, part in enumerate(file.indicators)
        if part.area not in file.areas
    )
    return file


def _read_edition(folder: Path, path: Path, known: Known) -> EditionFile:
    name = path.relative_to(folder).as_posix()
    document: Document[EditionFile] = read(name, path.read_bytes(), EditionFile)
    document.refuse(faults_in(document.value, known))
    return document.value
