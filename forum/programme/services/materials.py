"""The materials of a session: files that are kept for good, and links.

Each verb changes the session's list as it is by now, not as the organiser saw it: two who add
at once add both. What is changed is an operation of the draft, so that it can be undone; the
row of a file stays, because an undo or an earlier release may show it again.
"""

from collections.abc import Callable
from hashlib import sha256

from forum.core import audit, randomness
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.merging import marks_of
from forum.editions.models import Edition
from forum.editions.queries import lock_edition
from forum.programme import materials, queries
from forum.programme.errors import MaterialChangedError, MaterialThereError, SessionGoneError
from forum.programme.materials import Materials
from forum.programme.models import MaterialFile, ProgrammeOperation
from forum.programme.serial import material_from_mapping, material_to_mapping
from forum.programme.services.editing import revise_session
from forum.programme.types import Material
from forum.programme.uploads import Upload, recognise


def read_upload(data: bytes, filename: str) -> Upload:
    """Look into an uploaded file while no transaction is open: it can take a second.

    Raises:
        Refusal: it may not be kept; see `forum.programme.uploads.recognise`.
    """
    db.session.rollback()  # only reads so far; give the lock back meanwhile
    return recognise(data, filename)


def add_file(
    edition: Edition, session: str, title: LocalizedText, upload: Upload
) -> ProgrammeOperation | None:
    """Keep a file, and show it with a session.

    Raises:
        SessionGoneError: the session is no longer there.
        MaterialThereError, TooManyMaterialsError: it is shown already, or there is no room.
    """
    row = MaterialFile(
        edition_id=edition.id,
        key=randomness.token(),
        filename=upload.filename,
        content_type=upload.content_type,
        size=len(upload.data),
        sha256=sha256(upload.data).hexdigest(),
        uploaded_by=audit.present_actor(),
        data=upload.data,
    )
    material = Material(
        title=title,
        file=row.key,
        filename=row.filename,
        content_type=row.content_type,
        size=row.size,
    )

    def with_it(shown: Materials) -> Materials:
        if queries.has_material_file(row.sha256, [other.file for other in shown if other.file]):
            raise MaterialThereError
        return materials.added(shown, material)

    operation = _change(edition, session, with_it)
    db.session.add(row)
    db.session.flush()
    return operation


def add_link(
    edition: Edition, session: str, title: LocalizedText, address: str
) -> ProgrammeOperation | None:
    """Show a link with a session.

    Raises:
        SessionGoneError: the session is no longer there.
        MaterialThereError, TooManyMaterialsError: it is shown already, or there is no room.
    """
    material = Material(title=title, address=address)
    return _change(edition, session, lambda shown: materials.added(shown, material))


def retitle_material(
    edition: Edition, session: str, key: str, title: LocalizedText, seen: str
) -> ProgrammeOperation | None:
    """Give a material another title; `seen` are the marks of the one that the form showed.

    Raises:
        SessionGoneError, MaterialNotFoundError: it is no longer there.
        MaterialChangedError: somebody else has changed the title since.
    """

    def with_title(shown: Materials) -> Materials:
        saved = shown[materials.find(shown, key)].title
        if saved != title and marks_of(saved.to_mapping()) != seen:
            raise MaterialChangedError
        return materials.retitled(shown, key, title)

    return _change(edition, session, with_title)


def move_material(
    edition: Edition, session: str, key: str, *, up: bool
) -> ProgrammeOperation | None:
    """Show a material one place further up or down. None if it stands at the end already.

    Raises:
        SessionGoneError, MaterialNotFoundError: it is no longer there.
    """
    return _change(edition, session, lambda shown: materials.moved(shown, key, up=up))


def remove_material(edition: Edition, session: str, key: str) -> ProgrammeOperation | None:
    """Show a material no longer.

    Raises:
        SessionGoneError, MaterialNotFoundError: it is no longer there.
    """
    return _change(edition, session, lambda shown: materials.removed(shown, key))


def _change(
    edition: Edition, session: str, change: Callable[[Materials], Materials]
) -> ProgrammeOperation | None:
    lock_edition(edition)
    row = queries.find_session(edition, session)
    if row is None:
        raise SessionGoneError
    db.session.refresh(row, ["materials", "version"])  # as it is under the lock
    shown = change(tuple(material_from_mapping(entry) for entry in row.materials))
    wanted = {"materials": [material_to_mapping(material) for material in shown]}
    return revise_session(edition, session, row.version, wanted)
