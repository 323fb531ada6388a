"""The mails of registration, each in the language of the person it goes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr

from flask import current_app, render_template
from markupsafe import Markup

from forum.calendar.exports import cancel as calendar_cancel
from forum.calendar.exports import request as calendar_request
from forum.calendar.types import CalendarEvent, Party
from forum.core.codes import CODE_LIFETIME
from forum.core.dates import format_period
from forum.core.i18n import in_language
from forum.core.localized import Language, LocalizedText
from forum.core.mail import Attachment, Letter, queue, unlinked
from forum.core.mailtexts import MailWords
from forum.core.settings import current_settings
from forum.programme.types import Agenda
from forum.registration.exports import badge_token, chosen_sessions, invitation, where
from forum.registration.mailtexts.queries import words_of
from forum.registration.mailtexts.rules import html_of, plain_of, subject_of
from forum.registration.mailtexts.types import MailKind
from forum.registration.mailtexts.words import EXAMPLES, KINDS
from forum.registration.models import Registration
from forum.registration.rules import first_session
from forum.tokens.exports import qr_png
from forum.web.links import link_address

PURPOSE = "registration.view"
LINK = "registration.link"
REPEATED = "registration.repeated"
TEMPLATES = frozenset({"confirmed", "cancelled", "link", "repeated", "code"})
QR_NAME = "badge-qr"


def _language(registration: Registration) -> Language:
    return "ko" if registration.language == "ko" else "en"


def _addressee(registration: Registration, language: Language) -> str:
    # whoever registers somebody else's address writes the name
    return unlinked(registration.name.in_(language))


def _party(registration: Registration) -> Party:
    name = registration.name.in_(_language(registration))
    return Party(name=name, email=registration.email)


def _organiser(registration: Registration) -> Party:
    name, address = parseaddr(current_settings().mail_from)
    edition = registration.edition
    said = edition.host.in_(_language(registration)) or name
    return Party(name=said, email=address)


def _words(
    registration: Registration,
    agenda: Agenda,
    secret: str,
    language: Language | None = None,
    **more: object,
) -> dict[str, object]:
    """Return what the templates of most mails speak of, and what can be filled in by name."""
    language = language or _language(registration)
    first, edition = first_session(agenda), registration.edition
    place = where(first, agenda) if first else LocalizedText()
    return {
        "registration": registration,
        "first": first,
        "place": place,
        "sessions": [(s, where(s, agenda)) for s in chosen_sessions(registration, agenda)],
        "name": _addressee(registration, language),
        "number": registration.number,
        "edition": edition.name.in_(language),
        "category": registration.category.name.in_(language),
        "when": format_period(edition.starts_on, edition.ends_on, language),
        "where": place.in_(language) or edition.host.in_(language),
        "link": link_address(PURPOSE, secret, language) if secret else "",
        "programme": _programme_address(registration, language),
        **more,
    }


def _programme_address(registration: Registration, language: Language) -> str:
    # by the map itself: the worker and commands have no request
    parts = {"language": language, "edition": registration.edition.slug}
    path = current_app.url_map.bind("").build("programme.index", parts)
    return current_settings().public_url + path


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a mail, filled in for somebody."""

    subject: str
    opening: Markup
    closing: Markup
    opening_text: str
    closing_text: str


def _say(
    kind: MailKind, written: MailWords, words: Mapping[str, object], language: Language
) -> _Said:
    known = kind.placeholders
    values = {name: str(words[name]) for name in known}
    opening, closing = written.opening.in_(language), written.closing.in_(language)
    return _Said(
        subject=_subject(written.subject.in_(language), known, values),
        opening=html_of(opening, known).fill(values),
        closing=html_of(closing, known).fill(values),
        opening_text=plain_of(opening, known).fill(values),
        closing_text=plain_of(closing, known).fill(values),
    )


def _subject(text: str, known: tuple[str, ...], values: Mapping[str, str]) -> str:
    subject = subject_of(text, known).fill(values)
    return subject if "{edition}" in text else f"{subject} – {values['edition']}"


def _letter(
    registration: Registration,
    key: str,
    words: Mapping[str, object],
    *,
    language: Language,
    written: MailWords | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Letter:
    """Put a mail together, of the edition's words or of those that are given."""
    written = written or words_of(registration.edition, key)
    said = _say(KINDS[key], written, words, language)
    template = key if key in TEMPLATES else "told"
    title = said.subject.removesuffix(f" – {words['edition']}")
    context = {**words, "edition": registration.edition, "said": said, "subject": title}
    return Letter(
        recipient=registration.email,
        language=language,
        subject=said.subject,
        text=render_template(f"registration/email/{template}.txt", **context),
        html=render_template(f"registration/email/{template}.html", **context),
        attachments=attachments,
        about=("registration", registration.id),
    )


def _queue(
    registration: Registration,
    key: str,
    words: Mapping[str, object],
    attachments: tuple[Attachment, ...] = (),
) -> None:
    language = _language(registration)
    letter = _letter(registration, key, words, language=language, attachments=attachments)
    queue(
        recipient=letter.recipient,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        cause=f"registration.{key}",
        about=("registration", registration.id),
        attachments=attachments,
    )


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


def send_confirmation(registration: Registration, agenda: Agenda, secret: str) -> None:
    """Write the mail with the QR code (inline and as a file), the number and the invitation."""
    with in_language(_language(registration)):
        qr = qr_png(badge_token(registration), mask=0)
        words = _words(registration, agenda, secret, qr=QR_NAME)
        event = invitation(registration, agenda, str(words["programme"]))
        files = (
            Attachment(filename="qr.png", content_type="image/png", data=qr, content_id=QR_NAME),
            Attachment(filename=f"{registration.number}.png", content_type="image/png", data=qr),
            _calendar_file(registration, event),
        )
        _queue(registration, "confirmed", words, files)


def send_cancellation(registration: Registration, agenda: Agenda) -> None:
    """Write the mail that takes the invitation back."""
    with in_language(_language(registration)):
        words = _words(registration, agenda, "")
        event = invitation(registration, agenda, str(words["programme"]))
        _queue(registration, "cancelled", words, (_calendar_file(registration, event),))


def send_link(registration: Registration, agenda: Agenda, secret: str) -> None:
    """Write the mail with a new link to the registration."""
    with in_language(_language(registration)):
        _queue(registration, "link", _words(registration, agenda, secret))


def send_repeated(registration: Registration, agenda: Agenda, secret: str) -> None:
    """Tell the known address that somebody tried to register it once more."""
    with in_language(_language(registration)):
        _queue(registration, "repeated", _words(registration, agenda, secret))


def send_code(registration: Registration, agenda: Agenda, code: str) -> None:
    """Write the mail with a fresh code."""
    minutes = int(CODE_LIFETIME.total_seconds()) // 60
    with in_language(_language(registration)):
        # the code is no place to be filled: organisers see the subjects of mails
        _queue(registration, "code", _words(registration, agenda, "", code=code, minutes=minutes))


def send_told(
    registration: Registration, agenda: Agenda, key: str, secret: str = "", **values: str
) -> None:
    """Write a mail that has no facts of its own beside when and where, and a button to the link.

    Args:
        registration: to whom.
        agenda: the public programme.
        key: which mail, of `mailtexts.words.KINDS`.
        secret: of the link; without one there is no button.
        values: what the mail can fill in beside what all can (`MailKind.more`).
    """
    with in_language(_language(registration)):
        _queue(registration, key, _words(registration, agenda, secret, None, **values))


def sample_letter(
    registration: Registration,
    agenda: Agenda,
    key: str,
    language: Language,
    written: MailWords | None = None,
) -> Letter:
    """Return how a mail to somebody would look in a language: with no link and no code of theirs.

    Args:
        registration: as whom it is shown.
        agenda: the public programme.
        key: which mail.
        language: in which language, whatever the person's is.
        written: the words; by default those of the edition.
    """
    with in_language(language):
        examples = {name: LocalizedText(*said).in_(language) for name, said in EXAMPLES.items()}
        words = _words(
            registration, agenda, "example", language, **examples, code="123456", qr=QR_NAME
        )
        picture = Attachment(
            filename="qr.png", content_type="image/png", data=qr_png("-"), content_id=QR_NAME
        )
        return _letter(
            registration,
            key,
            words,
            language=language,
            written=written,
            attachments=(picture,) if key == "confirmed" else (),
        )
