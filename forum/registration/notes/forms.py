"""The form of a note."""

from wtforms import TextAreaField

from forum.core.i18n import lazy_gettext as _l
from forum.registration.notes.services import LONGEST_NOTE
from forum.web.forms import Form


class NoteForm(Form):
    """Takes what is written about somebody."""

    text = TextAreaField(_l("New note"), render_kw={"maxlength": LONGEST_NOTE})
