"""Reasons for which notices and the answers to them refuse."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class NoticeNotFoundError(NotFoundError):
    """The edition has no such notice, or nobody is asked it any more."""

    message = _l("There is no such notice.")


class ConsentRequiredError(Refusal):
    """Without this consent one cannot take part, so that it ends with the registration."""

    message = _l(
        "Without “%(notice)s” one cannot take part. To withdraw it, cancel your registration."
    )
    status = CONFLICT


class NoticeChangedError(Refusal):
    """Somebody else has saved the notice meanwhile."""

    message = _l(
        "Somebody else has saved version %(version)s meanwhile. Look at it, then save again."
    )
    status = CONFLICT


class NoticeUnchangedError(Refusal):
    """What was saved says exactly what is there already."""

    message = _l("Nothing has changed, so there is no new version.")
    status = CONFLICT


class NoticeKeyTakenError(Refusal):
    """Another notice of the edition has this key."""

    message = _l("There is a notice with this key already, perhaps a retired one.")
    status = CONFLICT
