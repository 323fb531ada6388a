"""The page of one's own details, by the link in the mail and a fresh code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.programme.uploads import LARGEST_FILE
from forum.registration.details import rules
from forum.registration.details.errors import ColleagueKnownError, DetailsChangedError
from forum.registration.details.forms import DetailsForm
from forum.registration.details.queries import own_details
from forum.registration.details.services import change_details
from forum.registration.details.types import OwnDetails
from forum.registration.details.words import FIELD_WORDS
from forum.registration.emails import PURPOSE
from forum.registration.models import Registration
from forum.registration.queries import find_city, list_cities
from forum.registration.questions.errors import FormChangedError
from forum.registration.questions.queries import latest_version
from forum.registration.questions.rules import (
    answers_from_mapping,
    answers_to_mapping,
    spell_answer,
)
from forum.registration.questions.types import Kind
from forum.registration.rules import country_name, language_of_words, spell_phone
from forum.registration.types import Diet
from forum.registration.views.fresh import has_fresh_code
from forum.registration.views.mine import my, my_page, my_registration
from forum.registration.views.own_answers import OwnAsking, keeper_of
from forum.registration.views.own_questions import read_files
from forum.registration.words import DIET_WORDS
from forum.web.access import by_link
from forum.web.limits import limiter
from forum.web.messages import tell
from forum.web.templating import text as spoken
from forum.web.uploads import takes_file

NOT_ACCEPTED = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """A field that was changed elsewhere: what is kept by now, and what is written here."""

    label: str
    kept: str
    here: str
    is_untouched: bool

    @property
    def kept_tongue(self) -> str:
        """Return the language of what is kept."""
        return language_of_words(self.kept, current_language())

    @property
    def here_tongue(self) -> str:
        """Return the language of what is written here."""
        return language_of_words(self.here, current_language())


def _spell_city(key: str) -> str:
    city = find_city(key)
    return city.name.in_(current_language()) if city else key


def _spell_tongue(key: str) -> str:
    return _("Korean") if key == "ko" else _("English")


_SPELLING: Mapping[str, Callable[[Any], str]] = {
    "city": _spell_city,
    "country": lambda code: country_name(code, current_language()),
    "phone": lambda phone: spell_phone(phone, current_language()),
    rules.LANGUAGE: _spell_tongue,
    "receiver": _spell_tongue,
    "diets": lambda diets: ", ".join(str(DIET_WORDS[Diet(diet)]) for diet in diets),
}


@my.route("/details", methods=["GET", "POST"])
@by_link(PURPOSE)
@takes_file(LARGEST_FILE)
@limiter.limit("120/hour", methods=["POST"])
def details() -> ResponseReturnValue:
    """Show what the person has told, and take what they say now.

    Whoever has written longer than a code lasts loses nothing: the page asks for another one,
    and is still there.
    """
    may_act = has_fresh_code()
    if request.method == "GET" and not may_act:
        return redirect(url_for("my.ask_code", next=request.path), 303)
    files = read_files() if may_act else {}
    mine = my_registration()
    if not mine.is_coming:
        return redirect(url_for("my.show"), 303)
    page = _Page(mine, files)
    if request.method == "GET":
        return page.show()
    if not may_act:
        page.needs_code = True
        return page.show()
    return page.save()


class _Page:
    """One visit to the page."""

    def __init__(self, mine: Registration, files: Mapping[str, Any]) -> None:
        self.mine, self.present = mine, own_details(mine)
        is_posted = request.method == "POST"
        values = {} if is_posted else DetailsForm.values_of(self.present)
        self.form = form = DetailsForm(data=values)
        form.offer_places(list_cities())
        if self.present.sensitive is None:
            form.leave_out_sensitive()
        if not is_posted:
            form.shown.data = self._marks()
        self.asking = OwnAsking(
            keeper_of(mine), latest_version(mine.category.form_id), files, form.country.data or ""
        )
        self.own = self.asking.read()
        self.meanwhile: list[Meanwhile] = []
        self.needs_code = False

    def _marks(self) -> str:
        return rules.write_marks(rules.marks_of(rules.values_of(self.present)))

    def save(self) -> ResponseReturnValue:
        """Save what was posted, or say what is wrong with it."""
        form, own = self.form, self.own
        is_valid = form.validate_on_submit()
        if own.has_changed:
            tell(FormChangedError().sentence(), "warning")
        if not is_valid or not own.is_complete:
            return self.show()
        wanted = form.own_details(answers_to_mapping(own.taken), own.version_id)
        shown = rules.read_marks(form.shown.data or "")
        try:
            fields = change_details(self.mine, wanted, shown)
        except DetailsChangedError as refusal:
            self._show_both(wanted, shown)
            return self.show(refusal.status)
        except Refusal as refusal:
            field = form.name if isinstance(refusal, ColleagueKnownError) else None
            form.reject(refusal.sentence(), field)
            return self.show(refusal.status)
        tell(_("Your details are changed.") if fields else _("Your details are as before."))
        return redirect(url_for("my.show"), 303)

    def _show_both(self, wanted: OwnDetails, shown: rules.Marks) -> None:
        """Say what is kept by now beside what is written here; what nobody touched follows."""
        present = self.present = own_details(self.mine)
        here, kept = rules.values_of(wanted), rules.values_of(present)
        if wanted.sensitive is None:  # or the other way about: the consent has been changed
            kept = {name: said for name, said in kept.items() if name not in rules.SENSITIVE}
        names = rules.changed_meanwhile(shown, kept, here)
        untouched = rules.untouched(shown, here, names)
        self.meanwhile = [
            Meanwhile(
                label=self._label(name),
                kept=self._spell(name, kept.get(name)),
                here=self._spell(name, here.get(name)),
                is_untouched=name in untouched,
            )
            for name in names
        ]
        self.form.show(present, untouched)
        own = [name.removeprefix(rules.OWN) for name in untouched if name.startswith(rules.OWN)]
        self.asking.show(present.own, own)
        self.form.shown.data = self._marks()  # whoever saves again has seen both

    def _label(self, name: str) -> str:
        if not name.startswith(rules.OWN):
            return str(FIELD_WORDS[name])
        question = self.asking.question(name.removeprefix(rules.OWN))
        return spoken(question.label) if question else _("An answer to an earlier question")

    def _spell(self, name: str, value: Any) -> str:  # noqa: ANN401  as JSON has it
        if not value:
            return _("Not said")
        if isinstance(value, dict):
            return " / ".join(filter(None, (value.get("ko"), value.get("en"))))
        if name.startswith(rules.OWN):
            return self._spell_answer(name.removeprefix(rules.OWN), value)
        spell = _SPELLING.get(name)
        return spell(value) if spell else str(value)

    def _spell_answer(self, key: str, value: Any) -> str:  # noqa: ANN401  as JSON has it
        question = self.asking.question(key)
        if question is None:
            return ", ".join(value) if isinstance(value, list) else str(value)
        if question.kind is Kind.FILE:
            return self.asking.filename(str(value))
        answer = answers_from_mapping({key: value})[key]
        return spell_answer(question, answer).in_(current_language())

    def show(self, status: int = NOT_ACCEPTED) -> ResponseReturnValue:
        """Return the page. A file that came is kept with it, so that status does not undo that."""
        page = my_page(
            self.mine,
            "details",
            form=self.form,
            own=self.own,
            meanwhile=self.meanwhile,
            needs_code=self.needs_code,
            has_new_questions=self.own.version_id not in {None, self.present.form_version},
        )
        if request.method == "GET" or self.own.must_be_kept:
            status = 200
        return make_response(page, status)
