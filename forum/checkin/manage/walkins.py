"""The desk: somebody without a registration gets one, a badge, and is let in."""

from collections.abc import Sequence

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.checkin import queries
from forum.checkin.arrivals.queries import choose_list
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.services.scans import find_by_nonce
from forum.checkin.walkins.forms import WalkInForm, asking_for
from forum.checkin.walkins.services import nonce_of, walk_in
from forum.checkin.words import REASON_WORDS, RESULT_WORDS
from forum.core import clock, randomness
from forum.core.errors import Refusal
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.behalf.errors import SimilarPeopleError
from forum.registration.models import ConsentNotice, Registration
from forum.registration.queries import get_registration_in, list_categories, list_notices
from forum.web.access import requires
from forum.web.forms import Form


def _notices(edition: Edition) -> list[ConsentNotice]:
    """Return what is asked at the desk: food and help are not."""
    return [notice for notice in list_notices(edition) if not notice.is_sensitive]


def _form(edition: Edition, notices: Sequence[ConsentNotice]) -> WalkInForm:
    form = asking_for(notices)()
    lists = list(queries.list_lists(edition))
    form.offer(list_categories(edition), lists)
    if not request.form:
        form.key.data = randomness.token()
        target = choose_list(
            lists, request.args.get("list", type=int), clock.today(edition.timezone)
        )
        form.list.data = target.id if target else 0
    return form


def _page(
    edition: Edition,
    form: WalkInForm,
    notices: Sequence[ConsentNotice],
    similar: Sequence[Registration] = (),
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "checkin/manage/new_walk_in.html",
        edition=edition,
        section="checkin",
        form=form,
        notices=notices,
        similar=similar,
        person_page="registration_manage.show",
        person_at={"edition": edition.slug},
    )
    return make_response(page, status)


@checkin_manage.get("/walk-in")
@requires(Permission.REGISTRATION_EDIT)
def new_walk_in(edition: str) -> ResponseReturnValue:
    """Show the quick form of the desk."""
    found = get_edition(edition)
    notices = _notices(found)
    return _page(found, _form(found, notices), notices)


@checkin_manage.post("/walk-in")
@requires(Permission.REGISTRATION_EDIT)
def add_walk_in(edition: str) -> ResponseReturnValue:
    """Register somebody at the desk, and let them in."""
    found = get_edition(edition)
    notices = _notices(found)
    form = _form(found, notices)
    if not form.validate_on_submit():
        return _page(found, form, notices, status=422)
    target = queries.get_list(found, form.list.data) if form.list.data else None
    try:
        made = walk_in(found, form.order(), target)
    except SimilarPeopleError as refusal:
        similar = [get_registration_in(found, one) for one in refusal.ids]
        return _page(found, form, notices, similar, refusal.status)
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return _page(found, form, notices, status=refusal.status)
    address = url_for(
        "checkin_manage.show_walk_in",
        edition=edition,
        registration_id=made.id,
        list=target.id if target else None,
    )
    return redirect(address, 303)


@checkin_manage.get("/walk-in/<int:registration_id>")
@requires(Permission.REGISTRATION_EDIT)
def show_walk_in(edition: str, registration_id: int) -> ResponseReturnValue:
    """Show the number, whether the list has let them in, and offer the badge."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    lists = list(queries.list_lists(found))
    target = choose_list(lists, request.args.get("list", type=int), clock.today(found.timezone))
    nonce = nonce_of(registration)
    answer = find_by_nonce(target, [nonce]).get(nonce) if target else None
    return render_template(
        "checkin/manage/show_walk_in.html",
        edition=found,
        section="checkin",
        registration=registration,
        target=target,
        answer=answer,
        simple=Form(),
        result_words=RESULT_WORDS,
        reason_words=REASON_WORDS,
    )
