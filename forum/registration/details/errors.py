"""Reasons for which details are not changed."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.registration.errors import CONFLICT


class DetailsChangedError(Refusal):
    """They are not the ones any more that the page was made of."""

    message = _l(
        "Your details have been changed while this page was open. Nothing was changed just now."
    )
    status = CONFLICT


class ColleagueKnownError(Refusal):
    """Another colleague of this name was registered with the same address."""

    message = _l("Somebody of this name is registered with your address already.")
    status = CONFLICT
