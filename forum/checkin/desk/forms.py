"""The forms of the desk."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from forum.checkin.models import CheckinList
from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import lazy_gettext as _l
from forum.web.forms import Form


class AdmitForm(Form):
    """Where somebody is let in, and why."""

    list = SelectField(lazy_pgettext("check-in", "Let in at"), coerce=int)
    reason = StringField(
        _l("Reason"),
        [
            DataRequired(_l("Write why this person is let in.")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
        description=_l("Organisers see it among the open cases."),
    )
    key = HiddenField(validators=[DataRequired(), Length(max=50)])

    def offer(self, lists: Sequence[CheckinList]) -> None:
        """Say where somebody can be let in."""
        language = current_language()
        self.list.choices = [SelectChoice(one.id, one.name.in_(language)) for one in lists]
