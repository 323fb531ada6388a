"""What would print badly, and as whom a design is shown: the longest and the oddest names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forum.badges.designs.types import Design, ElementKind
from forum.badges.exports import category_of, missing_on, samples_of, too_long_on
from forum.badges.press import Press
from forum.badges.types import BadgeHolder, Missing, ToPrint
from forum.core.fonts import missing_glyphs, width
from forum.editions.models import Edition
from forum.registration.models import Category, Registration
from forum.registration.queries import find_example, list_confirmed

_TWO_BYTES = 2
_MISSING, _RARE_HANGUL, _HANJA, _OTHER = 100, 5, 3, 2  # how odd a character is


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprintable:
    """Somebody with characters that no font has."""

    person: Registration
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong:
    """Somebody with a text that has no room in their design."""

    person: Registration
    kinds: tuple[ElementKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Whose badges want a look before they are printed."""

    checked: int
    unprintable: tuple[Unprintable, ...]
    too_long: tuple[TooLong, ...]


def report_of(edition: Edition) -> Report:
    """Look at the badge of everybody who is expected."""
    press = Press(edition)
    people = list_confirmed(edition)
    unprintable, too_long = [], []
    for person in people:
        holder = press.holder(person, token="")
        if missing := missing_on(holder):
            unprintable.append(Unprintable(person=person, missing=missing))
        design = press.design_of(person).design
        if keys := too_long_on(ToPrint(holder=holder, design=design), press.edition):
            too_long.append(TooLong(person=person, kinds=kinds_of(design, keys)))
    return Report(checked=len(people), unprintable=tuple(unprintable), too_long=tuple(too_long))


def kinds_of(design: Design, keys: Sequence[str]) -> tuple[ElementKind, ...]:
    """Return the kinds of some elements, each once."""
    found = [element.kind for key in keys if (element := design.find(key))]
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- as whom a design is shown


def oddness(text: str) -> int:
    """Return how rare the characters of a name are: those that no font has weigh most."""
    missing = missing_glyphs(text)
    return sum(_MISSING if one in missing else _oddness_of(one) for one in text)


def _oddness_of(character: str) -> int:
    if character.isascii():
        return 0
    if "가" <= character <= "힣":
        # what the old national character set has is what names usually consist of
        return 0 if _is_usual(character) else _RARE_HANGUL
    return _HANJA if "\u4e00" <= character <= "\u9fff" else _OTHER


def _is_usual(character: str) -> bool:
    try:
        # a syllable that is spelled out letter by letter takes eight bytes there
        return len(character.encode("euc-kr")) == _TWO_BYTES
    except UnicodeEncodeError:
        return False


def find_shown(edition: Edition, who: str, query: str) -> Registration | None:
    """Return somebody of the edition as whom a design is shown."""
    if who == "person":
        found = find_example(edition, query) if query.strip() else None
        return found if found is not None and found.is_confirmed else None
    people = list_confirmed(edition)
    if who == "oddest":
        return max(people, key=lambda one: oddness(one.name.ko + one.name.en), default=None)
    return max(
        people, key=lambda one: max(width(one.name.ko, 800), width(one.name.en, 800)), default=None
    )


def shown_as(
    press: Press, person: Registration | None, categories: Sequence[Category]
) -> BadgeHolder:
    """Return what stands on the badge that is shown; of nobody's, if nobody is registered."""
    if person is not None:
        return press.holder(person)
    return samples_of(categories)[-1] if categories else samples_without_category()


def samples_without_category() -> BadgeHolder:
    """Return the badge of somebody who does not exist, in an edition without categories."""
    from forum.badges.samples import SAMPLES  # noqa: PLC0415

    return SAMPLES[1]


def samples_to_print(press: Press, categories: Sequence[Category]) -> list[ToPrint]:
    """Return a badge of each category for people who do not exist, by the categories' designs."""
    return [
        ToPrint(
            holder=replace(holder, category=category_of(category)),
            design=press.designs[category.id].design,
        )
        for holder, category in zip(samples_of(categories), categories, strict=True)
    ]
