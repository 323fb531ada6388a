"""Editions themselves: begun, described, published, archived."""

from collections.abc import Collection

from forum.core import audit
from forum.core.db import db, take_turn
from forum.core.merging import merged
from forum.editions import queries
from forum.editions.errors import DatesReversedError, EditionAddressTakenError
from forum.editions.models import Edition, EditionOrganisation, Series
from forum.editions.rules import check_address
from forum.editions.services.public import touch_public
from forum.editions.types import EditionDetails, EditionState, Involvement

EXAMPLE = "dwc-2027"
STANDING_BEHIND = (Involvement.PARTNER, Involvement.SPONSOR)


def details_of_edition(edition: Edition) -> EditionDetails:
    """Return what is written of an edition."""
    return EditionDetails(
        name=edition.name,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        timezone=edition.timezone,
        theme=edition.theme,
        host=edition.host,
        about=edition.about,
        expected_attendance=edition.expected_attendance,
        expected_regions=tuple(edition.expected_regions),
        is_trial=edition.is_trial,
    )


def create_edition(series: Series, slug: str, details: EditionDetails) -> Edition:
    """Begin an edition, as a draft that visitors do not see.

    Raises:
        AddressMalformedError, AddressReservedError, DatesReversedError
        EditionAddressTakenError: another edition has this address.
    """
    check_address(slug, EXAMPLE)
    _check_dates(details)
    take_turn(db.session, "editions.slug")
    if queries.is_address_taken(slug):
        raise EditionAddressTakenError
    edition = Edition(series=series, slug=slug, state=EditionState.DRAFT)
    _write(edition, details)
    db.session.add(edition)
    db.session.flush()
    _note("edition.created", edition, slug=slug)
    return edition


def revise_edition(
    edition: Edition, wanted: EditionDetails, seen: str, *, given_up: Collection[str] = ()
) -> list[str]:
    """Save what an organiser changed of an edition; return the names of what has changed.

    `seen` are the marks that the form carried.

    Raises:
        DatesReversedError: the last day would come before the first.
        EditedMeanwhileError: somebody else has given the same parts other values since.
    """
    edition = queries.lock_edition(edition)
    details, changed = merged(seen, details_of_edition(edition), wanted, given_up)
    _check_dates(details)
    if changed:
        _write(edition, details)
        edition.inferred = [name for name in edition.inferred if not _is_among(name, changed)]
        db.session.flush()
        _note("edition.changed", edition, fields=changed)
        touch_public(edition)
    return changed


def change_state(edition: Edition, state: EditionState) -> None:
    """Make an edition a draft, publish or archive it."""
    edition = queries.lock_edition(edition)
    if edition.state is state:
        return
    before, edition.state = edition.state, state
    db.session.flush()
    if state is EditionState.DRAFT:
        _note("edition.withdrawn", edition, before=str(before))
    elif state is EditionState.PUBLISHED:
        _note("edition.published", edition, before=str(before))
    else:
        _note("edition.archived", edition, before=str(before))
    touch_public(edition)


def copy_organisations(source: Edition, target: Edition) -> int:
    """Give a new edition the partners and sponsors of another. Return how many."""
    kept = [entry for entry in source.organisations if entry.involvement in STANDING_BEHIND]
    target.organisations = [
        EditionOrganisation(
            organisation=entry.organisation,
            involvement=entry.involvement,
            name=entry.name,
            position=position,
        )
        for position, entry in enumerate(kept, start=1)
    ]
    db.session.flush()
    return len(kept)


def _check_dates(details: EditionDetails) -> None:
    if details.ends_on < details.starts_on:
        raise DatesReversedError


def _is_among(name: str, changed: Collection[str]) -> bool:
    """Tell whether a field, or a language of it, was changed: then it is no longer inferred."""
    return any(part.split("-")[0] == name for part in changed)


def _write(edition: Edition, details: EditionDetails) -> None:
    edition.name = details.name
    edition.starts_on, edition.ends_on = details.starts_on, details.ends_on
    edition.timezone = details.timezone
    edition.theme, edition.host, edition.about = details.theme, details.host, details.about
    edition.expected_attendance = details.expected_attendance
    edition.expected_regions = list(details.expected_regions)
    edition.is_trial = details.is_trial


def _note(action: str, edition: Edition, **details: object) -> None:
    audit.record(
        action,
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details=details,
    )
