"""The form of a notice."""

from wtforms import BooleanField, Field, StringField
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired, StopValidation

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES
from forum.core.slugs import is_slug
from forum.registration.models import ConsentNotice
from forum.registration.rules import read_note
from forum.registration.types import NoticeSetup
from forum.web.forms import Form, LocalizedField

LONGEST = 1000
LONGEST_TITLE = 120
TEXTS = ("title", "purpose", "items", "period", "refusal")


def _readable(form: Form, field: Field) -> None:
    """Take a text without what must stand nowhere."""
    del form
    try:
        for language in LANGUAGES:
            read_note(field.text.written_in(language), LONGEST)
    except Refusal as refusal:
        raise StopValidation(refusal.sentence()) from refusal


class NoticeForm(Form):
    """What a notice says, in both languages, and whether one can do without it."""

    title = LocalizedField(_l("Title"), [_readable], required=LANGUAGES, max_length=LONGEST_TITLE)
    purpose = LocalizedField(
        _l("Purpose"),
        [_readable],
        required=LANGUAGES,
        max_length=LONGEST,
        multiline=True,
        description=_l("What the data are for."),
    )
    items = LocalizedField(
        _l("Items"),
        [_readable],
        required=LANGUAGES,
        max_length=LONGEST,
        multiline=True,
        description=_l("Which data, one by one."),
    )
    period = LocalizedField(
        _l("Kept until"),
        [_readable],
        required=LANGUAGES,
        max_length=LONGEST,
        multiline=True,
        description=_l("A date, or how long after the forum. The purge follows its own page."),
    )
    refusal = LocalizedField(
        _l("If you refuse"),
        [_readable],
        required=LANGUAGES,
        max_length=LONGEST,
        multiline=True,
        description=_l("That one may refuse, and what follows from it."),
    )
    is_required = BooleanField(_l("One cannot register without it"))
    is_sensitive = BooleanField(_l("Sensitive data: asked beside food and help"))
    seen = HiddenField(default="0")

    @staticmethod
    def values_of(notice: ConsentNotice) -> dict[str, object]:
        """Return what the form shows of a version."""
        return {
            **{name: getattr(notice, name) for name in TEXTS},
            "is_required": notice.is_required,
            "is_sensitive": notice.is_sensitive,
            "seen": str(notice.version),
        }

    def setup(self, key: str) -> NoticeSetup:
        """Return what was written."""
        return NoticeSetup(
            key=key,
            **{name: self[name].text for name in TEXTS},
            is_required=bool(self.is_required.data),
            is_sensitive=bool(self.is_sensitive.data),
        )

    def seen_version(self) -> int:
        """Return the version that the editor began from."""
        seen = self.seen.data or ""
        return int(seen) if seen.isdecimal() and len(seen) < len(str(LONGEST)) else 0


class NewNoticeForm(NoticeForm):
    """A notice that was not asked before, with the key under which answers are kept."""

    key = StringField(
        _l("Key"),
        [InputRequired(_l("Write a short key."))],
        description=_l("Small Latin letters, digits and hyphens. It never changes."),
    )

    def validate_key(self, field: Field) -> None:
        """Take what can stand in an address."""
        if not is_slug(field.data or "") or field.data == "new":
            raise StopValidation(_("Only small Latin letters, digits and hyphens."))
