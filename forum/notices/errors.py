"""Reasons for which a release with its notices is refused."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class WarningsStandError(Refusal):
    """There are warnings, and nobody said to release over them."""

    message = _l(
        "There are warnings about this programme. Put them right, or say that it is to be "
        "released although they stand. Nothing was released."
    )
    status = 409
