"""Refusals: what the system will not do, said in one sentence a person understands.

Every refusal has its sentence in both languages (`docs/refusals.md` lists them, and a test
compares). Services raise them; the web layer shows them as a page, at a field, or as
`application/problem+json`.
"""

import re
from typing import ClassVar

from forum.core.i18n import current_language
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText

UNPROCESSABLE = 422


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """Something was refused. Nothing has been changed.

    Attributes:
        message: the sentence, translated when shown; may hold `%(name)s` placeholders.
        status: the HTTP status that fits.
    """

    message: ClassVar[str]
    status: ClassVar[int] = UNPROCESSABLE

    def __init__(self, **values: object) -> None:
        """Keep the values that the sentence names; a text in both languages is said in one."""
        super().__init__(values)
        self.values = values

    def sentence(self) -> str:
        """Return the sentence in the reader's language."""
        text = str(self.message)
        if not self.values:
            return text
        language = current_language()
        return text % {
            name: value.in_(language) if isinstance(value, LocalizedText) else value
            for name, value in self.values.items()
        }

    @classmethod
    def code(cls) -> str:
        """Return the name that programs see: `EditionFullError` is `edition-full`."""
        name = cls.__name__.removesuffix("Error")
        return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()

    def __str__(self) -> str:
        """Return the sentence, so that a log line says what the person was told."""
        return self.sentence()


class NotFoundError(Refusal):
    """What was asked for does not exist, or not for this reader."""

    message = _l("There is nothing at this address.")
    status = 404


class ForbiddenError(Refusal):
    """The person may not do this."""

    message = _l("You are not allowed to do this.")
    status = 403
