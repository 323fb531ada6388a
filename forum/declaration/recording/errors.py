"""Reasons for which something is not recorded."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class ChainWentOnError(Refusal):
    """Something was recorded since the page was opened: perhaps this very thing."""

    message = _l(
        "Something has been recorded meanwhile, perhaps by yourself. Look at what is there now, "
        "then record it if it is still needed."
    )
    status = CONFLICT


class WordsNotThereError(Refusal):
    """An erratum corrects what the frozen text says, and it does not say this there."""

    message = _l("The frozen text does not say this there. Copy the words from the text.")
