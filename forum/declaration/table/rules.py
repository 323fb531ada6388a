"""Decisions on signing at the table. Pure."""

import hashlib
from collections.abc import Mapping

from forum.declaration.rules import canonical_json

MARK_CHARACTERS = 16


def mark_of(statement: Mapping[str, object]) -> str:
    """Return a short mark of what was stated: a page carries it, and signs nothing else."""
    return hashlib.sha256(canonical_json(dict(statement))).hexdigest()[:MARK_CHARACTERS]
