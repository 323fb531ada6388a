"""The address that calendar programs follow. It has no language: the calendar has both."""

from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue

from forum.calendar.exports import CONTENT_TYPE
from forum.core.errors import NotFoundError
from forum.core.settings import current_settings
from forum.programme.queries import public_agenda
from forum.programme.types import Session
from forum.registration.models import Registration
from forum.registration.queries import list_star_keys
from forum.registration.subscriptions.exports import subscription_file
from forum.registration.subscriptions.queries import find_subscriber
from forum.web.access import guarded_by

subscriptions = Blueprint("subscriptions", __name__)


def _find_subscriber() -> None:
    token = str((request.view_args or {}).get("token", ""))
    g.subscriber = find_subscriber(token)
    if g.subscriber is None:
        raise NotFoundError


@subscriptions.get("/<token>.ics")
@guarded_by("calendar address", _find_subscriber)
def show(token: str) -> ResponseReturnValue:
    """Give the calendar, or say that it is the same as before."""
    del token  # looked at by the guard
    registration: Registration = g.subscriber
    edition, language = registration.edition, registration.language

    def address(session: Session) -> str:
        parts: dict[str, Any] = {
            "language": language,
            "edition": edition.slug,
            "session": session.key,
        }
        return current_settings().public_url + url_for("programme.show", **parts)

    content = subscription_file(
        registration,
        public_agenda(edition),
        address,
        list_star_keys(registration),
        current_settings().public_url + url_for("my.show", language=language),
    )
    response = Response(content, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{edition.slug}.ics"'
    response.add_etag()
    return response.make_conditional(request)
