"""The form with which somebody brings a paper."""

from wtforms import FileField

from forum.core.i18n import lazy_gettext as _l
from forum.web.forms import Form


class PaperForm(Form):
    """A PDF to be checked. Nothing of it is kept."""

    file = FileField(_l("Receipt or instrument (PDF, at most 10 MB)"))
