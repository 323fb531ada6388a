"""Reads about one's own details."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from forum.core.db import db
from forum.core.localized import Language
from forum.registration.consents.queries import list_own_consents
from forum.registration.details.types import OwnDetails
from forum.registration.models import Draft, Registration
from forum.registration.queries import find_sensitive
from forum.registration.questions.models import AnswerFile
from forum.registration.types import Diet, SensitiveDetails
from forum.registration.waiting.queries import list_waiting, seats_of
from forum.registration.waiting.types import option_of


def own_details(registration: Registration) -> OwnDetails:
    """Return what somebody has told that they can change, to be shown to nobody else."""
    return OwnDetails(
        name=registration.name,
        affiliation=registration.affiliation,
        position=registration.position,
        city=registration.city.key if registration.city else "",
        country=registration.country,
        phone=registration.phone,
        language=_tongue(registration.language) or "en",
        receiver=_tongue(registration.receiver),
        sensitive=_sensitive(registration) if agrees_to_sensitive(registration) else None,
        own=dict(registration.answers),
        form_version=registration.form_version_id,
    )


def _tongue(written: str | None) -> Language | None:
    return "ko" if written == "ko" else "en" if written == "en" else None


def _sensitive(registration: Registration) -> SensitiveDetails:
    need = find_sensitive(registration)
    if need is None:
        return SensitiveDetails()
    return SensitiveDetails(
        diets=tuple(Diet(diet) for diet in need.diets),
        diet_note=need.diet_note,
        accessibility=need.accessibility,
    )


def agrees_to_sensitive(registration: Registration) -> bool:
    """Tell whether somebody agrees at present that what is sensitive is kept."""
    return any(own.is_given and own.notice.is_sensitive for own in list_own_consents(registration))


def held_options(registration: Registration) -> frozenset[str]:
    """Return the subjects of the options in which somebody has a seat, not only an offer of one."""
    offered = {one.entry.subject for one in list_waiting(registration) if one.is_offered}
    return frozenset(one for one in seats_of(registration) if option_of(one)) - offered


def list_own_files(registration: Registration, keys: Collection[str]) -> Sequence[AnswerFile]:
    """Return those of some files that are of the registration, or wait for a change of it."""
    waiting = select(Draft.id).where(Draft.registration_id == registration.id)
    return db.session.scalars(
        select(AnswerFile).where(
            AnswerFile.key.in_(keys),
            or_(
                AnswerFile.registration_id == registration.id,
                AnswerFile.draft_id.in_(waiting),
            ),
        )
    ).all()
