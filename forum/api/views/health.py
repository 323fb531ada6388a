"""Whether the process is up, whether it can serve, and its figures."""

from collections import Counter

from flask import Blueprint, Flask, Response, current_app, g
from flask.typing import ResponseReturnValue

from forum.accounts.queries import may_still
from forum.api import exports, queries
from forum.core import health
from forum.core.bearer import Scope
from forum.core.errors import ForbiddenError
from forum.web.access import by_token, public

checks = Blueprint("health", __name__)

NOT_READY = 503


def count_requests(app: Flask) -> None:
    """Count what this process answers."""
    app.extensions["answers"] = Counter()

    def count(response: Response) -> Response:
        app.extensions["answers"][f"{response.status_code // 100}xx"] += 1
        return response

    app.after_request(count)


@checks.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Say that the process is up; nothing else is looked at."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@checks.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Say whether it can serve: database, migrations, outbox, disk."""
    found = health.check_all()
    is_ready = all(check.is_fine for check in found)
    body = {
        "ready": is_ready,
        "checks": {check.name: {"ok": check.is_fine, "value": check.value} for check in found},
    }
    return body, 200 if is_ready else NOT_READY


@checks.get("/metrics")
@by_token(Scope.METRICS_READ)
def metrics() -> ResponseReturnValue:
    """Return figures for Prometheus."""
    if not may_still(g.token, Scope.METRICS_READ):
        raise ForbiddenError
    own = exports.process_figures(current_app.extensions["answers"])
    house: list[exports.Figure] = [
        ("forum_outbox_age_seconds", "Age of the mail due longest", {}, health.outbox_age()),
        ("forum_disk_free_bytes", "Space where the data lie", {}, float(health.free_space())),
    ]
    text = exports.metrics([*own, *house, *queries.count_figures()])
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
