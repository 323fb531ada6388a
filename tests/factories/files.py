"""Makes files to upload: small, whole, and of every kind; every argument has a default."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pikepdf
from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_PRESENTATION = "application/vnd.oasis.opendocument.presentation"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 56 + b"PE\x00\x00" + b"\x00" * 400


def pdf(*, password: str = "", action: dict[str, object] | None = None, pages: int = 1) -> bytes:
    """Return a PDF, locked if a password is given, with an action if one is."""
    document = pikepdf.new()
    for _number in range(pages):
        document.add_blank_page(page_size=(200, 100))
    if action is not None:
        document.Root.OpenAction = pikepdf.Dictionary(action)
    buffer = BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    # without a time in them, the bytes are the same each time
    document.save(buffer, encryption=locked, deterministic_id=not locked)
    return buffer.getvalue()


def package(entries: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """Return a zip file with these entries."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        for name, content in entries.items():
            entry = ZipInfo(name, date_time=(2026, 12, 11, 0, 0, 0))  # the same bytes each time
            made.writestr(entry, content, ZIP_STORED if name in stored else ZIP_DEFLATED)
    return buffer.getvalue()


def office(
    part: str = "presentationml.presentation",
    more: dict[str, bytes | str] | None = None,
    types: str = "",
) -> bytes:
    """Return a PPTX, or a DOCX, with further entries."""
    content_types = (
        '<?xml version="1.0"?><Types><Override PartName="/main.xml" '
        f'ContentType="{OFFICE}{part}.main+xml"/>{types}</Types>'
    )
    return package({"[Content_Types].xml": content_types, "main.xml": "<p/>", **(more or {})})


def open_presentation(more: dict[str, bytes | str] | None = None) -> bytes:
    """Return an ODP with further entries."""
    entries: dict[str, bytes | str] = {"mimetype": OPEN_PRESENTATION, "content.xml": "<p/>"}
    return package({**entries, **(more or {})}, stored=("mimetype",))


def picture(
    kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object
) -> bytes:
    """Return a picture."""
    buffer = BytesIO()
    Image.new(mode, size, "teal").save(buffer, kind, **options)
    return buffer.getvalue()
