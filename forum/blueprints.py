"""The one list of what is mounted where."""

from flask import Flask
from flask_wtf import CSRFProtect

from forum.accounts.views import accounts
from forum.api.views import health
from forum.api.views.documents import api
from forum.api.views.v1 import api_v1
from forum.badges.manage import badges_manage
from forum.badges.views import badges
from forum.checkin.manage import checkin_manage
from forum.checkin.views.api import checkin_api
from forum.checkin.views.usher import checkin
from forum.declaration.manage import declaration_manage
from forum.declaration.views.public import declaration, evidence, receipts
from forum.declaration.views.signing import signing
from forum.editions.manage import pages_manage
from forum.editions.views import editions
from forum.exchange.manage import exchange_manage
from forum.notices.manage import notices_manage
from forum.programme.manage import programme_manage
from forum.programme.views import programme, schedules
from forum.registration import views as registration
from forum.registration.manage import registration_manage
from forum.site.manage import cloning_manage, people_manage, settings_manage, site_manage
from forum.site.views.cities import cities
from forum.site.views.people import people
from forum.site.views.site import crawlers, site
from forum.styleguide.views import styleguide
from forum.web.links import links


def register_blueprints(app: Flask, csrf: CSRFProtect) -> None:
    """Mount every feature. Programs that bring a bearer token need no CSRF token."""
    csrf.exempt(checkin_api)
    csrf.exempt(api_v1)
    app.register_blueprint(crawlers)
    app.register_blueprint(site, url_prefix="/<language:language>")
    app.register_blueprint(styleguide, url_prefix="/<language:language>")
    app.register_blueprint(programme, url_prefix="/<language:language>/<edition>")
    app.register_blueprint(schedules, url_prefix="/<edition>")
    app.register_blueprint(programme_manage, url_prefix="/manage/<edition>/programme")
    app.register_blueprint(exchange_manage, url_prefix="/manage/<edition>/programme")
    app.register_blueprint(notices_manage, url_prefix="/manage/<edition>/programme")
    app.register_blueprint(people_manage, url_prefix="/manage/<edition>/people")
    app.register_blueprint(people, url_prefix="/<language:language>/<edition>")
    app.register_blueprint(cities, url_prefix="/<language:language>/<edition>")
    app.register_blueprint(links, url_prefix="/<language:language>/my/open")
    app.register_blueprint(accounts, url_prefix="/manage")
    app.register_blueprint(site_manage, url_prefix="/manage")
    app.register_blueprint(cloning_manage, url_prefix="/manage")
    app.register_blueprint(settings_manage, url_prefix="/manage/<edition>/settings")
    app.register_blueprint(editions, url_prefix="/<language:language>/<edition>")
    app.register_blueprint(pages_manage, url_prefix="/manage/<edition>/pages")
    app.register_blueprint(badges, url_prefix="/<language:language>/my/registration")
    app.register_blueprint(badges_manage, url_prefix="/manage/<edition>/badges")
    app.register_blueprint(checkin, url_prefix="/checkin")
    app.register_blueprint(checkin_manage, url_prefix="/manage/<edition>/checkin")
    health.count_requests(app)
    app.register_blueprint(health.checks)
    app.register_blueprint(api, url_prefix="/api")
    app.register_blueprint(api_v1, url_prefix="/api/v1")
    app.register_blueprint(checkin_api, url_prefix="/api/v1/checkin")
    app.register_blueprint(declaration, url_prefix="/<language:language>/<edition>")
    app.register_blueprint(evidence, url_prefix="/<edition>")
    app.register_blueprint(receipts, url_prefix="/<language:language>")
    app.register_blueprint(signing, url_prefix="/<language:language>/my")
    app.register_blueprint(declaration_manage, url_prefix="/manage/<edition>")
    registration.init_app(app)
    app.register_blueprint(registration_manage, url_prefix="/manage/<edition>/registrations")
