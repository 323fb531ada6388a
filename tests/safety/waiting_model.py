"""What must become of seats, waiting lists and mails, written without the database.

Nothing here is taken from the services: it says once more, and shortly, what decision 18 says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

ADMISSION = "admission"
LAST = 9
CLASSES = {"citizen": 5, "delegate": 1, "expert": 3}
COMING = {"pending", "waiting", "offered", "confirmed"}
MICROSECOND = Fraction(1, 1_000_000)


@dataclass(eq=False)
class Place:
    """A place on a list; `at` is the time that counts, `ends` when an offer ends."""

    subject: str
    waiting_class: int
    at: Fraction
    offered: bool = False
    ends: datetime | None = None

    @property
    def key(self) -> tuple[int, Fraction]:
        """Return where it stands: by class, then by time."""
        return self.waiting_class, self.at


@dataclass(eq=False)
class One:
    """One registration of somebody."""

    person: int
    category: str
    state: str
    came: Fraction
    wishes: list[list[str]]
    held: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)  # declined, or let pass
    lapsed: set[str] = field(default_factory=set)  # let pass, and not waited for since
    passing: "Passing | None" = None  # to whom the place was offered last


@dataclass(eq=False)
class Passing:
    """A place that its owner offers to somebody."""

    to: int
    asked: datetime
    ends: datetime
    open: bool = True


class Model:
    """Everybody, the limits, and which mails each person must have had, in order."""

    def __init__(self, limits: dict[tuple[str | None, str], int]) -> None:
        """Begin with nobody and with these limits, by category (or none) and subject."""
        self.limits = dict(limits)
        self.ones: dict[int, One] = {}
        self.mails: dict[int, list[str]] = {}
        self.new_offers: list[tuple[int, str]] = []

    def taken(self, limit: tuple[str | None, str]) -> int:
        """Count the seats that are held in a limit, offered ones among them."""
        category, subject = limit
        return sum(
            subject in one.held and category in {None, one.category} for one in self.ones.values()
        )

    def is_free(self, subject: str, category: str) -> bool:
        """Tell whether somebody of a category can have a seat."""
        return all(
            self.taken(limit) < capacity
            for limit, capacity in self.limits.items()
            if limit[1] == subject and limit[0] in {None, category}
        )

    def coming(self, person: int) -> int | None:
        """Return the registration with which somebody comes or may still come."""
        found = [i for i, o in self.ones.items() if o.person == person and o.state in COMING]
        assert len(found) <= 1
        return found[0] if found else None

    def line(self, subject: str, category: str) -> list[tuple[int, Place]]:
        """Return who waits for something, in order; for being admitted, those of a category."""
        waiting = [
            (i, one.places[subject])
            for i, one in self.ones.items()
            if subject in one.places
            and not one.places[subject].offered
            and (subject != ADMISSION or one.category == category)
        ]
        return sorted(waiting, key=lambda pair: pair[1].key)

    def tell(self, number: int, cause: str) -> None:
        """Note a mail."""
        self.mails.setdefault(self.ones[number].person, []).append(f"registration.{cause}")

    # -------------------------------------------------------------- what is decided

    def settle(
        self,
        one: One,
        waits: Iterable[str],
        wishes: Sequence[Sequence[str]] | None = None,
        sure: Iterable[str] = (),
    ) -> tuple[set[str], list[str], bool]:
        """Return the seats, the lists, and whether something is neither seated nor waited for."""
        seats: set[str] = set()
        lists: list[str] = []
        refused = False
        for wish in one.wishes if wishes is None else wishes:
            got = next(
                (w for w in wish if w in seats or w in sure or self.is_free(w, one.category)), None
            )
            better = wish[: wish.index(got)] if got else wish
            listed = [w for w in better if w in waits]
            refused |= got is None and not listed
            if got is None and not listed:
                continue
            seats |= {got} if got else set()
            lists += [w for w in listed if w not in lists]
        return seats, lists, refused

    def join(self, one: One, subjects: Iterable[str], since: Fraction, now: Fraction) -> None:
        """Put somebody on lists; who gave a place up before comes last."""
        same = [o for o in self.ones.values() if o.person == one.person]
        cancelled = any(o is not one and o.state == "cancelled" for o in same)
        for subject in subjects:
            last = cancelled or any(subject in o.given_up for o in same)
            one.places[subject] = Place(
                subject, LAST if last else CLASSES[one.category], now if last else since
            )
            one.lapsed.discard(subject)

    def offer(self, subjects: Iterable[str]) -> None:
        """Give every free seat to who stands first and can have it."""
        for subject in subjects:
            everybody = [
                (i, one.places[subject])
                for i, one in self.ones.items()
                if subject in one.places and not one.places[subject].offered
            ]
            for number, place in sorted(everybody, key=lambda pair: pair[1].key):
                one = self.ones[number]
                if self.is_free(subject, one.category):
                    one.held.add(subject)
                    place.offered = True
                    if subject == ADMISSION:
                        one.state = "offered"
                    self.new_offers.append((number, subject))

    def tell_offers(self) -> None:
        """Note the mails of the offers that were made."""
        for number, _subject in self.new_offers:
            self.tell(number, "offered")

    # -------------------------------------------------------------- what people do

    def register(
        self, number: int, one: One, waits: Sequence[str], now: Fraction, *, alone: bool = True
    ) -> str:
        """Somebody registers; the answer is `full`, or how it stands."""
        if one.category == "expert" and alone:
            self.ones[number] = one
            one.state = "pending"
        elif not self.is_free(ADMISSION, one.category):
            if ADMISSION not in waits:
                return "full"
            self.ones[number] = one
            one.state = "waiting"
            self.join(one, [ADMISSION], now, now)
        else:
            seats, lists, refused = self.settle(one, waits)
            if refused:
                return "full"
            self.ones[number] = one
            one.state = "confirmed"
            one.held = {ADMISSION, *seats}
            self.join(one, lists, now, now)
        self.tell(number, one.state)
        return one.state

    def admit(self, number: int, now: Fraction) -> None:
        """Somebody comes in who had to wait or to be approved, and gets what was wished."""
        one = self.ones[number]
        seats, lists, _refused = self.settle(one, {w for wish in one.wishes for w in wish})
        one.state = "confirmed"
        one.held |= {ADMISSION, *seats}
        self.join(one, lists, one.came, now)
        self.tell(number, "confirmed")

    def approve(self, number: int, now: Fraction) -> None:
        """An organiser lets somebody in; where it is full they wait from when they asked."""
        one = self.ones[number]
        if self.is_free(ADMISSION, one.category):
            self.admit(number, now)
        else:
            one.state = "waiting"
            self.join(one, [ADMISSION], one.came, now)
            self.tell(number, "waiting")

    def reject(self, number: int) -> None:
        """An organiser turns somebody down."""
        self.ones[number].state = "rejected"
        self.tell(number, "rejected")

    def cancel(self, number: int) -> None:
        """Somebody does not come."""
        one = self.ones[number]
        self.tell(number, "cancelled" if one.state == "confirmed" else "withdrawn")
        freed, one.held = one.held, set()
        one.places.clear()
        one.state = "cancelled"
        self.offer(freed)

    def accept(self, number: int, subject: str, now: Fraction) -> None:
        """Somebody takes what is held, and gives up what they like less."""
        one = self.ones[number]
        del one.places[subject]
        if subject == ADMISSION:
            self.admit(number, now)
            return
        below = {w for wish in one.wishes if subject in wish for w in _after(wish, subject)}
        below -= {wish[0] for wish in one.wishes}
        freed = one.held & below
        one.held -= below
        for given in below:
            one.places.pop(given, None)
        self.tell(number, "seated")
        self.offer(freed)

    def let_go(self, number: int, subject: str, *, passed: bool) -> None:
        """Somebody declines an offer, or lets it pass."""
        one = self.ones[number]
        del one.places[subject]
        one.held.discard(subject)
        one.given_up.add(subject)
        if passed:
            one.lapsed.add(subject)
        if subject == ADMISSION:
            one.state = "cancelled"
        said = "withdrawn" if subject == ADMISSION else "lists"
        self.tell(number, "offer_over" if passed else said)
        self.offer({subject})

    def leave(self, number: int, subject: str) -> None:
        """Somebody goes off a list without being counted as one who gave a place up."""
        one = self.ones[number]
        place = one.places.pop(subject)
        if place.offered:
            one.held.discard(subject)
            self.offer({subject})

    def move_place(self, number: int, subject: str, goal: int) -> None:
        """An organiser puts somebody elsewhere in a line."""
        one = self.ones[number]
        line = [place for _i, place in self.line(subject, one.category)]
        place = one.places[subject]
        if line.index(place) == goal - 1:
            return
        line.remove(place)
        line.insert(goal - 1, place)
        before = line[goal - 2] if goal > 1 else None
        after = line[goal] if goal < len(line) else None
        if after is None:
            assert before is not None
            place.waiting_class, place.at = before.waiting_class, before.at + MICROSECOND
            return
        place.waiting_class, place.at = after.waiting_class, after.at - MICROSECOND
        if before is not None and before.key >= place.key:
            place.at = (before.at + after.at) / 2

    # -------------------------------------------------------------- what organisers do by hand

    def widen(self, subjects: Iterable[str], category: str) -> None:
        """Make one seat more in everything that is full for somebody of a category."""
        for limit, capacity in self.limits.items():
            if limit[1] in subjects and limit[0] in {None, category}:
                self.limits[limit] = max(capacity, self.taken(limit) + 1)

    def prefer(self, number: int, subject: str, *, adds: bool) -> bool:
        """Offer a place out of turn, with one place more if need be; tell whether it was done."""
        one = self.ones[number]
        if not self.is_free(subject, one.category):
            if not adds:
                return False
            self.widen({subject}, one.category)
        one.held.add(subject)
        one.places[subject].offered = True
        if subject == ADMISSION:
            one.state = "offered"
        self.new_offers.append((number, subject))
        return True

    def remove(self, number: int, subject: str) -> None:
        """Take somebody off a list; who waits to be let in does not come at all then."""
        if subject == ADMISSION:
            self.cancel(number)
        else:
            self.leave(number, subject)
            self.tell(number, "unlisted")

    # -------------------------------------------------------------- what people do later

    def wait_again(self, number: int, subject: str, now: Fraction) -> str:
        """Somebody wants once more what they let pass; the answer is `done`, `there` or `no`."""
        one = self.ones[number]
        if subject in one.places or subject in one.held:
            return "there"
        if subject not in one.lapsed:
            return "no"
        if not any(subject in wish for wish in one.wishes):
            one.wishes.append([subject])
        self.join(one, [subject], now, now)
        self.offer({subject})
        if not one.places[subject].offered:
            self.tell(number, "lists")
        return "done"

    def pass_on(self, number: int, taker: One, new: int, kept: Iterable[str]) -> None:
        """Somebody takes a place over, with the sessions of whoever had it."""
        former = self.ones[number]
        freed, former.held = former.held, set()
        former.places.clear()
        former.state = "cancelled"
        self.tell(number, "transferred")
        self.ones[new] = taker
        taker.state = "confirmed"
        taker.held = {ADMISSION, *kept}
        self.tell(new, "confirmed")
        self.offer(freed)

    def choose(
        self,
        number: int,
        sessions: set[str],
        waits: set[str],
        seconds: dict[str, str],
        now: Fraction,
    ) -> str:
        """Somebody chooses other sessions; the answer is `done`, `same` or `full`.

        `seconds` names to what is waited for what is taken until then, and to what is full by now
        what is taken instead.
        """
        one = self.ones[number]
        offers = {subject for subject, place in one.places.items() if place.offered}
        held = {s for s in one.held - offers if s.startswith("session:")}
        listed = {s for s in one.places if s.startswith("session:")}
        fallback = seconds
        seconds = {first: second for first, second in seconds.items() if first in waits}
        wanted = sessions | waits | set(seconds.values())
        new = [*sorted(sessions - held), *sorted(waits - held - listed)]
        left = (held | listed) - wanted
        ranked = {
            first: seconds.get(first, "")
            for first in sorted(listed & waits)
            if seconds.get(first, "") != self.second(one, first)
        }
        if not new and not left and not ranked:
            return "same"
        kept = held & wanted
        sure = kept | offers
        wishes = [[s, *([fallback[s]] if s in fallback else [])] for s in dict.fromkeys(new)]
        wishes += [
            [s] for s in ranked.values() if s and (s in sure or self.is_free(s, one.category))
        ]
        seats, lists, refused = self.settle(one, waits, wishes, sure)
        if refused:
            return "full"
        freed = one.held & left
        one.held = (one.held - left) | seats
        for subject in left | seats:
            one.places.pop(subject, None)
        self.rank(one, ranked | {s: seconds[s] for s in lists if s in seconds})
        self.keep_wishes(one, kept | seats | (listed & waits) | {*lists, *seconds.values()})
        wished = {s for wish in one.wishes for s in wish}
        given = dict.fromkeys([*new, *sorted(seats)])
        one.wishes += [[s] for s in given if s in {*seats, *lists} - wished]
        self.join(one, lists, now, now)
        after = {s for s in one.held if s.startswith("session:") and s not in one.places}
        self.tell(number, "lists" if after == held else "changed")
        self.offer(freed)
        return "done"

    def keep_wishes(self, one: One, kept: set[str]) -> None:
        """Forget of somebody's wishes those sessions that are not among the kept ones."""
        wishes = [
            [s for s in wish if s in kept or not s.startswith("session:")] for wish in one.wishes
        ]
        one.wishes = [wish for wish in wishes if wish]

    def second(self, one: One, first: str) -> str:
        """Return what stands right below a session in somebody's wishes, if anything does."""
        below = [_after(wish, first) for wish in one.wishes if first in wish]
        return next((wish[0] for wish in below if wish), "")

    def rank(self, one: One, seconds: dict[str, str]) -> None:
        """Put second choices right below the first ones that they stand for."""
        for first, second in seconds.items():
            mine = next((wish for wish in one.wishes if first in wish), None)
            if mine is None:
                one.wishes.append(mine := [first])
            above, below = mine[: mine.index(first) + 1], _after(mine, first)
            if second in above:
                continue
            other = next((w for w in one.wishes if w is not mine and w[0] == second), None)
            tail = [second, *(other or [second])[1:]] if second else []
            one.wishes = [
                [*above, *tail] if wish is mine else wish
                for wish in one.wishes
                if wish is not other
            ]
            wished = {s for wish in one.wishes for s in wish}
            one.wishes += [[s] for s in below if s not in wished]

    def set_capacity(self, limit: tuple[str | None, str], capacity: int) -> bool:
        """Change a limit, unless more is taken; tell whether it was done."""
        if capacity < self.taken(limit):
            return False
        self.limits[limit] = capacity
        self.offer({limit[1]})
        return True

    def move_category(self, number: int, category: str) -> bool:
        """Put somebody into another category, if it has room; tell whether it was done."""
        one = self.ones[number]
        if one.state not in COMING or one.category == category:
            return False
        for limit, capacity in self.limits.items():
            if limit[0] == category and limit[1] in one.held and self.taken(limit) >= capacity:
                return False
        former = one.category
        one.category = category
        for place in one.places.values():
            if place.waiting_class == CLASSES[former]:
                place.waiting_class = CLASSES[category]
        self.tell(number, "moved")
        freed = {subject for of, subject in self.limits if of == former} & one.held
        self.offer(freed | {s for s, place in one.places.items() if not place.offered})
        return True


def _after(wish: list[str], subject: str) -> list[str]:
    return wish[wish.index(subject) + 1 :]


def seconds_of(moment: datetime, begin: datetime) -> Fraction:
    """Return a moment as an exact number of seconds since another."""
    return Fraction((moment - begin) // timedelta(microseconds=1), 1_000_000)
