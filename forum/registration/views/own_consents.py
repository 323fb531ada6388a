"""Giving and withdrawing one's consents, each by one button. Neither needs a code."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.registration.consents import services
from forum.registration.emails import PURPOSE
from forum.registration.views.mine import my, my_registration
from forum.web.access import by_link
from forum.web.messages import tell


@my.post("/consents/<key>/give")
@by_link(PURPOSE)
def give_consent(key: str) -> ResponseReturnValue:
    """Agree to what stands on the page."""
    shown = request.form.get("shown", "")
    try:
        services.give_consent(my_registration(), key, shown=shown, language=current_language())
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("You have agreed. You can withdraw it here at any time."))
    return redirect(url_for("my.show", _anchor="consents"), 303)


@my.post("/consents/<key>/withdraw")
@by_link(PURPOSE)
def withdraw_consent(key: str) -> ResponseReturnValue:
    """Take a consent back."""
    try:
        services.withdraw_consent(my_registration(), key, language=current_language())
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("Your consent is withdrawn."))
    return redirect(url_for("my.show", _anchor="consents"), 303)


@my.post("/consents/confirm")
@by_link(PURPOSE)
def confirm_consents() -> ResponseReturnValue:
    """Say that what organisers noted is right."""
    if services.confirm_consents(my_registration(), language=current_language()):
        tell(_("You have confirmed your consents. You can withdraw them here at any time."))
    return redirect(url_for("my.show", _anchor="consents"), 303)
