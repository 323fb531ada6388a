"""Values that the registration feature passes between its layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from forum.core.localized import EMPTY, Language, LocalizedText


class WayIn(StrEnum):
    """How one gets into a category."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


class RegistrationState(StrEnum):
    """Where a registration stands. A person is in exactly one state."""

    PENDING = "pending"  # an organiser has still to approve it; no seat is held
    GUARDIAN = "guardian"  # under 14: a guardian has still to agree; seats are held
    WAITING = "waiting"  # the category is full; no seat is held
    OFFERED = "offered"  # a place has become free and is held until the deadline
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    ERASED = "erased"  # the person is gone; category, country and number are left


OVER = frozenset(
    {RegistrationState.REJECTED, RegistrationState.CANCELLED, RegistrationState.ERASED}
)
"""Whoever is in one of these does not come, and may register anew."""


class Source(StrEnum):
    """By which way a registration came in."""

    SELF = "self"
    ON_BEHALF = "on_behalf"
    API = "api"
    TRANSFER = "transfer"  # the place was passed on by whoever had it
    MADE_UP = "made_up"  # by `forum demo --attendees`


class ConsentBy(StrEnum):
    """Who answered a notice."""

    SELF = "self"
    GUARDIAN = "guardian"  # on behalf of somebody under 14
    ORGANISER = "organiser"  # as the person said in writing or at the desk


class ConsentHow(StrEnum):
    """By which way somebody answered a notice; empty in the table where it was on our pages."""

    PAPER = "paper"
    TELEPHONE = "telephone"
    EMAIL = "email"
    DESK = "desk"


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
class GuardianDetails:
    """Who answers for somebody under 14 (PIPA article 22-2): only what is needed to ask them."""

    name: str
    relation: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDetails:
    """Everything that is asked of somebody who registers, checked and normalised.

    `name` is as its owner writes it, in one script or both. `phone` is E.164 or empty, `city`
    and `category` are keys, `country` is ISO 3166-1 alpha-2, `sessions` are keys of sessions,
    `options` are `QUESTION/OPTION` of those answers that have seats, `consents` says for each
    notice's key whether it was agreed to; `noted` names the way in which somebody gave an answer
    that an organiser writes down. `email` may be empty only then. What is wished and has a seat
    is a subject (`forum.registration.waiting.types`): `seconds` names to a first choice what comes
    after it in order, `waits` for which subjects the person will wait if they are full.
    """

    category: str
    name: LocalizedText
    email: str
    language: Language
    is_colleague: bool = False  # the address is that of who registers a colleague
    phone: str = ""
    position: LocalizedText = EMPTY
    affiliation: LocalizedText = EMPTY
    city: str = ""
    country: str = "KR"
    sessions: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    seconds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waits: frozenset[str] = frozenset()
    receiver: Language | None = None
    sensitive: SensitiveDetails = field(default_factory=SensitiveDetails)
    consents: Mapping[str, bool] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)  # to own questions
    form_version: int | None = None  # the id of the version that was answered
    guardian: GuardianDetails | None = None  # of somebody under 14, who has still to agree
    noted: Mapping[str, ConsentHow] = field(default_factory=dict)  # answers that others wrote down


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What an organiser looks for in the list; all of it has to fit.

    `state`, `category` and `ids` may have several values with commas between them, of which one
    has to fit. `waits` is a subject, `tag` an id, `answer` is `QUESTION/OPTION`, `since` and
    `until` are days of the forum's clock, `ids` are those who were ticked.
    """

    query: str = ""
    category: str = ""
    state: str = ""
    session: str = ""
    waits: str = ""
    city: str = ""
    country: str = ""
    language: str = ""
    source: str = ""
    tag: str = ""
    since: str = ""
    until: str = ""
    answer: str = ""
    ids: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a registration's history."""

    at: datetime
    action: str
    actor: str
    details: Mapping[str, object]


# ------------------------------------------------------------------ the four steps


class Step(StrEnum):
    """A step of registering, in order; the value stands in the address."""

    YOU = "you"
    ATTEND = "attend"
    NEEDS = "needs"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class You:
    """The first step: who somebody is."""

    category: str
    name: LocalizedText
    email: str
    phone: str = ""
    position: LocalizedText = EMPTY
    affiliation: LocalizedText = EMPTY
    city: str = ""
    country: str = "KR"
    is_colleague: bool = False
    waits: bool = False  # the category was full when chosen
    own: Mapping[str, Any] = field(default_factory=dict)  # answers to own questions of the step
    form_version: int | None = None
    guardian: GuardianDetails | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attend:
    """The second step: sessions with seats; `waits` are those that were full when chosen.

    `seconds` names to a session the one that is wanted if it has no seat left; `keeps` has
    the pairs (`rules.pair_key`) at the same time of which both are wanted all the same.
    """

    sessions: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    seconds: Mapping[str, str] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    own: Mapping[str, Any] = field(default_factory=dict)
    form_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The third step: interpretation; diet and access only with the consent asked for there."""

    receiver: Language | None = None
    sensitive: SensitiveDetails = field(default_factory=SensitiveDetails)
    consents: Mapping[str, bool] = field(default_factory=dict)
    own: Mapping[str, Any] = field(default_factory=dict)
    form_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The last step: the answers to the notices, and the hash of the notices that were shown."""

    consents: Mapping[str, bool]
    shown: str


StepAnswers = You | Attend | Needs | Confirm
Typed = dict[str, list[str]]  # a form as it was posted, word for word


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledStep:
    """A step as it was filled in: what its form held, and what that means.

    The form is kept so that going back shows it again; `answers` is None as long as they cannot
    be taken.
    """

    step: Step
    typed: Typed
    answers: StepAnswers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody has filled in so far, as far as it can be taken."""

    you: You | None = None
    attend: Attend | None = None
    needs: Needs | None = None

    def own(self) -> dict[str, Any]:
        """Return the answers to own questions of all steps."""
        filled = (self.you, self.attend, self.needs)
        return {key: said for step in filled if step for key, said in step.own.items()}

    def first_missing(self) -> Step | None:
        """Return the first step that is still to be filled in before the last one."""
        filled = ((Step.YOU, self.you), (Step.ATTEND, self.attend), (Step.NEEDS, self.needs))
        return next((step for step, answer in filled if answer is None), None)


# ------------------------------------------------------------------ setting up


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySetup:
    """A category as an edition is to offer it."""

    key: str
    number: int
    name: LocalizedText
    badge_word: LocalizedText
    colour: str
    hint: LocalizedText = EMPTY
    way_in: WayIn = WayIn.OPEN
    capacity: int | None = None
    is_invited: bool = False
    is_transferable: bool = False
    waiting_class: int = 5  # 1 to 9; lower ones are seated first


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSetup:
    """A notice as it is to be shown."""

    key: str
    title: LocalizedText
    purpose: LocalizedText
    items: LocalizedText
    period: LocalizedText
    refusal: LocalizedText
    is_required: bool = False
    is_sensitive: bool = False
