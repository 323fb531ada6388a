"""Values of the badge token."""

from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ALL_DAYS = 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeToken:
    """What the code on a badge says. It names a badge, never a person.

    `category` is the number (0 to 15) of the category within its edition, `reissue` how many
    times the badge was printed anew (0 to 15), `days` a bitmap of the days on which it is
    valid: bit 0 is the edition's first day, bit 7 its eighth.
    """

    edition: str
    serial: int
    category: int = 0
    reissue: int = 0
    days: int = ALL_DAYS

    def __post_init__(self) -> None:
        """Refuse what the token's six bytes cannot hold."""
        limits = (("serial", 24), ("category", 4), ("reissue", 4), ("days", 8))
        for name, bits in limits:
            value: int = getattr(self, name)
            if not 0 <= value < 1 << bits:
                message = f"{name} must be 0 to {(1 << bits) - 1}, not {value}"
                raise ValueError(message)


@dataclass(frozen=True)
class BadgeKey:
    """The public half of the key with which an edition's badges are signed."""

    edition: str
    public_key: Ed25519PublicKey

    @cached_property
    def raw(self) -> bytes:
        """Return the 32 bytes that WebCrypto imports as `raw`."""
        return self.public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
