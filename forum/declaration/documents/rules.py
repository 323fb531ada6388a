"""Decisions on papers: whose turn it is, how ink is drawn, what a brought PDF's seal is worth."""

import hashlib
import json
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from asn1crypto import cms, core
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
    Stroke,
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


# ---------------------------------------------------------------- ink

INK_WIDTH, INK_HEIGHT = 300, 80
INK_COLOUR = "#16213f"
MOST_POINTS = 4_000
"""More than anybody writes; what lies beyond is thinned, not cut, so that the shape stays."""


def ink_from(written: str) -> tuple[Stroke, ...]:
    """Return the strokes that are kept as JSON: lists of `[x, y]`, further numbers ignored.

    What cannot be read as strokes is no ink.
    """
    try:
        value = json.loads(written) if written else []
        strokes = value.get("strokes", []) if isinstance(value, dict) else value
        found = tuple(tuple(_point(point) for point in (_points(stroke))) for stroke in strokes)
    except (ValueError, TypeError, LookupError, AttributeError):
        return ()
    return tuple(stroke for stroke in found if stroke)


def _points(stroke: Any) -> Any:  # noqa: ANN401  JSON, as a browser's library writes it
    return stroke["points"] if isinstance(stroke, dict) else stroke


def _point(point: Any) -> tuple[float, float]:  # noqa: ANN401  JSON
    x, y = (point["x"], point["y"]) if isinstance(point, dict) else point[:2]
    place = (float(x), float(y))
    if not all(abs(number) < 1e6 for number in place):  # noqa: PLR2004  no screen is as large
        raise ValueError(place)
    return place


def ink_svg(strokes: tuple[Stroke, ...]) -> str:
    """Return strokes as a picture of one size, whatever screen they were written on."""
    strokes = _thinned(strokes)
    xs = [x for stroke in strokes for x, _y in stroke]
    ys = [y for stroke in strokes for _x, y in stroke]
    if not xs:
        return ""
    inner_width, inner_height = INK_WIDTH - 8, INK_HEIGHT - 8
    scale = min(
        inner_width / max(max(xs) - min(xs), 1.0), inner_height / max(max(ys) - min(ys), 1.0), 2.0
    )
    top = (INK_HEIGHT - (max(ys) - min(ys)) * scale) / 2
    paths = "".join(
        _path([(4 + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for x, y in stroke])
        for stroke in strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {INK_WIDTH} {INK_HEIGHT}" '
        f'width="{INK_WIDTH}" height="{INK_HEIGHT}" fill="none" stroke="{INK_COLOUR}" '
        f'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )


def _thinned(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    every = -(-sum(map(len, strokes)) // MOST_POINTS)
    if every <= 1:
        return strokes
    return tuple((*stroke[:-1:every], stroke[-1]) for stroke in strokes)


def _path(points: list[tuple[float, float]]) -> str:
    """Draw through the middles between points, so that no corner shows where a sample was."""
    if len(points) == 1:
        points = [points[0], (points[0][0] + 0.1, points[0][1])]
    words = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (next_x, next_y) in pairwise(points[1:]):
        words.append(f"Q{x:.1f} {y:.1f} {(x + next_x) / 2:.1f} {(y + next_y) / 2:.1f}")
    words.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    return f'<path d="{"".join(words)}"/>'


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
