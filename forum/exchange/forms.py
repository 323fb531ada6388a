"""What organisers fill in to bring a file."""

from typing import cast

from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import InputRequired

from forum.core.i18n import lazy_gettext as _l
from forum.web.forms import Form

LONGEST_NAME = 200


class FileForm(Form):
    """A file with a programme."""

    file = FileField(
        _l("File with the programme"),
        [InputRequired(_l("Choose a file first."))],
        description=_l("A spreadsheet (.xlsx) or YAML (.yaml), at most 5 MB."),
    )

    def upload(self) -> tuple[str, bytes]:
        """Return the name and the content of what was chosen."""
        chosen = cast("FileStorage", self.file.data)
        name = " ".join((chosen.filename or "").replace("\\", "/").rsplit("/", 1)[-1].split())
        return name[-LONGEST_NAME:], chosen.read()
