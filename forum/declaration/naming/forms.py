"""The form by which a city says whom it sends."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError

from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.declaration.mandates.forms import PersonForm
from forum.declaration.types import CapacityKind
from forum.web.forms import LocalizedField


class NamingForm(PersonForm):
    """Whom a city sends, in the city's own words, with its letter if there is one."""

    capacity = LocalizedField(
        _l("Capacity"),
        max_length=200,
        description=_l("Such as: Mayor, Deputy Mayor. One language is enough."),
    )
    letter = FileField(
        _l("Letter of authority"),
        description=_l(
            "PDF, Word or a picture, at most 25 MB. Needed if the person signs on behalf of the "
            "mayor."
        ),
    )

    def validate_capacity(self, field: LocalizedField) -> None:
        """Ask for the capacity in one language at least."""
        if not field.text:
            raise ValidationError(_("Write the capacity in one language at least."))

    def validate_letter(self, field: FileField) -> None:
        """Ask for the letter where the mandate needs one."""
        if self.capacity_kind.data == CapacityKind.BEHALF.value and not field.data:
            raise ValidationError(_("Signing on behalf of the mayor needs a letter of authority."))

    @property
    def sent(self) -> FileStorage | None:
        """Return the file that was sent, if one was."""
        return self.letter.data or None
