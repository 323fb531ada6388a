"""When an edition takes registrations, and what is still missing before it can."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.queries import get_edition
from forum.registration.categories.forms import PeriodForm
from forum.registration.categories.services import write_period
from forum.registration.manage.blueprint import registration_manage
from forum.registration.queries import find_book, list_categories, list_notices, standing_by
from forum.web.access import requires
from forum.web.messages import tell


@registration_manage.route("/period", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def period(edition: str) -> ResponseReturnValue:
    """Say from when to when people can register; before that nobody can."""
    found = get_edition(edition)
    book = find_book(found)
    form = PeriodForm(data=PeriodForm.values_of(book, found) if book else {})
    if form.validate_on_submit():
        try:
            write_period(found, *form.moments(found))
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.closes_at)
        else:
            tell(_("Saved."))
            return redirect(url_for("registration_manage.period", edition=found.slug), 303)
    page = render_template(
        "registration/manage/period.html",
        edition=found,
        section="registrations",
        form=form,
        book=book,
        standing=standing_by(found, book).value,
        categories=list_categories(found),
        notices=list_notices(found),
    )
    return make_response(page, 422 if form.errors else 200)
