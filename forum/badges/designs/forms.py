"""What organisers write into a design: the sheet, and each element by numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import FloatField, HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Length
from wtforms.widgets import NumberInput

from forum.badges.designs.models import BadgePicture
from forum.badges.designs.queries import Kept
from forum.badges.designs.rules import PRESETS, is_key
from forum.badges.designs.types import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ELEMENTS,
    WITH_TONGUE,
    Across,
    Design,
    Down,
    Element,
    ElementKind,
    Overlong,
    Problem,
    Side,
    Sides,
    Tongue,
)
from forum.badges.designs.words import (
    ACROSS_WORDS,
    DOWN_WORDS,
    KIND_WORDS,
    OVERLONG_WORDS,
    SIDE_WORDS,
    SIDES_WORDS,
    TONGUE_WORDS,
    WEIGHT_WORDS,
)
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.i18n import lazy_pgettext
from forum.core.localized import EMPTY, LocalizedText
from forum.web.forms import Form, LocalizedField, read_number

FREE = "free"


FARTHEST = 10_000
"""Millimetres or points that no sheet comes near."""


class MeasureField(FloatField):  # type: ignore[misc]  # WTForms has no types
    """A number in millimetres or points."""

    widget = NumberInput(step="0.1")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number; a comma stands for a point."""
        if not valuelist:
            return
        try:
            number = float(valuelist[0].replace(",", "."))
        except ValueError:
            number = float("nan")
        if not abs(number) < FARTHEST:  # which neither "nan" nor "inf" is
            self.data = None
            raise ValueError(_("Write a number, such as 12.5."))
        self.data = number

    def _value(self) -> str:
        """Write it as it was typed, else without needless zeros."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.1f}".rstrip("0").rstrip(".")


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(getattr(key, "value", key)), word) for key, word in words.items()]


class ElementForm(Form):
    """One element; its fields have its key before their names."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    kind = HiddenField()
    side = SelectField(lazy_pgettext("badge", "Side"), choices=_choices(SIDE_WORDS))
    x = MeasureField(_l("From the left (mm)"))
    y = MeasureField(_l("From the top (mm)"))
    width = MeasureField(_l("Width (mm)"))
    height = MeasureField(_l("Height (mm)"))
    tongue = SelectField(_l("Language"), choices=_choices(TONGUE_WORDS), default=Tongue.FIRST.value)
    across = SelectField(
        lazy_pgettext("badge", "Across"), choices=_choices(ACROSS_WORDS), default=Across.LEFT.value
    )
    down = SelectField(
        lazy_pgettext("badge", "Down"), choices=_choices(DOWN_WORDS), default=Down.TOP.value
    )
    largest = MeasureField(_l("Largest size (points)"), default=12.0)
    smallest = MeasureField(_l("Smallest size (points)"), default=7.0)
    weight = SelectField(_l("Weight"), choices=_choices(WEIGHT_WORDS), default="500")
    overlong = SelectField(
        _l("If the text is too long"),
        choices=_choices(OVERLONG_WORDS),
        default=Overlong.WRAP.value,
    )
    text = LocalizedField(_l("Text"), multiline=True, max_length=LONGEST_TEXT)
    image = SelectField(lazy_pgettext("badge part", "Picture"), default="")

    def __init__(
        self, key: str, pictures: Sequence[BadgePicture], element: Element | None = None
    ) -> None:
        """Show an element, or read the one with this key from what was posted."""
        data = None if element is None else _data_of(element)
        super().__init__(prefix=f"{key}-", data=data)
        self.key = key
        self.image.choices = [
            SelectChoice("", _("No picture")),
            *(SelectChoice(one.key, one.filename) for one in pictures),
        ]

    @property
    def element_kind(self) -> ElementKind | None:
        """Return its kind, unless somebody wrote another word there."""
        said = str(self.kind.data)
        return ElementKind(said) if said in set(ElementKind) else None

    def caption(self) -> list[str]:
        """Return in words on which side it stands, and in which language."""
        words = [SIDE_WORDS.get(self.side.data, "")]
        if self.element_kind in WITH_TONGUE:
            words.append(TONGUE_WORDS.get(self.tongue.data, ""))
        return [str(word) for word in words if word]

    def details(self) -> Element:
        """Return the element; to be asked for once it has validated."""
        return Element(
            key=self.key,
            kind=ElementKind(self.kind.data),
            side=Side(self.side.data),
            x=_number(self.x.data),
            y=_number(self.y.data),
            width=_number(self.width.data),
            height=_number(self.height.data),
            tongue=Tongue(self.tongue.data),
            across=Across(self.across.data),
            down=Down(self.down.data),
            largest=_number(self.largest.data, 12.0),
            smallest=_number(self.smallest.data, 7.0),
            weight=int(self.weight.data),
            overlong=Overlong(self.overlong.data),
            text=self.text.text,
            image=str(self.image.data or ""),
        )


def _number(value: float | None, otherwise: float = 0.0) -> float:
    return otherwise if value is None else float(value)


def _data_of(element: Element) -> dict[str, Any]:
    return {
        "kind": element.kind.value,
        "side": element.side.value,
        "x": element.x,
        "y": element.y,
        "width": element.width,
        "height": element.height,
        "tongue": element.tongue.value,
        "across": element.across.value,
        "down": element.down.value,
        "largest": element.largest,
        "smallest": element.smallest,
        "weight": str(element.weight),
        "overlong": element.overlong.value,
        "text": element.text,
        "image": element.image,
    }


class DesignForm(Form):
    """A design: the sheet, and a form for each element."""

    name = LocalizedField(_l("Name of the design"), max_length=LONGEST_NAME)
    width = MeasureField(_l("Width (mm)"))
    height = MeasureField(_l("Height (mm)"))
    sides = RadioField(lazy_pgettext("badge", "Sides"), choices=_choices(SIDES_WORDS))
    keys = HiddenField(validators=[Length(max=MOST_ELEMENTS * 40)])
    seen = HiddenField()
    who = SelectField(
        _l("Show it for"),
        choices=[
            SelectChoice("longest", _l("the longest name of the edition")),
            SelectChoice("oddest", _l("the name with the rarest characters")),
            SelectChoice("person", _l("a certain person")),
        ],
        default="longest",
        validate_choice=False,
    )
    person = StringField(_l("Name or number"), validators=[Length(max=200)], render_kw={"size": 20})
    add = SelectField(
        _l("Add"),
        choices=[SelectChoice("", ""), *_choices(KIND_WORDS)],
        default="",
        validate_choice=False,
    )
    add_side = SelectField(
        lazy_pgettext("badge", "Side"), choices=_choices(SIDE_WORDS), default=Side.FRONT.value
    )

    def __init__(self, pictures: Sequence[BadgePicture], kept: Kept | None = None) -> None:
        """Show a design, or read what was posted."""
        if kept is None:
            super().__init__()
            keys = [key for key in str(self.keys.data or "").split() if is_key(key)]
            self.elements = [ElementForm(key, pictures) for key in dict.fromkeys(keys)]
            self.elements = self.elements[: MOST_ELEMENTS + 1]
        else:
            super().__init__(formdata=None, seen=str(kept.version))
            self.elements = []
            self.show(kept.design, pictures)

    def show(self, design: Design, pictures: Sequence[BadgePicture]) -> None:
        """Take the values of a design, whatever was posted."""
        self.name.data = design.name
        for field, value in ((self.width, design.width), (self.height, design.height)):
            field.data, field.raw_data = value, None
        self.sides.data = design.sides.value
        self.keys.data = " ".join(element.key for element in design.elements)
        self.elements = [_shown(element, pictures) for element in design.elements]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Hold the sheet and every element to what can be read at all."""
        sound = [element.validate() for element in self.elements]
        known = all(element.element_kind is not None for element in self.elements)
        return bool(super().validate(extra_validators)) and all(sound) and known

    def details(self) -> Design:
        """Return the design; to be asked for once it has validated."""
        return Design(
            name=self.name.text,
            width=_number(self.width.data),
            height=_number(self.height.data),
            sides=Sides(self.sides.data),
            elements=tuple(element.details() for element in self.elements),
        )

    def version_seen(self) -> int:
        """Return the version that was looked at."""
        seen = read_number(self.seen.data)
        return -1 if seen is None else seen

    def point_out(self, problems: Sequence[Problem]) -> None:
        """Say at each place what is wrong there."""
        for problem in problems:
            form: Form = next((one for one in self.elements if one.key == problem.element), self)
            form.reject(problem.sentence, form[problem.field])

    def hidden_values(self) -> list[tuple[str, str]]:
        """Return every field but the token, as a browser posts it."""
        values: list[tuple[str, str]] = []
        for form in (self, *self.elements):
            for field in form:
                if isinstance(field, LocalizedField):
                    values += [
                        (f"{field.name}-ko", field.text.ko),
                        (f"{field.name}-en", field.text.en),
                    ]
                elif field.name != "csrf_token" and not (form is self and field.name in _HIDDEN):
                    values.append((field.name, "" if field.data is None else str(field.data)))
        return values

    def faults(self) -> list[Any]:
        """Return the elements' fields with errors, for the summary above the form."""
        return [field for element in self.elements for field in element if field.errors]


def _shown(element: Element, pictures: Sequence[BadgePicture]) -> ElementForm:
    form = ElementForm(element.key, pictures, element)
    form.process(None, data=_data_of(element))
    return form


_HIDDEN = frozenset({"keys", "seen"})  # the form writes them itself


class NewDesignForm(Form):
    """What a new design begins with."""

    start = SelectField(_l("Begin with"))
    size = SelectField(
        lazy_pgettext("badges", "Size"),
        choices=[
            *(SelectChoice(key, key.replace("x", " × ")) for key in PRESETS),  # noqa: RUF001
            SelectChoice(FREE, _l("another size")),
        ],
        default="A6",
    )
    width = MeasureField(_l("Width (mm)"), default=105.0)
    height = MeasureField(_l("Height (mm)"), default=148.0)
    sides = RadioField(
        lazy_pgettext("badge", "Sides"), choices=_choices(SIDES_WORDS), default=Sides.ONE.value
    )
    name = LocalizedField(_l("Name of the design"), max_length=LONGEST_NAME)

    def __init__(self, designs: Sequence[tuple[str, str]]) -> None:
        """Offer the designs that can be copied, as (key, words)."""
        super().__init__()
        self.start.choices = [
            SelectChoice("", _("the standard design")),
            *(SelectChoice(key, words) for key, words in designs),
        ]

    def measures(self) -> tuple[float, float]:
        """Return width and height."""
        known = PRESETS.get(str(self.size.data))
        return known or (_number(self.width.data), _number(self.height.data))

    def title(self) -> LocalizedText:
        """Return the name that was written."""
        return self.name.text or EMPTY


class AssignForm(Form):
    """Which design each category has; a field for each category, by its key."""


class PictureForm(Form):
    """A picture for the badges of an edition."""

    file = FileField(_l("Picture (PNG, JPEG or WebP, at most 5 MB)"))
