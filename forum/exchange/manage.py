"""Organisers' pages on which a programme is taken out as a file, changed, and brought back."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.core.errors import Refusal
from forum.core.hangul import has_hangul
from forum.core.i18n import gettext as _
from forum.core.i18n import ngettext
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.exchange import queries, services
from forum.exchange.contents import Preview
from forum.exchange.errors import DataFileError, DraftChangedError, SpreadsheetError
from forum.exchange.exports import write
from forum.exchange.forms import FileForm
from forum.exchange.models import PendingImport
from forum.exchange.parts import programme_file
from forum.exchange.programmes import read_programme
from forum.programme.queries import build_agenda
from forum.programme.spreadsheet import SPREADSHEET, spreadsheet
from forum.web.access import may_open, requires
from forum.web.messages import tell

exchange_manage = Blueprint("exchange_manage", __name__)

MOST_TOLD = 200  # problems on one page; who has so many mends the first ones first
YAML = "application/yaml; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One thing that is wrong with a file, as the page tells it."""

    place: str  # a sheet and its cell, or a line
    name: str  # of the column or the field
    value: str
    sentence: str

    @property
    def language(self) -> str:
        """Return the language of what stands there, as far as it can be told."""
        return "ko" if has_hangul(self.value) else ""


# ------------------------------------------------------------------ out


@exchange_manage.get("/draft.xlsx")
@requires(Permission.PROGRAMME_EDIT)
def draft_spreadsheet(edition: str) -> ResponseReturnValue:
    """Offer the draft as a spreadsheet that can be brought back."""
    found = get_edition(edition)
    return _file(spreadsheet(build_agenda(found)), SPREADSHEET, _name(found, "xlsx"))


@exchange_manage.get("/draft.yaml")
@requires(Permission.PROGRAMME_EDIT)
def draft_yaml(edition: str) -> ResponseReturnValue:
    """Offer the draft as YAML that can be brought back."""
    found = get_edition(edition)
    content = write(programme_file(build_agenda(found))).encode()
    return _file(content, YAML, _name(found, "yaml"))


def _name(edition: Edition, ending: str) -> str:
    day = clock.today(edition.timezone).isoformat()
    return f"{edition.slug}-draft-{day}.{ending}"


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# ------------------------------------------------------------------ in


@exchange_manage.get("/import")
@requires(Permission.PROGRAMME_EDIT)
def import_programme(edition: str) -> ResponseReturnValue:
    """Ask for a file; tell of one that waits already."""
    return _ask(get_edition(edition), FileForm())


@exchange_manage.post("/import")
@requires(Permission.PROGRAMME_EDIT)
def upload_programme(edition: str) -> ResponseReturnValue:
    """Read a file, and go on to what it would change; nothing is written but the file itself."""
    found = get_edition(edition)
    form = FileForm()
    if not form.validate_on_submit():
        return _ask(found, form)
    name, content = form.upload()
    try:
        preview = services.read_upload(found, name, content)
    except (SpreadsheetError, DataFileError) as error:
        return _ask(found, form, name=name, wrong=_wrong(error))
    except Refusal as error:
        form.reject(error.sentence(), form.file)
        return _ask(found, form, name=name)
    if preview.changes_nothing:
        return _ask(found, form, name=name, same=True)
    pending = services.keep_for_later(found, name, content)
    return redirect(_address("preview_import", found, pending.key), 303)


def _ask(
    edition: Edition,
    form: FileForm,
    *,
    name: str = "",
    wrong: tuple[Wrong, ...] = (),
    same: bool = False,
) -> ResponseReturnValue:
    page = render_template(
        "exchange/manage/import_programme.html",
        edition=edition,
        section="programme",
        form=form,
        name=name,
        wrong=wrong[:MOST_TOLD],
        count=len(wrong),
        by_sentence=_often(wrong),
        same=same,
        pending=queries.find_pending(edition),
    )
    return make_response(page, 422 if form.errors or wrong else 200)


def _often(wrong: tuple[Wrong, ...]) -> list[tuple[str, int]]:
    """Return what is wrong most often, where there is more than a page of it."""
    if len(wrong) <= MOST_TOLD:
        return []
    return Counter(entry.sentence for entry in wrong).most_common(5)


def _wrong(error: SpreadsheetError | DataFileError) -> tuple[Wrong, ...]:
    if isinstance(error, SpreadsheetError):
        return tuple(
            Wrong(
                place=f"{problem.sheet} {problem.cell}".rstrip(),
                name=problem.name,
                value=problem.value,
                sentence=problem.sentence(),
            )
            for problem in error.problems
        )
    return tuple(
        Wrong(
            place=_("Line %(line)s", line=problem.line),
            name=problem.where.removeprefix("-"),
            value="",
            sentence=problem.sentence(),
        )
        for problem in error.problems
    )


@exchange_manage.get("/import/<key>")
@requires(Permission.PROGRAMME_EDIT)
def preview_import(edition: str, key: str) -> ResponseReturnValue:
    """Show everything that taking over the file would change."""
    found = get_edition(edition)
    pending = queries.get_pending(found, key)
    around = queries.around(found)
    try:
        read = read_programme(pending.filename, pending.data, around)
    except (SpreadsheetError, DataFileError) as error:  # what it refers to has gone meanwhile
        return _ask(found, FileForm(), name=pending.filename, wrong=_wrong(error))
    return _preview(found, pending, queries.preview(found, read, around))


def _preview(edition: Edition, pending: PendingImport, preview: Preview) -> ResponseReturnValue:
    return make_response(
        render_template(
            "exchange/manage/preview_import.html",
            edition=edition,
            section="programme",
            pending=pending,
            preview=preview,
        )
    )


@exchange_manage.post("/import/<key>")
@requires(Permission.PROGRAMME_EDIT)
def apply_import(edition: str, key: str) -> ResponseReturnValue:
    """Take over the whole file at once."""
    found = get_edition(edition)
    try:
        imported = services.apply_pending(found, key)
    except DraftChangedError as error:
        services.preview_again(found, key)
        tell(error.sentence(), "warning")
        return redirect(_address("preview_import", found, key), 303)
    except (SpreadsheetError, DataFileError) as error:
        return _ask(found, FileForm(), wrong=_wrong(error))
    said = _("The file was imported into the draft.")
    if imported.operation is not None:
        said += " " + _("You can undo this.")
    if imported.people:
        said += " " + ngettext(
            "%(num)s person was written.", "%(num)s people were written.", imported.people
        )
    tell(said)
    return redirect(_programme_address(found), 303)


@exchange_manage.post("/import/<key>/discard")
@requires(Permission.PROGRAMME_EDIT)
def discard_import(edition: str, key: str) -> ResponseReturnValue:
    """Forget the file; the draft stays as it is."""
    found = get_edition(edition)
    services.discard_pending(found, key)
    tell(_("The file was discarded. The draft is as it was."), "info")
    return redirect(url_for("exchange_manage.import_programme", edition=found.slug), 303)


def _address(view: str, edition: Edition, key: str) -> str:
    return url_for(f"exchange_manage.{view}", edition=edition.slug, key=key)


def _programme_address(edition: Edition) -> str:
    """Return the editor, where it may be opened."""
    endpoint = "programme_manage.index"
    if not may_open(endpoint):
        endpoint = "exchange_manage.import_programme"
    return url_for(endpoint, edition=edition.slug)
