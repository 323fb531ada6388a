"""Practice before the day: which lists and devices practise, and clearing what they scanned."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.checkin import queries
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.practice.exports import practice_pdf
from forum.checkin.practice.forms import PracticeForm
from forum.checkin.practice.queries import count_practised
from forum.checkin.practice.services import choose_practice, clear_practice
from forum.core.i18n import gettext as _
from forum.core.i18n import ngettext
from forum.core.permissions import Permission
from forum.core.typesetting import CONTENT_TYPE
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.messages import tell


def _form(edition: Edition) -> PracticeForm:
    devices = [one for one in queries.list_devices(edition) if one.revoked_at is None]
    return PracticeForm(queries.list_lists(edition), devices)


@checkin_manage.get("/practice")
@requires(Permission.CHECKIN_EDIT)
def practice(edition: str) -> ResponseReturnValue:
    """Show which lists and devices practise, and how much they have scanned."""
    found = get_edition(edition)
    return _page(found, _form(found))


def _page(edition: Edition, form: PracticeForm) -> str:
    counts = count_practised(edition)
    return render_template(
        "checkin/manage/practice.html",
        edition=edition,
        form=form,
        counted=[(one, counts[one.id]) for one in queries.list_lists(edition) if one.id in counts],
        total=sum(counts.values()),
    )


@checkin_manage.post("/practice")
@requires(Permission.CHECKIN_EDIT)
def set_practice(edition: str) -> ResponseReturnValue:
    """Let lists and devices practise, or be in earnest again."""
    found = get_edition(edition)
    form = _form(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    choose_practice(found, form.lists.data, form.devices.data)
    is_on = bool(form.lists.data or form.devices.data)
    tell(_("Practice is on.") if is_on else _("Practice is over. Every scan counts."))
    return redirect(url_for(".practice", edition=edition), 303)


@checkin_manage.get("/practice/badges.pdf")
@requires(Permission.CHECKIN_EDIT)
def practice_badges(edition: str) -> ResponseReturnValue:
    """Give badges of nobody, to practise every answer with."""
    response = Response(practice_pdf(get_edition(edition)), content_type=CONTENT_TYPE)
    name = f"{edition}-practice.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@checkin_manage.post("/practice/clear")
@requires(Permission.CHECKIN_EDIT)
def clear_practised(edition: str) -> ResponseReturnValue:
    """Delete what was scanned in practice."""
    count = clear_practice(get_edition(edition))
    tell(
        ngettext(
            "%(num)s scan in practice is deleted.", "%(num)s scans in practice are deleted.", count
        )
    )
    return redirect(url_for(".practice", edition=edition), 303)
