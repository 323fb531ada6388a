"""What must agree inside an edition's file, beyond the kinds of its fields."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from forum.core.localized import LANGUAGES, LocalizedText
from forum.exchange.contents import Around
from forum.exchange.fields import Part
from forum.exchange.rules import Fault, Path
from forum.exchange.types import (
    ContributionPart,
    DayPart,
    EditionFile,
    InterpretationPart,
    ItemPart,
    MaterialPart,
    ProgrammeFile,
    ReleasePart,
    RolePart,
    SessionPart,
    SpeakerPart,
    VenuePart,
)
from forum.programme.limits import LONGEST_LINE, LONGEST_SORT_KEY
from forum.programme.sheets import (
    INTERPRETATION,
    ITEMS,
    MATERIALS,
    PEOPLE,
    PLACES,
    PRESENTATIONS,
    ROLES,
    SESSIONS,
    Sheet,
)

_SHEETS: dict[type[Part], Sheet] = {
    SessionPart: SESSIONS,
    RolePart: ROLES,
    ContributionPart: PRESENTATIONS,
    ItemPart: ITEMS,
    InterpretationPart: INTERPRETATION,
    MaterialPart: MATERIALS,
    VenuePart: PLACES,
    SpeakerPart: PEOPLE,
}


@dataclass(frozen=True, kw_only=True)
class Known:
    """The keys that a file may refer to."""

    cities: frozenset[str]
    organisations: frozenset[str]
    series: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Named:
    """The keys that sessions may name; `whole` where a file brings along all that it names."""

    venues: frozenset[str]
    people: frozenset[str]
    cities: frozenset[str]
    whole: bool = True


def faults_in(file: EditionFile, known: Known) -> Iterator[Fault]:
    """Yield every contradiction in an edition's file, and every key that leads nowhere."""
    known = Known(
        cities=known.cities | {city.key for city in file.define.cities},
        organisations=known.organisations | {o.key for o in file.define.organisations},
        series=known.series | {series.key for series in file.define.series},
    )
    for name in ("venues", "people", "groups"):
        yield from _duplicate_keys([entry.key for entry in getattr(file, name)], (name,))
    if file.edition.series not in known.series:
        yield _unknown(("edition", "series"), file.edition.series)
    for index, involved in enumerate(file.organisations):
        if involved.organisation not in known.organisations:
            yield _unknown(("organisations", index, "organisation"), involved.organisation)
    yield from _unknown_cities(file.cities.named, ("cities", "named"), known.cities)
    yield from _unknown_cities(file.cities.attended, ("cities", "attended"), known.cities)
    yield from _person_faults(file, known)
    yield from _release_faults(file, known)
    yield from _article_faults(file)


def faults_in_programme(file: ProgrammeFile, around: Around) -> Iterator[Fault]:
    """Yield every contradiction in a programme's file, and every key that leads nowhere."""
    for name in ("venues", "people"):
        yield from _duplicate_keys([entry.key for entry in getattr(file, name)], (name,))
    named = Named(
        venues=frozenset(venue.key for venue in file.venues),
        people=frozenset(person.key for person in file.people) | around.people.keys(),
        cities=frozenset(around.cities),
        whole=False,
    )
    yield from _day_faults(file.programme, ("programme",), set(), named)
    for day_index, day in enumerate(file.programme):
        for index, session in enumerate(day.sessions):
            here = ("programme", day_index, "sessions", index)
            yield from _material_faults(session, here, around)
    yield from _long_texts(file, ())


def _material_faults(session: SessionPart, path: Path, around: Around) -> Iterator[Fault]:
    for index, material in enumerate(session.materials):
        here = (*path, "materials", index)
        if not material.address and not material.file:
            yield (*here, "address"), "material", {}
        elif material.file and material.file not in around.files:
            yield (*here, "file"), "unknown_file", {}


def _long_texts(value: object, path: Path, longest: int = 0) -> Iterator[Fault]:
    """Yield every text that is longer than the column of the spreadsheet would hold."""
    if isinstance(value, Part):
        limits = _limits(type(value))
        for name in type(value).model_fields:
            yield from _long_texts(getattr(value, name), (*path, name), limits.get(name, 0))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _long_texts(entry, (*path, index), longest)
    elif isinstance(value, LocalizedText):
        for spoken in LANGUAGES:
            yield from _long_texts(value.written_in(spoken), (*path, spoken), longest)
    elif isinstance(value, str) and longest and len(value) > longest:
        yield path, "too_long", {"length": len(value), "longest": longest}


@cache
def _limits(part: type[Part]) -> dict[str, int]:
    """Return how long the texts of a part may be, by field."""
    sheet = _SHEETS.get(part)
    limits = {} if sheet is None else {c.field: c.longest for c in sheet.columns if c.field}
    limits |= {"topics": LONGEST_LINE, "works": LONGEST_LINE, "sort": LONGEST_SORT_KEY}
    return limits


def _person_faults(file: EditionFile, known: Known) -> Iterator[Fault]:
    for index, person in enumerate(file.people):
        if person.city is not None and person.city not in known.cities:
            yield _unknown(("people", index, "city"), person.city)
        if person.organisation is not None and person.organisation not in known.organisations:
            yield _unknown(("people", index, "organisation"), person.organisation)


def _article_faults(file: EditionFile) -> Iterator[Fault]:
    if file.declaration is None:
        return
    for index, article in enumerate(file.declaration.articles):
        if article.n != index + 1:
            yield ("declaration", "articles", index, "n"), "order", {}


def _release_faults(file: EditionFile, known: Known) -> Iterator[Fault]:
    named = Named(
        venues=frozenset(venue.key for venue in file.venues),
        people=frozenset(person.key for person in file.people),
        cities=known.cities,
    )
    keys: set[str] = set()
    for index, release in enumerate(file.releases):
        path: Path = ("releases", index)
        if release.programme is not None:
            keys = set()
            yield from _day_faults(release.programme, (*path, "programme"), keys, named)
        elif index == 0:
            yield path, "first_release", {}
        yield from _revision_faults(release, path, keys)
        yield from _day_faults(release.added, (*path, "added"), keys, named)


def _revision_faults(release: ReleasePart, path: Path, keys: set[str]) -> Iterator[Fault]:
    for index, revision in enumerate(release.revised):
        if revision.key not in keys:
            yield _unknown((*path, "revised", index, "key"), revision.key)


def _day_faults(
    days: Iterable[DayPart], path: Path, keys: set[str], named: Named
) -> Iterator[Fault]:
    for day_index, day in enumerate(days):
        for index, session in enumerate(day.sessions):
            here = (*path, day_index, "sessions", index)
            if session.key in keys:
                yield (*here, "key"), "duplicate_key", {"key": session.key}
            keys.add(session.key)
            if day.day is None and session.start is not None:
                yield (*here, "start"), "time_without_day", {}
            yield from _session_faults(session, here, named)


def _session_faults(session: SessionPart, path: Path, named: Named) -> Iterator[Fault]:
    if session.venue is not None and session.venue not in named.venues:
        yield _unknown((*path, "venue"), session.venue)
    for index, role in enumerate(session.roles):
        if role.person not in named.people:
            yield _unknown((*path, "roles", index, "person"), role.person)
    for index, contribution in enumerate(session.contributions):
        yield from _contribution_faults(contribution, (*path, "contributions", index), named)
    if session.expected_cities is not None:
        here = (*path, "expected_cities", "named")
        yield from _unknown_cities(session.expected_cities.named, here, named.cities)


def _contribution_faults(
    contribution: ContributionPart, path: Path, named: Named
) -> Iterator[Fault]:
    if named.whole and contribution.city is None and contribution.person is None:
        yield path, "contribution", {}
    if contribution.city is not None and contribution.city not in named.cities:
        yield _unknown((*path, "city"), contribution.city)
    if contribution.person is not None and contribution.person not in named.people:
        yield _unknown((*path, "person"), contribution.person)


def _unknown_cities(keys: Iterable[str], path: Path, known: Container[str]) -> Iterator[Fault]:
    for index, key in enumerate(keys):
        if key not in known:
            yield _unknown((*path, index), key)


def _unknown(path: Path, key: str) -> Fault:
    return path, "unknown_key", {"key": key}


def _duplicate_keys(keys: list[str], path: Path) -> Iterator[Fault]:
    counted = Counter(keys)
    for index, key in enumerate(keys):
        if counted[key] > 1 and keys.index(key) != index:
            yield (*path, index, "key"), "duplicate_key", {"key": key}
