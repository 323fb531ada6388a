"""Made-up badges on paper, several on a sheet, each with what the door is to answer."""

from dataclasses import replace

from forum.badges.errors import NoBadgesError
from forum.badges.exports import badges_pdf, category_of
from forum.badges.press import Press
from forum.badges.sheets import Sheet
from forum.badges.types import BadgeHolder, ToPrint
from forum.checkin.practice.rules import made_up_badges
from forum.checkin.practice.types import MadeUp
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.registration.models import Category
from forum.registration.queries import list_categories
from forum.tokens.rules import encode
from forum.tokens.services import badge_key
from forum.tokens.types import BadgeToken


def practice_pdf(edition: Edition) -> bytes:
    """Return the made-up badges of an edition in the design of their category, marked as a trial.

    Raises:
        NoBadgesError: the edition has no categories.
    """
    categories = {one.key: one for one in list_categories(edition)}
    made_up = made_up_badges(edition.slug, list(categories.values()))
    if not made_up:
        raise NoBadgesError
    press = Press(edition)
    badges = [
        ToPrint(
            holder=_holder(edition.slug, one, categories[one.badge.holder.category]),
            design=press.designs[categories[one.badge.holder.category].id].design,
        )
        for one in made_up
    ]
    return badges_pdf(
        badges, replace(press.edition, is_trial=True), sheet=Sheet.A4, pictures=press.pictures
    )


def _holder(edition: str, one: MadeUp, category: Category) -> BadgeHolder:
    token = BadgeToken(
        edition=edition,
        serial=one.badge.serial,
        category=category.number,
        reissue=one.code_reissue,
    )
    return BadgeHolder(
        name=one.badge.person.name,
        language="ko",
        category=category_of(category),
        number=one.badge.person.number,
        token=encode(token, badge_key(current_settings().keys_dir, edition)),
        position=one.answer,
        affiliation=one.badge.person.affiliation,
    )
