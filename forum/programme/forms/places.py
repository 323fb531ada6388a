"""A room or a venue, as an organiser fills it in."""

from typing import Any

from wtforms import BooleanField, FloatField, StringField
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext as _lp
from forum.core.slugs import RESERVED
from forum.programme.forms.fields import (
    NumberField,
    ReadsOneValue,
    VersionField,
    at_most,
    between,
    control_sentence,
    people_limits,
    refuse_controls,
)
from forum.programme.keys import is_key
from forum.programme.limits import LONGEST_NAME, LONGEST_NOTE, LONGEST_WORD
from forum.programme.serial import place_to_mapping
from forum.programme.types import Place
from forum.web.forms import Form, LocalizedField


class CoordinateField(ReadsOneValue, FloatField):  # type: ignore[misc]  # WTForms has no types
    """Degrees in plain digits: 37.5665; what is north or east is positive."""

    widget = TextInput()
    refusal = _l("Write degrees in digits, with a point: 37.5665.")

    def read(self, written: str) -> float:
        """Read the digits."""
        return float(written)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else repr(self.data)


class PlaceForm(Form):
    """A room or a venue."""

    base = VersionField(validators=[Optional()])
    name = LocalizedField(_lp("place", "Name"), max_length=LONGEST_NAME)
    key = StringField(
        _lp("place", "Address"),
        description=_l("Part of the address of its door screen; it stays. Such as: main-hall."),
    )
    floor = StringField(
        _lp("place", "Floor"), [at_most(LONGEST_WORD)], description=_l("Such as 8F or B1.")
    )
    capacity = NumberField(
        _lp("place", "Capacity"), people_limits(), description=_l("How many people it holds.")
    )
    off_site = BooleanField(_lp("place", "It is elsewhere: people have to travel there"))
    latitude = CoordinateField(
        _lp("place", "Latitude"),
        [between(-90, 90, _l("A latitude is between -90 and 90 degrees."))],
        description=_l("In degrees, such as 37.5665."),
    )
    longitude = CoordinateField(
        _lp("place", "Longitude"),
        [between(-180, 180, _l("A longitude is between -180 and 180 degrees."))],
        description=_l("In degrees, such as 126.9780."),
    )
    access_notes = LocalizedField(
        _lp("place", "How to get in"),
        multiline=True,
        max_length=LONGEST_NOTE,
        description=_l("Steps, lifts, which entrance: visitors read it."),
    )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Hold the fields to each other as well."""
        super().validate(extra_validators)
        if not self.name.text and not self.name.errors:
            self.reject(_("Write the name in one language at least."), self.name)
        if (self.latitude.data is None) is not (self.longitude.data is None) and not (
            self.latitude.errors or self.longitude.errors
        ):
            missing = self.latitude if self.latitude.data is None else self.longitude
            self.reject(_("Both coordinates belong together. Write the other one too."), missing)
        for field in (self.name, self.access_notes, self.floor):
            if refuse_controls(field):
                self.reject(control_sentence(), field)
        return not self.errors

    def check_key(self) -> bool:
        """Hold a new place's key to being one."""
        key = (self.key.data or "").strip()
        if not is_key(key):
            self.reject(
                _("An address has small letters, digits and hyphens, 60 at most: main-hall."),
                self.key,
            )
        elif key in RESERVED | {"new", "order"}:
            self.reject(
                _("This word is an address of the system itself; choose another."), self.key
            )
        return not self.errors

    def filled_in(self, key: str) -> Place:
        """Return the place as the form says it."""
        return Place(
            key=key,
            name=self.name.text,
            floor=(self.floor.data or "").strip(),
            capacity=self.capacity.data,
            off_site=bool(self.off_site.data),
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            access_notes=self.access_notes.text,
        )

    def wanted(self, key: str) -> dict[str, Any]:
        """Return the fields of a place's record that the form holds."""
        record = place_to_mapping(self.filled_in(key))
        return {name: record[name] for name in PLACE_FIELDS}


PLACE_FIELDS = (
    *("name", "floor", "capacity", "off_site", "latitude", "longitude", "access_notes"),
)


def values_of_place(place: Place) -> dict[str, Any]:
    """Return what the form is filled with to change a place."""
    return {name: getattr(place, name) for name in PLACE_FIELDS}
