"""The organisers' list of editions, an edition's overview, its mails and its team."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts import services as accounts
from forum.accounts.queries import get_role_held, list_grants, list_team
from forum.accounts.rules import permissions_for
from forum.accounts.types import Grant
from forum.core import mailwords
from forum.core.errors import ForbiddenError, NotFoundError, Refusal
from forum.core.i18n import current_language, ngettext
from forum.core.i18n import gettext as _
from forum.core.mail import MailState
from forum.core.permissions import Permission, Role
from forum.editions.queries import get_edition, list_editions
from forum.site import queries, services
from forum.site.forms import ROLE_WORDS, InviteForm
from forum.site.types import MailFilter
from forum.site.words import CAUSE_WORDS
from forum.web.access import present_permissions, requires, signed_in
from forum.web.forms import Form
from forum.web.messages import tell

LONGEST_QUERY = 200

site_manage = Blueprint("site_manage", __name__)


@site_manage.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List the editions for which the organiser has a role."""
    grants = list_grants(g.organiser.id)
    shown = [
        (edition, _roles_for(grants, edition.slug))
        for edition in list_editions()
        if Permission.EDITION_VIEW in permissions_for(grants, edition.slug)
    ]
    return render_template("site/manage/index.html", editions=shown, words=ROLE_WORDS)


def _roles_for(grants: tuple[Grant, ...], slug: str) -> list[Role]:
    roles = {grant.role for grant in grants if grant.edition in {slug, None}}
    return [role for role in Role if role in roles]


@site_manage.get("/<edition>/")
@requires(Permission.EDITION_VIEW)
def overview(edition: str) -> ResponseReturnValue:
    """Show how an edition stands and what needs doing."""
    found = get_edition(edition)
    return render_template(
        "site/manage/overview.html",
        edition=found,
        section="overview",
        overview=queries.load_overview(found, present_permissions()),
    )


@site_manage.get("/<edition>/mails")
@requires(Permission.MAIL_VIEW)
def mails(edition: str) -> ResponseReturnValue:
    """Show which mails of an edition were sent, wait, or failed."""
    found = get_edition(edition)
    state = request.args.get("state", "")
    if state and state not in set(MailState):
        abort(404)
    chosen = MailFilter(
        query=request.args.get("q", "").strip()[:LONGEST_QUERY],
        state=state,
        cause=request.args.get("cause", "")[:LONGEST_QUERY],
        batch=request.args.get("batch", "")[:LONGEST_QUERY],
        page=request.args.get("page", 1, type=int),
    )

    def address(**changes: str | int) -> str:
        values: dict[str, str | int] = {
            "q": chosen.query,
            "state": chosen.state,
            "cause": chosen.cause,
            "batch": chosen.batch,
            **changes,
        }
        said: dict[str, Any] = {name: value for name, value in values.items() if value}
        return url_for("site_manage.mails", edition=found.slug, **said)

    return render_template(
        "site/manage/mails.html",
        edition=found,
        section="mails",
        listed=queries.find_mails(found, chosen),
        chosen=chosen,
        causes=queries.list_causes(found),
        failed=queries.count_mails(found).get(MailState.FAILED, 0),
        address=address,
        page_address=lambda number: address(page=number),
        cause_words=CAUSE_WORDS,
        log_words={
            "states": mailwords.STATE_WORDS,
            "levels": mailwords.STATE_LEVELS,
            "faults": mailwords.FAULT_WORDS,
        },
        simple=Form(),
    )


@site_manage.post("/<edition>/mails/<int:mail_id>/again")
@requires(Permission.MAIL_EDIT)
def send_mail_again(edition: str, mail_id: int) -> ResponseReturnValue:
    """Queue one mail once more."""
    found = get_edition(edition)
    try:
        mail = services.send_mail_again(found, mail_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
        return redirect(url_for("site_manage.mails", edition=edition), 303)
    tell(_("The mail to %(email)s is queued again.", email=mail.recipient))
    is_of_person = request.form.get("back") == "person" and mail.about_type == "registration"
    if is_of_person:
        return redirect(
            url_for("registration_manage.show", edition=edition, registration_id=mail.about_id),
            303,
        )
    return redirect(url_for("site_manage.mails", edition=edition), 303)


@site_manage.post("/<edition>/mails/retry")
@requires(Permission.MAIL_EDIT)
def retry_mails(edition: str) -> ResponseReturnValue:
    """Queue the failed mails again."""
    count = services.retry_mails(get_edition(edition))
    tell(ngettext("%(num)s mail is queued again.", "%(num)s mails are queued again.", count))
    return redirect(url_for("site_manage.mails", edition=edition), 303)


@site_manage.get("/<edition>/team")
@requires(Permission.USER_EDIT)
def team(edition: str) -> ResponseReturnValue:
    """Show who has which role for an edition."""
    return _team_page(edition, InviteForm())


def _team_page(edition: str, form: InviteForm) -> str:
    found = get_edition(edition)
    return render_template(
        "site/manage/team.html",
        edition=found,
        section="team",
        team=list_team(found.id),
        form=form,
        simple=Form(),
        words=ROLE_WORDS,
        may_change_all=Permission.USER_EDIT in permissions_for(list_grants(g.organiser.id), None),
    )


@site_manage.post("/<edition>/team")
@requires(Permission.USER_EDIT)
def invite(edition: str) -> ResponseReturnValue:
    """Give somebody a role for an edition."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _team_page(edition, form), 422
    found = get_edition(edition)
    user = accounts.invite(
        form.email.data, Role(form.role.data), found.id, language=current_language()
    )
    if user.password_hash is None:
        tell(_("%(email)s has the role, and a link to come in is on its way.", email=user.email))
    else:
        tell(_("%(email)s has the role.", email=user.email))
    return redirect(url_for("site_manage.team", edition=edition), 303)


@site_manage.post("/<edition>/team/<int:role_id>/take")
@requires(Permission.USER_EDIT)
def take_role(edition: str, role_id: int) -> ResponseReturnValue:
    """Take a role back; one for all editions, only by whom all editions are entrusted to."""
    found = get_edition(edition)
    held = get_role_held(role_id, found.id)
    if held.edition_id is None and Permission.USER_EDIT not in permissions_for(
        list_grants(g.organiser.id), None
    ):
        raise ForbiddenError
    try:
        accounts.take_role(held)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("The role is taken back."))
    return redirect(url_for("site_manage.team", edition=edition), 303)
