"""The application for other WSGI servers; `forum serve` does not need this file."""

from forum import create_app
from forum.core.settings import Settings

app = create_app(Settings())
