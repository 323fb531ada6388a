"""Names of files as people gave them, made safe to show and to save under."""

import re
import unicodedata

LONGEST = 120  # characters, without the ending

_SEPARATORS = re.compile(r"[/\\]")
_NEVER = re.compile(r'[<>:"|?*]+')  # Windows keeps them for itself
_SPACES = re.compile(r"\s+")
_ENDING = re.compile(r"(?<=.)\.[A-Za-z0-9]{1,8}$")
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def safe_filename(name: str, ending: str) -> str:
    """Return the last part of a name with the ending that fits the content.

    Hangul is composed (a Mac takes it apart); what steers, hides or turns text goes.
    """
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    shown = "".join(
        " " if letter.isspace() else letter
        for letter in last
        if letter.isspace() or unicodedata.category(letter)[0] != "C"
    )
    stem = _SPACES.sub(" ", _NEVER.sub(" ", _ENDING.sub("", shown.strip()))).strip(" .")
    stem = stem[:LONGEST].strip(" .")
    if not stem or _DEVICES.match(stem):
        stem = f"file {stem}".strip()
    return f"{stem}.{ending}"
