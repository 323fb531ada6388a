import re

from forum.api.words import SUMMARIES


def test_the_description_holds_every_operation(client, app):
    answer = client.get("/api/openapi.json")
    paths = answer.json["paths"]

    described = {
        (method.upper(), path) for path, operations in paths.items() for method in operations
    }
    mounted = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == mounted
    assert answer.json["openapi"].startswith("3.1")


def test_every_reference_of_the_description_leads_somewhere(client):
    answer = client.get("/api/openapi.json")
    schemas = answer.json["components"]["schemas"]

    names = set(re.findall(r"#/components/schemas/([\w.-]+)", answer.text))

    assert names <= schemas.keys()
    assert "problem+json" in answer.text


def test_every_operation_is_explained_in_both_languages(client):
    paths = client.get("/api/openapi.json").json["paths"]

    names = {one["operationId"] for operations in paths.values() for one in operations.values()}

    assert names == SUMMARIES.keys()


def test_the_description_is_a_page_in_both_languages(client):
    for language, word in (("ko", "토큰 필요"), ("en", "Needs a token")):
        answer = client.get("/api/docs", headers={"Accept-Language": language})
        page = client.read(answer)
        assert page.one("html")["lang"] == language
        assert word in page.text_of("main")
        assert "/api/v1/editions/{edition}/registrations" in page.text_of("main")


def test_operations_say_whether_they_need_a_token(client):
    paths = client.get("/api/openapi.json").json["paths"]

    assert paths["/api/v1/editions"]["get"]["security"] == []
    assert paths["/api/v1/editions/{edition}/registrations"]["post"]["security"] == [{"bearer": []}]
