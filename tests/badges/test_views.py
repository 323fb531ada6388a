"""The pages on which badges are printed, and a person's own badge."""

from base64 import b64decode
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from forum.badges import manage
from forum.badges.designs.rules import default_design
from forum.badges.designs.services import create_design
from forum.badges.models import BadgePrint
from forum.badges.services import do_badge_jobs
from forum.core.db import db
from forum.core.links import issue_link
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.core.queue import do_in_parts
from forum.registration.emails import PURPOSE
from forum.registration.services import cancel
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_city
from tests.factories.registration import make_category, make_open_edition, make_registration


def pages_of(response) -> int:
    """Return how many pages the PDF of a response has."""
    assert response.status_code == 200
    assert response.content_type == "application/pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    return len(pypdfium2.PdfDocument(response.data))


@pytest.fixture
def edition(app):
    """An edition with two categories."""
    del app
    return make_open_edition(
        slug="dwc-2026", categories=(make_category(), make_category("press", number=4))
    )


URL = "/manage/dwc-2026/badges/"


def test_index_says_what_to_do_before_anybody_has_registered(edition, client):
    make_organiser(client, edition_id=edition.id)
    page = client.page(URL)
    assert "Nobody has registered yet" in page.one("main").get_text()
    assert page.texts_of("#print") == []


def test_index_counts_what_is_still_to_be_printed(edition, client):
    make_registration(edition)
    make_organiser(client, edition_id=edition.id)
    assert "0 of 1 are printed" in client.page(URL).one("main").get_text()


def test_the_new_badges_are_given_once(edition, client):
    for _ in range(3):
        make_registration(edition)
    make_organiser(client, Role.PROTOCOL, edition_id=edition.id)
    first = client.submit(URL, {}, form="#print")
    assert pages_of(first) == 3
    assert first.headers["Content-Disposition"] == 'attachment; filename="dwc-2026-badges.pdf"'
    again = client.submit(URL, {}, form="#print")
    assert again.status_code == 404
    assert "nobody yet for whom a badge" in client.read(again).one("#print").get_text()
    assert pages_of(client.submit(URL, {"which": "all"}, form="#print")) == 3


def test_one_category_is_given_alone(edition, client):
    make_registration(edition)
    make_registration(edition, category="press")
    make_organiser(client, edition_id=edition.id)
    response = client.submit(URL, {"category": "press"}, form="#print")
    assert pages_of(response) == 1
    assert "dwc-2026-badges-press.pdf" in response.headers["Content-Disposition"]


def test_one_badge_is_given_at_the_desk(edition, client):
    mine = make_registration(edition)
    make_organiser(client, edition_id=edition.id)
    response = client.submit(URL, {"desk-number": mine.number.lower()}, form="#desk")
    assert pages_of(response) == 1
    wrong = client.submit(URL, {"desk-number": "1234-X"}, form="#desk")
    assert wrong.status_code == 422
    assert "no such badge number" in client.read(wrong).one("#desk").get_text()


def test_samples_can_be_looked_at_without_noting_anything(edition, client):
    make_organiser(client, edition_id=edition.id)
    assert pages_of(client.get(URL + "sample.pdf")) == 2
    assert db.session.query(BadgePrint).count() == 0


def test_the_badge_of_one_registration_belongs_to_its_edition(edition, client):
    mine = make_registration(edition).id
    other = make_registration(make_open_edition(slug="another")).id
    make_organiser(client, edition_id=edition.id)
    token = client.page(URL).one("#desk [name$=csrf_token]")["value"]
    ours = client.post(f"{URL}registrations/{mine}", data={"desk-csrf_token": token})
    assert pages_of(ours) == 1
    theirs = client.post(f"{URL}registrations/{other}", data={"desk-csrf_token": token})
    assert theirs.status_code == 404


def test_who_may_not_print_sees_no_badges(edition, client):
    make_organiser(client, Role.EDITOR, edition_id=edition.id)
    assert client.get(URL).status_code == 403


def test_my_own_badge_by_the_link_in_my_mail(edition, client):
    mine = make_registration(edition)
    secret = issue_link(PURPOSE, "registration", mine.id)
    db.session.commit()
    assert client.get("/ko/my/registration/badge.pdf").status_code in {401, 403, 404, 410}
    client.submit(f"/ko/my/open/{PURPOSE}/{secret}", {})
    response = client.get("/ko/my/registration/badge.pdf")
    assert pages_of(response) == 1
    assert mine.number in response.headers["Content-Disposition"]
    assert db.session.query(BadgePrint).count() == 0


def test_who_has_cancelled_has_no_badge_any_more(edition, client):
    mine = make_registration(edition)
    secret = issue_link(PURPOSE, "registration", mine.id)
    cancel(mine)
    db.session.commit()
    client.submit(f"/en/my/open/{PURPOSE}/{secret}", {})
    assert client.get("/en/my/registration/badge.pdf").status_code == 404


# ---------------------------------------------------------------- many, one, and before printing


def test_many_badges_are_made_by_the_worker(edition, client, monkeypatch):
    monkeypatch.setattr(manage, "AT_ONCE", 1)
    for _ in range(2):
        make_registration(edition)
    make_organiser(client, edition_id=edition.id)
    started = client.submit(URL, {}, form="#print")
    assert started.status_code == 303
    page = started.location
    assert "Waiting" in client.page(page).one("main").get_text()
    assert client.get(page).headers["Refresh"] == "2"
    assert client.get(f"{page}/badges.pdf").status_code == 404
    do_in_parts(do_badge_jobs())
    ready = client.page(page)
    assert "Take the PDF with 2 badges" in ready.one("main").get_text()
    assert pages_of(client.get(ready.one("main .btn-primary")["href"])) == 2
    assert "Ready" in client.page(URL).one("main").get_text()


def test_the_lists_filter_chooses_whose_badges_are_printed(edition, client):
    make_registration(edition)
    mine = make_registration(edition, name=LocalizedText("두리 (시험)", "Duri (trial)"))
    make_organiser(client, edition_id=edition.id)
    found = client.page("/manage/dwc-2026/registrations?q=Duri").select(".mg-head a[href]")
    (link,) = [one["href"] for one in found if one["href"].startswith(URL)]
    page = client.page(link)
    assert "Only of 1" in page.one("main").get_text()
    response = client.send(page, link, {}, form="#print")
    assert pages_of(response) == 1
    assert db.session.query(BadgePrint).one().registration_id == mine.id


def test_a_delegation_is_given_alone_by_its_city(edition, client):
    make_registration(edition)
    mine, theirs = (make_registration(edition, name=LocalizedText(name)) for name in ("가", "나"))
    mine.city = seoul = make_city(key="seoul", name=LocalizedText("서울", "Seoul"))
    theirs.city = make_city(name=LocalizedText("아헨", "Aachen"))
    make_organiser(client, edition_id=edition.id)
    page = client.page(URL)
    offered = [one.text for one in page.select("#print [name=city] option")]
    assert offered == ["Every city", "Aachen", "Seoul"]
    assert pages_of(client.send(page, URL, {"city": seoul.key}, form="#print")) == 1
    assert db.session.query(BadgePrint).one().registration_id == mine.id
    # a filter of the list that names a city asks for none
    assert not client.page(f"{URL}?city=seoul").select("#print [name=city]")


def test_a_badge_is_issued_anew_with_a_reason(edition, client):
    mine = make_registration(edition)
    make_organiser(client, edition_id=edition.id)
    client.submit(URL, {}, form="#print")
    url = f"{URL}registrations/{mine.id}"
    assert client.page(url).texts_of(".tag") == ["printed"]
    assert client.submit(url, {}, form="#reissue").status_code == 422
    assert client.submit(url, {"reason": "lost"}, form="#reissue").status_code == 303
    page = client.page(url)
    assert page.texts_of(".tag") == ["not printed yet"]
    assert "No, it was issued anew" in page.one("table").get_text()
    assert pages_of(client.submit(url, {}, form=".mg-head form")) == 1
    assert client.page(url).texts_of(".tag") == ["printed"]


def test_the_report_leads_to_the_person(edition, client):
    mine = make_registration(edition)
    mine.affiliation = LocalizedText("髙橋 연구소", "")
    db.session.commit()
    make_organiser(client, edition_id=edition.id)
    page = client.page(URL + "report")
    assert "U+9AD9" in page.one("main").get_text()
    assert page.one("table a")["href"].endswith(f"/registrations/{mine.id}")


def test_nothing_to_report_is_said(edition, client):
    make_registration(edition)
    make_organiser(client, edition_id=edition.id)
    assert "Every character can be printed" in client.page(URL + "report").one("main").get_text()


# ---------------------------------------------------------------- designs


@pytest.fixture
def design(edition, client):
    """The address of a new design, seen by an organiser who may print badges."""
    make_organiser(client, edition_id=edition.id)
    made = client.submit(f"{URL}designs/new", {"sides": "two"})
    assert made.status_code == 303
    return made.location


def test_nobody_must_design_anything(edition, client):
    make_organiser(client, edition_id=edition.id)
    assert "Standard badge" in client.page(URL).one("table").get_text()


def test_a_new_design_has_the_size_of_the_paper(edition, client):
    make_organiser(client, edition_id=edition.id)
    url = f"{URL}designs/new"
    made = client.submit(url, {"size": "free", "width": "86,5", "height": "124"})
    page = client.page(made.location)
    assert page.one("#width")["value"] == "86.5"
    wrong = client.submit(url, {"size": "free", "width": "20", "height": "124"})
    assert wrong.status_code == 422
    assert "Between 50 and 210 mm." in client.read(wrong).one("main").get_text()


def test_a_design_is_shown_as_it_is_printed(edition, design, client):
    make_registration(edition, name=LocalizedText("뷁쀍 (시험)", ""))
    pictures = client.page(design).select(".bd-paper img")
    sides = [read_picture(one["src"]) for one in pictures]
    assert [side.size for side in sides] == [(455, 641)] * 2
    assert all(zxingcpp.read_barcodes(side) for side in sides)


def read_picture(address: str) -> Image.Image:
    """Return the picture that an address holds."""
    return Image.open(BytesIO(b64decode(address.partition(",")[2])))


def test_an_element_is_placed_by_numbers(design, client):
    saved = client.submit(
        design, {"name-x": "9.5", "name-largest": "60"}, form="#design", button="yes"
    )
    assert saved.status_code == 303
    page = client.page(design)
    assert (page.one("#name-x")["value"], page.one("#name-largest")["value"]) == ("9.5", "60")
    assert "Version 2" in page.one(".mg-head").get_text()
    assert client.page(f"{design}?version=1").one("#name-x")["value"] == "8"


def test_a_preview_keeps_nothing(design, client):
    page = client.page(design)
    fields = {"name-x": "9.5"}
    shown = send_with(client, page, design, fields, "preview")
    assert shown.status_code == 200
    assert client.read(shown).one("#name-x")["value"] == "9.5"
    assert client.page(design).one("#name-x")["value"] == "8"


def send_with(client, page, design, fields, button):
    """Post a design by another button than that which saves."""
    del page
    values = {**values_of(client, design), **fields, button: "yes"}
    return client.post(design, data=values)


def values_of(client, design) -> dict[str, str]:
    """Return what the form of a design holds."""
    found = {}
    for control in client.page(design).select("#design [name]"):
        if control.name == "button" or (
            control.get("type") == "radio" and not control.has_attr("checked")
        ):
            continue
        if control.name == "select":
            chosen = control.select("option[selected]") or control.select("option")[:1]
            found[control["name"]] = chosen[0]["value"]
        else:
            found[control["name"]] = control.get("value", control.get_text())
    return found


def test_what_is_wrong_is_said_at_its_place(design, client):
    wrong = client.submit(
        design, {"code-width": "20", "office-x": "x"}, form="#design", button="yes"
    )
    assert wrong.status_code == 422
    assert "Write a number" in client.read(wrong).one("#office-x-error").get_text()
    wrong = client.submit(
        design, {"code-width": "20", "code-height": "20"}, form="#design", button="yes"
    )
    assert wrong.status_code == 422
    page = client.read(wrong)
    assert "at least 25 mm" in page.one("#code-width-error").get_text()
    assert page.one("#element-code").has_attr("open")
    assert client.page(design).one("#code-width")["value"] == "28"


def test_an_element_is_added_and_removed(design, client):
    page = client.page(design)
    more = send_with(client, page, design, {"add": "text", "add_side": "back"}, "put")
    assert more.status_code == 200
    added = client.read(more)
    assert "Write what stands there." in added.one("#element-text-1").get_text()
    values = {**values_of(client, design), "keys": added.one("[name=keys]")["value"]}
    for control in added.select("#element-text-1 [name]"):
        if control.name != "button":
            chosen = control.select("option[selected]") if control.name == "select" else []
            values[control["name"]] = chosen[0]["value"] if chosen else control.get("value", "")
    values |= {
        "text-1-text-ko": "환영합니다",
        "text-1-text-en": "Welcome",
        "text-1-y": "1",
        "text-1-height": "8",
    }
    assert client.post(design, data={**values, "save": "yes"}).status_code == 303
    assert client.page(design).one("#text-1-text-en").get_text().strip() == "Welcome"
    fewer = client.post(design, data={**values, "seen": "2", "remove": "text-1"})
    assert client.read(fewer).texts_of("#element-text-1") == []


def test_two_organisers_who_move_one_element_see_both(design, client):
    mine = {**values_of(client, design), "name-x": "9", "save": "yes"}
    client.submit(design, {"name-x": "10"}, form="#design", button="yes")
    refused = client.post(design, data=mine)
    assert refused.status_code == 409
    page = client.read(refused)
    assert len(page.select(".bd-paper img")) == 4
    assert "Name (Front)" in page.one("#conflict").get_text()
    kept = client.send(page, design, {}, form=".bd-both form", button="yes")
    assert kept.status_code == 303
    assert client.page(design).one("#name-x")["value"] == "9"


def test_a_category_has_another_design(edition, design, client):
    make_registration(edition, category="press")
    small = client.submit(
        f"{URL}designs/new", {"size": "A7", "name-en": "Small", "name-ko": "작은"}
    )
    number = small.location.rpartition("/")[2]
    done = client.submit(f"{URL}designs/categories", {"category-press": number})
    assert done.status_code == 303
    assert "Small" in client.page(URL).one("table").get_text()
    assert client.page(small.location).texts_of(".ask form") == []
    token = client.page(URL).one("#print [name=csrf_token]")["value"]
    in_use = client.post(f"{small.location}/delete", data={"csrf_token": token})
    assert in_use.location == small.location
    client.submit(f"{URL}designs/categories", {"category-press": ""})
    gone = client.submit(small.location, {}, form=".ask form")
    assert gone.location == URL
    assert client.get(small.location).status_code == 404


@pytest.fixture
def other_design(app):
    """A design of another edition, as what is posted."""
    del app
    other = make_open_edition(slug="another")
    kept = create_design(other, default_design(74, 105, name=LocalizedText("작은", "Small")))
    db.session.commit()
    return f"another/{kept.id}"


def test_a_design_of_an_edition_in_which_one_may_not_print_is_not_copied(
    edition, other_design, client
):
    make_organiser(client, edition_id=edition.id)
    url = f"{URL}designs/new"
    assert client.page(url).texts_of("#start option") == ["the standard design"]
    token = client.page(url).one(".page-form [name=csrf_token]")["value"]
    refused = client.post(url, data={"start": other_design, "csrf_token": token, "sides": "one"})
    assert refused.status_code == 422


def test_a_design_is_copied_from_an_edition_in_which_one_may_print(edition, other_design, client):
    del edition
    make_organiser(client)
    made = client.submit(f"{URL}designs/new", {"start": other_design})
    assert client.page(made.location).one("#width")["value"] == "74"


def test_a_picture_is_put_on_the_badge(design, client):
    out = BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, format="PNG")
    token = client.page(design).one("#design [name=csrf_token]")["value"]
    for data, said in (
        (out.getvalue(), "The picture is there"),
        (b"<svg/>", "no picture that can"),
    ):
        sent = client.post(
            f"{design}/pictures",
            data={
                "picture-csrf_token": token,
                "csrf_token": token,
                "picture-file": (BytesIO(data), "logo.png"),
            },
        )
        assert sent.status_code == 303
        assert said in client.page(design).one("body").get_text()
    values = {**values_of(client, design), "add": "image", "put": "yes"}
    added = client.read(client.post(design, data=values))
    assert "logo.png" in added.texts_of("#image-1-image option")
