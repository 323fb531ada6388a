"""Registering in four steps. Each is one plain form; what is filled in waits in a draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask import url_for as url
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.links import CapabilityLink
from forum.editions.models import Edition
from forum.editions.queries import get_public_edition
from forum.programme.queries import public_agenda
from forum.programme.types import Session
from forum.programme.uploads import LARGEST_FILE, Upload
from forum.registration import services
from forum.registration.asked import Asked, AskedCategory, asked_of
from forum.registration.errors import DraftMissingError
from forum.registration.exports import where
from forum.registration.forms import (
    ConfirmForm,
    EmptyForm,
    NeedsForm,
    ResendForm,
    YouForm,
    as_posted,
    asking_for,
    choosing_among,
    typed_of,
)
from forum.registration.invitations.models import Invitation
from forum.registration.invitations.queries import get_invitation, refuse_unless_open
from forum.registration.invitations.views import present_invitation
from forum.registration.models import Category, Draft, Limit
from forum.registration.queries import (
    RESUME_PURPOSE,
    Entry,
    category_standing,
    find_category,
    find_city,
    get_edition_of,
    get_entry,
    get_resumed,
    list_open_categories,
    list_own_limits,
    standing_by,
)
from forum.registration.questions.errors import FormChangedError
from forum.registration.questions.queries import definition_of, told_before
from forum.registration.questions.rules import answers_to_mapping, stale_step
from forum.registration.rules import (
    HOME,
    by_day,
    can_be_chosen,
    clashes,
    country_name,
    language_of_words,
    needs_invitation,
    read_answers,
    read_typed,
    spell_phone,
)
from forum.registration.types import (
    Answers,
    Confirm,
    FilledStep,
    RegistrationState,
    Standing,
    Step,
    StepAnswers,
)
from forum.registration.views.own_questions import Filling, OwnStep, own_step, read_files
from forum.registration.waiting.queries import count_waiting
from forum.registration.waiting.types import ADMISSION, session_subject
from forum.registration.words import DIET_WORDS
from forum.web import cookies
from forum.web.access import by_link, public
from forum.web.blank_forms import blank_form
from forum.web.cache import Key
from forum.web.forms import Form
from forum.web.limits import limiter
from forum.web.links import held_secret
from forum.web.messages import tell
from forum.web.transaction import begin_writing, reads_first
from forum.web.uploads import takes_file

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
class _Visit:
    """Who comes to a step: the edition, what it asks, and what the browser is filling in."""

    edition: Edition
    asked: Asked
    asked_version: int
    draft: Draft | None  # None also once it has become a registration

    def category(self, answers: Answers) -> AskedCategory | None:
        """Return the category that was chosen, if there still is one with its key."""
        return self.asked.categories.get(answers.you.category) if answers.you else None


def _entry(slug: str, *, is_locked: bool = False) -> Entry:
    return get_entry(slug, cookies.read_cookie(_cookie(slug)), is_locked=is_locked)


def _visit(entry: Entry) -> _Visit:
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
    return _Visit(
        edition=edition,
        asked=asked_of(book),
        asked_version=book.asked_version,
        draft=None if is_over else draft,
    )


def _cookie(slug: str) -> str:
    return f"draft_{slug}"


def _token(edition: Edition) -> str | None:
    if g.get("begins_anew"):  # what this browser was filling in is not by this invitation
        return None
    return cookies.read_cookie(_cookie(edition.slug))


def _address(edition: Edition, step: Step) -> str:
    return url(f"registration.{step.value}", edition=edition.slug)


def _draft_at(visit: _Visit, step: Step) -> tuple[Draft, Answers]:
    """Return what is filled in so far, or lead to the first step that is missing."""
    edition, draft = visit.edition, visit.draft
    if draft is None:
        if request.method == "POST":
            tell(DraftMissingError().sentence(), "warning")
        abort(redirect(_address(edition, Step.YOU), 303))
    answers = read_answers(draft.answers)
    missing = answers.first_missing()
    if missing is not None and STEPS.index(missing) < STEPS.index(step):
        abort(redirect(_address(edition, missing), 303))
    return draft, answers


def _formdata(draft: Draft | None, step: Step) -> dict[str, Any]:
    """Return what a form is made from: what is posted now, else what was typed before."""
    if request.method == "POST":
        return {}
    return {"formdata": as_posted(read_typed(draft.answers, step) if draft else None)}


def _answer(
    visit: _Visit,
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
        return _save(visit, step, answers, STEPS[max(0, here - 1)], own)
    if request.form.get("go") == LATER and step is not Step.YOU:
        return _save_for_later(visit, step, answers, own)
    return None if answers is None else _save(visit, step, answers, STEPS[here + 1], own)


def _save(
    visit: _Visit,
    step: Step,
    answers: StepAnswers | None,
    to: Step,
    own: OwnStep | None = None,
) -> ResponseReturnValue:
    response = redirect(_address(visit.edition, to), 303)
    assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's response
    return _keep(response, visit, step, answers, own or OwnStep())


@limiter.limit("20/hour")
def _mail_resume_link(edition: Edition) -> None:
    services.send_resume_link(edition, _token(edition), current_language())


def _save_for_later(
    visit: _Visit, step: Step, answers: StepAnswers | None, own: OwnStep | None = None
) -> ResponseReturnValue:
    """Keep what was filled in, and mail a link to go on with."""
    response = _save(visit, step, answers, step, own)
    _mail_resume_link(visit.edition)
    assert isinstance(response, Response)  # noqa: S101  `_save` makes Flask's response
    response.location = url("registration.later", edition=visit.edition.slug)
    return response


def _keep(
    response: Response, visit: _Visit, step: Step, answers: StepAnswers | None, own: OwnStep
) -> Response:
    edition = visit.edition
    begin_writing()
    filled = FilledStep(step=step, typed=own.typed(typed_of(request.form)), answers=answers)
    token = services.save_step(
        edition,
        own.token or _token(edition),
        filled,
        language=current_language(),
        seen=visit.draft,
    )
    if g.get("invitation"):
        services.bind_draft(edition, token, g.invitation.id)
    cookies.write_cookie(response, _cookie(edition.slug), token, lasts=services.DRAFT_LASTS)
    return response


def _page(
    visit: _Visit, step: Step, form: Form, own: OwnStep | None = None, **values: object
) -> ResponseReturnValue:
    page = render_template(
        f"registration/{step.value}.html",
        edition=visit.edition,
        form=form,
        own=own,
        section="register",
        step=STEPS.index(step) + 1,
        hrefs=[_address(visit.edition, each) for each in STEPS],
        **values,
    )
    if request.method == "POST" and own is not None and own.must_be_kept:
        return _keep(make_response(page), visit, step, None, own)
    return make_response(page, NOT_ACCEPTED if request.method == "POST" else 200)


def _unless_blank(
    visit: _Visit,
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


def _refuse_stale(visit: _Visit, step: Step, answers: Answers) -> None:
    """Lead back to the first step that answers another version of the questions."""
    category = visit.category(answers)
    if category is None or category.form_id is None:
        return
    version = visit.asked.version_of(category)
    stale = stale_step(definition_of(version), version.id if version else None, answers)
    if stale is not None and STEPS.index(stale) < STEPS.index(step):
        tell(FormChangedError().sentence(), "warning")
        abort(redirect(_address(visit.edition, stale), 303))


def _files() -> dict[str, Upload | Refusal]:
    """Read the files that came with a step; they are written as soon as they are read."""
    files = read_files()
    if files:
        begin_writing()
    return files


# ------------------------------------------------------------------ the steps


@steps.get("")
@public
def index(edition: str) -> ResponseReturnValue:
    """Lead to the first step, or say why one cannot register."""
    found = _visit(_entry(edition)).edition
    category = request.args.get("category")
    return redirect(url("registration.you", edition=found.slug, category=category), 302)


@steps.route("/you", methods=["GET", "POST"])
@reads_first
@public
@takes_file(LARGEST_FILE)
def you(edition: str) -> ResponseReturnValue:
    """Ask who somebody is."""
    files = _files()
    entry = _entry(edition)
    visit = _visit(entry)
    found, draft = visit.edition, visit.draft
    invitation = g.invitation = _invitation(entry)
    if invitation is not None and (draft is None or draft.invitation_id != invitation.id):
        draft, g.begins_anew = None, True
    categories = [invitation.category] if invitation else list_open_categories(found)
    full = [c.key for c in categories if category_standing(c) is Standing.FULL]
    counts = count_waiting(found) if full else {}
    ahead = {c.key: counts.get(f"{ADMISSION}/{c.id}", 0) for c in categories if c.key in full}
    show = partial(_show_you, replace(visit, draft=draft), invitation, categories, ahead, files)
    if invitation is not None:
        return show()
    # as long as no category is chosen, nobody's answers say which own questions are asked
    state = (tuple(c.key for c in categories), tuple(ahead.items()))
    return _unless_blank(visit, Step.YOU, state, show)


def _show_you(
    visit: _Visit,
    invitation: Invitation | None,
    categories: Sequence[Category],
    ahead: Mapping[str, int],
    files: Mapping[str, Upload | Refusal],
) -> ResponseReturnValue:
    found, draft = visit.edition, visit.draft
    form = YouForm(**_formdata(draft, Step.YOU))
    form.offer(categories, visit.asked.cities, request.args.get("category", ""), ahead)
    if invitation is not None:
        form.fix(invitation.category.key, invitation.email)
    filling = Filling(
        edition=found,
        step=Step.YOU,
        draft=draft,
        token=_token(found),
        files=files,
        versions=visit.asked.versions,
        country=form.country.data or HOME,
    )
    chosen = next((c for c in categories if c.key == form.category.data), None)
    own = own_step(filling, categories, chosen)
    response = _answer(visit, Step.YOU, form, form.details, own)
    return response or _page(
        visit, Step.YOU, form, own, categories=categories, ahead=ahead, invitation=invitation
    )


def _invitation(entry: Entry) -> Invitation | None:
    """Return the invitation by which somebody registers, if it is one.

    Whoever has just opened its link says so in the address; from then on the draft knows it.
    """
    edition, draft = entry.edition, entry.draft
    if "invited" not in request.args:
        known = draft.invitation_id if draft and draft.registration_id is None else None
        return get_invitation(known) if known else None
    invitation = present_invitation(edition)
    if draft and draft.registration_id and draft.invitation_id == invitation.id:
        abort(redirect(url("registration.done", edition=edition.slug), 303))
    refuse_unless_open(invitation)
    return invitation


@steps.route("/attend", methods=["GET", "POST"])
@reads_first
@public
@takes_file(LARGEST_FILE)
def attend(edition: str) -> ResponseReturnValue:
    """Ask for which sessions a seat is wanted."""
    files = _files()
    visit = _visit(_entry(edition))
    found, (draft, answers) = visit.edition, _draft_at(visit, Step.ATTEND)
    category = visit.category(answers)
    limits = list_own_limits(found, category.id if category else None)
    ahead = _ahead(found, limits)
    seats = [(key, limit.seats_left, limit.capacity) for key, limit in sorted(limits.items())]
    state = (answers.you.category if answers.you else "", tuple(seats), tuple(ahead.items()))
    show = partial(_show_attend, visit, draft, answers, limits, ahead, files)
    return show() if _asks_more(category) else _unless_blank(visit, Step.ATTEND, state, show)


def _asks_more(category: AskedCategory | None) -> bool:
    """Tell whether own questions may make a step after the first one person's page."""
    return category is None or category.form_id is not None


def _show_attend(
    visit: _Visit,
    draft: Draft,
    answers: Answers,
    limits: Mapping[str, Limit],
    ahead: Mapping[str, int],
    files: Mapping[str, Upload | Refusal],
) -> ResponseReturnValue:
    category = visit.category(answers)
    agenda = public_agenda(visit.edition)
    sessions = [s for s in agenda.sessions if can_be_chosen(s, limits)]
    own = _later_step(visit, Step.ATTEND, draft, answers, files)
    locked = _locked(sessions, category)
    form = choosing_among(sessions, locked)(**_formdata(draft, Step.ATTEND))
    form.offer(sessions, limits, locked)
    response = _answer(visit, Step.ATTEND, form, form.details, own)
    return response or _page(
        visit,
        Step.ATTEND,
        form,
        own,
        days=by_day(sessions),
        limits=limits,
        locked=locked,
        ahead=ahead,
        clashing=clashes([s for s in sessions if s.key not in locked]),
        category=category,
        where=lambda session: where(session, agenda),
    )


def _later_step(
    visit: _Visit,
    step: Step,
    draft: Draft,
    answers: Answers,
    files: Mapping[str, Upload | Refusal],
) -> OwnStep:
    """Return the own questions of a step after the first."""
    edition, category = visit.edition, visit.category(answers)
    if category is None or category.form_id is None:
        return OwnStep()
    _refuse_stale(visit, step, answers)
    earlier = (answers.you, answers.attend if step is Step.NEEDS else None)
    filling = Filling(
        edition=edition,
        step=step,
        draft=draft,
        token=_token(edition),
        files=files,
        versions=visit.asked.versions,
        before={key: said for one in earlier if one for key, said in one.own.items()},
        country=answers.you.country if answers.you else HOME,
    )
    return own_step(filling, [category], category)


def _ahead(edition: Edition, limits: Mapping[str, Limit]) -> dict[str, int]:
    """Return how many wait for each session that is full."""
    full = [key for key, limit in limits.items() if limit.seats_left <= 0]
    counts = count_waiting(edition) if full else {}
    return {key: counts.get(session_subject(key), 0) for key in full}


def _locked(sessions: Sequence[Session], category: AskedCategory | None) -> frozenset[str]:
    is_invited = category is not None and category.is_invited
    return frozenset(s.key for s in sessions if needs_invitation(s, is_invited=is_invited))


@steps.route("/needs", methods=["GET", "POST"])
@reads_first
@public
@takes_file(LARGEST_FILE)
def needs(edition: str) -> ResponseReturnValue:
    """Ask what somebody needs; what is sensitive only together with its consent."""
    files = _files()
    visit = _visit(_entry(edition))
    draft, answers = _draft_at(visit, Step.NEEDS)
    show = partial(_show_needs, visit, draft, answers, files)
    category = visit.category(answers)
    return show() if _asks_more(category) else _unless_blank(visit, Step.NEEDS, (), show)


def _show_needs(
    visit: _Visit, draft: Draft, answers: Answers, files: Mapping[str, Upload | Refusal]
) -> ResponseReturnValue:
    notices = [notice for notice in visit.asked.notices if notice.is_sensitive]
    form = asking_for(NeedsForm, notices)(**_formdata(draft, Step.NEEDS))
    own = _later_step(visit, Step.NEEDS, draft, answers, files)
    response = _answer(
        visit,
        Step.NEEDS,
        form,
        lambda: form.details(notices) if form.accepts(notices) else None,
        own,
    )
    return response or _page(visit, Step.NEEDS, form, own, notices=notices)


@steps.route("/confirm", methods=["GET", "POST"])
@public
@limiter.limit("600/hour", methods=["POST"])  # a whole city hall may share one address
def confirm(edition: str) -> ResponseReturnValue:
    """Show everything once more, ask for the other consents, and register."""
    entry = _entry(edition, is_locked=request.method == "POST")
    found, draft = entry.edition, entry.draft
    if draft is not None and draft.registration_id is not None:
        # a second click, also when registration has closed meanwhile, is answered as the first
        return redirect(url("registration.done", edition=found.slug), 303)
    visit = _visit(entry)
    draft, answers = _draft_at(visit, Step.CONFIRM)
    _refuse_stale(visit, Step.CONFIRM, answers)
    shown = visit.asked.notices
    notices = [notice for notice in shown if not notice.is_sensitive]
    form = asking_for(ConfirmForm, notices)(**_formdata(draft, Step.CONFIRM))
    elsewhere = _other_button(visit)
    if elsewhere is not None:
        return elsewhere
    refused: dict[str, str] = {}
    if form.validate_on_submit():
        try:
            confirmed = form.details(notices)
            services.submit_draft(found, _token(found), confirmed, current_language())
        except Refusal as refusal:
            form.reject(refusal.sentence())
            if "subject" in refusal.values:
                refused = {str(refusal.values["subject"]): refusal.sentence()}
        else:
            return redirect(url("registration.done", edition=found.slug), 303)
    form.show(shown)
    summary = _summary(visit, answers, draft)
    return _page(visit, Step.CONFIRM, form, None, notices=notices, refused=refused, **summary)


def _other_button(visit: _Visit) -> ResponseReturnValue | None:
    """Answer a button of the last step that does not finish."""
    edition = visit.edition
    pressed = request.form.get("go", "")
    if pressed == BACK:
        return _save(visit, Step.CONFIRM, None, Step.NEEDS)
    if pressed == LATER:
        return _save_for_later(visit, Step.CONFIRM, None)
    if pressed.startswith(WAIT):
        services.wait_for(edition, _token(edition), pressed.removeprefix(WAIT))
        return _save(visit, Step.CONFIRM, None, Step.CONFIRM)
    return None


def _summary(visit: _Visit, answers: Answers, draft: Draft) -> dict[str, object]:
    """Return what the last step shows of the others."""
    edition, category = visit.edition, visit.category(answers)
    language = current_language()
    you, attend, needs = answers.you, answers.attend, answers.needs
    assert you is not None  # noqa: S101  nobody comes here before the first three steps
    assert attend is not None  # noqa: S101
    assert needs is not None  # noqa: S101
    chosen = {*attend.sessions, *attend.waits}
    agenda = public_agenda(edition)
    sessions = [s for s in agenda.sessions if s.key in chosen]
    waits = you.waits and _is_full(edition, you.category)
    counts = count_waiting(edition) if waits or attend.waits else {}
    return {
        "answers": answers,
        "tongue": lambda words: language_of_words(words, language),
        "category": category,
        "waits": waits,
        "ahead": counts.get(f"{ADMISSION}/{category.id}", 0) if category else 0,
        "session_ahead": {key: counts.get(session_subject(key), 0) for key in attend.waits},
        "own_told": told_before(visit.asked.version_of(category), draft, answers),
        "city": find_city(you.city),
        "country": country_name(you.country, language),
        "phone": spell_phone(you.phone, language),
        "sessions": sessions,
        "seconds": {first: agenda.session(key) for first, key in attend.seconds.items()},
        "clashing": clashes(sessions),
        "diets": [DIET_WORDS[diet] for diet in needs.sensitive.diets],
    }


def _is_full(edition: Edition, key: str) -> bool:
    category = find_category(edition, key)
    return category is not None and category_standing(category) is Standing.FULL


@steps.get("/done")
@public
def done(edition: str) -> ResponseReturnValue:
    """Say what comes next: the same for an address that was registered before."""
    entry = _entry(edition)
    found, draft = entry.edition, entry.draft
    if draft is None or draft.registration_id is None:
        return redirect(url("registration.index", edition=found.slug), 303)
    places = draft.answers.get("places", {})
    return render_template(
        "registration/done.html",
        edition=found,
        email=draft.answers["email"],
        form=EmptyForm(),
        state=draft.answers.get("state", RegistrationState.CONFIRMED.value),
        place=places.get(ADMISSION),
        waits=[
            (session, places[session_subject(session.key)])
            for session in public_agenda(found).sessions
            if session_subject(session.key) in places
        ],
        section="register",
    )


@steps.post("/colleague")
@public
def colleague(edition: str) -> ResponseReturnValue:
    """Begin the registration of a colleague, with the address of the one before."""
    found = _visit(_entry(edition, is_locked=True)).edition
    try:
        token = services.begin_for_colleague(found, _token(found), current_language())
    except DraftMissingError as refusal:
        tell(refusal.sentence(), "warning")
        return redirect(_address(found, Step.YOU), 303)
    response = make_response(redirect(_address(found, Step.YOU), 303))
    cookies.write_cookie(response, _cookie(found.slug), token, lasts=services.DRAFT_LASTS)
    return response


# ------------------------------------------------------------------ going on later


@steps.get("/later")
@public
def later(edition: str) -> ResponseReturnValue:
    """Say that a mail is on its way with which one goes on."""
    entry = _entry(edition)
    found, draft = entry.edition, entry.draft
    if draft is None or draft.registration_id is not None:
        return redirect(url("registration.index", edition=found.slug), 303)
    answers = read_answers(draft.answers)
    return render_template(
        "registration/later.html",
        edition=found,
        draft=draft,
        email=answers.you.email if answers.you else "",
        back=_address(found, answers.first_missing() or Step.CONFIRM),
        section="register",
    )


@steps.get("/resume")
@by_link(RESUME_PURPOSE)
def resume(edition: str) -> ResponseReturnValue:
    """Let this browser go on where another one stopped."""
    found = get_public_edition(edition)
    draft, secret = get_resumed(g.link), held_secret(RESUME_PURPOSE)
    if draft.edition_id != found.id or secret is None:
        raise DraftMissingError
    missing = read_answers(draft.answers).first_missing()
    to = _address(found, missing or Step.CONFIRM)
    if draft.registration_id is not None:
        to = url("registration.done", edition=found.slug)
    response = make_response(redirect(to, 303))
    cookies.write_cookie(response, _cookie(found.slug), secret, lasts=services.DRAFT_LASTS)
    return response


def resume_address(link: CapabilityLink) -> str:
    """Return where a link leads with which one goes on."""
    return url("registration.resume", edition=get_edition_of(get_resumed(link)).slug)


# ------------------------------------------------------------------ a lost link


@steps.route("/resend", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def resend(edition: str) -> ResponseReturnValue:
    """Send a lost link again; the answer does not tell whether the address is known."""
    found = get_public_edition(edition)
    form = ResendForm()
    if form.validate_on_submit():
        services.resend_link(found, form.email.data)
        return redirect(url("registration.resent", edition=found.slug), 303)
    page = render_template("registration/resend.html", edition=found, form=form)
    return make_response(page, NOT_ACCEPTED if form.errors else 200)


@steps.get("/resent")
@public
def resent(edition: str) -> ResponseReturnValue:
    """Say that a mail is on its way if the address is known."""
    found = get_public_edition(edition)
    return render_template("registration/resent.html", edition=found)
