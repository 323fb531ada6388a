"""Registering in four steps. Each is one plain form; what is filled in waits in a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from flask import abort, g, make_response, redirect, render_template, request
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
from forum.registration.asked import AskedCategory
from forum.registration.errors import DraftMissingError
from forum.registration.exports import where
from forum.registration.forms import (
    ConfirmForm,
    EmptyForm,
    NeedsForm,
    ResendForm,
    YouForm,
    asking_for,
    choosing_among,
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
    get_resumed,
    list_open_categories,
    list_own_limits,
    standing_of,
)
from forum.registration.questions.queries import told_before
from forum.registration.rules import (
    HOME,
    by_day,
    can_be_chosen,
    clashes,
    country_name,
    language_of_words,
    needs_invitation,
    read_answers,
    spell_phone,
)
from forum.registration.types import Answers, RegistrationState, Standing, Step
from forum.registration.views.own_questions import Filling, OwnStep, own_step, read_files
from forum.registration.views.visits import (
    BACK,
    LATER,
    NOT_ACCEPTED,
    WAIT,
    Visit,
    address_of,
    answer_step,
    cookie_of,
    draft_at,
    entry_of,
    formdata_of,
    page_of,
    refuse_stale,
    save,
    save_for_later,
    steps,
    token_of,
    unless_blank,
    visit_of,
)
from forum.registration.waiting.queries import count_waiting
from forum.registration.waiting.types import ADMISSION, session_subject
from forum.registration.words import DIET_WORDS
from forum.web import cookies
from forum.web.access import by_link, public
from forum.web.limits import limiter
from forum.web.links import held_secret
from forum.web.messages import tell
from forum.web.transaction import begin_writing, reads_first
from forum.web.uploads import takes_file


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
    found = visit_of(entry_of(edition)).edition
    category = request.args.get("category")
    return redirect(url("registration.you", edition=found.slug, category=category), 302)


@steps.route("/you", methods=["GET", "POST"])
@reads_first
@public
@takes_file(LARGEST_FILE)
def you(edition: str) -> ResponseReturnValue:
    """Ask who somebody is."""
    files = _files()
    entry = entry_of(edition)
    visit = visit_of(entry)
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
    return unless_blank(visit, Step.YOU, state, show)


def _show_you(
    visit: Visit,
    invitation: Invitation | None,
    categories: Sequence[Category],
    ahead: Mapping[str, int],
    files: Mapping[str, Upload | Refusal],
) -> ResponseReturnValue:
    found, draft = visit.edition, visit.draft
    form = YouForm(**formdata_of(draft, Step.YOU))
    form.offer(categories, visit.asked.cities, request.args.get("category", ""), ahead)
    if invitation is not None:
        form.fix(invitation.category.key, invitation.email)
    filling = Filling(
        edition=found,
        step=Step.YOU,
        draft=draft,
        token=token_of(found),
        files=files,
        versions=visit.asked.versions,
        country=form.country.data or HOME,
    )
    chosen = next((c for c in categories if c.key == form.category.data), None)
    own = own_step(filling, categories, chosen)
    response = answer_step(visit, Step.YOU, form, form.details, own)
    return response or page_of(
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
    visit = visit_of(entry_of(edition))
    found, (draft, answers) = visit.edition, draft_at(visit, Step.ATTEND)
    category = visit.category(answers)
    limits = list_own_limits(found, category.id if category else None)
    ahead = _ahead(found, limits)
    seats = [(key, limit.seats_left, limit.capacity) for key, limit in sorted(limits.items())]
    state = (answers.you.category if answers.you else "", tuple(seats), tuple(ahead.items()))
    show = partial(_show_attend, visit, draft, answers, limits, ahead, files)
    return show() if _asks_more(category) else unless_blank(visit, Step.ATTEND, state, show)


def _asks_more(category: AskedCategory | None) -> bool:
    """Tell whether own questions may make a step after the first one person's page."""
    return category is None or category.form_id is not None


def _show_attend(
    visit: Visit,
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
    form = choosing_among(sessions, locked)(**formdata_of(draft, Step.ATTEND))
    form.offer(sessions, limits, locked)
    response = answer_step(visit, Step.ATTEND, form, form.details, own)
    return response or page_of(
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
    visit: Visit,
    step: Step,
    draft: Draft,
    answers: Answers,
    files: Mapping[str, Upload | Refusal],
) -> OwnStep:
    """Return the own questions of a step after the first."""
    edition, category = visit.edition, visit.category(answers)
    if category is None or category.form_id is None:
        return OwnStep()
    refuse_stale(visit, step, answers)
    earlier = (answers.you, answers.attend if step is Step.NEEDS else None)
    filling = Filling(
        edition=edition,
        step=step,
        draft=draft,
        token=token_of(edition),
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
    visit = visit_of(entry_of(edition))
    draft, answers = draft_at(visit, Step.NEEDS)
    show = partial(_show_needs, visit, draft, answers, files)
    category = visit.category(answers)
    return show() if _asks_more(category) else unless_blank(visit, Step.NEEDS, (), show)


def _show_needs(
    visit: Visit, draft: Draft, answers: Answers, files: Mapping[str, Upload | Refusal]
) -> ResponseReturnValue:
    notices = [notice for notice in visit.asked.notices if notice.is_sensitive]
    form = asking_for(NeedsForm, notices)(**formdata_of(draft, Step.NEEDS))
    own = _later_step(visit, Step.NEEDS, draft, answers, files)
    response = answer_step(
        visit,
        Step.NEEDS,
        form,
        lambda: form.details(notices) if form.accepts(notices) else None,
        own,
    )
    return response or page_of(visit, Step.NEEDS, form, own, notices=notices)


@steps.route("/confirm", methods=["GET", "POST"])
@public
@limiter.limit("600/hour", methods=["POST"])  # a whole city hall may share one address
def confirm(edition: str) -> ResponseReturnValue:
    """Show everything once more, ask for the other consents, and register."""
    entry = entry_of(edition, is_locked=request.method == "POST")
    found, draft = entry.edition, entry.draft
    if draft is not None and draft.registration_id is not None:
        # a second click, also when registration has closed meanwhile, is answered as the first
        return redirect(url("registration.done", edition=found.slug), 303)
    visit = visit_of(entry)
    draft, answers = draft_at(visit, Step.CONFIRM)
    refuse_stale(visit, Step.CONFIRM, answers)
    shown = visit.asked.notices
    notices = [notice for notice in shown if not notice.is_sensitive]
    form = asking_for(ConfirmForm, notices)(**formdata_of(draft, Step.CONFIRM))
    elsewhere = _other_button(visit)
    if elsewhere is not None:
        return elsewhere
    refused: dict[str, str] = {}
    if form.validate_on_submit():
        try:
            confirmed = form.details(notices)
            services.submit_draft(found, token_of(found), confirmed, current_language())
        except Refusal as refusal:
            form.reject(refusal.sentence())
            if "subject" in refusal.values:
                refused = {str(refusal.values["subject"]): refusal.sentence()}
        else:
            return redirect(url("registration.done", edition=found.slug), 303)
    form.show(shown)
    summary = _summary(visit, answers, draft)
    return page_of(visit, Step.CONFIRM, form, None, notices=notices, refused=refused, **summary)


def _other_button(visit: Visit) -> ResponseReturnValue | None:
    """Answer a button of the last step that does not finish."""
    edition = visit.edition
    pressed = request.form.get("go", "")
    if pressed == BACK:
        return save(visit, Step.CONFIRM, None, Step.NEEDS)
    if pressed == LATER:
        return save_for_later(visit, Step.CONFIRM, None)
    if pressed.startswith(WAIT):
        services.wait_for(edition, token_of(edition), pressed.removeprefix(WAIT))
        return save(visit, Step.CONFIRM, None, Step.CONFIRM)
    return None


def _summary(visit: Visit, answers: Answers, draft: Draft) -> dict[str, object]:
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
    entry = entry_of(edition)
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
    found = visit_of(entry_of(edition, is_locked=True)).edition
    try:
        token = services.begin_for_colleague(found, token_of(found), current_language())
    except DraftMissingError as refusal:
        tell(refusal.sentence(), "warning")
        return redirect(address_of(found, Step.YOU), 303)
    response = make_response(redirect(address_of(found, Step.YOU), 303))
    cookies.write_cookie(response, cookie_of(found.slug), token, lasts=services.DRAFT_LASTS)
    return response


# ------------------------------------------------------------------ going on later


@steps.get("/later")
@public
def later(edition: str) -> ResponseReturnValue:
    """Say that a mail is on its way with which one goes on."""
    entry = entry_of(edition)
    found, draft = entry.edition, entry.draft
    if draft is None or draft.registration_id is not None:
        return redirect(url("registration.index", edition=found.slug), 303)
    answers = read_answers(draft.answers)
    return render_template(
        "registration/later.html",
        edition=found,
        draft=draft,
        email=answers.you.email if answers.you else "",
        back=address_of(found, answers.first_missing() or Step.CONFIRM),
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
    to = address_of(found, missing or Step.CONFIRM)
    if draft.registration_id is not None:
        to = url("registration.done", edition=found.slug)
    response = make_response(redirect(to, 303))
    cookies.write_cookie(response, cookie_of(found.slug), secret, lasts=services.DRAFT_LASTS)
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
    standing = standing_of(found).value
    return render_template("registration/resent.html", edition=found, standing=standing)
