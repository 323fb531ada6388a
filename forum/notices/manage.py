"""Organisers' pages of releases: the preview, what was released, and bringing it back."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.editions.types import EditionState
from forum.notices import emails, services
from forum.notices.errors import WarningsStandError
from forum.notices.forms import ReleaseForm
from forum.notices.queries import get_past_release, list_past_releases
from forum.notices.rules import count_notices, group_notices
from forum.notices.types import Notice, Tie
from forum.notices.words import NEWS_LEVELS, NEWS_WORDS, TIE_WORDS
from forum.programme.changes import entries_of
from forum.programme.display import date_of
from forum.programme.errors import DraftChangedError
from forum.programme.proposals import propose_release
from forum.programme.queries import build_agenda, get_release, public_programme
from forum.programme.rules import compare
from forum.programme.serial import agenda_from_mapping, warnings_from_list
from forum.programme.services import restore_release
from forum.programme.warnings import by_session
from forum.web.access import may, requires
from forum.web.forms import Form
from forum.web.messages import tell

notices_manage = Blueprint("notices_manage", __name__)


@notices_manage.get("/release")
@requires(Permission.PROGRAMME_RELEASE)
def release(edition: str) -> ResponseReturnValue:
    """Show what a release would change, whom it would tell, and what there was before."""
    return _preview(get_edition(edition), ReleaseForm())


@notices_manage.post("/release")
@requires(Permission.PROGRAMME_RELEASE)
def publish(edition: str) -> ResponseReturnValue:
    """Release the draft as it was looked at, and write the mails."""
    found = get_edition(edition)
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _preview(found, form)
    try:
        told = _release(found, form)
    except WarningsStandError as refusal:
        form.reject(refusal.sentence(), form.despite_warnings)
        return _preview(found, form)
    except Refusal as refusal:
        # every refusal comes before the first write, so what is shown now is what there is
        return _preview(found, form, refusal.sentence(), refusal.status)
    number = told.release.number
    tell(_("Release %(number)s is out.", number=number))
    return redirect(url_for("notices_manage.show", edition=edition, number=number), 303)


def _release(edition: Edition, form: ReleaseForm) -> services.Told:
    seen = form.basis()
    if seen is None:
        raise DraftChangedError
    return services.release_and_tell(
        edition,
        form.text(),
        quiet=form.quiet.data,
        seen=seen,
        despite_warnings=form.despite_warnings.data,
    )


def _preview(
    edition: Edition, form: ReleaseForm, refused: str = "", status: int = 200
) -> ResponseReturnValue:
    proposal = propose_release(edition)
    form.seen.data = str(proposal.basis)
    if refused:
        form.despite_warnings.data = False  # the warnings may be others now
    notices = services.prepare_notices(edition, proposal)
    warnings = services.warnings_about(edition, proposal)
    page = render_template(
        "notices/manage/release.html",
        edition=edition,
        section="programme",
        proposal=proposal,
        entries=entries_of(proposal.changes),
        is_told=edition.state is EditionState.PUBLISHED,
        warnings=warnings,
        warning_groups=by_session(warnings),
        counts=count_notices(notices),
        groups=group_notices(_visible(notices)),
        hides_people=not may(Permission.REGISTRATION_VIEW),
        examples=emails.examples(
            edition, proposal.before, proposal.released(form.text()), notices, form.text()
        )
        if proposal.before is not None
        else [],
        releases=_dated(edition),
        form=form,
        refused=refused,
        tie_words=TIE_WORDS,
        news_words=NEWS_WORDS,
        news_levels=NEWS_LEVELS,
    )
    return make_response(page, status if status != 200 else 422 if form.errors else 200)  # noqa: PLR2004  OK


def _visible(notices: Sequence[Notice]) -> list[Notice]:
    """Return what the organiser may see: who has registered, only with that permission."""
    if may(Permission.REGISTRATION_VIEW):
        return list(notices)
    shown = []
    for notice in notices:
        sessions = tuple(told for told in notice.sessions if Tie.SPEAKER in told.ties)
        if sessions:
            recipient = notice.recipient
            names = recipient.names[: len(recipient.speakers)]
            shown.append(
                replace(notice, recipient=replace(recipient, names=names), sessions=sessions)
            )
    return shown


def _dated(edition: Edition) -> list[tuple[object, str]]:
    return [
        (past, date_of(past.dated, past.released_at, edition.timezone))
        for past in list_past_releases(edition)
    ]


@notices_manage.get("/releases/<int:number>")
@requires(Permission.PROGRAMME_RELEASE)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show a release: what it changed, over which warnings, and how its mails are getting on."""
    found = get_edition(edition)
    row = get_release(found, number)
    past = get_past_release(found, row)
    released = public_programme(found, number)  # kept: visitors come right after it
    return render_template(
        "notices/manage/show.html",
        edition=found,
        section="programme",
        past=past,
        date=date_of(past.dated, past.released_at, found.timezone),
        agenda=released.agenda,
        entries=entries_of(released.changes),
        warning_groups=by_session(warnings_from_list(row.warnings)),
        is_public=found.state is not EditionState.DRAFT,
    )


@notices_manage.get("/releases/<int:number>/restore")
@requires(Permission.PROGRAMME_EDIT)
def confirm_restore(edition: str, number: int) -> ResponseReturnValue:
    """Show what the draft would lose and gain."""
    found = get_edition(edition)
    agenda = agenda_from_mapping(get_release(found, number).agenda)
    return render_template(
        "notices/manage/confirm_restore.html",
        edition=found,
        section="programme",
        number=number,
        agenda=agenda,
        entries=entries_of(compare(build_agenda(found), agenda)),
        form=Form(),
    )


@notices_manage.post("/releases/<int:number>/restore")
@requires(Permission.PROGRAMME_EDIT)
def restore(edition: str, number: int) -> ResponseReturnValue:
    """Make the draft say what a release said, as one operation that can be undone."""
    found = get_edition(edition)
    if restore_release(found, number) is None:
        tell(_("The draft says what release %(number)s said already.", number=number), "info")
    else:
        tell(
            _(
                "The draft says what release %(number)s said. Undo takes that back; visitors see "
                "it once it is released.",
                number=number,
            )
        )
    return redirect(url_for("programme_manage.index", edition=edition), 303)
