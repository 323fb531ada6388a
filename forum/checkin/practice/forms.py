"""Which lists and devices practise."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectChoice, SelectMultipleField

from forum.checkin.models import CheckinList, Device
from forum.core.i18n import current_language
from forum.core.i18n import lazy_gettext as _l
from forum.web.forms import Form


class PracticeForm(Form):
    """What practises; what is not chosen is in earnest."""

    lists = SelectMultipleField(
        _l("Lists"), coerce=int, description=_l("Every device practises at these lists.")
    )
    devices = SelectMultipleField(
        _l("Devices"), coerce=int, description=_l("These devices practise at every list.")
    )

    def __init__(
        self,
        lists: Sequence[CheckinList],
        devices: Sequence[Device],
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Offer the edition's lists and devices, those that practise chosen."""
        super().__init__(
            data={
                "lists": [one.id for one in lists if one.is_practice],
                "devices": [one.id for one in devices if one.is_practice],
            },
            **options,
        )
        language = current_language()
        self.lists.choices = [SelectChoice(one.id, one.name.in_(language)) for one in lists]
        self.devices.choices = [
            SelectChoice(one.id, f"{one.name} · {one.gate.in_(language)}") for one in devices
        ]
