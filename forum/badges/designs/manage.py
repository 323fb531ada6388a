"""Organisers' pages of designs: making one, placing its elements, giving it to categories."""

from base64 import b64encode
from dataclasses import dataclass, replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice, SelectField

from forum.badges.designs import services
from forum.badges.designs.errors import (
    DesignChangedError,
    DesignInvalidError,
    PictureNotUsableError,
    PictureTooLargeError,
)
from forum.badges.designs.forms import AssignForm, DesignForm, NewDesignForm, PictureForm
from forum.badges.designs.pictures import ACCEPT, MOST_BYTES, draw_anew
from forum.badges.designs.queries import (
    Kept,
    assignments,
    get_design,
    list_designs,
    list_pictures,
    list_versions,
)
from forum.badges.designs.rules import default_design, free_key, problems_of, tidied
from forum.badges.designs.types import (
    WITH_TEXT,
    WITH_TONGUE,
    Design,
    Element,
    ElementKind,
    Problem,
    Side,
    Sides,
)
from forum.badges.designs.words import KIND_WORDS, SIDE_WORDS
from forum.badges.exports import badge_pictures, missing_on, too_long_on
from forum.badges.press import Press
from forum.badges.queries import pictures_of
from forum.badges.report import find_shown, kinds_of, shown_as
from forum.badges.types import Missing, ToPrint
from forum.badges.words import FIELD_WORDS
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition, list_editions
from forum.registration.models import Registration
from forum.registration.queries import list_categories
from forum.web.access import may_in, requires
from forum.web.forms import Form, read_number
from forum.web.messages import tell
from forum.web.uploads import is_too_large, takes_file

badge_designs_manage = Blueprint("badge_designs_manage", __name__)
DOTS = 110
_NEW = {  # millimetres and points of a new element
    ElementKind.CODE: (28.0, 28.0),
    ElementKind.BAND: (60.0, 15.0),
    ElementKind.STAVES: (6.0, 40.0),
    ElementKind.AGENDA: (60.0, 50.0),
    ElementKind.IMAGE: (25.0, 25.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A design as it comes out of the printer for somebody."""

    pictures: dict[str, str]  # by side, as addresses of their data
    person: Registration | None
    too_long: tuple[ElementKind, ...]
    missing: tuple[Missing, ...]


@badge_designs_manage.get("/new")
@requires(Permission.BADGE_PRINT)
def new(edition: str) -> ResponseReturnValue:
    """Ask what a new design begins with."""
    found = get_edition(edition)
    return _new(found, NewDesignForm(_to_copy(found)))


def _new(edition: Edition, form: NewDesignForm) -> ResponseReturnValue:
    page = render_template("badges/manage/new_design.html", edition=edition, form=form)
    return make_response(page, 422 if form.errors else 200)


def _to_copy(edition: Edition) -> list[tuple[str, str]]:
    """Return the designs of this edition and of others in which the organiser prints badges."""
    language = current_language()
    found = []
    others = [one for one in list_editions() if one.id != edition.id]
    for one in [edition, *others]:
        if one.id != edition.id and not may_in(Permission.BADGE_PRINT, one.slug):
            continue
        for kept in list_designs(one):
            words = kept.design.name.in_(language)
            if one.id != edition.id:
                words = f"{words} ({one.name.in_(language)})"
            found.append((f"{one.slug}/{kept.id}", words))
    return found


@badge_designs_manage.post("/new")
@requires(Permission.BADGE_PRINT)
def create(edition: str) -> ResponseReturnValue:
    """Make a design, and show it to be changed."""
    found = get_edition(edition)
    form = NewDesignForm(_to_copy(found))
    if not form.validate_on_submit():
        return _new(found, form)
    try:
        kept = _created(found, form)
    except DesignInvalidError as error:
        for problem in error.problems:
            form.reject(problem.sentence, form[_field_of(problem)])
        return _new(found, form)
    except Refusal as error:
        form.reject(error.sentence())
        return _new(found, form)
    return redirect(url_for(".edit", edition=edition, design_id=kept.id), 303)


def _field_of(problem: Problem) -> str:
    """Return where a new design's fault is: what is wrong inside of it is due to its size."""
    return problem.field if problem.field in {"width", "height", "name"} else "width"


def _created(edition: Edition, form: NewDesignForm) -> Kept:
    start = str(form.start.data or "")
    if start:
        slug, _slash, design_id = start.partition("/")
        return services.copy_design(get_edition(slug), int(design_id), edition)
    width, height = form.measures()
    design = default_design(width, height, sides=Sides(form.sides.data), name=form.title())
    return services.create_design(edition, design)


@badge_designs_manage.get("/<int:design_id>")
@requires(Permission.BADGE_PRINT)
def edit(edition: str, design_id: int) -> ResponseReturnValue:
    """Show a design with its elements by numbers, and how it is printed; `?version=` an older."""
    found = get_edition(edition)
    kept = get_design(found, design_id)
    asked = read_number(request.args.get("version"))
    if asked is not None:
        kept = replace(get_design(found, design_id, asked), version=kept.version)
    form = DesignForm(list_pictures(found), kept)
    return _edit(found, design_id, form, kept.design)


@badge_designs_manage.post("/<int:design_id>")
@requires(Permission.BADGE_PRINT)
def save(edition: str, design_id: int) -> ResponseReturnValue:
    """Keep a design, or show it as it was written: with an element more, or one less."""
    found = get_edition(edition)
    kept = get_design(found, design_id)
    form = DesignForm(list_pictures(found))
    if not form.validate_on_submit():
        return _edit(found, design_id, form, kept.design, status=422)
    design = tidied(form.details())
    if not request.form.get("save"):
        return _try(found, design_id, form, design)
    try:
        services.save_design(found, design_id, design, seen=form.version_seen())
    except DesignInvalidError as error:
        form.point_out(error.problems)
        return _edit(found, design_id, form, design, status=422)
    except DesignChangedError as error:
        return _conflict(found, design_id, error)
    tell(_("Saved. Badges are printed like this from now on."))
    return redirect(url_for(".edit", edition=edition, design_id=design_id), 303)


def _try(edition: Edition, design_id: int, form: DesignForm, design: Design) -> ResponseReturnValue:
    """Show what was written without keeping it."""
    removed = request.form.get("remove", "")
    said = str(form.add.data or "") if request.form.get("put") else ""
    if removed:
        left = tuple(one for one in design.elements if one.key != removed)
        design = replace(design, elements=left)
    elif said in set(ElementKind):
        design = _with_new(design, ElementKind(said), Side(form.add_side.data))
    if removed or said:
        form.show(design, list_pictures(edition))
    form.point_out(problems_of(design))
    return _edit(edition, design_id, form, design, status=200)


def _with_new(design: Design, kind: ElementKind, side: Side) -> Design:
    width, height = _NEW.get(kind, (50.0, 8.0))
    width, height = min(width, design.width - 10), min(height, design.height - 10)
    element = Element(
        key=free_key(design, kind),
        kind=kind,
        side=side,
        x=round((design.width - width) / 2, 1),
        y=round((design.height - height) / 2, 1),
        width=width,
        height=height,
    )
    return replace(design, elements=(*design.elements, element))


def _edit(
    edition: Edition, design_id: int, form: DesignForm, design: Design, status: int = 200
) -> ResponseReturnValue:
    kept = get_design(edition, design_id)
    person = find_shown(edition, str(form.who.data), str(form.person.data or ""))
    if form.who.data == "person" and person is None and form.person.data:
        form.reject(_("Nobody who is expected has this name or number."), form.person)
    page = render_template(
        "badges/manage/design.html",
        edition=edition,
        kept=kept,
        form=form,
        design=design,
        shown=_shown(edition, design, person),
        kind_words=KIND_WORDS,
        side_words=SIDE_WORDS,
        field_words=FIELD_WORDS,
        with_text=WITH_TEXT,
        with_tongue=WITH_TONGUE,
        versions=list_versions(kept),
        picture_form=PictureForm(formdata=None, prefix="picture"),
        accept=ACCEPT,
        limit=MOST_BYTES,
        simple=Form(formdata=None),
        is_used=design_id in assignments(edition).values(),
    )
    return make_response(page, status)


def _shown(edition: Edition, design: Design, person: Registration | None) -> Shown:
    """Draw a design as the printer gets it; a sheet that is none cannot be drawn."""
    press = Press(edition)
    holder = shown_as(press, person, list_categories(edition))
    badge = ToPrint(holder=holder, design=design)
    drawn: dict[str, str] = {}
    if not any(problem.element == "" and problem.field in {"width", "height"}
               for problem in problems_of(design)):  # fmt: skip
        pictures = badge_pictures(badge, press.edition, pictures_of(edition), dots=DOTS)
        drawn = {
            side.value: "data:image/png;base64," + b64encode(picture).decode()
            for side, picture in zip(design.printed_sides, pictures, strict=True)
        }
    return Shown(
        pictures=drawn,
        person=person,
        too_long=kinds_of(design, too_long_on(badge, press.edition)),
        missing=missing_on(holder),
    )


def _conflict(edition: Edition, design_id: int, error: DesignChangedError) -> ResponseReturnValue:
    """Show what is saved beside what was to be saved, to choose one for what clashes."""
    pictures = list_pictures(edition)
    form = DesignForm(pictures, Kept(id=design_id, version=error.version, version_id=None,
                                     design=error.mine))  # fmt: skip
    person = find_shown(edition, "longest", "")
    page = render_template(
        "badges/manage/design_conflict.html",
        edition=edition,
        design_id=design_id,
        form=form,
        sentence=error.sentence(),
        theirs=_shown(edition, error.theirs, person),
        mine=_shown(edition, error.mine, person),
        clashes=[_clash_word(error, key) for key in error.clashes],
        side_words=SIDE_WORDS,
    )
    return make_response(page, error.status)


def _clash_word(error: DesignChangedError, key: str) -> str:
    element = error.mine.find(key) or error.theirs.find(key)
    if element is not None:
        return f"{KIND_WORDS[element.kind]} ({SIDE_WORDS[element.side]})"
    words = {"name": _("Name of the design"), "sides": _("Sides")}
    return words.get(key, _("Size"))


@badge_designs_manage.post("/<int:design_id>/delete")
@requires(Permission.BADGE_PRINT)
def delete(edition: str, design_id: int) -> ResponseReturnValue:
    """Take a design away."""
    found = get_edition(edition)
    try:
        services.delete_design(found, design_id)
    except Refusal as error:
        tell(error.sentence(), "danger")
        return redirect(url_for(".edit", edition=edition, design_id=design_id), 303)
    tell(_("The design is gone. What was printed by it is still known."))
    return redirect(url_for("badges_manage.index", edition=edition), 303)


@badge_designs_manage.post("/<int:design_id>/pictures")
@requires(Permission.BADGE_PRINT)
@takes_file(MOST_BYTES)
def add_picture(edition: str, design_id: int) -> ResponseReturnValue:
    """Take a picture in; it is drawn anew, and can be chosen for an element."""
    found = get_edition(edition)
    get_design(found, design_id)
    form = PictureForm(prefix="picture")
    sent = form.file.data
    try:
        if not form.validate_on_submit() or not sent or not sent.filename:
            raise PictureNotUsableError
        if is_too_large(sent):
            raise PictureTooLargeError
        services.keep_picture(found, draw_anew(sent.read()), str(sent.filename))
    except Refusal as error:
        tell(error.sentence(), "danger")
    else:
        tell(_("The picture is there. Choose it at an element of the kind “Picture”."))
    return redirect(url_for(".edit", edition=edition, design_id=design_id), 303)


@badge_designs_manage.get("/categories")
@requires(Permission.BADGE_PRINT)
def categories(edition: str) -> ResponseReturnValue:
    """Show which design each category has."""
    found = get_edition(edition)
    return _categories(found, _assign_form(found))


def _assign_form(edition: Edition) -> Form:
    """Return a form with a field for each category."""
    language = current_language()
    designs = list_designs(edition)
    usual = designs[0].design.name.in_(language) if designs else _("the standard design")
    choices = [
        SelectChoice("", _("The first one: %(name)s", name=usual)),
        *(SelectChoice(str(kept.id), kept.design.name.in_(language)) for kept in designs),
    ]
    given = assignments(edition)
    fields = {
        f"category-{one.key}": SelectField(
            one.name.in_(language), choices=choices, default=str(given.get(one.id, ""))
        )
        for one in list_categories(edition)
    }
    form: Form = type("CategoryDesignsForm", (AssignForm,), fields)()
    return form


def _categories(edition: Edition, form: Form) -> ResponseReturnValue:
    page = render_template(
        "badges/manage/categories.html",
        edition=edition,
        form=form,
        fields=[field for field in form if field.name.startswith("category-")],
    )
    return make_response(page, 422 if form.errors else 200)


@badge_designs_manage.post("/categories")
@requires(Permission.BADGE_PRINT)
def assign(edition: str) -> ResponseReturnValue:
    """Give categories their designs."""
    found = get_edition(edition)
    form = _assign_form(found)
    if not form.validate_on_submit():
        return _categories(found, form)
    wanted = {
        field.name.removeprefix("category-"): int(field.data) if field.data else None
        for field in form
        if field.name.startswith("category-")
    }
    services.assign_designs(found, wanted)
    tell(_("Saved."))
    return redirect(url_for("badges_manage.index", edition=edition), 303)
