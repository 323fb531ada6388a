"""The next edition, made from another one: what was chosen, moved by the days, and no more."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from forum.accounts.queries import list_team
from forum.badges.designs.pictures import draw_anew
from forum.badges.designs.queries import assignments, list_designs, list_pictures
from forum.badges.designs.rules import default_design
from forum.badges.designs.services import assign_designs, create_design, keep_picture
from forum.badges.designs.types import ElementKind
from forum.checkin.models import Device, Scan
from forum.checkin.queries import list_lists
from forum.checkin.services.devices import add_device
from forum.checkin.services.scans import device_scanner, record_scans
from forum.checkin.types import DeviceDetails, ListKind
from forum.core.db import Base, db, set_reading
from forum.core.localized import EMPTY, LocalizedText
from forum.core.permissions import Role
from forum.declaration.models import Declaration
from forum.editions.models import Edition, EditionOrganisation
from forum.editions.queries import find_edition, list_pages
from forum.editions.services import add_page, publish_page
from forum.editions.types import EditionDetails, EditionState, Involvement, PageDetails
from forum.people.models import Organisation
from forum.people.types import OrganisationKind
from forum.programme.copying import Carried, carried_over
from forum.programme.models import MaterialFile, ProgrammeOperation, Release
from forum.programme.queries import build_agenda
from forum.programme.services import release_programme
from forum.programme.types import SessionState
from forum.registration.models import Draft, Limit, Registration
from forum.registration.queries import find_book, list_categories, list_notices
from forum.registration.questions.services import create_form, publish_form
from forum.registration.questions.types import Kind
from forum.site.cloning import CloneWishes, ProgrammeSource, clone_edition
from tests.factories import declaration as signing
from tests.factories.accounts import make_organiser, make_user
from tests.factories.agendas import agendas
from tests.factories.badges import make_element
from tests.factories.checkin import code_of, make_list, scan_of
from tests.factories.editions import make_city, make_edition, make_person
from tests.factories.files import picture
from tests.factories.programme import make_session
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.registration.questions.test_rules import ask, form, options, section

DAYS = 364
NOTHING: dict[str, Any] = dict.fromkeys(
    ("texts", "partners", "pages", "venues", "registration", "badges", "checkin", "team"), False
)


def wishes_of(source: Edition, slug: str = "dwc-2027", **changes: object) -> CloneWishes:
    wishes = CloneWishes(
        slug=slug,
        details=EditionDetails(
            name=LocalizedText("다음 포럼", "The next forum"),
            starts_on=source.starts_on + timedelta(days=DAYS),
            ends_on=source.ends_on + timedelta(days=DAYS),
            timezone=source.timezone,
        ),
    )
    return replace(wishes, **changes)  # type: ignore[arg-type]


def make_source() -> Edition:
    """Make an edition in which everything has happened once."""
    edition = make_open_edition(
        slug="dwc-2026",
        seats={"hall": 10},
        categories=(make_category("citizen", capacity=5), make_category("press", number=1)),
    )
    edition.theme, edition.host = LocalizedText("주제", "Theme"), LocalizedText("서울", "Seoul")
    edition.about, edition.expected_attendance = LocalizedText("소개", "About"), 300
    edition.expected_regions = ["korea", "europe"]
    organisation = Organisation(
        key="ilo", name=LocalizedText("", "ILO"), kind=OrganisationKind.INTERNATIONAL
    )
    for position, part in enumerate((Involvement.PARTNER, Involvement.ATTENDING), start=1):
        edition.organisations.append(
            EditionOrganisation(organisation=organisation, involvement=part, position=position)
        )
    page = add_page(
        edition,
        PageDetails(slug="travel", title=LocalizedText("길", "Travel"), body=LocalizedText("기차")),
    )
    publish_page(edition, page, published=True)
    make_session(edition, key="panel", people=(make_person(),), cities=(make_city(),))
    make_session(edition, key="undated", day=None, starts=None)
    make_session(edition, key="cancelled").state = SessionState.CANCELLED
    day = make_list(
        edition,
        on=edition.starts_on,
        kind=ListKind.DAY,
        categories=("citizen",),
        opens_at=datetime(2026, 12, 11, 0, 0, tzinfo=UTC),
        closes_at=datetime(2026, 12, 11, 9, 0, tzinfo=UTC),
    )
    design = create_design(edition, default_design(name=LocalizedText("언론", "Press")))
    assign_designs(edition, {"press": design.id})
    make_user(role=Role.REGISTRAR, edition_id=edition.id)
    registration = make_registration(edition, sessions=("hall",))
    device = add_device(edition, DeviceDetails(name="phone", gate=EMPTY, lists=()))
    record_scans(device_scanner(device), day, [scan_of(code_of(registration), "nonce-1")])
    signing.make_declaration(edition)
    db.session.flush()
    return edition


def texts_of(edition):
    return (
        edition.theme, edition.host, edition.about,
        edition.expected_attendance, edition.expected_regions,
    )  # fmt: skip


@pytest.mark.both_databases
def test_with_everything_ticked_the_clone_is_the_source_moved_by_the_days(app):
    del app
    source = make_source()
    made = clone_edition(source, wishes_of(source))
    db.session.expire_all()

    assert (made.state, made.series_id) == (EditionState.DRAFT, source.series_id)
    assert (made.latest_release, made.is_trial) == (0, False)
    assert texts_of(made) == texts_of(source)
    assert [entry.involvement for entry in made.organisations] == [Involvement.PARTNER]
    assert [(page.slug, page.title, page.body, page.is_published) for page in list_pages(made)] == [
        ("travel", LocalizedText("길", "Travel"), LocalizedText("기차"), False)
    ]
    _same_programme(source, made)
    _same_registration(source, made)
    _same_designs(source, made)
    _same_lists(source, made)
    roles = [(held.role, user.id) for held, user in list_team(made.id)]
    assert roles == [(held.role, user.id) for held, user in list_team(source.id)]


def _same_programme(source, made):
    before = {session.key: session for session in build_agenda(source).sessions}
    after = {session.key: session for session in build_agenda(made).sessions}
    assert before.keys() - after.keys() == {"cancelled"}
    for key, session in after.items():
        former = before[key]
        assert session.day == (former.day and former.day + timedelta(days=DAYS))
        assert not any(role.confirmed for role in session.roles)
        unconfirmed = tuple(replace(role, confirmed=False) for role in former.roles)
        assert session == replace(former, day=session.day, roles=unconfirmed)
    assert build_agenda(made).places == build_agenda(source).places


def _same_registration(source, made):
    def categories(edition):
        return [
            (row.key, row.number, row.name, row.hint, row.badge_word, row.colour, row.way_in,
             row.is_invited, row.capacity, row.position)
            for row in list_categories(edition)
        ]  # fmt: skip

    def limits(edition):
        rows = db.session.scalars(
            select(Limit).where(Limit.edition_id == edition.id).order_by(Limit.key)
        )
        return [(row.key, row.session_key, row.capacity) for row in rows]

    def notices(edition):
        return [(row.key, row.sha256, row.is_required) for row in list_notices(edition)]

    assert categories(made) == categories(source)
    assert limits(made) == limits(source)
    assert notices(made) == notices(source)
    assert {row.version for row in list_notices(made)} == {1}
    old, new = find_book(source), find_book(made)
    assert _later(new.opens_at, old.opens_at)
    assert _later(new.closes_at, old.closes_at)


def _same_designs(source, made):
    (old,), (new,) = list_designs(source), list_designs(made)
    assert new.id != old.id
    assert new.design == old.design
    given = {category.id: category.key for category in list_categories(made)}
    assert {given[one]: design for one, design in assignments(made).items()} == {"press": new.id}


def _same_lists(source, made):
    (old,), (new,) = list_lists(source), list_lists(made)
    assert (new.key, new.name, new.kind, new.mode) == (old.key, old.name, old.kind, old.mode)
    assert new.categories == ["citizen"]
    assert _later(new.on, old.on)
    assert _later(new.opens_at, old.opens_at)


def _later(new, old):
    return new - old == timedelta(days=DAYS)


@pytest.mark.both_databases
def test_nothing_that_happened_comes_along(app):
    del app
    source = make_source()
    made = clone_edition(source, wishes_of(source))

    for model in (Registration, Draft, Release, Device, Declaration, MaterialFile):
        count = select(func.count()).select_from(model).where(model.edition_id == made.id)
        assert db.session.scalar(count) == 0, model
    assert find_book(made).last_serial == 0
    taken = select(func.sum(Limit.taken)).where(Limit.edition_id == made.id)
    assert db.session.scalar(taken) == 0
    scans = select(func.count()).where(Scan.list_id.in_([row.id for row in list_lists(made)]))
    assert db.session.scalar(scans) == 0
    operations = select(func.count()).where(ProgrammeOperation.edition_id == made.id)
    assert db.session.scalar(operations) == 1, "one beginning, none of the source's history"


@pytest.mark.both_databases
def test_the_source_stays_as_it_was(app):
    del app
    source = make_source()
    before = {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar()
        for table in Base.metadata.sorted_tables
    }
    agenda, version = build_agenda(source), source.public_version
    made = clone_edition(source, wishes_of(source, programme=ProgrammeSource.NONE, **NOTHING))
    after = {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar()
        for table in Base.metadata.sorted_tables
    }

    assert (build_agenda(source), source.public_version) == (agenda, version)
    assert {name for name in after if after[name] != before[name]} == {"audit_entries", "editions"}
    assert not build_agenda(made).places
    assert texts_of(made) == (EMPTY, EMPTY, EMPTY, None, [])


@pytest.mark.both_databases
def test_people_and_presentations_can_be_left_out(app):
    del app
    source = make_source()
    alone = clone_edition(source, wishes_of(source, "alone", people=False))
    short = clone_edition(source, wishes_of(source, "short", contributions=False))

    (panel,) = [one for one in build_agenda(alone).sessions if one.key == "panel"]
    assert not panel.roles
    assert [(part.city, part.speaker) for part in panel.contributions] == [(None, None)]
    (panel,) = [one for one in build_agenda(short).sessions if one.key == "panel"]
    assert panel.roles
    assert not panel.contributions


@pytest.mark.both_databases
def test_the_last_release_can_be_taken_instead_of_the_draft(app):
    del app
    source = make_source()
    made = clone_edition(source, wishes_of(source, programme=ProgrammeSource.RELEASE))

    assert {session.key for session in build_agenda(made).sessions} == {
        "opening", "hall", "parallel", "tour",
    }  # fmt: skip


@pytest.mark.both_databases
def test_a_list_for_categories_that_are_not_there_is_left_out(app):
    del app
    source = make_source()
    made = clone_edition(source, wishes_of(source, registration=False))

    assert not list_lists(made)


@pytest.mark.both_databases
def test_a_list_that_asks_for_a_seat_comes_along_where_the_session_or_the_answer_does(app):
    del app
    source = make_source()
    lunch = ask("lunch", Kind.CHOICE, options=options("rice", "bread", capacity=1))
    publish_form(create_form(source, "lunch", LocalizedText("점심", "Lunch"), form(section(lunch))))
    for seat in ("session:hall", "option:lunch/rice", "session:cancelled"):
        make_list(source, seat=seat)

    def seats_of(slug, **changes):
        made = clone_edition(source, wishes_of(source, slug, **changes))
        return [one.seat for one in list_lists(made)]

    assert seats_of("all") == ["", "session:hall", "option:lunch/rice"]
    assert seats_of("bare", programme=ProgrammeSource.NONE) == ["", "option:lunch/rice"]
    assert seats_of("shut", registration=False) == ["session:hall"]


@pytest.mark.both_databases
def test_designs_of_badges_come_with_their_pictures_or_stay_behind(app):
    del app
    source = make_source()
    kept = keep_picture(source, draw_anew(picture()), "logo.png")
    logo = make_element(key="logo", kind=ElementKind.IMAGE, image=kept.key, text=EMPTY)
    usual = default_design()
    create_design(source, replace(usual, elements=(*usual.elements, logo)))

    made = clone_edition(source, wishes_of(source, "with"))
    bare = clone_edition(source, wishes_of(source, "without", badges=False))
    assert len(list_designs(made)) == 2
    assert [one.key for one in list_pictures(made)] == [kept.key]
    assert (list_designs(bare), list_pictures(bare)) == ([], [])


@pytest.mark.both_databases
def test_who_owns_one_edition_owns_what_is_made_of_it(app):
    del app
    source = make_source()
    owner, of_all = make_user(role=Role.OWNER, edition_id=source.id), make_user(role=Role.OWNER)
    one = clone_edition(source, wishes_of(source, "one", team=False), owner_id=owner.id)
    other = clone_edition(source, wishes_of(source, "other", team=False), owner_id=of_all.id)

    def own_team(edition):
        return [user.id for held, user in list_team(edition.id) if held.edition_id]

    assert own_team(one) == [owner.id]
    assert own_team(other) == []


@given(agenda=agendas, days=st.integers(-800, 800))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_a_programme_carried_over_and_back_is_what_was_carried(agenda, days):
    there = carried_over(agenda, Carried(days=days))
    back = carried_over(there, Carried(days=-days))

    assert back == carried_over(agenda, Carried())
    assert len(there.sessions) == sum(
        session.state is SessionState.SCHEDULED for session in agenda.sessions
    )
    for session in there.sessions:
        assert not session.materials
        assert not session.stream
        assert session.state is SessionState.SCHEDULED


# ------------------------------------------------------------------ by the form


@pytest.fixture
def source(client) -> Edition:
    source = make_source()
    make_organiser(client)
    set_reading(value=False)
    return source


@pytest.mark.usefixtures("source")
def test_an_owner_begins_the_next_edition_and_reads_what_was_copied(client):
    settings_page = client.page("/manage/dwc-2026/settings")
    assert settings_page.select("a[href='/manage/dwc-2026/clone']")
    done = client.submit(
        "/manage/dwc-2026/clone",
        {"name-ko": "포럼 2027", "name-en": "Forum 2027", "slug": "dwc-2027"},
    )

    assert done.location == "/manage/dwc-2027/origin"
    page = client.page(done.location)
    assert "364 days" in page.text_of(".mg-head")
    facts = [tag.get_text(strip=True) for tag in page.select("dl.facts dd")]
    assert facts == ["copied", "1", "1", "1", "6", "2", "3", "3", "1", "1", "1"]
    assert find_edition("dwc-2027").starts_on == date(2027, 12, 10)


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"slug": "dwc-2026"}, "slug"),
        ({"slug": "api"}, "slug"),
        ({"slug": "Not a slug"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"name-en": ""}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field_and_nothing_is_made(client, fields, at):
    valid = {"name-ko": "포럼", "name-en": "Forum", "slug": "dwc-2027"}
    answer = client.submit("/manage/dwc-2026/clone", {**valid, **fields})

    assert answer.status_code in {409, 422}
    assert client.read(answer).select(f"#{at}-error")
    assert db.session.scalar(select(func.count()).select_from(Edition)) == 1


@pytest.mark.usefixtures("source")
def test_a_release_that_names_somebody_who_is_gone_makes_nothing(client, source):
    person = make_person(key="gone")
    row = make_session(source, key="with-gone", people=(person,))
    release_programme(source, EMPTY)
    db.session.delete(row)
    db.session.flush()
    db.session.delete(person)
    answer = client.submit(
        "/manage/dwc-2026/clone",
        {"name-ko": "포럼", "name-en": "Forum", "slug": "dwc-2027", "programme": "release"},
    )

    assert answer.status_code == 422
    assert find_edition("dwc-2027") is None


def test_an_editor_begins_no_edition(client):
    edition = make_edition(slug="dwc-2026")
    make_organiser(client, Role.EDITOR, edition_id=edition.id)

    assert client.get("/manage/dwc-2026/clone").status_code == 403
    assert not client.page("/manage/dwc-2026/settings").select("a[href$='/clone']")
