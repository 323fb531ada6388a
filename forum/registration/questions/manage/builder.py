"""The forms of an edition: their list, a form with its parts and versions, and publishing it."""

from collections.abc import Sequence

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition, list_editions
from forum.registration.queries import list_categories
from forum.registration.questions import checks, editing, rules, services
from forum.registration.questions.errors import FormNotFoundError
from forum.registration.questions.manage.blueprint import forms_manage
from forum.registration.questions.manage.forms import FormForm, NewForm, refuse_in
from forum.registration.questions.manage.preview import previews
from forum.registration.questions.models import FormVersion, RegistrationForm
from forum.registration.questions.queries import (
    definition_of,
    draft_of,
    get_form,
    latest_versions,
    list_categories_of,
    list_forms,
    list_versions,
)
from forum.registration.questions.types import NO_QUESTIONS, FormChange, FormDefinition
from forum.registration.questions.words import (
    CHANGE_LEVELS,
    CHANGE_WORDS,
    KIND_WORDS,
    OPERATOR_SENTENCES,
    STEP_WORDS,
)
from forum.web.access import may_in, requires
from forum.web.forms import Form
from forum.web.messages import tell


@forms_manage.get("")
@requires(Permission.REGISTRATION_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """List the forms of an edition, and whom each asks."""
    found = get_edition(edition)
    forms = list_forms(found)
    categories = list_categories(found)
    return render_template(
        "registration/questions/manage/index.html",
        edition=found,
        section="registrations",
        forms=forms,
        versions=latest_versions([form.id for form in forms]),
        drafts={form.id: draft_of(form) for form in forms},
        asked=lambda form: [c for c in categories if c.form_id == form.id],
    )


@forms_manage.route("/new", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def add(edition: str) -> ResponseReturnValue:
    """Begin a form, empty or as one of this or of another edition is."""
    found = get_edition(edition)
    form = NewForm()
    sources = _sources()
    language = current_language()
    form.source.choices = [
        SelectChoice("", _("Nothing")),
        *(
            SelectChoice(key, f"{of.name.in_(language)}: {other.name.in_(language)}")
            for key, (of, other) in sources.items()
        ),
    ]
    if form.validate_on_submit():
        source = sources.get(form.source.data or "")
        definition = draft_of(source[1]) if source else NO_QUESTIONS
        taken = [other.key for other in list_forms(found)]
        key = editing.new_key(form.name.text, taken, "form")
        made = services.create_form(found, key, form.name.text, definition)
        return redirect(_address(found, made), 303)
    page = render_template(
        "registration/questions/manage/add.html",
        edition=found,
        section="registrations",
        form=form,
    )
    return make_response(page, 422 if form.errors else 200)


def _sources() -> dict[str, tuple[Edition, RegistrationForm]]:
    """Return the forms of all editions whose registrations the organiser may see."""
    return {
        f"{edition.slug}/{form.key}": (edition, form)
        for edition in list_editions()
        if may_in(Permission.REGISTRATION_VIEW, edition.slug)
        for form in list_forms(edition)
    }


@forms_manage.get("/<form>")
@requires(Permission.REGISTRATION_EDIT)
def show(edition: str, form: str) -> ResponseReturnValue:
    """Show a form with its parts, what is wrong with it, its versions, and how it looks."""
    found = get_edition(edition)
    chosen = get_form(found, form)
    name = FormForm(data={"name": chosen.name, "revision": str(chosen.revision)})
    return _show(found, chosen, name)


def _show(
    edition: Edition, form: RegistrationForm, name_form: FormForm, status: int = 200
) -> ResponseReturnValue:
    definition = draft_of(form)
    versions = list_versions(form)
    page = render_template(
        "registration/questions/manage/show.html",
        edition=edition,
        section="registrations",
        form=form,
        name_form=name_form,
        button=Form(),
        definition=definition,
        problems=[problem.sentence() for problem in checks.problems(definition)],
        untranslated=checks.untranslated(definition),
        versions=_versions(versions),
        changes=checks.compare(definition_of(versions[0]), definition) if versions else [],
        is_published=bool(versions) and versions[0].sha256 == rules.definition_hash(definition),
        categories=list_categories(edition),
        asked={category.key for category in list_categories_of(form)},
        preview=previews(definition),
        kind_words=KIND_WORDS,
        operator_sentences=OPERATOR_SENTENCES,
        step_words=STEP_WORDS,
        change_words=CHANGE_WORDS,
        change_levels=CHANGE_LEVELS,
    )
    return make_response(page, 422 if name_form.errors else status)


def _versions(
    versions: Sequence[FormVersion],
) -> list[tuple[FormVersion, FormDefinition, list[FormChange]]]:
    """Return each version with what it changed, the latest first."""
    read = [definition_of(version) for version in versions]
    before = [*read, NO_QUESTIONS][1:]
    return [
        (version, now, checks.compare(then, now))
        for version, now, then in zip(versions, read, before, strict=True)
    ]


@forms_manage.post("/<form>/name")
@requires(Permission.REGISTRATION_EDIT)
def rename(edition: str, form: str) -> ResponseReturnValue:
    """Give a form another name; those who register do not see it."""
    found = get_edition(edition)
    chosen, name_form = get_form(found, form), FormForm()
    if not name_form.validate_on_submit():
        return _show(found, chosen, name_form)
    try:
        services.edit_form(
            chosen, draft_of(chosen), revision=name_form.seen(), name=name_form.name.text
        )
    except Refusal as refusal:
        refuse_in(name_form, [refusal])
        return _show(found, chosen, name_form)
    tell(_("Saved."))
    return redirect(_address(found, chosen), 303)


@forms_manage.post("/<form>/parts")
@requires(Permission.REGISTRATION_EDIT)
def change(edition: str, form: str) -> ResponseReturnValue:
    """Move a part of the form up or down, or take it out: `go` is `question/KEY/up`."""
    found = get_edition(edition)
    chosen = get_form(found, form)
    kind, _slash, rest = request.form.get("go", "").partition("/")
    key, _slash, what = rest.partition("/")
    draft = draft_of(chosen)
    revision = request.form.get("revision", "")
    try:
        changed = _changed(draft, kind, key, what)
        services.edit_form(chosen, changed, revision=int(revision) if revision.isdecimal() else -1)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        anchor = f"#{kind}-{key}" if what != "remove" else "#parts"
        return redirect(_address(found, chosen) + anchor, 303)
    return redirect(_address(found, chosen), 303)


def _changed(draft: FormDefinition, kind: str, key: str, what: str) -> FormDefinition:
    changes = {
        ("section", "up"): lambda: editing.moved_section(draft, key, up=True),
        ("section", "down"): lambda: editing.moved_section(draft, key, up=False),
        ("section", "remove"): lambda: editing.without_section(draft, key),
        ("question", "up"): lambda: editing.moved_question(draft, key, up=True),
        ("question", "down"): lambda: editing.moved_question(draft, key, up=False),
        ("question", "remove"): lambda: editing.without_question(draft, key),
    }
    if (kind, what) not in changes:
        raise FormNotFoundError
    return changes[kind, what]()


@forms_manage.post("/<form>/publish")
@requires(Permission.REGISTRATION_EDIT)
def publish(edition: str, form: str) -> ResponseReturnValue:
    """Ask from now on what the draft says."""
    found = get_edition(edition)
    chosen = get_form(found, form)
    try:
        version = services.publish_form(chosen)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("Version %(number)s is asked from now on.", number=version.number))
    return redirect(_address(found, chosen), 303)


@forms_manage.post("/<form>/categories")
@requires(Permission.REGISTRATION_EDIT)
def assign(edition: str, form: str) -> ResponseReturnValue:
    """Let the form ask the categories that are ticked, and those alone."""
    found = get_edition(edition)
    chosen = get_form(found, form)
    ticked = set(request.form.getlist("categories"))
    for category in list_categories(found):
        if category.key in ticked:
            services.assign_form(category, chosen)
        elif category.form_id == chosen.id:
            services.assign_form(category, None)
    tell(_("Saved."))
    return redirect(_address(found, chosen), 303)


def _address(edition: Edition, form: RegistrationForm) -> str:
    return url_for("forms_manage.show", edition=edition.slug, form=form.key)
