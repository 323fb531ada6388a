"""How a PDF is sealed with pyhanko."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

T = TypeVar("T")

FIELD = "Seal"
TSA_WAITS = 5  # seconds
ARCHIVAL_VERSION = (1, 7)


@dataclass(frozen=True, slots=True)
class Words:
    """What a seal says of itself."""

    reason: str
    location: str


class _Writer(IncrementalPdfFileWriter):
    """Leaves the version of the file as it is: PDF/A-2 is built on PDF 1.7.

    pyhanko would call it 2.0 for the sake of an elliptic curve, which readers know regardless.
    """

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        capped = min(version, ARCHIVAL_VERSION)
        super().ensure_output_version(capped)  # type: ignore[no-untyped-call]  # its own


def _apart(work: Callable[[], T]) -> T:
    """Run what begins an event loop of its own in a thread of its own.

    pyhanko's calls do, and no thread can have two: whoever calls may be inside one already.
    """
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(work).result()


def seal(
    pdf: bytes,
    key: EllipticCurvePrivateKey,
    certificate: Certificate,
    words: Words,
    tsa: str = "",
) -> bytes:
    """Return a PDF with a seal that covers all of it, and a timestamp if an authority is given.

    Raises:
        OSError, ValueError: the authority gave no timestamp.
    """
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # its own
    )
    what = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=words.reason,
        location=words.location,
    )
    # PDF/UA wants each field in the structure of the page, unless it lies outside the page; that
    # it is hidden would be forbidden by PDF/A.
    field = fields.SigFieldSpec(
        FIELD,
        readable_field_name=words.reason,
        invis_sig_settings=fields.InvisSigSettings(
            set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
        ),
    )
    stamper = HTTPTimeStamper(tsa, timeout=TSA_WAITS) if tsa else None
    sealed = BytesIO()
    sealer = signers.PdfSigner(what, signer=signer, timestamper=stamper, new_field_spec=field)
    _apart(lambda: sealer.sign_pdf(_Writer(BytesIO(pdf)), output=sealed))
    return sealed.getvalue()


def stamp(sha256: bytes, tsa: str) -> bytes:
    """Return an authority's timestamp (RFC 3161, DER) over a hash.

    Raises:
        OSError, ValueError: it gave none.
    """
    stamper = HTTPTimeStamper(tsa, timeout=TSA_WAITS)
    made: bytes = _apart(lambda: asyncio.run(stamper.async_timestamp(sha256, "sha256"))).dump()
    return made
