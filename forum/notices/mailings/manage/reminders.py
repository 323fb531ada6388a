"""Organisers' pages of reminders: written, switched on, and when they go out to whom."""

from datetime import time
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.notices.mailings import queries, services
from forum.notices.mailings.forms import ReminderForm
from forum.notices.mailings.manage import parts
from forum.notices.mailings.models import Reminder
from forum.notices.mailings.rules import named
from forum.notices.mailings.types import Anchor
from forum.notices.mailings.words import STANDING_LEVELS, STANDING_WORDS, tell_moment
from forum.registration.mailtexts.queries import words_of
from forum.web.access import requires
from forum.web.forms import Form
from forum.web.messages import tell

reminders_manage = Blueprint("reminders_manage", __name__)


@reminders_manage.get("")
@requires(Permission.MAIL_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """List the reminders: when each goes out, and whom it would reach now."""
    found = get_edition(edition)
    reminders = queries.list_reminders(found)
    return render_template(
        "notices/manage/reminders/index.html",
        edition=found,
        section="mails",
        named=named,
        simple=Form(),
        rows=[
            {
                "reminder": one,
                "moment": queries.next_moment(found, queries.timing_of(one)),
                "standing": queries.standing_of(found, one),
                "reach": len(queries.find_audience(found, one.chosen).recipients),
            }
            for one in reminders
        ],
        tell_moment=tell_moment,
        standing_words=STANDING_WORDS,
        standing_levels=STANDING_LEVELS,
    )


@reminders_manage.get("/new")
@requires(Permission.MAIL_EDIT)
def new(edition: str) -> ResponseReturnValue:
    """Ask what it says, to whom, and when; it begins with the edition's own words."""
    found = get_edition(edition)
    words = words_of(found, "reminder")
    text = type(words.opening)(
        *(f"{words.opening.in_(one)}\n\n{words.closing.in_(one)}" for one in ("ko", "en"))
    )
    form = parts.form_of(
        ReminderForm,
        found,
        parts.chosen_in_address(),
        subject=words.subject,
        text=text,
        days=3,
        anchor=Anchor.BEFORE_BEGIN.value,
        time=time(9),
        window=0,
    )
    return _editor(found, None, form)()


@reminders_manage.post("/new")
@requires(Permission.MAIL_EDIT)
def create(edition: str) -> ResponseReturnValue:
    """Keep it, switched off; or show how it looks, or send it to the organiser alone."""
    found = get_edition(edition)
    form = parts.form_of(ReminderForm, found, parts.carried_in_form({}))
    answer = parts.unless_saved(found, form, _editor(found, None, form))
    if answer is not None:
        return answer
    services.write_reminder(found, form.message(), form.timing())
    tell(_("Saved, and switched off. Switch it on once it is as it should be."))
    return redirect(url_for("reminders_manage.index", edition=found.slug), 303)


@reminders_manage.get("/<int:reminder_id>")
@requires(Permission.MAIL_EDIT)
def edit(edition: str, reminder_id: int) -> ResponseReturnValue:
    """Show a reminder to be changed."""
    found = get_edition(edition)
    one = queries.get_reminder(found, reminder_id)
    form = parts.form_of(
        ReminderForm,
        found,
        one.chosen,
        subject=one.subject,
        text=one.text,
        days=one.days,
        anchor=one.anchor.value,
        time=time(one.minute // 60, one.minute % 60),
        window=one.late_days,
        seen=str(one.revision),
    )
    return _editor(found, one, form)()


@reminders_manage.post("/<int:reminder_id>")
@requires(Permission.MAIL_EDIT)
def revise(edition: str, reminder_id: int) -> ResponseReturnValue:
    """Change it, or show how it would look, or send it to the organiser alone."""
    found = get_edition(edition)
    one = queries.get_reminder(found, reminder_id)
    form = parts.form_of(ReminderForm, found, parts.carried_in_form(one.chosen))
    show = _editor(found, one, form)
    answer = parts.unless_saved(found, form, show)
    if answer is not None:
        return answer
    try:
        services.revise_reminder(
            found, one.id, form.message(), form.timing(), seen=form.revision_seen()
        )
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return show(status=refusal.status)
    tell(_("Saved."))
    return redirect(url_for("reminders_manage.index", edition=found.slug), 303)


def _editor(edition: Edition, reminder: Reminder | None, form: ReminderForm) -> parts.Editor:
    return partial(
        parts.editor, "notices/manage/reminders/edit.html", edition, form, reminder=reminder
    )


@reminders_manage.post("/<int:reminder_id>/switch")
@requires(Permission.MAIL_EDIT)
def switch(edition: str, reminder_id: int) -> ResponseReturnValue:
    """Switch it on or off."""
    found = get_edition(edition)
    on = request.form.get("on") == "yes"
    try:
        services.switch_reminder(found, reminder_id, on=on)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("The reminder is on.") if on else _("The reminder is off."))
    return redirect(url_for("reminders_manage.index", edition=found.slug), 303)
