"""What comes in from pages and programs, checked."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, Field, RootModel
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length, Optional

from forum.checkin.models import CheckinList
from forum.checkin.types import (
    Answer,
    DeviceDetails,
    Direction,
    KnownBadge,
    ListDetails,
    ListKind,
    ListRules,
    Mode,
    Notice,
    Reason,
    RecordedScan,
    Result,
    ScanInput,
    Standing,
)
from forum.core.dates import format_date, format_datetime
from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.core.merging import Clash, parts_of
from forum.editions.models import Edition
from forum.registration.models import Category
from forum.tokens.rules import typed_in_latin
from forum.web.forms import Form, LocalizedField
from forum.web.openapi import Strict, Text

LONGEST_CODE = 300
MARK = 16
MINUTES = "%Y-%m-%dT%H:%M"  # as browsers post a moment

# ---------------------------------------------------------------- the API


class ScanItem(Strict):
    """One scan: the text that was read, under a name that the device gives it."""

    token: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_CODE,
            description="The text of the code, or the number that somebody typed.",
        ),
    ]
    nonce: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            pattern=r"^[!-~]+$",
            description="The device's name for this scan; the same one gets the same answer.",
        ),
    ]
    scanned_at: Annotated[AwareDatetime, Field(description="By the device's clock.")]
    direction: Direction = Direction.IN

    def details(self) -> ScanInput:
        """Return the scan as the services take it."""
        return ScanInput(
            code=self.token,
            nonce=self.nonce,
            scanned_at=self.scanned_at,
            direction=self.direction,
        )


class ScanBatch(RootModel[list[ScanItem]]):
    """Scans that were made one after another, at most 500."""


class PersonAnswer(BaseModel):
    """Whose badge it is."""

    number: str
    name: Text
    affiliation: Text
    category: Text
    city: Text
    receiver: Annotated[str, Field(description="The language of their receiver, if they need one.")]


class FirstScan(BaseModel):
    """The scan that a repeat repeats."""

    scanned_at: datetime
    device: str
    gate: Text

    @classmethod
    def of(cls, scan: RecordedScan) -> Self:
        """Return when and where it was."""
        return cls(scanned_at=scan.scan.at, device=scan.device, gate=Text.of(scan.gate))


class ScanAnswer(BaseModel):
    """The answer to one scan."""

    nonce: str
    result: Result
    reason: Reason | None
    notice: Annotated[Notice | None, Field(description="The first of `notices`.")]
    notices: Annotated[list[Notice], Field(description="What is to be done, in this order.")]
    person: PersonAnswer | None
    first: FirstScan | None
    times: int

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return the answer as JSON has it."""
        person = answer.person
        return cls(
            nonce=answer.recorded.nonce,
            result=answer.verdict.result,
            reason=answer.verdict.reason,
            notice=next(iter(answer.verdict.notices), None),
            notices=list(answer.verdict.notices),
            person=person
            and PersonAnswer(
                number=person.number,
                name=Text.of(person.name),
                affiliation=Text.of(person.affiliation),
                category=Text.of(person.category),
                city=Text.of(person.city),
                receiver=person.receiver,
            ),
            first=FirstScan.of(answer.first) if answer.first else None,
            times=answer.times,
        )


class ScanAnswers(RootModel[list[ScanAnswer]]):
    """One answer for each scan, in the order in which they were sent."""


class RosterQuery(Strict):
    """Which part of the roster is asked for."""

    since: Annotated[
        AwareDatetime | None, Field(description="Only badges that changed at or after this moment.")
    ] = None


class RosterList(BaseModel):
    """The list's rules, as `judge` asks them."""

    id: int
    edition: str
    name: Text
    kind: ListKind
    mode: Mode
    categories: list[str]
    seat: Annotated[str, Field(description="What one must be registered for, if anything.")]
    day: int | None
    zone: str
    opens_at: datetime | None
    closes_at: datetime | None
    is_practice: Annotated[bool, Field(description="Nothing that is scanned counts.")]

    @classmethod
    def of(cls, target: CheckinList, rules: ListRules) -> Self:
        """Return the list as JSON has it."""
        return cls(
            id=target.id,
            edition=rules.edition,
            name=Text.of(target.name),
            kind=target.kind,
            mode=rules.mode,
            categories=sorted(rules.categories),
            seat=rules.seat,
            day=rules.day,
            zone=rules.zone,
            opens_at=rules.opens_at,
            closes_at=rules.closes_at,
            is_practice=target.is_practice,
        )


class RosterBadge(BaseModel):
    """No more of a badge than the door needs."""

    serial: int
    reissue: int
    standing: Standing
    category: str
    category_number: int
    name: Text
    category_name: Text
    city: Text
    notices: Annotated[list[Notice], Field(description="Without `vip`: see `guests`.")]
    receiver: str

    @classmethod
    def of(cls, badge: KnownBadge) -> Self:
        """Return the badge as JSON has it."""
        return cls(
            serial=badge.serial,
            reissue=badge.holder.reissue,
            standing=badge.holder.standing,
            category=badge.holder.category,
            category_number=badge.holder.category_number,
            name=Text.of(badge.person.name),
            category_name=Text.of(badge.person.category),
            city=Text.of(badge.person.city),
            notices=[one for one in badge.holder.notices if one is not Notice.VIP],
            receiver=badge.person.receiver,
        )


class Roster(BaseModel):
    """Who may come; `changed_at` is what to ask `since` the next time."""

    rules: RosterList
    changed_at: datetime | None
    guests: Annotated[
        list[int], Field(description="Serials of all guests of honour, whoever has changed.")
    ]
    badges: list[RosterBadge]

    @classmethod
    def of(
        cls,
        target: CheckinList,
        rules: ListRules,
        badges: Sequence[KnownBadge],
        guests: Sequence[int],
    ) -> Self:
        """Return the roster as JSON has it."""
        return cls(
            rules=RosterList.of(target, rules),
            changed_at=max((badge.changed_at for badge in badges), default=None),
            guests=list(guests),
            badges=[RosterBadge.of(badge) for badge in badges],
        )


# ---------------------------------------------------------------- the usher's page


class ScanForm(Form):
    """A code, scanned by something that types, or typed from the badge."""

    code = StringField(
        _l("Code or number of the badge"),
        [Length(max=LONGEST_CODE, message=_l("This text is too long for a badge."))],
    )
    nonce = HiddenField(validators=[DataRequired(), Length(max=64 - MARK - 1)])

    def details(self, at: datetime) -> ScanInput:
        """Return the scan, made at a moment of the server's clock.

        A page that is sent twice is one scan; another code from the same page is another.
        """
        code: str = self.code.data
        mark = hashlib.sha256(typed_in_latin(code).encode()).hexdigest()[:MARK]
        return ScanInput(code=code, nonce=f"{self.nonce.data}.{mark}", scanned_at=at)


# ---------------------------------------------------------------- organisers' pages

KIND_WORDS: Mapping[ListKind, str] = {
    ListKind.DAY: _l("Forum day"),
    ListKind.SESSION: lazy_pgettext("check-in", "Session"),
    ListKind.MEAL: lazy_pgettext("check-in", "Meal"),
    ListKind.TRANSFER: _l("Bus or tour"),
    ListKind.LOAN: _l("Loan of a receiver"),
}
MODE_WORDS: Mapping[Mode, str] = {
    Mode.ONCE: lazy_pgettext("check-in", "Once"),
    Mode.DAILY: _l("Once a day"),
    Mode.MANY: _l("Any number of times"),
    Mode.LOAN: _l("Again when it is back (a loan)"),
}


class MomentField(DateTimeLocalField):  # type: ignore[misc]  # WTForms has no types
    """A day and a time, written as browsers write them."""

    def __init__(
        self,
        label: str,
        validators: Any = None,  # noqa: ANN401  WTForms' own
        **options: Any,  # noqa: ANN401  WTForms' own
    ) -> None:
        """Take the browsers' own form, with seconds or without."""
        formats = [MINUTES, "%Y-%m-%dT%H:%M:%S"]
        super().__init__(label, validators, format=formats, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent, or say what is wrong with it."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a day and a time.")) from error


def _days_of(edition: Edition) -> list[SelectChoice]:
    first, last = edition.starts_on.toordinal(), edition.ends_on.toordinal()
    days = [date.fromordinal(number) for number in range(first, last + 1)]
    return [SelectChoice(day.isoformat(), format_date(day)) for day in days]


class ListForm(Form):
    """A check-in list."""

    name = LocalizedField(_l("Name"), required=("ko", "en"), max_length=80)
    kind = SelectField(
        _l("What it is for"), choices=[SelectChoice(*one) for one in KIND_WORDS.items()]
    )
    on = SelectField(
        lazy_pgettext("check-in", "Day"),
        description=_l("Badges that are not valid on this day are not admitted."),
    )
    categories = SelectMultipleField(
        _l("Who may pass"), description=_l("If you choose none, everybody may pass.")
    )
    seat = SelectField(
        _l("Who is registered for"),
        description=_l("Only those who have a place in it are admitted."),
    )
    mode = RadioField(
        _l("How often one badge is admitted"),
        choices=[SelectChoice(*one) for one in MODE_WORDS.items()],
        default=Mode.ONCE,
        validators=[DataRequired(_l("Choose how often."))],
    )
    opens_at = MomentField(_l("Open from"), [Optional()])
    closes_at = MomentField(_l("Open until"), [Optional()])

    def __init__(
        self,
        edition: Edition,
        categories: Sequence[Category],
        subjects: Mapping[str, LocalizedText],
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Offer the edition's days, its categories, and what one can be registered for."""
        super().__init__(**options)
        self.zone = ZoneInfo(edition.timezone)
        self.on.choices = [SelectChoice("", _("No single day")), *_days_of(edition)]
        self.categories.choices = [
            SelectChoice(one.key, one.name.in_(current_language())) for one in categories
        ]
        self.seat.choices = [SelectChoice("", _("Nothing in particular"))] + [
            SelectChoice(key, words.in_(current_language())) for key, words in subjects.items()
        ]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms' own
        """Hold the two moments to their order."""
        if not super().validate(extra_validators):
            return False
        opens, closes = self.opens_at.data, self.closes_at.data
        if opens and closes and closes <= opens:
            self.reject(_("A list closes after it opens."), self.closes_at)
            return False
        return True

    def details(self) -> ListDetails:
        """Return the list as described."""
        return ListDetails(
            name=self.name.text,
            kind=ListKind(self.kind.data),
            on=date.fromisoformat(self.on.data) if self.on.data else None,
            categories=tuple(sorted(self.categories.data)),
            seat=self.seat.data,
            mode=Mode(self.mode.data),
            opens_at=self._moment(self.opens_at.data),
            closes_at=self._moment(self.closes_at.data),
        )

    def _moment(self, local: datetime | None) -> datetime | None:
        return local.replace(tzinfo=self.zone).astimezone(UTC) if local else None


def values_of(details: ListDetails, zone: ZoneInfo) -> dict[str, object]:
    """Return what a form is filled with to change a list."""
    return {
        "name": details.name,
        "kind": details.kind,
        "on": details.on.isoformat() if details.on else "",
        "categories": details.categories,
        "seat": details.seat,
        "mode": details.mode,
        "opens_at": _local(details.opens_at, zone),
        "closes_at": _local(details.closes_at, zone),
    }


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


def list_parts(details: ListDetails, zone: ZoneInfo) -> dict[str, object]:
    """Return the parts of a list as the form posts them."""
    return {name: _posted(value, zone) for name, value in parts_of(details).items()}


def _posted(value: object, zone: ZoneInfo) -> object:
    return value.astimezone(zone).strftime(MINUTES) if isinstance(value, datetime) else value


def list_clashes(clashes: Iterable[Clash], zone: ZoneInfo) -> list[Clash]:
    """Return what clashes of a list as one reads it."""
    return [
        Clash(one.part, _in_words(one.theirs, zone), _in_words(one.mine, zone)) for one in clashes
    ]


def _in_words(value: object, zone: ZoneInfo) -> object:
    return format_datetime(value, zone) if isinstance(value, datetime) else value


class DeviceForm(Form):
    """A device at the door."""

    name = StringField(
        _l("Name of the device"),
        [
            DataRequired(_l("Write what the device is called.")),
            Length(max=100, message=_l("At most 100 characters.")),
        ],
        description=_l("What is written on it, or who carries it."),
    )
    gate = LocalizedField(_l("Where it stands"), required=("ko", "en"), max_length=60)
    lists = SelectMultipleField(
        _l("Lists"),
        coerce=int,
        description=_l("If you choose none, it may scan for every list."),
    )
    days = SelectMultipleField(
        _l("Days"),
        description=_l(
            "If you choose none, it scans on every day. When the last of its days is over, "
            "nobody’s name stays on it."
        ),
    )
    is_desk = BooleanField(
        _l("It is a registration desk"),
        description=_l(
            "It finds everybody by name, registers people, prints badges, and lets in against a "
            "list for a reason that you see."
        ),
    )

    def __init__(
        self,
        edition: Edition,
        lists: Iterable[CheckinList],
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Offer the edition's days and its lists."""
        super().__init__(**options)
        self.days.choices = _days_of(edition)
        self.lists.choices = [
            SelectChoice(one.id, one.name.in_(current_language())) for one in lists
        ]

    def details(self) -> DeviceDetails:
        """Return the device as described."""
        return DeviceDetails(
            name=self.name.data.strip(),
            gate=self.gate.text,
            lists=tuple(sorted(self.lists.data)),
            days=tuple(date.fromisoformat(day) for day in sorted(self.days.data)),
            is_desk=bool(self.is_desk.data),
        )


def values_of_device(details: DeviceDetails) -> dict[str, object]:
    """Return what a form is filled with to change a device."""
    return {
        "name": details.name,
        "gate": details.gate,
        "lists": details.lists,
        "days": [day.isoformat() for day in details.days],
        "is_desk": details.is_desk,
    }
