"""What an organiser writes into a mail."""

from wtforms import HiddenField, StringField
from wtforms.validators import Length

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES
from forum.core.mailtexts import MailWords
from forum.registration.mailtexts.rules import refuse_unknown
from forum.registration.mailtexts.types import MailKind
from forum.web.forms import Form, LocalizedField, read_number

LONGEST_SUBJECT, LONGEST_TEXT = 150, 4000


class MailWordsForm(Form):
    """The words of a mail, and as whom it is shown."""

    subject = LocalizedField(
        _l("Subject"),
        description=_l("The forum's name is put after it, unless {edition} stands in it."),
        required=LANGUAGES,
        max_length=LONGEST_SUBJECT,
    )
    opening = LocalizedField(
        _l("Before the facts"), multiline=True, required=LANGUAGES, max_length=LONGEST_TEXT
    )
    closing = LocalizedField(_l("After the facts"), multiline=True, max_length=LONGEST_TEXT)
    who = StringField(
        _l("Show it as"),
        validators=[Length(max=200)],
        description=_l("A name, a number or an address of this edition."),
    )
    seen = HiddenField()
    sent_to = ""  # where a test has just gone

    def words(self) -> MailWords:
        """Return what was written."""
        return MailWords(
            subject=self.subject.text, opening=self.opening.text, closing=self.closing.text
        )

    def version_seen(self) -> int:
        """Return the version that was looked at."""
        seen = read_number(self.seen.data)
        return -1 if seen is None else seen

    def fits(self, kind: MailKind) -> bool:
        """Tell whether every place can be filled; what cannot is said at its field."""
        fits = True
        for field in (self.subject, self.opening, self.closing):
            try:
                refuse_unknown(field.text, kind.placeholders)
            except Refusal as refusal:
                self.reject(refusal.sentence(), field)
                fits = False
        return fits
