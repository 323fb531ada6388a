"""Actions on many: what they will cause, how far they are, and taking them back."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import randomness
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.bulk.queries import find_undoing, get_job, list_people, people_by_id
from forum.registration.bulk.services import start_bulk, undo_bulk
from forum.registration.bulk.types import (
    FITS,
    MOST_IDS,
    NEEDS_REASON,
    UNDOABLE,
    BulkKind,
    BulkOrder,
)
from forum.registration.bulk.words import BULK_EFFECTS, BULK_MAILS, BULK_WORDS
from forum.registration.filters.forms import read_filter
from forum.registration.filters.rules import filter_of
from forum.registration.filters.types import ListView
from forum.registration.forms import ReasonForm
from forum.registration.manage.blueprint import registration_manage
from forum.registration.manage.list import address_values
from forum.registration.queries import list_categories, list_matching_ids
from forum.registration.rules import language_of_words
from forum.registration.tags.queries import list_tags
from forum.registration.types import ListFilter
from forum.web.access import requires
from forum.web.messages import tell
from forum.web.transaction import start_after_commit

LEADS_TO = {"mail": "mailings_manage.new", "export": "registration_manage.ask_sheet"}
"""What is chosen beside the actions, and has a page of its own."""
SHOWN = 20  # people who are named on the page that asks
LONGEST_ID = 9


def _read_ids(values: list[str]) -> list[int]:
    parts = [part for value in values for part in value.split(",")]
    read = [int(part) for part in parts if part.isdecimal() and len(part) <= LONGEST_ID]
    return read[:MOST_IDS]


def _read_tag(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) <= LONGEST_ID else None


def _read_kind(value: str) -> BulkKind:
    return BulkKind(value) if value in set(BulkKind) else BulkKind.CANCEL


@registration_manage.get("/bulk")
@requires(Permission.REGISTRATION_EDIT)
def bulk(edition: str) -> ResponseReturnValue:
    """Show whom it will change and what it will cause, before anything is done."""
    found = get_edition(edition)
    chosen = read_filter(request.args, categories=list_categories(found))
    aim = LEADS_TO.get(request.args.get("action", ""))
    if aim is not None:
        return redirect(_address_with(found, aim, chosen), 303)
    if request.args.get("all"):
        ids = list(list_matching_ids(found, chosen))[:MOST_IDS]
    else:
        ids = _read_ids(request.args.getlist("id"))
    kind = _read_kind(request.args.get("action", ""))
    return _ask(found, kind, ids, ReasonForm(), randomness.token())


def _address_with(edition: Edition, aim: str, chosen: ListFilter) -> str:
    """Return a page that takes a filter, with those who fit or those who are ticked."""
    ticked = ",".join(str(one) for one in _read_ids(request.args.getlist("id")))
    if not request.args.get("all"):
        chosen = filter_of({"ids": ticked or "0"})
    return url_for(aim, edition=edition.slug, **address_values(chosen, ListView()))


def _ask(
    edition: Edition, kind: BulkKind, ids: list[int], form: ReasonForm, key: str
) -> ResponseReturnValue:
    people = list_people(edition, ids)
    fitting = [person for person in people if person.state in FITS[kind]]
    page = render_template(
        "registration/manage/bulk.html",
        edition=edition,
        section="registrations",
        kind=kind,
        word=BULK_WORDS[kind],
        effect=BULK_EFFECTS[kind],
        mail=BULK_MAILS[kind],
        fitting=fitting,
        shown=fitting[:SHOWN],
        left_out=len(people) - len(fitting),
        needs_reason=kind in NEEDS_REASON,
        undoable=kind in UNDOABLE,
        categories=list_categories(edition),
        tags=list_tags(edition),
        tongue=lambda words: language_of_words(words, current_language()),
        form=form,
        key=key,
    )
    return make_response(page, 422 if form.errors else 200)


@registration_manage.post("/bulk")
@requires(Permission.REGISTRATION_EDIT)
def bulk_start(edition: str) -> ResponseReturnValue:
    """Let the worker do it with exactly those who were on the page."""
    found = get_edition(edition)
    kind = _read_kind(request.form.get("action", ""))
    ids = _read_ids(request.form.getlist("ids"))
    key = request.form.get("key", "")[:64] or randomness.token()
    form = ReasonForm()
    if kind in NEEDS_REASON and not form.validate_on_submit():
        return _ask(found, kind, ids, form, key)
    order = BulkOrder(
        key=key,
        kind=kind,
        ids=tuple(ids),
        reason=form.reason.data or "" if kind in NEEDS_REASON else "",
        category=request.form.get("category", ""),
        tag_id=_read_tag(request.form.get("tag", "")),
    )
    try:
        job = start_bulk(found, order)
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return _ask(found, kind, ids, form, key)
    start_after_commit("bulk_jobs")
    return redirect(url_for("registration_manage.bulk_job", edition=found.slug, job_id=job.id), 303)


@registration_manage.get("/bulk/<int:job_id>")
@requires(Permission.REGISTRATION_EDIT)
def bulk_job(edition: str, job_id: int) -> ResponseReturnValue:
    """Show how far it is; the browser asks again by itself until it is done."""
    found = get_edition(edition)
    job = get_job(found, job_id)
    people = people_by_id(found, [person for person, _reason in job.failed])
    page = render_template(
        "registration/manage/bulk_job.html",
        edition=found,
        section="registrations",
        job=job,
        word=BULK_WORDS[job.kind],
        failed=[(people.get(person), reason) for person, reason in job.failed],
        undoing=find_undoing(job),
        key=randomness.token(),
    )
    response = make_response(page)
    if not job.is_done:
        response.headers["Refresh"] = "2"
    return response


@registration_manage.post("/bulk/<int:job_id>/undo")
@requires(Permission.REGISTRATION_EDIT)
def bulk_undo(edition: str, job_id: int) -> ResponseReturnValue:
    """Take back what can be taken back."""
    found = get_edition(edition)
    job = undo_bulk(found, get_job(found, job_id), request.form.get("key", "")[:64])
    start_after_commit("bulk_jobs")
    tell(_("Everybody is moved back, as far as there are places."))
    return redirect(url_for("registration_manage.bulk_job", edition=found.slug, job_id=job.id), 303)
