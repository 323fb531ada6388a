"""Makes editions with a door: categories, people with badges, lists, devices."""

from datetime import date, datetime
from itertools import count

from forum.checkin.models import CheckinList, Device
from forum.checkin.services.devices import add_device, enrol_device, invite_device
from forum.checkin.services.lists import create_list
from forum.checkin.types import DeviceDetails, ListDetails, ListKind, Mode, ScanInput
from forum.core import clock
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.settings import current_settings
from forum.editions.models import Edition, Series
from forum.editions.types import EditionState
from forum.registration.models import Category, Registration
from forum.registration.tags.models import Tag
from forum.registration.tags.services import give_tag
from forum.registration.tags.types import TagColour
from forum.tokens.rules import badge_number, encode
from forum.tokens.services import badge_key
from forum.tokens.types import ALL_DAYS, BadgeToken

NAMES = {
    "citizen": ("시민", "Citizen", "#4a5d12"),
    "delegate": ("도시 대표", "City delegate", "#063a74"),
    "press": ("기자", "Press", "#7a271a"),
}
_numbers = count(1)


def make_edition(slug: str = "dwc-2026", state: EditionState = EditionState.PUBLISHED) -> Edition:
    """Make an edition of two days that begins on the tests' own day."""
    series = Series(key=f"series-{slug}", name=LocalizedText(ko="포럼", en="Forum"))
    edition = Edition(
        series=series,
        slug=slug,
        state=state,
        name=LocalizedText(ko=f"포럼 {slug}", en=f"Forum {slug}"),
        starts_on=date(2026, 11, 20),
        ends_on=date(2026, 11, 21),
    )
    db.session.add(edition)
    db.session.flush()
    for number, (key, (korean, english, colour)) in enumerate(NAMES.items()):
        name = LocalizedText(ko=korean, en=english)
        db.session.add(
            Category(
                edition_id=edition.id,
                number=number,
                key=key,
                name=name,
                badge_word=name,
                colour=colour,
                position=number,
            )
        )
    db.session.flush()
    return edition


def make_person(edition: Edition, category: str = "citizen", **values: object) -> Registration:
    """Make a confirmed registration; its name says that it is a trial."""
    number = next(_numbers)
    serial = int(str(values.pop("serial", number)))
    defaults: dict[str, object] = {
        "name": LocalizedText(ko="홍길동 (시험)", en="Hong Gildong (trial)"),
        "affiliation": LocalizedText(ko="시험 기관", en="Trial organisation"),
        "sort_key": "홍길동",
        "email": f"person{number}@example.org",
        "email_key": f"person{number}@example.org",
        "country": "KR",
        "language": "ko",
        "search_text": "",
        "calendar_uid": f"{number}@example.org",
    }
    held = db.session.query(Category).filter_by(edition_id=edition.id, key=category).one()
    person = Registration(
        edition_id=edition.id,
        category=held,
        serial=serial,
        number=badge_number(edition.slug, serial),
        **(defaults | values),
    )
    db.session.add(person)
    db.session.flush()
    return person


def code_of(person: Registration, *, days: int = ALL_DAYS) -> str:
    """Return the code on the person's badge, as it would be printed now."""
    edition = db.session.get_one(Edition, person.edition_id)
    token = BadgeToken(
        edition=edition.slug,
        serial=person.serial,
        category=person.category.number,
        reissue=person.reissue,
        days=days,
    )
    return encode(token, badge_key(current_settings().keys_dir, edition.slug))


def make_list(edition: Edition, **values: object) -> CheckinList:
    """Make a list for everybody, once."""
    defaults: dict[str, object] = {
        "name": LocalizedText(ko="첫날", en="First day"),
        "kind": ListKind.DAY,
        "mode": Mode.ONCE,
    }
    return create_list(edition, ListDetails(**(defaults | values)))  # type: ignore[arg-type]


def make_device(
    edition: Edition, *lists: CheckinList, name: str = "phone 1", **values: object
) -> Device:
    """Make a device that is not enrolled yet."""
    defaults: dict[str, object] = {
        "gate": LocalizedText(ko="1번 문", en="Gate 1"),
        "lists": tuple(one.id for one in lists),
    }
    return add_device(
        edition,
        DeviceDetails(name=name, **(defaults | values)),  # type: ignore[arg-type]
    )


def enrolled(edition: Edition, *lists: CheckinList, name: str = "phone 1") -> tuple[Device, str]:
    """Make a device and return it with its bearer token."""
    device, secret = enrol_device(invite_device(make_device(edition, *lists, name=name)))
    db.session.flush()
    return device, secret


def scan_of(code: str, nonce: str, at: datetime | None = None, **values: object) -> ScanInput:
    """Return one scan as a device sends it."""
    return ScanInput(
        code=code,
        nonce=nonce,
        scanned_at=at or clock.now(),
        **values,  # type: ignore[arg-type]
    )


def honour(person: Registration) -> Tag:
    """Give somebody the tag of guests of honour."""
    key = {"edition_id": person.edition_id, "key": "vip"}
    tag = db.session.query(Tag).filter_by(**key).one_or_none() or Tag(
        word="주요 인사", colour=TagColour.RED, is_vip=True, **key
    )
    db.session.add(tag)
    db.session.flush()
    give_tag(person, tag)
    return tag
