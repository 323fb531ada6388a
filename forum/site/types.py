"""Values that the site feature passes between its layers."""

from dataclasses import dataclass

from forum.cities.models import City
from forum.core.localized import LocalizedText
from forum.editions.models import DiscussionGroup, EditionNote
from forum.editions.types import AttendingAs, FigureKind
from forum.programme.types import Contribution, EditionFacts, Place, RoleHeld, Session, Speaker


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """What a person or a city does in a session."""

    session: Session
    roles: tuple[RoleHeld, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A person in a list, with the sessions."""

    speaker: Speaker
    sessions: tuple[Session, ...]


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """What a person or a city did in another edition."""

    edition: EditionFacts
    sessions: tuple[Session, ...]


@dataclass(frozen=True, kw_only=True)
class ListedCity:
    """A city in a list."""

    city: City
    attended: bool
    sessions: tuple[Session, ...]


@dataclass(frozen=True, kw_only=True)
class EditionView:
    """What is known of an edition beside its programme, sorted for its home page."""

    partners: tuple[LocalizedText, ...]
    sponsors: tuple[LocalizedText, ...]
    participating: tuple[LocalizedText, ...]
    attending: tuple[tuple[AttendingAs, tuple[LocalizedText, ...]], ...]
    figures: tuple[tuple[FigureKind, int], ...]
    preparation: tuple[EditionNote, ...]
    steps: tuple[EditionNote, ...]
    related: tuple[EditionNote, ...]
    network: LocalizedText
    network_roles: tuple[EditionNote, ...]
    secretariat: tuple[EditionNote, ...]
    groups: tuple[DiscussionGroup, ...]
