def test_the_style_guide_shows_every_component_in_both_languages(client):
    for language in ("ko", "en"):
        page = client.page(f"/{language}/styleguide")
        assert len(page.select(".score .block")) >= 20
        assert page.select(".banner-danger a[href='#broken-text']")
        assert page.select(".pair .is-missing")


def test_the_style_guide_is_for_development_only(app, client, monkeypatch):
    settings = app.extensions["settings"].model_copy(update={"development": False})
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert client.get("/ko/styleguide").status_code == 404
