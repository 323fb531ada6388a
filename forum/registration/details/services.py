"""Changing one's own details: everything that was told at the beginning but address and category.

The book is locked first, as by whatever changes seats: an answer may have seats, and a colleague
is known by the name. All is looked at before anything is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from forum.cities.models import City
from forum.core import audit, clock, randomness
from forum.core.db import db
from forum.core.i18n import current_language
from forum.core.localized import LocalizedText
from forum.editions.types import EditionState
from forum.programme.queries import public_agenda
from forum.programme.uploads import Upload
from forum.registration import emails
from forum.registration.details import rules
from forum.registration.details.errors import ColleagueKnownError, DetailsChangedError
from forum.registration.details.queries import (
    agrees_to_sensitive,
    held_options,
    list_own_files,
    own_details,
)
from forum.registration.details.types import OwnDetails
from forum.registration.errors import (
    CityUnknownError,
    NotComingError,
    OptionFullError,
    RegistrationClosedError,
    SensitiveConsentMissingError,
)
from forum.registration.models import Draft, Limit, Registration, SensitiveNeed
from forum.registration.queries import draft_hash, find_city, find_coming
from forum.registration.questions.errors import AnswerFileGoneError
from forum.registration.questions.models import AnswerFile
from forum.registration.questions.queries import OwnForm, option_label, read_form
from forum.registration.questions.rules import answers_to_mapping, said_as
from forum.registration.questions.services import keep_file
from forum.registration.rules import (
    checked,
    colleague_key,
    sort_key,
)
from forum.registration.services import seats
from forum.registration.services.admitting import give
from forum.registration.services.books import lock_book
from forum.registration.services.drafts import DRAFT_LASTS
from forum.registration.services.offering import end_entry, lock_all_limits, offer_seats
from forum.registration.services.registering import search_again
from forum.registration.types import RegistrationDetails, RegistrationState, SensitiveDetails
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import OPTION, WaitingState, option_of, option_subject

_HOLDS_SEATS = frozenset({RegistrationState.CONFIRMED, RegistrationState.GUARDIAN})
"""Whoever is in one of these has a seat in what they chose; all others have wished for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    """What becomes of the options that have seats, as subjects."""

    added: tuple[str, ...] = ()
    left: frozenset[str] = frozenset()
    listed: Mapping[str, WaitingEntry]  # the lists that are left


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What was looked up and found to be in order before anything is written."""

    details: RegistrationDetails
    own: OwnForm
    wished: OwnDetails
    fields: tuple[str, ...]
    city: City | None
    files: Sequence[AnswerFile]
    options: _Options
    limits: Sequence[Limit]


def keep_own_file(registration: Registration, question: str, upload: Upload) -> str:
    """Keep a file until the change is saved to which it belongs, and return its key."""
    draft = Draft(
        token_hash=draft_hash(randomness.token()),  # nobody goes on with it elsewhere
        edition_id=registration.edition_id,
        language=registration.language,
        answers={},
        expires_at=clock.now() + DRAFT_LASTS,
        registration_id=registration.id,
    )
    db.session.add(draft)
    db.session.flush()
    return keep_file(draft, question, upload)


def change_details(
    registration: Registration, wanted: OwnDetails, shown: Mapping[str, str]
) -> tuple[str, ...]:
    """Let somebody's details be what they say now.

    An option that has seats is taken and given back as at registering; where it is full nothing
    is changed. `shown` are the marks (`rules.marks_of`) of what the page was made of. A mail goes
    out only where something that the person attends has changed.

    Returns:
        The names of the fields that say something else now.

    Raises:
        NotComingError, RegistrationClosedError, DetailsChangedError, ColleagueKnownError,
        CityUnknownError, SensitiveConsentMissingError, OptionFullError, AnswerFileGoneError, and
        what `rules.checked` and `read_form` raise. Nothing was changed then.
    """
    plan = _plan(registration, wanted, shown)
    if not plan.fields:
        return ()
    lost = _names(registration, sorted(plan.options.left & held_options(registration)))
    _write(registration, plan)
    _write_needs(registration, plan)
    _write_answers(registration, plan)
    freed = _swap(registration, plan)
    db.session.flush()
    db.session.expire(registration, ["form_version"])
    _tell(registration, _names(registration, plan.options.added), lost)
    _note(registration, plan.fields)
    offer_seats(registration.edition, freed)
    return plan.fields


def _plan(registration: Registration, wanted: OwnDetails, shown: Mapping[str, str]) -> _Plan:
    """Look at everything, with the book locked, and refuse what cannot be."""
    edition = registration.edition
    lock_book(edition)
    db.session.refresh(registration)
    if not registration.is_coming:
        raise NotComingError
    if edition.state is EditionState.ARCHIVED:
        raise RegistrationClosedError
    details = checked(_as_registering(registration, wanted))
    own = read_form(registration.category, details, is_lenient=False)
    present = own_details(registration)
    wished = _wished(wanted, details, own, present)
    before, after = rules.values_of(present), rules.values_of(wished)
    if rules.changed_meanwhile(shown, before, after):
        raise DetailsChangedError
    plan = _Plan(
        details=details,
        own=own,
        wished=wished,
        fields=rules.changed_fields(before, after),
        city=_find_city(details.city),
        files=_find_files(registration, own),
        options=_options(registration, own, before),
        limits=[
            limit
            for limit in lock_all_limits(edition)
            if limit.category_id in {None, registration.category_id}
        ],
    )
    _refuse(registration, plan)
    return plan


def _names(registration: Registration, subjects: Iterable[str]) -> list[LocalizedText]:
    return [option_label(registration, option_of(subject)) for subject in subjects]


def _as_registering(registration: Registration, wanted: OwnDetails) -> RegistrationDetails:
    return RegistrationDetails(
        category=registration.category.key,
        name=wanted.name,
        email=registration.email,
        language=wanted.language,
        is_colleague=bool(registration.colleague_key),
        phone=wanted.phone,
        position=wanted.position,
        affiliation=wanted.affiliation,
        city=wanted.city,
        country=wanted.country,
        receiver=wanted.receiver,
        sensitive=wanted.sensitive or SensitiveDetails(),
        answers=wanted.own,
        form_version=wanted.form_version,
    )


def _wished(
    wanted: OwnDetails, details: RegistrationDetails, own: OwnForm, present: OwnDetails
) -> OwnDetails:
    """Return what was wanted as it is kept; where nothing is asked any more, answers stay."""
    is_asked = own.version_id is not None
    return OwnDetails(
        name=details.name,
        language=details.language,
        country=details.country,
        phone=details.phone,
        affiliation=details.affiliation,
        position=details.position,
        city=details.city,
        receiver=details.receiver,
        sensitive=None if wanted.sensitive is None else details.sensitive,
        own=answers_to_mapping(own.answers) if is_asked else present.own,
        form_version=own.version_id if is_asked else present.form_version,
    )


def _refuse(registration: Registration, plan: _Plan) -> None:
    if plan.wished.sensitive is not None and not agrees_to_sensitive(registration):
        raise SensitiveConsentMissingError
    if registration.state in _HOLDS_SEATS:
        for subject in plan.options.added:
            if not seats.has_seat(subject, plan.limits):
                full = seats.fullest(subject, plan.limits)
                label = plan.own.label_of(option_of(subject)).in_(current_language())
                raise OptionFullError(
                    option=label, subject=subject, taken=full.taken, capacity=full.capacity
                )
    key = colleague_key(plan.details)
    if key == registration.colleague_key:
        return
    if find_coming(registration.edition, registration.email, key) is not None:
        raise ColleagueKnownError


def _find_city(key: str) -> City | None:
    city = find_city(key)
    if key and city is None:
        raise CityUnknownError
    return city


def _find_files(registration: Registration, own: OwnForm) -> Sequence[AnswerFile]:
    wanted = rules.files_in(own.definition.questions(), own.answers)
    found = list_own_files(registration, wanted) if wanted else ()
    if len(found) != len(wanted):
        raise AnswerFileGoneError
    return found


def _options(registration: Registration, own: OwnForm, before: rules.Values) -> _Options:
    """Decide what is taken and left; who has chosen something before it had seats keeps it."""
    if own.version_id is None:
        return _Options(listed={})
    chosen = dict.fromkeys(option_subject(option) for option in own.options)
    said = {
        option_subject(f"{name.removeprefix(rules.OWN)}/{option}")
        for name, answer in before.items()
        if name.startswith(rules.OWN)
        for option in said_as(tuple(answer) if isinstance(answer, list) else answer)
    }
    entries = {one.entry.subject: one.entry for one in list_waiting(registration)}
    listed = {subject: one for subject, one in entries.items() if option_of(subject)}
    held = held_options(registration) | rules.options_wished(registration.wishes, OPTION)
    return _Options(
        added=tuple(one for one in chosen if one not in held and one not in said),
        left=frozenset(one for one in held - listed.keys() if one not in chosen),
        listed={subject: one for subject, one in listed.items() if subject not in chosen},
    )


def _write(registration: Registration, plan: _Plan) -> None:
    details, city = plan.details, plan.city
    registration.name = details.name
    registration.sort_key = sort_key(details.name)
    registration.colleague_key = colleague_key(details)
    registration.phone = details.phone
    registration.position = details.position
    registration.affiliation = details.affiliation
    registration.city = city
    registration.country = details.country
    registration.language = details.language
    registration.receiver = details.receiver
    registration.search_text = search_again(registration)
    registration.changed_at = clock.now()


def _write_needs(registration: Registration, plan: _Plan) -> None:
    said = plan.wished.sensitive
    if said is None or not set(plan.fields) & set(rules.SENSITIVE):
        return
    mine = SensitiveNeed.registration_id == registration.id
    if not said:
        db.session.execute(delete(SensitiveNeed).where(mine))
        return
    need = db.session.scalar(select(SensitiveNeed).where(mine))
    if need is None:
        need = SensitiveNeed(registration_id=registration.id)
        db.session.add(need)
    need.diets = [diet.value for diet in said.diets]
    need.diet_note = said.diet_note
    need.accessibility = said.accessibility


def _write_answers(registration: Registration, plan: _Plan) -> None:
    """Keep the answers with their files; a file that answers nothing any more is deleted."""
    own = plan.own
    if own.version_id is None:
        return
    registration.answers = answers_to_mapping(own.answers)
    registration.form_version_id = own.version_id
    keys = [file.key for file in plan.files]
    db.session.execute(
        delete(AnswerFile).where(
            AnswerFile.registration_id == registration.id, AnswerFile.key.not_in(keys)
        )
    )
    db.session.execute(
        update(AnswerFile)
        .where(AnswerFile.key.in_(keys))
        .values(registration_id=registration.id, draft_id=None)
    )


def _swap(registration: Registration, plan: _Plan) -> frozenset[str]:
    """Give seats back and take others, and return where some became free."""
    options = plan.options
    gone = options.left | options.listed.keys()
    for entry in options.listed.values():
        end_entry(entry, WaitingState.WITHDRAWN)
    freed = seats.free(registration, gone) if gone else frozenset()
    if registration.state in _HOLDS_SEATS:
        for subject in options.added:
            give(registration, subject, plan.limits)
    registration.wishes = rules.with_options(registration.wishes, gone=gone, added=options.added)
    registration.waits = sorted(set(registration.waits) - gone)
    return freed


def _tell(
    registration: Registration, gained: Iterable[LocalizedText], lost: Iterable[LocalizedText]
) -> None:
    gained, lost = tuple(gained), tuple(lost)
    if not registration.is_confirmed or not (gained or lost):
        return
    registration.calendar_sequence += 1
    emails.send_changed(
        registration,
        public_agenda(registration.edition),
        registration.session_keys,
        gained=gained,
        lost=lost,
    )


def _note(registration: Registration, fields: Sequence[str]) -> None:
    audit.record(
        "registration.details",
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number, "fields": rules.told_fields(fields)},
    )
