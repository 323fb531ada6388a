"""The page of a guardian: all notices, to agree on behalf of somebody under 14, or to refuse."""

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.registration.emails import GUARDIAN_PURPOSE
from forum.registration.forms import ConfirmForm, asking_for
from forum.registration.guardians import services
from forum.registration.models import Registration
from forum.registration.queries import get_registration, list_notices
from forum.registration.rules import language_of_words
from forum.web.access import by_link, public
from forum.web.forms import Form

guardian = Blueprint("guardian", __name__)


def _registration() -> Registration:
    return get_registration(g.link.subject_id)


@guardian.get("")
@by_link(GUARDIAN_PURPOSE)
def show() -> ResponseReturnValue:
    """Show who wants to come, and every notice with nothing chosen beforehand."""
    registration = _registration()
    notices = list_notices(registration.edition)
    form = asking_for(ConfirmForm, notices)()
    form.show(notices)
    return _page(registration, form)


def _page(registration: Registration, form: Form) -> ResponseReturnValue:
    language = current_language()
    page = render_template(
        "registration/guardians/show.html",
        tongue=lambda words: language_of_words(words, language),
        edition=registration.edition,
        registration=registration,
        notices=list_notices(registration.edition),
        form=form,
    )
    return make_response(page, 422 if form.errors else 200)


@guardian.post("")
@by_link(GUARDIAN_PURPOSE)
def agree() -> ResponseReturnValue:
    """Take the answers, and confirm."""
    registration = _registration()
    notices = list_notices(registration.edition)
    form = asking_for(ConfirmForm, notices)()
    if not form.validate_on_submit():
        return _page(registration, form)
    answers = form.details(notices)
    try:
        services.agree(
            registration, answers.consents, shown=answers.shown, language=current_language()
        )
    except Refusal as refusal:
        form.reject(refusal.sentence())
        form.show(notices)
        return _page(registration, form)
    return redirect(url_for("guardian.done", answer="agreed"), 303)


@guardian.post("/refuse")
@by_link(GUARDIAN_PURPOSE)
def refuse() -> ResponseReturnValue:
    """Say no, by one button."""
    services.refuse(_registration())
    return redirect(url_for("guardian.done", answer="refused"), 303)


@guardian.get("/done")
@public
def done() -> ResponseReturnValue:
    """Say what happens now; the link leads nowhere any more."""
    agreed = request.args.get("answer") == "agreed"
    return render_template("registration/guardians/done.html", agreed=agreed)
