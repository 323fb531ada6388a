"""Values that the people feature passes between its layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from forum.core.localized import EMPTY, Language, LocalizedText


class OrganisationKind(StrEnum):
    """What kind of organisation it is."""

    INTERNATIONAL = "international"
    INSTITUTION = "institution"
    GOVERNMENT = "government"
    UNION = "union"
    EMPLOYER = "employer"
    PARTY = "party"
    ACADEMIA = "academia"
    CIVIL_SOCIETY = "civil-society"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What organisers write of a person. `email` is for them and for mails alone."""

    name: LocalizedText
    title: LocalizedText = EMPTY  # position and affiliation
    biography: LocalizedText = EMPTY
    role_only: bool = False
    sort_key: str = ""
    city_id: int | None = None
    organisation_id: int | None = None
    email: str = ""
    language: Language = "ko"  # of the mails to them


@dataclass(frozen=True, slots=True)
class PersonClash:
    """A part of a person that two organisers gave different values: `name-ko`, `city_id`."""

    part: str
    theirs: object
    mine: object


@dataclass(frozen=True, slots=True)
class PersonConflict:
    """A save that came after somebody else's.

    Attributes:
        clashes: what must be chosen.
        wanted: what is saved by now with all that the late save changes, clashes included.
        seen: the marks of what is saved by now, with which `wanted` is to be sent again.
    """

    clashes: Sequence[PersonClash]
    wanted: PersonDetails
    seen: str
