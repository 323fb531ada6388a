"""What the pages of mailings and of reminders share."""

from collections.abc import Mapping
from typing import Any, Protocol

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from forum.core.i18n import gettext as _
from forum.core.localized import LANGUAGES
from forum.core.mail import Letter
from forum.editions.models import Edition
from forum.notices.mailings import emails, queries
from forum.notices.mailings.forms import MessageForm
from forum.notices.mailings.types import PLACEHOLDERS
from forum.notices.mailings.words import LEFT_OUT_WORDS, WORDS_OF_PLACES
from forum.programme.queries import public_agenda
from forum.registration.filters.rules import chosen_of, filter_of
from forum.registration.queries import (
    Addressee,
    list_addressees,
    list_categories,
    list_session_limits,
)
from forum.registration.types import ListFilter, RegistrationState
from forum.registration.words import STATE_WORDS
from forum.web.mails import send_test, shown_mail

SHOWN = 200
CONFIRMED = {"state": RegistrationState.CONFIRMED.value}


def chosen_in_address() -> dict[str, str]:
    """Return the filter that the address carries, as the list of registrations writes it.

    Where it says no state, those are meant who are expected; who was ticked is meant in any state.
    """
    said = {"query" if name == "q" else name: value for name, value in request.args.items()}
    chosen = chosen_of(filter_of(said))
    return chosen if "ids" in chosen else {**CONFIRMED, **chosen}


def form_of(
    kind: type[MessageForm],
    edition: Edition,
    chosen: Mapping[str, str],
    **values: Any,  # noqa: ANN401  WTForms' own
) -> Any:  # noqa: ANN401  of the kind that is asked for
    """Return a form with what the edition offers."""
    limits = list_session_limits(edition)
    sessions = [one for one in public_agenda(edition).sessions if one.key in limits]
    return kind(list_categories(edition), sessions, chosen, **values)


def carried_in_form(stored: Mapping[str, str]) -> dict[str, str]:
    """Return the filter that a form was opened with, and that it carries along."""
    said = {**stored, **{name: str(value) for name, value in request.form.items()}}
    return chosen_of(filter_of(said))


def find_who(edition: Edition, query: str, chosen: Mapping[str, str]) -> Addressee | None:
    """Return as whom a mailing is shown: who is asked for, else the first who gets it."""
    if query:
        found = list_addressees(edition, ListFilter(query=query))
    else:
        found = queries.find_audience(edition, chosen).recipients or list_addressees(
            edition, ListFilter()
        )
    return found[0] if found else None


def samples(edition: Edition, form: MessageForm, who: Addressee | None) -> list[Letter]:
    """Return the mail to somebody in each language."""
    if who is None:
        return []
    writer = emails.MailingWriter(edition, form.subject.text, form.text.text)
    return [writer.write(who, language) for language in LANGUAGES]


def words_for_pages(edition: Edition, form: MessageForm) -> dict[str, object]:
    """Return what the editor's page shows beside the form."""
    chosen = form.message().chosen
    who = find_who(edition, str(form.who.data or ""), chosen)
    return {
        "audience": queries.find_audience(edition, chosen),
        "shown": SHOWN,
        "example": who,
        "samples": samples(edition, form, who),
        "shown_mail": shown_mail,
        "known": {name: WORDS_OF_PLACES[name] for name in PLACEHOLDERS},
        "left_out_words": LEFT_OUT_WORDS,
        "person_states": STATE_WORDS,
    }


def send_tests(edition: Edition, form: MessageForm) -> str:
    """Send both languages to the organiser alone; return where to, "" if nobody can be shown."""
    who = find_who(edition, str(form.who.data or ""), form.message().chosen)
    addresses = [send_test(letter) for letter in samples(edition, form, who)]
    if not addresses:
        form.reject(_("There is nobody yet as whom the mail could be shown."), form.who)
    return addresses[0] if addresses else ""


class Editor(Protocol):
    """Shows the page on which a message is written."""

    def __call__(self, *, status: int = 0, sent_to: str = "") -> ResponseReturnValue:
        """Answer with a status (by default by the form's errors); tell where a test went to."""


def editor(
    template: str,
    edition: Edition,
    form: MessageForm,
    *,
    status: int = 0,
    sent_to: str = "",
    **values: object,
) -> ResponseReturnValue:
    """Show the page on which a message is written, with how it looks and whom it reaches."""
    page = render_template(
        template,
        edition=edition,
        section="mails",
        form=form,
        sent_to=sent_to,
        **values,
        **words_for_pages(edition, form),
    )
    return make_response(page, status or (422 if form.errors else 200))


def unless_saved(edition: Edition, form: MessageForm, show: Editor) -> ResponseReturnValue | None:
    """Answer everything but the saving itself; None if it is to be saved."""
    if request.form.get("preview"):
        form.fits()
        return show(status=200)
    if not form.validate_on_submit() or not form.fits():
        return show()
    return show(sent_to=send_tests(edition, form)) if request.form.get("test") else None
