"""The quick form of the desk: no more than a badge needs, and the consents."""

from collections.abc import Iterable, Sequence

from wtforms import Field, RadioField, SelectChoice, SelectField, StringField
from wtforms.fields import EmailField, HiddenField
from wtforms.validators import DataRequired, InputRequired, Length

from forum.checkin.models import CheckinList
from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.registration.behalf.types import BehalfOrder
from forum.registration.models import Category, ConsentNotice
from forum.registration.rules import LONGEST_NAME, LONGEST_TEXT, read_email, read_name, read_text
from forum.registration.types import ConsentHow, RegistrationDetails
from forum.web.forms import Form, LocalizedField, require

CONSENT = "consent-"
YES, NO = "yes", "no"
LONGEST_KEY = 64


class WalkInForm(Form):
    """Somebody at the desk."""

    category = RadioField(
        _l("How do they take part?"),
        [InputRequired(_l("Choose how they take part."))],
    )
    name = LocalizedField(
        _l("Name"), max_length=LONGEST_NAME, description=_l("One script is enough.")
    )
    affiliation = LocalizedField(_l("Affiliation"), max_length=LONGEST_TEXT)
    email = EmailField(_l("E-mail"), description=_l("Without one no mail is written."))
    language = RadioField(
        _l("Language"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )
    list = SelectField(lazy_pgettext("check-in", "Let in at"), coerce=int)
    is_another = StringField()
    key = HiddenField(validators=[DataRequired(), Length(max=LONGEST_KEY)])

    def offer(self, categories: Iterable[Category], lists: Sequence[CheckinList]) -> None:
        """Say what can be chosen."""
        language = current_language()
        self.category.choices = [
            SelectChoice(one.key, one.name.in_(language)) for one in categories
        ]
        self.list.choices = [
            SelectChoice(0, _("Nowhere yet")),
            *(SelectChoice(one.id, one.name.in_(language)) for one in lists),
        ]

    def validate_name(self, field: Field) -> None:
        """Ask for it in one script at least."""
        require(lambda: read_name(field.text))

    def validate_affiliation(self, field: Field) -> None:
        """Take what can be printed."""
        require(lambda: read_text(field.text, printed=True))

    def validate_email(self, field: Field) -> None:
        """Take none, or one that can be reached."""
        if (field.data or "").strip():
            require(lambda: read_email(field.data))

    def answers(self) -> dict[str, bool]:
        """Return the answers to the notices."""
        return {
            field.short_name.removeprefix(CONSENT): field.data == YES
            for field in self
            if field.short_name.startswith(CONSENT)
        }

    def order(self) -> BehalfOrder:
        """Return who is to be registered."""
        answers = self.answers()
        return BehalfOrder(
            key=self.key.data,
            is_another=self.is_another.data == YES,
            details=RegistrationDetails(
                category=self.category.data,
                name=read_name(self.name.text),
                email=(self.email.data or "").strip(),
                language="en" if self.language.data == "en" else "ko",
                affiliation=read_text(self.affiliation.text, printed=True),
                consents=answers,
                noted=dict.fromkeys(answers, ConsentHow.DESK),
            ),
        )


def asking_for(notices: Iterable[ConsentNotice]) -> type[WalkInForm]:
    """Return the form with the answer to each notice."""
    fields = {
        CONSENT + notice.key: RadioField(
            notice.title.in_(current_language()),
            [InputRequired(_l("Note what the person has answered."))],
            choices=[SelectChoice(YES, _l("Agreed")), SelectChoice(NO, _l("Not agreed"))],
        )
        for notice in notices
    }
    return type("WalkInForm", (WalkInForm,), fields)
