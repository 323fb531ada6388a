"""Reads for registering on behalf."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from forum.core.db import db
from forum.core.hangul import folded
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.registration.models import Draft, Registration
from forum.registration.queries import draft_hash, get_registration_in
from forum.registration.rules import email_key
from forum.registration.types import OVER, RegistrationDetails

MOST_SHOWN = 10


def find_registered(edition: Edition, key: str) -> Registration | None:
    """Return who was registered by a page before, if it was sent already."""
    found = db.session.scalar(
        select(Draft.registration_id).where(
            Draft.token_hash == draft_hash(key), Draft.edition_id == edition.id
        )
    )
    return get_registration_in(edition, found) if found is not None else None


def list_similar(edition: Edition, details: RegistrationDetails) -> Sequence[Registration]:
    """Return who comes and has the same address, or the same name and affiliation."""
    alike = []
    if details.email:
        alike.append(Registration.email_key == email_key(details.email))
    names = [name for name in _written(details.name) if name]
    places = [place for place in _written(details.affiliation) if place]
    if names:
        same_name = or_(*(Registration.search_text.contains(n, autoescape=True) for n in names))
        same_place = [Registration.search_text.contains(p, autoescape=True) for p in places]
        alike.append(and_(same_name, or_(*same_place)) if same_place else same_name)
    if not alike:
        return []
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.edition_id == edition.id,
            Registration.state.not_in(OVER),
            or_(*alike),
        )
        .order_by(Registration.sort_key, Registration.id)
        .limit(MOST_SHOWN)
    ).all()


def _written(text: LocalizedText) -> tuple[str, str]:
    return folded(text.ko), folded(text.en)
