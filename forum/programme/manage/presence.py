"""Who else has a session open, and what they have saved since."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from forum.accounts.sessions import organiser
from forum.core.permissions import Permission
from forum.editions.queries import get_edition
from forum.programme import queries, services
from forum.programme.errors import SessionGoneError
from forum.programme.manage.blueprint import programme_manage
from forum.programme.manage.sentences import actor_names
from forum.programme.manage.session_answers import gone, others_said, written
from forum.programme.manage.session_page import (
    find_opened,
    others_here,
    parts_drawn,
    parts_of,
)
from forum.web.access import requires


@programme_manage.post("/sessions/<session>/here")
@requires(Permission.PROGRAMME_EDIT)
def be_here(edition: str, session: str) -> ResponseReturnValue:
    """Note that the organiser has the session open; tell who else has, and what they changed."""
    found = get_edition(edition)
    row = queries.find_session(found, session)
    if row is None:
        removal = queries.find_removal(found, session)
        if removal is None:
            raise SessionGoneError
        who = next(iter(actor_names([removal.actor]).values()))
        return gone(found, SessionGoneError().sentence(), who, removal.made_at)
    services.keep_presence(found, session, organiser().id)
    answer: dict[str, object] = {
        "others": [written(name) for name in others_here(found, session)],
        "version": row.version,
    }
    base = request.form.get("base", row.version, type=int)
    if base != row.version and (opened := find_opened(found, session)) is not None:
        since = queries.session_since(found, opened.row, base)
        answer |= {
            "theirs": parts_drawn(opened, parts_of(since.fields)),
            "others_said": others_said(since, found) if since.fields else "",
        }
    return jsonify(answer)


@programme_manage.post("/sessions/<session>/left")
@requires(Permission.PROGRAMME_EDIT)
def leave(edition: str, session: str) -> ResponseReturnValue:
    """Note that the organiser has closed the session."""
    services.end_presence(get_edition(edition), session, organiser().id)
    return "", 204
