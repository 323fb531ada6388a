"""What leaves the house: the receipt as a PDF, and the verifier as a file."""

from pathlib import Path
from zoneinfo import ZoneInfo

from forum.core.dates import format_datetime
from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.core.settings import current_settings
from forum.core.typesetting import typeset
from forum.declaration import verifier
from forum.declaration.documents.exports import ARCHIVAL
from forum.declaration.ink.rules import ink_svg
from forum.declaration.types import Identification, Receipt
from forum.tokens.exports import qr_svg

WAYS = {
    Identification.MAIL_CODE: LocalizedText(
        "전자서명, 위임받은 전자우편 주소로 보낸 일회용 번호로 본인 확인",
        "Electronic, identified by a one-time code to the mandated address",
    ),
    Identification.IN_PERSON: LocalizedText(
        "서명대에서 전자서명, 담당자가 직접 본인 확인",
        "Electronic, at the signing table, identified in person by an officer",
    ),
    Identification.WET_INK: LocalizedText(
        "종이에 자필 서명, 담당자 두 명이 확인하여 기록",
        "By hand on paper, recorded and confirmed by two officers",
    ),
    Identification.LETTER: LocalizedText(
        "도시가 보낸 공문, 담당자 두 명이 확인하여 기록",
        "By a letter of the city, recorded and confirmed by two officers",
    ),
}
"""How a receipt calls the way in which a signature was given."""

_UNTRUSTING = "TRUSTED_KEYS: tuple[str, ...] = ()"


def verify_address(number: str, language: Language) -> str:
    """Return the public address at which anybody finds out about a number."""
    return f"{current_settings().public_url}/{language}/verify/{number}"


def receipt_data(receipt: Receipt) -> dict[str, object]:
    """Return the value from which the receipt is set (`templates/declaration/receipt.typ`)."""
    address = verify_address(receipt.number, receipt.language)
    return {
        "edition": {"name": receipt.edition.to_mapping()},
        "trial": receipt.is_trial,
        "language": receipt.language,
        "number": receipt.number,
        "verify_url": address,
        "verify_qr": qr_svg(address),
        "statement": {
            "ko": "아래와 같이 서명이 접수되고 봉인되었음을 확인합니다. 이 확인서는 봉인된 증거 "
            "기록을 옮겨 적은 것입니다.",
            "en": "This confirms that the signature below was received and sealed. It renders the "
            "sealed evidence record.",
        },
        "ink": ink_svg(receipt.strokes),
        "ink_label": {"ko": "손으로 쓴 서명", "en": "Drawn signature"},
        "facts": [_fact(label, value) for label, value in _facts(receipt)],
        "reservation": receipt.reservation,
        "reservation_label": {"ko": "유보", "en": "Reservation"},
        "note": {
            "ko": "이 확인서를 보관해 주세요. 적힌 지문은 뒤에 기록이 바뀌지 않았음을 밝히는 "
            "근거가 됩니다.",
            "en": "Please keep this receipt: the fingerprints in it show that the records have "
            "not been changed since.",
        },
    }


def _facts(receipt: Receipt) -> list[tuple[LocalizedText, LocalizedText | str]]:
    zone = ZoneInfo(receipt.timezone)
    moments = {
        language: f"{format_datetime(receipt.signed_at, zone, language)} "
        f"{receipt.signed_at.astimezone(zone).tzname()}"
        for language in LANGUAGES
    }
    signatory = {
        language: ", ".join(
            part for part in (receipt.name.in_(language), receipt.capacity.in_(language)) if part
        )
        for language in LANGUAGES
    }
    version = receipt.version
    title = LocalizedText(
        ko=f"{receipt.title.ko} (제{version}판)", en=f"{receipt.title.en} (version {version})"
    )
    return [
        (LocalizedText("문서", "Document"), title),
        (LocalizedText("도시", "City"), receipt.city),
        (LocalizedText("서명자", "Signatory"), LocalizedText(**signatory)),
        (LocalizedText("적은 이름", "Typed name"), receipt.typed_name),
        (LocalizedText("일시", "Time"), LocalizedText(**moments)),
        (
            LocalizedText("방법", "Way of signing"),
            WAYS[receipt.identified_by],
        ),
        (LocalizedText("문안의 지문 (SHA-256)", "Fingerprint of the text"), receipt.text_sha256),
        (LocalizedText("기록의 지문", "Fingerprint of the record"), receipt.sha256),
        (LocalizedText("앞 기록의 지문", "Fingerprint before it"), receipt.previous),
        (LocalizedText("봉인한 키의 지문", "Fingerprint of the seal’s key"), receipt.key),
    ]


def _fact(label: LocalizedText, value: LocalizedText | str) -> dict[str, object]:
    if isinstance(value, LocalizedText):
        return {"label": label.to_mapping(), "value": value.to_mapping()}
    is_hash = len(value) == len(verifier.FIRST_PREVIOUS)
    return {"label": label.to_mapping(), "mono" if is_hash else "value": value}


def receipt_pdf(receipt: Receipt) -> bytes:
    """Return the receipt, not yet sealed. The same receipt gives the same bytes."""
    return typeset(
        "declaration/receipt.typ",
        receipt_data(receipt),
        standards=ARCHIVAL,
        made_at=receipt.signed_at,
    )


def verifier_file(trusted: tuple[str, ...]) -> bytes:
    """Return the offline verifier, which trusts the keys with these fingerprints."""
    program = Path(verifier.__file__).read_text(encoding="utf-8")
    words = ", ".join(f'"{key}"' for key in trusted)
    trusting = f"TRUSTED_KEYS: tuple[str, ...] = ({words}{',' if trusted else ''})"
    return program.replace(_UNTRUSTING, trusting, 1).encode()
