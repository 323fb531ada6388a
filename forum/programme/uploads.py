"""Telling what an uploaded file is, by its content, and refusing what does harm.

A name says nothing: the first bytes and the structure behind them do. Images are drawn anew,
so that nothing else travels in them; the other kinds are kept as they came, and are only ever
handed out as attachments. Everything here is pure.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from PIL import Image, ImageOps, UnidentifiedImageError

from forum.programme.errors import (
    FileActiveError,
    FileBrokenError,
    FileEmptyError,
    FileKindError,
    FileLockedError,
    FileTooLargeError,
    FileUnpacksTooLargeError,
    ImageTooLargeError,
)
from forum.programme.filenames import safe_filename

MEGABYTE = 1024 * 1024
LARGEST_FILE = 25 * MEGABYTE
MOST_PIXELS = 40_000_000
LARGEST_UNPACKED = 300 * MEGABYTE
LARGEST_ENTRY_READ = MEGABYTE
MOST_ENTRIES = 10_000
HIGHEST_RATIO = 200  # of what a part unpacks to; slides of text reach 30
SMALLEST_HEADER = 30  # bytes before the content of an entry of a zip file

ACCEPT = ".pdf,.pptx,.odp,.docx,.jpg,.jpeg,.png,.webp,.gif"
"""What a file dialog offers first."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_PARTS_OF_OFFICE = {
    b"presentationml.presentation.main+xml": (_OFFICE + "presentationml.presentation", "pptx"),
    b"wordprocessingml.document.main+xml": (_OFFICE + "wordprocessingml.document", "docx"),
}
_MACRO_NAMES = ("vbaproject", "vbadata", "/activex/", "basic/", "scripts/")
_MACRO_ENDINGS = (".docm", ".dotm", ".pptm", ".ppsm", ".potm", ".xlsm", ".xlsb", ".exe", ".dll")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was looked into and may be kept."""

    data: bytes
    filename: str
    content_type: str


def recognise(data: bytes, filename: str) -> Upload:
    """Return the file as it may be kept, with a safe name that ends as its content does.

    Raises:
        FileEmptyError, FileTooLargeError, FileKindError, FileBrokenError, FileLockedError,
        FileActiveError, FileUnpacksTooLargeError, ImageTooLargeError: it may not.
    """
    if not data:
        raise FileEmptyError
    if len(data) > LARGEST_FILE:
        raise FileTooLargeError(limit=LARGEST_FILE // MEGABYTE)
    for first_bytes, look_into in _KINDS:
        if data.startswith(first_bytes):
            content_type, ending, kept = look_into(data)
            if len(kept) > LARGEST_FILE:
                raise FileTooLargeError(limit=LARGEST_FILE // MEGABYTE)
            name = safe_filename(filename, ending)
            return Upload(data=kept, filename=name, content_type=content_type)
    raise FileKindError


# ------------------------------------------------------------------ PDF


def _pdf(data: bytes) -> tuple[str, str, bytes]:
    from forum.programme.pdfs import look_into_pdf  # noqa: PLC0415  6 MB, for those who bring one

    if is_zipfile(BytesIO(data)):
        raise FileKindError  # one file that is two things is neither
    look_into_pdf(data)
    return "application/pdf", "pdf", data


# ------------------------------------------------------------------ presentations and documents


def _package(data: bytes) -> tuple[str, str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _refuse_bombs(entries, len(data))
            content_type, ending = _kind_of_package(package, entries)
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise FileBrokenError from error
    return content_type, ending, data


def _refuse_bombs(entries: list[ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    dense = any(
        entry.file_size > max(entry.compress_size, 1) * HIGHEST_RATIO
        for entry in entries
        if entry.file_size > MEGABYTE
    )
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED or dense:
        raise FileUnpacksTooLargeError
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    following = [*(place for place, _length in places[1:]), size]
    for (place, length), end in zip(places, following, strict=True):
        if place + SMALLEST_HEADER + length > end:  # the same bytes stand for many parts
            raise FileUnpacksTooLargeError


def _kind_of_package(package: ZipFile, entries: list[ZipInfo]) -> tuple[str, str]:
    names = {entry.filename.lower() for entry in entries}
    if any(_leads_out(name) for name in names):
        raise FileBrokenError
    kind = _open_document(package, names) or _office_document(package, names)
    if kind is None:
        raise FileKindError
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileLockedError
    if any(_is_macro(name) for name in names) or _takes_a_template(package, names):
        raise FileActiveError
    return kind


def _open_document(package: ZipFile, names: set[str]) -> tuple[str, str] | None:
    if "mimetype" not in names:
        return None
    kind = _read(package, "mimetype").decode("ascii", "replace").strip()
    return (kind, "odp") if kind == _OPEN + "presentation" else None


def _office_document(package: ZipFile, names: set[str]) -> tuple[str, str] | None:
    if "[content_types].xml" not in names:
        return None
    listed = _read(package, "[Content_Types].xml")
    if b"macroEnabled" in listed or b"vbaProject" in listed:
        raise FileActiveError
    return next((kind for part, kind in _PARTS_OF_OFFICE.items() if part in listed), None)


def _takes_a_template(package: ZipFile, names: set[str]) -> bool:
    """Tell whether a document fetches its template, and so its macros, from elsewhere."""
    if "word/_rels/settings.xml.rels" not in names:
        return False
    listed = _read(package, "word/_rels/settings.xml.rels")
    return b"attachedTemplate" in listed and b"External" in listed


def _read(package: ZipFile, name: str) -> bytes:
    try:
        with package.open(name) as entry:
            return entry.read(LARGEST_ENTRY_READ)
    except KeyError as error:  # written in other letters than the standard says
        raise FileBrokenError from error


def _is_macro(name: str) -> bool:
    parts = f"/{name}"
    return name.endswith(_MACRO_ENDINGS) or any(
        word in parts if word.startswith(("vba", "/")) else name.startswith(word)
        for word in _MACRO_NAMES
    )


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


# ------------------------------------------------------------------ images


def _image(data: bytes) -> tuple[str, str, bytes]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # measured below
            image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF"))
            if image.width * image.height > MOST_PIXELS:
                raise ImageTooLargeError(limit=MOST_PIXELS // 1_000_000)
            return _drawn_anew(image)
    except Image.DecompressionBombError as error:
        raise ImageTooLargeError(limit=MOST_PIXELS // 1_000_000) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileBrokenError from error


def _drawn_anew(image: Image.Image) -> tuple[str, str, bytes]:
    """Return the picture alone: upright, its first frame, without what a camera wrote of it."""
    kind = image.format if image.format in {"JPEG", "WEBP"} else "PNG"
    upright = ImageOps.exif_transpose(image)
    has_alpha = upright.has_transparency_data
    drawn = upright.convert("RGBA" if has_alpha and kind != "JPEG" else "RGB")
    drawn.info.clear()  # some formats would write back what they read
    buffer = BytesIO()
    drawn.save(buffer, kind, **({} if kind == "PNG" else {"quality": 90}))
    ending = {"JPEG": "jpg", "WEBP": "webp", "PNG": "png"}[kind]
    return f"image/{kind.lower()}", ending, buffer.getvalue()


_KINDS: tuple[tuple[bytes, Callable[[bytes], tuple[str, str, bytes]]], ...] = (
    (b"%PDF-", _pdf),
    (b"PK\x03\x04", _package),
    (b"\xff\xd8\xff", _image),
    (b"\x89PNG\r\n\x1a\n", _image),
    (b"GIF8", _image),
    (b"RIFF", _image),
)
