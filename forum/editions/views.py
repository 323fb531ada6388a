"""Public pages that an edition's organisers write freely: about, travel, contact."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.core.i18n import current_language
from forum.core.markdown import render_markdown
from forum.editions import queries
from forum.web.access import public
from forum.web.cache import cached

editions = Blueprint("editions", __name__)


@editions.app_context_processor
def free_pages() -> dict[str, object]:
    """Let the frame of every public page name the edition's free pages."""
    return {"free_pages": queries.list_published_pages}


def _state(edition: str, page: str) -> object:
    del page
    return queries.public_state(edition)


@editions.get("/pages/<page>")
@public
@cached(_state)
def page(edition: str, page: str) -> ResponseReturnValue:
    """Show a free page, in the reader's language if it is written in it."""
    found = queries.get_public_edition(edition)
    shown = queries.get_published_page(found, page)
    language = current_language()
    return render_template(
        "editions/page.html",
        edition=found,
        section=f"page:{shown.slug}",
        page=shown,
        body=render_markdown(shown.body.in_(language)),
        body_language=shown.body.language_in(language),
    )
