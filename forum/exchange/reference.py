"""The shape of the files beside the editions: cities, organisations, indicators, plan, glossary."""

from typing import Annotated

from pydantic import Field, StringConstraints

from forum.exchange.fields import Count, Day, Key, Part, Slug, Text
from forum.exchange.types import CityPart, OrganisationPart, SeriesPart


class CitiesFile(Part):
    """All cities."""

    cities: tuple[CityPart, ...]


class OrganisationsFile(Part):
    """All organisations."""

    organisations: tuple[OrganisationPart, ...]


class SeriesFile(Part):
    """All series, the main one first."""

    series: tuple[SeriesPart, ...]


class IndicatorPart(Part):
    """An indicator with its value a year."""

    area: Key
    unit: Text
    title: Text
    values: dict[Annotated[int, Field(ge=1900, le=2200)], float]


class IndicatorsFile(Part):
    """The indicators that one city reported."""

    city: Key
    source: Text
    reached_until: int
    areas: dict[Key, Text]
    indicators: tuple[IndicatorPart, ...]


class TrialFile(Part):
    """How the open trial edition is made from an archived one."""

    slug: Slug
    copies: Slug
    release: Annotated[int, Field(gt=0)]
    begins_in_days: Annotated[int, Field(gt=0)]
    name: Text
    about: Text
    note: Text


class MoneyPart(Part):
    """An amount of money."""

    amount: Count
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class ActionPart(Part):
    """An action of a plan, with the paragraphs it answers."""

    title: Text
    answers: tuple[str, ...]
    programme_outcomes: tuple[str, ...]
    period: tuple[int, int]


class OutputPart(Part):
    """An output of a plan."""

    n: str
    title: Text
    actions: tuple[ActionPart, ...]


class ObjectivePart(Part):
    """An objective of a plan."""

    n: int
    title: Text
    budget: MoneyPart
    outputs: tuple[OutputPart, ...]


class PeriodPart(Part):
    """From one year to another."""

    starts: int
    ends: int


class PlanPart(Part):
    """What a plan is."""

    document: str
    body: Text
    dated: Day
    original_language: str
    follows_up: Text
    decision_paragraph: int
    period: PeriodPart
    budget: MoneyPart


class PaperPart(Part):
    """The cover of a governing body's paper."""

    number: str
    agenda_item: int
    section: Text
    purpose: Text
    strategic_objective: Text
    main_outcome: Text
    policy_implications: bool
    legal_implications: bool
    financial_implications: bool
    action_required: Text
    author: Text
    related: tuple[str, ...]


class WordPart(Part):
    """A key with its word in both languages."""

    key: str
    name: Text


class ActionPlanFile(Part):
    """A follow-up plan: objective, output, action; and the words in which it is reported."""

    plan: PlanPart
    principles: tuple[Text, ...]
    paper: PaperPart
    objectives: tuple[ObjectivePart, ...]
    status_values: tuple[WordPart, ...]
    follow_up_kinds: tuple[WordPart, ...]
    money_columns: tuple[Text, ...]


class GlossaryWordPart(Part):
    """A word of the field, and its name in the program."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
    name: Text
    note: Text | None = None


class GlossaryFile(Part):
    """The words of the field; where two Korean words exist, the first is ours."""

    words: tuple[GlossaryWordPart, ...]
