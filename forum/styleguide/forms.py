"""A form with one field of every sort."""

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from forum.core.i18n import lazy_gettext as _l
from forum.web.forms import Form, LocalizedField

CHOICES = [SelectChoice("one", _l("One")), SelectChoice("two", _l("Two"))]


class SampleForm(Form):
    """Shows how each field looks; nothing is ever sent."""

    text = StringField(
        _l("A line of text"), [DataRequired()], description=_l("A hint stands here.")
    )
    email = EmailField(_l("E-mail"))
    password = PasswordField(_l("Password"), [DataRequired()])
    day = DateField(_l("Day"))
    choice = SelectField(_l("One of a list"), choices=CHOICES)
    lines = TextAreaField(_l("Lines"))
    file = FileField(_l("File"))
    both = LocalizedField(_l("In both languages"), required=("ko", "en"))
    one = RadioField(_l("One of two"), [DataRequired()], choices=CHOICES)
    many = SelectMultipleField(_l("Any of two"), choices=CHOICES)
    tick = BooleanField(_l("A tick box"))
    agree = RadioField(
        _l("Consent"),
        choices=[SelectChoice("yes", _l("I agree")), SelectChoice("no", _l("I do not agree"))],
    )
