"""What must agree inside an edition's file, beyond the kinds of its fields."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forum.exchange.rules import Fault, Path
from forum.exchange.types import ContributionPart, DayPart, EditionFile, ReleasePart, SessionPart


@dataclass(frozen=True, kw_only=True)
class Known:
    """The keys that a file may refer to."""

    cities: frozenset[str]
    organisations: frozenset[str]
    series: frozenset[str]


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
    yield from _unknown_cities(file.cities.named, ("cities", "named"), known)
    yield from _unknown_cities(file.cities.attended, ("cities", "attended"), known)
    yield from _person_faults(file, known)
    yield from _release_faults(file, known)
    yield from _article_faults(file)


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
    keys: set[str] = set()
    for index, release in enumerate(file.releases):
        path: Path = ("releases", index)
        if release.programme is not None:
            keys = set()
            yield from _day_faults(release.programme, (*path, "programme"), keys, file, known)
        elif index == 0:
            yield path, "first_release", {}
        yield from _revision_faults(release, path, keys)
        yield from _day_faults(release.added, (*path, "added"), keys, file, known)


def _revision_faults(release: ReleasePart, path: Path, keys: set[str]) -> Iterator[Fault]:
    for index, revision in enumerate(release.revised):
        if revision.key not in keys:
            yield _unknown((*path, "revised", index, "key"), revision.key)


def _day_faults(
    days: Iterable[DayPart], path: Path, keys: set[str], file: EditionFile, known: Known
) -> Iterator[Fault]:
    for day_index, day in enumerate(days):
        for index, session in enumerate(day.sessions):
            here = (*path, day_index, "sessions", index)
            if session.key in keys:
                yield (*here, "key"), "duplicate_key", {"key": session.key}
            keys.add(session.key)
            if day.day is None and session.start is not None:
                yield (*here, "start"), "time_without_day", {}
            yield from _session_faults(session, here, file, known)


def _session_faults(
    session: SessionPart, path: Path, file: EditionFile, known: Known
) -> Iterator[Fault]:
    if session.venue is not None and session.venue not in {venue.key for venue in file.venues}:
        yield _unknown((*path, "venue"), session.venue)
    people = frozenset(person.key for person in file.people)
    for index, role in enumerate(session.roles):
        if role.person not in people:
            yield _unknown((*path, "roles", index, "person"), role.person)
    for index, contribution in enumerate(session.contributions):
        here = (*path, "contributions", index)
        yield from _contribution_faults(contribution, here, people, known)
    if session.expected_cities is not None:
        here = (*path, "expected_cities", "named")
        yield from _unknown_cities(session.expected_cities.named, here, known)


def _contribution_faults(
    contribution: ContributionPart, path: Path, people: frozenset[str], known: Known
) -> Iterator[Fault]:
    if contribution.city is None and contribution.person is None:
        yield path, "contribution", {}
    if contribution.city is not None and contribution.city not in known.cities:
        yield _unknown((*path, "city"), contribution.city)
    if contribution.person is not None and contribution.person not in people:
        yield _unknown((*path, "person"), contribution.person)


def _unknown_cities(keys: Iterable[str], path: Path, known: Known) -> Iterator[Fault]:
    for index, key in enumerate(keys):
        if key not in known.cities:
            yield _unknown((*path, index), key)


def _unknown(path: Path, key: str) -> Fault:
    return path, "unknown_key", {"key": key}


def _duplicate_keys(keys: list[str], path: Path) -> Iterator[Fault]:
    counted = Counter(keys)
    for index, key in enumerate(keys):
        if counted[key] > 1 and keys.index(key) != index:
            yield (*path, index, "key"), "duplicate_key", {"key": key}
