"""The form with which an organiser registers somebody: the public fields, in the third person."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import EmailField, HiddenField

from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import Language
from forum.registration.behalf.errors import ConsentHowMissingError
from forum.registration.forms import (
    CONSENT,
    NO,
    YES,
    AttendForm,
    NeedsForm,
    YouForm,
    ask_diets,
    ask_receiver,
)
from forum.registration.models import Category, ConsentNotice
from forum.registration.rules import (
    LONGEST_NAME,
    read_email,
    read_name,
    read_note,
    read_phone,
    read_text,
)
from forum.registration.types import ConsentHow, You
from forum.registration.words import HOW_WORDS
from forum.web.forms import LocalizedField, require

HOW = "how-"
LONGEST_KEY = 64


class PersonForm(YouForm):
    """Who somebody is; the address may be missing."""

    name = LocalizedField(_l("Name"), max_length=LONGEST_NAME)
    email = EmailField(_l("E-mail"))
    is_colleague = None  # an address that is known holds a second person without being asked
    city = SelectField(_l("City they come for"), validate_choice=False)
    language = RadioField(
        _l("Language of the mails"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )
    is_under_14 = BooleanField(_l("Under 14"))
    guardian_name = StringField(_l("Name of the guardian"))
    guardian_relation = StringField(_l("Who they are to the person"))
    guardian_email = EmailField(_l("E-mail of the guardian"))
    key = HiddenField()  # made with the page; the same one again is the same registration
    over_reason = StringField(_l("Reason for one place more"))
    is_over = BooleanField(_l("Let them in although it is full, with one place more"))
    may_wait = BooleanField(_l("Put them on the waiting list if the category is full"))

    def settle(self, category: Category) -> None:
        """Say into which category somebody is registered."""
        self.category.data, self.category.raw_data = category.key, [category.key]

    def validate_name(self, field: Field) -> None:
        """Ask for it in one script at least."""
        require(lambda: read_name(field.text))

    def validate_email(self, field: Field) -> None:
        """Take none, or one that can be reached."""
        if (field.data or "").strip():
            require(lambda: read_email(field.data))

    def validate_over_reason(self, field: Field) -> None:
        """Ask for it where somebody is let in who has no place."""
        if self.is_over.data and not (field.data or "").strip():
            raise ValidationError(_("Write the reason. It is kept in the history."))
        require(lambda: read_note(field.data or ""))

    def person(self) -> You:
        """Return who they are; the address may be missing."""
        return You(
            category=self.category.data,
            name=read_name(self.name.text),
            email=(self.email.data or "").strip(),
            phone=read_phone(self.phone.data or "", self.country.data),
            position=read_text(self.position.text),
            affiliation=read_text(self.affiliation.text),
            city=self.city.data or "",
            country=self.country.data,
            guardian=self.guardian_details(),
        )

    def spoken(self) -> Language:
        """Return in which language they are written to."""
        return "en" if self.language.data == "en" else "ko"


class SeatsForm(AttendForm):
    """What somebody attends; with one place more nothing is full."""

    is_over = False

    def is_full(self, key: str) -> bool:
        """Tell whether a session can only be waited for."""
        return not self.is_over and super().is_full(key)

    def validate_sessions(self, field: Field) -> None:
        """Take only what can be chosen, and what has a seat left or gets one."""
        if self.is_over:
            self.validate_waits(field)
        else:
            super().validate_sessions(field)


class NotedForm(NeedsForm):
    """What somebody needs, and what they have answered to the notices."""

    receiver = ask_receiver(_l("No receiver"))
    diets = ask_diets(_l("Does not eat"))
    accessibility = TextAreaField(_l("Help to take part"))

    def noted(self) -> dict[str, ConsentHow]:
        """Return by which way each notice was answered, as far as it was said."""
        said = {name: self[HOW + name].data for name in self.consent_fields()}
        return {name: ConsentHow(how) for name, how in said.items() if how in set(ConsentHow)}


def _answered(form: Any, field: Field) -> None:  # noqa: ANN401  a form with a field for the way
    if field.data not in {YES, NO}:
        raise ValidationError(_("Say what the person has answered."))
    how = form[HOW + field.short_name.removeprefix(CONSENT)]
    if how.data not in set(ConsentHow):
        raise ValidationError(ConsentHowMissingError().sentence())


def noting(notices: Iterable[ConsentNotice]) -> type[Any]:
    """Return the form with the answer to each notice, and how it was given."""
    fields: dict[str, Any] = {}
    for notice in notices:
        fields[CONSENT + notice.key] = RadioField(
            notice.title.in_(current_language()),
            [_answered],
            choices=[SelectChoice(YES, _l("Agreed")), SelectChoice(NO, _l("Not agreed"))],
            validate_choice=False,
        )
        fields[HOW + notice.key] = SelectField(
            _("How"),
            choices=[
                SelectChoice("", _("Choose")),
                *(SelectChoice(how.value, word) for how, word in HOW_WORDS.items()),
            ],
            validate_choice=False,
        )
    return type("NotedForm", (NotedForm,), fields)


def choosing(sessions: type[AttendForm]) -> type[Any]:
    """Return the form of the sessions with the rules of an organiser."""
    return type("SeatsForm", (SeatsForm, sessions), {})
