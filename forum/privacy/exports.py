"""Everything that the system holds about one person, as JSON and as a PDF."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select

from forum.core import clock
from forum.core.dates import format_datetime
from forum.core.db import db
from forum.core.i18n import in_language
from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.core.mail import MailState
from forum.core.mailwords import STATE_WORDS as MAIL_STATE_WORDS
from forum.core.typesetting import typeset
from forum.privacy.erasing import tables_of_people
from forum.privacy.queries import (
    find_last,
    list_access_to,
    list_links,
    list_prints,
    list_scans,
)
from forum.privacy.types import Fact, Section, Value
from forum.programme.queries import public_agenda
from forum.registration.consents.queries import list_own_consents
from forum.registration.lines.queries import reasons_of
from forum.registration.models import Registration
from forum.registration.notes.queries import list_notes
from forum.registration.queries import find_sensitive, list_history, list_mails, list_star_keys
from forum.registration.questions.queries import told_answers
from forum.registration.rules import country_name
from forum.registration.tags.queries import tags_of
from forum.registration.types import Diet
from forum.registration.words import (
    ACTION_WORDS,
    DIET_WORDS,
    SOURCE_WORDS,
    STATE_WORDS,
)

TOLD = frozenset(
    {
        "answer_files",
        "attendances",
        "badge_prints",
        "consents_given",
        "erasure_requests",
        "registration_drafts",
        "registration_notes",
        "registration_tags_given",
        "scans",
        "seats",
        "sensitive_needs",
        "stars",
    }
)
"""Tables that a section of its own tells of; what is in any other is told row by row."""


def _text(ko: str, en: str) -> LocalizedText:
    return LocalizedText(ko, en)


def _said(words: object) -> LocalizedText:
    """Return words of the interface in both languages."""
    spoken = []
    for language in LANGUAGES:
        with in_language(language):
            spoken.append(str(words))
    return LocalizedText(*spoken)


_SECRET = re.compile(r"(/my/open/)\S+")
_CODE = re.compile(r"^ +\d{6} *$", re.MULTILINE)  # as the mail of a code has it
_WORDS = {
    "ko": _text("한국어", "Korean"),
    "en": _text("영어", "English"),
    "self": _text("본인", "You"),
    "guardian": _text("법정대리인", "Your guardian"),
    "organiser": _text("사무국", "An organiser"),
    "visitor": _text("본인", "You"),
    "link": _text("본인(링크)", "You, by link"),
    "user": _text("사무국", "An organiser"),
    "device": _text("출입 확인 기기", "A device at the door"),
    "token": _text("프로그램", "A program"),
    "system": _text("시스템", "The system"),
    "in": _text("들어옴", "In"),
    "out": _text("나감", "Out"),
    "admitted": _text("입장", "Admitted"),
    "repeat": _text("다시 찍음", "Scanned again"),
}


def _word(value: str | None) -> Value:
    """Return a value of ours in words, where it has any."""
    return _WORDS.get(value, value) if value else None


def _moment(at: datetime | None, zone: str) -> LocalizedText | None:
    if at is None:
        return None
    place = ZoneInfo(zone)
    ko, en = (format_datetime(at, place, language) for language in LANGUAGES)
    return LocalizedText(ko, en)


def sections_of(registration: Registration) -> tuple[Section, ...]:
    """Return everything that is known of somebody, in the order in which it is read."""
    makers: tuple[Callable[[Registration], Section], ...] = (
        _registration,
        _own_answers,
        _sessions,
        _needs,
        _consents,
        _mails,
        _door,
        _badges,
        _links,
        _access,
        _remarks,
        _history,
        _others,
    )
    return tuple(make(registration) for make in makers)


def own_data_json(registration: Registration) -> bytes:
    """Return everything as JSON, with the texts of notices and mails."""
    edition = registration.edition
    told = {
        "made_at": clock.now().isoformat(),
        "edition": {"slug": edition.slug, "name": edition.name.to_mapping()},
        **{section.name: section.to_list() for section in sections_of(registration)},
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def own_data_pdf(registration: Registration, language: Language) -> bytes:
    """Return everything as a tagged PDF, in one language with the other one beside it."""
    edition = registration.edition
    data = {
        "language": language,
        "edition": edition.name.to_mapping(),
        "trial": edition.is_trial,
        "number": registration.number,
        "sections": [
            {
                "title": section.title.to_mapping(),
                "rows": [[_shown(fact) for fact in row if fact.value] for row in section.rows],
            }
            for section in sections_of(registration)
        ],
    }
    return typeset("privacy/own_data.typ", data, made_at=clock.now())


def _shown(fact: Fact) -> dict[str, object]:
    value = fact.value
    return {
        "label": fact.label.to_mapping(),
        "value": value.to_mapping() if isinstance(value, LocalizedText) else value,
    }


# ------------------------------------------------------------------ the sections


def _registration(one: Registration) -> Section:
    zone = one.edition.timezone
    country = LocalizedText(*(country_name(one.country, language) for language in LANGUAGES))
    asked = find_last(one)
    facts: list[tuple[str, LocalizedText, Value]] = [
        ("number", _text("접수 번호", "Number"), one.number),
        ("state", _text("상태", "State"), _said(STATE_WORDS[one.state])),
        ("source", _text("신청 방법", "Came in by"), _said(SOURCE_WORDS[one.source])),
        ("category", _text("참가 구분", "Category"), one.category.name),
        ("name", _text("성명", "Name"), one.name),
        ("email", _text("전자우편", "E-mail"), one.email),
        ("phone", _text("전화", "Phone"), one.phone),
        ("position", _text("직위", "Position"), one.position),
        ("affiliation", _text("소속", "Affiliation"), one.affiliation),
        ("city", _text("도시", "City"), one.city.name if one.city else None),
        ("country", _text("나라", "Country"), country),
        ("language", _text("언어", "Language"), _word(one.language)),
        ("receiver", _text("통역 수신기", "Receiver"), _word(one.receiver)),
        ("registered_at", _text("신청한 때", "Registered"), _moment(one.created_at, zone)),
        ("confirmed_at", _text("확정된 때", "Confirmed"), _moment(one.confirmed_at, zone)),
        ("cancelled_at", _text("취소한 때", "Cancelled"), _moment(one.cancelled_at, zone)),
        ("cancel_reason", _text("취소 사유", "Reason"), one.cancel_reason),
        ("changed_at", _text("마지막 변경", "Last change"), _moment(one.changed_at, zone)),
        ("calendar_uid", _text("캘린더 일정 번호", "Calendar entry"), one.calendar_uid),
        (
            "erasure_asked_at",
            _text("삭제를 요청한 때", "Erasure asked for"),
            _moment(asked.asked_at, zone) if asked else None,
        ),
    ]
    row = tuple(Fact(name=name, label=label, value=value) for name, label, value in facts)
    return Section(name="registration", title=_text("참가 신청", "Registration"), rows=(row,))


def _own_answers(one: Registration) -> Section:
    facts = tuple(
        Fact(name=told.question, label=told.label, value=told.words) for told in told_answers(one)
    )
    rows = (facts,) if facts else ()
    return Section(name="answers", title=_text("주최 측 질문", "Questions"), rows=rows)


def _sessions(one: Registration) -> Section:
    agenda = public_agenda(one.edition)
    starred, chosen = list_star_keys(one), frozenset(one.session_keys)
    title = _text("참여 순서", "Sessions")
    how = {
        True: _text("신청한 순서", "Registered for"),
        False: _text("별표한 순서", "Starred"),
    }
    rows = []
    for key in [*one.session_keys, *sorted(starred - chosen)]:
        session = agenda.session(key)
        rows.append(
            (
                Fact(name="session", label=how[key in chosen], value=key),
                Fact(
                    name="title",
                    label=_text("제목", "Title"),
                    value=session.title if session else None,
                ),
                Fact(
                    name="is_starred",
                    label=_text("별표", "Starred"),
                    value=_yes_no(key in starred),
                ),
            )
        )
    return Section(name="sessions", title=title, rows=tuple(rows))


def _yes_no(is_so: object) -> LocalizedText:
    return _text("예", "yes") if is_so else _text("아니오", "no")


def _needs(one: Registration) -> Section:
    title = _text("식사와 지원 (민감정보)", "Food and help (sensitive)")
    need = find_sensitive(one)
    if need is None:
        return Section(name="needs", title=title, rows=())
    said = [_said(DIET_WORDS[Diet(diet)]) for diet in need.diets]
    diets = LocalizedText(", ".join(diet.ko for diet in said), ", ".join(diet.en for diet in said))
    row = (
        Fact(name="diets", label=_text("먹지 않는 것", "Does not eat"), value=diets),
        Fact(name="diet_note", label=_text("식사 참고", "About food"), value=need.diet_note),
        Fact(
            name="accessibility",
            label=_text("필요한 지원", "Help to take part"),
            value=need.accessibility,
        ),
    )
    return Section(name="needs", title=title, rows=(row,))


_AGREED = LocalizedText("동의함", "Agreed")
_NOT_AGREED = LocalizedText("동의하지 않음", "Not agreed")


def _consents(one: Registration) -> Section:
    zone = one.edition.timezone
    rows = []
    for own in list_own_consents(one):
        for answer in reversed(own.answers):
            notice = answer.notice
            answered = _AGREED if answer.given else _NOT_AGREED
            facts: list[tuple[str, LocalizedText, Value]] = [
                ("notice", _text("안내", "Notice"), notice.title),
                ("answer", _text("답", "Answer"), answered),
                ("by", _text("답한 사람", "Answered by"), _word(answer.given_by.value)),
                ("answered_at", _text("답한 때", "When"), _moment(answer.answered_at, zone)),
                ("version", _text("판", "Version"), str(answer.version)),
                ("language", _text("보여 준 언어", "Shown in"), _word(answer.language)),
                ("purpose", _text("목적", "Purpose"), notice.purpose),
                ("items", _text("항목", "Items"), notice.items),
                ("period", _text("기간", "Period"), notice.period),
                ("refusal", _text("거부할 권리", "Right to refuse"), notice.refusal),
                ("sha256", _text("지문 (SHA-256)", "Fingerprint (SHA-256)"), answer.sha256),
            ]
            rows.append(
                tuple(Fact(name=name, label=label, value=said) for name, label, said in facts)
            )
    return Section(name="consents", title=_text("동의", "Consents"), rows=tuple(rows))


def _mails(one: Registration) -> Section:
    zone = one.edition.timezone
    rows = []
    for mail in reversed(list_mails(one)):
        facts: list[tuple[str, LocalizedText, Value]] = [
            ("subject", _text("제목", "Subject"), mail.subject),
            ("to", _text("받는 사람", "To"), mail.recipient),
            ("written_at", _text("쓴 때", "Written"), _moment(mail.created_at, zone)),
            ("sent_at", _text("보낸 때", "Sent"), _moment(mail.sent_at, zone)),
            ("state", _text("상태", "State"), _said(MAIL_STATE_WORDS[MailState(mail.state)])),
            ("text", _text("내용", "Text"), _without_secrets(mail.text)),
        ]
        rows.append(tuple(Fact(name=name, label=label, value=said) for name, label, said in facts))
    return Section(name="mails", title=_text("보낸 전자우편", "Mails"), rows=tuple(rows))


def _without_secrets(text: str) -> str:
    """Return a mail without its codes and what its links open: a file lies about for longer."""
    return _CODE.sub("······", _SECRET.sub(r"\1…", text))


def _door(one: Registration) -> Section:
    zone = one.edition.timezone
    rows = []
    for scan, of, undo in list_scans(one):
        facts: list[tuple[str, LocalizedText, Value]] = [
            ("list", _text("명단", "List"), of.name),
            ("scanned_at", _text("찍은 때", "Scanned"), _moment(scan.scanned_at, zone)),
            ("received_at", _text("받은 때", "Received"), _moment(scan.received_at, zone)),
            ("direction", _text("방향", "Direction"), _word(scan.direction.value)),
            ("result", _text("결과", "Result"), _word(scan.result.value)),
            (
                "undone_at",
                _text("무른 때", "Taken back"),
                _moment(undo.undone_at, zone) if undo else None,
            ),
        ]
        rows.append(tuple(Fact(name=name, label=label, value=said) for name, label, said in facts))
    return Section(name="scans", title=_text("출입 기록", "At the door"), rows=tuple(rows))


def _badges(one: Registration) -> Section:
    zone = one.edition.timezone
    rows = tuple(
        (
            Fact(
                name="printed_at",
                label=_text("인쇄한 때", "Printed"),
                value=_moment(printed.printed_at, zone),
            ),
            Fact(name="reissue", label=_text("재발급", "Reissue"), value=str(printed.reissue)),
        )
        for printed in list_prints(one)
    )
    return Section(name="badges", title=_text("명찰", "Badges"), rows=rows)


def _links(one: Registration) -> Section:
    zone = one.edition.timezone
    rows = []
    for link in list_links(one):
        facts: list[tuple[str, LocalizedText, Value]] = [
            ("purpose", _text("쓰임", "Purpose"), link.purpose),
            ("made_at", _text("만든 때", "Made"), _moment(link.created_at, zone)),
            ("expires_at", _text("끝나는 때", "Expires"), _moment(link.expires_at, zone)),
            ("revoked_at", _text("거둔 때", "Revoked"), _moment(link.revoked_at, zone)),
        ]
        rows.append(tuple(Fact(name=name, label=label, value=said) for name, label, said in facts))
    return Section(name="links", title=_text("보낸 링크", "Links"), rows=tuple(rows))


def _access(one: Registration) -> Section:
    zone = one.edition.timezone
    rows = tuple(
        (
            Fact(
                name="seen_at",
                label=_text("사무국이 본 때", "Seen by an organiser"),
                value=_moment(entry.made_at, zone),
            ),
        )
        for entry in list_access_to(one)
    )
    title = _text("민감정보 열람", "Who has looked at food and help")
    return Section(name="access", title=title, rows=rows)


def _history(one: Registration) -> Section:
    zone = one.edition.timezone
    rows = []
    history = list_history(one)
    reasons = reasons_of(one, history)
    for entry in reversed(history):
        action = ACTION_WORDS.get(entry.action, entry.action)
        reason = reasons.get(entry.id)
        facts: list[tuple[str, LocalizedText, Value]] = [
            ("at", _text("때", "When"), _moment(entry.made_at, zone)),
            ("action", _text("한 일", "What"), _said(action)),
            ("who", _text("한 쪽", "Who"), _word(entry.actor.partition(":")[0])),
            ("address", _text("접속 주소", "Network address"), _own_address(entry)),
            ("reason", _text("사유", "Reason"), str(reason) if reason else None),
        ]
        rows.append(tuple(Fact(name=name, label=label, value=said) for name, label, said in facts))
    return Section(name="history", title=_text("이력", "History"), rows=tuple(rows))


def _own_address(entry: object) -> str | None:
    """Return from where the person acted; where others acted from is theirs."""
    actor, address = str(getattr(entry, "actor", "")), str(getattr(entry, "address", ""))
    return address if actor.partition(":")[0] in {"link", "visitor"} else None


def _remarks(one: Registration) -> Section:
    """Tell what organisers have written about somebody, who has a right to see it."""
    zone = one.edition.timezone
    word, at = _text("꼬리표", "Tag"), _text("쓴 때", "Written")
    tags = [(Fact(name="tag", label=word, value=tag.word),) for tag in tags_of([one.id])[one.id]]
    notes = [
        (
            Fact(name="note", label=_text("메모", "Note"), value=note.text),
            Fact(name="written_at", label=at, value=_moment(note.written_at, zone)),
        )
        for note in list_notes(one)
    ]
    title = _text("사무국의 메모와 꼬리표", "Notes and tags of the organisers")
    return Section(name="remarks", title=title, rows=(*tags, *notes))


def _others(one: Registration) -> Section:
    """Tell what other features keep of somebody, word for word: nothing is left out."""
    rows: list[tuple[Fact, ...]] = []
    for table in tables_of_people():
        if table.name not in TOLD:
            rows.extend(_rows_of(table, one.id))
    return Section(name="others", title=_text("그 밖의 기록", "Other records"), rows=tuple(rows))


def _rows_of(table: Table, registration_id: int) -> Iterable[tuple[Fact, ...]]:
    for key in table.foreign_keys:
        if str(key.target_fullname) != "registrations.id":
            continue
        found = db.session.execute(select(table).where(key.parent == registration_id))
        for row in found.mappings():
            yield tuple(
                Fact(name=name, label=LocalizedText(name, name), value=_written(value))
                for name, value in row.items()
                if not name.endswith("_hash")
            )


def _written(value: object) -> Value:
    match value:
        case None | "":
            return None
        case LocalizedText():
            return value
        case datetime() | date():
            return value.isoformat()
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
