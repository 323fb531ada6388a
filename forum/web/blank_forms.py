"""Pages with a form that nobody has filled in yet: drawn once, with each visitor's own token.

Such a page is the same for everybody who sees it in one state of what it shows; only the token
against forged posts is a visitor's own. Its bytes are kept beside those of the public pages.
"""

import http.client
from collections.abc import Callable

from flask import make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from forum.core.i18n import current_language
from forum.web.cache import Key, Page, pages
from forum.web.messages import has_messages

_PLACE = b"\0token\0"  # no page holds such bytes


def blank_form(state: Key, draw: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Return a page with an untouched form, drawn only if it was not in this state before.

    `state` names all by which the page differs: its address and the language are added. What is
    told only once, or comes by a query, is of one visitor: such a page is drawn and not kept.
    """
    if has_messages() or request.query_string:
        return draw()
    token = generate_csrf().encode()
    key = ("blank form", request.path, current_language(), *state)
    kept = pages().get(key)
    if kept is not None:
        return make_response(kept.body.replace(_PLACE, token))
    response = make_response(draw())
    if response.status_code == http.client.OK:
        body = response.get_data().replace(token, _PLACE)
        page = Page(body=body, compressed=None, etag="", headers=(), valid_until=None)
        pages().put(key, page)
    return response
