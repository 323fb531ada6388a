"""The mails of registration, each in the language of the person it goes to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template
from markupsafe import Markup

from forum.calendar.exports import cancel as calendar_cancel
from forum.calendar.exports import request as calendar_request
from forum.calendar.types import CalendarEvent, Party
from forum.core.codes import CODE_LIFETIME
from forum.core.dates import format_datetime, format_period
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.links import issue_link
from forum.core.localized import Language, LocalizedText
from forum.core.mail import Attachment, Letter, queue, unlinked
from forum.core.mailtexts import MailWords
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.programme.exports import calendar_event
from forum.programme.types import Agenda, Session, SessionState
from forum.registration.exports import (
    badge_token,
    chosen_sessions,
    invitation,
    where,
    withdrawn,
)
from forum.registration.mailtexts.queries import words_of
from forum.registration.mailtexts.rules import html_of, plain_of, subject_of
from forum.registration.mailtexts.types import MailKind
from forum.registration.mailtexts.words import EXAMPLES, KINDS
from forum.registration.models import Registration
from forum.registration.queries import RESUME_PURPOSE, list_star_keys
from forum.registration.questions.queries import option_label
from forum.registration.rules import first_session
from forum.registration.types import RegistrationState
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import Waiting, list_waiting
from forum.registration.waiting.types import ADMISSION, option_of, session_of
from forum.tokens.exports import qr_png
from forum.web.links import link_address

PURPOSE = "registration.view"
OFFER_PURPOSE = "registration.offer"
GUARDIAN_PURPOSE = "registration.guardian"
TRANSFER_PURPOSE = "registration.transfer"
ADDRESS_PURPOSE = "registration.address"
INVITATION_PURPOSE = "registration.invitation"
LINK = "registration.link"
REPEATED = "registration.repeated"
TOO_MANY = "registration.too_many"
RESUME = "registration.resume"
TEMPLATES = frozenset(
    {"confirmed", "cancelled", "changed", "moved", "link", "repeated", "code", "guardian"}
)
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
    *,
    language: Language | None = None,
    purpose: str = PURPOSE,
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
        "link": link_address(purpose, secret, language) if secret else "",
        "programme": _programme_address(edition, language),
        "waiting": (),  # (session, place) of each list that the person is on
        "left": (),  # sessions that the person does not attend any more
        "joined": (),
        "told_reason": "",  # why an organiser took a request back
        **more,
    }


def _programme_address(edition: Edition, language: Language) -> str:
    # by the map itself: the worker and commands have no request
    parts = {"language": language, "edition": edition.slug}
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
    if not registration.email:  # registered by organisers, who hand everything over
        return
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


def send_state(
    registration: Registration, agenda: Agenda, secret: str, waiting: Sequence[Waiting] = ()
) -> None:
    """Write the mail that says how a registration stands after it came in or was decided."""
    if registration.state is RegistrationState.PENDING:
        send_told(registration, agenda, "pending", secret)
    elif registration.state is RegistrationState.WAITING:
        send_told(registration, agenda, "waiting", secret, position=str(waiting[0].place))
    elif registration.state is RegistrationState.GUARDIAN:
        send_told(registration, agenda, "minor", secret)
    else:
        send_confirmation(registration, agenda, secret, waiting)


def send_noted(registration: Registration, agenda: Agenda) -> None:
    """Ask somebody whom organisers registered to confirm what was noted for them."""
    secret = issue_link(PURPOSE, "registration", registration.id)
    send_told(registration, agenda, "noted", secret)


def send_confirmation(
    registration: Registration, agenda: Agenda, secret: str, waiting: Sequence[Waiting] = ()
) -> None:
    """Write the mail with the QR code (inline and as a file), the number and the invitation."""
    with in_language(_language(registration)):
        words = _words(registration, agenda, secret, qr=QR_NAME, waiting=_listed(agenda, waiting))
        _queue(registration, "confirmed", words, _badge_files(registration, agenda, words))


def _badge_files(
    registration: Registration, agenda: Agenda, words: Mapping[str, object]
) -> tuple[Attachment, ...]:
    """Return the QR code, inline and as a file, and the invitation."""
    qr = qr_png(badge_token(registration))
    event = invitation(registration, agenda, str(words["programme"]))
    return (
        Attachment(filename="qr.png", content_type="image/png", data=qr, content_id=QR_NAME),
        Attachment(filename=f"{registration.number}.png", content_type="image/png", data=qr),
        _calendar_file(registration, event),
    )


def send_moved(registration: Registration, agenda: Agenda, former: LocalizedText) -> None:
    """Write the mail that says in which category somebody takes part now.

    The QR codes of earlier mails are void, so whoever is expected gets the new one with it.
    """
    language = _language(registration)
    secret = issue_link(PURPOSE, "registration", registration.id)
    has_badge = registration.is_confirmed
    with in_language(language):
        words = _words(
            registration,
            agenda,
            secret,
            qr=QR_NAME if has_badge else "",
            former=former.in_(language),
            waiting=[
                (_what(one.entry, agenda, language), one.place)
                for one in list_waiting(registration)
            ],
        )
        files = _badge_files(registration, agenda, words) if has_badge else ()
        _queue(registration, "moved", words, files)


def _listed(agenda: Agenda, waiting: Iterable[Waiting]) -> list[tuple[Session | None, int]]:
    return [(agenda.session(session_of(one.entry.subject)), one.place) for one in waiting]


def send_cancellation(
    registration: Registration,
    agenda: Agenda,
    *,
    was_expected: bool = True,
    key: str = "cancelled",
) -> None:
    """Write the mail that takes back the invitation and what releases sent, if one was sent.

    `key` is the mail that says so to whoever was expected.
    """
    with in_language(_language(registration)):
        words = _words(registration, agenda, "", told_reason=registration.cancel_reason)
        event = invitation(registration, agenda, str(words["programme"]))
        kept = frozenset(registration.session_keys) | list_star_keys(registration)
        withdrawals = _withdrawals(registration, agenda, kept)
        files = (_calendar_file(registration, event), *withdrawals) if was_expected else ()
        _queue(registration, key if was_expected else "withdrawn", words, files)


def send_changed(
    registration: Registration,
    agenda: Agenda,
    before: Collection[str],
    *,
    gained: Sequence[LocalizedText] = (),
    lost: Sequence[LocalizedText] = (),
) -> None:
    """Write the mail about other sessions than before; `before` has the keys of those.

    `gained` and `lost` are the names of options with seats that were taken or given back.

    It brings the forum's entry anew, with its risen SEQUENCE, and takes the entries back of the
    sessions that were left and are not starred either. `services.tell_change` raises the
    SEQUENCE and calls this.
    """
    left = frozenset(before) - frozenset(registration.session_keys)
    joined = frozenset(registration.session_keys) - frozenset(before)
    with in_language(_language(registration)):
        words = _words(
            registration,
            agenda,
            "",
            waiting=_listed(agenda, list_waiting(registration)),
            left=[*(s.title for s in agenda.sessions if s.key in left), *lost],
            joined=[*(s.title for s in agenda.sessions if s.key in joined), *gained],
        )
        _queue(registration, "changed", words, _changed_files(registration, agenda, words, left))


def _changed_files(
    registration: Registration, agenda: Agenda, words: Mapping[str, object], left: Collection[str]
) -> tuple[Attachment, ...]:
    """Return the forum's entry anew, and what takes the sessions back that were left."""
    event = invitation(registration, agenda, str(words["programme"]))
    gone = frozenset(left) - list_star_keys(registration)
    return (_calendar_file(registration, event), *_withdrawals(registration, agenda, gone))


def send_to_guardian(registration: Registration, agenda: Agenda, secret: str) -> None:
    """Ask the guardian of somebody under 14; the link leads to the notices."""
    guardian = registration.guardian
    assert guardian is not None  # noqa: S101  who has none is not asked for
    language = _language(registration)
    zone = ZoneInfo(registration.edition.timezone)
    with in_language(language):
        words = _words(
            registration,
            agenda,
            secret,
            purpose=GUARDIAN_PURPOSE,
            deadline=format_datetime(guardian.expires_at, zone, language),
        )
        letter = _letter(registration, "guardian", words, language=language)
        queue(
            recipient=guardian.email,
            language=language,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            cause="registration.guardian",
            about=("registration", registration.id),
        )


def send_address(
    registration: Registration, agenda: Agenda, secret: str, to: str, ends_at: datetime
) -> None:
    """Write to the address that somebody wants to have; the link proves that it is theirs.

    Whoever owns the address may be a stranger, so the mail says nobody's name.
    """
    language = _language(registration)
    zone = ZoneInfo(registration.edition.timezone)
    with in_language(language):
        words = _words(
            registration,
            agenda,
            secret,
            purpose=ADDRESS_PURPOSE,
            deadline=format_datetime(ends_at, zone, language),
            button=_("Use this address"),
        )
        letter = _letter(registration, "address", words | {"name": _("guest")}, language=language)
        queue(
            recipient=to,
            language=language,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            cause="registration.address",
            about=("registration", registration.id),
        )


def send_rejection(registration: Registration, agenda: Agenda) -> None:
    """Write the mail that says why somebody was not let in."""
    send_told(registration, agenda, "rejected", reason=registration.cancel_reason)


# ------------------------------------------------------------------ to who is not registered yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """An address that holds no registration yet, and what is known of whose it is."""

    edition: Edition
    email: str
    language: Language
    name: str = ""


def send_to_newcomer(
    who: Newcomer, agenda: Agenda, key: str, link: str, button: str, **values: str
) -> None:
    """Write a mail about the forum to an address; with the edition it is purged.

    Args:
        who: whose address it is.
        agenda: the public programme.
        key: which mail, of `mailtexts.words.KINDS`.
        link: the full address of the link.
        button: the word on the button to it.
        values: what the mail can fill in beside what all can.
    """
    edition, language = who.edition, who.language
    first = first_session(agenda)
    with in_language(language):
        place = where(first, agenda) if first else LocalizedText()
        words: dict[str, object] = {
            "first": first,
            "place": place,
            "name": unlinked(who.name) or _("guest"),
            "number": "",
            "category": "",
            "edition": edition.name.in_(language),
            "when": format_period(edition.starts_on, edition.ends_on, language),
            "where": place.in_(language) or edition.host.in_(language),
            "link": link,
            "programme": _programme_address(edition, language),
            "told_reason": "",
            "button": button,
            **values,
        }
        said = _say(KINDS[key], words_of(edition, key), words, language)
        title = said.subject.removesuffix(f" – {words['edition']}")
        context = {**words, "edition": edition, "said": said, "subject": title}
        queue(
            recipient=who.email,
            language=language,
            subject=said.subject,
            text=render_template("registration/email/told.txt", **context),
            html=render_template("registration/email/told.html", **context),
            cause=f"registration.{key}",
            about=("edition", edition.id),
        )


def send_resume(who: Newcomer, agenda: Agenda, secret: str, ends: datetime) -> None:
    """Write the mail with which somebody goes on to register."""
    zone = ZoneInfo(who.edition.timezone)
    with in_language(who.language):
        button = _("Go on with the registration")
    deadline = format_datetime(ends, zone, who.language)
    link = link_address(RESUME_PURPOSE, secret, who.language)
    send_to_newcomer(who, agenda, "resume", link, button, deadline=deadline)


def send_invitation(who: Newcomer, agenda: Agenda, secret: str, **values: str) -> None:
    """Write the mail that invites an address to register."""
    with in_language(who.language):
        button = _("Register")
    link = link_address(INVITATION_PURPOSE, secret, who.language)
    send_to_newcomer(who, agenda, "invited", link, button, **values)


def send_transfer(who: Newcomer, agenda: Agenda, secret: str, **values: str) -> None:
    """Write the mail with which somebody takes over a place. It does not say from whom."""
    with in_language(who.language):
        button = _("Look at the place")
    link = link_address(TRANSFER_PURPOSE, secret, who.language)
    send_to_newcomer(who, agenda, "transfer", link, button, **values)


# ------------------------------------------------------------------ waiting lists


def send_offer(
    registration: Registration, agenda: Agenda, entry: WaitingEntry, secret: str
) -> None:
    """Write the mail that offers a seat until a deadline; its link is for this offer alone."""
    language = _language(registration)
    assert entry.offer_ends_at is not None  # noqa: S101  an offer always has a deadline
    zone = ZoneInfo(registration.edition.timezone)
    with in_language(language):
        words = _words(
            registration,
            agenda,
            secret,
            purpose=OFFER_PURPOSE,
            what=_what(entry, agenda, language),
            deadline=format_datetime(entry.offer_ends_at, zone, language),
        )
        _queue(registration, "offered", words)


def send_offer_over(registration: Registration, agenda: Agenda, entry: WaitingEntry) -> None:
    """Write the mail that says that an offer was not answered in time."""
    what = _what(entry, agenda, _language(registration))
    send_told(registration, agenda, "offer_over", what=what)


def send_lists(registration: Registration, agenda: Agenda, waiting: Sequence[Waiting]) -> None:
    """Write the mail that says for what somebody waits now, where nothing else has changed."""
    language = _language(registration)
    with in_language(language):
        listed = [
            _("%(what)s (place %(place)s)", what=what, place=one.place)
            if one.place
            else _("%(what)s (held for you)", what=what)
            for one in waiting
            for what in (_what(one.entry, agenda, language),)
        ]
        waits = ", ".join(listed) or _("nothing any more")
    send_told(registration, agenda, "lists", waits=waits)


def send_unlisted(
    registration: Registration, agenda: Agenda, entry: WaitingEntry, reason: str
) -> None:
    """Write the mail that says why an organiser took somebody off a list."""
    what = _what(entry, agenda, _language(registration))
    send_told(registration, agenda, "unlisted", what=what, reason=unlinked(reason))


def send_seated(
    registration: Registration, agenda: Agenda, entry: WaitingEntry, left: Collection[str]
) -> None:
    """Write the mail that confirms a seat from the waiting list, with the calendar brought up.

    `left` has the keys of the sessions that were given up for it.
    """
    language = _language(registration)
    secret = issue_link(PURPOSE, "registration", registration.id)
    with in_language(language):
        words = _words(registration, agenda, secret, what=_what(entry, agenda, language))
        _queue(registration, "seated", words, _changed_files(registration, agenda, words, left))


def _what(entry: WaitingEntry, agenda: Agenda, language: Language) -> str:
    """Return what an entry of a waiting list is for, in words."""
    session = agenda.session(session_of(entry.subject))
    if session is not None:
        return session.title.in_(language)
    if entry.subject == ADMISSION:
        return entry.registration.category.name.in_(language)
    label = option_label(entry.registration, option_of(entry.subject))
    with in_language(language):
        return label.in_(language) or _("a choice of yours")


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
        _queue(registration, key, {**_words(registration, agenda, secret), **values})


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
        examples: dict[str, Any] = {
            name: LocalizedText(*said).in_(language) for name, said in EXAMPLES.items()
        }
        words = _words(
            registration,
            agenda,
            "example",
            language=language,
            code="123456",
            qr=QR_NAME,
            **examples,
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
            attachments=(picture,) if key in {"confirmed", "moved"} else (),
        )
