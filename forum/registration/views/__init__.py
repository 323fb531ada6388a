"""The pages of registration for visitors, and for those who came by a link in a mail."""

from flask import Flask, url_for

from forum.core.queue import background
from forum.registration.address import views as own_address  # noqa: F401  the same
from forum.registration.bulk.services import do_bulk_jobs
from forum.registration.details import views as own_details  # noqa: F401  on the same blueprint
from forum.registration.emails import ADDRESS_PURPOSE, GUARDIAN_PURPOSE, TRANSFER_PURPOSE
from forum.registration.guardians.services import expire_guardians
from forum.registration.invitations.views import mount_invitations
from forum.registration.queries import RESUME_PURPOSE
from forum.registration.services import expire_offers
from forum.registration.sheets.services import do_sheets
from forum.registration.transfers import views as own_transfer  # noqa: F401  the same
from forum.registration.transfers.services import expire_transfers
from forum.registration.views import (  # noqa: F401  their views, on the same blueprint
    own_agenda,
    own_calendar,
    own_consents,
    own_sessions,
)
from forum.registration.views.offer import mount_offer
from forum.registration.views.self_service import mount_self_service
from forum.registration.views.steps import resume_address
from forum.registration.views.visits import steps
from forum.web.links import register_purpose


def init_app(app: Flask) -> None:
    """Mount registering and self-service, and say where the links in mails lead."""
    app.register_blueprint(steps, url_prefix="/<language:language>/<edition>/register")
    mount_self_service(app)
    mount_offer(app)
    background(app).every_minute("expire_offers", expire_offers)
    background(app).every_minute("expire_guardians", expire_guardians)
    register_purpose(app, GUARDIAN_PURPOSE, lambda _link: url_for("guardian.show"))
    register_purpose(app, ADDRESS_PURPOSE, lambda _link: url_for("address.show"))
    register_purpose(app, TRANSFER_PURPOSE, lambda _link: url_for("transfer.take_over"))
    background(app).every_minute("expire_transfers", expire_transfers)
    mount_invitations(app)
    register_purpose(app, RESUME_PURPOSE, resume_address)
    background(app).every_minute("bulk_jobs", do_bulk_jobs)
    background(app).every_minute("sheets", do_sheets)
