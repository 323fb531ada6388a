"""Reads for the spreadsheets: what stands in the lines."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from forum.cities.models import City
from forum.core.db import db
from forum.core.i18n import in_language
from forum.core.localized import Language, LocalizedText
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration.filters.queries import conditions_of
from forum.registration.filters.rules import filter_of
from forum.registration.models import (
    Attendance,
    Category,
    ConsentGiven,
    ConsentNotice,
    Registration,
    SensitiveNeed,
)
from forum.registration.questions.models import FormVersion
from forum.registration.questions.queries import definition_of
from forum.registration.questions.rules import answers_from_mapping, spell_answer
from forum.registration.questions.types import FormDefinition
from forum.registration.rules import country_name, spell_phone
from forum.registration.sheets.rules import CONSENT, OWN, SENSITIVE
from forum.registration.sheets.types import PART, Heading
from forum.registration.tags.models import Tag, TagGiven
from forum.registration.types import Diet
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.types import ADMISSION, ON_THE_LIST, option_of, session_of
from forum.registration.words import DIET_WORDS, SOURCE_WORDS, STATE_WORDS

Cells = dict[str, str]


# ------------------------------------------------------------------ what is asked of everybody


def list_ids(edition: Edition, chosen: Mapping[str, str]) -> Sequence[int]:
    """Return the ids of those whom a filter finds, by name."""
    return db.session.scalars(
        select(Registration.id)
        .where(*conditions_of(edition, filter_of(chosen)))
        .order_by(Registration.sort_key, Registration.id)
    ).all()


def list_consent_headings(edition: Edition) -> list[Heading]:
    """Return a column for every notice that anybody was asked, under its latest title."""
    rows = db.session.execute(
        select(ConsentNotice.key, ConsentNotice.title)
        .where(ConsentNotice.edition_id == edition.id)
        .order_by(ConsentNotice.position, ConsentNotice.version)
    )
    titles = {row.key: row.title for row in rows}
    return [
        Heading(
            name=CONSENT + key,
            words=LocalizedText(
                f"동의: {title.ko or title.en}", f"Consent: {title.en or title.ko}"
            ),
        )
        for key, title in titles.items()
    ]


def definitions_answered(edition: Edition) -> dict[int, FormDefinition]:
    """Return the versions of own questions that somebody of an edition was asked."""
    asked = select(Registration.form_version_id).where(
        Registration.edition_id == edition.id, Registration.form_version_id.is_not(None)
    )
    rows = db.session.scalars(
        select(FormVersion).where(FormVersion.id.in_(asked)).order_by(FormVersion.id)
    )
    return {row.id: definition_of(row) for row in rows}


# ------------------------------------------------------------------ the lines


class Reader:
    """Reads people as lines, some at a time, in one language."""

    def __init__(
        self,
        edition: Edition,
        forms: Mapping[int, FormDefinition],
        language: Language,
        *,
        has_sensitive: bool = False,
    ) -> None:
        """Read once what is the same for everybody."""
        self.language: Language = language
        self.zone = ZoneInfo(edition.timezone)
        self.has_sensitive = has_sensitive
        self.forms = forms
        agenda = public_agenda(edition)
        self.titles = {one.key: one.title.in_(self.language) for one in agenda.sessions}
        of_edition = Category.edition_id == edition.id
        self.categories = {
            row.id: (row.key, row.name.in_(self.language))
            for row in db.session.execute(
                select(Category.id, Category.key, Category.name).where(of_edition)
            )
        }
        self.cities = {
            row.id: row.name.in_(self.language)
            for row in db.session.execute(select(City.id, City.name))
        }
        self.countries: dict[str, str] = {}
        with in_language(self.language):
            self.states = {state: str(word) for state, word in STATE_WORDS.items()}
            self.sources = {source: str(word) for source, word in SOURCE_WORDS.items()}
        self.options = {
            f"{question.key}/{option.key}": option.label.in_(self.language)
            for form in forms.values()
            for question in form.questions()
            for option in question.options
        }

    def read(self, ids: Sequence[int]) -> Iterator[tuple[int, Cells]]:
        """Yield some people's ids and lines in order, with one statement for each table."""
        rows = {row.id: row for row in db.session.execute(_people(ids))}
        sessions = self._many(ids, Attendance.registration_id, Attendance.session_key)
        waits = self._waits(ids)
        tags = self._tags(ids)
        consents = self._consents(ids)
        needs = self._needs(ids) if self.has_sensitive else {}
        for one in ids:
            row = rows.get(one)
            if row is None:  # erased meanwhile
                continue
            keys = sessions.get(one, [])
            yield (
                one,
                {
                    **self._person(row),
                    "sessions": ", ".join(self.titles.get(key, key) for key in keys),
                    "session_keys": ", ".join(keys),
                    "waits": ", ".join(waits.get(one, [])),
                    "tags": ", ".join(tags.get(one, [])),
                    **consents.get(one, {}),
                    **self._answers(row),
                    **needs.get(one, {}),
                },
            )

    def _person(self, row: Any) -> Cells:  # noqa: ANN401  a row of `_people`
        key, category = self.categories[row.category_id]
        return {
            "number": row.number,
            "serial": str(row.serial),
            "state": self.states[row.state],
            "category": category,
            "category_key": key,
            "name_ko": row.name.ko,
            "name_en": row.name.en,
            "position_ko": row.position.ko,
            "position_en": row.position.en,
            "affiliation_ko": row.affiliation.ko,
            "affiliation_en": row.affiliation.en,
            "city": self.cities.get(row.city_id, ""),
            "country": self._country(row.country),
            "country_code": row.country,
            "email": row.email,
            "phone": spell_phone(row.phone, self.language) if row.phone else "",
            "language": row.language,
            "receiver": row.receiver or "",
            "registered": self._moment(row.registered_at),
            "confirmed": self._moment(row.confirmed_at),
            "cancelled": self._moment(row.cancelled_at),
            "cancel_reason": row.cancel_reason,
            "changed": self._moment(row.changed_at),
            "source": self.sources[row.source],
            "colleague": self._yes(row.colleague_key),
            "reissue": str(row.reissue),
        }

    def _yes(self, value: object) -> str:
        if not value:
            return ""
        return "예" if self.language == "ko" else "Yes"

    def _country(self, code: str) -> str:
        if code not in self.countries:
            self.countries[code] = country_name(code, self.language)
        return self.countries[code]

    def _moment(self, at: datetime | None) -> str:
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M") if at else ""

    def _answers(self, row: Any) -> Cells:  # noqa: ANN401  a row of `_people`
        form = self.forms.get(row.form_version_id)
        if form is None or not row.answers:
            return {}
        answers = answers_from_mapping(row.answers)
        return {
            OWN + question.key: spell_answer(question, answers[question.key]).in_(self.language)
            for question in form.questions()
            if question.key in answers
        }

    def _many(self, ids: Sequence[int], of: Any, value: Any) -> dict[int, list[str]]:  # noqa: ANN401  columns
        found: dict[int, list[str]] = defaultdict(list)
        for one, text in db.session.execute(select(of, value).where(of.in_(ids)).order_by(of)):
            found[one].append(text)
        return found

    def _waits(self, ids: Sequence[int]) -> dict[int, list[str]]:
        rows = db.session.execute(
            select(WaitingEntry.registration_id, WaitingEntry.subject).where(
                WaitingEntry.registration_id.in_(ids), WaitingEntry.state.in_(ON_THE_LIST)
            )
        )
        found: dict[int, list[str]] = defaultdict(list)
        for one, subject in rows:
            found[one].append(self._subject(subject))
        return found

    def _subject(self, subject: str) -> str:
        if subject == ADMISSION:
            return "참가" if self.language == "ko" else "Taking part"
        if session := session_of(subject):
            return self.titles.get(session, session)
        return self.options.get(option_of(subject), option_of(subject))

    def _tags(self, ids: Sequence[int]) -> dict[int, list[str]]:
        rows = db.session.execute(
            select(TagGiven.registration_id, Tag.word)
            .join(Tag, Tag.id == TagGiven.tag_id)
            .where(TagGiven.registration_id.in_(ids))
            .order_by(Tag.word)
        )
        found: dict[int, list[str]] = defaultdict(list)
        for one, word in rows:
            found[one].append(word)
        return found

    def _consents(self, ids: Sequence[int]) -> dict[int, Cells]:
        given = ("예", "아니요") if self.language == "ko" else ("Yes", "No")
        rows = db.session.execute(
            select(ConsentGiven.registration_id, ConsentGiven.key, ConsentGiven.given)
            .where(ConsentGiven.registration_id.in_(ids))
            .order_by(ConsentGiven.id)
        )
        found: dict[int, Cells] = defaultdict(dict)
        for one, key, said in rows:  # the last one holds
            found[one][CONSENT + key] = given[0] if said else given[1]
        return found

    def _needs(self, ids: Sequence[int]) -> dict[int, Cells]:
        rows = db.session.scalars(
            select(SensitiveNeed).where(SensitiveNeed.registration_id.in_(ids))
        )
        return {
            row.registration_id: {
                SENSITIVE + "diets": ", ".join(str(DIET_WORDS[Diet(diet)]) for diet in row.diets),
                SENSITIVE + "diet_note": row.diet_note,
                SENSITIVE + "accessibility": row.accessibility,
            }
            for row in rows
        }


def _people(ids: Sequence[int]) -> Any:  # noqa: ANN401  a statement on many columns
    return select(
        Registration.id,
        Registration.number,
        Registration.serial,
        Registration.state,
        Registration.category_id,
        Registration.name,
        Registration.position,
        Registration.affiliation,
        Registration.city_id,
        Registration.country,
        Registration.email,
        Registration.phone,
        Registration.language,
        Registration.receiver,
        Registration.registered_at,
        Registration.confirmed_at,
        Registration.cancelled_at,
        Registration.cancel_reason,
        Registration.changed_at,
        Registration.source,
        Registration.colleague_key,
        Registration.reissue,
        Registration.form_version_id,
        Registration.answers,
    ).where(Registration.id.in_(ids))


def parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids in parts of which each is one look at the database."""
    for first in range(0, len(ids), PART):
        yield ids[first : first + PART]
