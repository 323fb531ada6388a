"""A whole forum in which every text that anybody can write is an attack."""

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from flask import current_app, g
from sqlalchemy import select

from forum.accounts.models import User
from forum.accounts.services import issue_enter_link
from forum.badges.designs.rules import default_design
from forum.badges.designs.services import create_design
from forum.badges.designs.types import Sides
from forum.badges.plates.services import do_paper_jobs, order_paper
from forum.badges.plates.types import Paper, PaperRequest
from forum.badges.services import do_badge_jobs, order_badges
from forum.badges.types import BadgeRequest
from forum.checkin.models import Device
from forum.checkin.services import devices
from forum.checkin.services.devices import invite_device
from forum.checkin.services.scans import device_scanner, record_scans
from forum.checkin.types import DeviceDetails
from forum.cities.models import City
from forum.core import audit, bearer, links, mail
from forum.core.bearer import Scope
from forum.core.db import Base, LocalizedTextType, db
from forum.core.localized import LocalizedText
from forum.core.mail import MailState, OutgoingMail
from forum.core.mailtexts import MailText
from forum.core.passes import grant_pass
from forum.core.permissions import Role
from forum.declaration import services as declarations
from forum.declaration.byhand import services as byhand
from forum.declaration.byhand.types import SignedDetails
from forum.declaration.comments import services as comments
from forum.declaration.comments.types import CITY
from forum.declaration.documents.services import InstrumentPress
from forum.declaration.mandates import services as showing
from forum.declaration.mandates.types import CONFIRM, CityInvitation
from forum.declaration.models import Declaration, Mandate
from forum.declaration.naming import services as naming
from forum.declaration.naming.types import NAME
from forum.declaration.queries import find_standing_mandate
from forum.declaration.table import services as tables
from forum.declaration.table.models import TableSitting
from forum.declaration.table.types import TABLE, Shown
from forum.declaration.types import (
    SIGN,
    CapacityKind,
    Correction,
    DraftText,
    Identification,
    MandateDetails,
    PersonDetails,
    SigningStatement,
)
from forum.editions.models import Edition, EditionCity
from forum.editions.services import add_page, publish_page
from forum.editions.types import CityRole, EditionDetails, PageDetails
from forum.exchange.exports import write
from forum.exchange.parts import programme_file
from forum.exchange.services import keep_for_later
from forum.notices.mailings import services as mailings
from forum.notices.mailings.models import Mailing, Reminder
from forum.notices.mailings.queries import find_audience
from forum.notices.mailings.types import Anchor
from forum.people.models import Person
from forum.privacy.services import ask_erasure
from forum.programme.models import ProgrammeSession
from forum.programme.queries import build_agenda
from forum.programme.services import release_programme
from forum.programme.services.materials import add_file
from forum.programme.uploads import recognise
from forum.registration import services as registrations
from forum.registration.address.services import ask_address
from forum.registration.bulk.services import start_bulk
from forum.registration.bulk.types import BulkKind, BulkOrder
from forum.registration.filters.services import save_filter
from forum.registration.filters.types import ListView
from forum.registration.invitations.models import Invitation
from forum.registration.lines.services import offer_place
from forum.registration.mailtexts.words import KINDS
from forum.registration.models import Draft, Limit, Registration
from forum.registration.notes.services import write_note
from forum.registration.queries import draft_hash, find_category, list_categories
from forum.registration.questions import services as questions_of
from forum.registration.questions.types import FormDefinition, Kind, Option, Question, Section
from forum.registration.sheets.services import do_sheets, order_sheet
from forum.registration.sheets.types import SheetOrder
from forum.registration.subscriptions.rules import token_of
from forum.registration.tags.services import give_tag, write_tag
from forum.registration.tags.types import TagColour
from forum.registration.transfers.services import ask_transfer
from forum.registration.types import (
    Diet,
    FilledStep,
    GuardianDetails,
    ListFilter,
    SensitiveDetails,
    Step,
)
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import ADMISSION
from forum.site.cloning import CloneWishes, clone_edition
from tests.conftest import Client
from tests.factories import declaration as signing
from tests.factories.accounts import make_organiser
from tests.factories.badges import make_element
from tests.factories.checkin import code_of, make_list, scan_of
from tests.factories.editions import make_city, make_edition, make_person
from tests.factories.files import office, pdf
from tests.factories.programme import DAY, make_session, make_venue
from tests.factories.registration import (
    CLOSES,
    NOTICES,
    OPENS,
    make_category,
    make_registration,
)

MARK = "x-evil"
LINE = f"""=1+1</script><{MARK} onerror="a()">'"{{{{7*7}}}}#eval("7*7")"""
"""A formula; an element; the end of a script, an attribute, a template's and typst's words."""
LINES = LINE + f"\r\n{MARK.upper()}:1\r\nBcc: {MARK}@example.org"
"""The same with a header of a mail and a property of a calendar."""
EVIL = LocalizedText(f"{LINE}가", f"{LINE}z")
MARKDOWN = LocalizedText(
    *(
        f"""{LINE}{last}

[x](javascript:a) ![{LINE}](//evil.example.org) <{MARK}>
| {LINE} |
|---|
| <javascript:a> |
"""
        for last in ("가", "z")
    )
)
"""The attack in the words of Markdown."""
EVIL_LINES = LocalizedText(f"{LINE}가\r\n{MARK.upper()}:1", LINES)


@dataclass
class World:
    """The forum, and who is in it."""

    client: Client
    edition: Edition
    registration: Registration
    values: dict[str, Any] = field(default_factory=dict)
    own: dict[str, dict[str, object]] = field(default_factory=dict)  # of one endpoint alone
    tokens: dict[str, str] = field(default_factory=dict)


def poison() -> None:
    """Write the attack into every bilingual text of every row that is there."""
    for mapper in Base.registry.mappers:
        columns = [
            attribute.key
            for attribute in mapper.column_attrs
            if isinstance(attribute.columns[0].type, LocalizedTextType)
        ]
        if not columns or mapper.local_table.info.get("append_only"):  # type: ignore[attr-defined]
            continue
        for row in db.session.scalars(select(mapper.class_)):
            for name in columns:
                setattr(row, name, EVIL_LINES)
    db.session.flush()


def public_file(edition: Edition) -> str:
    """Return the key of the file that a session shows."""
    (material,) = (m for session in build_agenda(edition).sessions for m in session.materials)
    return material.file


def _begin_the_next(edition: Edition) -> None:
    details = EditionDetails(name=EVIL, starts_on=DAY, ends_on=DAY, timezone="Asia/Seoul")
    clone_edition(edition, CloneWishes(slug="the-next", details=details))


def _make_programme(edition: Edition, person: Person, city: City) -> ProgrammeSession:
    """Make two sessions with a file, of which one is released already."""
    session = make_session(
        edition,
        key="hall",
        venue=make_venue(edition, key="room"),
        people=(person,),
        cities=(city,),
        items=(EVIL,),
    )
    release_programme(edition, EVIL_LINES)
    edition.cities.append(EditionCity(city=city, role=next(iter(CityRole)), position=1))
    make_session(edition, key="tour", starts=840)
    add_file(edition, "hall", EVIL, recognise(office(), LINE))
    return session


def _open_registration(edition: Edition, session: str) -> None:
    """Let ten come to a session."""
    registrations.open_registration(edition, opens_at=OPENS, closes_at=CLOSES)
    registrations.write_categories(edition, (make_category(),))
    registrations.write_session_limits(edition, {session: 10})
    registrations.write_notices(edition, NOTICES)


def make_world(client: Client) -> World:
    """Make an edition in which everything has happened once, and let everybody into one browser."""
    organiser = make_organiser(client, Role.OWNER)
    edition = make_edition(theme=EVIL)
    person, city = make_person(key="speaker"), make_city(key="city")
    person.city = city
    session = _make_programme(edition, person, city)
    file = public_file(edition)
    _open_registration(edition, session.key)
    day = make_list(edition)
    device = devices.add_device(
        edition, DeviceDetails(name=LINE[:100], gate=EVIL, lists=(), is_desk=True)
    )
    poison()
    page = add_page(edition, PageDetails(slug="page", title=EVIL, body=MARKDOWN))
    publish_page(edition, page, published=True)
    release_programme(edition, EVIL_LINES)
    _begin_the_next(edition)
    answers, draft = _ask_more(edition)
    registration = make_registration(
        edition,
        draft=draft,
        answers=answers,
        name=EVIL,
        affiliation=EVIL,
        position=EVIL,
        city=city.key,
        sessions=("hall",),
        sensitive=SensitiveDetails(diets=(Diet.VEGAN,), diet_note=LINE, accessibility=LINE),
        consents={"privacy": True, "sensitive": True},
    )
    world = World(client, edition, registration)
    world.own |= {
        f"{blueprint}.answer_file": {"key": answers["pass"]}
        for blueprint in ("my", "registration_manage")
    }
    _sign(world)
    _write_to_everybody(world)
    (answer,) = record_scans(
        device_scanner(device), day, [scan_of(code_of(registration), "nonce-1")]
    )
    assert answer.recorded.scan.result == "admitted"
    for name in ("a\nb", LINE):
        mail.queue(
            recipient="a@example.org", language="en", subject=LINES, text=name, cause="test",
            about=("registration", registration.id),
        )  # fmt: skip
    _make_wait(world)
    _fill_in(world)
    device_link = invite_device(device)
    secrets = _let_in(world, organiser, device)
    world.values |= {
        "language": "en",
        "edition": edition.slug,
        "registration_id": registration.id,
        "device_id": device.id,
        "list_id": day.id,
        "scan_id": answer.recorded.scan.id,
        "session": session.key,
        "place": "room",
        "room": "room",
        "speaker": person.key,
        "person": person.key,
        "file": file,
        "material": file,
        "city": city.key,
        "version": 1,
        "purpose": "registration.view",
        "session_id": 1,
        "token_id": 1,
        "token": token_of(registration.calendar_uid, registration.subscription_number),
        "role_id": 1,
        "page": page.slug,
        "page_id": page.id,
        "form": "press",
        "filename": "img/mark.svg",
        "secrets": {"links": secrets["registration.view"], "checkin": device_link},
    }
    return world


def _ask_more(edition: Edition) -> tuple[dict[str, Any], Draft]:
    """Ask of every category what only organisers write; return answers, and whose file is one."""
    kinds = {"told": Kind.LONG_TEXT, "pass": Kind.FILE, "media": Kind.CHOICE}
    options = tuple(Option(key=key, label=EVIL, capacity=9) for key in ("tv", "radio"))
    questions = tuple(
        Question(
            key=key,
            kind=kind,
            label=EVIL,
            hint=EVIL_LINES,
            options=options if kind is Kind.CHOICE else (),
        )
        for key, kind in kinds.items()
    )
    section = Section(key="about", title=EVIL, hint=EVIL_LINES, questions=questions)
    form = questions_of.create_form(edition, "press", EVIL, FormDefinition(sections=(section,)))
    questions_of.publish_form(form)
    for category in list_categories(edition):
        questions_of.assign_form(category, form)
    draft = Draft(token_hash="0" * 64, edition_id=edition.id, language="en", expires_at=CLOSES)
    db.session.add(draft)
    db.session.flush()
    file = questions_of.keep_file(draft, "pass", recognise(office(), LINE))
    return {"told": LINE, "pass": file, "media": "tv"}, draft


def _bring_a_file(edition: Edition, organiser: User) -> str:
    """Upload the draft as a file, and return the key under which it waits for a word."""
    with current_app.test_request_context():
        g.actor = f"user:{organiser.id}"
        content = write(programme_file(build_agenda(edition))).encode()
        return keep_for_later(edition, "draft.yaml", content).key


def _let_in(world: World, organiser: User, device: Device) -> dict[str, str]:
    """Give one browser everybody's cookies, and make tokens; return the secrets of the links."""
    secrets = {
        "account.enter": issue_enter_link(organiser),
        "registration.view": links.issue_link(
            "registration.view", "registration", world.registration.id
        ),
        **world.tokens,
    }
    db.session.flush()
    view = links.find_link("registration.view", secrets["registration.view"])
    world.client.set_cookie("forum_fresh_registration", grant_pass(view))
    world.tokens = {
        scope: bearer.issue_token(
            name=LINE, owner_type="user", owner_id=organiser.id, scopes=(Scope(scope),)
        )
        for scope in Scope
    }
    device_token = bearer.issue_token(
        name=LINE, owner_type="device", owner_id=device.id, scopes=(Scope.CHECKIN_SCAN,)
    )
    db.session.commit()
    world.own["exchange_manage.preview_import"] = {"key": _bring_a_file(world.edition, organiser)}
    db.session.commit()
    for purpose, secret in secrets.items():
        world.client.set_cookie(f"forum_link_{purpose.replace('.', '_')}", secret)
    world.client.set_cookie("forum_device", device_token)
    return secrets


def _make_wait(world: World) -> None:
    """Let one wait for a guardian, one have an offer, one be erased, and many be cancelled."""
    edition, category = world.edition, find_category(world.edition, "citizen")
    child = make_registration(
        edition, name=EVIL, guardian=GuardianDetails(name=LINE, relation=LINE, email="a@b.example")
    )
    request = ask_erasure(child)
    db.session.flush()
    world.values["request_id"] = request.id
    registrations.set_capacity(edition, 2, category=category)
    late = make_registration(edition, name=EVIL, affiliation=EVIL, waits=frozenset({ADMISSION}))
    registrations.set_capacity(edition, 3, category=category)
    last = make_registration(edition, name=EVIL, affiliation=EVIL, waits=frozenset({ADMISSION}))
    (waiting,) = list_waiting(last)
    widened = offer_place(edition, waiting.entry.id, LINE, adds_place=True)
    limits = select(Limit.id).where(Limit.category_id.in_([category.id]))
    world.values |= {"entry_id": widened.id, "limit_id": db.session.scalars(limits).first()}
    order = BulkOrder(key="all", kind=BulkKind.CANCEL, ids=(late.id,), reason=LINE)
    world.values["job_id"] = start_bulk(edition, order).id
    _remark(world, late)
    [offered] = list_waiting(late)
    world.tokens |= {
        "registration.guardian": links.issue_link(
            "registration.guardian", "registration", child.id
        ),
        "registration.offer": links.issue_link(
            "registration.offer", "waiting_entry", offered.entry.id
        ),
        "registration.address": _wish_for_address(late),
        "registration.transfer": _pass_on(world),
    }
    db.session.commit()


def _pass_on(world: World) -> str:
    """Let somebody pass their place on; return the secret with which it is taken."""
    person = world.registration
    person.category.is_transferable = True
    offered = ask_transfer(person, "other@b.example", "en")
    return links.issue_link("registration.transfer", "registration_transfer", offered.id)


def _wish_for_address(person: Registration) -> str:
    """Let somebody have an address to prove; return the secret that does it."""
    ask_address(person, "new@b.example")
    return links.issue_link("registration.address", "registration", person.id)


def _remark(world: World, person: Registration) -> None:
    """Write notes, tags, a saved filter and a spreadsheet, in the name of the organiser."""
    edition = world.edition
    tag = write_tag(edition, LINE[:30], TagColour.RED)
    give_tag(person, tag)
    give_tag(world.registration, tag)
    with audit.acting_as("user:1"):
        note = write_note(world.registration, LINES)
        chosen = ListFilter(query=LINE[:100], category="citizen")
        saved = save_filter(edition, LINE, chosen, ListView(), is_shared=True)
        sheet = order_sheet(edition, SheetOrder(key="sheet", chosen={}, reason=LINE))
    db.session.commit()
    for _part in do_sheets():
        db.session.commit()
    world.values |= {
        "tag_id": tag.id,
        "note_id": note.id,
        "filter_id": saved.id,
        "sheet_id": sheet.id,
    }
    _design(world)


def _design(world: World) -> None:
    """Make a design of badges with a text that anybody who prints may write, and a file by it."""
    edition = world.edition
    design = default_design(name=EVIL, sides=Sides.TWO)
    text = make_element(text=EVIL, y=1.0, height=8.0)
    kept = create_design(edition, replace(design, elements=(*design.elements, text)))
    with audit.acting_as("user:1"):
        job = order_badges(edition, BadgeRequest(), "badges", 1)
        paper = order_paper(edition, PaperRequest(paper=Paper.PLATES), "papers", 1)
    db.session.commit()
    for _part in chain(do_badge_jobs(), do_paper_jobs()):
        db.session.commit()
    world.values |= {"design_id": kept.id, "file_id": job.id, "paper_id": paper.id}


def _fill_in(world: World) -> None:
    """Let somebody begin to register and ask for a link to go on with; invite another."""
    typed = {"name-ko": [LINE], "name-en": [LINES], "email": ["a@example.org"]}
    token = registrations.save_step(
        world.edition, None, FilledStep(step=Step.YOU, typed=typed), language="en"
    )
    draft = db.session.scalars(select(Draft).where(Draft.token_hash == draft_hash(token))).one()
    world.tokens["registration.resume"] = links.issue_link(
        "registration.resume", "registration_draft", draft.id, expires_at=draft.expires_at
    )
    category = find_category(world.edition, "citizen")
    assert category is not None
    invitation = Invitation(
        edition=world.edition,
        category=category,
        email="a@example.org",
        email_key="a@example.org",
        name=LINE[:120],
        language="en",
    )
    db.session.add(invitation)
    db.session.flush()
    world.values["invitation_id"] = invitation.id
    world.tokens["registration.invitation"] = links.issue_link(
        "registration.invitation", "registration_invitation", invitation.id
    )
    db.session.commit()


def _write_to_everybody(world: World) -> None:
    """Write mailings, a reminder and words of mails that no organiser's page would take."""
    of_edition = {"edition_id": world.edition.id}
    said = {"subject": EVIL, "text": EVIL_LINES, "made_by": "user:1"}
    draft, sent = Mailing(**of_edition, **said), Mailing(**of_edition, **said)
    reminder = Reminder(**of_edition, **said, anchor=Anchor.BEFORE_BEGIN, days=2, minute=540)
    db.session.add_all([draft, sent, reminder])
    for key in KINDS:
        words = {"subject": EVIL, "opening": EVIL_LINES, "closing": EVIL_LINES}
        db.session.add(MailText(**of_edition, **words, key=key, version=1, actor="user:1"))
    db.session.flush()
    digest = find_audience(world.edition, {}).digest()
    db.session.commit()
    mailings.send_mailing(world.edition, sent.id, seen=1, digest=digest)
    refused = db.session.scalars(select(OutgoingMail).where(OutgoingMail.batch == sent.batch)).one()
    refused.state, refused.fault, refused.last_error = MailState.FAILED, "content", LINE
    db.session.commit()
    world.values |= {
        "mailing_id": draft.id,
        "reminder_id": reminder.id,
        "mail_id": refused.id,
    }


def _sign(world: World) -> None:
    """Have one city sign, and another invited."""
    text = DraftText(title=EVIL, preamble=EVIL_LINES, articles=(EVIL_LINES, EVIL))
    declaration = signing.make_declaration(world.edition, text=text)
    mandates = [
        declarations.grant_mandate(
            declaration,
            MandateDetails(
                city_id=make_city(name=EVIL).id,
                name=EVIL,
                capacity=EVIL,
                email=f"delegate-{number}@example.org",
                language="en",
            ),
        )
        for number in range(2)
    ]
    for mandate in mandates:
        signing.approve(mandate)
    statement = SigningStatement(
        typed_name=EVIL.en,
        is_authorised=True,
        agrees_electronically=True,
        publishes_name=True,
        language="en",
    )
    signature = signing.make_signature(mandates[0], statement)
    declarations.reserve(signature, LINES)
    correction = Correction(concerns=1, place=LINE, language="en", reads=LINE, should_read=LINES)
    declarations.correct(declaration, correction)
    world.own["declaration_recording_manage.withdraw"] = {"mandate_id": mandates[0].id}
    world.tokens[SIGN] = declarations.invite(mandates[1])
    declarations.prepare_signature(mandates[1], statement)
    world.tokens["declaration.view"] = declarations.open_receipt(mandates[0].id)
    _show_mandates(world, declaration, mandates[1])
    world.values["city_id"] = mandates[1].city_id
    for view, word in (("attend", "absent"), ("leave", "out"), ("shift", "up")):
        world.own[f"declaration_ceremony_manage.{view}"] = {"word": word}
    _ask_a_city(world, text)
    db.session.commit()
    press = InstrumentPress()
    press.write(declaration.id, press.make(declaration.id))
    world.values |= {
        "key": declaration.key,
        "declaration": declaration.key,
        "mandate_id": mandates[1].id,
        "number": signature.record.number,
    }


def _ask_a_city(world: World, text: DraftText) -> None:
    """Let a city comment on another draft, and be answered."""
    draft = signing.make_declaration(world.edition, key="draft", text=text, is_frozen=False)
    city = make_city(name=EVIL).id
    asked = CityInvitation(city_id=city, email="city@b.example", language="en")
    world.tokens[CITY] = comments.invite_city(draft, asked)
    other = make_city(name=EVIL).id
    world.tokens[NAME] = naming.ask_city(
        draft, CityInvitation(city_id=other, email="city@d.example", language="en")
    )
    invited = find_standing_mandate(draft, city)
    assert invited is not None
    said = comments.comment(invited, "article-1", LINES)
    comments.answer(said, LINES)
    world.own["declaration_comments_manage.answer"] = {"key": "draft", "comment_id": said.id}
    world.values["where"] = "article-1"


def _show_mandates(world: World, declaration: Declaration, mandate: Mandate) -> None:
    """Open the table for one mandate, let a change of it wait, and ask a city about another."""
    world.tokens[TABLE] = tables.open_table(mandate, Shown.PASSPORT, EVIL.en)
    stated = SigningStatement.from_mapping(mandate.statement)
    tables.state(db.session.scalars(select(TableSitting)).one(), stated)
    details = PersonDetails(
        name=EVIL, capacity_kind=CapacityKind.BEHALF, capacity=EVIL, email=LINE, language="en"
    )
    page = SignedDetails(way=Identification.WET_INK, statement=stated)
    entered = byhand.enter_page(mandate, page, recognise(pdf(), LINE))
    world.values["page_id"] = entered.id
    world.own["declaration_byhand_manage.decide"] = {"word": "apply"}
    change = showing.propose_change(mandate, details)
    letter = showing.add_letter(mandate, recognise(office(), LINE))
    asked = signing.make_mandate(declaration, make_city(name=EVIL), is_approved=False)
    asked.name = asked.capacity = EVIL
    world.tokens[CONFIRM] = showing.ask_confirmation(asked, "city@c.example")
    world.values |= {"letter_id": letter.id, "change_id": change.id, "word": "yes"}
    world.own["declaration_mandates_manage.decide_change"] = {"word": "apply"}
