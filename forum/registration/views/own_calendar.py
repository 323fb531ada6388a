"""The address of one's own calendar, on the page of the registration."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from forum.calendar.links import subscription_links
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.registration.emails import PURPOSE
from forum.registration.models import Registration
from forum.registration.subscriptions.exports import subscription_name
from forum.registration.subscriptions.queries import find_address
from forum.registration.subscriptions.services import renew_subscription
from forum.registration.views.mine import my, my_registration
from forum.web.access import by_link
from forum.web.messages import tell


def subscription_of(mine: Registration) -> dict[str, object]:
    """Return what the page says of one's calendar."""
    address = find_address(mine)
    name = subscription_name(mine).in_(current_language())
    return {
        "subscription": address,
        "follow": subscription_links(address, name) if address else None,
    }


@my.post("/calendar/renew")
@by_link(PURPOSE)
def renew_calendar() -> ResponseReturnValue:
    """Make a new address; calendars that follow the one before get nothing any more."""
    renew_subscription(my_registration())
    tell(_("Your calendar has a new address. The one before no longer works."))
    return redirect(url_for("my.show", _anchor="calendar"), 303)
