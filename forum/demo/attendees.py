"""Made-up participants for trying things out at full size; each says that it is one."""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, func, select

from forum.core.db import db
from forum.core.localized import Language, LocalizedText
from forum.core.mail import MailAttachment, OutgoingMail
from forum.demo.errors import NotATrialError
from forum.editions.models import Edition
from forum.registration.models import Category, Registration
from forum.registration.queries import list_categories, list_cities, list_notices
from forum.registration.services import register_details, set_capacity
from forum.registration.types import RegistrationDetails, Source

STEP = 100
FAMILIES = (("김", "Kim"), ("이", "Lee"), ("박", "Park"), ("최", "Choi"), ("정", "Jung"))
GIVEN = (("길동", "Gildong"), ("서윤", "Seoyun"), ("하늘", "Haneul"), ("가온", "Gaon"))
OFFICES = (
    ("노동정책과장 (시험)", "Director of Labour Policy (trial)"),
    ("국제협력담당관 (시험)", "Officer for International Cooperation (trial)"),
    ("연구위원 (시험)", "Research Fellow (trial)"),
)


def make_up_attendees(edition: Edition, count: int) -> Iterator[int]:
    """Register made-up people, without mails; yield how many there are, from time to time.

    Raises:
        NotATrialError: the edition is a real one.
    """
    if not edition.is_trial:
        raise NotATrialError
    categories = list_categories(edition)
    _make_room(edition, categories, count)
    consents = {notice.key: notice.is_required for notice in list_notices(edition)}
    cities = [city.key for city in list_cities()]
    first = db.session.scalar(select(func.count()).select_from(Registration)) or 0
    for number in range(first + 1, first + count + 1):
        category = categories[number % len(categories)]
        city = cities[number % len(cities)] if category.is_invited else ""
        details = _person(number, category.key, city, consents)
        register_details(edition, details, source=Source.MADE_UP)
        if number % STEP == 0 or number == first + count:
            _forget_mails()
            yield number - first


def _person(
    number: int, category: str, city: str, consents: dict[str, bool]
) -> RegistrationDetails:
    family, given = FAMILIES[number % len(FAMILIES)], GIVEN[number % len(GIVEN)]
    office = OFFICES[number % len(OFFICES)]
    language: Language = "ko" if number % 3 else "en"
    return RegistrationDetails(
        category=category,
        name=LocalizedText(
            ko=f"{family[0]}{given[0]} (시험 {number})",
            en=f"{family[1]} {given[1]} (trial {number})",
        ),
        email=f"trial-{number}@example.org",
        language=language,
        position=LocalizedText(ko=office[0], en=office[1]),
        affiliation=LocalizedText(ko="시험 도시 시청", en="City Hall of Trial"),
        city=city,
        country="KR" if number % 3 else "VN",
        consents=consents,
    )


def _make_room(edition: Edition, categories: Sequence[Category], count: int) -> None:
    rows = db.session.execute(
        select(Registration.category_id, func.count()).group_by(Registration.category_id)
    )
    held = {row[0]: row[1] for row in rows}
    for category in categories:
        share = -(-count // len(categories)) + held.get(category.id, 0)
        if category.limit is not None and category.limit.capacity < share:
            set_capacity(edition, share, category=category)


def _forget_mails() -> None:
    """Drop the mails of made-up people: nobody is to get one."""
    db.session.flush()
    made_up = select(Registration.id).where(Registration.source == Source.MADE_UP)
    mails = select(OutgoingMail.id).where(
        OutgoingMail.about_type == "registration", OutgoingMail.about_id.in_(made_up)
    )
    db.session.execute(delete(MailAttachment).where(MailAttachment.mail_id.in_(mails)))
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(mails)))
    db.session.expire_all()
