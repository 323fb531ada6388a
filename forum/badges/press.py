"""What badges of an edition are made from, read once, and what is still to be printed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from forum.badges.designs.queries import Kept, designs_by_category, standard
from forum.badges.exports import edition_of, holder_of
from forum.badges.facts import facts_of
from forum.badges.models import BadgePrint
from forum.badges.queries import (
    in_order,
    last_prints,
    list_prints_of,
    photo_answers,
    pictures_of,
)
from forum.badges.types import (
    BadgeEdition,
    BadgeHolder,
    BadgeRequest,
    PrintPicture,
    PrintState,
    ToPrint,
    Which,
)
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.programme.types import Agenda
from forum.registration.filters.rules import filter_of
from forum.registration.models import Category, Registration
from forum.registration.queries import list_categories, list_confirmed, list_matching_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCount:
    """How many badges a category needs, and how many of them were printed."""

    category: Category
    design: Kept
    expected: int
    printed: int
    changed: int

    @property
    def open(self) -> int:
        """Return how many were never printed as they are valid now."""
        return self.expected - self.printed - self.changed


class Press:
    """All that badges of an edition are made from, read once and asked for many people."""

    def __init__(self, edition: Edition) -> None:
        """Read the programme, the designs and who may be photographed."""
        self.edition_id = edition.id
        self.agenda: Agenda = public_agenda(edition)
        self.edition: BadgeEdition = edition_of(edition, self.agenda)
        self.designs: Mapping[int, Kept] = designs_by_category(edition)
        self._edition = edition
        self._photos = photo_answers(edition)

    def design_of(self, person: Registration) -> Kept:
        """Return the design of somebody's badge."""
        return self.designs.get(person.category_id) or standard()

    def holder(self, person: Registration, *, token: str | None = None) -> BadgeHolder:
        """Return what stands on somebody's badge; the token is signed unless it is given."""
        may_be = self._photos.get(person.id, True)
        return holder_of(person, self.agenda, may_be_photographed=may_be, token=token)

    def badge(self, person: Registration) -> ToPrint:
        """Return somebody's badge as it is printed."""
        return ToPrint(holder=self.holder(person), design=self.design_of(person).design)

    def facts(self, person: Registration) -> str:
        """Return what tells whether somebody's badge has changed since it was printed."""
        return facts_of(self.holder(person, token=""), self.design_of(person).design)

    @cached_property
    def pictures(self) -> Mapping[str, PrintPicture]:
        """Return the pictures that stand on the designs."""
        used = {one.image for kept in self.designs.values() for one in kept.design.elements}
        return pictures_of(self._edition) if used - {""} else {}

    @cached_property
    def last_prints(self) -> Mapping[int, BadgePrint]:
        """Return the last print of everybody's badge that is valid now."""
        return last_prints(self._edition)

    def state(self, person: Registration) -> PrintState:
        """Tell whether somebody's badge is printed, and as it is now."""
        last = self.last_prints.get(person.id)
        if last is None or last.reissue != person.reissue:
            return PrintState.NEW
        if last.design_version_id != self.design_of(person).version_id:
            return PrintState.CHANGED
        return PrintState.PRINTED if last.facts == self.facts(person) else PrintState.CHANGED


def count_badges(edition: Edition) -> Sequence[CategoryCount]:
    """Return the counts of every category, in order."""
    press = Press(edition)
    counts = Counter(
        (person.category_id, press.state(person)) for person in list_confirmed(edition)
    )
    return [
        CategoryCount(
            category=category,
            design=press.designs[category.id],
            expected=sum(counts[category.id, state] for state in PrintState),
            printed=counts[category.id, PrintState.PRINTED],
            changed=counts[category.id, PrintState.CHANGED],
        )
        for category in list_categories(edition)
    ]


def list_to_print(
    edition: Edition, wanted: BadgeRequest, press: Press | None = None
) -> Sequence[Registration]:
    """Return those whose badges are asked for, in the order in which they are handed out."""
    chosen = list_confirmed(edition, wanted.category)
    if wanted.chosen:
        matching = set(list_matching_ids(edition, filter_of(wanted.chosen)))
        chosen = [one for one in chosen if one.id in matching]
    if wanted.which is not Which.ALL:
        press = press or Press(edition)
        wants = {PrintState.NEW}
        if wanted.which is Which.OPEN:
            wants.add(PrintState.CHANGED)
        chosen = [one for one in chosen if press.state(one) in wants]
    return in_order(chosen, wanted.order)


def is_print_outdated(registration: Registration) -> bool:
    """Tell whether somebody's valid badge was printed, but says something else now."""
    if not registration.is_confirmed or not list_prints_of(registration):
        return False
    return Press(registration.edition).state(registration) is PrintState.CHANGED
