"""Values of one's own details."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forum.core.localized import EMPTY, Language, LocalizedText
from forum.registration.types import SensitiveDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDetails:
    """What somebody can change of what they have told, as it is or as they want it.

    `sensitive` is None for who has not agreed that such things are kept; `own` are the answers
    to own questions as JSON has them, and `form_version` which version they answer.
    """

    name: LocalizedText
    language: Language
    country: str
    phone: str = ""
    affiliation: LocalizedText = EMPTY
    position: LocalizedText = EMPTY
    city: str = ""
    receiver: Language | None = None
    sensitive: SensitiveDetails | None = None
    own: Mapping[str, Any] = field(default_factory=dict)
    form_version: int | None = None
