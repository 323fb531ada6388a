"""Reasons for which a comment is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class CommentsClosedError(Refusal):
    """The text is frozen, or is a summary."""

    message = _l("Comments are closed, because the text is frozen.")
    status = 409


class CommentEmptyError(Refusal):
    """Nothing is written."""

    message = _l("Write your comment.")


class TooManyCommentsError(Refusal):
    """A city has said more than anybody reads."""

    message = _l("Your city has left %(most)s comments already. Write the rest to the organisers.")


class CommentNotFoundError(NotFoundError):
    """The declaration has no such comment."""

    message = _l("There is no such comment.")


class PlaceNotFoundError(NotFoundError):
    """The text has no such part."""

    message = _l("The text has no such part.")
