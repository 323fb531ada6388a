"""Reasons for which the site feature refuses."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class EditionHasRegistrationsError(Refusal):
    """An edition for which people have registered is not made a draft again."""

    message = _l(
        "%(count)s people have registered, and their links lead to this site. "
        "It cannot be hidden any more; archive it when it is over."
    )
    status = 409


class MailNotRepeatableError(Refusal):
    """The mail is on its way, or says something that no longer holds."""

    message = _l("This mail is on its way already, or holds a code whose time is over.")
    status = 409
