"""What visitors see of the programme, and what they take away of it."""

from forum.programme.views import materials, now, releases, rooms  # noqa: F401  on the same blueprint
from forum.programme.views.files import schedules
from forum.programme.views.pages import programme

__all__ = ["programme", "schedules"]
