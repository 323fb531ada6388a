"""The organisers' pages of what people need: numbers for the caterer, names for those who may."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from forum.core import journal
from forum.core.i18n import current_language
from forum.core.permissions import Permission
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration.needs.queries import list_eaters, list_needs
from forum.registration.needs.rules import count_meals, meals_of
from forum.registration.queries import list_session_limits
from forum.registration.rules import language_of_words
from forum.registration.types import Diet
from forum.registration.words import DIET_WORDS
from forum.web.access import requires

needs_manage = Blueprint("needs_manage", __name__)


@needs_manage.get("")
@requires(Permission.REGISTRATION_VIEW)
def index(edition: str) -> ResponseReturnValue:
    """Show how many need what at which meal: numbers alone, to be passed on."""
    found = get_edition(edition)
    eaters = list_eaters(found)
    counted = list_session_limits(found)
    return render_template(
        "registration/needs/index.html",
        edition=found,
        section="registrations",
        meals=count_meals(meals_of(public_agenda(found)), counted, eaters),
        expected=len(eaters),
        said=sum(1 for one in eaters if one.diets or one.has_note),
        helped=sum(1 for one in eaters if one.needs_help),
        diets=DIET_WORDS,
        everybody={diet: sum(diet in one.diets for one in eaters) for diet in Diet},
        notes=sum(1 for one in eaters if one.has_note),
    )


@needs_manage.get("/names")
@requires(Permission.SENSITIVE_VIEW)
def names(edition: str) -> ResponseReturnValue:
    """Show who needs what. That it was seen is written down."""
    found = get_edition(edition)
    rows = list_needs(found)
    if rows:
        journal.log_access(
            actor=str(g.get("actor", "")),
            endpoint=str(request.endpoint),
            outcome="seen",
            edition=found.slug,
            details={"count": len(rows), "registrations": [person.id for person, _need in rows]},
        )
    language = current_language()
    return render_template(
        "registration/needs/names.html",
        edition=found,
        section="registrations",
        rows=rows,
        diets=lambda need: [DIET_WORDS[Diet(diet)] for diet in need.diets],
        tongue=lambda words: language_of_words(words, language),
    )
