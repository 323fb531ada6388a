import pytest

from tests.factories.registration import make_open_edition


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-GB", "en"),
        ("fr,en;q=0.5", "en"),
        ("fr", "ko"),
        ("", "ko"),
    ],
)
def test_the_front_leads_to_the_language_that_the_browser_asks_for(client, asked, language):
    answer = client.get("/", headers={"Accept-Language": asked})

    assert (answer.status_code, answer.location) == (302, f"/{language}/")
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_switch_stays_on_the_page_and_keeps_the_query(client, language):
    edition = make_open_edition()
    other = "en" if language == "ko" else "ko"
    query = "kind=session&q=a%26b"

    page = client.page(f"/{language}/{edition.slug}/programme?{query}")

    assert page.one("html")["lang"] == language
    for switch in page.select(f".lang a[hreflang={other}]"):
        assert switch["href"] == f"/{other}/{edition.slug}/programme?{query}"
        assert switch["lang"] == other
    alternates = {
        link["hreflang"]: link["href"]
        for link in page.select("link[rel=alternate]")
        if link.get("hreflang")
    }
    assert alternates[other].endswith(f"/{other}/{edition.slug}/programme?{query}")


@pytest.mark.parametrize("path", ["/fr/", "/xx/privacy", "/KO/privacy"])
def test_other_words_are_no_language(client, path):
    assert client.get(path).status_code == 404
