"""Arranging what cities report; values alone."""

from collections.abc import Iterable

from forum.cities.models import Indicator
from forum.core.localized import LocalizedText


def areas_of(indicators: Iterable[Indicator]) -> list[tuple[LocalizedText, list[Indicator]]]:
    """Return the indicators by area, in the order in which the areas first appear."""
    areas: dict[LocalizedText, list[Indicator]] = {}
    for indicator in indicators:
        areas.setdefault(indicator.area, []).append(indicator)
    return list(areas.items())


def years_of(indicators: Iterable[Indicator]) -> list[int]:
    """Return the years for which any indicator has a value."""
    return sorted({value.year for indicator in indicators for value in indicator.values})
