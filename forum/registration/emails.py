"""The mails of registration, each in the language of the person it goes to."""

from collections.abc import Collection
from email.utils import parseaddr

from flask import current_app, render_template

from forum.calendar.exports import cancel as calendar_cancel
from forum.calendar.exports import request as calendar_request
from forum.calendar.types import CalendarEvent, Party
from forum.core.codes import CODE_LIFETIME
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.localized import Language, LocalizedText
from forum.core.mail import Attachment, queue, unlinked
from forum.core.settings import current_settings
from forum.programme.exports import calendar_event
from forum.programme.types import Agenda, SessionState
from forum.registration.exports import (
    badge_token,
    chosen_sessions,
    invitation,
    where,
    withdrawn,
)
from forum.registration.models import Registration
from forum.registration.queries import list_star_keys
from forum.registration.rules import first_session
from forum.tokens.exports import qr_png
from forum.web.links import link_address

PURPOSE = "registration.view"
CONFIRMED = "registration.confirmed"
CANCELLED = "registration.cancelled"
CHANGED = "registration.changed"
LINK = "registration.link"
CODE = "registration.code"
REPEATED = "registration.repeated"
QR_NAME = "badge-qr"


def _language(registration: Registration) -> Language:
    return "ko" if registration.language == "ko" else "en"


def _addressee(registration: Registration) -> str:
    # whoever registers somebody else's address writes the name
    return unlinked(registration.name.in_(_language(registration)))


def _party(registration: Registration) -> Party:
    name = registration.name.in_(_language(registration))
    return Party(name=name, email=registration.email)


def _organiser(registration: Registration) -> Party:
    name, address = parseaddr(current_settings().mail_from)
    edition = registration.edition
    said = edition.host.in_(_language(registration)) or name
    return Party(name=said, email=address)


def _words(registration: Registration, agenda: Agenda, secret: str) -> dict[str, object]:
    """Return what the templates of most mails speak of."""
    language = _language(registration)
    first = first_session(agenda)
    return {
        "registration": registration,
        "edition": registration.edition,
        "name": _addressee(registration),
        "first": first,
        "place": where(first, agenda) if first else LocalizedText(),
        "sessions": [(s, where(s, agenda)) for s in chosen_sessions(registration, agenda)],
        "link": link_address(PURPOSE, secret, language) if secret else "",
        "programme": _programme_address(registration, language),
    }


def _programme_address(registration: Registration, language: Language) -> str:
    # by the map itself: the worker and commands have no request
    parts = {"language": language, "edition": registration.edition.slug}
    path = current_app.url_map.bind("").build("programme.index", parts)
    return current_settings().public_url + path


def _queue(
    registration: Registration,
    *,
    cause: str,
    subject: str,
    words: dict[str, object],
    attachments: tuple[Attachment, ...] = (),
) -> None:
    template = cause.removeprefix("registration.")
    queue(
        recipient=registration.email,
        language=_language(registration),
        subject=_subject(registration, subject),
        text=render_template(f"registration/email/{template}.txt", **words),
        html=render_template(f"registration/email/{template}.html", subject=subject, **words),
        cause=cause,
        about=("registration", registration.id),
        attachments=attachments,
    )


def _subject(registration: Registration, subject: str) -> str:
    name = registration.edition.name.in_(_language(registration))
    return f"{subject} – {name}"


def _calendar_file(
    registration: Registration, event: CalendarEvent, filename: str = "forum.ics"
) -> Attachment:
    make = calendar_cancel if event.cancelled else calendar_request
    method = "CANCEL" if event.cancelled else "REQUEST"
    parties = (_organiser(registration), _party(registration))
    return Attachment(
        filename=filename,
        content_type="text/calendar",
        data=make(event, *parties, _language(registration)),
        method=method,
    )


def _withdrawals(
    registration: Registration, agenda: Agenda, keys: Collection[str]
) -> tuple[Attachment, ...]:
    """Return what takes sessions out of the person's calendar.

    An entry of a session alone is there only if the mail of a release has brought it, and so
    only if the session has changed since the first release (decision 16).
    """
    if agenda.release is None:
        return ()
    return tuple(
        _calendar_file(
            registration,
            withdrawn(calendar_event(agenda, session), registration.changed_at),
            f"{session.key}.ics",
        )
        for session in agenda.sessions
        if session.key in keys
        and session.day is not None
        and session.state is SessionState.SCHEDULED
        and agenda.sequences.get(session.key, 0) > 0
    )


def send_confirmation(registration: Registration, agenda: Agenda, secret: str) -> None:
    """Write the mail with the QR code (inline and as a file), the number and the invitation."""
    with in_language(_language(registration)):
        qr = qr_png(badge_token(registration), mask=0)
        words = _words(registration, agenda, secret)
        event = invitation(registration, agenda, str(words["programme"]))
        _queue(
            registration,
            cause=CONFIRMED,
            subject=_("You are registered"),
            words={**words, "qr": QR_NAME},
            attachments=(
                Attachment(
                    filename="qr.png", content_type="image/png", data=qr, content_id=QR_NAME
                ),
                Attachment(
                    filename=f"{registration.number}.png", content_type="image/png", data=qr
                ),
                _calendar_file(registration, event),
            ),
        )


def send_cancellation(registration: Registration, agenda: Agenda) -> None:
    """Write the mail that takes the invitation back, and what releases have sent of sessions."""
    kept = frozenset(registration.session_keys) | list_star_keys(registration)
    with in_language(_language(registration)):
        words = _words(registration, agenda, "")
        event = invitation(registration, agenda, str(words["programme"]))
        _queue(
            registration,
            cause=CANCELLED,
            subject=_("Your registration is cancelled"),
            words=words,
            attachments=(
                _calendar_file(registration, event),
                *_withdrawals(registration, agenda, kept),
            ),
        )


def send_changed(registration: Registration, agenda: Agenda, before: Collection[str]) -> None:
    """Write the mail about other sessions than before; `before` has the keys of those.

    It brings the forum's entry anew, with its risen SEQUENCE, and takes the entries back of the
    sessions that were left and are not starred either. `services.tell_change` raises the
    SEQUENCE and calls this.
    """
    left = frozenset(before) - frozenset(registration.session_keys)
    joined = frozenset(registration.session_keys) - frozenset(before)
    with in_language(_language(registration)):
        words = _words(registration, agenda, "")
        event = invitation(registration, agenda, str(words["programme"]))
        _queue(
            registration,
            cause=CHANGED,
            subject=_("Your registration was changed"),
            words={
                **words,
                "left": [s for s in agenda.sessions if s.key in left],
                "joined": [s for s in agenda.sessions if s.key in joined],
            },
            attachments=(
                _calendar_file(registration, event),
                *_withdrawals(registration, agenda, left - list_star_keys(registration)),
            ),
        )


def send_link(registration: Registration, agenda: Agenda, secret: str) -> None:
    """Write the mail with a new link to the registration."""
    with in_language(_language(registration)):
        words = _words(registration, agenda, secret)
        _queue(registration, cause=LINK, subject=_("The link to your registration"), words=words)


def send_repeated(registration: Registration, agenda: Agenda, secret: str) -> None:
    """Tell the known address that somebody tried to register it once more."""
    with in_language(_language(registration)):
        words = _words(registration, agenda, secret)
        _queue(registration, cause=REPEATED, subject=_("You were registered already"), words=words)


def send_code(registration: Registration, agenda: Agenda, code: str) -> None:
    """Write the mail with a fresh code."""
    with in_language(_language(registration)):
        words = {
            **_words(registration, agenda, ""),
            "code": code,
            "minutes": int(CODE_LIFETIME.total_seconds()) // 60,
        }
        # not in the subject: organisers see the subjects of mails
        _queue(registration, cause=CODE, subject=_("Your code"), words=words)
