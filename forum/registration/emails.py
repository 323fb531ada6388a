"""The mails of registration, each in the language of the person it goes to."""

from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from types import MappingProxyType

from flask import current_app, render_template

from forum.calendar.exports import cancel as calendar_cancel
from forum.calendar.exports import request as calendar_request
from forum.calendar.types import CalendarEvent, Party
from forum.core.codes import CODE_LIFETIME
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.i18n import lazy_gettext as _l
from forum.core.links import issue_link
from forum.core.localized import Language, LocalizedText
from forum.core.mail import Attachment, queue, unlinked
from forum.core.settings import current_settings
from forum.programme.types import Agenda
from forum.registration.exports import badge_token, chosen_sessions, invitation, where
from forum.registration.models import Registration
from forum.registration.rules import first_session
from forum.registration.types import RegistrationState
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import Waiting
from forum.registration.waiting.types import ADMISSION, session_of
from forum.tokens.exports import qr_png
from forum.web.links import link_address

PURPOSE = "registration.view"
OFFER_PURPOSE = "registration.offer"
CONFIRMED = "registration.confirmed"
CANCELLED = "registration.cancelled"
LINK = "registration.link"
CODE = "registration.code"
REPEATED = "registration.repeated"
PENDING = "registration.pending"
REJECTED = "registration.rejected"
WAITING = "registration.waiting"
OFFERED = "registration.offered"
OFFER_OVER = "registration.offer_over"
SEATED = "registration.seated"
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


def _calendar_file(registration: Registration, event: CalendarEvent) -> Attachment:
    is_confirmed = registration.is_confirmed
    make = calendar_request if is_confirmed else calendar_cancel
    method = "REQUEST" if is_confirmed else "CANCEL"
    parties = (_organiser(registration), _party(registration))
    return Attachment(
        filename="forum.ics",
        content_type="text/calendar",
        data=make(event, *parties, _language(registration)),
        method=method,
    )


def send_state(
    registration: Registration, agenda: Agenda, secret: str, waiting: Sequence[Waiting] = ()
) -> None:
    """Write the mail that says how a registration stands after it came in or was decided."""
    if registration.state is RegistrationState.PENDING:
        _send(registration, agenda, PENDING, secret)
    elif registration.state is RegistrationState.WAITING:
        _send(registration, agenda, WAITING, secret, more={"place": waiting[0].place})
    else:
        send_confirmation(registration, agenda, secret, waiting)


_SUBJECTS = {
    PENDING: _l("We have your request"),
    REJECTED: _l("Your request was not accepted"),
    WAITING: _l("You are on the waiting list"),
    OFFERED: _l("A place is free for you"),
    OFFER_OVER: _l("The place is no longer held"),
    SEATED: _l("You have your seat"),
}


def _send(
    registration: Registration,
    agenda: Agenda,
    cause: str,
    secret: str = "",
    *,
    more: Mapping[str, object] = MappingProxyType({}),
    attachments: tuple[Attachment, ...] = (),
) -> None:
    with in_language(_language(registration)):
        known = _words(registration, agenda, secret)
        subject = str(_SUBJECTS[cause])
        _queue(
            registration,
            cause=cause,
            subject=subject,
            words={**known, **more},
            attachments=attachments,
        )


def send_rejection(registration: Registration, agenda: Agenda) -> None:
    """Write the mail that says why somebody was not let in."""
    _send(registration, agenda, REJECTED)


def _what(entry: WaitingEntry, agenda: Agenda) -> dict[str, object]:
    """Return what an entry of a waiting list is for: a session, an option, or a place at all."""
    return {
        "session": agenda.session(session_of(entry.subject)),
        "is_admission": entry.subject == ADMISSION,
        "zone": entry.registration.edition.timezone,
        "ends": entry.offer_ends_at,
    }


def send_offer(
    registration: Registration, agenda: Agenda, entry: WaitingEntry, secret: str
) -> None:
    """Write the mail that offers a seat until a deadline; its link is for this offer alone."""
    with in_language(_language(registration)):
        answer = link_address(OFFER_PURPOSE, secret, _language(registration))
    _send(registration, agenda, OFFERED, more={"answer": answer, **_what(entry, agenda)})


def send_offer_over(registration: Registration, agenda: Agenda, entry: WaitingEntry) -> None:
    """Write the mail that says that an offer was not answered in time."""
    _send(registration, agenda, OFFER_OVER, more=_what(entry, agenda))


def send_seated(registration: Registration, agenda: Agenda, entry: WaitingEntry) -> None:
    """Write the mail that confirms a seat from the waiting list, with the calendar brought up."""
    with in_language(_language(registration)):
        event = invitation(
            registration, agenda, _programme_address(registration, _language(registration))
        )
        files = (_calendar_file(registration, event),)
    secret = issue_link(PURPOSE, "registration", registration.id)
    _send(registration, agenda, SEATED, secret, more=_what(entry, agenda), attachments=files)


def send_confirmation(
    registration: Registration, agenda: Agenda, secret: str, waiting: Sequence[Waiting] = ()
) -> None:
    """Write the mail with the QR code (inline and as a file), the number and the invitation."""
    with in_language(_language(registration)):
        qr = qr_png(badge_token(registration), mask=0)
        listed = [(agenda.session(session_of(w.entry.subject)), w.place) for w in waiting]
        words = {**_words(registration, agenda, secret), "waiting": listed}
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


def send_cancellation(
    registration: Registration, agenda: Agenda, *, was_expected: bool = True
) -> None:
    """Write the mail that takes the invitation back, if one was sent."""
    with in_language(_language(registration)):
        words = _words(registration, agenda, "")
        event = invitation(registration, agenda, str(words["programme"]))
        _queue(
            registration,
            cause=CANCELLED,
            subject=_("Your registration is cancelled"),
            words={**words, "was_expected": was_expected},
            attachments=(_calendar_file(registration, event),) if was_expected else (),
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
