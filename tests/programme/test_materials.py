"""The materials of a session: changed in the draft, shown by a release."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.merging import marks_of
from forum.core.permissions import Role
from forum.editions.types import EditionState
from forum.programme.errors import (
    MaterialChangedError,
    MaterialNotFoundError,
    MaterialThereError,
    SessionGoneError,
    TooManyMaterialsError,
)
from forum.programme.materials import MOST, key_of
from forum.programme.models import MaterialFile
from forum.programme.queries import build_agenda, find_session
from forum.programme.services import materials as services
from forum.programme.services import (
    redo,
    release_programme,
    remove_session,
    restore_release,
    revise_session,
    undo,
)
from forum.programme.uploads import recognise
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_edition
from tests.factories.files import PROGRAM, office, pdf, picture
from tests.factories.programme import make_session

TITLE = LocalizedText("발표 자료", "Slides")
LINK = "https://example.org/paper"
HERE = "/manage/dwc-2026/programme/sessions/opening/materials"
FILE_FORM = "form[action$='/materials/file']"
LINK_FORM = "form[action$='/materials/link']"
SANDBOX = "sandbox; default-src 'none'"


@pytest.fixture
def edition(app):
    edition = make_edition(slug="dwc-2026")
    make_session(edition, key="opening", title=LocalizedText("개회식", "Opening"))
    db.session.commit()
    return edition


@pytest.fixture
def organiser(client, edition):
    organiser = make_organiser(client, Role.EDITOR, edition_id=edition.id)
    set_reading(value=False)
    return organiser


def shown(edition, session="opening"):
    return build_agenda(edition).session(session).materials


def titles(edition):
    return [material.title.en for material in shown(edition)]


def add(edition, name="slides.pdf", data=None, title=TITLE):
    return services.add_file(edition, "opening", title, recognise(data or pdf(), name))


def add_links(edition, *names):
    for name in names:
        services.add_link(edition, "opening", LocalizedText(name, name), f"{LINK}/{name}")


def count_files():
    return db.session.scalar(select(func.count()).select_from(MaterialFile))


# ------------------------------------------------------------------ the verbs


@pytest.mark.both_databases
def test_a_file_is_added_taken_back_and_added_again(edition):
    add(edition, "발표.pdf")
    (material,) = shown(edition)

    assert (material.title, material.filename) == (TITLE, "발표.pdf")
    assert (material.content_type, material.size) == ("application/pdf", len(pdf()))
    undo(edition)
    assert shown(edition) == ()
    redo(edition)
    assert shown(edition) == (material,)
    assert count_files() == 1, "the file itself was always there"


@pytest.mark.both_databases
def test_the_same_file_or_link_is_shown_once(edition):
    add(edition)
    services.add_link(edition, "opening", TITLE, LINK)

    with pytest.raises(MaterialThereError):
        add(edition, "another name.pdf")
    with pytest.raises(MaterialThereError):
        services.add_link(edition, "opening", LocalizedText("논문", "Paper"), LINK)
    assert count_files() == 1, "nothing of what was refused is kept"


@pytest.mark.both_databases
def test_two_who_add_at_once_add_both(edition):
    version = find_session(edition, "opening").version
    services.add_link(edition, "opening", TITLE, f"{LINK}/1")
    services.add_link(edition, "opening", TITLE, f"{LINK}/2")
    revise_session(edition, "opening", version, {"stream": "https://example.org/live"})

    assert [material.address for material in shown(edition)] == [f"{LINK}/1", f"{LINK}/2"]


@pytest.mark.both_databases
def test_materials_are_ordered_retitled_and_removed(edition):
    add_links(edition, "a", "b", "c")
    first, _second, third = (key_of(material) for material in shown(edition))

    services.move_material(edition, "opening", third, up=True)
    assert titles(edition) == ["a", "c", "b"]
    services.move_material(edition, "opening", first, up=False)
    assert titles(edition) == ["c", "a", "b"]
    assert services.move_material(edition, "opening", third, up=True) is None, "at the top"
    seen = marks_of(LocalizedText("a", "a").to_mapping())
    services.retitle_material(edition, "opening", first, TITLE, seen)
    assert titles(edition) == ["c", "Slides", "b"]
    services.remove_material(edition, "opening", first)
    assert titles(edition) == ["c", "b"]
    for _step in range(4):
        undo(edition)
    assert titles(edition) == ["a", "b", "c"]


@pytest.mark.both_databases
def test_a_title_that_somebody_else_changed_is_not_overwritten_unseen(edition):
    add_links(edition, "a")
    (key,) = (key_of(material) for material in shown(edition))
    seen = marks_of(shown(edition)[0].title.to_mapping())
    services.retitle_material(edition, "opening", key, LocalizedText("", "theirs"), seen)

    with pytest.raises(MaterialChangedError):
        services.retitle_material(edition, "opening", key, LocalizedText("", "mine"), seen)
    assert titles(edition) == ["theirs"]
    services.retitle_material(edition, "opening", key, LocalizedText("", "theirs"), seen)
    now = marks_of(shown(edition)[0].title.to_mapping())
    services.retitle_material(edition, "opening", key, LocalizedText("", "mine"), now)
    assert titles(edition) == ["mine"]


@pytest.mark.both_databases
def test_what_was_removed_meanwhile_is_answered_clearly(edition):
    add_links(edition, "a")
    (key,) = (key_of(material) for material in shown(edition))
    services.remove_material(edition, "opening", key)

    with pytest.raises(MaterialNotFoundError):
        services.move_material(edition, "opening", key, up=True)
    remove_session(edition, "opening")
    with pytest.raises(SessionGoneError):
        add(edition)
    assert count_files() == 0


@pytest.mark.both_databases
def test_a_session_shows_only_so_many(edition):
    add_links(edition, *(str(number) for number in range(MOST)))

    with pytest.raises(TooManyMaterialsError):
        add(edition)
    assert count_files() == 0


@pytest.mark.both_databases
def test_an_earlier_release_is_brought_back_with_its_files(edition):
    add(edition)
    release_programme(edition)
    services.remove_material(edition, "opening", key_of(shown(edition)[0]))
    release_programme(edition)

    restore_release(edition, 1)

    assert titles(edition) == ["Slides"]


# ------------------------------------------------------------------ the organisers' page


def fetched(client, address=HERE):
    page = client.page(address)
    set_reading(value=False)
    return page


def multipart(fields, data, name):
    """Return the body that a browser sends; the test client would leave a file of it open."""
    head = "--x\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{field}"\r\n\r\n{value}\r\n'.encode() for field, value in fields.items()]
    parts += [f'{head}"file-file"; filename="{name}"\r\n\r\n'.encode(), data]
    return b"".join([*parts, b"\r\n--x--\r\n"])


def send_file(client, data, name, *, title=("발표 자료", "Slides"), page=None):
    form = (page or fetched(client)).one(FILE_FORM)
    token = form.select_one("input[name$=csrf_token]")
    fields = {"file-title-ko": title[0], "file-title-en": title[1], token["name"]: token["value"]}
    answer = client.post(
        form["action"],
        data=multipart(fields, data, name),
        content_type="multipart/form-data; boundary=x",
    )
    set_reading(value=False)
    return answer


def test_a_file_is_sent_and_listed(organiser, edition, client):
    assert "There is no material yet" in fetched(client).text_of("main .empty")

    done = send_file(client, office(), "서울의 노동시간.pptx")

    assert (done.status_code, done.location) == (303, HERE)
    page = fetched(client)
    assert "from the next release on" in page.text_of(".messages")
    assert "Slides 발표 자료 PPTX, 1 KB · 서울의 노동시간.pptx" in page.text_of(".material")
    sent = client.get(page.one(".material a")["href"])
    assert sent.data == office()
    assert sent.headers["Content-Security-Policy"] == SANDBOX
    assert sent.headers["Cache-Control"] == "private, no-store"


def test_a_link_is_added_and_must_be_one_of_the_web(organiser, edition, client):
    for wrong in ("javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://example.org",
                  "https://user:secret@example.org/", "https://", "https://exa mple.org/",
                  "https://[::1", "x" * 501):  # fmt: skip
        refused = client.submit(
            HERE, {"link-title-en": "Paper", "link-address": wrong}, form=LINK_FORM
        )
        assert refused.status_code == 422, wrong
        assert client.read(refused).one("#link-title-en")["value"] == "Paper"
        set_reading(value=False)

    done = client.submit(
        HERE, {"link-title-en": "Paper", "link-address": f" {LINK} "}, form=LINK_FORM
    )

    assert done.status_code == 303
    set_reading(value=False)
    assert [material.address for material in shown(edition)] == [LINK]
    assert fetched(client).one(".material a")["rel"] == ["external", "noopener", "noreferrer"]


def test_a_title_has_no_control_character(organiser, edition, client):
    refused = client.submit(
        HERE, {"link-title-en": "Pa\x00per", "link-address": LINK}, form=LINK_FORM
    )
    assert refused.status_code == 422
    assert "control character" in client.read(refused).text_of(LINK_FORM)
    set_reading(value=False)
    assert shown(edition) == ()


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (PROGRAM, 422, "By its content, this file is none of what is taken"),
        (office(more={"ppt/vbaProject.bin": b"x"}), 422, "carries macros"),
        (b"", 422, "This file is empty."),
        (pdf()[:50], 422, "damaged or cut off"),
        (pdf() + bytes(40 * 1024 * 1024), 413, "at most 25 MB"),
    ],
    ids=["a renamed program", "macros", "nothing", "a broken file", "40 MB"],
)
def test_a_refused_file_keeps_what_was_typed_and_the_draft_as_it_was(
    organiser, edition, client, data, status, said
):
    before = build_agenda(edition)

    refused = send_file(client, data, "slides.pdf", title=("발표", "Talk"))

    assert refused.status_code == status
    page = client.read(refused)
    assert said in page.text_of("#file-file-error")
    assert said in page.text_of("#errors")
    assert page.one("#file-title-ko")["value"] == "발표"
    assert page.one("#file-title-en")["value"] == "Talk"
    set_reading(value=False)
    assert build_agenda(edition) == before
    assert count_files() == 0


def test_a_refusal_is_told_in_korean_too(organiser, edition, client):
    client.submit(HERE, {}, form=".mg-me form.lang", button="ko")

    page = client.read(send_file(client, pdf() + bytes(26 * 1024 * 1024), "발표.pdf"))

    assert page.text_of("#file-file-error").startswith("파일이 너무 큽니다. 25MB까지")


def test_what_is_larger_than_any_file_is_refused_before_it_is_read(organiser, edition, client):
    class Endless(BytesIO):
        def read(self, *_size):
            pytest.fail("it was read")

    answer = client.post(
        f"{HERE}/file",
        input_stream=Endless(),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(100 * 1024 * 1024)},
    )

    assert answer.status_code == 413
    assert "at most 25 MB" in client.read(answer).text_of("main")


def test_other_forms_stay_as_small_as_they_were(organiser, edition, client):
    answer = client.post(
        f"{HERE}/link",
        data=multipart({}, bytes(17 * 1024 * 1024), "x"),
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413


def test_a_form_without_a_file_or_a_title_says_so(organiser, edition, client):
    refused = client.submit(HERE, {"file-title-ko": ""}, form=FILE_FORM)

    assert refused.status_code == 422
    page = client.read(refused)
    assert "Choose a file." in page.text_of("#file-file-error")
    assert "Write the title in one language at least." in page.text_of("#file-title-error")


def test_titles_and_order_are_changed_by_buttons_alone(organiser, edition, client):
    add_links(edition, "a", "b")
    db.session.commit()
    _first, second = (key_of(material) for material in shown(edition))

    done = client.submit(HERE, {}, form=f"form[action$='{second}/move']:has([value=up])")
    assert done.location == f"{HERE}#{second}"
    set_reading(value=False)
    assert titles(edition) == ["b", "a"]
    done = client.submit(
        HERE, {f"{second}-title-en": "Paper"}, form=f"form[action$='{second}/title']"
    )
    assert done.status_code == 303
    set_reading(value=False)
    assert titles(edition) == ["Paper", "a"]
    done = client.submit(HERE, {}, form=f"form[action$='{second}/remove']")
    assert done.status_code == 303
    assert "Undo in the programme" in fetched(client).text_of(".messages")
    assert titles(edition) == ["a"]


def test_the_second_who_retitles_is_told_and_may_insist(organiser, edition, client):
    add_links(edition, "a")
    db.session.commit()
    key = key_of(shown(edition)[0])
    form = f"form[action$='{key}/title']"
    opened = fetched(client)
    client.submit(HERE, {f"{key}-title-en": "theirs"}, form=form)

    late = client.send(opened, HERE, {f"{key}-title-en": "mine"}, form=form)

    assert late.status_code == 409
    page = client.read(late)
    assert "theirs" in page.text_of(".material"), "what is saved"
    assert page.one(f"#{key}-title-en")["value"] == "mine"
    assert page.one(".material-title").has_attr("open")
    set_reading(value=False)
    done = client.send(page, HERE, {}, form=form)
    assert done.status_code == 303
    set_reading(value=False)
    assert titles(edition) == ["mine"]


def test_a_material_that_somebody_else_removed_is_answered_at_the_list(organiser, edition, client):
    add_links(edition, "a")
    db.session.commit()
    key = key_of(shown(edition)[0])
    opened = fetched(client)
    services.remove_material(edition, "opening", key)
    db.session.commit()

    for form in (f"form[action$='{key}/title']", f"form[action$='{key}/remove']"):
        late = client.send(opened, HERE, {}, form=form)
        assert (late.status_code, late.location) == (303, HERE)
        assert "no such material" in fetched(client).text_of(".messages")


def test_a_session_that_is_gone_has_no_materials(organiser, edition, client):
    opened = fetched(client)
    remove_session(edition, "opening")
    db.session.commit()

    assert client.get(HERE).status_code == 404
    assert send_file(client, pdf(), "slides.pdf", page=opened).status_code == 404


def test_the_page_costs_the_same_with_one_material_and_with_three(organiser, edition, client):
    counts = []
    for number in range(3):
        add(edition, data=pdf(pages=number + 1))
        db.session.commit()
        with count_queries() as statements:
            fetched(client)
        counts.append(len(statements))

    assert counts[0] == counts[2]


# ------------------------------------------------------------------ what visitors get


def released(edition, **fields):
    add(edition, "서울 “노동”.pdf")
    services.add_link(edition, "opening", LocalizedText("논문", ""), LINK)
    if fields:
        version = find_session(edition, "opening").version
        revise_session(edition, "opening", version, fields)
    release_programme(edition)
    db.session.commit()
    return shown(edition)[0].file


def test_a_file_is_public_with_the_release_that_shows_it(edition, client):
    add(edition)
    db.session.commit()
    file = shown(edition)[0].file
    address = f"/ko/dwc-2026/programme/opening/materials/{file}"

    assert client.get(address).status_code == 404, "in the draft alone"
    release_programme(edition)
    db.session.commit()
    assert client.get(address).status_code == 200
    services.remove_material(edition, "opening", file)
    release_programme(edition)
    db.session.commit()
    assert client.get(address).status_code == 404


def test_a_file_is_saved_and_never_shown_as_a_page(edition, client):
    file = released(edition)

    answer = client.get(f"/en/dwc-2026/programme/opening/materials/{file}")

    assert answer.data == pdf()
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=file.pdf; "
        "filename*=UTF-8''%EC%84%9C%EC%9A%B8%20%E2%80%9C%EB%85%B8%EB%8F%99%E2%80%9D.pdf"
    )
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in answer.headers


def test_who_has_the_file_is_not_sent_it_again(edition, client):
    address = f"/en/dwc-2026/programme/opening/materials/{released(edition)}"
    tag = client.get(address).headers["ETag"]

    again = client.get(address, headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Content-Security-Policy"] == SANDBOX
    other = client.get(address, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_a_file_is_under_its_own_session_and_edition_alone(edition, client):
    file = released(edition)
    other = make_edition(slug="other")
    make_session(other, key="opening")
    release_programme(other)
    make_session(edition, key="closing")
    release_programme(edition)
    db.session.commit()

    for address in (
        f"/ko/other/programme/opening/materials/{file}",
        f"/ko/dwc-2026/programme/closing/materials/{file}",
        "/ko/dwc-2026/programme/opening/materials/..%2F..%2Fetc%2Fpasswd",
        "/ko/dwc-2026/programme/opening/materials/%00",
        "/ko/dwc-2026/programme/opening/materials/",
    ):
        assert client.get(address).status_code == 404, address
    edition.state = EditionState.DRAFT
    db.session.commit()
    answer = client.get(f"/ko/dwc-2026/programme/opening/materials/{file}")
    assert answer.status_code == 404, "a draft edition shows nothing"


def test_the_session_page_shows_what_there_is_to_read_and_to_hear(edition, client):
    file = released(
        edition,
        stream="https://example.org/live",
        do_not_record=True,
        languages=["ko", "en"],
        interpretation=[{"language": "en", "channel": "2"}],
    )

    english = client.page("/en/dwc-2026/programme/opening")
    korean = client.page("/ko/dwc-2026/programme/opening")

    first, second = english.texts_of(".materials li")
    assert (first, second) == ("Slides PDF, 1 KB", "논문 example.org")
    assert english.select(f".materials a[href$='/opening/materials/{file}']")
    assert english.texts_of("section[aria-labelledby=listening] li") == [
        "Live stream",
        "Spoken: Korean, English",
        "Interpreted: English (channel 2)",
        "Please do not record, film or photograph.",
    ]
    assert korean.texts_of("section[aria-labelledby=listening] li") == [
        "실시간 중계",
        "사용 언어: 한국어, 영어",
        "통역: 영어 (채널 2)",
        "녹음, 녹화, 사진 촬영을 삼가 주세요.",
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_an_address_that_came_another_way_is_no_link_unless_it_leads_to_the_web(
    edition, client, address
):
    material = {"title": {"ko": "논문", "en": "Paper"}, "address": address}
    version = find_session(edition, "opening").version
    revise_session(edition, "opening", version, {"materials": [material], "stream": address})
    release_programme(edition)
    db.session.commit()

    page = client.page("/en/dwc-2026/programme/opening")

    assert not page.select(f"a[href='{address}']")
    assert "Paper" in page.text_of(".materials")


def test_materials_are_in_the_programme_for_programs(edition, client):
    file = released(edition)

    session = client.get("/en/dwc-2026/programme.json").json["sessions"][0]

    assert session["materials"][0]["file"] == file
    assert session["materials"][0]["filename"] == "서울 “노동”.pdf"
    assert session["materials"][1]["address"] == LINK


def test_a_picture_is_public_too(edition, client):
    add(edition, "photo.jpg", picture())
    release_programme(edition)
    db.session.commit()

    file = shown(edition)[0].file
    answer = client.get(f"/ko/dwc-2026/programme/opening/materials/{file}")

    assert answer.content_type == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
