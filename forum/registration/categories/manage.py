"""Organisers' pages of categories."""

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.categories import services
from forum.registration.categories.errors import (
    CapacityNeededError,
    ColourInvalidError,
    ColourTooLightError,
    PeriodReversedError,
)
from forum.registration.categories.forms import CategoryForm
from forum.registration.categories.queries import count_by_category, get_category
from forum.registration.categories.rules import BLACK, WHITE, contrast
from forum.registration.categories.words import WAY_IN_WORDS
from forum.registration.errors import CapacityBelowTakenError
from forum.registration.models import Category
from forum.registration.queries import category_standing, list_categories
from forum.registration.questions.queries import list_forms
from forum.web.access import requires
from forum.web.messages import tell

categories_manage = Blueprint("categories_manage", __name__)


@categories_manage.get("")
@requires(Permission.REGISTRATION_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """List the categories in the order in which people choose, and how full each is."""
    found = get_edition(edition)
    return render_template(
        "registration/categories/index.html",
        edition=found,
        section="registrations",
        categories=list_categories(found),
        forms={form.id: form for form in list_forms(found)},
        expected=count_by_category(found),
        standing_of=category_standing,
        way_in_words=WAY_IN_WORDS,
    )


@categories_manage.route("/new", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def add(edition: str) -> ResponseReturnValue:
    """Offer another way to take part."""
    found = get_edition(edition)
    form = CategoryForm()
    return _edit(found, None, form, lambda: services.add_category(found, form.details(found)))


@categories_manage.route("/<key>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def edit(edition: str, key: str) -> ResponseReturnValue:
    """Change a category; its key stays."""
    found = get_edition(edition)
    category = get_category(found, key)
    form = CategoryForm(data=CategoryForm.values_of(category, found))
    return _edit(
        found,
        category,
        form,
        lambda: services.change_category(found, category, form.details(found)),
    )


def _edit(
    edition: Edition, category: Category | None, form: CategoryForm, write: Callable[[], object]
) -> ResponseReturnValue:
    form.offer(list_forms(edition))
    if form.validate_on_submit():
        try:
            write()
        except Refusal as refusal:
            form.reject(refusal.sentence(), _field_of(form, refusal))
        else:
            tell(_("Saved."))
            return redirect(url_for("categories_manage.index", edition=edition.slug), 303)
    colour = str(form.colour.data or "")
    page = render_template(
        "registration/categories/edit.html",
        edition=edition,
        section="registrations",
        category=category,
        form=form,
        contrasts=_contrasts(colour) if not form.colour.errors else None,
        colour=colour,
    )
    return make_response(page, 422 if form.errors else 200)


def _contrasts(colour: str) -> dict[str, str]:
    """Return how well white and black letters can be read on a colour."""
    return {"white": f"{contrast(colour, WHITE):.1f}", "black": f"{contrast(colour, BLACK):.1f}"}


def _field_of(form: CategoryForm, refusal: Refusal) -> object:
    """Return the field that a refusal is about; None for all others."""
    fields = {
        CapacityBelowTakenError: form.capacity,
        CapacityNeededError: form.capacity,
        ColourInvalidError: form.colour,
        ColourTooLightError: form.colour,
        PeriodReversedError: form.closes_at,
    }
    return fields.get(type(refusal))


@categories_manage.post("/<key>/move")
@requires(Permission.REGISTRATION_EDIT)
def move(edition: str, key: str) -> ResponseReturnValue:
    """Offer a category earlier or later."""
    found = get_edition(edition)
    services.move_category(found, get_category(found, key), up=request.form.get("to") == "up")
    return redirect(url_for("categories_manage.index", edition=found.slug), 303)
