"""Values of the map."""

from dataclasses import dataclass

from forum.core.localized import LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city as it is put on the map."""

    key: str
    name: LocalizedText
    latitude: float | None
    longitude: float | None
    is_marked: bool = True  # drawn full; otherwise as a ring


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands."""

    x: float
    y: float
    anchor: str  # start, middle, end


@dataclass(frozen=True, slots=True)
class Dot:
    """A city on the map, with its name beside it where that does not cover another."""

    place: Place
    x: float
    y: float
    label: Label | None


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The map: a net of degrees, and dots."""

    width: int
    height: int
    net: tuple[str, ...]  # paths
    dots: tuple[Dot, ...]
    missing: tuple[Place, ...]  # whose coordinates nobody has entered
