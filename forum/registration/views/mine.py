"""What every page of self-service stands on: the blueprint, the registration, the page."""

from flask import Blueprint, g, render_template

from forum.registration.models import Registration
from forum.registration.queries import get_registration

my = Blueprint("my", __name__)


def my_registration() -> Registration:
    """Return the registration that the opened link belongs to."""
    return get_registration(g.link.subject_id)


def my_page(mine: Registration, name: str, **values: object) -> str:
    """Return a page of self-service."""
    return render_template(
        f"registration/my/{name}.html", edition=mine.edition, registration=mine, **values
    )
