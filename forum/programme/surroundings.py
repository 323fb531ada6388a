"""What the warnings about a programme have to know besides it: its files, and our own pages."""

from collections.abc import Collection, Mapping
from functools import partial
from urllib.parse import unquote

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.editions.queries import list_pages
from forum.programme.queries import list_material_keys, session_positions
from forum.programme.types import Agenda
from forum.programme.warnings import Surroundings


def surroundings_of(edition: Edition, agenda: Agenda) -> Surroundings:
    """Return what is around a whole programme of an edition. Two statements."""
    return _around(edition, {"speaker": {speaker.key for speaker in agenda.speakers}}, ())


def surroundings_of_part(edition: Edition) -> Surroundings:
    """Return what is around some sessions of the draft. Three statements.

    Who speaks in the others is not looked up: a link to a speaker is taken for granted.
    """
    return _around(edition, {}, session_positions(edition).keys())


def _around(
    edition: Edition, there: Mapping[str, Collection[str]], sessions: Collection[str]
) -> Surroundings:
    there = {"page": {page.slug for page in list_pages(edition) if page.is_published}, **there}
    return Surroundings(
        base_url=current_settings().public_url,
        is_page=partial(_is_page, edition.slug, there),
        sessions=sessions,
        files=list_material_keys(edition),
    )


def _is_page(edition: str, there: Mapping[str, Collection[str]], path: str) -> bool:
    """Tell whether an address of ours leads somewhere; of other editions it is taken for granted.

    `there` are the keys that an address of this edition can name, by the name of its part.
    """
    try:
        _endpoint, values = current_app.url_map.bind("").match(unquote(path), method="GET")
    except RequestRedirect:
        return True
    except (HTTPException, ValueError):
        return False
    if values.get("edition") != edition:
        return True
    return all(values[name] in keys for name, keys in there.items() if name in values)
