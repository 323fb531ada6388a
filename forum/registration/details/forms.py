"""The form of one's own details: the fields of the steps, but address and category."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import RadioField, SelectChoice
from wtforms.fields import HiddenField

from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import Language
from forum.registration.details.rules import SENSITIVE
from forum.registration.details.types import OwnDetails
from forum.registration.forms import NeedsForm, YouForm
from forum.registration.rules import HOME, read_name, read_phone, read_text, spell_phone


class DetailsForm(YouForm):
    """What somebody has told, to be changed; `shown` are the marks of what the page shows."""

    category = email = is_colleague = None
    is_under_14 = guardian_name = guardian_relation = guardian_email = None

    language = RadioField(
        _l("Language of our mails"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
    )
    receiver = NeedsForm.receiver
    diets = NeedsForm.diets
    diet_note = NeedsForm.diet_note
    accessibility = NeedsForm.accessibility
    shown = HiddenField()

    sensitive = NeedsForm.sensitive

    def leave_out_sensitive(self) -> None:
        """Ask for nothing that is sensitive: the person has not agreed that it is kept."""
        for name in SENSITIVE:
            delattr(self, name)

    @property
    def asks_sensitive(self) -> bool:
        """Tell whether food and access are asked about."""
        return SENSITIVE[0] in self

    @staticmethod
    def values_of(details: OwnDetails) -> dict[str, Any]:
        """Return what the form shows of details."""
        needs = details.sensitive
        # a number is read by the country that is chosen, so it is spelled for it
        is_home = details.country == HOME
        values = {
            "name": details.name,
            "affiliation": details.affiliation,
            "position": details.position,
            "city": details.city,
            "country": details.country,
            "phone": spell_phone(details.phone, "ko" if is_home else "en"),
            "language": details.language,
            "receiver": details.receiver or "",
        }
        if needs is not None:
            values["diets"] = [diet.value for diet in needs.diets]
            values["diet_note"] = needs.diet_note
            values["accessibility"] = needs.accessibility
        return values

    def show(self, details: OwnDetails, names: Iterable[str]) -> None:
        """Let some fields say what is kept by now instead of what was posted."""
        values = self.values_of(details)
        for name in names:
            if name in values and name in self:
                self[name].data = values[name]

    def own_details(self, own: Mapping[str, Any], version: int | None) -> OwnDetails:
        """Return what was filled in, with the answers to own questions that were read beside it."""
        receiver: Language | None = (
            self.receiver.data if self.receiver.data in {"ko", "en"} else None
        )
        return OwnDetails(
            name=read_name(self.name.text),
            affiliation=read_text(self.affiliation.text),
            position=read_text(self.position.text),
            city=self.city.data or "",
            country=self.country.data,
            phone=read_phone(self.phone.data or "", self.country.data),
            language="ko" if self.language.data == "ko" else "en",
            receiver=receiver,
            sensitive=self.sensitive() if self.asks_sensitive else None,
            own=own,
            form_version=version,
        )
