"""What a city sees at its own address: whom it is said to have named, and yes or no."""

from typing import cast

from flask import Blueprint, Flask, g, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from forum.core.i18n import current_language
from forum.core.links import CapabilityLink
from forum.declaration import queries
from forum.declaration.mandates import services
from forum.declaration.mandates.forms import CAPACITY_WORDS
from forum.declaration.mandates.types import CONFIRM
from forum.web.access import by_link, public
from forum.web.forms import Form
from forum.web.links import register_purpose

confirming = Blueprint("declaration_confirming", __name__)


def _entry(link: CapabilityLink) -> str:
    del link
    return url_for("declaration_confirming.ask", language=current_language())


def _set_up(state: BlueprintSetupState) -> None:
    register_purpose(cast("Flask", state.app), CONFIRM, _entry)


confirming.record(_set_up)


@confirming.get("")
@by_link(CONFIRM)
def ask() -> ResponseReturnValue:
    """Show whom the city is said to have named."""
    mandate = queries.get_mandate_by_id(g.link.subject_id)
    return render_template(
        "declaration/mandates/ask.html",
        edition=mandate.declaration.edition,
        section="declaration",
        mandate=mandate,
        kind_word=CAPACITY_WORDS[mandate.capacity_kind],
        declaration=queries.as_public(mandate.declaration),
        form=Form(),
    )


@confirming.post("/<any(yes, no):word>")
@by_link(CONFIRM)
def answer(word: str) -> ResponseReturnValue:
    """Keep the city's word. The link is used up by it."""
    mandate = queries.get_mandate_by_id(g.link.subject_id)
    services.answer_confirmation(mandate, g.link, is_named=word == "yes")
    return redirect(url_for("declaration_confirming.thanks", word=word), 303)


@confirming.get("/thanks/<any(yes, no):word>")
@public
def thanks(word: str) -> ResponseReturnValue:
    """Say that the word is kept; nothing personal is on the page, as the link is used up."""
    return render_template("declaration/mandates/thanks.html", word=word)
