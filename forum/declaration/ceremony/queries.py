"""Reads of the ceremony."""

from sqlalchemy import select

from forum.core.countries import country_name
from forum.core.db import db
from forum.declaration import queries
from forum.declaration.ceremony.models import Ceremony, CeremonyTurn
from forum.declaration.ceremony.rules import in_order, state_of
from forum.declaration.ceremony.types import RunSheet, Scene, Turn
from forum.declaration.models import Declaration, Mandate, Signature
from forum.declaration.types import ASKED, MandateState

TAKES_PART = (MandateState.APPROVED, *ASKED, MandateState.SIGNED)
"""The states of mandates whose cities are called."""


def list_turns(declaration: Declaration) -> dict[int, CeremonyTurn]:
    """Return the places that were given, by the city's id."""
    rows = db.session.scalars(
        select(CeremonyTurn).where(CeremonyTurn.declaration_id == declaration.id)
    )
    return {row.city_id: row for row in rows}


def find_ceremony(declaration: Declaration) -> Ceremony | None:
    """Return what was said about the ceremony, if anything was."""
    return db.session.get(Ceremony, declaration.id)


def load_sheet(declaration: Declaration) -> RunSheet:
    """Return the run sheet: every city with an approved mandate, or with a signature."""
    ceremony, places = find_ceremony(declaration), list_turns(declaration)
    called_id = (ceremony.called_id if ceremony else None) or 0
    approved = db.session.scalars(
        select(Mandate).where(
            Mandate.declaration_id == declaration.id, Mandate.state.in_(TAKES_PART)
        )
    )
    mandates = [mandate for mandate in approved if not mandate.has_expired]
    version = queries.find_frozen_version(declaration)
    rows = db.session.execute(
        select(Signature.city_id, Signature.signed_at).where(
            Signature.version_id == (version.id if version else None),
            Signature.withdrawal_id.is_(None),
        )
    )
    signed = {row.city_id: row.signed_at for row in rows}

    def turn_of(mandate: Mandate) -> Turn:
        place = places.get(mandate.city_id)
        return Turn(
            city_id=mandate.city_id,
            key=mandate.city.key,
            name=mandate.city.name,
            region=mandate.city.region.value,
            country=country_name(mandate.city.country),
            person=mandate.name,
            capacity=mandate.capacity,
            signed_at=signed.get(mandate.city_id),
            called_at=place.called_at if place else None,
            is_late=place.is_late if place else bool(places),
            state=state_of(
                is_signed=mandate.city_id in signed,
                is_left_out=place is not None and place.is_left_out,
                is_absent=place is not None and place.is_absent,
                is_called=mandate.city_id == called_id,
            ),
        )

    return RunSheet(
        turns=in_order(
            map(turn_of, mandates),
            {city_id: place.position for city_id, place in places.items()},
            declaration.edition.host,
        ),
        scene=ceremony.scene if ceremony else Scene.SIGNING,
        called_id=called_id,
    )
