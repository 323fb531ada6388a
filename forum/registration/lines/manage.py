"""Organisers' pages of the waiting lists."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import names_of
from forum.core import clock
from forum.core.dates import format_datetime, format_span
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration.errors import CapacityBelowTakenError, MovedOutOfPlaceError
from forum.registration.lines import services
from forum.registration.lines.errors import (
    DeadlineNotLaterError,
    DeadlineTooLateError,
    NoFreePlaceError,
)
from forum.registration.lines.forms import (
    CapacityForm,
    MoveForm,
    OfferForm,
    ProlongForm,
    RemoveForm,
)
from forum.registration.lines.models import LineChange
from forum.registration.lines.queries import (
    Line,
    find_limit,
    get_line,
    list_changes,
    list_changes_of,
    list_entries_by_id,
    list_lines,
    list_people,
    propose_capacity,
    titles_of,
)
from forum.registration.lines.types import CapacityProposal, ChangeKind
from forum.registration.lines.words import CHANGE_WORDS
from forum.registration.rules import language_of_words
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import get_entry, place_of
from forum.registration.waiting.types import ADMISSION, ON_THE_LIST, session_of
from forum.web.access import may, requires
from forum.web.forms import Form
from forum.web.messages import tell

lines_manage = Blueprint("lines_manage", __name__)

SHOWN = 20  # people who are named in a preview


@lines_manage.get("")
@requires(Permission.REGISTRATION_VIEW)
def index(edition: str) -> ResponseReturnValue:
    """Show everything that has seats: how many are taken, and how many wait."""
    found = get_edition(edition)
    lines = list_lines(found)
    return render_template(
        "registration/lines/index.html",
        edition=found,
        section="registrations",
        lines=lines,
        is_share=lambda line: line.subject != ADMISSION and line.category is not None,
        titles=titles_of(found),
        waiting=sum(line.waiting for line in lines if _counts_once(line)),
        offered=sum(line.offered for line in lines if _counts_once(line)),
    )


def _counts_once(line: Line) -> bool:
    """Leave out a category's share of a session: its people are in the whole one, too."""
    return line.subject == ADMISSION or line.category is None


@lines_manage.get("/<int:limit_id>")
@requires(Permission.REGISTRATION_VIEW)
def show(edition: str, limit_id: int) -> ResponseReturnValue:
    """Show one list in order, and what was done to it by hand."""
    found = get_edition(edition)
    line = get_line(found, limit_id)
    people = list_people(found, line, request.args.get("page", 1, int))
    changes = list_changes(found, line, request.args.get("changes", 1, int))
    now, language, titles = clock.now(), current_language(), titles_of(found)

    def address(page: int, changes: int | None = None) -> str:
        return url_for(
            "lines_manage.show", edition=found.slug, limit_id=limit_id, page=page, changes=changes
        )

    return render_template(
        "registration/lines/show.html",
        edition=found,
        section="registrations",
        line=line,
        titles=titles,
        people=people,
        ranked=lambda entry: _ranked(entry, titles),
        changes=changes,
        told=_told(found, changes.rows),
        has_waited=lambda entry: format_span(now - entry.joined_at, language),
        page_address=address,
        changes_address=lambda number: address(people.page, number),
        change_words=CHANGE_WORDS,
        tongue=lambda words: language_of_words(words, language),
    )


def _ranked(entry: WaitingEntry, titles: Any) -> list[Any]:  # noqa: ANN401  texts by subject
    """Return what somebody would take instead, in order, and what they would rather have."""
    wishes = [wish for wish in entry.registration.wishes if entry.subject in wish and wish[1:]]
    return [titles[choice] for wish in wishes for choice in wish if choice in titles]


def _told(edition: Edition, changes: Any) -> dict[int, dict[str, Any]]:  # noqa: ANN401  rows
    """Return what the details of changes say, and who made them, by the changes' ids."""
    ids = [int(one.made_by.partition(":")[2]) for one in changes if one.made_by.startswith("user:")]
    names = {f"user:{one}": name for one, name in names_of(ids).items()}
    return {
        one.id: {
            "what": _span_of(edition, one),
            "who": names.get(one.made_by, ""),
        }
        for one in changes
    }


def _span_of(edition: Edition, change: LineChange) -> str:
    before, after = change.details.get("from"), change.details.get("to")
    if before is None or after is None:
        return ""
    if change.kind is ChangeKind.PROLONGED:
        zone = ZoneInfo(edition.timezone)
        before, after = (
            format_datetime(datetime.fromisoformat(said), zone) for said in (before, after)
        )
    return f"{before} → {after}"


# ------------------------------------------------------------------ how many seats


@lines_manage.route("/<int:limit_id>/capacity", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def capacity(edition: str, limit_id: int) -> ResponseReturnValue:
    """Ask for a number, show who would be offered a seat, and do it as it was shown."""
    found = get_edition(edition)
    line = get_line(found, limit_id)
    form = CapacityForm(data={"capacity": line.limit.capacity})
    proposal: CapacityProposal | None = None
    status = 200
    if form.validate_on_submit():
        wanted, seen = int(form.capacity.data), str(form.seen.data or "")
        try:
            if seen and request.form.get("go") == "1":
                done = services.change_capacity(
                    found, line.limit, wanted, form.reason.data, seen=seen
                )
                _tell_capacity(done)
                return _to_line(found, limit_id)
            proposal = propose_capacity(found, line.limit, wanted)
            if proposal.is_too_low:
                raise CapacityBelowTakenError(taken=proposal.taken)
        except Refusal as refusal:
            too_low = isinstance(refusal, CapacityBelowTakenError)
            form.reject(refusal.sentence(), form.capacity if too_low else None)
            proposal = None if too_low else propose_capacity(found, line.limit, wanted)
            status = refusal.status
    elif form.errors:
        status = 422
    if proposal is not None:
        form.seen.data = proposal.digest()
    page = render_template(
        "registration/lines/capacity.html",
        edition=found,
        section="registrations",
        line=line,
        titles=titles_of(found),
        form=form,
        proposal=proposal,
        people=list_entries_by_id(proposal.offered[:SHOWN]) if proposal else (),
        said=_said_elsewhere(found, line),
    )
    return make_response(page, status)


def _said_elsewhere(edition: Edition, line: Line) -> str:
    """Say what will set the number again, if something will."""
    if line.category is not None:
        return ""
    if line.limit.option_key:
        return _("The next version of the questions sets this number again: change it there, too.")
    session = public_agenda(edition).session(session_of(line.subject))
    if session is None or session.seats is None:
        return ""
    return _(
        "The programme says %(seats)s seats. The next release sets this number again: change it "
        "in the programme, too.",
        seats=session.seats,
    )


def _tell_capacity(done: CapacityProposal) -> None:
    if done.offered:
        tell(
            _(
                "There are %(capacity)s places now; offered to people who waited: %(count)s.",
                capacity=done.capacity,
                count=len(done.offered),
            )
        )
    else:
        tell(_("There are %(capacity)s places now.", capacity=done.capacity))


# ------------------------------------------------------------------ one person on a list


@lines_manage.get("/entries/<int:entry_id>")
@requires(Permission.REGISTRATION_VIEW)
def entry(edition: str, entry_id: int) -> ResponseReturnValue:
    """Show somebody on a list, and what can be done there."""
    found = get_edition(edition)
    return _entry(found, get_entry(entry_id, found))


def _entry(
    edition: Edition,
    row: WaitingEntry,
    asked: str = "",
    form: Form | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    place, limit = place_of(row, row.registration), find_limit(row)
    ends = row.offer_ends_at
    here = ends.astimezone(ZoneInfo(edition.timezone)).replace(tzinfo=None) if ends else None
    forms: dict[str, Form] = {
        "move": MoveForm(formdata=None, prefix="move-", data={"place": place, "seen": str(place)}),
        "offer": OfferForm(formdata=None, prefix="offer-"),
        "prolong": ProlongForm(
            formdata=None,
            prefix="prolong-",
            data={"until": here, "seen": ends.isoformat() if ends else ""},
        ),
        "remove": RemoveForm(formdata=None, prefix="remove-"),
    }
    if form is not None:
        if asked in {"move", "prolong"}:  # the next attempt is made of what is here now
            form.seen.data = forms[asked].seen.data
        forms[asked] = form
    changes = list_changes_of(row.registration)
    titles = titles_of(edition)
    page = render_template(
        "registration/lines/entry.html",
        edition=edition,
        section="registrations",
        entry=row,
        registration=row.registration,
        limit=limit,
        titles=titles,
        place=place,
        on_list=row.state in ON_THE_LIST,
        is_held=row.state in ON_THE_LIST and place == 0,
        is_full=limit is not None and limit.seats_left <= 0,
        ranked=_ranked(row, titles),
        has_waited=format_span(clock.now() - row.joined_at),
        forms=forms,
        asked=asked,
        form=form,
        may_change=may(Permission.REGISTRATION_EDIT),
        changes=changes,
        told=_told(edition, changes),
        change_words=CHANGE_WORDS,
        tongue=lambda words: language_of_words(words, current_language()),
    )
    return make_response(page, status)


@lines_manage.post("/entries/<int:entry_id>/move")
@requires(Permission.REGISTRATION_EDIT)
def move(edition: str, entry_id: int) -> ResponseReturnValue:
    """Move somebody up, down or to a place."""
    found = get_edition(edition)
    form = MoveForm(prefix="move-")
    seen, step = form.seen_place(), {"up": -1, "down": 1}.get(request.form.get("to", ""), 0)
    if step and seen is not None:
        form.place.data, form.place.raw_data = seen + step, [str(seen + step)]
        form.place.process_errors = []

    def act() -> None:
        services.move_entry(found, entry_id, form.place.data, form.reason.data, seen=seen)
        tell(_("The list has the new order."))

    return _act(found, entry_id, "move", form, act)


@lines_manage.post("/entries/<int:entry_id>/offer")
@requires(Permission.REGISTRATION_EDIT)
def offer(edition: str, entry_id: int) -> ResponseReturnValue:
    """Offer a place before somebody's turn."""
    found = get_edition(edition)
    form = OfferForm(prefix="offer-")

    def act() -> None:
        adds_place = bool(form.adds_place.data)
        services.offer_place(found, entry_id, form.reason.data, adds_place=adds_place)
        tell(_("The place is offered, and the person is told."))

    return _act(found, entry_id, "offer", form, act)


@lines_manage.post("/entries/<int:entry_id>/prolong")
@requires(Permission.REGISTRATION_EDIT)
def prolong(edition: str, entry_id: int) -> ResponseReturnValue:
    """Hold an offered place longer."""
    found = get_edition(edition)
    form = ProlongForm(prefix="prolong-")

    def act() -> None:
        seen = form.seen_moment()
        services.prolong_offer(found, entry_id, form.until_in(found), form.reason.data, seen=seen)
        tell(_("The place is held longer, and the person is told."))

    return _act(found, entry_id, "prolong", form, act)


@lines_manage.post("/entries/<int:entry_id>/remove")
@requires(Permission.REGISTRATION_EDIT)
def remove(edition: str, entry_id: int) -> ResponseReturnValue:
    """Take somebody off the list."""
    found = get_edition(edition)
    form = RemoveForm(prefix="remove-")

    def act() -> None:
        services.remove_entry(found, entry_id, form.reason.data)
        tell(_("The person is off the list, and is told."))

    return _act(found, entry_id, "remove", form, act)


_FIELDS = {
    MovedOutOfPlaceError: "place",
    NoFreePlaceError: "adds_place",
    DeadlineNotLaterError: "until",
    DeadlineTooLateError: "until",
}


def _act(
    edition: Edition, entry_id: int, asked: str, form: Form, act: Callable[[], None]
) -> ResponseReturnValue:
    """Do what was asked and go to the list; or show the person as it stands, and why not."""
    row = get_entry(entry_id, edition)
    limit = find_limit(row)
    status = 422
    if form.validate_on_submit():
        try:
            act()
        except Refusal as refusal:
            name = _FIELDS.get(type(refusal))
            form.reject(refusal.sentence(), form[name] if name else None)
            status = refusal.status
        else:
            if limit is None:
                return redirect(url_for("lines_manage.index", edition=edition.slug), 303)
            return _to_line(edition, limit.id)
    return _entry(edition, get_entry(entry_id, edition), asked, form, status)


def _to_line(edition: Edition, limit_id: int) -> ResponseReturnValue:
    return redirect(url_for("lines_manage.show", edition=edition.slug, limit_id=limit_id), 303)
