"""Reading the file of a programme, whichever of its forms it has."""

from dataclasses import replace

from forum.exchange.agendas import places_of, sessions_of, speakers_of
from forum.exchange.checks import faults_in_programme
from forum.exchange.contents import Around, ProgrammeContent
from forum.exchange.errors import UnknownFileKindError, WholeEditionError
from forum.exchange.rules import read, top_fields
from forum.exchange.spreadsheets import edition_said, read_spreadsheet
from forum.exchange.types import ProgrammeFile
from forum.exchange.workbooks import is_spreadsheet
from forum.programme.types import Material, Session

OF_AN_EDITION = "releases"
OF_A_PROGRAMME = "programme"


def read_programme(name: str, content: bytes, around: Around) -> ProgrammeContent:
    """Return what a file says of a programme.

    Raises:
        Refusal: it cannot be read at all, or with everything that is wrong in it.
    """
    if is_spreadsheet(content):
        return read_spreadsheet(content, around)
    fields = top_fields(name, content)
    if OF_AN_EDITION in fields:
        raise WholeEditionError
    if OF_A_PROGRAMME not in fields:
        raise UnknownFileKindError
    document = read(name, content, ProgrammeFile)
    document.refuse(faults_in_programme(document.value, around))
    file = document.value
    return ProgrammeContent(
        edition=file.edition or "",
        places=places_of(file.venues),
        people=speakers_of(file.people),
        sessions=tuple(_with_files(session, around) for session in sessions_of(file.programme)),
    )


def is_programme(name: str, content: bytes) -> bool:
    """Tell whether a file holds a programme alone, and not a whole edition or anything else."""
    return is_spreadsheet(content) or OF_A_PROGRAMME in top_fields(name, content)


def edition_of(name: str, content: bytes) -> str:
    """Return the slug of the edition that a programme was taken out of; empty if it is unsaid.

    Raises:
        Refusal: it cannot be read at all.
    """
    if is_spreadsheet(content):
        return edition_said(content)
    return read(name, content, ProgrammeFile).value.edition or ""


def _with_files(session: Session, around: Around) -> Session:
    """Return the session with what is known of its uploaded files: name, type and size."""
    materials = tuple(_with_file(material, around) for material in session.materials)
    return replace(session, materials=materials)


def _with_file(material: Material, around: Around) -> Material:
    if not material.file:
        return Material(title=material.title, address=material.address)
    return replace(around.files[material.file], title=material.title)
