"""What the overview of an edition shows, worked out from values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from itertools import accumulate

from forum.core.localized import LANGUAGES, LocalizedText, completeness
from forum.editions.models import EditionNote
from forum.editions.types import NoteKind
from forum.programme.types import Agenda
from forum.site.types import Gap, Growth, Preparation, Tongues

CHART_WIDTH = 560
CHART_HEIGHT = 200
FEWEST_DAYS = 2


def texts_in(value: object) -> Iterator[LocalizedText]:
    """Yield every bilingual text of a value, however deep it lies."""
    if isinstance(value, LocalizedText):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts_in(item)


def tongues_of(agenda: Agenda) -> Tongues:
    """Tell how complete an agenda is in each language, and what has still to be written."""
    things: list[tuple[str, LocalizedText, object]] = [
        ("edition", agenda.edition.name, agenda.edition),
        *(("session", session.title, session) for session in agenda.sessions),
        *(("speaker", speaker.name, speaker) for speaker in agenda.speakers),
        *(("place", place.name, place) for place in agenda.places),
        *(("city", city.name, city) for city in agenda.cities),
    ]
    gaps = []
    for kind, name, value in things:
        missing = {
            language: sum(language in text.missing() for text in texts_in(value))
            for language in LANGUAGES
        }
        if any(missing.values()):
            gaps.append(Gap(kind=kind, name=name, missing=missing))
    everything = [text for _kind, _name, value in things for text in texts_in(value)]
    return Tongues(completeness=completeness(everything), gaps=tuple(gaps))


def growth_of(per_day: Mapping[date, int], capacity: int | None) -> Growth | None:
    """Draw registrations added up day by day; None before there are two days to join."""
    if len(per_day) < FEWEST_DAYS:
        return None
    first, last = min(per_day), max(per_day)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    sums = list(accumulate(per_day.get(day, 0) for day in days))
    total = sums[-1]
    # the capacity is drawn where it does not press the line to the floor
    shows_capacity = capacity is not None and total <= capacity <= 4 * total
    highest = capacity if shows_capacity and capacity else total
    points = [
        (
            round(index * CHART_WIDTH / (len(days) - 1), 1),
            round(CHART_HEIGHT - count * CHART_HEIGHT / highest, 1),
        )
        for index, count in enumerate(sums)
    ]
    line = "M" + " L".join(f"{x} {y}" for x, y in points)
    return Growth(
        line=line,
        area=f"{line} L{CHART_WIDTH} {CHART_HEIGHT} L0 {CHART_HEIGHT}Z",
        ceiling=0.0 if shows_capacity else None,
        first=first,
        last=last,
        total=total,
        highest=highest,
    )


def preparation_of(notes: Sequence[EditionNote], today: date) -> tuple[Preparation, ...]:
    """Return the preparation timetable, with what lies behind marked as done."""
    return tuple(
        Preparation(
            when=note.starts,
            text=note.text,
            is_done=bool(note.ends or note.starts)
            and (note.ends or note.starts) < today.isoformat()[: len(note.ends or note.starts)],
        )
        for note in notes
        if note.kind is NoteKind.PREPARATION and note.starts
    )


def opening_of(agenda: Agenda) -> tuple[date, int] | None:
    """Return day and minute of the first session within the edition's own days."""
    timed = sorted(
        (session.day, session.starts)
        for session in agenda.sessions
        if session.day is not None
        and session.starts is not None
        and session.day >= agenda.edition.starts_on
    )
    return timed[0] if timed else None
