"""Organisers' pages of the words of mails."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.localized import LANGUAGES
from forum.core.mail import Letter
from forum.core.mailtexts import MailTextChangedError, MailWords
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.mailtexts import queries, services
from forum.registration.mailtexts.forms import MailWordsForm
from forum.registration.mailtexts.rules import own_words
from forum.registration.mailtexts.types import MailKind
from forum.registration.mailtexts.words import KINDS, PLACEHOLDER_WORDS
from forum.registration.models import Registration
from forum.registration.queries import find_example
from forum.web.access import requires
from forum.web.forms import Form
from forum.web.mails import send_test, shown_mail
from forum.web.messages import tell

mailtexts_manage = Blueprint("mailtexts_manage", __name__)


@mailtexts_manage.get("")
@requires(Permission.MAIL_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """List the mails, and which of them say something else than our own words."""
    found = get_edition(edition)
    return render_template(
        "registration/manage/mailtexts/index.html",
        edition=found,
        section="mails",
        kinds=KINDS.values(),
        written=queries.written_texts(found),
    )


@mailtexts_manage.get("/<key>")
@requires(Permission.MAIL_EDIT)
def edit(edition: str, key: str) -> ResponseReturnValue:
    """Show the words of a mail to be changed; `?version=3` takes those of an earlier one."""
    found, kind = get_edition(edition), queries.get_kind(key)
    versions = queries.list_versions(found, key)
    asked = request.args.get("version", "")
    chosen = next((v for v in versions if str(v.version) == asked and not v.is_default), None)
    words = chosen.words if chosen else queries.words_of(found, key)
    form = MailWordsForm(
        data={"subject": words.subject, "opening": words.opening, "closing": words.closing}
    )
    form.seen.data = str(versions[0].version if versions else 0)
    form.who.data = request.args.get("who", "")
    return _edit(found, kind, form, words)


@mailtexts_manage.post("/<key>")
@requires(Permission.MAIL_EDIT)
def write(edition: str, key: str) -> ResponseReturnValue:
    """Save what was written, show how it looks, or send it to the organiser alone."""
    found, kind, form = get_edition(edition), queries.get_kind(key), MailWordsForm()
    words = form.words()
    if request.form.get("preview"):
        form.fits(kind)
        return _edit(found, kind, form, words, status=200)
    if not form.validate_on_submit() or not form.fits(kind):
        return _edit(found, kind, form, words)
    if request.form.get("test"):
        _send_tests(found, kind, form, words)
        return _edit(found, kind, form, words)
    try:
        services.write_words(found, kind, words, seen=form.version_seen())
    except MailTextChangedError as refusal:
        form.reject(refusal.sentence())
        return _edit(found, kind, form, words, status=refusal.status)
    tell(_("Saved. Every mail from now on says it so."))
    return redirect(_address(found, kind), 303)


@mailtexts_manage.post("/<key>/default")
@requires(Permission.MAIL_EDIT)
def reset(edition: str, key: str) -> ResponseReturnValue:
    """Go back to our own words."""
    found, kind = get_edition(edition), queries.get_kind(key)
    versions = queries.list_versions(found, key)
    try:
        services.reset_words(found, kind, seen=versions[0].version if versions else 0)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("The mail says our own words again. What was written is among the versions."))
    return redirect(_address(found, kind), 303)


def _edit(
    edition: Edition, kind: MailKind, form: MailWordsForm, words: MailWords, status: int = 0
) -> ResponseReturnValue:
    example = find_example(edition, str(form.who.data or ""))
    known = {name: PLACEHOLDER_WORDS[name] for name in kind.placeholders}
    page = render_template(
        "registration/manage/mailtexts/edit.html",
        edition=edition,
        section="mails",
        kind=kind,
        form=form,
        simple=Form(),
        example=example,
        samples=_samples(edition, kind, example, words),
        shown_mail=shown_mail,
        known=known,
        own=own_words(kind),
        versions=queries.list_versions(edition, kind.key),
        is_written=kind.key in queries.written_texts(edition),
    )
    return make_response(page, status or (422 if form.errors else 200))


def _samples(
    edition: Edition, kind: MailKind, example: Registration | None, words: MailWords
) -> list[Letter]:
    if example is None:
        return []
    agenda = public_agenda(edition)
    return [
        emails.sample_letter(example, agenda, kind.key, language, words) for language in LANGUAGES
    ]


def _send_tests(edition: Edition, kind: MailKind, form: MailWordsForm, words: MailWords) -> None:
    example = find_example(edition, str(form.who.data or ""))
    letters = _samples(edition, kind, example, words)
    if not letters:
        form.reject(_("There is nobody yet as whom the mail could be shown."), form.who)
    for letter in letters:
        address = send_test(letter)
        form.sent_to = address


def _address(edition: Edition, kind: MailKind) -> str:
    return url_for("mailtexts_manage.edit", edition=edition.slug, key=kind.key)
