"""Values that the people feature passes between its layers."""

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
