"""Reads of the badges feature."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from forum.badges.designs.models import BadgeDesignVersion
from forum.badges.designs.queries import Kept, designs_by_category, list_pictures, standard
from forum.badges.errors import BadgeJobNotFoundError
from forum.badges.exports import edition_of, holder_of
from forum.badges.facts import facts_of
from forum.badges.models import BadgeJob, BadgePrint, JobState
from forum.badges.types import (
    BadgeEdition,
    BadgeHolder,
    BadgeRequest,
    Order,
    PrintPicture,
    PrintState,
    ToPrint,
    Which,
)
from forum.core.db import db
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.programme.types import Agenda
from forum.registration.filters.rules import filter_of
from forum.registration.models import Category, ConsentGiven, Registration
from forum.registration.queries import list_categories, list_confirmed, list_matching_ids

PHOTO_NOTICE = "photos"
LAST = "\uffff"


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


def pictures_of(edition: Edition) -> Mapping[str, PrintPicture]:
    """Return all pictures of an edition as the printer gets them."""
    return {
        one.key: PrintPicture(data=one.data, format=one.format)
        for one in list_pictures(edition, whole=True)
    }


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


def in_order(people: Sequence[Registration], order: Order) -> Sequence[Registration]:
    """Return people, who stand by name, in another order."""
    if order is Order.NAME_KO:
        return sorted(people, key=lambda one: (not one.name.ko, one.name.ko or one.name.en))
    if order is Order.NAME_EN:
        return sorted(
            people, key=lambda one: (not one.name.en, (one.name.en or one.name.ko).casefold())
        )
    if order is Order.CITY:
        return sorted(people, key=lambda one: one.city.name.in_("ko") if one.city else LAST)
    if order is Order.CATEGORY:
        return sorted(people, key=lambda one: one.category.position)
    return people


def last_prints(edition: Edition) -> Mapping[int, BadgePrint]:
    """Return the last print of everybody's badge, by the registrations' ids."""
    later = aliased(BadgePrint)
    prints = db.session.scalars(
        select(BadgePrint)
        .join(BadgePrint.registration)
        .where(
            Registration.edition_id == edition.id,
            ~select(later.id)
            .where(later.registration_id == BadgePrint.registration_id, later.id > BadgePrint.id)
            .exists(),
        )
    )
    return {one.registration_id: one for one in prints}


def list_prints_of(registration: Registration) -> Sequence[BadgePrint]:
    """Return every print of somebody's badge with its design, the latest first."""
    return db.session.scalars(
        select(BadgePrint)
        .options(joinedload(BadgePrint.design_version).joinedload(BadgeDesignVersion.design))
        .where(BadgePrint.registration_id == registration.id)
        .order_by(BadgePrint.id.desc())
    ).all()


def is_print_outdated(registration: Registration) -> bool:
    """Tell whether somebody's valid badge was printed, but says something else now."""
    if not registration.is_confirmed or not list_prints_of(registration):
        return False
    return Press(registration.edition).state(registration) is PrintState.CHANGED


def photo_answers(edition: Edition) -> Mapping[int, bool]:
    """Return, for each registration that was asked, whether it may be photographed."""
    later = aliased(ConsentGiven)
    rows = db.session.execute(
        select(ConsentGiven.registration_id, ConsentGiven.given)
        .join(Registration, Registration.id == ConsentGiven.registration_id)
        .where(
            Registration.edition_id == edition.id,
            ConsentGiven.key == PHOTO_NOTICE,
            ~select(later.id)
            .where(
                later.registration_id == ConsentGiven.registration_id,
                later.key == PHOTO_NOTICE,
                later.id > ConsentGiven.id,
            )
            .exists(),
        )
    )
    return {row.registration_id: row.given for row in rows}


# ---------------------------------------------------------------- files of many badges


def find_job(key: str) -> BadgeJob | None:
    """Return the file that a form has asked for, if it was sent before."""
    return db.session.scalar(select(BadgeJob).where(BadgeJob.key == key))


def get_job(edition: Edition, job_id: int, actor: str) -> BadgeJob:
    """Return a file of an edition that somebody asked for.

    Raises:
        BadgeJobNotFoundError: there is none, or it is another's.
    """
    job = db.session.get(BadgeJob, job_id)
    if job is None or (job.edition_id, job.made_by) != (edition.id, actor):
        raise BadgeJobNotFoundError
    return job


def list_jobs(edition: Edition, actor: str) -> Sequence[BadgeJob]:
    """Return the files that somebody asked for and that are still there, the latest first."""
    return db.session.scalars(
        select(BadgeJob)
        .where(
            BadgeJob.edition_id == edition.id,
            BadgeJob.made_by == actor,
            BadgeJob.state != JobState.DELETED,
        )
        .order_by(BadgeJob.id.desc())
    ).all()


def data_of(job: BadgeJob) -> bytes | None:
    """Return the file itself."""
    return db.session.scalar(select(BadgeJob.data).where(BadgeJob.id == job.id))


def list_open_jobs() -> Sequence[int]:
    """Return the ids of the files that are not made yet, the oldest first."""
    return db.session.scalars(
        select(BadgeJob.id)
        .where(BadgeJob.state.in_((JobState.QUEUED, JobState.RUNNING)))
        .order_by(BadgeJob.id)
    ).all()
