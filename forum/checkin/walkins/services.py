"""Registering at the desk, through the same services as everybody else, and letting in."""

from forum.checkin.models import CheckinList
from forum.checkin.services.scans import record_scans
from forum.checkin.types import ScanInput, Scanner
from forum.core import audit, clock
from forum.core.localized import EMPTY
from forum.editions.models import Edition
from forum.registration.behalf.services import register_on_behalf
from forum.registration.behalf.types import BehalfOrder
from forum.registration.models import Registration

DESK = "desk"
"""What stands before the number of who let somebody in at the desk, where a scan says who did."""


def walk_in(
    edition: Edition,
    order: BehalfOrder,
    target: CheckinList | None,
    scanner: Scanner | None = None,
) -> Registration:
    """Register somebody at the desk and let them in at a list; twice the same order is once.

    Whoever is not confirmed (a guardian has still to agree) is not let in, nor is whoever the
    list does not admit: the scan says so.

    `scanner` is the device that is the desk; without one an organiser registers.

    Raises:
        What `register_on_behalf` raises. Nothing has been written then.
    """
    registration = register_on_behalf(edition, order)
    if target is not None and not (target.is_practice or (scanner and scanner.is_practice)):
        record_scans(scanner or _organiser(edition), target, [_scan(registration)])
    return registration


def _organiser(edition: Edition) -> Scanner:
    return Scanner(
        actor=f"{DESK}:{audit.present_actor().rpartition(':')[2]}",
        name="",
        gate=EMPTY,
        edition_id=edition.id,
    )


def _scan(registration: Registration) -> ScanInput:
    return ScanInput(code=registration.number, nonce=nonce_of(registration), scanned_at=clock.now())


def nonce_of(registration: Registration) -> str:
    """Return the name of the scan with which somebody was let in at the desk."""
    return f"{DESK}-{registration.id}"
