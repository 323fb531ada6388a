"""What organisers decide at the door, checked."""

from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length

from forum.checkin.sync.types import Choice
from forum.checkin.words import CHOICE_WORDS
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.web.forms import Form

LONGEST_NOTE = 500


class DecisionForm(Form):
    """What is to be made of somebody whom a device let in by itself."""

    choice = RadioField(
        lazy_pgettext("check-in", "Decision"),
        [InputRequired(_l("Choose what was right."))],
        choices=[SelectChoice(choice.value, word) for choice, word in CHOICE_WORDS.items()],
    )
    note = StringField(
        _l("Note"), [Length(max=LONGEST_NOTE, message=_l("At most 500 characters."))]
    )

    def details(self) -> tuple[Choice, str]:
        """Return the decision and the note."""
        return Choice(self.choice.data), (self.note.data or "").strip()
