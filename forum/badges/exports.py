"""Badges -> a PDF: one page a person, tagged, with the code as a small picture."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from forum.badges.rules import MM, SAFETY, Measures, lay_out, measures, size_of
from forum.badges.types import BadgeCategory, BadgeEdition, BadgeHolder, Line
from forum.core.fonts import missing_glyphs, width
from forum.core.localized import LocalizedText
from forum.core.papers import join
from forum.core.typesetting import typeset
from forum.tokens.exports import code_svg

BATCH = 1000  # set at once: about 200 MB and a second
BAND_SIZES = (21.0, 17.6)  # points of the Korean and the English word on A6


def badges_pdf(holders: Sequence[BadgeHolder], edition: BadgeEdition, *, size: str = "A6") -> bytes:
    """Return the fronts of these badges, a page each, in their order.

    Raises:
        UnknownBadgeSizeError: the size is no size of a badge.
    """
    frame = measures(size_of(size))
    batches = [holders[start : start + BATCH] for start in range(0, len(holders), BATCH)]
    return join([_set(batch, edition, frame) for batch in batches or [()]])


def _set(holders: Sequence[BadgeHolder], edition: BadgeEdition, frame: Measures) -> bytes:
    categories = {holder.category.key: holder.category for holder in holders}
    return typeset(
        "badges/front.typ",
        {
            "title": f"{edition.name.in_('ko')} 명찰",
            "edition": {
                "name": {"ko": edition.name.in_("ko"), "en": edition.name.in_("en")},
                "trial": edition.is_trial,
            },
            "frame": _frame(frame),
            "categories": {key: _category(one, frame) for key, one in categories.items()},
            "badges": [_badge(holder, frame) for holder in holders],
        },
    )


def unprintable(holder: BadgeHolder) -> set[str]:
    """Return the characters of a badge that no font has, so that the printer finds none."""
    texts = (holder.name, holder.position, holder.affiliation, holder.city, holder.country)
    return missing_glyphs("".join(text.ko + text.en for text in texts))


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
