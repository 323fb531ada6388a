"""Organisers' pages of people: who is in the programme, and everybody else.

They stand in `site` because they show what people (the feature) may not know: editions, their
drafts and their releases, all of which build on it.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.merging import marks_of
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.people import services as people
from forum.people.errors import PersonConflictError
from forum.people.forms import PersonForm, posted_of, values_of
from forum.people.models import Person
from forum.people.queries import get_person, list_namesakes, list_organisations
from forum.people.rules import parts_of
from forum.people.types import PersonClash, PersonConflict
from forum.site import queries, services
from forum.site.types import PeopleScope
from forum.web.access import requires
from forum.web.forms import Form
from forum.web.messages import tell

KEEP = "keep-"
"""Before the name of a part: whether theirs or mine is kept, on the page of a conflict."""

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
    given_up = {
        name.removeprefix(KEEP)
        for name, kept in request.form.items()
        if name.startswith(KEEP) and kept == "theirs"
    }
    try:
        people.revise_person(person, details, seen, given_up=given_up, edition_id=found.id)
    except PersonConflictError as late:
        return _conflict(found, row, form, late.conflict), late.status
    tell(_("Saved. The public programme shows it from the next release on."))
    return redirect(_address(found, person), 303)


def _conflict(edition: Edition, person: Person, form: PersonForm, conflict: PersonConflict) -> str:
    return render_template(
        "people/manage/conflict.html",
        edition=edition,
        person=person,
        form=form,
        conflict=conflict,
        rows=[_side_by_side(form, clash) for clash in conflict.clashes],
        posted={**posted_of(conflict.wanted), "sure": request.form.get("sure", "")},
        who=queries.last_editor_of(person),
    )


def _side_by_side(form: PersonForm, clash: PersonClash) -> dict[str, str]:
    """Return a part in words: what it is, its language, what is saved and what is wanted."""
    field, _dash, language = clash.part.partition("-")
    shown = form[field]
    words = dict(getattr(shown, "choices", None) or ())
    if shown.type == "BooleanField":
        words = {True: _("Yes"), False: _("No")}
    if field in {"city_id", "organisation_id"}:
        words[None] = words[0]
    theirs, mine = (str(words.get(value, value)) for value in (clash.theirs, clash.mine))
    label = str(shown.label.text)
    return {"part": clash.part, "label": label, "language": language, "theirs": theirs,
            "mine": mine}  # fmt: skip


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
