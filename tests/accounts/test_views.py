from tests.factories.accounts import make_user, sign_in


def test_signing_in_leads_to_the_organisers_pages(client):
    user = make_user()
    sign_in(client, user)
    page = client.page("/manage/account/")
    assert user.email in page.text_of("main")
