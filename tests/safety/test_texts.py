"""Whatever people write comes out as text: on pages, in mails, papers, spreadsheets, calendars."""

import json
import re
import zipfile
from io import BytesIO

import icalendar
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.core import deferred, outbox
from forum.core.db import db, set_reading
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.registration.sheets.services import do_sheets
from tests.safety.walk import every_get
from tests.safety.world import LINE, LINES, MARK, World, make_world

UPLOADED = {"declaration_byhand_manage.page"}  # a PDF of somebody else: nothing of ours is on it


@pytest.fixture
def world(app, client) -> World:
    del app
    return make_world(client)


def token_in(html: str) -> str:
    """Return the token of a page's forms."""
    return str(BeautifulSoup(html, "html.parser").select("[name=csrf_token]")[0]["value"])


def refuse_markup(html: str, where: str) -> None:
    """Fail if what was written became an element, an attribute or a template's answer."""
    page = BeautifulSoup(html, "html5lib")
    assert page.find(MARK) is None, f"an element in {where}"
    for tag in page.find_all(True):
        assert not any(name.startswith("on") for name in tag.attrs), f"a handler in {where}: {tag}"
        for name in ("href", "src", "action"):
            assert not str(tag.get(name, "")).strip().lower().startswith("javascript:"), where
    for script in page.select("script:not([src])"):
        assert script["type"] == "application/ld+json", where
        json.loads(script.get_text())
    assert "{{7*7}}" in html or MARK not in html, f"a template's words were read in {where}"


def test_every_answer_shows_it_as_text(world):
    """Walk once through everything: pages, data, calendars and papers."""
    seen, papers, calendars = set(), 0, 0
    for endpoint, answer in every_get(world):
        kind = str(answer.mimetype)
        if kind == "text/html":
            refuse_markup(answer.text, endpoint)
            if MARK in answer.text:
                seen.add(endpoint)
        elif "json" in kind:
            json.loads(answer.text)
        elif kind == "text/calendar":
            refuse_properties(answer.data)
            calendars += MARK.encode() in answer.data.replace(b"\r\n ", b"")
        elif kind == "application/pdf" and endpoint not in UPLOADED:
            assert "{{7*7}}#eval(" in text_of(answer.data), endpoint
            papers += 1
    assert len(seen) > 40, "the attack is on few pages only"
    assert (papers, calendars) == (12, 4)


def test_refused_forms_show_it_as_text(world):
    slug = world.edition.slug
    for url, fields in {
        f"/en/{slug}/register/you": {"name-en": LINE + "://", "email": LINE, "phone": LINE},
        f"/en/{slug}/register/resend": {"email": LINE},
        "/manage/account/tokens": {"name": LINE},
        f"/manage/{slug}/checkin/devices/new": {"name": LINE},
        f"/manage/{slug}/team": {"email": LINE},
        f"/manage/{slug}/badges/desk": {"desk-number": LINE},
        f"/manage/{slug}/registrations/{world.registration.id}/cancel": {"reason": ""},
        f"/manage/{slug}/declarations/new": {"title-ko": LINE, "key": LINE},
        f"/manage/{slug}/pages/new": {"title-ko": LINE, "slug": LINE, "body-en": LINES},
        f"/manage/{slug}/settings": {"name-ko": LINE, "about-en": LINES, "timezone": LINE},
        f"/manage/{slug}/clone": {"name-ko": LINE, "slug": LINE, "starts_on": LINE},
        "/manage/new": {"name-ko": LINE, "slug": LINE, "starts_on": LINE},
    }.items():
        page = world.client.get("/manage/account/password")
        token = token_in(page.text)
        answer = world.client.post(url, data={**fields, "csrf_token": token})
        assert answer.status_code in {404, 422}, (url, answer.status)
        refuse_markup(answer.text, url)


def test_searches_show_it_as_text(world):
    for path in ("/en/{}/programme", "/en/{}/cities", "/manage/{}/registrations"):
        answer = world.client.get(path.format(world.edition.slug), query_string={"q": LINE})
        assert answer.status_code == 200
        refuse_markup(answer.text, path)


def test_mails_say_it_as_text_and_begin_no_header(world):
    set_reading(value=False)
    deferred.write_waiting()
    mails = db.session.scalars(select(OutgoingMail)).all()
    causes = {queued.cause for queued in mails}
    assert {"registration.confirmed", "declaration.invitation", "declaration.receipt"} <= causes

    for queued in mails:
        message = outbox.compose(queued, "Forum <forum@example.org>")
        raw = message.as_bytes()
        head = raw.split(b"\r\n\r\n", 1)[0].decode()
        assert message["Bcc"] is None
        assert not re.search(rf"^{MARK}|^bcc", head, re.IGNORECASE | re.MULTILINE)
        assert "\n" not in str(message["Subject"])
        if queued.html:
            refuse_markup(queued.html, queued.cause)
        for file in queued.attachments:
            if file.content_type == "text/calendar":
                refuse_properties(file.data)


def refuse_properties(content: bytes) -> None:
    """Fail if what was written became a property of a calendar."""
    for part in icalendar.Calendar.from_ical(content).walk():
        assert MARK.upper() not in part
        assert "BCC" not in part
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.upper().startswith((MARK.upper(), "BCC"))]


def refuse_formulas(content: bytes) -> None:
    """Fail if a cell of a spreadsheet is anything but text."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        shared = [name for name in book.namelist() if name == "xl/sharedStrings.xml"]
        texts = "".join(book.read(name).decode() for name in (*shared, *sheets))
        assert sheets
        for name in sheets:
            assert b"<f>" not in book.read(name), "a formula"
            assert b"<hyperlink" not in book.read(name), "a link"
    assert "=1+1&lt;/script&gt;" in texts


def test_spreadsheets_hold_it_as_text(world):
    slug = world.edition.slug
    refuse_formulas(world.client.get(f"/en/{slug}/programme.xlsx").data)
    page = world.client.get(f"/manage/{slug}/registrations/export")
    token = token_in(page.text)
    asked = world.client.post(
        f"/manage/{slug}/registrations/export", data={"reason": LINE, "csrf_token": token}
    )
    db.session.rollback()
    do_in_parts(do_sheets())
    exported = world.client.get(f"{asked.location}/file")
    assert exported.status_code == 200
    refuse_formulas(exported.data)


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF without its spaces: lines are broken anywhere."""
    pages = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    return re.sub(r"[\s\u00ad\ufffe-]", "", text)
