"""The files of the sessions, for visitors: only those that the latest release shows."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from forum.editions.queries import get_public_edition
from forum.programme import queries
from forum.programme.errors import MaterialNotFoundError
from forum.programme.views.pages import get_session, programme
from forum.web.access import public
from forum.web.cache import PUBLIC
from forum.web.headers import send_away


@programme.get("/programme/<session>/materials/<file>")
@public
def material(edition: str, session: str, file: str) -> ResponseReturnValue:
    """Hand out a file of a session. It never changes, so its hash is its tag."""
    found = get_public_edition(edition)
    shown = get_session(queries.public_agenda(found), session).materials
    row = queries.find_material_file(found, file)
    if row is None or all(material.file != file for material in shown):
        raise MaterialNotFoundError
    response = Response(content_type=row.content_type)
    if request.if_none_match.contains_weak(row.sha256):
        response.status_code = 304
    else:
        response.set_data(queries.material_content(row))
    response.set_etag(row.sha256)
    response.headers["Cache-Control"] = PUBLIC
    return send_away(response, row.filename)
