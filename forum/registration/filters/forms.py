"""Reading a filter from an address."""

from collections.abc import Iterable
from dataclasses import replace

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from forum.core.i18n import lazy_gettext as _l
from forum.registration.filters.errors import FilterNameMissingError
from forum.registration.filters.rules import SEVERAL, SHORT, filter_of, joined, parts_of, view_of
from forum.registration.filters.types import ListView
from forum.registration.models import Category
from forum.registration.types import ListFilter
from forum.web.forms import Form


def read_filter(arguments: "MultiDict[str, str]", *, categories: Iterable[Category]) -> ListFilter:
    """Return what stands in the address, without what does not exist."""
    known = {category.key for category in categories}
    said = {name: arguments.get(name, "") for name in arguments}
    said |= {name: joined(arguments.getlist(name)) for name in SEVERAL}
    said["query"] = arguments.get("q", "")
    said["category"] = joined(key for key in parts_of(said["category"]) if key in known)
    page = arguments.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1  # noqa: PLR2004
    return replace(filter_of(said), page=number)


def read_view(arguments: "MultiDict[str, str]") -> ListView:
    """Return in which order and with which columns an address shows the list."""
    return view_of({"sort": arguments.get("sort", ""), "cols": joined(arguments.getlist("cols"))})


class FilterNameForm(Form):
    """The name under which a filter is kept, and for whom."""

    name = StringField(
        _l("Name of the filter"),
        validators=[DataRequired(FilterNameMissingError.message), Length(max=SHORT)],
    )
    is_shared = BooleanField(_l("For all organisers of the edition"))
