"""Forms of a session's materials."""

from typing import Any
from urllib.parse import urlsplit

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, URLField, ValidationError
from wtforms.validators import DataRequired, Length

from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.programme.forms.fields import control_sentence, refuse_controls
from forum.web.forms import Form, LocalizedField

LONGEST_TITLE = 200
LONGEST_LINK = 500


class _TitledForm(Form):
    title = LocalizedField(
        _l("Title"),
        max_length=LONGEST_TITLE,
        description=_l("In both languages if you can: “Slides: Working time in Seoul”."),
    )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Ask for a title in one language at least."""
        sound: bool = super().validate(extra_validators)
        if not self.title.text and not self.title.errors:
            self.reject(_("Write the title in one language at least."), self.title)
            return False
        if refuse_controls(self.title):
            self.reject(control_sentence(), self.title)
            return False
        return sound


class FileForm(_TitledForm):
    """A file and its title."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])

    @property
    def sent(self) -> FileStorage:
        """Return the file that was sent."""
        sent: FileStorage = self.file.data
        return sent


class LinkForm(_TitledForm):
    """A link and its title."""

    address = URLField(
        _l("Address"),
        [
            DataRequired(_l("Write the address.")),
            Length(max=LONGEST_LINK, message=_l("This address is too long.")),
        ],
        description=_l("It begins with https://"),
    )

    def validate_address(self, field: URLField) -> None:
        """Hold the address to the web: a link leads nowhere else."""
        field.data = (field.data or "").strip()
        if not is_web_address(field.data):
            raise ValidationError(_("This is no web address. It looks like https://example.org/."))


class TitleForm(_TitledForm):
    """Another title for a material that is there; `seen` are the marks of the present one."""

    seen = HiddenField()


def is_web_address(address: str) -> bool:
    """Tell whether an address is one of the web, with a host and without a password."""
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = all(letter.isprintable() and not letter.isspace() for letter in address)
    return parts.scheme in {"http", "https"} and named and plain and "@" not in parts.netloc
