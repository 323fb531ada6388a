"""A choice among hundreds of options that are the same for everybody: drawn once."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape
from wtforms import SelectChoice, SelectField
from wtforms.widgets import html_params


class Options:
    """Values and labels in their order, and what they look like."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Draw the options."""
        self.labels = dict(pairs)
        self.choices = [SelectChoice(value, label) for value, label in self.labels.items()]
        self._drawn = {value: self._draw(value) for value in self.labels}
        self._all = Markup("").join(self._drawn.values())

    def html(self, chosen: str | None) -> Markup:
        """Return all options, the chosen one marked."""
        if chosen not in self._drawn:
            return self._all
        marked = self._draw(chosen, selected=True)
        return Markup("").join({**self._drawn, chosen: marked}.values())

    def _draw(self, value: str, **more: bool) -> Markup:
        attributes = html_params(value=value, **more)
        return Markup(f"<option {attributes}>{escape(self.labels[value])}</option>")  # noqa: S704


class LongSelect:
    """Draws the field: WTForms' own widget takes 10 ms for the countries of the world."""

    def __call__(self, field: "LongSelectField", **attributes: Any) -> Markup:  # noqa: ANN401
        """Return the list."""
        attributes.setdefault("id", field.id)
        head = html_params(name=field.name, **attributes)
        return Markup(f"<select {head}>{field.options.html(field.data)}</select>")  # noqa: S704


class LongSelectField(SelectField):  # type: ignore[misc]  # WTForms has no types
    """A select field whose options are drawn before anybody asks.

    They have to be offered: a form that forgets it fails, rather than showing an empty list.
    """

    widget = LongSelect()
    options: Options

    def offer(self, options: Options) -> None:
        """Say what can be chosen."""
        self.options = options
        self.choices = options.choices
