"""The organisers' pages: requests for erasure, periods, what was destroyed, and who has looked."""

import re

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import names_of
from forum.core import clock
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.privacy import purging, services
from forum.privacy.forms import ReviewForm, rules_form
from forum.privacy.models import ErasureRequest
from forum.privacy.queries import (
    count_waiting,
    get_request,
    list_access,
    list_destroyed,
    list_months,
    list_requests,
    list_reviews,
    list_rules,
)
from forum.privacy.rules import OF_EDITIONS, destroyed_on
from forum.privacy.types import Counted
from forum.privacy.words import ERASURE_WORDS, KIND_WORDS, PAGE_WORDS
from forum.registration.forms import ReasonForm
from forum.registration.queries import list_notices
from forum.registration.rules import language_of_words
from forum.web.access import requires
from forum.web.messages import tell

privacy_manage = Blueprint("privacy_manage", __name__)
retention_manage = Blueprint("retention_manage", __name__)

_MONTH = re.compile(r"20\d{2}-(?:0[1-9]|1[0-2])")


def _page(
    edition: Edition, name: str, *, status: int = 200, **values: object
) -> ResponseReturnValue:
    language = current_language()
    page = render_template(
        f"privacy/manage/{name}.html",
        tongue=lambda words: language_of_words(words, language),
        edition=edition,
        section="privacy",
        waiting=count_waiting(edition),
        **values,
    )
    return make_response(page, status)


def _names(actors: set[str]) -> dict[str, object]:
    """Return how those who acted are called; programs and the system by what they are."""
    ids = {actor: actor.partition(":")[2].partition(" ")[0] for actor in actors if ":" in actor}
    names = names_of(int(number) for number in ids.values() if number.isdecimal())
    return {
        actor: names.get(int(number), actor)
        for actor, number in ids.items()
        if number.isdecimal() and actor.startswith("user:")
    }


# ------------------------------------------------------------------ erasure


@privacy_manage.get("")
@requires(Permission.REGISTRATION_VIEW)
def index(edition: str) -> ResponseReturnValue:
    """List who wants their data erased, by the day on which it is due."""
    return _index(get_edition(edition), ReasonForm(), 0)


def _index(edition: Edition, form: ReasonForm, refused: int) -> ResponseReturnValue:
    found = list_requests(edition)
    return _page(
        edition,
        "index",
        status=422 if form.errors else 200,
        requests=found,
        today=clock.today(edition.timezone),
        words=ERASURE_WORDS,
        names=_names({one.decided_by for one in found}),
        form=form,
        refused=refused,
    )


@privacy_manage.post("/erasures/<int:request_id>/carry-out")
@requires(Permission.REGISTRATION_EDIT)
def carry_out(edition: str, request_id: int) -> ResponseReturnValue:
    """Erase the person who asked."""
    found = get_edition(edition)
    return _decided(found, get_request(found, request_id), None)


@privacy_manage.post("/erasures/<int:request_id>/refuse")
@requires(Permission.REGISTRATION_EDIT)
def refuse(edition: str, request_id: int) -> ResponseReturnValue:
    """Say why the data must be kept."""
    found = get_edition(edition)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _index(found, form, request_id)
    return _decided(found, get_request(found, request_id), form.reason.data)


def _decided(edition: Edition, wanted: ErasureRequest, reason: str | None) -> ResponseReturnValue:
    try:
        if reason is None:
            services.carry_out(wanted)
        else:
            services.refuse(wanted, reason)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("The data are erased.") if reason is None else _("The person is told the reason."))
    return redirect(url_for("privacy_manage.index", edition=edition.slug), 303)


# ------------------------------------------------------------------ periods


@privacy_manage.route("/retention", methods=["GET", "POST"])
@requires(Permission.EDITION_EDIT)
def retention(edition: str) -> ResponseReturnValue:
    """Say how long each kind of data is kept."""
    found = get_edition(edition)
    rules = list_rules(found)
    form = rules_form(rules)()
    if form.validate_on_submit():
        services.set_rules(found, form.days(rules))
        tell(_("Saved. The next purge follows it."))
        return redirect(url_for("privacy_manage.retention", edition=found.slug), 303)
    dates = {
        kind.value: destroyed_on(found.ends_on, rule.days)
        for kind, rule in rules.items()
        if rule.counted is Counted.AFTER_FORUM
    }
    return _page(
        found,
        "retention",
        status=422 if form.errors else 200,
        form=form,
        kinds=[kind.value for kind in OF_EDITIONS],
        dates=dates,
        notices=list_notices(found),
        system=[(KIND_WORDS[kind], rule.days) for kind, rule in list_rules(None).items()],
    )


@retention_manage.route("", methods=["GET", "POST"])
@requires(Permission.EDITION_CREATE)
def system() -> ResponseReturnValue:
    """Say how long is kept what belongs to no edition; only who owns all editions may."""
    rules = list_rules(None)
    form = rules_form(rules)()
    if form.validate_on_submit():
        services.set_rules(None, form.days(rules))
        tell(_("Saved. The next purge follows it."))
        return redirect(url_for("retention_manage.system"), 303)
    page = render_template(
        "privacy/manage/system.html", form=form, kinds=[kind.value for kind in rules]
    )
    return make_response(page, 422 if form.errors else 200)


@privacy_manage.get("/destructions")
@requires(Permission.AUDIT_VIEW)
def destructions(edition: str) -> ResponseReturnValue:
    """Show what was destroyed, and what the next purge would destroy."""
    found = get_edition(edition)
    destroyed = list_destroyed(found)
    return _page(
        found,
        "destructions",
        destroyed=destroyed,
        due=purging.look(found),
        kinds=KIND_WORDS,
        names=_names({one.actor for one in destroyed}),
    )


# ------------------------------------------------------------------ who has looked


@privacy_manage.get("/access")
@requires(Permission.AUDIT_VIEW)
def access(edition: str) -> ResponseReturnValue:
    """Show who has seen sensitive data in a month, or was refused."""
    found = get_edition(edition)
    return _access(found, ReviewForm())


def _access(edition: Edition, form: ReviewForm) -> ResponseReturnValue:
    months = list_months(edition)
    month = request.args.get("month", months[0])
    if not _MONTH.fullmatch(month):
        abort(404)
    entries, reviews = list_access(edition, month), list_reviews(edition)
    return _page(
        edition,
        "access",
        status=422 if form.errors else 200,
        month=month,
        months=months,
        entries=entries,
        pages=PAGE_WORDS,
        reviews=reviews,
        is_over=month < f"{clock.today(edition.timezone):%Y-%m}",
        names=_names(
            {one.actor for one in entries} | {one.reviewed_by for one in reviews.values()}
        ),
        form=form,
    )


@privacy_manage.post("/access")
@requires(Permission.AUDIT_VIEW)
def review(edition: str) -> ResponseReturnValue:
    """Note that one has looked through a month."""
    found = get_edition(edition)
    form = ReviewForm()
    month = request.args.get("month", "")
    if not _MONTH.fullmatch(month):
        abort(404)
    if not form.validate_on_submit():
        return _access(found, form)
    try:
        services.review_month(found, month, form.note.data or "")
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return _access(found, form)
    tell(_("Noted: you have looked through this month."))
    return redirect(url_for("privacy_manage.access", edition=found.slug, month=month), 303)
