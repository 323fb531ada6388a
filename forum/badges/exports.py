"""Badges -> a PDF: one page a person, tagged, with the code as a small picture."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, replace
from typing import Any

from forum.badges.rules import MM, SAFETY, Measures, lay_out, measures, size_of
from forum.badges.samples import SAMPLES
from forum.badges.types import Attended, BadgeCategory, BadgeEdition, BadgeHolder, Line, Mark
from forum.core.countries import country_name
from forum.core.fonts import missing_glyphs, width
from forum.core.localized import EMPTY, LocalizedText
from forum.core.typesetting import typeset
from forum.editions.models import Edition
from forum.programme.types import Agenda, SessionKind
from forum.registration.exports import badge_token, chosen_sessions
from forum.registration.models import Category, Registration
from forum.tokens.exports import code_svg

BATCH = 500  # set at once: about 110 MB
PAUSES = {SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER}
ASSUMED_MINUTES = 30  # drawn for a session whose length is not known
BAND_SIZES = (21.0, 17.6)  # points of the Korean and the English word on A6


def badges_pdf(holders: Sequence[BadgeHolder], edition: BadgeEdition, *, size: str = "A6") -> bytes:
    """Return the fronts of these badges, a page each, in their order.

    Raises:
        UnknownBadgeSizeError: the size is no size of a badge.
    """
    frame = measures(size_of(size))
    batches = [holders[start : start + BATCH] for start in range(0, len(holders), BATCH)]
    with ThreadPoolExecutor(max_workers=1) as press:
        # while one batch is being set, the next one is laid out
        papers = [
            press.submit(typeset, "badges/front.typ", _paper(batch, edition, frame))
            for batch in batches or [()]
        ]
        # pikepdf takes 14 MB and a tenth of a second, which only batches of badges need
        from forum.core.papers import join  # noqa: PLC0415

        return join([paper.result() for paper in papers])


def _paper(
    holders: Sequence[BadgeHolder], edition: BadgeEdition, frame: Measures
) -> dict[str, Any]:
    categories = {holder.category.key: holder.category for holder in holders}
    return {
        "title": f"{edition.name.in_('ko')} 명찰",
        "edition": {
            "name": {"ko": edition.name.in_("ko"), "en": edition.name.in_("en")},
            "trial": edition.is_trial,
        },
        "frame": _frame(frame),
        "categories": {key: _category(one, frame) for key, one in categories.items()},
        "badges": [_badge(holder, frame) for holder in holders],
    }


def unprintable(holder: BadgeHolder) -> set[str]:
    """Return the characters of a badge that no font has, so that the printer finds none."""
    texts = (holder.name, holder.position, holder.affiliation, holder.city, holder.country)
    return missing_glyphs("".join(text.ko + text.en for text in texts))


# ---------------------------------------------------------------- from registrations


def edition_of(edition: Edition) -> BadgeEdition:
    """Return what every badge of an edition says."""
    return BadgeEdition(name=edition.name, is_trial=edition.is_trial)


def holder_of(
    registration: Registration, agenda: Agenda, *, may_be_photographed: bool = True
) -> BadgeHolder:
    """Return all that is printed on a person's badge."""
    category, city = registration.category, registration.city
    marks = []
    if registration.receiver:
        marks.append(Mark.INTERPRETATION)
    if not may_be_photographed:
        marks.append(Mark.NO_PHOTO)
    return BadgeHolder(
        name=registration.name,
        language="en" if registration.language == "en" else "ko",
        category=BadgeCategory(key=category.key, word=category.badge_word, colour=category.colour),
        number=registration.number,
        token=badge_token(registration),
        position=registration.position,
        affiliation=registration.affiliation,
        city=city.name if city else EMPTY,
        country=country_name(registration.country),
        marks=tuple(marks),
        attends=_attends(registration, agenda),
    )


def _attends(registration: Registration, agenda: Agenda) -> tuple[Attended, ...]:
    return tuple(
        Attended(
            day=(session.day - agenda.edition.starts_on).days,
            starts=session.starts,
            ends=session.ends or session.starts + ASSUMED_MINUTES,
            is_pause=session.kind in PAUSES,
        )
        for session in chosen_sessions(registration, agenda)
        if session.day is not None and session.starts is not None
    )


def sample_pdf(edition: Edition, categories: Sequence[Category], *, size: str = "A6") -> bytes:
    """Return a badge of each category, for people who do not exist and with codes that say so.

    The names are made up: a short one, a long one, one in Chinese characters.
    """
    drawn = [
        BadgeCategory(key=one.key, word=one.badge_word, colour=one.colour) for one in categories
    ]
    holders = [
        replace(SAMPLES[index % len(SAMPLES)], category=category)
        for index, category in enumerate(drawn)
    ]
    return badges_pdf(holders, edition_of(edition), size=size)


# ---------------------------------------------------------------- what the template gets


def _frame(frame: Measures) -> dict[str, float]:
    return {
        "width": frame.size.width,
        "height": frame.size.height,
        "scale": frame.scale,
        "small": frame.small(1),
        "margin": frame.margin,
        "band": frame.band,
        "code": frame.code,
        "quiet": frame.quiet,
        "code-top": frame.code_top,
    }


def _category(category: BadgeCategory, frame: Measures) -> dict[str, Any]:
    """Fit the two words of the band beside each other."""
    word = LocalizedText(category.word.in_("ko"), category.word.in_("en"))
    korean, english = (points * frame.scale for points in BAND_SIZES)
    taken = width(word.ko, 800) * korean + width(word.en, 600) * english + 6 * MM * frame.scale
    shrink = min(1.0, frame.inner * MM * SAFETY / taken)
    return {
        "word": word.to_mapping(),
        "colour": category.colour,
        "ko-size": korean * shrink,
        "en-size": english * shrink,
    }


def _badge(holder: BadgeHolder, frame: Measures) -> dict[str, Any]:
    front = lay_out(holder, frame.size)
    return {
        "category": holder.category.key,
        "names": [_line(line) for line in front.names],
        "lines": [_line(line) for line in (*front.office, *front.place)],
        "number": _line(front.number),
        "marks": [[mark.value, round(x, 2), round(y, 2)] for mark, x, y in front.marks],
        "mark-size": front.mark_size,
        "code": code_svg(holder.token),
        "staves": [astuple(attended) for attended in holder.attends],
    }


def _line(line: Line) -> list[Any]:
    return [
        round(line.x, 2),
        round(line.y, 2),
        round(line.size, 2),
        line.weight,
        line.tone.value,
        line.language,
        line.text,
    ]
