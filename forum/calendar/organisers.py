"""Who stands in published calendars as the one who organises."""

from email.utils import parseaddr

from forum.calendar.types import Party
from forum.core.localized import Language, LocalizedText
from forum.core.settings import current_settings

NOT_PUBLIC = ("@localhost", "@localhost.localdomain")


def public_organiser(host: LocalizedText, language: Language) -> Party | None:
    """Return the organiser of published events, whom RFC 5546 (3.2.1) asks for.

    It is the address that every mail of the forum comes from, and so nobody's secret; the same
    as in invitations, so that a calendar knows both as one event. None while no address is set:
    one that leads nowhere would only mislead.
    """
    name, address = parseaddr(current_settings().mail_from)
    if address.endswith(NOT_PUBLIC):
        return None
    return Party(name=host.in_(language) or name, email=address)
