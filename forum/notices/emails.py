"""The mails of a release: one for each person, in their language.

A thousand mails say few different things. What is said of a session is drawn once for all who
are told the same, the frame once for each language and subject; then a mail is put together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import parseaddr

from flask import current_app, render_template
from markupsafe import escape

from forum.calendar.types import Party
from forum.core import randomness
from forum.core.dates import format_minute, format_short_date, zone_word
from forum.core.i18n import current_language, in_language, ngettext
from forum.core.i18n import gettext as _
from forum.core.localized import EMPTY, LANGUAGES, Language, LocalizedText
from forum.core.mail import Attachment, Letter, unlinked
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.notices.exports import ForOne, calendar_file
from forum.notices.rules import parts_in
from forum.notices.types import CalendarMethod, News, Notice, SessionNotice
from forum.programme.types import Agenda, Contribution, RoleHeld, Session
from forum.programme.words import ROLE_WORDS
from forum.registration.exports import spell_place

RELEASED = "notices.released"
SOMEBODY = LocalizedText("홍길동", "Hong Gildong")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A text and its HTML."""

    text: str
    html: str


class LetterWriter:
    """Writes the mails of one release; what several of them say is drawn once."""

    def __init__(
        self, edition: Edition, before: Agenda, after: Agenda, note: LocalizedText = EMPTY
    ) -> None:
        """Take the release (`after`, with its facts) and the one before."""
        self._edition = edition
        self._before, self._after = before, after
        self._note = note
        self._name, self._sessions = randomness.token(), randomness.token()
        self._blocks: dict[tuple[Language, SessionNotice], _Drawn] = {}
        self._frames: dict[tuple[Language, str, int], _Drawn] = {}
        self._files: dict[tuple[Language, str, CalendarMethod | None], ForOne | None] = {}

    def write_all(self, notices: Iterable[Notice]) -> list[Letter]:
        """Return a mail for each notice."""
        by_language: Mapping[Language, list[Notice]] = {language: [] for language in LANGUAGES}
        for notice in notices:
            by_language[notice.recipient.language].append(notice)
        letters = []
        for language, chosen in by_language.items():
            with in_language(language):
                letters += [self._write(notice, language) for notice in chosen]
        return letters

    def _write(self, notice: Notice, language: Language) -> Letter:
        recipient = notice.recipient
        name = ", ".join(one.in_(language) for one in recipient.names)
        files = self._calendar_files(notice, Party(name=name, email=recipient.email), language)
        subject = self._subject(notice, language)
        frame = self._frame(subject, len(files), language)
        blocks = [self._block(told, language) for told in notice.sessions]
        shown = unlinked(name)
        return Letter(
            recipient=recipient.email,
            language=language,
            subject=f"{subject} – {self._edition.name.in_(language)}",
            text=frame.text.replace(self._sessions, "\n".join(one.text for one in blocks)).replace(
                self._name, shown
            ),
            html=frame.html.replace(self._sessions, "\n".join(one.html for one in blocks)).replace(
                self._name, escape(shown)
            ),
            attachments=files,
        )

    def _subject(self, notice: Notice, language: Language) -> str:
        count = len(notice.sessions)
        if count > 1:
            return ngettext(
                "Changes in %(num)s of your sessions",
                "Changes in %(num)s of your sessions",
                count,
            )
        told = notice.sessions[0]
        title = self._session(told).title.in_(language)
        sentences = {
            News.CANCELLED: _("Cancelled: %(session)s", session=title),
            News.LEFT: _("Without you: %(session)s", session=title),
            News.RESTORED: _("Takes place after all: %(session)s", session=title),
            News.JOINED: _("With you: %(session)s", session=title),
            News.MOVED: _("Other time: %(session)s", session=title),
            News.RELOCATED: _("Other place: %(session)s", session=title),
            News.RETITLED: _("Other title: %(session)s", session=title),
            News.PART: _("Your part: %(session)s", session=title),
        }
        return sentences[told.news[0]]

    # -------------------------------------------------------------- drawn once

    def _frame(self, subject: str, files: int, language: Language) -> _Drawn:
        key = (language, subject, files)
        if key not in self._frames:
            words = {
                "subject": subject,
                "name": self._name,
                "note": self._note,
                "files": files,
                "edition": self._edition,
                "programme": self._address("programme.index", language),
                "changes": self._address("programme.changes", language),
            }
            self._frames[key] = _Drawn(
                render_template("notices/email/release.txt", sessions=self._sessions, **words),
                render_template("notices/email/release.html", sessions=self._sessions, **words),
            )
        return self._frames[key]

    def _block(self, told: SessionNotice, language: Language) -> _Drawn:
        key = (language, told)
        if key not in self._blocks:
            old, new = self._before.session(told.session), self._after.session(told.session)
            words = {
                "told": told,
                "old": old,
                "new": new,
                "was_at": _when(old or new, self._after.edition.timezone),
                "is_at": _when(new or old, self._after.edition.timezone),
                "was_in": _where(self._before, old),
                "is_in": _where(self._after, new) if new else _where(self._before, old),
                "parts": self._parts(told, new, language),
                "address": self._session_address(told, language) if new else "",
            }
            self._blocks[key] = _Drawn(
                render_template("notices/email/_session.txt", **words),
                render_template("notices/email/_session.html", **words),
            )
        return self._blocks[key]

    def _parts(self, told: SessionNotice, new: Session | None, language: Language) -> list[str]:
        if not {News.JOINED, News.PART} & set(told.news):
            return []
        return [_spell_part(part, language) for part in parts_in(new, told.speakers)]

    def _calendar_files(
        self, notice: Notice, attendee: Party, language: Language
    ) -> tuple[Attachment, ...]:
        made = (self._calendar_file(told, language) for told in notice.sessions)
        return tuple(make(attendee) for make in made if make is not None)

    def _calendar_file(self, told: SessionNotice, language: Language) -> ForOne | None:
        key = (language, told.session, told.method)
        if key not in self._files:
            url = self._session_address(told, language)
            self._files[key] = calendar_file(
                self._before, self._after, told, self._organiser(language), language, url
            )
        return self._files[key]

    # -------------------------------------------------------------- facts

    def _session(self, told: SessionNotice) -> Session:
        session = self._after.session(told.session) or self._before.session(told.session)
        assert session is not None  # noqa: S101  a notice is about a session
        return session

    def _organiser(self, language: Language) -> Party:
        name, address = parseaddr(current_settings().mail_from)
        return Party(name=self._edition.host.in_(language) or name, email=address)

    def _session_address(self, told: SessionNotice, language: Language) -> str:
        return self._address("programme.show", language, session=told.session)

    def _address(self, endpoint: str, language: Language, **parts: str) -> str:
        # by the map itself: commands have no request
        values = {"language": language, "edition": self._edition.slug, **parts}
        return current_settings().public_url + current_app.url_map.bind("").build(endpoint, values)


def examples(
    edition: Edition,
    before: Agenda,
    after: Agenda,
    notices: Sequence[Notice],
    note: LocalizedText = EMPTY,
) -> list[Letter]:
    """Return the mail that tells most, in each language that somebody gets, to nobody real."""
    chosen = []
    for language in LANGUAGES:
        theirs = [notice for notice in notices if notice.recipient.language == language]
        if theirs:
            fullest = max(theirs, key=_tells)
            nobody = replace(fullest.recipient, names=(SOMEBODY,), email="")
            chosen.append(replace(fullest, recipient=nobody))
    return LetterWriter(edition, before, after, note).write_all(chosen)


def _tells(notice: Notice) -> tuple[int, int]:
    """Order notices by how many kinds of news they have, then by how short they are."""
    news = {said for session in notice.sessions for said in session.news}
    return len(news), -len(notice.sessions)


def _when(session: Session | None, zone: str) -> str:
    if session is None or session.day is None:
        return _("Time to be announced")
    day = format_short_date(session.day)
    if session.starts is None:
        return day
    ends = f"–{format_minute(session.ends)}" if session.ends is not None else ""
    return f"{day} {format_minute(session.starts)}{ends} ({zone_word(zone)})"


def _where(agenda: Agenda, session: Session | None) -> str:
    place = agenda.place(session.place) if session else None
    return spell_place(place).in_(current_language()) if place else _("Place to be announced")


def _spell_part(part: RoleHeld | Contribution, language: Language) -> str:
    word = _("Presentation")
    if isinstance(part, RoleHeld):
        word = ROLE_WORDS[part.role].in_(language)
    said = f"{word}: {part.title.in_(language)}" if part.title else word
    if part.minutes is None:
        return said
    minutes = ngettext("%(num)s minute", "%(num)s minutes", part.minutes)
    return f"{said} ({minutes})"
