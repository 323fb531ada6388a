"""The materials of a session, as values: which one is meant, and in which order they stand."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from forum.core.localized import LocalizedText
from forum.programme.errors import MaterialNotFoundError, MaterialThereError, TooManyMaterialsError
from forum.programme.types import Material

MOST = 30

Materials = tuple[Material, ...]


def key_of(material: Material) -> str:
    """Return what tells a material from the others of its session: its file, or its address."""
    return material.file or "link-" + sha256(material.address.encode()).hexdigest()[:16]


def find(materials: Sequence[Material], key: str) -> int:
    """Return the position of a material.

    Raises:
        MaterialNotFoundError: it is not there, or no longer.
    """
    for position, material in enumerate(materials):
        if key_of(material) == key:
            return position
    raise MaterialNotFoundError


def added(materials: Sequence[Material], material: Material) -> Materials:
    """Return the materials with another at the end.

    Raises:
        MaterialThereError: it is there already.
        TooManyMaterialsError: there are as many as a session shows.
    """
    if any(key_of(other) == key_of(material) for other in materials):
        raise MaterialThereError
    if len(materials) >= MOST:
        raise TooManyMaterialsError(limit=MOST)
    return (*materials, material)


def retitled(materials: Sequence[Material], key: str, title: LocalizedText) -> Materials:
    """Return the materials with another title for one of them.

    Raises:
        MaterialNotFoundError: it is no longer there.
    """
    position = find(materials, key)
    changed = replace(materials[position], title=title)
    return (*materials[:position], changed, *materials[position + 1 :])


def moved(materials: Sequence[Material], key: str, *, up: bool) -> Materials:
    """Return the materials with one of them one place further up or down, if there is one.

    Raises:
        MaterialNotFoundError: it is no longer there.
    """
    position = find(materials, key)
    target = position - 1 if up else position + 1
    ordered = list(materials)
    if 0 <= target < len(ordered):
        ordered[position], ordered[target] = ordered[target], ordered[position]
    return tuple(ordered)


def removed(materials: Sequence[Material], key: str) -> Materials:
    """Return the materials without one of them.

    Raises:
        MaterialNotFoundError: it is no longer there.
    """
    position = find(materials, key)
    return (*materials[:position], *materials[position + 1 :])
