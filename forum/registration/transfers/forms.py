"""The forms of passing a place on, and of taking one over."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import RadioField, SelectChoice
from wtforms.fields import EmailField, HiddenField
from wtforms.validators import InputRequired

from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import Language
from forum.registration.details.forms import DetailsForm
from forum.registration.forms import ConfirmForm, NeedsForm, YouForm
from forum.registration.models import ConsentNotice
from forum.registration.types import RegistrationDetails, SensitiveDetails
from forum.web.forms import Form


class TransferForm(Form):
    """To whom a place is passed on."""

    email = EmailField(
        _l("E-mail of the person who is to come"),
        [InputRequired(_l("Write the address of the person who is to come."))],
    )
    language = RadioField(
        _l("In which language do we write to them?"),
        [InputRequired(_l("Choose a language."))],
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
    )

    @property
    def tongue(self) -> Language:
        """Return the language that was chosen."""
        return "ko" if self.language.data == "ko" else "en"


class TakeoverForm(DetailsForm):
    """Everything that is asked of whoever takes a place over, with a field for each notice."""

    shown = HiddenField()  # which versions of the notices are on the page

    is_under_14 = YouForm.is_under_14
    guardian_name = YouForm.guardian_name
    guardian_relation = YouForm.guardian_relation
    guardian_email = YouForm.guardian_email
    offered_to = ""  # the address to which the place is offered

    answers = ConfirmForm.answers
    consent_fields = ConfirmForm.consent_fields
    show_notices = ConfirmForm.show
    accepts = NeedsForm.accepts

    def own_address(self) -> str:
        """Return the address of whoever takes the place: it is the offer's."""
        return self.offered_to

    def registration_details(
        self, notices: Iterable[ConsentNotice], own: Mapping[str, Any], version: int | None
    ) -> RegistrationDetails:
        """Return what was filled in; category, address and sessions are the offer's."""
        said = self.own_details(own, version)
        return RegistrationDetails(
            category="",
            email="",
            name=said.name,
            language=said.language,
            phone=said.phone,
            position=said.position,
            affiliation=said.affiliation,
            city=said.city,
            country=said.country,
            receiver=said.receiver,
            sensitive=said.sensitive or SensitiveDetails(),
            consents=self.answers(notices),
            answers=own,
            form_version=version,
            guardian=self.guardian_details(),
        )
