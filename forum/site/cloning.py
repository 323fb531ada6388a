"""Beginning an edition with what another one of its series had.

What is copied is chosen. Each feature copies its own; here they are put in order, in the one
transaction of the request. The new edition is a draft, and nothing that happened comes along:
no registration, scan, signature, mail, release, or history of edits.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from forum.accounts import queries as accounts
from forum.accounts.services import copy_team, give_role
from forum.badges.designs.services import copy_designs
from forum.checkin.services.copying import copy_lists
from forum.core import audit
from forum.core.permissions import Role
from forum.editions import services as editions
from forum.editions.models import Edition
from forum.editions.types import EditionDetails
from forum.privacy.services import copy_rules
from forum.programme import queries as programme
from forum.programme.copying import Carried
from forum.programme.services.copying import copy_programme
from forum.programme.types import Agenda
from forum.registration.filters.queries import list_answer_choices
from forum.registration.queries import list_categories
from forum.registration.services import copy_registration
from forum.registration.waiting.types import option_subject, session_subject


class ProgrammeSource(StrEnum):
    """From where the programme of a clone is taken."""

    NONE = "none"
    DRAFT = "draft"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneWishes:
    """What an organiser wants copied, and what the new edition is."""

    slug: str
    details: EditionDetails
    texts: bool = True
    partners: bool = True
    pages: bool = True
    venues: bool = True
    programme: ProgrammeSource = ProgrammeSource.DRAFT
    people: bool = True
    contributions: bool = True
    registration: bool = True
    badges: bool = True
    checkin: bool = True
    team: bool = True


def clone_edition(source: Edition, wishes: CloneWishes, *, owner_id: int | None = None) -> Edition:
    """Make a draft edition in the series of another, with what is wished for.

    `owner_id` is the organiser who makes it; who does not own all editions owns the new one.

    Raises:
        AddressMalformedError, AddressReservedError, DatesReversedError
        EditionAddressTakenError: another edition has this address.
        PersonMissingError: a release names somebody who is no longer there.
    """
    days = (wishes.details.starts_on - source.starts_on).days
    edition = editions.create_edition(source.series, wishes.slug, _details(source, wishes))
    copied: dict[str, int] = {}
    if wishes.partners:
        copied["partners"] = editions.copy_organisations(source, edition)
    if wishes.pages:
        copied["pages"] = editions.copy_pages(source, edition)
    sessions: frozenset[str] = frozenset()
    if wishes.venues or wishes.programme is not ProgrammeSource.NONE:
        draft = _copy_programme(source, edition, wishes, days)
        sessions = frozenset(session.key for session in draft.sessions)
        copied["venues"] = len(draft.places)
        if wishes.programme is not ProgrammeSource.NONE:
            copied["sessions"] = len(draft.sessions)
    if wishes.registration:
        made = copy_registration(source, edition, days=days, sessions=sessions)
        copied |= {"categories": made.categories, "limits": made.limits}
        copied |= {"notices": made.notices, "forms": made.forms}
        copied["periods"] = copy_rules(source, edition)
    copied |= _copy_door(source, edition, wishes, days, sessions)
    if wishes.team:
        copied["team"] = copy_team(source.id, edition.id)
    _own(edition, owner_id)
    audit.record(
        "edition.cloned",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={
            "source": source.slug,
            "name": source.name.to_mapping(),
            "days": days,
            "texts": wishes.texts,
            "programme": str(wishes.programme),
            "people": wishes.people,
            "contributions": wishes.contributions,
            "copied": copied,
        },
    )
    return edition


def _copy_door(
    source: Edition, edition: Edition, wishes: CloneWishes, days: int, sessions: frozenset[str]
) -> dict[str, int]:
    copied = {}
    if wishes.badges:
        copied["designs"] = copy_designs(source, edition)
    if wishes.checkin:
        categories = [category.key for category in list_categories(edition)]
        choices = (option_subject(choice.key) for choice in list_answer_choices(edition))
        seats = {*map(session_subject, sessions), *choices}
        lists, left_out = copy_lists(source, edition, days=days, categories=categories, seats=seats)
        copied |= {"lists": lists, "lists_left_out": left_out}
    return copied


def _details(source: Edition, wishes: CloneWishes) -> EditionDetails:
    if not wishes.texts:
        return wishes.details
    return replace(
        wishes.details,
        theme=source.theme,
        host=source.host,
        about=source.about,
        expected_attendance=source.expected_attendance,
        expected_regions=tuple(source.expected_regions),
    )


def _copy_programme(source: Edition, edition: Edition, wishes: CloneWishes, days: int) -> Agenda:
    released = wishes.programme is ProgrammeSource.RELEASE
    agenda = programme.public_agenda(source) if released else programme.build_agenda(source)
    carried = Carried(
        sessions=wishes.programme is not ProgrammeSource.NONE,
        days=days,
        people=wishes.people,
        contributions=wishes.contributions,
    )
    return copy_programme(edition, agenda, carried, title=source.name)


def _own(edition: Edition, owner_id: int | None) -> None:
    if owner_id is None:
        return
    owner = accounts.get_user_by_id(owner_id)
    if not any(held.role is Role.OWNER and held.edition_id is None for held in owner.roles):
        give_role(owner, Role.OWNER, edition.id)
