"""What an organiser decides about a release."""

from wtforms import BooleanField, HiddenField

from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.programme.forms.fields import control_sentence, refuse_controls
from forum.programme.proposals import Basis
from forum.web.forms import Form, LocalizedField

MOST_CHARACTERS = 2000


class ReleaseForm(Form):
    """The note of a release, whether it is told, and what was looked at."""

    note = LocalizedField(
        _l("What readers should know"),
        description=_l("It stands in the changelog and in the mails. It may be left empty."),
        multiline=True,
        max_length=MOST_CHARACTERS,
    )
    quiet = BooleanField(
        _l("A correction of spelling: tell nobody"),
        description=_l("It has a number like every release, and is marked as a correction."),
    )
    despite_warnings = BooleanField(_l("Release although the warnings above stand"))
    seen = HiddenField()

    def validate(self, extra_validators: object = None) -> bool:
        """Hold the note to what a page, a feed and a mail can show."""
        sound: bool = super().validate(extra_validators=extra_validators)
        if refuse_controls(self.note):
            self.reject(control_sentence(), self.note)
            return False
        return sound

    def text(self) -> LocalizedText:
        """Return the note."""
        note: LocalizedText = self.note.text
        return note

    def basis(self) -> Basis | None:
        """Return what was looked at; None if the form does not say it."""
        return Basis.from_text(self.seen.data or "")
