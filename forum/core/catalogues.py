"""Message catalogues: one `.po` for each feature and language, merged into one `.mo` a language.

The `.po` files are the source. What is compiled lies in `translations/compiled/` and is never
committed: it is made at set-up, when the wheel is built, and again when a source is newer.
"""

import os
import tempfile
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from forum.core.localized import LANGUAGES


class CatalogueConflictError(Exception):
    """Two files translate the same message differently."""


def sources(directory: Path, language: str) -> list[Path]:
    """Return the `.po` files of a language, in a fixed order."""
    return sorted((directory / language).glob("*.po"))


def merge(directory: Path, language: str) -> Catalog:
    """Merge the files of a language into one catalogue.

    Raises:
        CatalogueConflictError: the same message has two translations.
    """
    merged = Catalog(locale=language, domain="messages", fuzzy=False)
    for path in sources(directory, language):
        with path.open("rb") as source:
            for message in read_po(source, locale=language):
                if not message.id or not message.string:
                    continue
                earlier = merged.get(message.id, message.context)
                if earlier is not None and earlier.string != message.string:
                    text = f"{path}: {message.id!r} is also {earlier.string!r}"
                    raise CatalogueConflictError(text)
                merged.add(message.id, message.string, context=message.context, flags=message.flags)
    return merged


def compiled_path(directory: Path, language: str) -> Path:
    """Return where gettext looks for the compiled catalogue."""
    return directory / "compiled" / language / "LC_MESSAGES" / "messages.mo"


def compile_all(directory: Path) -> None:
    """Write every compiled catalogue, each in one step, so that no reader sees half of one."""
    for language in LANGUAGES:
        content = BytesIO()
        write_mo(content, merge(directory, language))
        target = compiled_path(directory, language)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content.getvalue())
        Path(name).chmod(0o644)
        Path(name).replace(target)


def ensure_compiled(directory: Path) -> Path:
    """Compile what is missing or older than its sources; return the folder for gettext."""
    for language in LANGUAGES:
        target = compiled_path(directory, language)
        newest = max((path.stat().st_mtime for path in sources(directory, language)), default=0.0)
        if not target.exists() or target.stat().st_mtime < newest:
            compile_all(directory)
            break
    return directory / "compiled"
