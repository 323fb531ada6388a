"""Key files: made once, never overwritten, readable by their owner alone."""

import logging
import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from forum.core import randomness
from forum.tokens.types import BadgeKey

logger = logging.getLogger(__name__)

DECLARATION_SEAL = "declaration-seal"
_BADGE = "badge-"


@lru_cache(maxsize=64)
def load_or_make_key(directory: Path, name: str) -> Ed25519PrivateKey:
    """Return the signing key of this name, made and kept in `directory` if there is none.

    Of several processes that make it at the same moment, one wins and all use its key.

    Raises:
        OSError: the directory cannot be written or the file not be read.
        ValueError: the file is not an Ed25519 private key in PEM.
    """
    path = directory / f"{name}.pem"
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path} is not an Ed25519 private key"
        raise ValueError(message)  # noqa: TRY004 - a wrong file, not a wrong type of argument
    return key


def seal_keyring(directory: Path) -> tuple[Ed25519PrivateKey, ...]:
    """Return the keys that seal declarations and those that have, in the order of their making."""
    files = sorted(directory.glob(f"{DECLARATION_SEAL}*.pem"), key=_seal_turn)
    return tuple(load_or_make_key(directory, path.stem) for path in files)


def make_next_seal_key(directory: Path) -> Ed25519PrivateKey:
    """Make the key that is to seal declarations after the present one, and return it."""
    files = directory.glob(f"{DECLARATION_SEAL}*.pem")
    last = max((_seal_turn(path) for path in files), default=0)
    name = f"{DECLARATION_SEAL}-{last + 1}" if last else DECLARATION_SEAL
    return load_or_make_key(directory, name)


def _seal_turn(path: Path) -> int:
    turn = path.stem.removeprefix(DECLARATION_SEAL).removeprefix("-")
    return int(turn) if turn.isdecimal() else 1


def badge_key(directory: Path, edition: str) -> Ed25519PrivateKey:
    """Return the key that signs the badges of an edition."""
    return load_or_make_key(directory, f"{_BADGE}{edition}")


def public_badge_key(directory: Path, edition: str) -> BadgeKey:
    """Return the key by which anybody verifies the badges of an edition."""
    return BadgeKey(edition, badge_key(directory, edition).public_key())


def badge_keyring(directory: Path) -> tuple[BadgeKey, ...]:
    """Return the public keys of every edition that has badges."""
    editions = sorted(path.stem.removeprefix(_BADGE) for path in directory.glob(f"{_BADGE}*.pem"))
    return tuple(public_badge_key(directory, edition) for edition in editions)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    # Written beside and linked, so that nobody ever reads half a key or replaces another's.
    draft = path.with_name(f".{path.name}.{randomness.token()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    logger.warning(
        "A signing key was made: %s. Keep a copy in a safe place; without it, what it signed "
        "cannot be continued, and whoever has it can sign in the forum's name.",
        path,
    )
