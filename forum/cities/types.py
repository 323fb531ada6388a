"""Values that the cities feature passes between its layers."""

from enum import StrEnum


class Region(StrEnum):
    """The grouping of cities that the forum's results use, in the order in which it lists them."""

    AMERICAS = "americas"
    EUROPE = "europe"
    AFRICA = "africa"
    ASIA_PACIFIC = "asia-pacific"
    KOREA = "korea"


class CityKind(StrEnum):
    """What kind of local government it is."""

    METROPOLIS = "metropolis"
    CITY = "city"
    PREFECTURE = "prefecture"
    WARD = "ward"
