"""Forms of the people feature."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import Email, Length, Optional

from forum.cities.models import City
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.merging import parts_of
from forum.people.models import Organisation
from forum.people.types import PersonDetails
from forum.web.forms import Form, LocalizedField

LONGEST_ADDRESS = 254
LONGEST_BIOGRAPHY = 5000
LONGEST_NAME = 200
LONGEST_SORT_KEY = 120


class PersonForm(Form):
    """A person of the programme, in both languages."""

    name = LocalizedField(
        _l("Name"),
        max_length=LONGEST_NAME,
        description=_l("As the person writes it in each language, without a title."),
    )
    title = LocalizedField(_l("Position and affiliation"))
    biography = LocalizedField(_l("Biography"), multiline=True, max_length=LONGEST_BIOGRAPHY)
    role_only = BooleanField(
        _l("An office without a name"),
        description=_l("Such as “Mayor of Seoul”, while nobody knows yet who will come."),
    )
    sort_key = StringField(
        _l("Sort key"),
        [Optional(), Length(max=LONGEST_SORT_KEY, message=_l("At most 120 characters."))],
        description=_l("In Latin letters, family name first: hong gildong. English lists use it."),
    )
    city_id = SelectField(_l("City"), coerce=int)
    organisation_id = SelectField(_l("Organisation"), coerce=int)
    email = EmailField(
        _l("Mail address"),
        [
            Optional(),
            Email(_l("This is no mail address. It looks like name@example.org.")),
            Length(max=LONGEST_ADDRESS, message=_l("This address is too long.")),
        ],
        description=_l("For organisers and for mails. It is never published."),
    )
    language = RadioField(
        _l("Language of the mails"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )

    def __init__(
        self,
        cities: Sequence[City],
        organisations: Sequence[Organisation],
        **options: Any,  # noqa: ANN401  WTForms' own
    ) -> None:
        """Offer the cities and organisations, by their names."""
        super().__init__(**options)
        self.city_id.choices = _choices(_("No city"), cities)
        self.organisation_id.choices = _choices(_("No organisation"), organisations)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Ask for a name in one language at least."""
        sound: bool = super().validate(extra_validators)
        if not self.name.text and not self.name.errors:
            self.reject(_("Write the name in one language at least."), self.name)
            return False
        return sound

    def details(self) -> PersonDetails:
        """Return the person as described."""
        return PersonDetails(
            name=self.name.text,
            title=self.title.text,
            biography=self.biography.text,
            role_only=bool(self.role_only.data),
            sort_key=(self.sort_key.data or "").strip(),
            city_id=self.city_id.data or None,
            organisation_id=self.organisation_id.data or None,
            email=(self.email.data or "").strip(),
            language=self.language.data,
        )


def form_parts(details: PersonDetails) -> dict[str, object]:
    """Return the parts of a person as the form names them: nobody's city is 0."""
    return {name: 0 if value is None else value for name, value in parts_of(details).items()}


def values_of(details: PersonDetails) -> dict[str, object]:
    """Return what a form is filled with to change a person."""
    return {
        "name": details.name,
        "title": details.title,
        "biography": details.biography,
        "role_only": details.role_only,
        "sort_key": details.sort_key,
        "city_id": details.city_id or 0,
        "organisation_id": details.organisation_id or 0,
        "email": details.email,
        "language": details.language,
    }


def _choices(none: str, rows: Sequence[City] | Sequence[Organisation]) -> list[SelectChoice]:
    language = current_language()
    named = sorted((row.name.in_(language), row.id) for row in rows)
    return [SelectChoice(0, none), *(SelectChoice(id_, name) for name, id_ in named)]
