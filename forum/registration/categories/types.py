"""Values of the organisers' pages of categories."""

from dataclasses import dataclass
from datetime import datetime

from forum.core.localized import EMPTY, LocalizedText
from forum.registration.types import WayIn


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDetails:
    """What an organiser writes about a category; `form` is the key of a form, or empty."""

    name: LocalizedText
    badge_word: LocalizedText
    colour: str  # `#063a74`
    hint: LocalizedText = EMPTY
    way_in: WayIn = WayIn.OPEN
    capacity: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_invited: bool = False
    is_transferable: bool = False
    waiting_class: int = 5
    form: str = ""
