"""Decisions about registrations, on values alone."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from json import dumps
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from pydantic import TypeAdapter

from forum.core.dates import format_minute
from forum.core.fonts import missing_glyphs
from forum.core.hangul import folded, initials
from forum.core.i18n import current_language
from forum.core.localized import Language, LocalizedText
from forum.editions.types import EditionState
from forum.programme.types import Access, Agenda, Session, SessionState
from forum.registration.errors import (
    CountryUnknownError,
    EmailInvalidError,
    NameMissingError,
    NameNotPrintableError,
    PhoneInvalidError,
    ResidentNumberError,
    SessionsClashError,
    StepsMissingError,
    TextTooLongError,
    WebAddressError,
)
from forum.registration.types import (
    Answers,
    Attend,
    Confirm,
    FilledStep,
    Needs,
    RegistrationDetails,
    Standing,
    Step,
    Typed,
    You,
)
from forum.registration.waiting.types import ADMISSION, session_of, session_subject

LONGEST_NAME = 120
LONGEST_TEXT = 200
LONGEST_NOTE = 500
LONGEST_RELATION = 60
MOST_COLLEAGUES = 10  # that one address can register
HOME = "KR"

# 900101-1234567: no field may ever keep one (personal information protection act, article 24-2)
_RESIDENT_NUMBER = re.compile(
    r"(?<!\d)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\s*[-–]?\s*[1-8]\d{6}(?!\d)"
)
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_EAST_ASIAN = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_INVISIBLE = {"Cc": " ", "Cf": "", "Cs": ""}  # by Unicode's general category
_WEB_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)
_NO_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)


# ------------------------------------------------------------------ when one can register


def standing(
    state: EditionState, opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> Standing:
    """Tell whether an edition takes registrations at a moment."""
    if state is EditionState.ARCHIVED:
        return Standing.ARCHIVED
    if state is EditionState.DRAFT:
        return Standing.NOT_OPEN
    return period_standing(opens_at, closes_at, at)


def period_standing(
    opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> Standing:
    """Tell where a moment lies; a period without a beginning or an end is open there."""
    if opens_at is not None and at < opens_at:
        return Standing.NOT_OPEN
    if closes_at is not None and at >= closes_at:
        return Standing.CLOSED
    return Standing.OPEN


# ------------------------------------------------------------------ which sessions


def by_day(sessions: Sequence[Session]) -> list[tuple[date | None, list[Session]]]:
    """Return sessions under their days, in the order in which they come."""
    days = dict.fromkeys(session.day for session in sessions)
    return [(day, [one for one in sessions if one.day == day]) for day in days]


def can_be_chosen(session: Session | None, limited: Iterable[str]) -> bool:
    """Tell whether a session has seats to be chosen; all others are open to everybody who comes."""
    return (
        session is not None
        and session.state is SessionState.SCHEDULED
        and session.key in frozenset(limited)
    )


def needs_invitation(session: Session, *, is_invited: bool) -> bool:
    """Tell whether a session is closed to somebody of a category that is not invited."""
    return session.access is Access.INVITATION and not is_invited


def has_begun(session: Session, zone: str, at: datetime) -> bool:
    """Tell whether a session has begun; without a time, whether its day is over."""
    if session.day is None:
        return False
    here = at.astimezone(ZoneInfo(zone))
    if session.starts is None:
        return session.day < here.date()
    return (session.day, session.starts) <= (here.date(), here.hour * 60 + here.minute)


def clashes(sessions: Sequence[Session]) -> frozenset[str]:
    """Return the keys of the sessions that lie at the same time as another one of them."""
    return frozenset(key for pair in clashing_pairs(sessions) for key in (pair[0].key, pair[1].key))


def clashing_pairs(sessions: Sequence[Session]) -> list[tuple[Session, Session]]:
    """Return every two of some sessions that lie at the same time, in order."""
    return [
        (one, other)
        for index, one in enumerate(sessions)
        for other in sessions[index + 1 :]
        if overlap(one, other)
    ]


def overlap(one: Session, other: Session) -> bool:
    """Tell whether two sessions lie at the same time, as far as their times are known."""
    if not (one.is_timed and other.is_timed) or one.day != other.day:
        return False
    return (one.starts or 0) < (other.ends or 0) and (other.starts or 0) < (one.ends or 0)


def pair_key(one: Session, other: Session) -> str:
    """Return what names two sessions, in whichever order they stand."""
    return "/".join(sorted((one.key, other.key)))


def unsettled_clashes(attend: Attend, sessions: Sequence[Session]) -> list[tuple[Session, Session]]:
    """Return every two sessions at the same time of which nobody has said that both are kept.

    A wish to wait counts as a choice. So does a second choice, against everything but the first
    one that it stands for, and what clashes with that one already.
    """
    by_key = {session.key: session for session in sessions}
    keys = {*attend.sessions, *attend.waits}
    chosen = [s for s in sessions if s.key in keys]
    ranked = {frozenset(rank) for rank in attend.seconds.items()}
    pairs = [pair for pair in clashing_pairs(chosen) if {one.key for one in pair} not in ranked]
    for first, second in attend.seconds.items():
        if first not in by_key or second not in by_key or second in keys:
            continue
        pairs += [
            (by_key[second], other)
            for other in chosen
            if other.key not in {first, second}
            and overlap(by_key[second], other)
            and not overlap(by_key[first], other)
        ]
    return [pair for pair in pairs if pair_key(*pair) not in attend.keeps]


def clash_of(one: Session, other: Session) -> SessionsClashError:
    """Return the refusal of two sessions at the same time, which names them."""
    language = current_language()
    return SessionsClashError(
        one=one.title.in_(language),
        other=other.title.in_(language),
        until=format_minute(min(one.ends or 0, other.ends or 0)),
    )


def choice_mark(
    sessions: Iterable[str], waits: Iterable[str], seconds: Mapping[str, str] | None = None
) -> str:
    """Return what tells whether somebody's sessions are still the ones that a page has shown."""
    ranks = [f"{first}/{second}" for first, second in sorted((seconds or {}).items())]
    return shown_hash([*sorted(sessions), "", *sorted(waits), "", *ranks])


def second_choices(
    wishes: Iterable[Sequence[str]], waited: Iterable[str], offered: Collection[str]
) -> dict[str, str]:
    """Return to each session that is waited for the one that is ranked right below it.

    All are keys of sessions; one that is not `offered` any more is no choice.
    """
    ranked = [[session_of(one) for one in wish] for wish in wishes]
    return {
        key: wish[wish.index(key) + 1]
        for key in waited
        for wish in ranked
        if key in wish[:-1] and wish[wish.index(key) + 1] in offered
    }


def with_second(wishes: Iterable[Sequence[str]], first: str, second: str) -> list[list[str]]:
    """Return the wishes with `second` ranked right below `first`; empty for nothing.

    What stood there before is a wish of its own from now on. What was ranked below the second
    choice stays below it. A first choice is never ranked below its own second one.
    """
    kept = [list(wish) for wish in wishes]
    mine = next((wish for wish in kept if first in wish), None)
    if mine is None:
        kept.append(mine := [first])
    above, below = mine[: mine.index(first) + 1], mine[mine.index(first) + 1 :]
    if second in above:
        return kept
    joined = next((wish for wish in kept if wish is not mine and wish[0] == second), [])
    ranked = [*above, *((second, *joined[1:]) if second else ())]
    left = [ranked if wish is mine else wish for wish in kept if wish is not joined]
    wished = {one for wish in left for one in wish}
    return [*left, *([one] for one in below if one not in wished)]


def is_circular(seconds: Mapping[str, str]) -> bool:
    """Tell whether some second choices lead back to the first one that they stand for."""
    for first in seconds:
        seen, at = {first}, seconds.get(first)
        while at is not None and at not in seen:
            seen.add(at)
            at = seconds.get(at)
        if at is not None:
            return True
    return False


def changed_wishes(
    wishes: Iterable[Sequence[str]], *, kept: Collection[str], added: Iterable[str]
) -> list[list[str]]:
    """Return the wishes of somebody who has chosen other sessions, each by its rank as before.

    What is neither a session nor among the `kept` subjects goes on being wished; each of the
    `added` becomes a wish of its own.
    """
    left = [[one for one in wish if one in kept or not session_of(one)] for wish in wishes]
    wished = {one for wish in left for one in wish}
    return [*filter(None, left), *([one] for one in added if one not in wished)]


def first_session(agenda: Agenda) -> Session | None:
    """Return the session with which the forum begins, if its time is known."""
    timed = (
        session
        for session in agenda.sessions
        if session.is_timed and session.state is SessionState.SCHEDULED
    )
    return min(timed, key=lambda session: (session.day, session.starts), default=None)


# ------------------------------------------------------------------ what people write


def tidy(text: str) -> str:
    """Return a line of text composed, without control characters and double spaces.

    Nor does anything stay that is not seen itself, such as marks that turn the direction of
    writing: on a badge or in a list they would make another name of a name.
    """
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(_INVISIBLE.get(unicodedata.category(c), c) for c in composed)
    return " ".join(seen.split())


def tidy_text(text: LocalizedText) -> LocalizedText:
    """Return both languages of a line of text, tidied.

    What was written into the wrong one of the two fields, with the other left empty, is put
    where it belongs: Hangul among the Korean, Latin letters among the English.
    """
    ko, en = tidy(text.ko), tidy(text.en)
    if en and not ko and _HANGUL.search(en):
        ko, en = en, ""
    elif ko and not en and _LATIN.search(ko) and not _EAST_ASIAN.search(ko):
        ko, en = "", ko
    return LocalizedText(ko=ko, en=en)


def read_name(name: LocalizedText) -> LocalizedText:
    """Return a name as it is kept and printed.

    Raises:
        NameMissingError, and what `read_text` raises
    """
    tidied = tidy_text(name)
    if not tidied:
        raise NameMissingError
    return read_text(tidied, LONGEST_NAME, printed=True)


def read_text(
    text: LocalizedText, longest: int = LONGEST_TEXT, *, printed: bool = False
) -> LocalizedText:
    """Return a line in both languages as it is kept.

    Raises:
        TextTooLongError, NameNotPrintableError, WebAddressError, ResidentNumberError
    """
    tidied = tidy_text(text)
    for line in (tidied.ko, tidied.en):
        read_note(line, longest)
        if printed and _WEB_ADDRESS.search(line):
            raise WebAddressError
    if printed and (missing := missing_glyphs(f"{tidied.ko} {tidied.en}")):
        raise NameNotPrintableError(characters=" ".join(sorted(missing)))
    return tidied


def read_note(text: str, longest: int = LONGEST_NOTE) -> str:
    """Return a text of one language as it is kept.

    Raises:
        TextTooLongError, ResidentNumberError
    """
    tidied = tidy(text)
    if len(tidied) > longest:
        raise TextTooLongError(count=longest)
    if _RESIDENT_NUMBER.search(tidied):
        raise ResidentNumberError
    return tidied


def read_guardian_line(text: str, longest: int = LONGEST_NAME) -> str:
    """Return what is written of a guardian as it is kept, in whatever language it is.

    Raises:
        TextTooLongError, ResidentNumberError, WebAddressError
    """
    line = read_note(text, longest)
    if _WEB_ADDRESS.search(line):
        raise WebAddressError
    return line


def read_email(text: str) -> str:
    """Return an address as mail is sent to it.

    Raises:
        EmailInvalidError: nothing can be sent to it.
    """
    from email_validator import (  # noqa: PLC0415  large patterns, for what is typed in a form
        EmailNotValidError,
        validate_email,
    )

    try:
        read = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise EmailInvalidError from error
    return read.ascii_email or read.normalized


def email_key(email: str) -> str:
    """Return what two spellings of one address have in common."""
    return email.casefold()


def colleague_key(details: RegistrationDetails) -> str:
    """Return what tells a colleague from the owner of an address: empty for the owner."""
    return folded(details.name.ko or details.name.en)[:250] if details.is_colleague else ""


def read_phone(text: str, country: str = HOME) -> str:
    """Return a phone number as E.164; empty if there is none.

    Raises:
        PhoneInvalidError: it is no number of the country, nor of the one it names.
    """
    import phonenumbers  # noqa: PLC0415  the plans of all countries, for what is typed in a form

    written = unicodedata.normalize("NFKC", text).strip()
    if not written:
        return ""
    try:
        number = phonenumbers.parse(written, country or HOME)
    except phonenumbers.NumberParseException as error:
        raise PhoneInvalidError from error
    if not phonenumbers.is_possible_number(number):
        raise PhoneInvalidError
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spell_phone(phone: str, language: Language) -> str:
    """Return a number as it is written: `010-1234-5678` for Koreans, else `+82 10-1234-5678`."""
    if not phone:
        return ""
    import phonenumbers  # noqa: PLC0415  as above

    number = phonenumbers.parse(phone, None)
    at_home = language == "ko" and phonenumbers.region_code_for_number(number) == HOME
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if at_home else form.INTERNATIONAL)


@lru_cache(maxsize=4)
def countries(language: Language) -> tuple[tuple[str, str], ...]:
    """Return the codes and names of all countries, in a language's own order, Korea first."""
    names = Locale(language).territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == len(HOME) and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return tuple(sorted(found, key=lambda pair: (pair[0] != HOME, folded(pair[1]))))


def country_name(code: str, language: Language) -> str:
    """Return a country's name, or its code if nobody has named it."""
    return str(Locale(language).territories.get(code, code))


def read_country(code: str) -> str:
    """Return an ISO 3166-1 alpha-2 code.

    Raises:
        CountryUnknownError
    """
    if code.upper() not in dict(countries("en")):
        raise CountryUnknownError
    return code.upper()


def checked(details: RegistrationDetails, *, needs_address: bool = True) -> RegistrationDetails:
    """Return details as they are kept; what came from a form passes unchanged.

    Raises:
        Refusal: a field cannot be taken.
    """
    country = read_country(details.country)
    sensitive = details.sensitive
    return replace(
        details,
        name=read_name(details.name),
        email=read_email(details.email) if details.email or needs_address else "",
        phone=read_phone(details.phone, country),
        position=read_text(details.position, printed=True),
        affiliation=read_text(details.affiliation, printed=True),
        country=country,
        sessions=tuple(dict.fromkeys(details.sessions)),
        sensitive=replace(
            sensitive,
            diet_note=read_note(sensitive.diet_note),
            accessibility=read_note(sensitive.accessibility, 2 * LONGEST_NOTE),
        ),
    )


def language_of_words(text: str, reader: Language) -> Language:
    """Return the language that a text which somebody wrote is most likely in."""
    if _HANGUL.search(text):
        return "ko"
    return "en" if _LATIN.search(text) else reader


# ------------------------------------------------------------------ finding people


def sort_key(name: LocalizedText) -> str:
    """Return what a list is sorted by: the Korean spelling where there is one."""
    return folded(name.ko or name.en)


def search_text(texts: Iterable[str], name: LocalizedText) -> str:
    """Return everything that an organiser may look for, folded, with the name's initials."""
    without_spaces = initials(folded(name.ko)).replace(" ", "")
    parts = [folded(text) for text in texts if text]
    return "\n".join([*parts, without_spaces])


# ------------------------------------------------------------------ consents


def notice_hash(texts: dict[str, dict[str, str]], *, required: bool) -> str:
    """Return the SHA-256 over everything of a notice that people are shown, in both languages."""
    shown = {"required": required, "texts": texts}
    canonical = dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def shown_hash(hashes: Iterable[str]) -> str:
    """Return one hash over the notices of a page, to tell whether they are still the same."""
    return sha256("\n".join(hashes).encode()).hexdigest()


# ------------------------------------------------------------------ what a draft keeps

_KINDS: Mapping[Step, TypeAdapter[Any]] = {
    Step.YOU: TypeAdapter(You),
    Step.ATTEND: TypeAdapter(Attend),
    Step.NEEDS: TypeAdapter(Needs),
    Step.CONFIRM: TypeAdapter(Confirm),
}


def write_step(filled: FilledStep) -> dict[str, object]:
    """Return what is kept of a step: the form word for word, and what it means if anything."""
    kind, answers = _KINDS[filled.step], filled.answers
    means = None if answers is None else kind.dump_python(answers, mode="json")
    return {"typed": filled.typed, "means": means}


def read_typed(stored: Mapping[str, Any], step: Step) -> Typed | None:
    """Return what the form of a step held, if it was ever filled in."""
    kept = stored.get(step.value)
    return kept["typed"] if kept else None


def read_answers(stored: Mapping[str, Any]) -> Answers:
    """Return what is kept of the first three steps, as far as it can be taken."""

    def means(step: Step) -> Any:  # noqa: ANN401  the kind of answers that the step has
        kept = stored.get(step.value)
        if not kept or kept["means"] is None:
            return None
        return _KINDS[step].validate_python(kept["means"])

    return Answers(you=means(Step.YOU), attend=means(Step.ATTEND), needs=means(Step.NEEDS))


def details_from(answers: Answers, confirm: Confirm, language: Language) -> RegistrationDetails:
    """Put the steps together.

    Raises:
        StepsMissingError: one of the first three has not been filled in.
    """
    you, attend, needs = answers.you, answers.attend, answers.needs
    if you is None or attend is None or needs is None:
        raise StepsMissingError
    return RegistrationDetails(
        category=you.category,
        name=you.name,
        email=you.email,
        phone=you.phone,
        position=you.position,
        affiliation=you.affiliation,
        city=you.city,
        country=you.country,
        language=language,
        is_colleague=you.is_colleague,
        sessions=(*attend.sessions, *attend.waits),
        seconds={
            session_subject(first): (session_subject(second),)
            for first, second in attend.seconds.items()
        },
        waits=frozenset(
            [
                *(session_subject(key) for key in attend.waits),
                *([ADMISSION] if you.waits else []),
            ]
        ),
        receiver=needs.receiver,
        sensitive=needs.sensitive,
        consents={**needs.consents, **confirm.consents},
        answers=answers.own(),
        form_version=max(
            (said.form_version for said in (you, attend, needs) if said.own and said.form_version),
            default=None,
        ),
        guardian=you.guardian,
    )
