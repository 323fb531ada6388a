"""Forms of signing at the table."""

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from forum.core.i18n import lazy_gettext as _l
from forum.declaration.table.types import Shown
from forum.web.forms import Form

SHOWN_WORDS = {
    Shown.PASSPORT: _l("A passport"),
    Shown.IDENTITY_CARD: _l("An identity card"),
    Shown.OFFICIAL_CARD: _l("An official card of the city"),
    Shown.KNOWN: _l("Known to me in person"),
}


class HandOverForm(Form):
    """What an officer confirms before handing the device over."""

    shown = RadioField(
        _l("What was shown"),
        [InputRequired(_l("Say what was shown."))],
        choices=[SelectChoice(one.value, word) for one, word in SHOWN_WORDS.items()],
    )
    is_the_person = BooleanField(
        _l("I have compared it, and the person in front of me is the one named above."),
        [InputRequired(_l("Compare first whether this is the person."))],
    )

    @property
    def chosen(self) -> Shown:
        """Return what was shown."""
        return Shown(self.shown.data)


class SignForm(Form):
    """The last step: it carries the mark of what stands on the page."""

    mark = HiddenField()
