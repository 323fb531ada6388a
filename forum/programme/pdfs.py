"""Looking into an uploaded PDF: it is whole, open to everybody, and runs nothing."""

from collections.abc import Iterable
from io import BytesIO

import pikepdf

from forum.programme.errors import (
    FileActiveError,
    FileBrokenError,
    FileLockedError,
    FileUnpacksTooLargeError,
)

MOST_OBJECTS = 200_000  # 400 slides with links have 25,000
MOST_DEPTH = 60  # of the values inside one object
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia"})


def look_into_pdf(data: bytes) -> None:
    """Refuse a PDF that may not be kept.

    Raises:
        FileBrokenError, FileLockedError, FileActiveError, FileUnpacksTooLargeError: it may not.
    """
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as document:
            if not document.pages:
                raise FileBrokenError
            if _is_active(document):
                raise FileActiveError
    except pikepdf.PasswordError as error:
        raise FileLockedError from error
    except (pikepdf.PdfError, RuntimeError, ValueError, RecursionError) as error:
        raise FileBrokenError from error


def _is_active(document: pikepdf.Pdf) -> bool:
    """Tell whether the document runs scripts or programs, or brings other files along."""
    if len(document.objects) > MOST_OBJECTS:
        raise FileUnpacksTooLargeError
    names = document.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names:
        return True
    return any(_has_action(value, MOST_DEPTH) for value in document.objects)


def _has_action(value: object, depth: int) -> bool:
    if isinstance(value, pikepdf.Stream):
        value = value.stream_dict
    if isinstance(value, pikepdf.Dictionary):
        if "/JS" in value or str(value.get("/S", "")) in _ACTIONS:
            return True
        inside: Iterable[object] = (one for _name, one in value.items())
    elif isinstance(value, pikepdf.Array):
        inside = value
    else:
        return False
    return depth > 0 and any(
        _has_action(one, depth - 1)
        for one in inside
        if isinstance(one, (pikepdf.Dictionary, pikepdf.Array)) and not one.is_indirect
    )
