"""Styles and scripts go out compressed to whoever takes it."""

import gzip
import json

import pytest

from forum.core.paths import DIST


@pytest.fixture
def sheet():
    name = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))["site.css"]
    return name, (DIST / name).read_bytes()


def test_a_style_sheet_is_compressed_for_a_browser(client, sheet):
    name, content = sheet
    response = client.get(
        f"/static/dist/{name}", headers={"Accept-Encoding": "gzip"}, buffered=True
    )
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data) == content
    assert "Accept-Encoding" in response.vary
    assert response.mimetype == "text/css"


def test_a_style_sheet_goes_out_plain_to_who_takes_nothing_else(client, sheet):
    name, content = sheet
    response = client.get(
        f"/static/dist/{name}", headers={"Accept-Encoding": "identity"}, buffered=True
    )
    assert "Content-Encoding" not in response.headers
    assert response.data == content
    assert "Accept-Encoding" in response.vary


def test_a_compressed_style_sheet_is_not_sent_twice(client, sheet):
    address, headers = f"/static/dist/{sheet[0]}", {"Accept-Encoding": "br, gzip"}
    etag = client.get(address, headers=headers, buffered=True).headers["ETag"]
    again = client.get(address, headers={**headers, "If-None-Match": etag}, buffered=True)
    assert again.status_code == 304
    assert not again.data
