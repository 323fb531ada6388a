"""Makes editions that take registrations, and people who register; all with valid defaults."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme.queries import list_sessions
from forum.programme.services import release_programme
from forum.programme.types import Access
from forum.registration import services
from forum.registration.models import Draft, Registration
from forum.registration.types import (
    CategorySetup,
    NoticeSetup,
    RegistrationDetails,
    SensitiveDetails,
    Source,
    WayIn,
)
from tests.factories.editions import make_edition
from tests.factories.programme import make_session, make_venue

_numbers = count(1)
OPENS = datetime(2026, 11, 1, tzinfo=UTC)
CLOSES = datetime(2026, 12, 10, 15, tzinfo=UTC)
NAME = LocalizedText("홍길동 (시험)", "Hong Gildong (trial)")


def make_category(
    key: str = "citizen",
    *,
    number: int = 3,
    capacity: int | None = 500,
    way_in: WayIn = WayIn.OPEN,
    is_invited: bool = False,
    waiting_class: int = 5,
) -> CategorySetup:
    """Return a category to be written; its names are made from its key."""
    name = LocalizedText(f"구분 {key}", f"Category {key}")
    return CategorySetup(
        key=key,
        number=number,
        name=name,
        hint=LocalizedText("누구나", "Everybody"),
        badge_word=name,
        colour="#267337",
        capacity=capacity,
        way_in=way_in,
        is_invited=is_invited,
        waiting_class=waiting_class,
    )


def make_notice(
    key: str = "privacy", *, required: bool = False, sensitive: bool = False, purpose: str = "등록"
) -> NoticeSetup:
    """Return a notice to be written."""
    return NoticeSetup(
        key=key,
        title=LocalizedText(f"안내 {key}", f"Notice {key}"),
        purpose=LocalizedText(purpose, "Registration"),
        items=LocalizedText("성명, 전자우편", "Name, e-mail"),
        period=LocalizedText("2027. 6. 30.까지", "Until 30 June 2027"),
        refusal=LocalizedText("불이익이 없습니다.", "Nothing follows from it."),
        is_required=required,
        is_sensitive=sensitive,
    )


NOTICES = (
    make_notice("privacy", required=True),
    make_notice("sensitive", sensitive=True),
    make_notice("photos"),
)


def make_open_edition(
    *,
    slug: str | None = None,
    categories: tuple[CategorySetup, ...] = (make_category(),),
    seats: Mapping[str, int] | None = None,
    notices: tuple[NoticeSetup, ...] = NOTICES,
    invited: tuple[str, ...] = (),
    opens_at: datetime | None = OPENS,
    closes_at: datetime | None = CLOSES,
    **options: object,
) -> Edition:
    """Return an edition with a released programme, open for registration.

    The sessions `hall` (09:30), `parallel` (at the same time) and `tour` (14:00) can be given
    seats; `opening` (09:00) has none. Those in `invited` are for invited guests.
    """
    edition = make_edition(slug=slug, **options)  # type: ignore[arg-type]
    room = make_venue(edition, key="room")
    make_session(edition, key="opening", starts=540, minutes=30, venue=room)
    make_session(edition, key="hall", venue=room)
    make_session(edition, key="parallel")
    make_session(edition, key="tour", starts=840, minutes=60)
    for session in list_sessions(edition):
        session.access = Access.INVITATION if session.key in invited else Access.OPEN
    db.session.flush()
    release_programme(edition, LocalizedText("첫 공개", "First release"))
    services.open_registration(edition, opens_at=opens_at, closes_at=closes_at)
    services.write_categories(edition, categories)
    services.write_session_limits(edition, seats if seats is not None else {"hall": 100})
    services.write_notices(edition, notices)
    db.session.commit()
    return edition


def details_of(**changes: object) -> RegistrationDetails:
    """Return the details of somebody made up, who agrees to what is required."""
    number = next(_numbers)
    values: dict[str, object] = {
        "category": "citizen",
        "name": NAME,
        "email": f"person-{number}@example.org",
        "language": "ko",
        "consents": {"privacy": True},
        **changes,
    }
    return RegistrationDetails(**values)  # type: ignore[arg-type]


def make_registration(
    edition: Edition,
    *,
    source: Source = Source.SELF,
    draft: Draft | None = None,
    **changes: object,
) -> Registration:
    """Return somebody registered, with the mail queued; `draft` has the files of the answers."""
    made = services.register_details(edition, details_of(**changes), source=source, draft=draft)
    db.session.commit()
    return made


HUNGRY = SensitiveDetails(diet_note="땅콩 알레르기")
