"""The description of the API, for programs and for people."""

import json
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from forum.api.exports import tidy_description
from forum.api.words import SUMMARIES
from forum.web.access import public
from forum.web.cache import cached
from forum.web.openapi import spec

api = Blueprint("api", __name__)


def describe() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return tidy_description(spec.spec)


def _state() -> str:
    """Return the one state that there is: the description changes only with the program."""
    return "the program's"


@api.get("/openapi.json")
@public
@cached(_state)
def openapi() -> ResponseReturnValue:
    """Return the API's description (OpenAPI 3.1)."""
    text = json.dumps(describe(), ensure_ascii=False)
    response = Response(text, content_type="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@api.get("/docs")
@public
def docs() -> ResponseReturnValue:
    """Show the API's description as a page."""
    return render_template("api/docs.html", spec=describe(), summaries=SUMMARIES)
