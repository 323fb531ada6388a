"""Forms of comments."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from forum.core.i18n import lazy_gettext as _l
from forum.declaration.comments.rules import LONGEST
from forum.web.forms import Form


class CommentForm(Form):
    """A comment of a city."""

    words = TextAreaField(
        _l("Your comment"),
        [
            DataRequired(_l("Write your comment.")),
            Length(
                max=LONGEST, message=_l("This comment is too long. Divide it, or write a mail.")
            ),
        ],
    )


class AnswerForm(Form):
    """The organisers' answer."""

    words = TextAreaField(
        _l("Answer"),
        [
            DataRequired(_l("Write the answer.")),
            Length(max=LONGEST, message=_l("This answer is too long.")),
        ],
    )
