"""The organisers' page of a session's materials: files, links, their titles and their order."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.merging import marks_of
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme import queries
from forum.programme.errors import FileTooLargeError, MaterialNotFoundError, SessionNotFoundError
from forum.programme.forms.materials import FileForm, LinkForm, TitleForm
from forum.programme.manage.blueprint import programme_manage
from forum.programme.materials import key_of
from forum.programme.models import ProgrammeOperation, ProgrammeSession
from forum.programme.serial import material_from_mapping
from forum.programme.services import materials as services
from forum.programme.types import Material
from forum.programme.uploads import ACCEPT, LARGEST_FILE, MEGABYTE
from forum.web.access import requires
from forum.web.forms import Form
from forum.web.headers import send_away
from forum.web.messages import tell
from forum.web.uploads import is_too_large, takes_file


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A material in the list, with the form for its title."""

    key: str
    material: Material
    form: TitleForm


@programme_manage.get("/sessions/<session>/materials")
@requires(Permission.PROGRAMME_EDIT)
def materials(edition: str, session: str) -> ResponseReturnValue:
    """Show a session's materials, and ask for more."""
    found = get_edition(edition)
    return _page(found, _session(found, session))


def _session(edition: Edition, key: str) -> ProgrammeSession:
    session = queries.find_session(edition, key)
    if session is None:
        raise SessionNotFoundError
    return session


def _page(
    edition: Edition,
    session: ProgrammeSession,
    *,
    file_form: FileForm | None = None,
    link_form: LinkForm | None = None,
    title_form: tuple[str, TitleForm] | None = None,
) -> str:
    shown = [material_from_mapping(entry) for entry in session.materials]
    open_key, open_form = title_form or ("", None)
    return render_template(
        "programme/manage/materials.html",
        edition=edition,
        session=session,
        listed=[
            Listed(
                key=key,
                material=material,
                form=open_form if open_form and key == open_key else _title_form(key, material),
            )
            for material in shown
            for key in [key_of(material)]
        ],
        open_key=open_key,
        file_form=file_form or FileForm(formdata=None, prefix="file-"),
        link_form=link_form or LinkForm(formdata=None, prefix="link-"),
        simple=Form(formdata=None),
        accept=ACCEPT,
        limit=LARGEST_FILE,
        limit_in_megabytes=LARGEST_FILE // MEGABYTE,
        too_large=FileTooLargeError(limit=LARGEST_FILE // MEGABYTE).sentence(),
    )


def _title_form(key: str, material: Material) -> TitleForm:
    seen = marks_of(material.title.to_mapping())
    return TitleForm(formdata=None, prefix=f"{key}-", title=material.title, seen=seen)


def _back(edition: Edition, session: str, anchor: str = "") -> ResponseReturnValue:
    address = url_for("programme_manage.materials", edition=edition.slug, session=session)
    return redirect(f"{address}#{anchor}" if anchor else address, 303)


# ------------------------------------------------------------------ what is added


@programme_manage.post("/sessions/<session>/materials/file")
@requires(Permission.PROGRAMME_EDIT)
@takes_file(LARGEST_FILE)
def add_file(edition: str, session: str) -> ResponseReturnValue:
    """Keep an uploaded file and show it with the session."""
    found = get_edition(edition)
    row, form = _session(found, session), FileForm(prefix="file-")
    if not form.validate_on_submit():
        return _page(found, row, file_form=form), 422
    try:
        if is_too_large(form.sent):
            raise FileTooLargeError(limit=LARGEST_FILE // MEGABYTE)
        upload = services.read_upload(form.sent.read(), form.sent.filename or "")
        services.add_file(found, session, form.title.text, upload)
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.file)
        return _page(found, _session(found, session), file_form=form), refusal.status
    tell(_("The file is added. Visitors see it from the next release on."))
    return _back(found, session)


@programme_manage.post("/sessions/<session>/materials/link")
@requires(Permission.PROGRAMME_EDIT)
def add_link(edition: str, session: str) -> ResponseReturnValue:
    """Show a link with the session."""
    found = get_edition(edition)
    row, form = _session(found, session), LinkForm(prefix="link-")
    if not form.validate_on_submit():
        return _page(found, row, link_form=form), 422
    try:
        services.add_link(found, session, form.title.text, form.address.data)
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.address)
        return _page(found, _session(found, session), link_form=form), refusal.status
    tell(_("The link is added. Visitors see it from the next release on."))
    return _back(found, session)


# ------------------------------------------------------------------ what is there


@programme_manage.post("/sessions/<session>/materials/<material>/title")
@requires(Permission.PROGRAMME_EDIT)
def retitle_material(edition: str, session: str, material: str) -> ResponseReturnValue:
    """Give a material another title."""
    found = get_edition(edition)
    row, form = _session(found, session), TitleForm(prefix=f"{material}-")
    if not form.validate_on_submit():
        return _page(found, row, title_form=(material, form)), 422
    try:
        services.retitle_material(found, session, material, form.title.text, form.seen.data or "")
    except MaterialNotFoundError as refusal:
        return _gone(found, session, refusal)
    except Refusal as refusal:
        row = _session(found, session)
        form.seen.data = _marks_of_title(row, material)  # of what the page shows now
        form.reject(refusal.sentence(), form.title)
        return _page(found, row, title_form=(material, form)), refusal.status
    tell(_("The title is changed."))
    return _back(found, session, material)


def _marks_of_title(session: ProgrammeSession, key: str) -> str:
    shown = [material_from_mapping(entry) for entry in session.materials]
    titles = [material.title for material in shown if key_of(material) == key]
    return marks_of(titles[0].to_mapping()) if titles else ""


@programme_manage.post("/sessions/<session>/materials/<material>/move")
@requires(Permission.PROGRAMME_EDIT)
def move_material(edition: str, session: str, material: str) -> ResponseReturnValue:
    """Show a material one place further up or down."""
    up = request.form.get("step") == "up"
    return _do(
        edition,
        session,
        lambda found: services.move_material(found, session, material, up=up),
        anchor=material,
    )


@programme_manage.post("/sessions/<session>/materials/<material>/remove")
@requires(Permission.PROGRAMME_EDIT)
def remove_material(edition: str, session: str, material: str) -> ResponseReturnValue:
    """Show a material no longer."""
    return _do(
        edition,
        session,
        lambda found: services.remove_material(found, session, material),
        said=_("The material is removed. Undo in the programme brings it back."),
    )


def _do(
    edition: str,
    session: str,
    act: Callable[[Edition], ProgrammeOperation | None],
    *,
    said: str = "",
    anchor: str = "",
) -> ResponseReturnValue:
    found = get_edition(edition)
    _session(found, session)
    try:
        act(found)
    except Refusal as refusal:
        return _gone(found, session, refusal)
    if said:
        tell(said)
    return _back(found, session, anchor)


def _gone(edition: Edition, session: str, refusal: Refusal) -> ResponseReturnValue:
    tell(refusal.sentence(), "danger")
    return _back(edition, session)


@programme_manage.get("/materials/<file>")
@requires(Permission.PROGRAMME_EDIT)
def material_file(edition: str, file: str) -> ResponseReturnValue:
    """Let an organiser look at a file that visitors may not see yet."""
    row = queries.find_material_file(get_edition(edition), file)
    if row is None:
        raise MaterialNotFoundError
    response = Response(queries.material_content(row), content_type=row.content_type)
    return send_away(response, row.filename)
