"""The filters that organisers keep under a name."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import audit
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.queries import get_edition
from forum.registration.filters.forms import FilterNameForm, read_filter, read_view
from forum.registration.filters.queries import get_saved
from forum.registration.filters.services import remove_filter, save_filter
from forum.registration.manage.blueprint import registration_manage
from forum.registration.manage.list import address_of_saved, show_list
from forum.registration.queries import list_categories
from forum.web.access import may, requires
from forum.web.messages import tell


@registration_manage.post("/filters")
@requires(Permission.REGISTRATION_VIEW)
def keep_filter(edition: str) -> ResponseReturnValue:
    """Keep what the address describes under a name."""
    found = get_edition(edition)
    form = FilterNameForm()
    if not form.validate_on_submit():
        return show_list(found, form)
    chosen = read_filter(request.args, categories=list_categories(found))
    is_shared = bool(form.is_shared.data) and may(Permission.REGISTRATION_EDIT)
    try:
        saved = save_filter(
            found, form.name.data or "", chosen, read_view(request.args), is_shared=is_shared
        )
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.name)
        return show_list(found, form)
    tell(_("The filter is saved."))
    return redirect(address_of_saved(found, saved.chosen), 303)


@registration_manage.post("/filters/<int:filter_id>/remove")
@requires(Permission.REGISTRATION_VIEW)
def drop_filter(edition: str, filter_id: int) -> ResponseReturnValue:
    """Let go of a saved filter: one's own, or a shared one for who may change registrations."""
    found = get_edition(edition)
    saved = get_saved(found, filter_id, audit.present_actor())
    if saved.made_by == audit.present_actor() or may(Permission.REGISTRATION_EDIT):
        remove_filter(saved)
        tell(_("The saved filter is gone."))
    return redirect(url_for("registration_manage.index", edition=found.slug), 303)
