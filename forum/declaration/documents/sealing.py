"""The seal of a paper: PAdES, level B-B, or B-T with a time-stamping authority (RFC 3161).

The seal is appended to the bytes that Typst made, so tags, fonts and the claims of PDF/A and
PDF/UA stay as they are (`pades`, imported where it is used: most processes never seal anything).
"""

import logging
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.x509 import Certificate

from forum.core import clock
from forum.core.settings import current_settings
from forum.declaration.documents.rules import certificate_fingerprint
from forum.tokens.services import load_or_make_certificate, read_certificate

log = logging.getLogger(__name__)


def seal_certificate() -> tuple[EllipticCurvePrivateKey, Certificate]:
    """Return the key and the certificate that seal papers: those of the settings, or our own."""
    settings = current_settings()
    if settings.seal_key and settings.seal_certificate:
        return read_certificate(settings.seal_key, settings.seal_certificate)
    host = urlsplit(settings.public_url).hostname or "forum"
    return load_or_make_certificate(settings.keys_dir, f"Forum {host}", clock.now())


def trusted_certificates() -> frozenset[str]:
    """Return the fingerprints of the certificates with which this house seals."""
    settings = current_settings()
    own = settings.keys_dir / "document-seal.pem"
    found = [read_certificate(own, own)] if own.exists() else []
    if settings.seal_key and settings.seal_certificate:
        found.append(read_certificate(settings.seal_key, settings.seal_certificate))
    return frozenset(certificate_fingerprint(certificate) for _key, certificate in found)


def seal_pdf(pdf: bytes, reason: str) -> tuple[bytes, bool]:
    """Return a PDF with the seal of the house, and whether it bears a timestamp.

    An authority that does not answer leaves the seal without one: it never holds up a paper.
    """
    from forum.declaration.documents import pades  # noqa: PLC0415  half a second and 20 MB

    settings = current_settings()
    key, certificate = seal_certificate()
    words = pades.Words(reason=reason, location=settings.public_url)
    if settings.tsa_url:
        try:
            return pades.seal(pdf, key, certificate, words, settings.tsa_url), True
        except (OSError, ValueError) as error:
            log.warning("%s gave no timestamp: %s", settings.tsa_url, error)
    return pades.seal(pdf, key, certificate, words), False
