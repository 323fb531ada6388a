"""Values of comments on a draft."""

from dataclasses import dataclass
from datetime import datetime

from forum.core.localized import Language, LocalizedText
from forum.declaration.differences.types import PartKind

CITY = "declaration.city"
"""The purpose of an invited city's link: it reads the draft and comments, until it is frozen."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a comment is about: a part of the text, or (`part` none) the whole of it."""

    part: PartKind | None = None
    number: int = 0  # of an article

    @property
    def key(self) -> str:
        """Return how addresses and rows call it: `whole`, `preamble`, `article-3`."""
        if self.part is None:
            return "whole"
        return f"{self.part.value}-{self.number}" if self.number else self.part.value


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A comment as its city and the organisers read it."""

    id: int
    city: LocalizedText
    place: str  # a place's key
    version: int
    text: str
    said_at: datetime
    answer: str
    answered_at: datetime | None

    @property
    def tongue(self) -> Language:
        """Return in which language the comment seems to be written."""
        return tongue_of(self.text)

    @property
    def answer_tongue(self) -> Language:
        """Return in which language the answer seems to be written."""
        return tongue_of(self.answer)


def tongue_of(words: str) -> Language:
    """Return Korean if there is Hangul in what somebody wrote, else English."""
    return "ko" if any("가" <= character <= "힣" for character in words) else "en"
