"""Values of practice."""

from dataclasses import dataclass

from forum.checkin.types import KnownBadge
from forum.core.localized import LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """A badge of somebody who does not exist, and what the door is to answer to it."""

    badge: KnownBadge
    code_reissue: int  # that its code says
    answer: LocalizedText
