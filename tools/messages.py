"""Find the messages of the interface: `python tools/messages.py` prints what is not translated.

What it prints can be appended to `translations/ko/<feature>.po`, where the feature is the one
in whose folder the message stands. `tests/architecture/test_translations.py` uses the same
extraction.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import normalize, read_po

ROOT = Path(__file__).resolve().parent.parent
METHODS = [
    ("forum/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
OPTIONS = {
    "templates/**.*": {
        "silent": "false",
        "newstyle_gettext": "true",
        "extensions": "jinja2.ext.do,jinja2.ext.i18n",
    }
}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "_lp": ((1, "c"), 2),
}
SHARED = {"layouts": "web", "components": "web", "errors": "web", "links": "web"}

Id = str | tuple[str, str]


@dataclass(frozen=True)
class Used:
    """A message where it is used."""

    id: Id
    context: str | None
    path: str
    line: int

    @property
    def feature(self) -> str:
        """Return the feature in whose folder the message stands."""
        parts = Path(self.path).parts
        folder = parts[1] if len(parts) > 2 else "web"  # noqa: PLR2004  forum/feature/file
        return SHARED.get(folder, folder)


def used() -> Iterator[Used]:
    """Yield every message, at each place."""
    found = extract_from_dir(ROOT, METHODS, keywords=KEYWORDS, options_map=OPTIONS)
    for path, line, message, _comments, context in found:
        yield Used(message if isinstance(message, str) else tuple(message), context, path, line)


def translated(language: str) -> dict[tuple[Id, str | None], Path]:
    """Return what the catalogues of a language hold, with the file."""
    held = {}
    for path in sorted((ROOT / "translations" / language).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=language):
                if message.id and message.string and all(message.string):
                    held[message.id, message.context] = path
    return held


def entry(message: Used) -> str:
    """Return the entry of a catalogue, without its translation."""
    lines = [f"#: {message.path}"]
    if message.context:
        lines.append(f"msgctxt {normalize(message.context)}")
    if isinstance(message.id, str):
        lines += [f"msgid {normalize(message.id)}", 'msgstr ""']
    else:
        one, many = message.id
        lines += [f"msgid {normalize(one)}", f"msgid_plural {normalize(many)}", 'msgstr[0] ""']
    return "\n".join(lines)


def main(features: list[str]) -> int:
    """Print what is missing, by feature; end with 1 if anything is."""
    held = translated("ko")
    missing: dict[str, dict[tuple[Id, str | None], Used]] = {}
    for message in used():
        key = (message.id, message.context)
        if key not in held and (not features or message.feature in features):
            missing.setdefault(message.feature, {}).setdefault(key, message)
    for feature, messages in sorted(missing.items()):
        print(f"\n# translations/ko/{feature}.po: {len(messages)} missing\n")
        print("\n\n".join(entry(message) for message in messages.values()))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
