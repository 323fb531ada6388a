"""An edition as a file that can be taken over elsewhere."""

from forum.editions.models import Edition
from forum.exchange.errors import UnknownFileKindError
from forum.exchange.exports import write
from forum.exchange.parts import programme_file
from forum.exchange.queries import edition_file
from forum.programme.errors import ReleaseNotFoundError
from forum.programme.queries import build_agenda, released_agenda
from forum.programme.spreadsheet import spreadsheet


def file_of(edition: Edition, ending: str, *, draft: bool = False) -> bytes:
    """Return an edition as a file: all of it as YAML, its programme as XLSX or, of a draft, YAML.

    Raises:
        UnknownFileKindError: there is no such form.
        ReleaseNotFoundError: the programme was never released.
    """
    if ending not in {".xlsx", ".yaml", ".yml"}:
        raise UnknownFileKindError
    if ending != ".xlsx" and not draft:
        return write(edition_file(edition)).encode()
    agenda = build_agenda(edition) if draft else released_agenda(edition)
    if agenda is None:
        raise ReleaseNotFoundError
    return spreadsheet(agenda) if ending == ".xlsx" else write(programme_file(agenda)).encode()
