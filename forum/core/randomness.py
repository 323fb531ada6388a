"""The one source of chance, so that secrets are strong everywhere and tests need no patching."""

import secrets

TOKEN_BYTES = 16


def token() -> str:
    """Return 128 random bits as 22 characters of base64url."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digits(count: int) -> str:
    """Return so many random decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def bytes_(count: int) -> bytes:
    """Return so many random bytes."""
    return secrets.token_bytes(count)
