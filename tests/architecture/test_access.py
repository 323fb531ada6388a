"""Who may call each view: the whole table, written out so that a change is seen."""

import re

import pytest

from forum.core.permissions import Permission, Role, permissions_of
from tests.factories.accounts import make_user, sign_in
from tests.factories.editions import make_edition

ACCESS = {
    "accounts.change_password": "signed in",
    "accounts.choose_language": "public",
    "accounts.edit": "signed in",
    "accounts.end_other_sessions": "signed in",
    "accounts.end_session": "signed in",
    "accounts.enter": "link account.enter",
    "accounts.enter_by_password": "public",
    "accounts.forgotten": "public",
    "accounts.issue_token": "signed in",
    "accounts.password": "signed in",
    "accounts.revoke_token": "signed in",
    "accounts.send_link": "public",
    "accounts.show": "signed in",
    "accounts.sign_in": "public",
    "accounts.sign_out": "public",
    "accounts.tokens": "signed in",
    "accounts.use_link": "link account.enter",
    "accounts.use_link_alone": "link account.enter",
    "api.docs": "public",
    "api.openapi": "public",
    "api_v1.declaration": "public",
    "api_v1.edition_declaration": "public",
    "api_v1.editions": "public",
    "api_v1.programme": "public",
    "api_v1.register": "token registration.write",
    "api_v1.registrations": "token registration.read",
    "badge_designs_manage.add_picture": Permission.BADGE_PRINT,
    "badge_designs_manage.assign": Permission.BADGE_PRINT,
    "badge_designs_manage.categories": Permission.BADGE_PRINT,
    "badge_designs_manage.create": Permission.BADGE_PRINT,
    "badge_designs_manage.delete": Permission.BADGE_PRINT,
    "badge_designs_manage.edit": Permission.BADGE_PRINT,
    "badge_designs_manage.new": Permission.BADGE_PRINT,
    "badge_designs_manage.save": Permission.BADGE_PRINT,
    "badges.mine": "link registration.view",
    "badges_manage.index": Permission.BADGE_PRINT,
    "badges_manage.job": Permission.BADGE_PRINT,
    "badges_manage.job_file": Permission.BADGE_PRINT,
    "badges_manage.person": Permission.BADGE_PRINT,
    "badges_manage.print_batch": Permission.BADGE_PRINT,
    "badges_manage.print_one": Permission.BADGE_PRINT,
    "badges_manage.print_registration": Permission.BADGE_PRINT,
    "badges_manage.reissue": Permission.BADGE_PRINT,
    "badges_manage.report": Permission.BADGE_PRINT,
    "badges_manage.sample": Permission.BADGE_PRINT,
    "checkin.enrol": "public",
    "checkin.index": "public",
    "checkin.invitation": "public",
    "checkin.record": "device",
    "checkin.scan": "device",
    "checkin.desk": "device",
    "checkin.desk_admit": "device",
    "checkin.desk_badge": "device",
    "checkin.desk_person": "device",
    "checkin.desk_register": "device",
    "checkin.desk_walk_in": "device",
    "checkin.undo": "device",
    "checkin.undo_practised": "device",
    "checkin_app.manifest": "public",
    "checkin_app.show": "public",
    "checkin_app.worker": "public",
    "checkin_sync.fetch": "device",
    "checkin_sync.send": "device",
    "checkin_api.roster": "token checkin.scan",
    "checkin_api.scans": "token checkin.scan",
    "checkin_manage.add_device": Permission.CHECKIN_EDIT,
    "checkin_manage.add_walk_in": Permission.REGISTRATION_EDIT,
    "checkin_manage.change_list": Permission.CHECKIN_EDIT,
    "checkin_manage.clear_practised": Permission.CHECKIN_EDIT,
    "checkin_manage.conflicts": Permission.CHECKIN_VIEW,
    "checkin_manage.create_list": Permission.CHECKIN_EDIT,
    "checkin_manage.decide": Permission.CHECKIN_EDIT,
    "checkin_manage.delete_list": Permission.CHECKIN_EDIT,
    "checkin_manage.edit_list": Permission.CHECKIN_EDIT,
    "checkin_manage.hall": Permission.CHECKIN_VIEW,
    "checkin_manage.index": Permission.CHECKIN_VIEW,
    "checkin_manage.edit_device": Permission.CHECKIN_EDIT,
    "checkin_manage.change_device": Permission.CHECKIN_EDIT,
    "checkin_manage.invite_device": Permission.CHECKIN_EDIT,
    "checkin_manage.live": Permission.CHECKIN_VIEW,
    "checkin_manage.missing": Permission.CHECKIN_VIEW,
    "checkin_manage.new_device": Permission.CHECKIN_EDIT,
    "checkin_manage.new_list": Permission.CHECKIN_EDIT,
    "checkin_manage.new_walk_in": Permission.REGISTRATION_EDIT,
    "checkin_manage.paper": Permission.CHECKIN_EDIT,
    "checkin_manage.practice": Permission.CHECKIN_EDIT,
    "checkin_manage.practice_badges": Permission.CHECKIN_EDIT,
    "checkin_manage.revoke_device": Permission.CHECKIN_EDIT,
    "checkin_manage.set_practice": Permission.CHECKIN_EDIT,
    "checkin_manage.setup": Permission.CHECKIN_VIEW,
    "checkin_manage.show_device": Permission.CHECKIN_VIEW,
    "checkin_manage.show_walk_in": Permission.REGISTRATION_EDIT,
    "checkin_manage.type_lines": Permission.CHECKIN_EDIT,
    "checkin_manage.typing": Permission.CHECKIN_EDIT,
    "cities.index": "public",
    "cities.show": "public",
    "editions_manage.ask": Permission.EDITION_CREATE,
    "editions_manage.clone": Permission.EDITION_CREATE,
    "editions_manage.create": Permission.EDITION_CREATE,
    "editions_manage.new": Permission.EDITION_CREATE,
    "editions_manage.origin": Permission.EDITION_VIEW,
    "consents_manage.add": Permission.REGISTRATION_EDIT,
    "consents_manage.index": Permission.REGISTRATION_VIEW,
    "consents_manage.move": Permission.REGISTRATION_EDIT,
    "consents_manage.retire": Permission.REGISTRATION_EDIT,
    "consents_manage.save": Permission.REGISTRATION_EDIT,
    "consents_manage.show": Permission.REGISTRATION_VIEW,
    "crawlers.front": "public",
    "crawlers.robots": "public",
    "crawlers.sitemap": "public",
    "declaration.index": "public",
    "declaration.paper": "public",
    "declaration.show": "public",
    "declaration.verify": "public",
    "declaration_answers.confirm_observing": "link declaration.sign",
    "declaration_answers.later": "link declaration.sign",
    "declaration_answers.observe": "link declaration.sign",
    "declaration_answers.prepare_observing": "link declaration.sign",
    "declaration_answers.text": "link declaration.sign",
    "declaration_byhand_manage.decide": Permission.MANDATE_APPROVE,
    "declaration_byhand_manage.enter": Permission.MANDATE_APPROVE,
    "declaration_byhand_manage.page": Permission.MANDATE_APPROVE,
    "declaration_ceremony.hall": "public",
    "declaration_ceremony_manage.attend": Permission.DECLARATION_EDIT,
    "declaration_ceremony_manage.call": Permission.DECLARATION_EDIT,
    "declaration_ceremony_manage.call_next": Permission.DECLARATION_EDIT,
    "declaration_ceremony_manage.leave": Permission.DECLARATION_EDIT,
    "declaration_ceremony_manage.live": Permission.DECLARATION_VIEW,
    "declaration_ceremony_manage.place": Permission.DECLARATION_EDIT,
    "declaration_ceremony_manage.sheet": Permission.DECLARATION_VIEW,
    "declaration_ceremony_manage.shift": Permission.DECLARATION_EDIT,
    "declaration_ceremony_manage.show": Permission.DECLARATION_EDIT,
    "declaration_comments.read": "link declaration.city",
    "declaration_comments.say": "link declaration.city",
    "declaration_comments_manage.answer": Permission.DECLARATION_EDIT,
    "declaration_comments_manage.ask_everybody": Permission.DECLARATION_EDIT,
    "declaration_comments_manage.index": Permission.DECLARATION_VIEW,
    "declaration_comments_manage.invite_city": Permission.DECLARATION_EDIT,
    "declaration_confirming.answer": "link declaration.confirm",
    "declaration_confirming.ask": "link declaration.confirm",
    "declaration_confirming.thanks": "public",
    "declaration_differences.show": "public",
    "declaration_differences_manage.compare_versions": Permission.DECLARATION_VIEW,
    "declaration_evidence.chain": "public",
    "declaration_evidence.heads": "public",
    "declaration_evidence.instrument": "public",
    "declaration_evidence.text": "public",
    "declaration_evidence.verifier": "public",
    "declaration_manage.approve_mandate": Permission.MANDATE_APPROVE,
    "declaration_manage.begin_version": Permission.DECLARATION_EDIT,
    "declaration_manage.confirm_freeze": Permission.DECLARATION_EDIT,
    "declaration_manage.create": Permission.DECLARATION_EDIT,
    "declaration_manage.edit": Permission.DECLARATION_EDIT,
    "declaration_manage.freeze": Permission.DECLARATION_EDIT,
    "declaration_manage.grant_mandate": Permission.DECLARATION_EDIT,
    "declaration_manage.index": Permission.DECLARATION_VIEW,
    "declaration_manage.invite": Permission.DECLARATION_EDIT,
    "declaration_manage.new": Permission.DECLARATION_EDIT,
    "declaration_manage.new_mandate": Permission.DECLARATION_EDIT,
    "declaration_manage.revise": Permission.DECLARATION_EDIT,
    "declaration_manage.show": Permission.DECLARATION_VIEW,
    "declaration_manage.withdraw_mandate": Permission.MANDATE_APPROVE,
    "editions.page": "public",
    "exchange_manage.apply_import": Permission.PROGRAMME_EDIT,
    "exchange_manage.discard_import": Permission.PROGRAMME_EDIT,
    "exchange_manage.draft_spreadsheet": Permission.PROGRAMME_EDIT,
    "exchange_manage.draft_yaml": Permission.PROGRAMME_EDIT,
    "exchange_manage.import_programme": Permission.PROGRAMME_EDIT,
    "exchange_manage.preview_import": Permission.PROGRAMME_EDIT,
    "exchange_manage.upload_programme": Permission.PROGRAMME_EDIT,
    "declaration_mandates_manage.add_letter": Permission.DECLARATION_EDIT,
    "declaration_mandates_manage.ask_confirmation": Permission.DECLARATION_EDIT,
    "declaration_mandates_manage.decide_change": Permission.MANDATE_APPROVE,
    "declaration_mandates_manage.index": Permission.DECLARATION_VIEW,
    "declaration_mandates_manage.letter": Permission.MANDATE_APPROVE,
    "declaration_mandates_manage.propose_change": Permission.MANDATE_APPROVE,
    "declaration_mandates_manage.remind": Permission.DECLARATION_EDIT,
    "declaration_naming.name": "link declaration.name",
    "declaration_naming.thanks": "public",
    "declaration_naming_manage.ask_city": Permission.DECLARATION_EDIT,
    "declaration_naming_manage.ask_invited": Permission.DECLARATION_EDIT,
    "declaration_mandates_manage.show": Permission.DECLARATION_VIEW,
    "declaration_recording_manage.adopt": Permission.MANDATE_APPROVE,
    "declaration_recording_manage.correct": Permission.MANDATE_APPROVE,
    "declaration_recording_manage.withdraw": Permission.MANDATE_APPROVE,
    "declaration_receipts.show_number": "public",
    "declaration_signing.confirm_decline": "link declaration.sign",
    "declaration_signing.decline": "link declaration.sign",
    "declaration_signing.done": "link declaration.view",
    "declaration_signing.prepare": "link declaration.sign",
    "declaration_signing.prepare_decline": "link declaration.sign",
    "declaration_signing.read": "link declaration.sign",
    "declaration_signing.receipt": "link declaration.view",
    "declaration_signing.review": "link declaration.sign",
    "declaration_signing.review_decline": "link declaration.sign",
    "declaration_signing.send_code": "link declaration.sign",
    "declaration_signing.send_decline_code": "link declaration.sign",
    "declaration_signing.sign": "link declaration.sign",
    "declaration_signing.state": "link declaration.sign",
    "declaration_table.done": "public",
    "declaration_table.read": "link declaration.table",
    "declaration_table.review": "link declaration.table",
    "declaration_table.sign": "link declaration.table",
    "declaration_table.state": "link declaration.table",
    "declaration_table_manage.hand_over": Permission.MANDATE_APPROVE,
    "transfer.decline": "link registration.transfer",
    "transfer.take_over": "link registration.transfer",
    "address.prove": "link registration.address",
    "address.show": "link registration.address",
    "guardian.agree": "link registration.guardian",
    "guardian.done": "public",
    "guardian.refuse": "link registration.guardian",
    "guardian.show": "link registration.guardian",
    "health.alive": "public",
    "health.metrics": "token metrics.read",
    "health.ready": "public",
    "links.enter": "public",
    "links.open_link": "public",
    "my.agenda": "link registration.view",
    "my.answer_file": "link registration.view",
    "my.ask_code": "link registration.view",
    "my.calendar": "link registration.view",
    "my.cancel": "link registration.view",
    "my.keep_place": "link registration.view",
    "my.pass_on": "link registration.view",
    "my.change_address": "link registration.view",
    "my.keep_address": "link registration.view",
    "my.details": "link registration.view",
    "my.enter_code": "link registration.view",
    "my.sessions": "link registration.view",
    "my.wait_again": "link registration.view",
    "my.change_agenda": "link registration.view",
    "my.confirm_consents": "link registration.view",
    "my.give_consent": "link registration.view",
    "my.keep_stars": "link registration.view",
    "my.renew_calendar": "link registration.view",
    "my_data.ask_erasure": "link registration.view",
    "my_data.download_json": "link registration.view",
    "my_data.download_pdf": "link registration.view",
    "my_data.show": "link registration.view",
    "needs_manage.index": Permission.REGISTRATION_VIEW,
    "needs_manage.names": Permission.SENSITIVE_VIEW,
    "plates_manage.doors": Permission.BADGE_PRINT,
    "plates_manage.papers": Permission.BADGE_PRINT,
    "plates_manage.lanyards": Permission.BADGE_PRINT,
    "plates_manage.lanyards_sheet": Permission.REGISTRATION_EXPORT,
    "plates_manage.paper_file": Permission.BADGE_PRINT,
    "plates_manage.paper_job": Permission.BADGE_PRINT,
    "plates_manage.plates": Permission.BADGE_PRINT,
    "privacy_manage.access": Permission.AUDIT_VIEW,
    "privacy_manage.carry_out": Permission.REGISTRATION_EDIT,
    "privacy_manage.destructions": Permission.AUDIT_VIEW,
    "privacy_manage.index": Permission.REGISTRATION_VIEW,
    "privacy_manage.refuse": Permission.REGISTRATION_EDIT,
    "privacy_manage.retention": Permission.EDITION_EDIT,
    "privacy_manage.review": Permission.AUDIT_VIEW,
    "my.send_code": "link registration.view",
    "my.show": "link registration.view",
    "my.withdraw_consent": "link registration.view",
    "my.stars": "link registration.view",
    "offer.answer": "link registration.offer",
    "offer.show": "link registration.offer",
    "pages_manage.create": Permission.EDITION_EDIT,
    "pages_manage.edit": Permission.EDITION_EDIT,
    "pages_manage.index": Permission.EDITION_EDIT,
    "pages_manage.move": Permission.EDITION_EDIT,
    "pages_manage.new": Permission.EDITION_EDIT,
    "pages_manage.publish": Permission.EDITION_EDIT,
    "pages_manage.remove": Permission.EDITION_EDIT,
    "pages_manage.revise": Permission.EDITION_EDIT,
    "people.index": "public",
    "people.show": "public",
    "people_manage.create": Permission.PROGRAMME_EDIT,
    "people_manage.edit": Permission.PROGRAMME_EDIT,
    "people_manage.index": Permission.PROGRAMME_EDIT,
    "people_manage.new": Permission.PROGRAMME_EDIT,
    "people_manage.remove": Permission.PROGRAMME_EDIT,
    "people_manage.revise": Permission.PROGRAMME_EDIT,
    "programme.booklet": "public",
    "programme.calendar": "public",
    "mailings_manage.cancel": Permission.MAIL_EDIT,
    "mailings_manage.create": Permission.MAIL_EDIT,
    "mailings_manage.delete": Permission.MAIL_EDIT,
    "mailings_manage.edit": Permission.MAIL_EDIT,
    "mailings_manage.index": Permission.MAIL_EDIT,
    "mailings_manage.new": Permission.MAIL_EDIT,
    "mailings_manage.revise": Permission.MAIL_EDIT,
    "mailings_manage.send": Permission.MAIL_EDIT,
    "mailings_manage.show": Permission.MAIL_EDIT,
    "mailtexts_manage.edit": Permission.MAIL_EDIT,
    "mailtexts_manage.index": Permission.MAIL_EDIT,
    "mailtexts_manage.reset": Permission.MAIL_EDIT,
    "mailtexts_manage.write": Permission.MAIL_EDIT,
    "notices_manage.confirm_restore": Permission.PROGRAMME_EDIT,
    "notices_manage.publish": Permission.PROGRAMME_RELEASE,
    "notices_manage.release": Permission.PROGRAMME_RELEASE,
    "notices_manage.restore": Permission.PROGRAMME_EDIT,
    "notices_manage.show": Permission.PROGRAMME_RELEASE,
    "programme.changes": "public",
    "programme.compare": "public",
    "programme.data": "public",
    "programme.feed": "public",
    "programme.index": "public",
    "programme.material": "public",
    "programme.now": "public",
    "programme.release": "public",
    "programme.room": "public",
    "programme.rooms": "public",
    "programme.search": "public",
    "programme.session_calendar": "public",
    "programme.show": "public",
    "programme.spreadsheet": "public",
    "programme_manage.add_file": Permission.PROGRAMME_EDIT,
    "programme_manage.add_link": Permission.PROGRAMME_EDIT,
    "programme_manage.be_here": Permission.PROGRAMME_EDIT,
    "programme_manage.board": Permission.PROGRAMME_EDIT,
    "programme_manage.cancel_session": Permission.PROGRAMME_EDIT,
    "programme_manage.confirm_place_removal": Permission.PROGRAMME_EDIT,
    "programme_manage.confirm_removal": Permission.PROGRAMME_EDIT,
    "programme_manage.create_new_session": Permission.PROGRAMME_EDIT,
    "programme_manage.create_place": Permission.PROGRAMME_EDIT,
    "programme_manage.create_session": Permission.PROGRAMME_EDIT,
    "programme_manage.index": Permission.PROGRAMME_EDIT,
    "programme_manage.leave": Permission.PROGRAMME_EDIT,
    "programme_manage.material_file": Permission.PROGRAMME_EDIT,
    "programme_manage.materials": Permission.PROGRAMME_EDIT,
    "programme_manage.move_material": Permission.PROGRAMME_EDIT,
    "programme_manage.move_session": Permission.PROGRAMME_EDIT,
    "programme_manage.new_place": Permission.PROGRAMME_EDIT,
    "programme_manage.new_session": Permission.PROGRAMME_EDIT,
    "programme_manage.order_place": Permission.PROGRAMME_EDIT,
    "programme_manage.order_session": Permission.PROGRAMME_EDIT,
    "programme_manage.place": Permission.PROGRAMME_EDIT,
    "programme_manage.places": Permission.PROGRAMME_EDIT,
    "programme_manage.redo": Permission.PROGRAMME_EDIT,
    "programme_manage.reinstate_session": Permission.PROGRAMME_EDIT,
    "programme_manage.remove_material": Permission.PROGRAMME_EDIT,
    "programme_manage.remove_place": Permission.PROGRAMME_EDIT,
    "programme_manage.remove_session": Permission.PROGRAMME_EDIT,
    "programme_manage.retitle_material": Permission.PROGRAMME_EDIT,
    "programme_manage.save_place": Permission.PROGRAMME_EDIT,
    "programme_manage.save_session": Permission.PROGRAMME_EDIT,
    "programme_manage.session": Permission.PROGRAMME_EDIT,
    "programme_manage.undo": Permission.PROGRAMME_EDIT,
    "reminders_manage.create": Permission.MAIL_EDIT,
    "reminders_manage.edit": Permission.MAIL_EDIT,
    "reminders_manage.index": Permission.MAIL_EDIT,
    "reminders_manage.new": Permission.MAIL_EDIT,
    "reminders_manage.revise": Permission.MAIL_EDIT,
    "reminders_manage.switch": Permission.MAIL_EDIT,
    "registration.attend": "public",
    "registration.colleague": "public",
    "registration.confirm": "public",
    "registration.done": "public",
    "registration.index": "public",
    "registration.later": "public",
    "registration.needs": "public",
    "registration.resend": "public",
    "registration.resent": "public",
    "registration.resume": "link registration.resume",
    "registration.you": "public",
    "categories_manage.add": Permission.REGISTRATION_EDIT,
    "categories_manage.edit": Permission.REGISTRATION_EDIT,
    "categories_manage.index": Permission.REGISTRATION_EDIT,
    "categories_manage.move": Permission.REGISTRATION_EDIT,
    "forms_manage.add": Permission.REGISTRATION_EDIT,
    "forms_manage.assign": Permission.REGISTRATION_EDIT,
    "forms_manage.change": Permission.REGISTRATION_EDIT,
    "forms_manage.index": Permission.REGISTRATION_EDIT,
    "forms_manage.publish": Permission.REGISTRATION_EDIT,
    "forms_manage.question": Permission.REGISTRATION_EDIT,
    "forms_manage.rename": Permission.REGISTRATION_EDIT,
    "forms_manage.section": Permission.REGISTRATION_EDIT,
    "forms_manage.show": Permission.REGISTRATION_EDIT,
    "invitations_manage.index": Permission.REGISTRATION_EDIT,
    "invitations_manage.resend": Permission.REGISTRATION_EDIT,
    "invitations_manage.withdraw": Permission.REGISTRATION_EDIT,
    "lines_manage.capacity": Permission.REGISTRATION_EDIT,
    "lines_manage.entry": Permission.REGISTRATION_VIEW,
    "lines_manage.index": Permission.REGISTRATION_VIEW,
    "lines_manage.move": Permission.REGISTRATION_EDIT,
    "lines_manage.offer": Permission.REGISTRATION_EDIT,
    "lines_manage.prolong": Permission.REGISTRATION_EDIT,
    "lines_manage.remove": Permission.REGISTRATION_EDIT,
    "lines_manage.show": Permission.REGISTRATION_VIEW,
    "behalf_manage.handout": Permission.REGISTRATION_EDIT,
    "behalf_manage.new": Permission.REGISTRATION_EDIT,
    "retention_manage.system": Permission.EDITION_CREATE,
    "registration_manage.answer_file": Permission.REGISTRATION_VIEW,
    "registration_manage.approve": Permission.REGISTRATION_EDIT,
    "registration_manage.bulk": Permission.REGISTRATION_EDIT,
    "registration_manage.bulk_start": Permission.REGISTRATION_EDIT,
    "registration_manage.bulk_job": Permission.REGISTRATION_EDIT,
    "registration_manage.bulk_undo": Permission.REGISTRATION_EDIT,
    "registration_manage.cancel": Permission.REGISTRATION_EDIT,
    "registration_manage.export": Permission.REGISTRATION_EXPORT,
    "registration_manage.ask_sheet": Permission.REGISTRATION_EXPORT,
    "registration_manage.period": Permission.REGISTRATION_EDIT,
    "registration_manage.sheet": Permission.REGISTRATION_EXPORT,
    "registration_manage.sheet_file": Permission.REGISTRATION_EXPORT,
    "registration_manage.keep_filter": Permission.REGISTRATION_VIEW,
    "registration_manage.drop_filter": Permission.REGISTRATION_VIEW,
    "registration_manage.tags": Permission.REGISTRATION_VIEW,
    "registration_manage.add_tag": Permission.REGISTRATION_EDIT,
    "registration_manage.change_tag": Permission.REGISTRATION_EDIT,
    "registration_manage.delete_tag": Permission.REGISTRATION_EDIT,
    "registration_manage.give_tag": Permission.REGISTRATION_EDIT,
    "registration_manage.take_tag": Permission.REGISTRATION_EDIT,
    "registration_manage.note": Permission.REGISTRATION_EDIT,
    "registration_manage.remove_note": Permission.REGISTRATION_EDIT,
    "registration_manage.index": Permission.REGISTRATION_VIEW,
    "registration_manage.move": Permission.REGISTRATION_EDIT,
    "registration_manage.reject": Permission.REGISTRATION_EDIT,
    "registration_manage.send_link": Permission.REGISTRATION_EDIT,
    "registration_manage.show": Permission.REGISTRATION_VIEW,
    "schedules.schedule_json": "public",
    "schedules.schedule_xml": "public",
    "editions_manage.change_state": Permission.EDITION_EDIT,
    "editions_manage.revise": Permission.EDITION_EDIT,
    "editions_manage.settings": Permission.EDITION_EDIT,
    "site.edition": "public",
    "site.editions": "public",
    "site.home": "public",
    "site.privacy": "public",
    "site_manage.index": "signed in",
    "site_manage.invite": Permission.USER_EDIT,
    "site_manage.mails": Permission.MAIL_VIEW,
    "site_manage.overview": Permission.EDITION_VIEW,
    "site_manage.retry_mails": Permission.MAIL_EDIT,
    "site_manage.send_mail_again": Permission.MAIL_EDIT,
    "site_manage.take_role": Permission.USER_EDIT,
    "site_manage.team": Permission.USER_EDIT,
    "subscriptions.show": "calendar address",
    "styleguide.index": "public",
}
GUARDED = {name: access for name, access in ACCESS.items() if isinstance(access, Permission)}


def test_every_view_has_the_access_that_is_written_here(app):
    actual = {
        endpoint: view.access
        for endpoint, view in app.view_functions.items()
        if endpoint != "static"
    }
    assert actual == ACCESS


def test_organisers_pages_all_ask_for_a_permission_or_a_session(app):
    open_ones = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/manage")
        and not isinstance(ACCESS[rule.endpoint], Permission)
        and ACCESS[rule.endpoint] not in {"signed in", "link account.enter"}
    }
    assert open_ones == {
        "accounts.choose_language",
        "accounts.enter_by_password",
        "accounts.forgotten",
        "accounts.send_link",
        "accounts.sign_in",
        "accounts.sign_out",
    }


OF_THE_SYSTEM = {"editions_manage.create", "editions_manage.new", "retention_manage.system"}
"""Views of no edition: only a role for all of them opens these."""


@pytest.mark.usefixtures("without_form_tokens")
@pytest.mark.parametrize(
    ("role", "everywhere", "expected"),
    [
        (Role.OWNER, False, "refused"),
        (Role.EDITOR, True, "refused"),
        (Role.OWNER, True, "let through"),
    ],
)
def test_only_who_owns_all_editions_begins_one_from_nothing(client, role, everywhere, expected):
    edition = make_edition()
    sign_in(client, make_user(role=role, edition_id=None if everywhere else edition.id))

    assert answer(client, "GET", "/manage/new") == expected
    assert answer(client, "POST", "/manage/new") == expected
    assert answer(client, "GET", "/manage/retention") == expected


def stand_in(rule, name):
    """Return a value of which an argument may be, of an object that does not exist."""
    if one_of := re.search(rf"<any\(([^,)]+)[^)]*\):{name}>", rule):
        return one_of[1]
    return 999_999 if f"<int:{name}>" in rule else "x"


def addresses(app, edition):
    """Yield every guarded address of an edition, with objects that do not exist."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in GUARDED.keys() - OF_THE_SYSTEM:
            assert "edition" in rule.arguments, f"{rule.endpoint} names no edition"
            others = {name: stand_in(rule.rule, name) for name in rule.arguments - {"edition"}}
            address = adapter.build(rule.endpoint, {**others, "edition": edition})
            method = "POST" if "POST" in rule.methods else "GET"
            yield rule.endpoint, method, address


def answer(client, method, address):
    """Return how a request is answered: refused, asked to sign in, or let through."""
    response = client.open(address, method=method)
    if response.status_code == 303 and response.location.startswith("/manage/sign-in"):
        return "sign in"
    return "refused" if response.status_code == 403 else "let through"


@pytest.fixture
def without_form_tokens(app):
    """Let posts come to the access marks without a form's token; the forms still ask for it."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    yield
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True


@pytest.mark.usefixtures("without_form_tokens")
@pytest.mark.parametrize("role", list(Role))
def test_a_role_for_one_edition_opens_what_it_allows_there_and_nothing_elsewhere(app, client, role):
    own, foreign = make_edition(), make_edition()
    user = make_user(role=role, edition_id=own.id)
    sign_in(client, user)
    allowed = permissions_of(role)

    for endpoint, method, address in addresses(app, own.slug):
        expected = "let through" if GUARDED[endpoint] in allowed else "refused"
        assert answer(client, method, address) == expected, (endpoint, role)
    for slug in (foreign.slug, "no-such-edition"):
        for endpoint, method, address in some(role, addresses(app, slug)):
            assert answer(client, method, address) == "refused", (endpoint, role, slug)


def some(role, found):
    """Leave out what the owner, who has every permission, tries: of the others one of each."""
    if role is Role.OWNER:
        return list(found)
    return {GUARDED[endpoint]: (endpoint, *where) for endpoint, *where in found}.values()


@pytest.mark.usefixtures("without_form_tokens")
@pytest.mark.parametrize("role", [Role.OWNER, Role.AUDITOR])
def test_a_role_for_all_editions_opens_the_same_in_each(app, client, role):
    one, other = make_edition(), make_edition()
    user = make_user(role=role)
    sign_in(client, user)
    allowed = permissions_of(role)

    for slug in (one.slug, other.slug):
        for endpoint, method, address in some(role, addresses(app, slug)):
            expected = "let through" if GUARDED[endpoint] in allowed else "refused"
            assert answer(client, method, address) == expected, (endpoint, role)


@pytest.mark.usefixtures("without_form_tokens")
def test_nobody_comes_in_without_signing_in(app, client):
    edition = make_edition()

    for endpoint, method, address in addresses(app, edition.slug):
        assert answer(client, method, address) == "sign in", endpoint


@pytest.mark.usefixtures("without_form_tokens")
def test_who_has_no_role_is_let_in_nowhere(app, client):
    edition = make_edition()
    sign_in(client, make_user())

    for endpoint, method, address in addresses(app, edition.slug):
        assert answer(client, method, address) == "refused", endpoint
