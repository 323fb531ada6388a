"""The organisers' pages of notices: what people are asked, in versions, and how they answer."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import RadioField, SelectChoice

from forum.accounts.queries import names_of
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.localized import LANGUAGES, LocalizedText
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.consents import services
from forum.registration.consents.forms import NewNoticeForm, NoticeForm
from forum.registration.consents.queries import (
    count_answers,
    get_latest,
    list_retired,
    list_versions,
)
from forum.registration.consents.types import Tally
from forum.registration.models import ConsentNotice
from forum.registration.queries import list_notices
from forum.registration.types import NoticeSetup
from forum.web.access import requires
from forum.web.forms import Form
from forum.web.messages import tell

consents_manage = Blueprint("consents_manage", __name__)

PREVIEW = "preview"


@consents_manage.get("")
@requires(Permission.REGISTRATION_VIEW)
def index(edition: str) -> ResponseReturnValue:
    """List the notices in the order in which people are asked, with their answers."""
    found = get_edition(edition)
    counts = count_answers(found)
    return render_template(
        "registration/consents/index.html",
        edition=found,
        section="registrations",
        notices=list_notices(found),
        retired=list_retired(found),
        answers=lambda notice: _sum(counts, notice.key),
    )


def _sum(counts: Mapping[tuple[str, int], Tally], key: str) -> Tally:
    found = [tally for (of, _version), tally in counts.items() if of == key]
    return sum(found, Tally())


@consents_manage.route("/new", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def add(edition: str) -> ResponseReturnValue:
    """Write a notice that was not asked before."""
    found = get_edition(edition)
    form = NewNoticeForm()
    is_preview = request.form.get("go") == PREVIEW
    if form.validate_on_submit() and not is_preview:
        try:
            notice = services.add_notice(found, form.setup(form.key.data))
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.key)
        else:
            tell(_("Version %(number)s is asked from now on.", number=notice.version))
            return redirect(url_for("consents_manage.index", edition=found.slug), 303)
    preview = previews(form.setup("preview")) if is_preview else ()
    page = render_template(
        "registration/consents/add.html",
        edition=found,
        section="registrations",
        form=form,
        preview=preview,
    )
    return make_response(page, 422 if form.errors else 200)


@consents_manage.get("/<key>")
@requires(Permission.REGISTRATION_VIEW)
def show(edition: str, key: str) -> ResponseReturnValue:
    """Show a notice as people see it, its versions with their answers, and its editor."""
    found = get_edition(edition)
    latest = get_latest(found, key)
    return _show(found, latest, NoticeForm(data=NoticeForm.values_of(latest)))


@consents_manage.post("/<key>")
@requires(Permission.REGISTRATION_EDIT)
def save(edition: str, key: str) -> ResponseReturnValue:
    """Save a new version, or only show what it would look like."""
    found = get_edition(edition)
    latest = get_latest(found, key)
    form = NoticeForm()
    is_valid = form.validate_on_submit()
    if request.form.get("go") == PREVIEW or not is_valid:
        return _show(found, latest, form)
    try:
        written = services.change_notice(found, form.setup(key), seen=form.seen_version())
    except Refusal as refusal:
        form.reject(refusal.sentence())
        form.seen.data = str(get_latest(found, key).version)
        return _show(found, get_latest(found, key), form)
    tell(_("Version %(number)s is asked from now on.", number=written.version))
    return redirect(url_for("consents_manage.show", edition=found.slug, key=key), 303)


@consents_manage.post("/<key>/retire")
@requires(Permission.REGISTRATION_EDIT)
def retire(edition: str, key: str) -> ResponseReturnValue:
    """Ask nobody any more."""
    found = get_edition(edition)
    services.retire_notice(found, key)
    tell(_("Nobody is asked this any more. The answers stay."))
    return redirect(url_for("consents_manage.index", edition=found.slug), 303)


@consents_manage.post("/<key>/move")
@requires(Permission.REGISTRATION_EDIT)
def move(edition: str, key: str) -> ResponseReturnValue:
    """Ask it one place earlier or later."""
    found = get_edition(edition)
    services.move_notice(found, key, up=request.form.get("to") == "up")
    return redirect(url_for("consents_manage.index", edition=found.slug), 303)


# ------------------------------------------------------------------ what the pages show


def _show(edition: Edition, latest: ConsentNotice, form: NoticeForm) -> ResponseReturnValue:
    counts = count_answers(edition)
    versions = list_versions(edition, latest.key)
    page = render_template(
        "registration/consents/show.html",
        edition=edition,
        section="registrations",
        latest=latest,
        versions=versions,
        answers=lambda notice: counts.get((notice.key, notice.version), Tally()),
        authors=_authors(versions),
        form=form,
        preview=previews(form.setup(latest.key)),
    )
    return make_response(page, 422 if form.errors else 200)


def _authors(notices: Sequence[ConsentNotice]) -> Mapping[str, LocalizedText | str]:
    """Return who wrote the versions, by actor; the system's own have nobody."""
    ids = {notice.made_by: notice.made_by.partition(":")[2] for notice in notices}
    names = names_of(int(number) for number in ids.values() if number.isdecimal())
    return {
        actor: names.get(int(number), "") if number.isdecimal() else ""
        for actor, number in ids.items()
    }


def previews(setup: NoticeSetup) -> tuple[tuple[str, Markup], ...]:
    """Return the notice in each language, as the registering person sees it."""
    drawn = []
    for language in LANGUAGES:
        with in_language(language):
            form = _asking()()
            html = render_template(
                "registration/consents/_preview.html",
                form=form,
                notice=setup,
                field=form[f"preview-{language}"],
            )
            drawn.append((language, Markup(html)))  # noqa: S704  a template of ours, escaped
    return tuple(drawn)


def _asking() -> type[Form]:
    """Return a form that asks in each language, with nothing chosen beforehand."""

    def radio() -> RadioField:
        agree, refuse = _("I agree"), _("I do not agree")
        return RadioField("", choices=[SelectChoice("yes", agree), SelectChoice("no", refuse)])

    return type("PreviewForm", (Form,), {f"preview-{one}": radio() for one in LANGUAGES})
