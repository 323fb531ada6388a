"""What every step of registering begins and ends with: who comes, and what is kept of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from forum.core.i18n import current_language
from forum.editions.models import Edition
from forum.registration import services
from forum.registration.asked import Asked, AskedCategory, asked_of
from forum.registration.errors import DraftMissingError
from forum.registration.forms import as_posted, typed_of
from forum.registration.models import Draft
from forum.registration.queries import Entry, get_entry, standing_by
from forum.registration.questions.errors import FormChangedError
from forum.registration.questions.queries import definition_of
from forum.registration.questions.rules import answers_to_mapping, stale_step
from forum.registration.rules import read_answers, read_typed
from forum.registration.types import Answers, Confirm, FilledStep, Standing, Step, StepAnswers
from forum.registration.views.own_questions import OwnStep
from forum.web import cookies
from forum.web.blank_forms import blank_form
from forum.web.cache import Key
from forum.web.forms import Form
from forum.web.limits import limiter
from forum.web.messages import tell
from forum.web.transaction import begin_writing

steps = Blueprint("registration", __name__)

STEPS = tuple(Step)
BACK = "back"
LATER = "later"
WAIT = "wait:"  # and the subject that is waited for
NOT_ACCEPTED = 422
LARGEST_FORM = 64 * 1024


@steps.url_value_preprocessor
def _limit_size(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take no more than a form holds: what is typed is kept in the draft word for word."""
    del endpoint, values
    request.max_content_length = request.max_form_memory_size = LARGEST_FORM


# ------------------------------------------------------------------ between the steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who comes to a step: the edition, what it asks, and what the browser is filling in."""

    edition: Edition
    asked: Asked
    asked_version: int
    draft: Draft | None  # None also once it has become a registration

    def category(self, answers: Answers) -> AskedCategory | None:
        """Return the category that was chosen, if there still is one with its key."""
        return self.asked.categories.get(answers.you.category) if answers.you else None


def entry_of(slug: str, *, is_locked: bool = False) -> Entry:
    """Return where somebody registers and what their browser has begun."""
    return get_entry(slug, cookies.read_cookie(cookie_of(slug)), is_locked=is_locked)


def visit_of(entry: Entry) -> Visit:
    """Return what a step begins with, or answer with the page that says why one cannot."""
    edition, book, draft = entry.edition, entry.book, entry.draft
    standing = standing_by(edition, book)
    if standing is not Standing.OPEN or book is None:
        page = render_template(
            "registration/closed.html",
            edition=edition,
            standing=standing.value,
            book=book,
            section="register",
        )
        abort(make_response(page, 200 if request.method == "GET" else NOT_ACCEPTED))
    is_over = draft is not None and draft.registration_id is not None
    return Visit(
        edition=edition,
        asked=asked_of(book),
        asked_version=book.asked_version,
        draft=None if is_over else draft,
    )


def cookie_of(slug: str) -> str:
    """Return the name of the cookie that holds the draft's token."""
    return f"draft_{slug}"


def token_of(edition: Edition) -> str | None:
    """Return the token of the draft that goes on, if one does."""
    if g.get("begins_anew"):  # what this browser was filling in is not by this invitation
        return None
    return cookies.read_cookie(cookie_of(edition.slug))


def address_of(edition: Edition, step: Step) -> str:
    """Return the address of a step."""
    return url(f"registration.{step.value}", edition=edition.slug)


def draft_at(visit: Visit, step: Step) -> tuple[Draft, Answers]:
    """Return what is filled in so far, or lead to the first step that is missing."""
    edition, draft = visit.edition, visit.draft
    if draft is None:
        if request.method == "POST":
            tell(DraftMissingError().sentence(), "warning")
        abort(redirect(address_of(edition, Step.YOU), 303))
    answers = read_answers(draft.answers)
    missing = answers.first_missing()
    if missing is not None and STEPS.index(missing) < STEPS.index(step):
        abort(redirect(address_of(edition, missing), 303))
    return draft, answers


def formdata_of(draft: Draft | None, step: Step) -> dict[str, Any]:
    """Return what a form is made from: what is posted now, else what was typed before."""
    if request.method == "POST":
        return {}
    return {"formdata": as_posted(read_typed(draft.answers, step) if draft else None)}


def answer_step(
    visit: Visit,
    step: Step,
    form: Form,
    read: Callable[[], StepAnswers | None],
    own: OwnStep,
) -> ResponseReturnValue | None:
    """Keep what was posted and go on, or back; None if something in it is wrong."""
    if request.method != "POST":
        return None
    answers = read() if form.validate_on_submit() else None
    if answers is not None and not isinstance(answers, Confirm):
        own_said = answers_to_mapping(own.taken)
        answers = replace(answers, own=own_said, form_version=own.version_id)
    if not own.is_complete:
        answers = None
    here = STEPS.index(step)
    if request.form.get("go") == BACK:
        return save(visit, step, answers, STEPS[max(0, here - 1)], own)
    if request.form.get("go") == LATER and step is not Step.YOU:
        return save_for_later(visit, step, answers, own)
    return None if answers is None else save(visit, step, answers, STEPS[here + 1], own)


def save(
    visit: Visit,
    step: Step,
    answers: StepAnswers | None,
    to: Step,
    own: OwnStep | None = None,
) -> ResponseReturnValue:
    """Keep what was filled in, and lead to a step."""
    response = redirect(address_of(visit.edition, to), 303)
    assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's response
    return _keep(response, visit, step, answers, own or OwnStep())


@limiter.limit("20/hour")
def _mail_resume_link(edition: Edition) -> None:
    services.send_resume_link(edition, token_of(edition), current_language())


def save_for_later(
    visit: Visit, step: Step, answers: StepAnswers | None, own: OwnStep | None = None
) -> ResponseReturnValue:
    """Keep what was filled in, and mail a link to go on with."""
    response = save(visit, step, answers, step, own)
    _mail_resume_link(visit.edition)
    assert isinstance(response, Response)  # noqa: S101  `save` makes Flask's response
    response.location = url("registration.later", edition=visit.edition.slug)
    return response


def _keep(
    response: Response, visit: Visit, step: Step, answers: StepAnswers | None, own: OwnStep
) -> Response:
    edition = visit.edition
    begin_writing()
    filled = FilledStep(step=step, typed=own.typed(typed_of(request.form)), answers=answers)
    token = services.save_step(
        edition,
        own.token or token_of(edition),
        filled,
        language=current_language(),
        seen=visit.draft,
    )
    if g.get("invitation"):
        services.bind_draft(edition, token, g.invitation.id)
    cookies.write_cookie(response, cookie_of(edition.slug), token, lasts=services.DRAFT_LASTS)
    return response


def page_of(
    visit: Visit, step: Step, form: Form, own: OwnStep | None = None, **values: object
) -> ResponseReturnValue:
    """Return the page of a step, and keep what was posted if it must be kept."""
    page = render_template(
        f"registration/{step.value}.html",
        edition=visit.edition,
        form=form,
        own=own,
        section="register",
        step=STEPS.index(step) + 1,
        hrefs=[address_of(visit.edition, each) for each in STEPS],
        **values,
    )
    if request.method == "POST" and own is not None and own.must_be_kept:
        return _keep(make_response(page), visit, step, None, own)
    return make_response(page, NOT_ACCEPTED if request.method == "POST" else 200)


def unless_blank(
    visit: Visit,
    step: Step,
    state: Key,
    show: Callable[[], ResponseReturnValue],
) -> ResponseReturnValue:
    """Show a step; one that is opened for the first time is the same page for everybody.

    `state` is by which it differs, beside the edition and what it asks.
    """
    typed = read_typed(visit.draft.answers, step) if visit.draft else None
    if request.method == "POST" or typed is not None:
        return show()
    return blank_form((visit.edition.public_version, visit.asked_version, *state), show)


def refuse_stale(visit: Visit, step: Step, answers: Answers) -> None:
    """Lead back to the first step that answers another version of the questions."""
    category = visit.category(answers)
    if category is None or category.form_id is None:
        return
    version = visit.asked.version_of(category)
    stale = stale_step(definition_of(version), version.id if version else None, answers)
    if stale is not None and STEPS.index(stale) < STEPS.index(step):
        tell(FormChangedError().sentence(), "warning")
        abort(redirect(address_of(visit.edition, stale), 303))
