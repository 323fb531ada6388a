"""Forms of the declaration feature."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from forum.cities.models import City
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.declaration.ink.rules import tidy_ink
from forum.declaration.mandates.forms import LONGEST_NAME, PersonForm
from forum.declaration.rules import STATEMENTS, text_sha256
from forum.declaration.types import DraftText, MandateDetails, SigningStatement, TextVersion
from forum.web.forms import Form, LocalizedField, require

LONGEST_ARTICLE = 6000
LONGEST_CLAUSE = 1000
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
    reservation = TextAreaField(
        _l("Reservation"),
        [Length(max=LONGEST_REASON, message=_l("This reservation is too long."))],
        description=_l(
            "Only if your city signs under one: in your own words, which are published with the "
            "signature."
        ),
    )
    ink = StringField(_l("Drawn signature"))
    publishes_name = BooleanField(
        _l("Show my name and capacity on the public wall and in the public records.")
    )
    publishes_ink = BooleanField(
        _l("Show my drawn signature on the instrument and in the public records.")
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  WTForms' own
        """Show the statements' words in the reader's language."""
        super().__init__(*arguments, **options)
        self.is_authorised.label.text = STATEMENTS["authority"].in_(current_language())
        self.agrees_electronically.label.text = STATEMENTS["electronic"].in_(current_language())

    def validate_ink(self, field: StringField) -> None:
        """Take what can be kept as ink, or none."""
        require(lambda: tidy_ink(field.data or ""))

    def details(self) -> SigningStatement:
        """Return what was stated."""
        return SigningStatement(
            typed_name=self.typed_name.data or "",
            is_authorised=bool(self.is_authorised.data),
            agrees_electronically=bool(self.agrees_electronically.data),
            publishes_name=bool(self.publishes_name.data),
            language=current_language(),
            reservation=(self.reservation.data or "").strip(),
            ink=self.ink.data or "",
            publishes_ink=bool(self.publishes_ink.data),
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


class ConfirmForm(CodeForm):
    """The code, and the mark of what stands on the page that it confirms."""

    mark = HiddenField()


class DeclineForm(Form):
    """Why a city declines."""

    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Write the reason why your city declines.")),
            Length(max=LONGEST_REASON, message=_l("This reason is too long.")),
        ],
    )


class FreezeForm(Form):
    """What the officer has seen, so that nothing else is frozen."""

    seen = HiddenField()


class TextForm(Form):
    """A draft of the text: title, preamble, and the articles in their order."""

    seen = HiddenField()  # the hash of the draft as it was opened
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
            seen=text_sha256(text),
            title=text.title,
            preamble=text.preamble,
            articles=[*words, LocalizedText()],
            prevailing=text.prevailing,
        )

    def show_again(self, text: TextVersion) -> None:
        """Let the form be saved over this draft, which its writer is told of."""
        self.seen.data = text_sha256(text)

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


class MandateForm(PersonForm):
    """Whom a city sends to sign, and which city that is."""

    city = SelectField(_l("City"), coerce=int)

    def offer(self, cities: Sequence[City]) -> None:
        """Offer these cities."""
        reader = current_language()
        self.city.choices = [SelectChoice(city.id, city.name.in_(reader)) for city in cities]

    def details(self) -> MandateDetails:
        """Return what was entered."""
        person = self.person()
        return MandateDetails(
            city_id=self.city.data,
            name=person.name,
            capacity=person.capacity,
            email=person.email,
            language=person.language,
            capacity_kind=person.capacity_kind,
            expires_on=person.expires_on,
        )
