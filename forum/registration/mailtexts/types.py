"""Values of the words of mails."""

from dataclasses import dataclass
from functools import cached_property

ADDRESSES = frozenset({"link", "programme"})
COMMON = ("name", "number", "edition", "category", "when", "where", "programme")


@dataclass(frozen=True, kw_only=True)
class MailKind:
    """A mail of registration: when it goes out, what may stand in it, and our own words.

    Attributes:
        key: of its text, and of its template.
        title, occasion: what organisers read.
        subject, opening, closing: our own words; translated when read.
        facts: what stands between opening and closing and cannot be changed.
        has_link: there is a personal link to the registration.
        more: what can be filled in beside what every mail can.
    """

    key: str
    title: str
    occasion: str
    subject: str
    opening: str
    closing: str
    facts: str
    has_link: bool = True
    more: tuple[str, ...] = ()

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """Return the names of what can be filled in."""
        return (*COMMON, *(("link",) if self.has_link else ()), *self.more)
