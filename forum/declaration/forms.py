"""Forms of the declaration feature."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Regexp

from forum.cities.models import City
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import Language, LocalizedText
from forum.declaration.rules import STATEMENTS
from forum.declaration.types import DraftText, MandateDetails, SigningStatement, TextVersion
from forum.web.forms import Form, LocalizedField

LONGEST_ARTICLE = 6000
LONGEST_CLAUSE = 1000
LONGEST_NAME = 120
LONGEST_REASON = 2000
MOST_ARTICLES = 60
RESERVED_KEYS = r"^(?!(?:ko|en|editions|my|manage|api|static|new|verify)$)[a-z][a-z0-9-]{1,58}$"


class StatementForm(Form):
    """What a delegate states: authority, agreement, name, and whether the name is shown."""

    is_authorised = BooleanField(
        validators=[InputRequired(_l("State that you are authorised to sign for the city."))]
    )
    agrees_electronically = BooleanField(
        validators=[
            InputRequired(
                _l("Agree to sign electronically, or ask the organisers to sign on paper.")
            )
        ]
    )
    typed_name = StringField(
        _l("Your name, as your mandate has it"),
        [
            DataRequired(_l("Type your name.")),
            Length(max=LONGEST_NAME, message=_l("This name is too long.")),
        ],
    )
    publishes_name = BooleanField(
        _l("Show my name and capacity on the public wall and in the public records.")
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  WTForms' own
        """Show the statements' words in the reader's language."""
        super().__init__(*arguments, **options)
        self.is_authorised.label.text = STATEMENTS["authority"].in_(current_language())
        self.agrees_electronically.label.text = STATEMENTS["electronic"].in_(current_language())

    def details(self) -> SigningStatement:
        """Return what was stated."""
        return SigningStatement(
            typed_name=self.typed_name.data or "",
            is_authorised=bool(self.is_authorised.data),
            agrees_electronically=bool(self.agrees_electronically.data),
            publishes_name=bool(self.publishes_name.data),
            language=current_language(),
        )


class CodeForm(Form):
    """The fresh code that confirms an act."""

    code = StringField(
        _l("The code from the mail"),
        [
            DataRequired(_l("Type the six digits of the code.")),
            Regexp(r"^\s*(\d\s*){6}$", message=_l("The code has six digits.")),
        ],
    )


class DeclineForm(Form):
    """Why a city declines."""

    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Write the reason why your city declines.")),
            Length(max=LONGEST_REASON, message=_l("This reason is too long.")),
        ],
    )


class TextForm(Form):
    """A draft of the text: title, preamble, and the articles in their order."""

    title = LocalizedField(_l("Title"), required=("ko",), max_length=300)
    preamble = LocalizedField(_l("Preamble"), multiline=True, max_length=LONGEST_ARTICLE)
    articles = FieldList(
        LocalizedField(multiline=True, max_length=LONGEST_ARTICLE), max_entries=MOST_ARTICLES
    )
    prevailing = LocalizedField(
        _l("Prevailing language"),
        multiline=True,
        max_length=LONGEST_CLAUSE,
        description=_l(
            "The clause that says which text counts where the two differ, such as: Both texts "
            "are equally authentic; where they differ, the English text prevails."
        ),
    )

    more = SubmitField()

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  WTForms' own
        """Call each article by its number."""
        super().__init__(*arguments, **options)
        for number, field in enumerate(self.articles, start=1):
            field.label.text = _("Article %(number)s", number=number)

    @classmethod
    def of(cls, text: TextVersion) -> "TextForm":
        """Return the form filled with a draft, with room for one more article."""
        words = [article.text for article in text.articles]
        return cls(
            title=text.title,
            preamble=text.preamble,
            articles=[*words, LocalizedText()],
            prevailing=text.prevailing,
        )

    def goes_on(self) -> bool:
        """Tell whether another article is to be written at once."""
        return bool(self.more.data)

    def details(self) -> DraftText:
        """Return what was written; articles without any text are left out."""
        return DraftText(
            title=self.title.text,
            preamble=self.preamble.text,
            articles=tuple(field.text for field in self.articles if field.text),
            prevailing=self.prevailing.text,
        )


class NewDeclarationForm(Form):
    """A new declaration: its address and its title."""

    title = LocalizedField(_l("Title"), required=("ko", "en"), max_length=300)
    key = StringField(
        _l("Short name in its address"),
        [
            DataRequired(_l("Write a short name.")),
            Regexp(RESERVED_KEYS, message=_l("Use small letters, digits and hyphens.")),
        ],
    )


class MandateForm(Form):
    """Whom a city sends to sign."""

    city = SelectField(_l("City"), coerce=int)
    name = LocalizedField(
        _l("Name of the person"),
        max_length=LONGEST_NAME,
        description=_l("As the person writes it. One language is enough."),
    )
    capacity = LocalizedField(
        _l("Capacity"),
        required=("ko", "en"),
        max_length=200,
        description=_l("Such as: Mayor, Deputy Mayor, on behalf of the Mayor."),
    )
    email = EmailField(
        _l("Mail address"),
        [
            DataRequired(_l("Write the mail address.")),
            Email(_l("This is no mail address. It looks like name@example.org.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
        description=_l("The link and the codes go to this address and to no other."),
    )
    language = RadioField(
        _l("Language of the mails"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )

    def offer(self, cities: Sequence[City]) -> None:
        """Offer these cities."""
        reader = current_language()
        self.city.choices = [SelectChoice(city.id, city.name.in_(reader)) for city in cities]

    def validate_name(self, field: LocalizedField) -> None:
        """Ask for a name in one language at least."""
        if not field.text:
            raise ValidationError(_("Write the name in one language at least."))

    def details(self) -> MandateDetails:
        """Return what was entered."""
        language: Language = "en" if self.language.data == "en" else "ko"
        return MandateDetails(
            city_id=self.city.data,
            name=self.name.text,
            capacity=self.capacity.text,
            email=self.email.data,
            language=language,
        )
