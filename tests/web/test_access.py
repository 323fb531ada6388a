import pytest
from flask import Flask

from forum.core.db import db
from forum.core.journal import AccessEntry
from forum.core.permissions import Role
from forum.web.access import UnmarkedViewError, public, refuse_unmarked_views
from forum.web.addresses import own_address
from tests.factories.accounts import make_user, sign_in
from tests.factories.editions import make_edition


def test_an_application_with_an_unmarked_view_does_not_start():
    app = Flask("probe")

    @public
    def fine():
        return "fine"

    app.add_url_rule("/fine", "fine", fine)
    refuse_unmarked_views(app)
    app.add_url_rule("/open", "open", lambda: "open")

    with pytest.raises(UnmarkedViewError, match="open"):
        refuse_unmarked_views(app)


def test_refused_access_is_kept_although_nothing_else_is(client):
    edition = make_edition()
    user = make_user(role=Role.EDITOR, edition_id=edition.id)
    sign_in(client, user)

    page = client.page(f"/manage/{edition.slug}/team", status=403)

    assert page.text_of("h1") == "You are not allowed to do this."
    entry = db.session.query(AccessEntry).one()
    assert (entry.actor, entry.endpoint, entry.outcome) == (
        f"user:{user.id}",
        "site_manage.team",
        "refused",
    )
    assert entry.details == {"permission": "user.edit"}


@pytest.mark.parametrize("path", ["/manage/", "/manage/sign-in", "/ko/privacy?x=1", "/en/editions"])
def test_addresses_of_our_own_are_followed(app, path):
    assert own_address(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "manage/",
        "https://evil.com/manage/",
        "https:evil.com",
        "//evil.com/manage/",
        "/\\evil.com",
        "/manage/\r\nSet-Cookie: a=b",
        "/static/dist/x.js",
        "/nothing/of/the/kind/here",
        "javascript:alert(1)",
    ],
)
def test_other_addresses_are_not(app, path):
    assert own_address(path) is None
