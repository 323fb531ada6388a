import pytest
from pydantic import SecretStr

from forum import create_app
from forum.core.settings import Settings


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/ko/nothing/at/all", "이 주소에는 아무것도 없습니다."),
        ("/en/nothing/at/all", "There is nothing at this address."),
        ("/ko/none/programme", "이 주소에 해당하는 포럼이 없습니다."),
        ("/en/none/programme", "There is no edition at this address."),
    ],
)
def test_what_is_not_there_is_said_in_the_language_of_the_address(client, path, sentence):
    page = client.page(path, status=404)

    assert page.one("html")["lang"] == path[1:3]
    assert page.text_of("h1") == sentence


def test_without_a_language_in_the_address_the_browser_is_asked(client):
    for language in ("ko", "en"):
        answer = client.get("/nothing", headers={"Accept-Language": language})
        assert client.read(answer).one("html")["lang"] == language


def test_a_wrong_method_says_which_ones_there_are(client):
    answer = client.open("/api/v1/editions", method="DELETE")

    assert answer.status_code == 405
    assert answer.json["code"] == "method-not-allowed"
    assert "GET" in answer.headers["Allow"]


def test_a_form_from_elsewhere_is_refused(client):
    answer = client.post("/manage/sign-in", data={"email": "a@example.org", "password": "x"})

    assert answer.status_code == 400
    page = client.read(answer)
    assert "양식을 너무 오래 열어 두었거나" in page.text_of("h1")


def test_what_is_too_large_is_refused(client):
    answer = client.post("/manage/sign-in", data=b"x" * (17 * 1024 * 1024))

    assert answer.status_code == 413
    assert client.read(answer).text_of(".error-status") == "413"


def test_a_null_byte_in_an_address_is_a_page_not_a_fault(client):
    assert client.get("/ko/%00/programme").status_code == 404


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """An application as it runs in earnest, one view of which has a fault."""
    settings = Settings(
        _env_file=None, data_dir=tmp_path, secret_key=SecretStr("a secret of this test")
    )
    app = create_app(settings)

    def fault():
        message = "a secret detail"
        raise RuntimeError(message)

    monkeypatch.setitem(app.view_functions, "site.privacy", fault)
    monkeypatch.setitem(app.view_functions, "api_v1.editions", fault)
    return app.test_client()


def test_a_fault_of_ours_tells_nothing_of_itself(failing):
    page = failing.get("/en/privacy")
    problem = failing.get("/api/v1/editions", headers={"Accept-Language": "en"})

    assert page.status_code == problem.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert problem.json["code"] == "internal"
    for answer in (page, problem):
        assert "secret detail" not in answer.text
        assert "Traceback" not in answer.text


def test_a_script_of_ours_is_answered_with_json(client):
    answer = client.get("/nowhere", headers={"Accept": "application/json", "Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.json["title"] == "There is nothing at this address."
    assert "text/html" in client.get("/nowhere", headers={"Accept": "*/*"}).content_type


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://localhost/manage/sign-in?next=%2Fmanage%2F", "/manage/sign-in?next=%2Fmanage%2F"),
        ("http://elsewhere.example/manage/sign-in", ""),
        ("http://localhost//elsewhere.example/", ""),
        (
            "http://localhost/manage/a/declarations/b/mandates/1/approve",
            "",
        ),  # takes nothing but a POST
        ("", ""),
    ],
)
def test_a_refused_form_leads_back_to_its_page_if_it_is_ours(client, before, back):
    answer = client.post("/manage/sign-in", data={"email": "a"}, headers={"Referer": before})
    ways = [link["href"] for link in client.read(answer).select("main a")]
    assert ways == [*([back] if back else []), "/"]
