"""The forms of registering, of self-service and of the organisers' list."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import EmailField, HiddenField, TelField
from wtforms.validators import DataRequired, InputRequired, StopValidation

from forum.cities.models import City
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LANGUAGES, Language
from forum.programme.types import Session
from forum.registration.errors import (
    PhoneInvalidError,
    ReasonMissingError,
    SensitiveConsentMissingError,
)
from forum.registration.models import Category, ConsentNotice, Limit
from forum.registration.rules import (
    HOME,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_RELATION,
    LONGEST_TEXT,
    choice_mark,
    clash_of,
    clashing_pairs,
    countries,
    email_key,
    overlap,
    pair_key,
    read_email,
    read_guardian_line,
    read_name,
    read_note,
    read_phone,
    read_text,
    shown_hash,
    unsettled_clashes,
)
from forum.registration.types import (
    Attend,
    Confirm,
    Diet,
    GuardianDetails,
    Needs,
    SensitiveDetails,
    Typed,
    You,
)
from forum.registration.words import DIET_WORDS
from forum.web.forms import Form, LocalizedField
from forum.web.long_select import LongSelectField, Options

CONSENT = "consent-"
SECOND = "second-"  # and the key of the session that is the first choice
YES, NO = "yes", "no"
NOT_TYPED = frozenset({"csrf_token", "go"})


@lru_cache(maxsize=len(LANGUAGES))
def country_options(language: Language) -> Options:
    """Return the countries of the world in a language's own order, drawn."""
    return Options(countries(language))


def typed_of(form: Mapping[str, Any]) -> Typed:
    """Return a posted form word for word, so that it can be shown again."""
    posted = MultiDict(form) if not isinstance(form, MultiDict) else form
    return {name: posted.getlist(name) for name in posted if name not in NOT_TYPED}


def as_posted(typed: Typed | None) -> MultiDict[str, str] | None:
    """Return what was typed as if it were posted now; None for a form not yet filled in."""
    if typed is None:
        return None
    return MultiDict([(name, value) for name, values in typed.items() for value in values])


def _reads(read: Callable[[Any], object]) -> Callable[[Form, Field], None]:
    """Validate a field by a rule that refuses with a sentence."""

    def validate(form: Form, field: Field) -> None:
        del form
        try:
            read(field.data)
        except Refusal as refusal:
            raise StopValidation(refusal.sentence()) from refusal

    return validate


def _offered(field: Field) -> dict[str, str]:
    """Return the labels of what can be chosen, by value."""
    return {choice.value: choice.label for choice in field.choices}


class YouForm(Form):
    """The first step."""

    category = RadioField(
        _l("How do you take part?"),
        [InputRequired(_l("Choose how you take part."))],
        validate_choice=False,
    )
    name = LocalizedField(
        _l("Your name"), [_reads(read_name)], max_length=LONGEST_NAME, is_translated=False
    )
    email = EmailField(
        _l("E-mail"), [InputRequired(_l("Write your e-mail address.")), _reads(read_email)]
    )
    is_colleague = BooleanField(_l("I am registering a colleague; the mails come to my address"))
    phone = TelField(_l("Phone"))
    affiliation = LocalizedField(
        _l("Affiliation"),
        [_reads(lambda text: read_text(text, printed=True))],
        max_length=LONGEST_TEXT,
        is_translated=False,
    )
    position = LocalizedField(
        _l("Position"),
        [_reads(lambda text: read_text(text, printed=True))],
        max_length=LONGEST_TEXT,
        is_translated=False,
    )
    city = SelectField(_l("City you come for"), validate_choice=False)
    country = LongSelectField(_l("Country"), default=HOME, validate_choice=False)

    is_under_14 = BooleanField(_l("I am under 14"))
    guardian_name = StringField(_l("Name of your guardian"))
    guardian_relation = StringField(_l("Who they are to you"))
    guardian_email = EmailField(_l("E-mail of your guardian"))

    def offer(
        self,
        categories: Iterable[Category],
        cities: Iterable[City],
        chosen: str = "",
        full: Iterable[str] = (),
    ) -> None:
        """Say what can be chosen; `chosen` is the category that a link leads to.

        `full` are those that can only be waited for.
        """
        self._full = frozenset(full)
        language = current_language()
        self.category.choices = [SelectChoice(c.key, c.name.in_(language)) for c in categories]
        if chosen and not self.category.data:
            self.category.data = chosen
        self.offer_places(cities)

    def offer_places(self, cities: Iterable[City]) -> None:
        """Say which cities and countries there are."""
        language = current_language()
        named = sorted((city.name.in_(language), city.key) for city in cities)
        cities_by_name = [SelectChoice(key, name) for name, key in named]
        self.city.choices = [SelectChoice("", _("No city")), *cities_by_name]
        self.country.offer(country_options(language))

    def fix(self, category: str, email: str) -> None:
        """Let neither be changed: somebody is invited so. What was posted instead is not read."""
        for field, value in ((self.category, category), (self.email, email)):
            field.data = value
            field.raw_data = [value]
        del self.is_colleague

    def validate_guardian_name(self, field: Field) -> None:
        """Ask for it from whoever is under 14."""
        self._guardian(field, lambda: read_guardian_line(field.data or ""))

    def validate_guardian_relation(self, field: Field) -> None:
        """Ask for it from whoever is under 14."""
        self._guardian(field, lambda: read_guardian_line(field.data or "", LONGEST_RELATION))

    def validate_guardian_email(self, field: Field) -> None:
        """Ask for it from whoever is under 14; it is not their own."""
        self._guardian(field, lambda: read_email(field.data or ""))
        same = email_key((field.data or "").strip()) == email_key(self.own_address().strip())
        if self.is_under_14.data and same:
            raise ValidationError(_("Write the address of your guardian, not your own."))

    def own_address(self) -> str:
        """Return the address of whoever fills in."""
        return self.email.data or ""

    def _guardian(self, field: Field, read: Callable[[], object]) -> None:
        if not self.is_under_14.data:
            return
        if not (field.data or "").strip():
            raise ValidationError(_("We need this to ask your guardian."))
        try:
            read()
        except Refusal as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    def guardian_details(self) -> GuardianDetails | None:
        """Return whom to ask, if whoever fills in is under 14."""
        if not self.is_under_14.data:
            return None
        return GuardianDetails(
            name=read_guardian_line(self.guardian_name.data),
            relation=read_guardian_line(self.guardian_relation.data, LONGEST_RELATION),
            email=read_email(self.guardian_email.data),
        )

    def validate_category(self, field: Field) -> None:
        """Take only what can be chosen."""
        if field.data not in _offered(field):
            raise ValidationError(_("Choose how you take part."))

    def validate_phone(self, field: Field) -> None:
        """Read the number as one of the country that was chosen."""
        try:
            read_phone(field.data or "", self.country.data or HOME)
        except PhoneInvalidError as refusal:
            raise ValidationError(refusal.sentence()) from refusal

    def validate_city(self, field: Field) -> None:
        """Take only what can be chosen."""
        if field.data and field.data not in _offered(field):
            raise ValidationError(_("Choose a city from the list."))

    def validate_country(self, field: Field) -> None:
        """Take only what can be chosen."""
        if field.data not in _offered(field):
            raise ValidationError(_("Choose a country from the list."))

    def details(self) -> You:
        """Return what was filled in."""
        return You(
            category=self.category.data,
            name=read_name(self.name.text),
            email=read_email(self.email.data),
            phone=read_phone(self.phone.data or "", self.country.data),
            position=read_text(self.position.text),
            affiliation=read_text(self.affiliation.text),
            city=self.city.data or "",
            country=self.country.data,
            is_colleague=self.is_colleague is not None and self.is_colleague.data,
            guardian=self.guardian_details(),
            waits=self.category.data in self._full,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two chosen sessions at the same time; `is_open` as long as nobody said that both stay."""

    id: str
    value: str
    sentence: str
    is_open: bool


class AttendForm(Form):
    """The second step: the sessions that have seats."""

    sessions = SelectMultipleField(_l("Sessions"), validate_choice=False)
    waits = SelectMultipleField(_l("Waiting lists"), validate_choice=False)
    keeps = SelectMultipleField(_l("At the same time"), validate_choice=False)

    def offer(
        self, sessions: Sequence[Session], limits: Mapping[str, Limit], locked: frozenset[str]
    ) -> None:
        """Say what can be chosen, and what can only be waited for."""
        language = current_language()
        self._sessions = sessions
        self.sessions.choices = [SelectChoice(s.key, s.title.in_(language)) for s in sessions]
        self.waits.choices = self.sessions.choices
        self._limits = limits
        self._locked = locked

    def validate_sessions(self, field: Field) -> None:
        """Take only what can be chosen and has a seat left."""
        titles = _offered(field)
        for key in field.data or ():
            if key not in titles or key in self._locked:
                raise ValidationError(
                    _("The programme has changed: choose again from what is shown.")
                )
            if self._limits[key].seats_left <= 0:
                raise ValidationError(
                    _(
                        "“%(session)s” is full by now: %(taken)s of %(capacity)s seats are taken. "
                        "Leave it out, or wait for a seat.",
                        session=titles[key],
                        taken=self._limits[key].taken,
                        capacity=self._limits[key].capacity,
                    )
                )

    def validate_waits(self, field: Field) -> None:
        """Take only what can be chosen; what has a seat again is no wait any more."""
        for key in field.data or ():
            if key not in _offered(field) or key in self._locked:
                raise ValidationError(
                    _("The programme has changed: choose again from what is shown.")
                )

    def validate_keeps(self, field: Field) -> None:
        """Ask for a choice between sessions at the same time, or for the wish to keep both."""
        said = [clash_of(*pair).sentence() for pair in self._unsettled()]
        if said:
            field.errors = [*field.errors, *said[:-1]]
            raise ValidationError(said[-1])

    def _unsettled(self) -> list[tuple[Session, Session]]:
        return unsettled_clashes(self.details(), self._sessions)

    def clashes_at(self, key: str) -> list[Clash]:
        """Return what is asked at a session that was chosen beside another at the same time.

        It is asked at the later one of the two, and goes on being shown once it is answered.
        """
        open_ones = self._unsettled()
        everything = unsettled_clashes(replace(self.details(), keeps=()), self._sessions)
        settled = [pair for pair in everything if pair not in open_ones]
        order = [session.key for session in self._sessions]
        return [
            Clash(
                id=f"{self.keeps.id}-{number}",  # the list of errors leads to the first
                value=pair_key(*pair),
                sentence=clash_of(*pair).sentence(),
                is_open=pair in open_ones,
            )
            for number, pair in enumerate([*open_ones, *settled])
            if key == max((one.key for one in pair), key=order.index)
        ]

    def second_field(self, key: str) -> Field | None:
        """Return the choice of what is wanted if a session has no seat left, if there is any."""
        return self._fields.get(SECOND + key)

    def _seconds(self, chosen: Collection[str]) -> dict[str, str]:
        seconds = {key: self.second_field(key) for key in chosen}
        return {
            key: field.data
            for key, field in seconds.items()
            if field is not None
            and field.data in _offered(field)
            and field.data not in {"", *chosen}
        }

    def is_full(self, key: str) -> bool:
        """Tell whether a session can only be waited for."""
        return key in self._limits and self._limits[key].seats_left <= 0

    def is_refused(self, key: str) -> bool:
        """Tell whether a seat was chosen where there is none any more."""
        return (
            self.is_submitted()
            and key in (self.sessions.data or ())
            and key not in (self.waits.data or ())
            and self.is_full(key)
        )

    def is_chosen(self, key: str) -> bool:
        """Tell whether the one tick that a session has is set.

        A seat that was chosen before the session filled is no wish to wait for one.
        """
        waits = key in (self.waits.data or ())
        return waits or (not self.is_full(key) and key in (self.sessions.data or ()))

    def details(self) -> Attend:
        """Return what was chosen."""
        waits = dict.fromkeys(key for key in self.waits.data or () if self.is_full(key))
        seats = [key for key in self.waits.data or () if key not in waits]
        sessions = tuple(dict.fromkeys([*(self.sessions.data or ()), *seats]))
        return Attend(
            sessions=sessions,
            waits=tuple(waits),
            seconds=self._seconds([*sessions, *waits]),
            keeps=tuple(dict.fromkeys(self.keeps.data or ())),
        )


class OwnSessionsForm(AttendForm):
    """Other sessions than before: what somebody holds already is never full for them.

    `shown` is the mark of the choice that the page was made of.
    """

    shown = HiddenField()

    def hold(
        self,
        held: Collection[str],
        waited: Collection[str],
        offered: Collection[str],
        begun: Collection[str] = (),
        seconds: Mapping[str, str] | None = None,
    ) -> None:
        """Say what somebody has; `offered` are those sessions in which a seat is held for them.

        A seat in what has `begun` is theirs, whatever is posted: its tick cannot be changed.
        `seconds` are the second choices to what they wait for.
        """
        self._held = frozenset(held)
        self._fixed = sorted(self._held & frozenset(begun))
        self._offered = frozenset(offered)
        self.present = choice_mark(held, waited, seconds)
        if not self.is_submitted():
            for key, second in (seconds or {}).items():
                if (field := self.second_field(key)) is not None:
                    field.data = second
            self.sessions.data, self.waits.data = sorted(held), sorted(waited)
            self.shown.data = self.present
            had = [s for s in self._sessions if s.key in {*held, *waited}]
            self.keeps.data = [pair_key(*pair) for pair in clashing_pairs(had)]

    def is_full(self, key: str) -> bool:
        """Tell whether a session can only be waited for, or is offered by a mail of its own."""
        return key in self._offered or (key not in self._held and super().is_full(key))

    def second_field(self, key: str) -> Field | None:
        """Return the second choice to what somebody has no seat in."""
        return None if key in self._held else super().second_field(key)

    def _seconds(self, chosen: Collection[str]) -> dict[str, str]:
        """Return the second choices; what is waited for may stand above something that one has."""
        waited = {key: self.second_field(key) for key in chosen if self.is_full(key)}
        ranked = {
            key: field.data
            for key, field in waited.items()
            if field is not None and field.data in _offered(field) and field.data not in {"", key}
        }
        return super()._seconds(chosen) | ranked

    def details(self) -> Attend:
        """Return what was chosen, with what cannot be left any more."""
        chosen = super().details()
        fixed = [key for key in self._fixed if key not in chosen.sessions]
        return replace(chosen, sessions=(*chosen.sessions, *fixed))

    def validate_sessions(self, field: Field) -> None:
        """Take only what can be chosen; what has no seat any more is said at its place."""
        for key in field.data or ():
            if key not in _offered(field) or key in self._locked:
                raise ValidationError(
                    _("The programme has changed: choose again from what is shown.")
                )
        for key in filter(self.is_refused, field.data or ()):
            raise ValidationError(
                _(
                    "“%(session)s” is full by now: %(taken)s of %(capacity)s seats are taken. "
                    "You keep what you have until you save again.",
                    session=_offered(field)[key],
                    taken=self._limits[key].taken,
                    capacity=self._limits[key].capacity,
                )
            )


def choosing_among(
    sessions: Sequence[Session], locked: Collection[str], base: type[AttendForm] = AttendForm
) -> type[Any]:
    """Return the form with a second choice at each session that has others at its time."""
    language = current_language()
    free = [session for session in sessions if session.key not in locked]
    fields = {}
    for session in free:
        parallel = [s for s in free if s.key != session.key and overlap(s, session)]
        if parallel:
            fields[SECOND + session.key] = SelectField(
                _("If no seat is left"),
                choices=[
                    SelectChoice("", _("Nothing else")),
                    *(SelectChoice(s.key, s.title.in_(language)) for s in parallel),
                ],
                validate_choice=False,
            )
    return type(base.__name__, (base,), fields)


class NoticesForm(Form):
    """A form that asks for the answers to notices, one field each, none answered beforehand."""

    def answers(self, notices: Iterable[ConsentNotice]) -> dict[str, bool]:
        """Return what was answered; who said nothing has not agreed."""
        return {notice.key: self[CONSENT + notice.key].data == YES for notice in notices}

    def consent_fields(self) -> dict[str, Field]:
        """Return the fields by the keys of their notices."""
        return {
            field.short_name.removeprefix(CONSENT): field
            for field in self
            if field.short_name.startswith(CONSENT)
        }


def _answered(form: Form, field: Field) -> None:
    del form
    if field.data not in {YES, NO}:
        raise StopValidation(_("Say whether you agree. One can only register by agreeing."))
    if field.data == NO:
        raise StopValidation(_("Without agreeing to this one cannot register."))


def _radio_for(notice: ConsentNotice) -> RadioField:
    return RadioField(
        notice.title.in_(current_language()),
        [_answered] if notice.is_required else [],
        choices=[SelectChoice(YES, _l("I agree")), SelectChoice(NO, _l("I do not agree"))],
        validate_choice=False,
    )


def asking_for(base: type[Form], notices: Iterable[ConsentNotice]) -> type[Any]:
    """Return the form with a field for each notice."""
    fields = {CONSENT + notice.key: _radio_for(notice) for notice in notices}
    return type(base.__name__, (base,), fields)


def ask_receiver(none: str) -> RadioField:
    """Return the question after a receiver; `none` says that there is no need of one."""
    return RadioField(
        _l("Interpretation"),
        choices=[
            SelectChoice("", none),
            SelectChoice("ko", _l("Receiver, into Korean")),
            SelectChoice("en", _l("Receiver, into English")),
        ],
        default="",
        validate_choice=False,
    )


def ask_diets(label: str) -> SelectMultipleField:
    """Return the question after what is not eaten."""
    offered = [SelectChoice(diet.value, DIET_WORDS[diet]) for diet in Diet]
    return SelectMultipleField(label, choices=offered, validate_choice=False)


class NeedsForm(NoticesForm):
    """The third step."""

    receiver = ask_receiver(_l("I need no receiver"))
    diets = ask_diets(_l("What you do not eat"))
    diet_note = StringField(
        _l("Anything else about food"), [_reads(lambda text: read_note(text or ""))]
    )
    accessibility = TextAreaField(
        _l("What helps you to take part"),
        [_reads(lambda text: read_note(text or "", 2 * LONGEST_NOTE))],
        description=_l("A wheelchair space, sign language, a seat near the screen, an assistant."),
    )

    def sensitive(self) -> SensitiveDetails:
        """Return what was said about food and access."""
        known = {diet.value for diet in Diet}
        return SensitiveDetails(
            diets=tuple(Diet(value) for value in self.diets.data or () if value in known),
            diet_note=read_note(self.diet_note.data or ""),
            accessibility=read_note(self.accessibility.data or "", 2 * LONGEST_NOTE),
        )

    def accepts(self, notices: Iterable[ConsentNotice]) -> bool:
        """Tell whether what was said about food and access may be kept; if not, say so."""
        agreed = any(self.answers(notices).values())
        if self.sensitive() and not agreed:
            for field in (self.diets, self.diet_note, self.accessibility):
                if field.data:
                    self.reject(SensitiveConsentMissingError().sentence(), field)
                    break
            return False
        return True

    def details(self, notices: Iterable[ConsentNotice]) -> Needs:
        """Return what was filled in."""
        receiver: Language | None = (
            self.receiver.data if self.receiver.data in {"ko", "en"} else None
        )
        return Needs(receiver=receiver, sensitive=self.sensitive(), consents=self.answers(notices))


class ConfirmForm(NoticesForm):
    """The last step: the other notices; `shown` tells which versions were on the page."""

    shown = HiddenField()

    def show(self, notices: Iterable[ConsentNotice]) -> None:
        """Remember which versions are on the page."""
        self.shown.data = shown_hash(notice.sha256 for notice in notices)

    def details(self, notices: Iterable[ConsentNotice]) -> Confirm:
        """Return the answers."""
        return Confirm(consents=self.answers(notices), shown=self.shown.data or "")


class ResendForm(Form):
    """Asks for a lost link."""

    email = EmailField(
        _l("E-mail"), [InputRequired(_l("Write your e-mail address.")), _reads(read_email)]
    )


class EmptyForm(Form):
    """A button."""


class CodeForm(Form):
    """Takes the code that was mailed."""

    code = StringField(_l("Code"), [InputRequired(_l("Write the code from the mail."))])


class ReasonForm(Form):
    """Takes the reason for what an organiser does."""

    reason = StringField(
        _l("Reason"),
        [DataRequired(ReasonMissingError.message), _reads(lambda text: read_note(text or ""))],
    )
