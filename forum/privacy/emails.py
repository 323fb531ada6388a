"""The mails about erasure, each in the language of the person it goes to."""

from dataclasses import dataclass

from flask import current_app, render_template

from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.localized import Language
from forum.core.mail import queue, unlinked
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.registration.models import Registration

ERASED = "privacy.erased"
REFUSED = "privacy.refused"


def _programme(edition: Edition, language: Language) -> str:
    # by the map itself: commands have no request
    parts = {"language": language, "edition": edition.slug}
    path = current_app.url_map.bind("").build("programme.index", parts)
    return current_settings().public_url + path


@dataclass(frozen=True, slots=True)
class Farewell:
    """The last mail to somebody, kept from the registration before it is erased."""

    email: str
    language: Language
    number: str
    registration_id: int
    edition: Edition

    @classmethod
    def to(cls, registration: Registration) -> "Farewell":
        """Remember where it goes."""
        return cls(
            registration.email,
            "ko" if registration.language == "ko" else "en",
            registration.number,
            registration.id,
            registration.edition,
        )

    def send(self) -> None:
        """Write the mail that says that everything is gone. It names nobody."""
        if not self.email:
            return
        with in_language(self.language):
            subject = _("Your data are erased")
            words = {
                "edition": self.edition,
                "number": self.number,
                "subject": subject,
                "programme": _programme(self.edition, self.language),
            }
            queue(
                recipient=self.email,
                language=self.language,
                subject=f"{subject} – {self.edition.name.in_(self.language)}",
                text=render_template("privacy/email/erased.txt", **words),
                html=render_template("privacy/email/erased.html", **words),
                cause=ERASED,
                about=("registration", self.registration_id),
            )


def send_refusal(registration: Registration, reason: str) -> None:
    """Write the mail that says why the data are kept."""
    if not registration.email:
        return
    language: Language = "ko" if registration.language == "ko" else "en"
    with in_language(language):
        subject = _("Your request for erasure")
        words = {
            "edition": registration.edition,
            "name": unlinked(registration.name.in_(language)),
            "reason": unlinked(reason),
            "number": registration.number,
            "subject": subject,
            "programme": _programme(registration.edition, language),
        }
        queue(
            recipient=registration.email,
            language=language,
            subject=f"{subject} – {registration.edition.name.in_(language)}",
            text=render_template("privacy/email/refused.txt", **words),
            html=render_template("privacy/email/refused.html", **words),
            cause=REFUSED,
            about=("registration", registration.id),
        )
