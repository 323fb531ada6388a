"""The page that everything is measured against: Flask and one line of Jinja."""

import functools
import sys

from flask import Flask, render_template_string

from forum.core.settings import Settings
from forum.serve import make_server

LINE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>"


def make_bare() -> Flask:
    """Return an application with one page."""
    app = Flask("bare")

    @app.get("/")
    def index() -> str:
        return render_template_string(LINE, title="Bare")

    return app


def main() -> None:
    """Serve the page as `forum serve` serves the forum, on the port that is named."""
    settings = Settings(port=int(sys.argv[1]))
    make_server(settings).serve(target_loader=functools.partial(make_bare), wrap_loader=False)


if __name__ == "__main__":
    main()
