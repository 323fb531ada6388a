"""What programs send and are answered, as models that also describe it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from forum.core.errors import Refusal
from forum.core.idempotency import LONGEST_KEY
from forum.declaration.types import PublicDeclaration, Wall
from forum.editions.models import Edition
from forum.registration import errors
from forum.registration.exports import to_mapping
from forum.registration.models import Registration
from forum.registration.queries import Listed
from forum.registration.questions import errors as own
from forum.registration.questions.rules import LONGEST_LONG_TEXT
from forum.registration.types import (
    Diet,
    ListFilter,
    RegistrationDetails,
    RegistrationState,
    SensitiveDetails,
)
from forum.web.openapi import Strict, Text

MOST_SESSIONS = 100
LONGEST = 500

Key = Annotated[str, Field(max_length=60)]
Tongue = Literal["ko", "en"]
AnswerText = Annotated[str, Field(max_length=LONGEST_LONG_TEXT)]
AnswerValue = (
    bool | int | float | AnswerText | Annotated[list[Key], Field(max_length=MOST_SESSIONS)]
)

# Which field a refusal of the services is about.
FIELDS: dict[type[Refusal], str] = {
    errors.CategoryNotFoundError: "category",
    errors.CategoryClosedError: "category",
    errors.CategoryByInvitationError: "category",
    errors.CategoryFullError: "category",
    errors.SessionFullError: "sessions",
    errors.SessionNotOfferedError: "sessions",
    errors.SessionByInvitationError: "sessions",
    errors.AlreadyRegisteredError: "email",
    errors.NameMissingError: "name",
    errors.NameNotPrintableError: "name",
    errors.EmailInvalidError: "email",
    errors.PhoneInvalidError: "phone",
    errors.CountryUnknownError: "country",
    errors.CityUnknownError: "city",
    errors.ConsentMissingError: "consents",
    errors.SensitiveConsentMissingError: "consents",
    own.UnknownQuestionError: "answers",
    own.AnswerInvalidError: "answers",
    own.AnswerFileGoneError: "answers",
    errors.OptionFullError: "answers",
}


# ---------------------------------------------------------------- editions


class EditionAnswer(BaseModel):
    """An edition, public."""

    slug: str
    series: str
    name: Text
    theme: Text
    host: Text
    starts_on: date
    ends_on: date
    timezone: str
    state: Annotated[str, Field(description="`published` or `archived`")]
    trial: bool
    release: Annotated[int, Field(description="Number of the latest programme, 0 before the first")]

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """Return the edition as JSON has it."""
        return cls(
            slug=edition.slug,
            series=edition.series.key,
            name=Text.of(edition.name),
            theme=Text.of(edition.theme),
            host=Text.of(edition.host),
            starts_on=edition.starts_on,
            ends_on=edition.ends_on,
            timezone=edition.timezone,
            state=edition.state.value,
            trial=edition.is_trial,
            release=edition.latest_release,
        )


class EditionsAnswer(BaseModel):
    """Every public edition, the latest first."""

    editions: list[EditionAnswer]


class ProgrammeAnswer(BaseModel):
    """The latest release: everything that the public programme says."""

    model_config = ConfigDict(extra="allow")

    edition: dict[str, Any]
    release: dict[str, Any] | None
    places: list[dict[str, Any]]
    speakers: list[dict[str, Any]]
    cities: list[dict[str, Any]]
    sessions: Annotated[
        list[dict[str, Any]],
        Field(description="`starts` and `minutes` count minutes; `starts` since midnight."),
    ]


# ---------------------------------------------------------------- registrations


class RegistrationsQuery(Strict):
    """Which registrations are asked for."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    q: Annotated[str, Field(max_length=200, description="Words in name, address, number")] = ""
    category: Key = ""
    state: RegistrationState | Literal[""] = ""
    session: Key = ""

    def details(self) -> ListFilter:
        """Return the filter as the queries take it."""
        return ListFilter(
            query=self.q,
            category=self.category,
            state=str(self.state),
            session=self.session,
            page=self.page,
        )


class RegistrationAnswer(BaseModel):
    """A registration, without what is sensitive."""

    id: int
    number: Annotated[str, Field(description="As printed on the badge")]
    serial: int
    state: RegistrationState
    category: str
    name: Text
    email: str
    phone: Annotated[str, Field(description="E.164, or empty")]
    position: Text
    affiliation: Text
    city: str | None
    country: Annotated[str, Field(description="ISO 3166-1 alpha-2")]
    language: Tongue
    receiver: Annotated[Tongue | None, Field(description="Interpretation into this language")]
    sessions: list[str]
    answers: Annotated[
        dict[str, Any], Field(description="To the questions of the category, by their keys")
    ]
    confirmed_at: datetime | None
    cancelled_at: datetime | None

    @classmethod
    def of(cls, registration: Registration) -> Self:
        """Return the registration as JSON has it."""
        return cls.model_validate(to_mapping(registration))


class RegistrationsAnswer(BaseModel):
    """One page of registrations, the latest first."""

    total: int
    page: int
    pages: int
    registrations: list[RegistrationAnswer]

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """Return the page as JSON has it."""
        rows: Sequence[Registration] = listed.rows
        return cls(
            total=listed.total,
            page=listed.page,
            pages=listed.pages,
            registrations=[RegistrationAnswer.of(row) for row in rows],
        )


class IdempotencyHeaders(BaseModel):
    """What every request that changes something carries."""

    key: Annotated[
        str | None,
        Field(
            alias="Idempotency-Key",
            max_length=LONGEST_KEY,
            description="Your own name for this request. Sent again with the same body, the "
            "first answer comes back; with another body, 422. Required.",
        ),
    ] = None


class Needs(Strict):
    """What is sensitive; kept only with the consent to it."""

    diets: Annotated[tuple[Diet, ...], Field(max_length=len(Diet))] = ()
    diet_note: Annotated[str, Field(max_length=LONGEST)] = ""
    accessibility: Annotated[str, Field(max_length=2 * LONGEST)] = ""


class RegistrationRequest(Strict):
    """A person to register."""

    category: Key
    name: Annotated[Text, Field(description="As its owner writes it: in one script, or both")]
    email: Annotated[str, Field(max_length=254)]
    language: Annotated[Tongue, Field(description="Of the mails to this person")]
    phone: Annotated[str, Field(max_length=40)] = ""
    position: Text = Text()
    affiliation: Text = Text()
    city: Annotated[Key, Field(description="Key of a city, or empty")] = ""
    country: Annotated[str, Field(max_length=2, description="ISO 3166-1 alpha-2")] = "KR"
    sessions: Annotated[tuple[Key, ...], Field(max_length=MOST_SESSIONS)] = ()
    receiver: Tongue | None = None
    needs: Needs = Needs()
    consents: Annotated[
        dict[str, bool],
        Field(
            default_factory=dict,
            description="For each notice's key, whether the person agreed to it",
        ),
    ]

    answers: Annotated[
        dict[Key, AnswerValue],
        Field(
            default_factory=dict,
            description="To the questions of the category, by their keys: a text, a number, true "
            "or false, the key of what is chosen, or a list of such keys",
        ),
    ]

    def details(self) -> RegistrationDetails:
        """Return the person as the services take it."""
        return RegistrationDetails(
            category=self.category,
            name=self.name.value(),
            email=self.email,
            language=self.language,
            phone=self.phone,
            position=self.position.value(),
            affiliation=self.affiliation.value(),
            city=self.city,
            country=self.country,
            sessions=self.sessions,
            receiver=self.receiver,
            sensitive=SensitiveDetails(
                diets=self.needs.diets,
                diet_note=self.needs.diet_note,
                accessibility=self.needs.accessibility,
            ),
            consents=self.consents,
            answers={
                key: tuple(said) if isinstance(said, list) else said
                for key, said in self.answers.items()
            },
        )


# ---------------------------------------------------------------- declarations


class ArticleAnswer(BaseModel):
    """A numbered article."""

    number: int
    text: Text


class SignatoryAnswer(BaseModel):
    """A city that has signed, or was asked to."""

    city: str
    name: Text
    region: str
    signed_at: datetime | None
    number: Annotated[str, Field(description="Number of the receipt, empty before it signed")]
    signatory: Annotated[Text, Field(description="Empty unless the person publishes it")]
    capacity: Text


class DeclarationAnswer(BaseModel):
    """A declaration with the text that stands, and who has signed it."""

    key: str
    edition: str
    kind: Annotated[str, Field(description="`text`, or `summary`: never signed")]
    state: str
    version: int
    title: Text
    preamble: Text
    articles: list[ArticleAnswer]
    prevailing: Annotated[Text, Field(description="The clause on which language counts")]
    sha256: Annotated[str, Field(description="Of the frozen text; empty for a summary")]
    frozen_at: datetime | None
    adopted_on: date | None
    signed: int
    cities: list[SignatoryAnswer]

    @classmethod
    def of(cls, declaration: PublicDeclaration, wall: Wall) -> Self:
        """Return the declaration as JSON has it."""
        text = declaration.text
        return cls(
            key=declaration.key,
            edition=text.edition,
            kind=declaration.kind.value,
            state=declaration.state.value,
            version=text.number,
            title=Text.of(text.title),
            preamble=Text.of(text.preamble),
            articles=[
                ArticleAnswer(number=article.number, text=Text.of(article.text))
                for article in text.articles
            ],
            prevailing=Text.of(text.prevailing),
            sha256=declaration.sha256,
            frozen_at=declaration.frozen_at,
            adopted_on=declaration.adopted_on,
            signed=wall.signed,
            cities=[
                SignatoryAnswer(
                    city=city.key,
                    name=Text.of(city.name),
                    region=city.region,
                    signed_at=city.signed_at,
                    number=city.number,
                    signatory=Text.of(city.signatory),
                    capacity=Text.of(city.capacity),
                )
                for region in wall.regions
                for city in region.cities
            ],
        )
