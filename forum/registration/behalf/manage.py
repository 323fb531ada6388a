"""Organisers' pages of registering somebody on their behalf."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from forum.core import randomness
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.links import issue_link
from forum.core.localized import LocalizedText
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration.behalf.errors import SimilarPeopleError
from forum.registration.behalf.forms import LONGEST_KEY, PersonForm, choosing, noting
from forum.registration.behalf.services import register_on_behalf
from forum.registration.behalf.types import BehalfOrder
from forum.registration.emails import PURPOSE
from forum.registration.errors import AlreadyRegisteredError
from forum.registration.exports import badge_token, where
from forum.registration.forms import choosing_among, typed_of
from forum.registration.models import Category, Registration
from forum.registration.queries import (
    category_standing,
    find_category,
    get_registration_in,
    list_categories,
    list_cities,
    list_notices,
    list_own_limits,
)
from forum.registration.questions.errors import AnswerMissingError
from forum.registration.questions.forms import OWN, AskedGroup, Filled, group_of
from forum.registration.questions.queries import (
    definition_of,
    latest_version,
    option_seats_left,
)
from forum.registration.questions.rules import (
    answers_to_mapping,
    read_own_answers,
)
from forum.registration.questions.types import Kind, Section
from forum.registration.rules import (
    HOME,
    by_day,
    can_be_chosen,
    clashes,
    needs_invitation,
)
from forum.registration.types import RegistrationDetails, RegistrationState, SensitiveDetails
from forum.registration.waiting.queries import count_waiting
from forum.registration.waiting.types import ADMISSION, session_subject
from forum.tokens.exports import qr_svg
from forum.web.access import may, requires
from forum.web.links import link_address
from forum.web.messages import tell

behalf_manage = Blueprint("behalf_manage", __name__)


@behalf_manage.route("/new", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def new(edition: str) -> ResponseReturnValue:
    """Choose the category, then fill in what somebody has said, and register them."""
    found = get_edition(edition)
    category = find_category(found, request.values.get("category", ""))
    if category is None:
        page = render_template(
            "registration/behalf/category.html",
            edition=found,
            section="registrations",
            categories=list_categories(found),
            standing_of=category_standing,
        )
        return make_response(page)
    return _Page(found, category).answer()


class _Page:
    """The page for one category: its forms, and what comes of them."""

    def __init__(self, edition: Edition, category: Category) -> None:
        self.edition, self.category = edition, category
        self.agenda = public_agenda(edition)
        self.limits = list_own_limits(edition, category.id)
        self.sessions = [s for s in self.agenda.sessions if can_be_chosen(s, self.limits)]
        self.locked = frozenset(
            s.key for s in self.sessions if needs_invitation(s, is_invited=category.is_invited)
        )
        sees_sensitive = may(Permission.SENSITIVE_VIEW)
        self.notices = [n for n in list_notices(edition) if sees_sensitive or not n.is_sensitive]
        self.sees_sensitive = sees_sensitive and any(n.is_sensitive for n in self.notices)
        self.person = PersonForm()
        self.person.offer([category], list_cities())
        self.person.settle(category)
        if not request.form:
            self.person.key.data = randomness.token()
        self.seats = choosing(choosing_among(self.sessions, self.locked))()
        self.seats.offer(self.sessions, self.limits, self.locked)
        self.seats.is_over = bool(self.person.is_over.data)
        self.noted = noting(self.notices)()
        self.similar: Sequence[Registration] = ()
        self.own = _Own(edition, category, self.person.country.data or HOME)

    def answer(self) -> ResponseReturnValue:
        """Register somebody, or show the page with what is wrong."""
        if request.method != "POST":
            return self.show()
        if not self.is_complete():
            return self.show(422)
        try:
            made = register_on_behalf(self.edition, self.order())
        except Refusal as refusal:
            self.explain(refusal)
            return self.show(refusal.status)
        _tell(made)
        address = url_for(
            "registration_manage.show", edition=self.edition.slug, registration_id=made.id
        )
        return redirect(address, 303)

    def is_complete(self) -> bool:
        """Tell whether everything can be taken, and say at the fields what cannot."""
        forms = (self.person, self.seats, self.noted)
        valid = [form.validate() for form in forms]
        sensitive = [notice for notice in self.notices if notice.is_sensitive]
        takes_needs = not self.sees_sensitive or self.noted.accepts(sensitive)
        is_refused = any(form.errors for form in forms) or self.own.is_refused
        return all(valid) and takes_needs and not is_refused

    def explain(self, refusal: Refusal) -> None:
        """Say why nobody was registered: at the address, above the form, or by who is alike."""
        if isinstance(refusal, SimilarPeopleError):
            self.similar = [get_registration_in(self.edition, one) for one in refusal.ids]
        else:
            is_known = isinstance(refusal, AlreadyRegisteredError)
            self.person.reject(refusal.sentence(), self.person.email if is_known else None)

    def order(self) -> BehalfOrder:
        """Return what was filled in."""
        person, seats = self.person, self.seats.details()
        sensitive = self.noted.sensitive() if self.sees_sensitive else SensitiveDetails()
        waits = {session_subject(key) for key in seats.waits}
        if person.may_wait.data and not person.is_over.data:
            waits.add(ADMISSION)
        address = (person.email.data or "").strip()
        you = person.person()
        details = RegistrationDetails(
            category=self.category.key,
            name=you.name,
            email=address,
            language=person.spoken(),
            phone=you.phone,
            position=you.position,
            affiliation=you.affiliation,
            city=you.city,
            country=you.country,
            sessions=(*seats.sessions, *seats.waits),
            seconds={
                session_subject(first): (session_subject(second),)
                for first, second in seats.seconds.items()
            },
            waits=frozenset(waits),
            receiver=self.noted.details(()).receiver,
            sensitive=sensitive,
            consents=self.noted.answers(self.notices),
            noted=self.noted.noted(),
            answers=self.own.answers,
            form_version=self.own.version_id,
            guardian=you.guardian,
        )
        return BehalfOrder(
            key=str(person.key.data or "")[:LONGEST_KEY] or randomness.token(),
            details=details,
            over_reason=person.over_reason.data or "" if person.is_over.data else "",
            is_another=request.form.get("go") == "another",
        )

    def show(self, status: int = 200) -> ResponseReturnValue:
        """Return the page."""
        full = [key for key, limit in self.limits.items() if limit.seats_left <= 0]
        counts = count_waiting(self.edition) if full else {}
        page = render_template(
            "registration/behalf/new.html",
            edition=self.edition,
            section="registrations",
            category=self.category,
            is_full=self.category.seats_left is not None and self.category.seats_left <= 0,
            form=self.person,
            seats=self.seats,
            noted=self.noted,
            notices=self.notices,
            sees_sensitive=self.sees_sensitive,
            own=self.own.groups,
            left_out=self.own.files,
            wrong=[
                *(field for form in (self.seats, self.noted) for field in form if field.errors),
                *self.own.wrong_fields,
            ],
            days=by_day(self.sessions),
            limits=self.limits,
            locked=self.locked,
            ahead={key: counts.get(session_subject(key), 0) for key in full},
            clashing=clashes([s for s in self.sessions if s.key not in self.locked]),
            where=lambda session: where(session, self.agenda),
            similar=self.similar,
        )
        return make_response(page, status)


class _Own:
    """The own questions of a category, all steps on one page; what is missing may stay so."""

    def __init__(self, edition: Edition, category: Category, country: str) -> None:
        version = latest_version(category.form_id)
        self.version_id = version.id if version else None
        self.groups: tuple[AskedGroup, ...] = ()
        self.files: list[LocalizedText] = []  # what they are asked for, and bring by themselves
        self.answers: dict[str, Any] = {}
        self.is_refused = False
        if version is None:
            return
        definition = definition_of(version)
        asked = definition.questions()
        self.files = [question.label for question in asked if question.kind is Kind.FILE]
        sections = [_without_files(section) for section in definition.in_order()]
        posted = typed_of(request.form) if request.method == "POST" else {}
        said = {
            question.key: list(posted.get(OWN + question.key, []))
            for section in sections
            for question in section.questions
        }
        read = read_own_answers(definition, said, country=country)
        refused = {
            key: [refusal.sentence()]
            for key, refusal in read.refused.items()
            if isinstance(refusal, Refusal) and not isinstance(refusal, AnswerMissingError)
        }
        self.is_refused = request.method == "POST" and bool(refused)
        self.answers = answers_to_mapping(read.taken)
        filled = Filled(
            shown=read.shown,
            said=said,
            seats_left=option_seats_left(edition),
            refused=refused if self.is_refused else {},
        )
        self.groups = (group_of(version.id, sections, filled),)

    @property
    def wrong_fields(self) -> list[Any]:
        """Return the fields whose answers are refused."""
        questions = [asked for group in self.groups for asked in group.questions]
        return [asked.field for asked in questions if asked.field.errors]


def _without_files(section: Section) -> Section:
    """Leave out what the person has to bring: a file comes by their own page."""
    kept = tuple(q for q in section.questions if q.kind is not Kind.FILE)
    return replace(section, questions=kept)


def _tell(made: Registration) -> None:
    if not made.email:
        tell(
            _("Registered. There is no address, so no mail: hand over the badge and the sheet."),
            "warning",
        )
    elif made.state is RegistrationState.WAITING:
        tell(_("On the waiting list. The person gets a mail, and is asked to confirm."))
    elif made.state is RegistrationState.GUARDIAN:
        tell(_("Registered. The guardian is asked by mail."))
    else:
        tell(_("Registered. The person gets the mails, and is asked to confirm the consents."))


@behalf_manage.post("/<int:registration_id>/handout")
@requires(Permission.REGISTRATION_EDIT)
def handout(edition: str, registration_id: int) -> ResponseReturnValue:
    """Make a sheet with a link of their own for somebody who has no mail, to be printed at once."""
    found = get_edition(edition)
    registration = get_registration_in(found, registration_id)
    secret = issue_link(PURPOSE, "registration", registration.id)
    address = link_address(PURPOSE, secret, "ko" if registration.language == "ko" else "en")
    return render_template(
        "registration/behalf/handout.html",
        edition=found,
        section="registrations",
        registration=registration,
        address=address,
        link=Markup(qr_svg(address)),  # noqa: S704  our own
        badge=Markup(qr_svg(badge_token(registration))) if registration.is_confirmed else "",  # noqa: S704  our own
    )
