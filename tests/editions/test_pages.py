"""Free pages: written in both languages, published, put in order, shown to visitors."""

import pytest
from sqlalchemy import select

from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.merging import EditedMeanwhileError, marks_of, parts_of
from forum.core.permissions import Role
from forum.editions import services
from forum.editions.errors import (
    AddressReservedError,
    PageAddressTakenError,
    PageEmptyError,
)
from forum.editions.models import EditionPage
from forum.editions.queries import list_pages
from forum.editions.types import EditionState, PageDetails
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_edition

HERE = "/manage/dwc-2026/pages"
TRAVEL = PageDetails(
    slug="travel",
    title=LocalizedText("오시는 길", "Travel"),
    body=LocalizedText("# 기차\n\n서울역에서 **10분**", "# By train\n\n**10 minutes** from Seoul"),
)


@pytest.fixture
def edition(client):
    del client
    edition = make_edition(slug="dwc-2026")
    set_reading(value=False)
    return edition


@pytest.fixture
def organiser(client, edition):
    user = make_organiser(client, Role.EDITOR, edition_id=edition.id)
    set_reading(value=False)
    return user


def publish(edition, details=TRAVEL):
    page = services.add_page(edition, details)
    services.publish_page(edition, page, published=True)
    db.session.commit()
    return page


def seen_by(page):
    return marks_of(parts_of(services.details_of_page(page)))


# ------------------------------------------------------------------ what is kept


@pytest.mark.both_databases
def test_a_page_without_an_address_gets_one_by_its_title(app):
    del app
    edition = make_edition()
    titles = [LocalizedText("", "How to get there"), LocalizedText("", "How to get there")]
    titles += [LocalizedText("오시는 길"), LocalizedText("", "API")]
    pages = [services.add_page(edition, PageDetails(slug="", title=title)) for title in titles]

    assert [page.slug for page in pages] == [
        "how-to-get-there", "how-to-get-there-2", "page-1", "api-2",
    ]  # fmt: skip


@pytest.mark.both_databases
def test_an_address_is_refused_that_is_taken_or_used_by_the_site(app):
    del app
    edition = make_edition()
    services.add_page(edition, TRAVEL)

    with pytest.raises(PageAddressTakenError):
        services.add_page(edition, TRAVEL)
    with pytest.raises(AddressReservedError):
        services.add_page(edition, PageDetails(slug="manage", title=TRAVEL.title))
    services.add_page(make_edition(), TRAVEL)  # of another edition


@pytest.mark.both_databases
def test_two_organisers_keep_what_only_one_of_them_changed(app):
    del app
    edition = make_edition()
    page = services.add_page(edition, TRAVEL)
    seen = seen_by(page)
    title = LocalizedText("교통", "Travel")
    services.revise_page(
        edition, page, PageDetails(slug="travel", title=title, body=TRAVEL.body), seen
    )
    late = PageDetails(slug="travel", title=TRAVEL.title, body=LocalizedText("새 글", "New"))
    services.revise_page(edition, page, late, seen)

    assert page.title == title
    assert page.body == LocalizedText("새 글", "New")


@pytest.mark.both_databases
def test_two_organisers_who_change_the_same_see_both_versions(app):
    del app
    edition = make_edition()
    page = services.add_page(edition, TRAVEL)
    seen = seen_by(page)
    for body in ("First", "Second"):
        wanted = PageDetails(
            slug="travel", title=TRAVEL.title, body=LocalizedText(TRAVEL.body.ko, body)
        )
        if body == "First":
            services.revise_page(edition, page, wanted, seen)
            continue
        with pytest.raises(EditedMeanwhileError) as late:
            services.revise_page(edition, page, wanted, seen)
        (clash,) = late.value.conflict.clashes
        assert (clash.part, clash.theirs, clash.mine) == ("body-en", "First", "Second")
        services.revise_page(edition, page, wanted, late.value.conflict.seen)
    assert page.body.en == "Second"


@pytest.mark.both_databases
def test_a_page_without_text_is_not_published(app):
    del app
    edition = make_edition()
    page = services.add_page(edition, PageDetails(slug="empty", title=TRAVEL.title))

    with pytest.raises(PageEmptyError):
        services.publish_page(edition, page, published=True)


@pytest.mark.both_databases
def test_pages_change_places_and_stay_within_the_list(app):
    del app
    edition = make_edition()
    for slug in ("a", "b", "c"):
        services.add_page(edition, PageDetails(slug=slug, title=TRAVEL.title))
    first, _second, last = list_pages(edition)
    services.move_page(edition, last, up=True)
    services.move_page(edition, first, up=True)

    assert [page.slug for page in list_pages(edition)] == ["a", "c", "b"]


@pytest.mark.both_databases
def test_what_visitors_see_is_made_anew_only_if_it_has_changed(app):
    del app
    edition = make_edition()
    before = edition.public_version
    page = services.add_page(edition, TRAVEL)
    assert edition.public_version == before
    services.publish_page(edition, page, published=True)
    assert edition.public_version == before + 1


# ------------------------------------------------------------------ what visitors see


def test_a_visitor_reads_a_published_page_in_both_languages(client, edition):
    publish(edition)

    korean = client.page("/ko/dwc-2026/pages/travel")
    english = client.page("/en/dwc-2026/pages/travel")

    assert korean.text_of("h1") == "오시는 길"
    assert korean.text_of(".free h2") == "기차"
    assert english.text_of(".free strong") == "10 minutes"
    assert english.select("link[hreflang=ko]")[0]["href"].endswith("/ko/dwc-2026/pages/travel")


def test_a_missing_translation_is_said_and_carries_its_language(client, edition):
    publish(edition, PageDetails(slug="travel", title=LocalizedText("오시는 길"),
                                 body=LocalizedText("기차")))  # fmt: skip

    page = client.page("/en/dwc-2026/pages/travel")

    assert page.one(".free")["lang"] == "ko"
    assert "has not been written in English" in page.text_of(".banner")


def test_a_page_is_answered_304_until_it_changes(client, edition):
    row = publish(edition)
    first = client.get("/en/dwc-2026/pages/travel")
    again = client.get(
        "/en/dwc-2026/pages/travel", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304

    services.revise_page(
        edition,
        row,
        PageDetails(slug="travel", title=TRAVEL.title, body=LocalizedText("", "Changed")),
        seen_by(row),
    )
    assert "Changed" in client.get("/en/dwc-2026/pages/travel").text


def test_every_public_page_and_the_sitemap_name_the_published_pages_alone(client, edition):
    publish(edition)
    services.add_page(edition, PageDetails(slug="contact", title=LocalizedText("", "Contact")))
    db.session.commit()

    page = client.page("/en/dwc-2026/")
    sitemap = client.get("/sitemap.xml").text

    assert [a.get_text() for a in page.select(".footer-links a[href*='/pages/']")] == ["Travel"]
    assert "/ko/dwc-2026/pages/travel" in sitemap
    assert "contact" not in sitemap


@pytest.mark.parametrize("state", ["unpublished", "of a draft", "not there"])
def test_what_is_not_public_is_not_found(client, edition, state):
    page = services.add_page(edition, TRAVEL)
    if state == "of a draft":
        services.publish_page(edition, page, published=True)
        services.change_state(edition, EditionState.DRAFT)
    slug = "other" if state == "not there" else "travel"

    assert client.get(f"/en/dwc-2026/pages/{slug}").status_code == 404


# ------------------------------------------------------------------ what organisers do


@pytest.mark.usefixtures("organiser")
def test_the_empty_list_says_what_to_do(client):
    page = client.page(HERE)
    assert page.select(f".empty a[href='{HERE}/new']")


@pytest.mark.usefixtures("organiser")
def test_an_organiser_writes_and_publishes_a_page(client):
    saved = client.submit(
        f"{HERE}/new",
        {"title-en": "Travel", "title-ko": "오시는 길", "body-en": "By *train*"},
    )
    assert saved.status_code == 303
    page = client.page(saved.location)
    assert page.text_of("#preview em") == "train"
    assert client.get("/en/dwc-2026/pages/travel").status_code == 404

    done = client.submit(saved.location, {}, form=".mg-head form", button="yes")
    assert done.status_code == 303
    assert client.page("/en/dwc-2026/pages/travel").text_of("h1") == "Travel"


@pytest.mark.usefixtures("organiser")
def test_the_preview_draws_what_is_typed_and_saves_nothing(client):
    answer = client.submit(
        f"{HERE}/new",
        {"title-en": "Travel", "body-en": "# A\n\n<script>x</script> [x](//evil.example.org)"},
        button="yes",
    )
    page = client.read(answer)

    assert answer.status_code == 200
    assert page.text_of("#preview h2:not([id])") == "A"
    assert not page.select("#preview script, #preview [href]")
    assert page.one("#title-en")["value"] == "Travel"
    assert not db.session.scalars(select(EditionPage)).all()


@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title-en": ""}, "in one language at least"),
        ({"title-en": "X", "slug": "Travel!"}, "small letters"),
        ({"title-en": "X", "slug": "manage"}, "used by the site itself"),
        ({"title-en": "X", "slug": "there"}, "Another page has this address"),
        ({"title-en": "x" * 201}, "At most 200 characters"),
        ({"title-en": "X", "body-ko": "가" * 30_001}, "At most 30000 characters"),
    ],
)
def test_a_page_that_cannot_be_is_refused_at_the_field(client, edition, fields, said):
    services.add_page(edition, PageDetails(slug="there", title=TRAVEL.title))
    answer = client.submit(f"{HERE}/new", fields)

    assert answer.status_code in {409, 422}
    assert said in client.read(answer).text_of(".error")


@pytest.mark.usefixtures("organiser")
def test_the_second_of_two_organisers_chooses_what_is_kept(client, edition):
    row = services.add_page(edition, TRAVEL)
    address = f"{HERE}/{row.id}"
    form = client.page(address)
    services.revise_page(
        edition,
        row,
        PageDetails(slug="travel", title=LocalizedText("교통", "Getting here"), body=TRAVEL.body),
        seen_by(row),
    )
    late = client.send(form, address, {"title-en": "How to come"}, form=".page-form")
    page = client.read(late)

    assert late.status_code == 409
    assert [tag.get_text() for tag in page.select(".version-text")] == [
        "Getting here", "How to come",
    ]  # fmt: skip
    done = client.send(page, address, {"keep-title-en": "theirs"})
    assert done.status_code == 303
    assert row.title == LocalizedText("교통", "Getting here")


@pytest.mark.usefixtures("organiser")
def test_an_edit_of_a_page_that_is_gone_is_answered_so(client, edition):
    row = services.add_page(edition, TRAVEL)
    address = f"{HERE}/{row.id}"
    form = client.page(address)
    services.remove_page(edition, row)
    answer = client.send(form, address, {"title-en": "X"}, form=".page-form")

    assert answer.status_code == 404


@pytest.mark.usefixtures("organiser")
def test_a_page_of_another_edition_is_not_found(client):
    row = services.add_page(make_edition(), TRAVEL)
    assert client.get(f"{HERE}/{row.id}").status_code == 404


@pytest.mark.usefixtures("organiser")
def test_the_list_asks_the_same_number_of_questions_for_any_number_of_pages(client, edition):
    counts = []
    for _round in range(3):
        services.add_page(edition, PageDetails(slug="", title=LocalizedText("쪽", "A page")))
        with count_queries() as queries:
            client.page(HERE)
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1


def test_who_only_scans_does_not_write_pages(client, edition):
    make_organiser(client, Role.PROTOCOL, edition_id=edition.id)
    assert client.get(HERE).status_code == 403
