"""Organisers' pages of badges: what is still to be printed, and the files for the printer."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.badges import services
from forum.badges.designs.queries import list_designs
from forum.badges.designs.words import KIND_WORDS
from forum.badges.errors import NoBadgesError
from forum.badges.exports import badges_pdf
from forum.badges.forms import BadgesForm, NumberForm, ReissueForm
from forum.badges.models import PrintedBy
from forum.badges.press import Press, count_badges, is_print_outdated, list_to_print
from forum.badges.queries import list_prints_of
from forum.badges.report import report_of, samples_to_print
from forum.badges.types import PrintedBadges
from forum.badges.words import BY_WORDS, FIELD_WORDS, STATE_WORDS
from forum.core import randomness
from forum.core.errors import Refusal
from forum.core.filejobs import FILE_WORDS, get_file, list_files, read_file
from forum.core.permissions import Permission
from forum.core.typesetting import CONTENT_TYPE
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.registration.filters.forms import read_filter
from forum.registration.filters.queries import list_cities_of_people
from forum.registration.filters.rules import chosen_of
from forum.registration.queries import count_matching, get_registration_in, list_categories
from forum.web.access import requires
from forum.web.transaction import start_after_commit

badges_manage = Blueprint("badges_manage", __name__)
AT_ONCE = 60
"""So many badges are given at once; more are made by the worker."""

# the page of a person is registration's, which knows nothing of badges
badges_manage.add_app_template_global(is_print_outdated)


@badges_manage.get("/")
@requires(Permission.BADGE_PRINT)
def index(edition: str) -> ResponseReturnValue:
    """Show how many badges each category needs, and offer to print."""
    found = get_edition(edition)
    return _page(found, _badges_form(found), NumberForm(prefix="desk"))


def _badges_form(edition: Edition, **options: object) -> BadgesForm:
    """Return the form; of a city, unless the filter of the list names one."""
    cities = () if request.args.get("city") else list_cities_of_people(edition)
    return BadgesForm(list_categories(edition), cities, **options)


def _page(edition: Edition, form: BadgesForm, desk: NumberForm) -> str:
    counts = count_badges(edition)
    matching = read_filter(request.args, categories=list_categories(edition))
    chosen = chosen_of(matching)
    return render_template(
        "badges/manage/index.html",
        edition=edition,
        counts=counts,
        designs=list_designs(edition),
        expected=sum(count.expected for count in counts),
        printed=sum(count.printed for count in counts),
        changed=sum(count.changed for count in counts),
        form=form,
        desk=desk,
        chosen={"q" if name == "query" else name: said for name, said in chosen.items()},
        matching=count_matching(edition, matching) if chosen else 0,
        jobs=list_files(services.BADGES, edition.id),
        job_words=FILE_WORDS,
        key=randomness.token(),
    )


@badges_manage.post("/print")
@requires(Permission.BADGE_PRINT)
def print_batch(edition: str) -> ResponseReturnValue:
    """Give the badges that were chosen as one PDF; many are made by the worker."""
    found = get_edition(edition)
    categories = list_categories(found)
    form = _badges_form(found)
    desk = NumberForm(formdata=None, prefix="desk")
    if not form.validate_on_submit():
        return _page(found, form, desk), 422
    wanted = form.details(chosen_of(read_filter(request.args, categories=categories)))
    total = len(list_to_print(found, wanted))
    if total > AT_ONCE:
        key = request.form.get("key", "")[:64] or randomness.token()
        job = services.order_badges(found, wanted, key, total)
        start_after_commit("badge_jobs")
        return redirect(url_for(".job", edition=edition, file_id=job.id), 303)
    try:
        printed = services.print_badges(found, wanted, by=PrintedBy.BATCH)
    except NoBadgesError as error:
        form.reject(error.sentence(), form.which)
        return _page(found, form, desk), error.status
    return _file(printed, "-".join(filter(None, (edition, "badges", wanted.category))))


@badges_manage.get("/files/<int:file_id>")
@requires(Permission.BADGE_PRINT)
def job(edition: str, file_id: int) -> ResponseReturnValue:
    """Show how far a file is; the browser asks again by itself until it is made."""
    found = get_edition(edition)
    asked = get_file(services.BADGES, found.id, file_id)
    page = render_template(
        "badges/manage/job.html", edition=found, job=asked, word=FILE_WORDS[asked.state]
    )
    response = make_response(page)
    if asked.is_open:
        response.headers["Refresh"] = "2"
    return response


@badges_manage.get("/files/<int:file_id>/badges.pdf")
@requires(Permission.BADGE_PRINT)
def job_file(edition: str, file_id: int) -> ResponseReturnValue:
    """Hand a file to who asked for it."""
    found = get_edition(edition)
    asked = get_file(services.BADGES, found.id, file_id)
    return _pdf(read_file(asked), f"{edition}-badges")


@badges_manage.post("/desk")
@requires(Permission.BADGE_PRINT)
def print_one(edition: str) -> ResponseReturnValue:
    """Give one badge by its number, at the desk."""
    found = get_edition(edition)
    desk = NumberForm(prefix="desk")
    form = _badges_form(found, formdata=None)
    if not desk.validate_on_submit():
        return _page(found, form, desk), 422
    try:
        printed = services.print_badge(found, str(desk.number.data))
    except Refusal as error:
        desk.reject(error.sentence(), desk.number)
        return _page(found, form, desk), error.status
    return _file(printed, f"{edition}-badge")


@badges_manage.post("/registrations/<int:registration_id>")
@requires(Permission.BADGE_PRINT)
def print_registration(edition: str, registration_id: int) -> ResponseReturnValue:
    """Give the badge of one registration."""
    found = get_edition(edition)
    return _file(services.print_badge_of(found, registration_id), f"{edition}-badge")


@badges_manage.get("/registrations/<int:registration_id>")
@requires(Permission.BADGE_PRINT)
def person(edition: str, registration_id: int) -> ResponseReturnValue:
    """Show what was printed for somebody and when, and offer to issue the badge anew."""
    found = get_edition(edition)
    return _person(found, registration_id, ReissueForm())


def _person(edition: Edition, registration_id: int, form: ReissueForm) -> ResponseReturnValue:
    registration = get_registration_in(edition, registration_id)
    page = render_template(
        "badges/manage/person.html",
        edition=edition,
        registration=registration,
        state=Press(edition).state(registration),
        prints=list_prints_of(registration),
        form=form,
        state_words=STATE_WORDS,
        by_words=BY_WORDS,
    )
    return make_response(page, 422 if form.errors else 200)


@badges_manage.post("/registrations/<int:registration_id>/reissue")
@requires(Permission.BADGE_PRINT)
def reissue(edition: str, registration_id: int) -> ResponseReturnValue:
    """Make the earlier prints void; the new badge is printed from the page that comes back."""
    found = get_edition(edition)
    form = ReissueForm()
    if not form.validate_on_submit():
        return _person(found, registration_id, form)
    try:
        services.reissue(found, registration_id, str(form.reason.data))
    except Refusal as error:
        form.reject(error.sentence(), form.reason)
        return _person(found, registration_id, form)
    return redirect(url_for(".person", edition=edition, registration_id=registration_id), 303)


@badges_manage.get("/report")
@requires(Permission.BADGE_PRINT)
def report(edition: str) -> ResponseReturnValue:
    """List what would print badly: characters that no font has, and texts without room."""
    found = get_edition(edition)
    return render_template(
        "badges/manage/report.html",
        edition=found,
        report=report_of(found),
        field_words=FIELD_WORDS,
        kind_words=KIND_WORDS,
    )


@badges_manage.get("/sample.pdf")
@requires(Permission.BADGE_PRINT)
def sample(edition: str) -> ResponseReturnValue:
    """Give a badge of each category for people who do not exist, to look at before printing."""
    found = get_edition(edition)
    press = Press(found)
    badges = samples_to_print(press, list_categories(found))
    response = _pdf(
        badges_pdf(badges, press.edition, pictures=press.pictures), f"{edition}-badge-sample"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{edition}-badge-sample.pdf"'
    return response


def _file(printed: PrintedBadges, name: str) -> Response:
    return _pdf(printed.pdf, name)


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
