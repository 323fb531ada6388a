"""Whom devices let in by themselves, and desks anyway: an organiser decides, once."""

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import names_of
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.manage.forms import DecisionForm
from forum.checkin.sync.queries import list_conflicts
from forum.checkin.sync.services import decide_conflict
from forum.checkin.words import CAUSE_WORDS, CHOICE_WORDS, REASON_WORDS, RESULT_WORDS
from forum.core import audit
from forum.core.i18n import gettext as _
from forum.core.localized import LocalizedText
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.messages import tell


@checkin_manage.get("/conflicts")
@requires(Permission.CHECKIN_VIEW)
def conflicts(edition: str) -> ResponseReturnValue:
    """Show what has to be decided, and what was."""
    return _page(get_edition(edition), "", DecisionForm(formdata=None))


@checkin_manage.post("/conflicts/<key>")
@requires(Permission.CHECKIN_EDIT)
def decide(edition: str, key: str) -> ResponseReturnValue:
    """Decide about one scan; what was decided stays as it is."""
    found = get_edition(edition)
    form = DecisionForm(prefix=key)
    if not form.validate_on_submit():
        return _page(found, key, form), 422
    choice, note = form.details()
    decide_conflict(found, key, choice, note=note, actor=audit.present_actor())
    tell(_("The decision is kept."))
    return redirect(url_for("checkin_manage.conflicts", edition=edition), 303)


def _page(edition: Edition, key: str, form: DecisionForm) -> str:
    every = list_conflicts(edition)
    still_open = [one for one in every if one.is_open]
    decided = [one for one in every if not one.is_open]
    return render_template(
        "checkin/manage/conflicts.html",
        edition=edition,
        section="checkin",
        forms={
            one.key: form if one.key == key else DecisionForm(formdata=None, prefix=one.key)
            for one in still_open
        },
        still_open=still_open,
        decided=decided[::-1],
        names=_names([one.decided.actor for one in decided if one.decided]),
        cause_words=CAUSE_WORDS,
        choice_words=CHOICE_WORDS,
        reason_words=REASON_WORDS,
        result_words=RESULT_WORDS,
    )


def _names(actors: Sequence[str]) -> Mapping[str, LocalizedText | str]:
    """Return how organisers are called, by how the decisions name them."""
    ids = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("user:")]
    return {f"user:{one}": name for one, name in names_of(ids).items()}
