"""What two organisers wrote of one thing, for the page on which the second one chooses.

A form's parts (`forum.core.merging`) are posted again as hidden fields, and beside each part
that clashes stands whose value is to be kept.
"""

from collections.abc import Iterable, Mapping, Sequence

from flask import request
from wtforms.form import BaseForm

from forum.core.i18n import gettext as _
from forum.core.merging import Clash

KEEP = "keep-"
"""Before the name of a part: whether theirs or mine is kept."""


def given_up() -> set[str]:
    """Return the parts in which the organiser lets stand what is saved."""
    return {
        name.removeprefix(KEEP)
        for name, kept in request.form.items()
        if name.startswith(KEEP) and kept == "theirs"
    }


def posted_parts(parts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return what a browser posts of a form with these parts."""
    posted: list[tuple[str, str]] = []
    for name, value in parts.items():
        if isinstance(value, tuple):
            posted += [(name, str(each)) for each in value]
        elif value is not False:
            posted.append((name, "" if value is None else str(value)))
    return posted


def side_by_side(form: BaseForm, clashes: Iterable[Clash]) -> Sequence[dict[str, str]]:
    """Return the clashing parts in words: what each is, its language, and both values."""
    rows = []
    for clash in clashes:
        name, _dash, language = clash.part.partition("-")
        field = form[name]
        rows.append(
            {
                "part": clash.part,
                "label": str(field.label.text),
                "language": language,
                "theirs": _in_words(field, clash.theirs),
                "mine": _in_words(field, clash.mine),
            }
        )
    return rows


def _in_words(field: object, value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    offered = getattr(field, "choices", None) or ()
    choices = {str(key): str(label) for key, label, *_rest in offered}
    if isinstance(value, tuple):
        return ", ".join(choices.get(str(each), str(each)) for each in value)
    if value is None:
        return ""
    return choices.get(str(value), str(value))
