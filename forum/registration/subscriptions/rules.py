"""The secret in the address of somebody's calendar.

It is made from the system's secret, so that the page can show the address again although the
database knows only its hash. Each new number gives another one.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from forum.core.settings import current_settings

BYTES = 16


def token_of(uid: str, number: int) -> str:
    """Return the secret: 128 bits that nobody can guess who does not know the system's secret."""
    key = current_settings().secret().encode()
    made = hmac.new(key, f"calendar:{uid}:{number}".encode(), sha256).digest()[:BYTES]
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """Return under what an address is found."""
    return sha256(token.encode()).hexdigest()
