"""Taking the draft out as a file and bringing it back, as an organiser does it."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.editions.queries import get_edition
from forum.exchange.models import PendingImport
from forum.people.models import Person
from forum.programme import services
from forum.programme.models import ProgrammeOperation
from forum.programme.queries import build_agenda
from tests.conftest import NOW, count_queries
from tests.exchange.workbooks import put, rows_of, workbook
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_edition
from tests.factories.programme import make_session, make_venue

BASE = "/manage/forum/programme"
IMPORT = f"{BASE}/import"
ROW = 3
EDITIONS = ["dwc-2017", "dwc-2018", "dwc-2019", "participation-2021", "dwc-trial"]


@pytest.fixture
def edition(client):
    edition = make_edition(slug="forum")
    person = Person(key="gildong", name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"))
    db.session.add(person)
    hall = make_venue(edition, key="hall")
    make_session(edition, key="first", venue=hall, people=(person,))
    make_session(edition, key="second", starts=None)
    make_organiser(client, Role.EDITOR)
    return edition


@pytest.fixture
def rows(edition, client):
    return rows_of(client.get(f"/manage/{edition.slug}/programme/draft.xlsx").data)


def upload(client, content: bytes, name: str = "programme.xlsx", url: str = IMPORT):
    token = client.page(url).one("main form input[name=csrf_token]")["value"]
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return client.post(url, data=data, content_type="multipart/form-data")


def preview(client, content: bytes, name: str = "programme.xlsx"):
    """Upload a file and return the address of its preview."""
    response = upload(client, content, name)
    assert response.status_code == 303, client.read(response).one("main").get_text()
    return response.location


def operations():
    return db.session.scalar(select(func.count()).select_from(ProgrammeOperation))


def waiting():
    return db.session.scalar(select(func.count()).select_from(PendingImport))


def import_form(url: str) -> str:
    return f'main form[action="{url}"]'


def test_a_changed_spreadsheet_is_looked_at_and_then_taken_over_as_one_operation(
    edition, client, rows
):
    put(rows, "Sessions", ROW, "starts", "10:00")
    put(rows, "Sessions", ROW, "ends", "11:30")
    put(rows, "Sessions", ROW, "title_en", "Another title")

    url = preview(client, workbook(rows))
    page = client.page(url)

    said = page.one(".import-records").get_text(" ", strip=True)
    assert "Starts" in said
    assert "09:30" in said
    assert "10:00" in said
    assert "Another title" in said
    assert build_agenda(edition).session("first").starts == 570
    assert operations() == 0

    response = client.submit(url, {}, form=import_form(url))

    assert response.status_code == 303
    first = build_agenda(edition).session("first")
    assert (first.starts, first.minutes, first.title.en) == (600, 90, "Another title")
    assert operations() == 1
    assert waiting() == 0
    operation = db.session.scalars(select(ProgrammeOperation)).one()
    assert (operation.verb, operation.title.en) == ("imported", "programme.xlsx")


def test_an_import_is_undone_at_once(edition, client, rows):
    before = build_agenda(edition)
    put(rows, "Sessions", ROW, "title_en", "Another title")
    rows["Sessions"].pop()  # the second session
    url = preview(client, workbook(rows))
    client.submit(url, {}, form=import_form(url))
    assert len(build_agenda(edition).sessions) == 1

    operation = db.session.scalars(select(ProgrammeOperation)).one()
    operation.actor = "system"  # the test has no request of its own
    services.undo(edition)

    assert build_agenda(edition) == before


@pytest.mark.parametrize("slug", EDITIONS)
@pytest.mark.parametrize("form", ["xlsx", "yaml"])
@pytest.mark.usefixtures("demo")
def test_every_edition_of_ours_comes_back_without_a_change(client, slug, form):
    make_organiser(client, Role.EDITOR)
    content = client.get(f"/manage/{slug}/programme/draft.{form}").data

    response = upload(client, content, f"draft.{form}", f"/manage/{slug}/programme/import")

    assert response.status_code == 200
    page = client.read(response)
    assert "Nothing would change" in page.one(".banner-success").get_text()
    assert operations() == db.session.scalar(
        select(func.count()).select_from(ProgrammeOperation).where(ProgrammeOperation.number > 0)
    )
    assert waiting() == 0


@pytest.mark.parametrize("slug", EDITIONS)
@pytest.mark.usefixtures("demo")
def test_the_public_spreadsheet_of_the_last_release_is_the_draft_as_well(client, slug):
    make_organiser(client, Role.EDITOR)
    content = client.get(f"/ko/{slug}/programme.xlsx").data

    response = upload(client, content, url=f"/manage/{slug}/programme/import")

    assert "Nothing would change" in client.read(response).one("main").get_text()


def test_new_and_renamed_people_are_shown_and_written_with_it(edition, client, rows):
    rows["People"].append([""] * len(rows["People"][0]))
    put(rows, "People", ROW, "title_en", "Mayor (trial)")
    put(rows, "People", ROW + 1, "key", "gilsun")
    put(rows, "People", ROW + 1, "name_ko", "홍길순 (시험)")
    put(rows, "Roles", ROW, "person", "gilsun")

    url = preview(client, workbook(rows))
    page = client.page(url)
    assert "Mayor (trial)" in page.one("section[aria-labelledby=people]").get_text()
    client.submit(url, {}, form=import_form(url))

    people = {person.key: person for person in db.session.scalars(select(Person))}
    assert people["gildong"].title.en == "Mayor (trial)"
    assert people["gilsun"].name.ko == "홍길순 (시험)"
    assert build_agenda(edition).session("first").roles[0].speaker == "gilsun"
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert {"person.added", "person.changed", "programme.edited"} <= set(actions)


def test_a_name_alone_is_written_without_an_operation(edition, client, rows):
    put(rows, "People", ROW, "name_en", "Hong Kildong (trial)")

    url = preview(client, workbook(rows))
    client.submit(url, {}, form=import_form(url))

    assert db.session.scalars(select(Person)).one().name.en == "Hong Kildong (trial)"
    assert operations() == 0


def test_everything_that_is_wrong_is_listed_and_nothing_is_written(client, rows):
    put(rows, "Sessions", ROW, "kind", "party")
    put(rows, "Sessions", ROW + 1, "place", "<script>")

    response = upload(client, workbook(rows))

    assert response.status_code == 422
    page = client.read(response)
    told = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page.select(".import-wrong tbody tr")
    ]
    assert [row[:3] for row in told] == [
        ["Sessions F3", "kind", "party"],
        ["Sessions K4", "place", "<script>"],
    ]
    assert operations() == waiting() == 0


def test_so_much_that_is_wrong_is_counted_and_the_first_of_it_listed(client, rows):
    for _number in range(300):
        row = list(rows["Sessions"][2])
        row[0] = "Not A Key"
        rows["Sessions"].append(row)

    page = client.read(upload(client, workbook(rows)))

    assert "300" in page.one(".banner-danger").get_text()
    assert len(page.select(".import-wrong tbody tr")) == 200


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.xlsx", "The file is empty."),
        (b"MZ\0\0 program", "programme.xlsx", "neither a spreadsheet"),
        (b"releases: []", "edition.yaml", "whole edition"),
        (b"programme: [", "programme.yaml", "This is not YAML"),
        (b"programme: " + b"[" * 100_000, "programme.yaml", "too deep"),
        (b"programme: &a [*a]", "programme.yaml", "Repeats by name"),
    ],
)
@pytest.mark.usefixtures("edition")
def test_what_cannot_be_read_is_called_what_it_is(client, content, name, words):
    response = upload(client, content, name)

    assert response.status_code == 422
    assert words in client.read(response).one("main").get_text()
    assert waiting() == 0


@pytest.mark.usefixtures("edition")
def test_a_form_without_a_file_says_so(client):
    response = client.submit(IMPORT, {}, form="main form[enctype]")

    assert response.status_code == 422
    assert "Choose a file first." in client.read(response).one("main").get_text()


def test_if_the_draft_changed_meanwhile_the_preview_is_shown_anew(edition, client, rows):
    put(rows, "Sessions", ROW, "title_en", "Another title")
    url = preview(client, workbook(rows))
    services.cancel_session(edition, "second", 0)
    db.session.commit()

    response = client.submit(url, {}, form=import_form(url))

    assert response.status_code == 303
    assert response.location == url
    assert operations() == 1
    page = client.page(url)
    assert "The draft has changed meanwhile" in page.one(".messages").get_text()
    assert "Cancelled" in page.one("main").get_text()  # what the import would take back

    client.submit(url, {}, form=import_form(url))
    assert operations() == 2


def test_a_room_that_went_meanwhile_is_no_fault_but_one_that_the_file_needs_is_made(
    edition, client, rows
):
    put(rows, "Sessions", ROW, "title_en", "Another title")
    url = preview(client, workbook(rows))
    person = db.session.scalars(select(Person)).one()
    services.remove_session(edition, "first")
    db.session.delete(person)  # the file brings the person along
    db.session.commit()

    client.submit(url, {}, form=import_form(url))  # shown anew
    client.submit(url, {}, form=import_form(url))

    assert build_agenda(edition).session("first").title.en == "Another title"


def test_a_file_waits_for_an_hour_for_its_organiser_alone_and_one_at_a_time(client, rows):
    put(rows, "Sessions", ROW, "title_en", "One")
    first = preview(client, workbook(rows))
    assert "waits for your word" in client.page(IMPORT).one("main").get_text()
    put(rows, "Sessions", ROW, "title_en", "Two")
    second = preview(client, workbook(rows))

    assert waiting() == 1
    client.page(first, status=410)
    other = client.application.test_client()
    make_organiser(other, Role.EDITOR)
    other.page(second, status=410)
    client.page(second)
    later = NOW + timedelta(minutes=61)
    pending = db.session.scalars(select(PendingImport)).one()
    assert NOW < pending.expires_at < later
    pending.expires_at = clock.now()
    client.page(second, status=410)


def test_a_file_is_discarded_without_a_trace(edition, client, rows):
    put(rows, "Sessions", ROW, "title_en", "One")
    url = preview(client, workbook(rows))

    response = client.submit(url, {}, form=import_form(f"{url}/discard"))

    assert response.status_code == 303
    assert operations() == waiting() == 0
    client.page(url, status=410)
    assert get_edition(edition.slug) is not None


def test_a_file_of_another_edition_says_so(client, rows):
    rows["Read me"][1][1] = "forum-2019"
    put(rows, "Sessions", ROW, "title_en", "One")

    page = client.page(preview(client, workbook(rows)))

    assert "forum-2019" in page.one(".banner-warning").get_text()


def test_what_is_not_taken_over_is_told(client, rows):
    rows["Mine"] = [["x"]]
    put(rows, "Sessions", ROW, "title_en", "One")

    page = client.page(preview(client, workbook(rows)))

    assert "Mine" in page.one("section[aria-labelledby=unused]").get_text()


def test_yaml_is_read_as_well_and_its_errors_have_lines(edition, client):
    text = client.get(f"{BASE}/draft.yaml").get_data(as_text=True)
    url = preview(client, text.replace("minutes: 90", "minutes: 45").encode(), "programme.yaml")
    client.submit(url, {}, form=import_form(url))
    assert build_agenda(edition).session("first").minutes == 45

    wrong = text.replace("venue: hall", "venue: cellar").encode()
    page = client.read(upload(client, wrong, "programme.yaml"))

    assert "Line" in page.one(".import-wrong tbody th").get_text()
    assert "cellar" in page.one(".import-wrong tbody").get_text()


@pytest.mark.parametrize("written", ["\\a", "\\0", "\\u202e", "\\u202d", "\\x85"])
def test_a_text_in_yaml_has_no_letter_that_nobody_sees(edition, client, written):
    session = build_agenda(edition).session("first")
    text = client.get(f"{BASE}/draft.yaml").get_data(as_text=True)
    ends, title = "\n", f"en: {session.title.en}"
    assert f"{title}}}" in text or f"{title}{ends}" in text
    changed = text.replace(title, f'en: "Sung{written} aloud"', 1)

    url = preview(client, changed.encode(), "programme.yaml")
    client.submit(url, {}, form=import_form(url))

    assert build_agenda(edition).session("first").title.en == "Sung aloud"


def test_the_preview_costs_the_same_reads_for_one_change_as_for_three(client, rows, edition):
    make_session(edition, key="third")
    rows = rows_of(client.get(f"{BASE}/draft.xlsx").data)
    costs = []
    for changed in (1, 3):
        for row in range(ROW, ROW + changed):
            put(rows, "Sessions", row, "title_en", f"Title {changed}")
        url = preview(client, workbook(rows))
        with count_queries() as statements:
            client.page(url)
        costs.append(len(statements))

    assert costs[0] == costs[1]
