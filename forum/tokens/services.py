"""Key files: made once, never overwritten, readable by their owner alone."""

import logging
import os
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import (
    BasicConstraints,
    Certificate,
    CertificateBuilder,
    KeyUsage,
    Name,
    NameAttribute,
    load_pem_x509_certificate,
    random_serial_number,
)
from cryptography.x509.oid import NameOID

from forum.core import randomness
from forum.tokens.types import BadgeKey

logger = logging.getLogger(__name__)

DECLARATION_SEAL = "declaration-seal"
DOCUMENT_SEAL = "document-seal"
CERTIFICATE_LASTS = timedelta(days=20 * 365)
_BADGE = "badge-"
_SIGNS_DOCUMENTS = KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


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


def load_or_make_certificate(
    directory: Path, name: str, made_at: datetime
) -> tuple[EllipticCurvePrivateKey, Certificate]:
    """Return the key (EC P-256) and the certificate that seal papers, made if there are none.

    Both lie in one file, `document-seal.pem`, so that nobody ever finds one without the other.
    The certificate is its own issuer: it says that papers come from the same house, no more.
    One that an authority has issued can be set in its place.

    Raises:
        OSError: the directory cannot be written or the file not be read.
        ValueError: the file is not an EC private key with its certificate in PEM.
    """
    path = directory / f"{DOCUMENT_SEAL}.pem"
    if not path.exists():
        _keep(path, _new_certificate(name, made_at))
    return read_certificate(path, path)


def read_certificate(
    key_file: Path, certificate_file: Path
) -> tuple[EllipticCurvePrivateKey, Certificate]:
    """Return a private key and the certificate for it.

    Raises:
        OSError: a file cannot be read.
        ValueError: they are no EC private key and its certificate in PEM.
    """
    key = load_pem_private_key(key_file.read_bytes(), password=None)
    certificate = load_pem_x509_certificate(certificate_file.read_bytes())
    if not isinstance(key, EllipticCurvePrivateKey):
        message = f"{key_file} is not an EC private key"
        raise ValueError(message)  # noqa: TRY004 - a wrong file, not a wrong type of argument
    if key.public_key() != certificate.public_key():
        message = f"{certificate_file} is not the certificate of {key_file}"
        raise ValueError(message)
    return key, certificate


def _new_certificate(name: str, made_at: datetime) -> bytes:
    key = generate_private_key(SECP256R1())
    subject = Name([NameAttribute(NameOID.COMMON_NAME, name[:64])])
    builder = (
        CertificateBuilder(subject, subject, key.public_key(), random_serial_number())
        .not_valid_before(made_at - timedelta(days=1))
        .not_valid_after(made_at + CERTIFICATE_LASTS)
        .add_extension(BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS_DOCUMENTS, critical=True)
    )
    certificate = builder.sign(key, SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def badge_key(directory: Path, edition: str) -> Ed25519PrivateKey:
    """Return the key that signs the badges of an edition: the last that was made."""
    return load_or_make_key(directory, _badge_names(directory, edition)[-1])


def make_next_badge_key(directory: Path, edition: str) -> str:
    """Make the key that is to sign an edition's badges after the present one; return its name.

    What the former keys have signed stays valid for as long as their files are there.
    """
    badge_key(directory, edition)
    name = f"{_BADGE}{edition}.{_badge_turn(_badge_names(directory, edition)[-1]) + 1}"
    load_or_make_key(directory, name)
    return name


def badge_keyring(directory: Path) -> tuple[BadgeKey, ...]:
    """Return the public keys of every edition that has badges, its former ones too."""
    names = sorted(
        (path.stem for path in directory.glob(f"{_BADGE}*.pem")),
        key=lambda name: (_badge_edition(name), _badge_turn(name)),
    )
    return tuple(
        BadgeKey(_badge_edition(name), load_or_make_key(directory, name).public_key())
        for name in names
    )


def _badge_names(directory: Path, edition: str) -> list[str]:
    """Return the names of an edition's keys in the order of their making; there is one at least."""
    names = [path.stem for path in directory.glob(f"{_BADGE}{edition}.*.pem")]
    return [f"{_BADGE}{edition}", *sorted(names, key=_badge_turn)]


def _badge_edition(name: str) -> str:
    return name.removeprefix(_BADGE).partition(".")[0]


def _badge_turn(name: str) -> int:
    """Return the number of a key: `badge-dwc-2018.2` is the second. No edition has a dot."""
    turn = name.partition(".")[2]
    return int(turn) if turn.isdecimal() else 1


def _make(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    _keep(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _keep(path: Path, pem: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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
