"""The editors of a section and of a question, each with a preview in both languages."""

from collections.abc import Callable
from dataclasses import replace

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.questions import checks, editing, services
from forum.registration.questions.errors import FormNotFoundError
from forum.registration.questions.manage.blueprint import forms_manage
from forum.registration.questions.manage.forms import (
    MORE,
    MORE_CONDITIONS,
    MORE_OPTIONS,
    QuestionForm,
    SectionForm,
    refuse_in,
)
from forum.registration.questions.manage.preview import previews
from forum.registration.questions.models import RegistrationForm
from forum.registration.questions.queries import draft_of, get_form
from forum.registration.questions.rules import NO, YES
from forum.registration.questions.types import (
    FormDefinition,
    Kind,
    Question,
    Section,
    Together,
)
from forum.web.access import requires
from forum.web.messages import tell

NEW = "new"
GO = "go"


@forms_manage.route("/<form>/sections/<part>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def section(edition: str, form: str, part: str) -> ResponseReturnValue:
    """Write a section, a new one too."""
    found = get_edition(edition)
    chosen = get_form(found, form)
    draft = draft_of(chosen)
    former = _section(draft, part)
    editor = SectionForm(data=SectionForm.values_of(former) if former else {})
    if request.method != "POST":
        editor.revision.data = str(chosen.revision)
    editor.add_rows(editor.conditions, _more(editor.conditions, "conditions", MORE_CONDITIONS))
    editor.offer_conditions(_before_section(draft, former))

    def read() -> FormDefinition:
        return editing.with_section(draft, editor.section(former, draft))

    done = _save(found, chosen, editor, read)
    if done is not None:
        return done
    written = _attempt(lambda: editor.section(former, draft)) or former
    page = render_template(
        "registration/questions/manage/section.html",
        edition=found,
        section="registrations",
        form=chosen,
        editor=editor,
        part=former,
        values=_values(draft),
        preview=previews(FormDefinition(sections=(_unconditional(written),))) if written else (),
    )
    return make_response(page, 422 if editor.errors and not _is_preview() else 200)


@forms_manage.route("/<form>/questions/<part>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def question(edition: str, form: str, part: str) -> ResponseReturnValue:
    """Write a question, a new one too (`?section=KEY` says where)."""
    found = get_edition(edition)
    chosen = get_form(found, form)
    draft = draft_of(chosen)
    former = _question(draft, part)
    place = editing.section_of(draft, part).key if former else request.args.get("section", "")
    values = QuestionForm.values_of(former, place) if former else {"section": place}
    editor = QuestionForm(data=values)
    if request.method != "POST":
        editor.revision.data = str(chosen.revision)
    editor.add_rows(editor.options, _more(editor.options, "options", MORE_OPTIONS))
    editor.add_rows(editor.conditions, _more(editor.conditions, "conditions", MORE_CONDITIONS))
    editor.offer(draft, _before_question(draft, former))
    taken = editing.all_keys(draft)

    def read() -> FormDefinition:
        written = editor.question(former, taken)
        return editing.with_question(draft, editor.section.data or "", written)

    done = _save(found, chosen, editor, read)
    if done is not None:
        return done
    written = _attempt(lambda: editor.question(former, taken)) or former
    page = render_template(
        "registration/questions/manage/question.html",
        edition=found,
        section="registrations",
        form=chosen,
        editor=editor,
        part=former,
        values=_values(draft),
        preview=_preview_of(written),
    )
    return make_response(page, 422 if editor.errors and not _is_preview() else 200)


def _save(
    edition: Edition,
    form: RegistrationForm,
    editor: SectionForm | QuestionForm,
    read: Callable[[], FormDefinition],
) -> ResponseReturnValue | None:
    """Save what was written; None if it is only to be shown, or something in it is wrong."""
    if _is_preview() or request.form.get(GO, "").startswith(MORE):
        return None
    if not editor.validate_on_submit():
        return None
    try:
        changed = read()
        before = {problem.sentence() for problem in checks.problems(draft_of(form))}
        refuse_in(editor, [p for p in checks.problems(changed) if p.sentence() not in before])
        if editor.errors:
            return None
        services.edit_form(form, changed, revision=editor.seen())
    except Refusal as refusal:
        refuse_in(editor, [refusal])
        return None
    tell(_("Saved. People are asked so once you publish it."))
    return redirect(url_for("forms_manage.show", edition=edition.slug, form=form.key), 303)


def _is_preview() -> bool:
    return request.form.get("preview") == "yes"


def _more(rows: object, name: str, number: int) -> int:
    """Return how many empty rows are added: at first, and whenever they are asked for."""
    del rows
    if request.method != "POST":
        return number
    return number if request.form.get(GO) == f"{MORE}-{name}" else 0


def _attempt(make: Callable[[], Section | Question]) -> Section | Question | None:
    """Return what is written so far, to be shown; None if it cannot be read."""
    if request.method != "POST":
        return None
    try:
        return make()
    except (Refusal, ValueError):
        return None


def _preview_of(question: Section | Question | None) -> tuple[tuple[str, object], ...]:
    if not isinstance(question, Question):
        return ()
    shown = replace(question, conditions=(), together=Together.ALL)
    return previews(FormDefinition(sections=(Section(key="preview", questions=(shown,)),)))


def _unconditional(section: Section | Question) -> Section:
    assert isinstance(section, Section)  # noqa: S101  only called with one
    return replace(section, conditions=())


def _section(draft: FormDefinition, key: str) -> Section | None:
    found = draft.section(key)
    if found is None and key != NEW:
        raise FormNotFoundError
    return found


def _question(draft: FormDefinition, key: str) -> Question | None:
    found = draft.question(key)
    if found is None and key != NEW:
        raise FormNotFoundError
    return found


def _before_section(draft: FormDefinition, section: Section | None) -> list[Question]:
    """Return the questions at which the conditions of a section can look."""
    earlier: list[Question] = []
    for other in draft.in_order():
        if section is not None and other.key == section.key:
            break
        earlier += other.questions
    return earlier


def _before_question(draft: FormDefinition, question: Question | None) -> list[Question]:
    """Return the questions at which the conditions of a question can look."""
    earlier = list(draft.questions())
    keys = [other.key for other in earlier]
    return earlier[: keys.index(question.key)] if question is not None else earlier


def _values(draft: FormDefinition) -> list[str]:
    """Return what a condition may compare with, in words, to be suggested."""
    language = current_language()
    told: list[str] = []
    for one in draft.questions():
        keys = [option.key for option in one.options]
        keys += [YES, NO] if one.kind is Kind.YES_NO else []
        told += [editing.answer_told(one, key, language) for key in keys]
    return [*dict.fromkeys(told)]
