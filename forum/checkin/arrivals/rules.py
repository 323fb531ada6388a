"""What is counted and drawn of arrivals; pure, on values alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from forum.checkin.arrivals.types import Arrival, Chart, Expected, Part, Step
from forum.core.localized import EMPTY, LocalizedText

WIDTH, HEIGHT = 720, 160
FEWEST_MINUTES = 30  # drawn, so that the first arrivals are not as wide as the page
MOST_ROWS = 24
MOST_BARS = 240
STEPS = (1, 5, 10, 15, 30, 60, 120)
MINUTE = timedelta(minutes=1)


def parts_by_category(
    words: Mapping[int, LocalizedText], expected: Iterable[Expected], arrivals: Iterable[Arrival]
) -> list[Part]:
    """Return the categories of which somebody is expected or has come, in their order."""
    coming: Counter[int] = Counter()
    for one in expected:
        coming[one.category_id] += one.count
    here = Counter(arrival.category_id for arrival in arrivals)
    return [
        Part(word=word, expected=coming[key], present=here[key])
        for key, word in words.items()
        if coming[key] or here[key]
    ]


def parts_by_city(
    words: Mapping[int, LocalizedText], expected: Iterable[Expected], arrivals: Iterable[Arrival]
) -> list[Part]:
    """Return the cities from which somebody is expected or has come, the largest first.

    Whoever names no city stands last, with an empty word.
    """
    coming: Counter[int | None] = Counter()
    for one in expected:
        coming[one.city_id] += one.count
    here = Counter(arrival.city_id for arrival in arrivals)
    keys = sorted(coming.keys() | here.keys(), key=lambda key: (key is None, -coming[key], key))
    return [
        Part(
            word=words.get(key, EMPTY) if key is not None else EMPTY,
            expected=coming[key],
            present=here[key],
        )
        for key in keys
    ]


def parts_by_gate(gates: Iterable[LocalizedText], arrivals: Iterable[Arrival]) -> list[Part]:
    """Return how many came in at each gate, those included at which nobody has.

    Programs that scan stand at no gate: they are the last part, with an empty word.
    """
    here = Counter(arrival.gate for arrival in arrivals)
    every = dict.fromkeys([*gates, *here])
    named = sorted((gate for gate in every if gate), key=lambda gate: (-here[gate], gate.ko))
    return [
        Part(word=gate, expected=0, present=here[gate])
        for gate in [*named, *([EMPTY] if here[EMPTY] else [])]
    ]


def day_of(arrivals: Sequence[Arrival], zone: str) -> date | None:
    """Return the day on which somebody arrived last."""
    if not arrivals:
        return None
    return max(arrival.at for arrival in arrivals).astimezone(ZoneInfo(zone)).date()


def chart_of(arrivals: Sequence[Arrival], zone: str) -> Chart | None:
    """Draw the arrivals of the last day on which somebody came; None as long as nobody has."""
    day = day_of(arrivals, zone)
    if day is None:
        return None
    local = ZoneInfo(zone)
    moments = [
        at.replace(second=0, microsecond=0)
        for arrival in arrivals
        if (at := arrival.at.astimezone(local)).date() == day
    ]
    counts = Counter(moments)
    first = min(counts)
    minutes = max(int((max(counts) - first) / MINUTE) + 1, FEWEST_MINUTES)
    most_at = max(counts, key=lambda at: (counts[at], -at.timestamp()))
    step = next((one for one in STEPS if minutes / one <= MOST_ROWS), STEPS[-1])
    return Chart(
        day=day,
        bars=_bars(counts, first, minutes),
        width=WIDTH,
        height=HEIGHT,
        first=first,
        middle=first + MINUTE * (minutes // 2),
        last=first + MINUTE * minutes,
        most=counts[most_at],
        most_at=most_at,
        total=len(moments),
        minutes=step,
        steps=tuple(_steps(counts, step)),
    )


def _bars(counts: Counter[datetime], first: datetime, minutes: int) -> str:
    """Return the bars; on a long day each is of some minutes, so that it can be seen."""
    bin_of = next((one for one in STEPS if minutes / one <= MOST_BARS), STEPS[-1])
    places: Counter[int] = Counter()
    for at, count in counts.items():
        places[int((at - first) / MINUTE) // bin_of] += count
    wide, high = WIDTH * bin_of / minutes, HEIGHT / max(places.values())
    gap = wide * 0.15
    return "".join(
        f"M{place * wide + gap:.1f} {HEIGHT}V{HEIGHT - count * high:.1f}"
        f"H{(place + 1) * wide - gap:.1f}V{HEIGHT}Z"
        for place, count in sorted(places.items())
    )


def _steps(counts: Counter[datetime], minutes: int) -> list[Step]:
    """Return rows of whole steps of the clock; those in which nobody came are left out."""
    grouped: Counter[datetime] = Counter()
    for at, count in counts.items():
        late = (at.hour * 60 + at.minute) % minutes
        grouped[at - MINUTE * late] += count
    rows, total = [], 0
    for at, count in sorted(grouped.items()):
        total += count
        rows.append(Step(at=at, count=count, sum=total))
    return rows
