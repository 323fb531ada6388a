"""The one list of what is mounted where."""

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from forum.accounts.views import accounts
from forum.api.views import health
from forum.api.views.documents import api
from forum.api.views.v1 import api_v1
from forum.badges import views as badge_views
from forum.badges.designs.manage import badge_designs_manage
from forum.badges.manage import badges_manage
from forum.badges.plates.manage import plates_manage
from forum.badges.views import badges
from forum.checkin.manage import checkin_manage
from forum.checkin.sync.views import checkin_sync
from forum.checkin.views import checkin
from forum.checkin.views.api import checkin_api
from forum.checkin.views.app import checkin_app
from forum.declaration.answers.views import answers
from forum.declaration.byhand.manage import byhand_manage
from forum.declaration.ceremony.manage import ceremony_manage
from forum.declaration.ceremony.views import ceremony
from forum.declaration.comments.manage import comments_manage
from forum.declaration.comments.views import comments
from forum.declaration.differences.manage import differences_manage
from forum.declaration.differences.views import differences
from forum.declaration.manage import declaration_manage
from forum.declaration.mandates.manage import mandates_manage
from forum.declaration.mandates.views import confirming
from forum.declaration.naming.manage import naming_manage
from forum.declaration.naming.views import naming
from forum.declaration.recording.manage import recording_manage
from forum.declaration.table.manage import table_manage
from forum.declaration.table.views import table
from forum.declaration.views.public import declaration, evidence, receipts
from forum.declaration.views.signing import signing
from forum.editions.manage import pages_manage
from forum.editions.views import editions
from forum.exchange.manage import exchange_manage
from forum.notices.mailings import manage as mailings
from forum.notices.manage import notices_manage
from forum.privacy import purging
from forum.privacy.manage import privacy_manage, retention_manage
from forum.privacy.views import my_data
from forum.programme.manage import programme_manage
from forum.programme.views import programme, schedules
from forum.registration import views as registration
from forum.registration.address.views import address
from forum.registration.behalf.manage import behalf_manage
from forum.registration.categories.manage import categories_manage
from forum.registration.consents.manage import consents_manage
from forum.registration.guardians.views import guardian
from forum.registration.invitations.manage import invitations_manage
from forum.registration.lines.manage import lines_manage
from forum.registration.mailtexts.manage import mailtexts_manage
from forum.registration.manage import registration_manage
from forum.registration.needs.manage import needs_manage
from forum.registration.questions.manage import forms_manage
from forum.registration.subscriptions.views import subscriptions
from forum.registration.transfers.views import transfer
from forum.site.manage import editions_manage, people_manage, site_manage
from forum.site.views.cities import cities
from forum.site.views.people import people
from forum.site.views.site import crawlers, site
from forum.styleguide.views import styleguide
from forum.web.links import links

EVERYBODY = "/<language:language>/<edition>"
SITE = "/<language:language>"
ORGANISERS = "/manage/<edition>"

MOUNTED: tuple[tuple[Blueprint, str], ...] = (
    # for everybody
    (crawlers, ""),
    (health.checks, ""),
    (site, SITE),
    (styleguide, SITE),
    (receipts, SITE),
    (programme, EVERYBODY),
    (schedules, "/<edition>"),
    (people, EVERYBODY),
    (cities, EVERYBODY),
    (editions, EVERYBODY),
    (declaration, EVERYBODY),
    (differences, EVERYBODY),
    (ceremony, EVERYBODY),
    (evidence, "/<edition>"),
    # for those who came by a link in a mail
    (links, f"{SITE}/my/open"),
    (badges, f"{SITE}/my/registration"),
    (my_data, f"{SITE}/my/registration/data"),
    (address, f"{SITE}/my/address"),
    (guardian, f"{SITE}/my/guardian"),
    (transfer, f"{SITE}/my/transfer"),
    (comments, f"{SITE}/my/draft"),
    (confirming, f"{SITE}/my/mandate"),
    (naming, f"{SITE}/my/naming"),
    (answers, f"{SITE}/my/sign"),
    (signing, f"{SITE}/my"),
    (table, f"{SITE}/table"),
    (subscriptions, "/calendar"),
    # for ushers
    (checkin, "/checkin"),
    (checkin_sync, "/checkin"),
    (checkin_app, "/checkin"),
    # for organisers
    (accounts, "/manage"),
    (site_manage, "/manage"),
    (editions_manage, "/manage"),
    (retention_manage, "/manage/retention"),
    (pages_manage, f"{ORGANISERS}/pages"),
    (programme_manage, f"{ORGANISERS}/programme"),
    (exchange_manage, f"{ORGANISERS}/programme"),
    (notices_manage, f"{ORGANISERS}/programme"),
    (people_manage, f"{ORGANISERS}/people"),
    (registration_manage, f"{ORGANISERS}/registrations"),
    (behalf_manage, f"{ORGANISERS}/registrations"),
    (categories_manage, f"{ORGANISERS}/registrations/categories"),
    (forms_manage, f"{ORGANISERS}/registrations/forms"),
    (consents_manage, f"{ORGANISERS}/registrations/notices"),
    (invitations_manage, f"{ORGANISERS}/registrations/invitations"),
    (lines_manage, f"{ORGANISERS}/registrations/waiting"),
    (needs_manage, f"{ORGANISERS}/registrations/needs"),
    (privacy_manage, f"{ORGANISERS}/privacy"),
    (mailings.mailings_manage, f"{ORGANISERS}/mailings"),
    (mailings.reminders_manage, f"{ORGANISERS}/reminders"),
    (mailtexts_manage, f"{ORGANISERS}/mails/texts"),
    (badges_manage, f"{ORGANISERS}/badges"),
    (badge_designs_manage, f"{ORGANISERS}/badges/designs"),
    (plates_manage, f"{ORGANISERS}/badges/papers"),
    (checkin_manage, f"{ORGANISERS}/checkin"),
    (declaration_manage, ORGANISERS),
    (differences_manage, ORGANISERS),
    (comments_manage, ORGANISERS),
    (mandates_manage, ORGANISERS),
    (naming_manage, ORGANISERS),
    (recording_manage, ORGANISERS),
    (table_manage, ORGANISERS),
    (byhand_manage, ORGANISERS),
    (ceremony_manage, ORGANISERS),
    # for programs
    (api, "/api"),
    (api_v1, "/api/v1"),
    (checkin_api, "/api/v1/checkin"),
)


def register_blueprints(app: Flask, csrf: CSRFProtect) -> None:
    """Mount every feature. Programs that bring a bearer token need no CSRF token."""
    csrf.exempt(checkin_api)
    csrf.exempt(checkin_sync)  # it takes JSON from our own pages alone
    csrf.exempt(api_v1)
    for blueprint, prefix in MOUNTED:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
    registration.init_app(app)
    badge_views.init_app(app)
    purging.init_app(app)
    mailings.init_app(app)
    health.count_requests(app)
