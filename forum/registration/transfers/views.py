"""Passing one's place on, by one's own link and a code; taking a place over, by another link."""

from collections.abc import Mapping

from flask import (
    Blueprint,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.links import issue_link
from forum.programme.queries import public_agenda
from forum.programme.uploads import LARGEST_FILE, Upload
from forum.registration.details.queries import held_options
from forum.registration.emails import PURPOSE, TRANSFER_PURPOSE
from forum.registration.exports import chosen_sessions, where
from forum.registration.forms import asking_for
from forum.registration.models import Registration
from forum.registration.queries import list_cities, list_notices
from forum.registration.questions.errors import FormChangedError
from forum.registration.questions.queries import latest_version
from forum.registration.questions.rules import answers_to_mapping
from forum.registration.rules import HOME
from forum.registration.transfers import services
from forum.registration.transfers.forms import TakeoverForm, TransferForm
from forum.registration.transfers.models import Transfer
from forum.registration.transfers.queries import (
    find_open_transfer,
    get_transfer,
    list_transfer_files,
)
from forum.registration.views.fresh import needs_fresh_code
from forum.registration.views.mine import my, my_page, my_registration
from forum.registration.views.own_answers import Keeper, OwnAsking
from forum.registration.views.own_questions import read_files
from forum.registration.waiting.types import option_of
from forum.web.access import by_link
from forum.web.limits import limiter
from forum.web.links import forget_link, remember_link
from forum.web.messages import tell
from forum.web.uploads import takes_file

NOT_ACCEPTED = 422

transfer = Blueprint("transfer", __name__)


# ------------------------------------------------------------------ who has the place


def _can_pass_on(mine: Registration) -> bool:
    return mine.is_confirmed and mine.category.is_transferable


@my.route("/transfer", methods=["GET", "POST"])
@by_link(PURPOSE)
@limiter.limit("20/hour", methods=["POST"])
@needs_fresh_code()
def pass_on() -> ResponseReturnValue:
    """Say what passing on means, and offer the place to an address."""
    mine = my_registration()
    if not _can_pass_on(mine):
        return redirect(url_for("my.show"), 303)
    form = TransferForm()
    status = 200
    if form.validate_on_submit():
        try:
            services.ask_transfer(mine, form.email.data, form.tongue)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.email)
            status = refusal.status
        else:
            return redirect(url_for("my.pass_on"), 303)
    elif form.is_submitted():
        status = NOT_ACCEPTED
    page = my_page(mine, "pass_on", form=form, offered=find_open_transfer(mine))
    return make_response(page, status)


@my.post("/transfer/withdraw")
@by_link(PURPOSE)
@needs_fresh_code("my.pass_on")
def keep_place() -> ResponseReturnValue:
    """Keep the place after all."""
    try:
        services.withdraw_transfer(my_registration())
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("You keep your place."))
    return redirect(url_for("my.show"), 303)


# ------------------------------------------------------------------ who is to have it


@transfer.route("", methods=["GET", "POST"])
@by_link(TRANSFER_PURPOSE)
@takes_file(LARGEST_FILE)
@limiter.limit("120/hour", methods=["POST"])
def take_over() -> ResponseReturnValue:
    """Show the place, ask everything, and let somebody have it."""
    files = read_files()
    return _Takeover(get_transfer(g.link.subject_id), files).answer()


@transfer.post("/decline")
@by_link(TRANSFER_PURPOSE)
def decline() -> ResponseReturnValue:
    """Leave the place to whoever has it."""
    edition = get_transfer(g.link.subject_id).registration.edition
    services.decline_transfer(g.link)
    response = make_response(
        render_template("registration/transfers/decline.html", edition=edition)
    )
    forget_link(response, TRANSFER_PURPOSE)
    return response


class _Takeover:
    """One visit to the page of a place that is passed on."""

    def __init__(self, offered: Transfer, files: Mapping[str, Upload | Refusal]) -> None:
        self.offered, self.former = offered, offered.registration
        self.edition = self.former.edition
        self.notices = list_notices(self.edition)
        form = asking_for(TakeoverForm, self.notices)(
            data={"country": HOME, "language": current_language()}
        )
        form.offer_places(list_cities())
        form.offered_to = offered.email
        if not any(notice.is_sensitive for notice in self.notices):
            form.leave_out_sensitive()
        self.form = form
        keeper = Keeper(
            edition=self.edition,
            answers={},
            own_options=frozenset(map(option_of, held_options(self.former))),
            keep=lambda question, upload: services.keep_transfer_file(offered, question, upload),
            list_files=lambda keys: list_transfer_files(offered, keys),
        )
        version = latest_version(self.former.category.form_id)
        self.own = OwnAsking(keeper, version, files, form.country.data or HOME).read()

    def answer(self) -> ResponseReturnValue:
        """Show the page, or take what was filled in."""
        form, own = self.form, self.own
        if request.method == "GET":
            return self._page(200)
        is_valid = form.validate_on_submit()
        if own.has_changed:
            tell(FormChangedError().sentence(), "warning")
        sensitive = [notice for notice in self.notices if notice.is_sensitive]
        is_accepted = not form.asks_sensitive or form.accepts(sensitive)
        if not is_valid or not own.is_complete or not is_accepted:
            return self._page(200 if own.must_be_kept else NOT_ACCEPTED)
        details = form.registration_details(
            self.notices, answers_to_mapping(own.taken), own.version_id
        )
        try:
            mine = services.accept_transfer(g.link, details, self.notices, form.shown.data or "")
        except Refusal as refusal:
            form.reject(refusal.sentence())
            return self._page(refusal.status)  # so that nothing of it is kept
        return _to_registration(mine)

    def _page(self, status: int) -> ResponseReturnValue:
        self.form.show_notices(self.notices)
        agenda = public_agenda(self.edition)
        page = render_template(
            "registration/transfers/show.html",
            edition=self.edition,
            offered=self.offered,
            category=self.former.category,
            sessions=chosen_sessions(self.former, agenda),
            where=lambda session: where(session, agenda),
            form=self.form,
            own=self.own,
            notices=self.notices,
        )
        return make_response(page, status)


def _to_registration(mine: Registration) -> ResponseReturnValue:
    if mine.is_confirmed:
        tell(_("The place is yours."))
    else:
        tell(_("The place is held for you. It is yours as soon as your guardian agrees."))
    response = redirect(url_for("my.show"), 303)
    assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's response
    forget_link(response, TRANSFER_PURPOSE)
    remember_link(response, PURPOSE, issue_link(PURPOSE, "registration", mine.id))
    return response
