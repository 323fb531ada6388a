"""Reasons for which ink is refused. The signatory can always sign by the typed name alone."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class InkUnreadableError(Refusal):
    """What was sent is not strokes."""

    message = _l("The drawing could not be read. Draw it again, or leave it out.")


class InkTooLittleError(Refusal):
    """A dot, or nearly one."""

    message = _l(
        "This is no more than a dot. Draw your signature, or leave the drawing out: your typed "
        "name is enough."
    )


class InkTooMuchError(Refusal):
    """More than anybody writes."""

    message = _l("This drawing is too large to be kept. Draw it again with fewer strokes.")
