"""Values that the editions feature passes between its layers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forum.core.localized import EMPTY, LocalizedText


class EditionState(StrEnum):
    """How far an edition is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Involvement(StrEnum):
    """In what capacity an organisation stands behind an edition, or took part in it."""

    PARTNER = "partner"
    SPONSOR = "sponsor"
    PARTICIPATING = "participating"
    ATTENDING = "attending"


class AttendingAs(StrEnum):
    """Under which heading the sources count an organisation that attended."""

    INTERNATIONAL_ORGANISATION = "international_organisations"
    INTERNATIONAL_INSTITUTION = "international_institutions"
    DOMESTIC_INSTITUTION = "domestic_institutions"
    AGENCY = "agencies"
    ACADEMIA = "academia"


class CityRole(StrEnum):
    """What a city has to do with an edition."""

    NAMED = "named"  # the programme names it: it presents, or is expected
    ATTENDED = "attended"  # the result counts it among those who came


class FigureKind(StrEnum):
    """A number that a source states about an edition."""

    CITIES = "cities"
    OVERSEAS_CITIES = "overseas_cities"
    DOMESTIC_CITIES = "domestic_cities"
    EXPECTED_CITIES_MIN = "expected_cities_min"
    EXPECTED_CITIES_MAX = "expected_cities_max"
    INTERNATIONAL_ORGANISATIONS = "international_organisations"
    CITY_GOVERNMENTS = "city_governments"
    INTERNATIONAL_INSTITUTIONS = "international_institutions"
    DOMESTIC_INSTITUTIONS = "domestic_institutions"
    AGENCIES = "agencies"
    ACADEMIA = "academia"
    APPLICANTS = "applicants"


class NoteKind(StrEnum):
    """What a short text of an edition is about."""

    PREPARATION = "preparation"  # the organisers' own timetable
    STEP = "step"  # the steps by which it is held
    NETWORK = "network"  # the network that it founds
    NETWORK_ROLE = "network_role"
    SECRETARIAT = "secretariat"
    RELATED = "related"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDetails:
    """What organisers write of an edition."""

    name: LocalizedText
    starts_on: date
    ends_on: date
    timezone: str
    theme: LocalizedText = EMPTY
    host: LocalizedText = EMPTY
    about: LocalizedText = EMPTY
    expected_attendance: int | None = None
    expected_regions: tuple[str, ...] = ()
    is_trial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDetails:
    """What organisers write of a free page; the body is Markdown."""

    slug: str
    title: LocalizedText
    body: LocalizedText = EMPTY


@dataclass(frozen=True, slots=True)
class PageLink:
    """A published page as menus name it."""

    slug: str
    title: LocalizedText
