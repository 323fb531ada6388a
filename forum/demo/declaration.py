"""The trial edition's declaration: a draft, from the project's own data files."""

from pathlib import Path

from forum.core.paths import DATA
from forum.declaration import services
from forum.declaration.queries import find_declaration
from forum.declaration.types import DraftText
from forum.editions.models import Edition
from forum.exchange.fields import Part, Slug, Text
from forum.exchange.rules import read
from forum.exchange.types import DeclarationPart


class TrialDeclarationFile(Part):
    """`declaration.yaml`."""

    key: Slug
    articles_of: Slug
    title: Text
    preamble: Text
    prevailing: Text


def read_trial_declaration(folder: Path = DATA) -> TrialDeclarationFile:
    """Read and check what the draft declaration is made of.

    Raises:
        DataFileError: the file says something that cannot be loaded.
    """
    name = "declaration.yaml"
    return read(name, (folder / name).read_bytes(), TrialDeclarationFile).value


def prepare_trial_declaration(
    edition: Edition, file: TrialDeclarationFile, summary: DeclarationPart
) -> None:
    """Draft the trial edition's declaration from a summary; one that is there is left as it is."""
    if find_declaration(edition, file.key) is not None:
        return
    services.draft(
        edition,
        file.key,
        DraftText(
            title=file.title,
            preamble=file.preamble,
            articles=tuple(article.text for article in summary.articles),
            prevailing=file.prevailing,
        ),
    )
