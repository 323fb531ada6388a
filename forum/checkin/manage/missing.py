"""The page of those who are expected at a list and have not come."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.checkin import queries
from forum.checkin.arrivals.queries import choose_list
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.missing.queries import Missing, list_missing
from forum.core import clock
from forum.core.permissions import Permission
from forum.editions.queries import get_edition
from forum.registration.filters.queries import list_cities_of_people
from forum.registration.filters.rules import filter_of
from forum.registration.tags.queries import list_tags
from forum.registration.types import ListFilter
from forum.web.access import requires

FILTERS = ("category", "city", "tag")


def _filter(edition_tags: set[str]) -> ListFilter:
    said = {name: request.args.get(name, "") for name in FILTERS}
    if said["tag"] not in edition_tags:
        said["tag"] = ""
    page = request.args.get("page", 1, type=int)
    found = filter_of({**said, "query": request.args.get("q", "")[:200]})
    return ListFilter(
        query=found.query,
        category=found.category,
        city=found.city,
        tag=found.tag,
        page=max(1, page),
    )


@checkin_manage.get("/missing")
@requires(Permission.CHECKIN_VIEW)
def missing(edition: str) -> ResponseReturnValue:
    """Show who is expected at a list and not here."""
    found = get_edition(edition)
    lists = list(queries.list_lists(found))
    target = choose_list(lists, request.args.get("list", type=int), clock.today(found.timezone))
    tags = list_tags(found)
    chosen = _filter({str(tag.id) for tag in tags})
    carried: dict[str, Any] = {
        "list": target.id if target else None,
        "q": chosen.query or None,
        **{name: getattr(chosen, name) or None for name in FILTERS},
    }
    missed = list_missing(target, chosen) if target else Missing(rows=(), total=0, page=1, pages=1)
    return render_template(
        "checkin/manage/missing.html",
        edition=found,
        section="checkin",
        lists=lists,
        target=target,
        chosen=chosen,
        missed=missed,
        categories=queries.list_categories(found),
        cities=list_cities_of_people(found),
        tags=tags,
        page_address=lambda number: url_for(
            "checkin_manage.missing", edition=edition, page=number, **carried
        ),
    )
