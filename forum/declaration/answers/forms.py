"""Forms of these answers."""

from datetime import date

from wtforms import DateField
from wtforms.validators import Optional

from forum.core.i18n import lazy_gettext as _l
from forum.web.forms import Form


class LaterForm(Form):
    """Until when more time is needed, if that is known."""

    until = DateField(
        _l("Until when, if you know"),
        [Optional()],
        description=_l("Such as the day on which your council meets."),
    )

    @property
    def day(self) -> date | None:
        """Return the day, if one was named."""
        day: date | None = self.until.data
        return day
