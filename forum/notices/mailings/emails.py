"""The mails of a mailing: a frame for each language is drawn once, then filled for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app, render_template
from markupsafe import escape

from forum.core import randomness
from forum.core.dates import format_period
from forum.core.i18n import in_language
from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.core.mail import Letter, unlinked
from forum.core.placeholders import (
    HtmlTemplate,
    Template,
    read_markdown,
    read_plain,
    read_text,
)
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.notices.mailings.types import ADDRESSES, PLACEHOLDERS
from forum.programme.queries import public_agenda
from forum.registration.emails import PURPOSE
from forum.registration.exports import where
from forum.registration.queries import Addressee
from forum.registration.rules import first_session
from forum.web.links import link_address

MAILING, REMINDER = "mailing.sent", "reminder.sent"
EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is the same for everybody who reads one language."""

    subject: Template
    text: Template
    html: HtmlTemplate
    around_text: tuple[str, ...]  # before and after the text
    around_html: tuple[str, ...]  # before the title, between, before the text, after it
    common: Mapping[str, str]
    link: tuple[str, str, str]  # the secret comes into the middle


class MailingWriter:
    """Writes the mails of one mailing."""

    def __init__(self, edition: Edition, subject: LocalizedText, text: LocalizedText) -> None:
        """Read both texts, once."""
        self._edition = edition
        agenda = public_agenda(edition)
        first = first_session(agenda)
        self._place = where(first, agenda) if first else LocalizedText()
        self._frames = {
            language: self._frame(subject.in_(language), text.in_(language), language)
            for language in LANGUAGES
        }

    def _frame(self, subject: str, text: str, language: Language) -> _Frame:
        title, body = randomness.token(), randomness.token()
        programme = self._programme(language)
        words = {
            "edition": self._edition, "programme": programme, "subject": title, "body": body
        }  # fmt: skip
        with in_language(language):
            drawn_text = render_template("notices/email/mailing.txt", **words)
            drawn_html = render_template("notices/email/mailing.html", **words)
            when = format_period(self._edition.starts_on, self._edition.ends_on, language)
        pieces = [piece.split(title) for piece in drawn_html.split(body)]
        return _Frame(
            subject=read_text(subject, PLACEHOLDERS),
            text=read_plain(text, PLACEHOLDERS),
            html=read_markdown(text, PLACEHOLDERS, ADDRESSES),
            around_text=tuple(drawn_text.split(body)),
            around_html=(*pieces[0], *pieces[1]),
            common={
                "edition": self._edition.name.in_(language),
                "when": when,
                "where": self._place.in_(language) or self._edition.host.in_(language),
                "programme": programme,
            },
            link=link_address(PURPOSE, EXAMPLE, language).rpartition(EXAMPLE),
        )

    def _programme(self, language: Language) -> str:
        # by the map itself: the worker has no request
        parts = {"language": language, "edition": self._edition.slug}
        path = current_app.url_map.bind("").build("programme.index", parts)
        return current_settings().public_url + path

    def write_all(
        self, people: Iterable[Addressee], secrets: Mapping[int, str] | None = None
    ) -> list[Letter]:
        """Return a mail for each, in their language.

        Args:
            people: to whom.
            secrets: of their links, by registration; without them the links are examples.
        """
        return [
            self.write(one, one.language, secrets[one.id] if secrets else EXAMPLE) for one in people
        ]

    def write(self, one: Addressee, language: Language, secret: str = EXAMPLE) -> Letter:
        """Return the mail to somebody as it is in a language."""
        frame = self._frames[language]
        values = {
            **frame.common,
            "name": unlinked(one.name.in_(language)),
            "number": one.number,
            "category": one.category.in_(language),
            "link": frame.link[0] + secret + frame.link[2],
        }
        title = frame.subject.fill(values)
        edition = values["edition"]
        before, after = frame.around_text
        shown = str(escape(title))
        return Letter(
            recipient=one.email,
            language=language,
            subject=title if edition in title else f"{title} – {edition}".removeprefix(" – "),
            text=before + frame.text.fill(values) + after,
            html=shown.join(frame.around_html[:-1])
            + str(frame.html.fill(values))
            + frame.around_html[-1],
            about=("registration", one.id),
        )
