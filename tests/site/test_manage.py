from tests.factories.accounts import make_organiser


def test_without_a_role_the_list_is_empty(client):
    make_organiser(client, role=None)
    page = client.page("/manage/")
    assert "You have no role" in page.text_of("main")
