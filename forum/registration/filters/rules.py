"""What a filter is as an address and as it is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

from forum.registration.filters.types import USUAL, Column, ListView, Sort
from forum.registration.types import ListFilter, RegistrationState, Source

SEVERAL = ("state", "category", "ids")
"""What may have several values, with commas between them."""
SHORT = 60
LONGEST_QUERY = 200
LONGEST_ANSWER = 121
LONGEST_SUBJECT = 130  # as the table of waiting entries has it
COUNTRY_LETTERS = 2  # ISO 3166-1 alpha-2
MOST_CHOSEN = 500  # people who are ticked one by one
LONGEST_ID = 9
CHOSEN = "ids"


def parts_of(value: str) -> tuple[str, ...]:
    """Return the values of a part of a filter that may have several."""
    return tuple(dict.fromkeys(part for part in value.split(",") if part))


def joined(values: Iterable[str]) -> str:
    """Return several values as one part of a filter."""
    return ",".join(dict.fromkeys(part for value in values for part in parts_of(value)))


def filter_of(chosen: Mapping[str, str]) -> ListFilter:
    """Return a filter of what is stored or posted; what a filter does not know is dropped."""
    said = {name: str(chosen.get(name, "")).strip() for name in _names()}
    states = [state for state in parts_of(said["state"]) if state in set(RegistrationState)]
    ids = [one for one in parts_of(said["ids"]) if one.isdecimal() and len(one) <= LONGEST_ID]
    country = said["country"].upper()
    return ListFilter(
        query=said["query"][:LONGEST_QUERY],
        state=joined(states),
        category=joined(key[:SHORT] for key in parts_of(said["category"])),
        session=said["session"][:SHORT],
        waits=said["waits"][:LONGEST_SUBJECT],
        city=said["city"][:SHORT],
        country=country if len(country) == COUNTRY_LETTERS and country.isalpha() else "",
        language=said["language"] if said["language"] in {"ko", "en"} else "",
        source=said["source"] if said["source"] in set(Source) else "",
        tag=said["tag"] if said["tag"].isdecimal() and len(said["tag"]) <= LONGEST_ID else "",
        since=_day(said["since"]),
        until=_day(said["until"]),
        answer=said["answer"][:LONGEST_ANSWER] if "/" in said["answer"] else "",
        ids=joined(ids[:MOST_CHOSEN]),
    )


def chosen_of(listed: ListFilter) -> dict[str, str]:
    """Return a filter as it is stored: what is looked for, and nothing else."""
    return {name: getattr(listed, name) for name in _names() if getattr(listed, name)}


def without(listed: ListFilter, name: str, value: str = "") -> ListFilter:
    """Return a filter without one of its parts, or without one value of a part."""
    chosen = chosen_of(listed)
    left = [part for part in parts_of(chosen.get(name, "")) if value and part != value]
    return filter_of({**chosen, name: joined(left)})


def view_of(chosen: Mapping[str, str]) -> ListView:
    """Return how a list is shown, of what is stored or stands in an address."""
    sort = chosen.get("sort", "")
    columns = [Column(one) for one in parts_of(chosen.get("cols", "")) if one in set(Column)]
    return ListView(
        sort=Sort(sort) if sort in set(Sort) else Sort.LATEST,
        columns=tuple(one for one in Column if one in columns) or USUAL,
    )


def view_to_mapping(view: ListView) -> dict[str, str]:
    """Return how a list is shown as it is stored, without what is usual."""
    said = {"sort": view.sort.value} if view.sort is not Sort.LATEST else {}
    return said if view.columns == USUAL else {**said, "cols": ",".join(view.columns)}


def _names() -> list[str]:
    return [field.name for field in fields(ListFilter) if field.name != "page"]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
