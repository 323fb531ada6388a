"""Words that stand in addresses: how they are written, and which have a meaning of their own."""

import re
import unicodedata

LONGEST_SLUG = 60
RESERVED = frozenset(
    {"ko", "en", "editions", "my", "manage", "api", "static", "checkin", "calendar", "verify"}
    | {"styleguide", "privacy", "healthz", "readyz", "metrics"}
    | {"account", "sign-in", "sign-out", "forgotten", "language", "new"}  # below /manage/
)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHERS = re.compile(r"[^a-z0-9]+")


def is_slug(text: str) -> bool:
    """Tell whether a text is written as a slug: `dwc-2018`."""
    return len(text) <= LONGEST_SLUG and _SLUG.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """Return a text as a slug, empty where it has no letter of ours: `How to get there`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _OTHERS.sub("-", plain).strip("-")[:LONGEST_SLUG].strip("-")
