"""Forms of signatures by hand."""

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from forum.core.i18n import lazy_gettext as _l
from forum.declaration.byhand.types import SignedDetails
from forum.declaration.mandates.forms import LONGEST_NAME
from forum.declaration.types import Identification, SigningStatement
from forum.web.forms import Form

LONGEST = 2000

WAY_WORDS = {
    Identification.WET_INK: _l("A page that was signed by hand"),
    Identification.LETTER: _l("A letter by which the city signs"),
}


class PageForm(Form):
    """A signed page, and what stands on it."""

    way = RadioField(
        _l("Kind of document"),
        choices=[SelectChoice(way.value, word) for way, word in WAY_WORDS.items()],
        default=Identification.WET_INK.value,
    )
    file = FileField(
        _l("Scanned page"),
        [FileRequired(_l("Choose a file."))],
        description=_l("PDF or a picture, at most 25 MB. It is kept privately."),
    )
    typed_name = StringField(
        _l("Name of who signed, as the mandate has it"),
        [
            DataRequired(_l("Write the name.")),
            Length(max=LONGEST_NAME, message=_l("This name is too long.")),
        ],
    )
    language = RadioField(
        _l("Language of the signed text"),
        choices=[SelectChoice("ko", _l("Korean")), SelectChoice("en", _l("English"))],
        default="ko",
    )
    reservation = TextAreaField(
        _l("Reservation"),
        [Length(max=LONGEST, message=_l("This reservation is too long."))],
        description=_l("Only if one stands on the page. It is published word for word."),
    )
    is_authorised = BooleanField(
        _l("The page names this declaration and its version, and is signed for the city."),
        [InputRequired(_l("Compare the page with the declaration first."))],
    )
    publishes_name = BooleanField(
        _l("The signatory has agreed in writing that name and capacity are shown.")
    )

    @property
    def sent(self) -> FileStorage:
        """Return the file that was sent."""
        sent: FileStorage = self.file.data
        return sent

    def details(self) -> SignedDetails:
        """Return what stands on the page."""
        return SignedDetails(
            way=Identification(self.way.data),
            statement=SigningStatement(
                typed_name=self.typed_name.data or "",
                is_authorised=bool(self.is_authorised.data),
                agrees_electronically=False,
                publishes_name=bool(self.publishes_name.data),
                language="en" if self.language.data == "en" else "ko",
                reservation=(self.reservation.data or "").strip(),
            ),
        )
