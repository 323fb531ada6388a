"""Values that the people feature passes between its layers."""

from enum import StrEnum


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
