"""Organisers' pages of people: who is in the programme, and everybody else.

They stand in `site` because they show what people (the feature) may not know: editions, their
drafts and their releases, all of which build on it.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import last_editor_of
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.merging import EditedMeanwhileError, marks_of, parts_of
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.people import services as people
from forum.people.forms import PersonForm, form_parts, values_of
from forum.people.models import Person
from forum.people.queries import get_person, list_namesakes, list_organisations
from forum.site import queries, services
from forum.site.types import PeopleScope
from forum.web.access import requires
from forum.web.conflicts import given_up, posted_parts, side_by_side
from forum.web.forms import Form
from forum.web.messages import tell

people_manage = Blueprint("people_manage", __name__)


@people_manage.get("")
@requires(Permission.PROGRAMME_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """List people, those of this edition's programme first; the search is in the address."""
    found = get_edition(edition)
    query, scope = request.args.get("q", "").strip(), _scope()

    def address(page: int = 1, scope: PeopleScope = scope) -> str:
        chosen: dict[str, Any] = {
            "q": query or None,
            "scope": None if scope == PeopleScope.ALL else str(scope),
            "page": page if page > 1 else None,
        }
        return url_for("people_manage.index", edition=found.slug, **chosen)

    return render_template(
        "people/manage/index.html",
        edition=found,
        listed=queries.list_people_for(found, query, scope, request.args.get("page", 1, type=int)),
        query=query,
        scope=scope,
        address=address,
    )


def _scope() -> PeopleScope:
    asked = request.args.get("scope", "")
    return PeopleScope(asked) if asked in set(PeopleScope) else PeopleScope.ALL


def _form(**values: Any) -> PersonForm:  # noqa: ANN401  WTForms' own
    return PersonForm(queries.list_all_cities(), list_organisations(), **values)


# ------------------------------------------------------------------ a new person


@people_manage.get("/new")
@requires(Permission.PROGRAMME_EDIT)
def new(edition: str) -> ResponseReturnValue:
    """Ask who it is."""
    return _new(get_edition(edition), _form())


def _new(edition: Edition, form: PersonForm, namesakes: Sequence[Person] = ()) -> str:
    return render_template(
        "people/manage/new.html", edition=edition, form=form, namesakes=namesakes
    )


@people_manage.post("/new")
@requires(Permission.PROGRAMME_EDIT)
def create(edition: str) -> ResponseReturnValue:
    """Add a person; of the same name as another only if the organiser is sure."""
    found, form = get_edition(edition), _form()
    if not form.validate_on_submit():
        return _new(found, form), 422
    details = form.details()
    namesakes = () if request.form.get("sure") else list_namesakes(details.name)
    if namesakes:
        return _new(found, form, namesakes), 422
    person = people.add_person(details, edition_id=found.id)
    tell(_("The person is added."))
    return redirect(_address(found, person.key), 303)


# ------------------------------------------------------------------ a person


@people_manage.get("/<person>")
@requires(Permission.PROGRAMME_EDIT)
def edit(edition: str, person: str) -> ResponseReturnValue:
    """Show a person, what can be changed, and the programmes that name them."""
    row = get_person(person)
    details = people.details_of_person(row)
    form = _form(data=values_of(details))
    return _edit(get_edition(edition), row, form, seen=marks_of(parts_of(details)))


def _edit(
    edition: Edition,
    person: Person,
    form: PersonForm,
    *,
    seen: str,
    namesakes: Sequence[Person] = (),
) -> str:
    return render_template(
        "people/manage/edit.html",
        edition=edition,
        person=person,
        form=form,
        seen=seen,
        namesakes=namesakes,
        uses=queries.uses_of(person),
        simple=Form(),
    )


@people_manage.post("/<person>")
@requires(Permission.PROGRAMME_EDIT)
def revise(edition: str, person: str) -> ResponseReturnValue:
    """Save what was changed; ask what to keep where somebody else has changed it meanwhile."""
    found, row, form = get_edition(edition), get_person(person), _form()
    seen = request.form.get("seen", "")
    if not form.validate_on_submit():
        return _edit(found, row, form, seen=seen), 422
    details = form.details()
    renamed = details.name != row.name and not request.form.get("sure")
    namesakes = list_namesakes(details.name, row) if renamed else ()
    if namesakes:
        return _edit(found, row, form, seen=seen, namesakes=namesakes), 422
    try:
        people.revise_person(person, details, seen, given_up=given_up(), edition_id=found.id)
    except EditedMeanwhileError as late:
        return _conflict(found, row, form, late), late.status
    tell(_("Saved. The public programme shows it from the next release on."))
    return redirect(_address(found, person), 303)


def _conflict(
    edition: Edition, person: Person, form: PersonForm, late: EditedMeanwhileError
) -> str:
    posted = {**form_parts(late.conflict.wanted), "sure": request.form.get("sure", "")}
    return render_template(
        "layouts/two_versions.html",
        edition=edition,
        section="people",
        what=person.name,
        back=_address(edition, person.key),
        list_name=_("People"),
        list_address=url_for("people_manage.index", edition=edition.slug),
        form=form,
        seen=late.conflict.seen,
        rows=side_by_side(form, late.conflict.clashes),
        posted=posted_parts(posted),
        who=last_editor_of("person", person.id),
    )


@people_manage.post("/<person>/remove")
@requires(Permission.PROGRAMME_EDIT)
def remove(edition: str, person: str) -> ResponseReturnValue:
    """Remove a person whom no programme names."""
    found = get_edition(edition)
    try:
        services.remove_person(found, person)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
        return redirect(_address(found, person), 303)
    tell(_("The person is removed."))
    return redirect(url_for("people_manage.index", edition=found.slug), 303)


def _address(edition: Edition, person: str) -> str:
    return url_for("people_manage.edit", edition=edition.slug, person=person)
