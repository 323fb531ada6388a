"""Where the files lie that are not Python: in a checkout, or inside an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "_data"

ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
"""The checkout, or the folder of the wheel into which its trees are mapped."""

TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
DIST = STATIC / "dist"
TRANSLATIONS = ROOT / "translations"
MIGRATIONS = ROOT / "migrations"
DATA = _PACKAGE / "data"
