"""Which columns a spreadsheet has, and what a feature above adds to them."""

from collections.abc import Iterable, Sequence

from forum.core.localized import LocalizedText
from forum.registration.questions.types import FormDefinition
from forum.registration.sheets.types import Heading, MoreColumns, Offered

CONSENT = "consent:"
OWN = "own:"
SENSITIVE = "sensitive:"

_COLUMNS: tuple[tuple[str, str, str, int], ...] = (
    ("number", "접수 번호", "Number", 16),
    ("serial", "일련번호", "Serial", 9),
    ("state", "상태", "State", 14),
    ("category", "참가 구분", "Category", 18),
    ("category_key", "참가 구분(키)", "Category (key)", 14),
    ("name_ko", "성명", "Name (Korean)", 18),
    ("name_en", "로마자 성명", "Name (Latin)", 24),
    ("position_ko", "직위", "Position (ko)", 20),
    ("position_en", "직위(영어)", "Position (en)", 24),
    ("affiliation_ko", "소속", "Affiliation (ko)", 24),
    ("affiliation_en", "소속(영어)", "Affiliation (en)", 28),
    ("city", "도시", "City", 18),
    ("country", "나라", "Country", 18),
    ("country_code", "나라(코드)", "Country (code)", 9),
    ("email", "전자우편", "E-mail", 28),
    ("phone", "전화", "Phone", 20),
    ("language", "언어", "Language", 10),
    ("receiver", "통역 수신기", "Receiver", 12),
    ("sessions", "참여 세션", "Sessions", 40),
    ("session_keys", "참여 세션(키)", "Sessions (keys)", 24),
    ("waits", "대기", "Waits for", 28),
    ("registered", "신청", "Registered", 18),
    ("confirmed", "확정", "Confirmed", 18),
    ("cancelled", "취소", "Cancelled", 18),
    ("cancel_reason", "취소 사유", "Reason for cancelling", 24),
    ("changed", "마지막 변경", "Last change", 18),
    ("source", "신청 방법", "Came in by", 20),
    ("colleague", "동료가 신청", "Registered by a colleague", 12),
    ("reissue", "명찰 재발급", "Badge issued anew", 12),
    ("tags", "꼬리표", "Tags", 24),
)
_SENSITIVE: tuple[tuple[str, str, str, int], ...] = (
    ("diets", "먹지 않는 것", "Does not eat", 28),
    ("diet_note", "식사 참고", "Note on food", 28),
    ("accessibility", "접근성", "Accessibility", 36),
)
_offered = Offered()


def offer_columns(feature: str, columns: MoreColumns) -> None:
    """Let a feature add columns that only it can read."""
    _offered.by_feature[feature] = columns


def offered_columns() -> Sequence[MoreColumns]:
    """Return what other features have added."""
    return tuple(_offered.by_feature.values())


def headings(
    consents: Iterable[Heading], forms: Iterable[FormDefinition], *, has_sensitive: bool
) -> list[Heading]:
    """Return every column in order. Questions stand under their latest words."""
    asked = {question.key: question.label for form in forms for question in form.questions()}
    found = [_heading(name, ko, en, width) for name, ko, en, width in _COLUMNS]
    found += consents
    found += [heading for more in offered_columns() for heading in more.headings]
    found += [Heading(name=OWN + key, words=label, width=24) for key, label in asked.items()]
    if has_sensitive:
        found += [_heading(SENSITIVE + name, ko, en, width) for name, ko, en, width in _SENSITIVE]
    return found


def _heading(name: str, ko: str, en: str, width: int) -> Heading:
    return Heading(name=name, words=LocalizedText(ko, en), width=width)
