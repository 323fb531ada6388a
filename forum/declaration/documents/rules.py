"""Decisions on papers: whose turn it is, what a brought PDF's seal is worth."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

from forum.core.localized import LANGUAGES, LocalizedText
from forum.declaration.documents.types import (
    InstrumentSignature,
    PaperFinding,
    PaperVerdict,
)

# ---------------------------------------------------------------- protocol order


def is_host(city: LocalizedText, host: LocalizedText) -> bool:
    """Tell whether a city is the one that an edition names as its host, in either language."""
    return any(
        bool(name) and name in host.written_in(language)
        for language in LANGUAGES
        if (name := city.written_in(language).split(" ")[0])
    )


def protocol_order(
    signatures: Iterable[InstrumentSignature], host: LocalizedText
) -> tuple[InstrumentSignature, ...]:
    """Return signatures in protocol order: the host, then by the English names of the cities."""
    return tuple(
        sorted(
            signatures,
            key=lambda one: (not is_host(one.city, host), one.city.in_("en").casefold(), one.key),
        )
    )


# ---------------------------------------------------------------- the seal of a brought PDF

_SEAL = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_CONTENTS = re.compile(rb"<[0-9A-Fa-f\s]*>")
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_TIMESTAMP = "1.2.840.113549.1.9.16.2.14"


def certificate_name(certificate: x509.Certificate) -> str:
    """Return the name in a certificate, for people."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def certificate_fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def check_paper(pdf: bytes, trusted: frozenset[str]) -> PaperFinding:
    """Return what the seal of a PDF says, read from its bytes alone: nothing is unpacked.

    Args:
        pdf: the file.
        trusted: the fingerprints of the certificates with which this house seals.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    place = _SEAL.search(pdf)
    if not pdf.startswith(b"%PDF-"):
        return PaperFinding(verdict=PaperVerdict.NO_PDF, sha256=sha256)
    if place is None:
        return PaperFinding(verdict=PaperVerdict.NO_SEAL, sha256=sha256)
    start, before, after, rest = (int(number) for number in place.groups())
    written = pdf[before:after]
    if start != 0 or not _CONTENTS.fullmatch(written):
        return PaperFinding(verdict=PaperVerdict.SAVED_ANEW, sha256=sha256)
    try:
        certificate, has_timestamp = _read_seal(
            bytes.fromhex(written[1:-1].decode()), pdf[:before] + pdf[after : after + rest]
        )
    except (ValueError, TypeError, KeyError, IndexError, InvalidSignature):
        return PaperFinding(verdict=PaperVerdict.CHANGED, sha256=sha256)
    is_ours = certificate_fingerprint(certificate) in trusted
    is_whole = after + rest == len(pdf)
    ours = PaperVerdict.GENUINE if is_whole else PaperVerdict.ADDED_TO
    return PaperFinding(
        verdict=ours if is_ours else PaperVerdict.OTHER_SYSTEM,
        sha256=sha256,
        sealed_by=certificate_name(certificate),
        has_timestamp=has_timestamp,
    )


def _read_seal(contents: bytes, sealed: bytes) -> tuple[x509.Certificate, bool]:
    """Verify a seal (CMS) over bytes; return its certificate, and whether it is time-stamped.

    Raises:
        InvalidSignature, ValueError, TypeError, KeyError, IndexError: it is not over these bytes.
    """
    from asn1crypto import cms, core  # noqa: PLC0415  only for the seal of a brought paper

    information = cms.ContentInfo.load(contents)
    signed: Any = information["content"]
    (signer,) = signed["signer_infos"]
    attributes = {one["type"].native: one["values"][0] for one in signer["signed_attrs"]}
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if attributes["message_digest"].native != hashlib.new(algorithm, sealed).digest():
        raise InvalidSignature
    serial = signer["sid"].chosen["serial_number"].native
    (found,) = (one.chosen for one in signed["certificates"] if one.chosen.serial_number == serial)
    certificate = x509.load_der_x509_certificate(found.dump())
    over = signer["signed_attrs"].untag().dump()
    _verify_signature(certificate, signer["signature"].native, over, algorithm)
    unsigned = signer["unsigned_attrs"]
    more = () if isinstance(unsigned, core.Void) else unsigned
    return certificate, _TIMESTAMP in {one["type"].dotted for one in more}


def _verify_signature(
    certificate: x509.Certificate, signature: bytes, over: bytes, algorithm: str
) -> None:
    key = certificate.public_key()
    digest = _DIGESTS[algorithm]
    if isinstance(key, EllipticCurvePublicKey):
        key.verify(signature, over, ECDSA(digest))
    elif isinstance(key, RSAPublicKey):
        key.verify(signature, over, PKCS1v15(), digest)
    else:
        raise InvalidSignature
