"""Forms of the organisers' pages that are no single feature's."""

from wtforms import EmailField, SelectChoice, SelectField
from wtforms.validators import DataRequired, Email, Length

from forum.core.i18n import lazy_gettext as _l
from forum.core.permissions import Role
from forum.web.forms import Form

ROLE_WORDS = {
    Role.OWNER: _l("Owner"),
    Role.EDITOR: _l("Editor"),
    Role.REGISTRAR: _l("Registrar"),
    Role.PROTOCOL: _l("Protocol officer"),
    Role.DECLARATION_OFFICER: _l("Declaration officer"),
    Role.EXPORTER: _l("Exporter"),
    Role.AUDITOR: _l("Auditor"),
}


class InviteForm(Form):
    """Somebody's address, and the role to give."""

    email = EmailField(
        _l("Mail address"),
        [
            DataRequired(_l("Write the mail address.")),
            Email(_l("This is no mail address. It looks like name@example.org.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
    )
    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(str(role), word) for role, word in ROLE_WORDS.items()],
        default=str(Role.EDITOR),
    )
