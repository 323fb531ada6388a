"""Values that the registration feature passes between its layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forum.core.localized import EMPTY, Language, LocalizedText


class WayIn(StrEnum):
    """How one gets into a category."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


class RegistrationState(StrEnum):
    """Where a registration stands. A person is in exactly one state."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Source(StrEnum):
    """By which way a registration came in."""

    SELF = "self"
    ON_BEHALF = "on_behalf"
    API = "api"
    MADE_UP = "made_up"  # by `forum demo --attendees`


class Diet(StrEnum):
    """What somebody does not eat, in the words of a kitchen."""

    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    HALAL = "halal"
    KOSHER = "kosher"
    NO_PORK = "no_pork"
    NO_BEEF = "no_beef"
    NO_SEAFOOD = "no_seafood"
    NO_NUTS = "no_nuts"
    NO_GLUTEN = "no_gluten"
    NO_DAIRY = "no_dairy"


class Standing(StrEnum):
    """Whether an edition, or one of its categories, takes registrations now."""

    ABSENT = "absent"  # nothing was prepared
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveDetails:
    """What somebody needs that is sensitive; kept only with consent, in a table of its own."""

    diets: tuple[Diet, ...] = ()
    diet_note: str = ""
    accessibility: str = ""

    def __bool__(self) -> bool:
        """Tell whether anything was said."""
        return bool(self.diets or self.diet_note or self.accessibility)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDetails:
    """Everything that is asked of somebody who registers, checked and normalised.

    `name` is as its owner writes it, in one script or both. `phone` is E.164 or empty, `city`
    and `category` are keys, `country` is ISO 3166-1 alpha-2, `sessions` are keys of sessions,
    `consents` says for each notice's key whether it was agreed to.
    """

    category: str
    name: LocalizedText
    email: str
    language: Language
    phone: str = ""
    position: LocalizedText = EMPTY
    affiliation: LocalizedText = EMPTY
    city: str = ""
    country: str = "KR"
    sessions: tuple[str, ...] = ()
    receiver: Language | None = None
    sensitive: SensitiveDetails = field(default_factory=SensitiveDetails)
    consents: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What an organiser looks for in the list."""

    query: str = ""
    category: str = ""
    state: str = ""
    session: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a registration's history."""

    at: datetime
    action: str
    actor: str
    details: Mapping[str, object]
