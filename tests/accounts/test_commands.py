import pytest
from click.testing import CliRunner

from forum import cli
from forum.accounts import queries
from forum.accounts.types import ENTER
from forum.core import links
from forum.core.db import db
from forum.core.permissions import Role
from tests.factories.editions import make_edition


@pytest.fixture
def run(app, monkeypatch):
    """Run a command of `forum` on the application of the tests."""
    monkeypatch.setattr(cli, "make_app", lambda: app)

    def command(*words):
        db.session.commit()
        result = CliRunner().invoke(cli.main, words)
        db.session.expire_all()
        return result

    return command


def secret_in(output):
    (line,) = [line for line in output.splitlines() if "/my/open/" in line]
    return line.rsplit("/", 1)[1]


def test_an_owner_is_added_and_the_link_lets_in(run):
    result = run("user", "add", "Organiser@localhost", "--role", "owner")

    assert result.exit_code == 0, result.output
    user = queries.get_user("organiser@localhost")
    assert [(g.role, g.edition) for g in queries.list_grants(user.id)] == [(Role.OWNER, None)]
    assert links.find_link(ENTER, secret_in(result.output)).subject_id == user.id
    assert user.password_hash is None


def test_a_role_can_be_for_one_edition(run):
    edition = make_edition()

    run("user", "add", "a@example.org", "--role", "editor", "--edition", edition.slug)

    user = queries.get_user("a@example.org")
    assert [(g.role, g.edition) for g in queries.list_grants(user.id)] == [
        (Role.EDITOR, edition.slug)
    ]


def test_if_missing_leaves_an_account_as_it_is(run):
    run("user", "add", "a@example.org", "--role", "editor")

    result = run("user", "add", "a@example.org", "--role", "owner", "--if-missing")

    assert result.exit_code == 0
    user = queries.get_user("a@example.org")
    assert [g.role for g in queries.list_grants(user.id)] == [Role.EDITOR]


def test_a_new_link_replaces_the_one_before(run):
    first = secret_in(run("user", "add", "a@example.org", "--role", "owner").output)
    second = secret_in(run("user", "link", "A@example.org").output)

    with pytest.raises(links.LinkRevokedError):
        links.find_link(ENTER, first)
    assert links.find_link(ENTER, second).used_at is None


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("user", "link", "nobody@example.org"), "There is no account with this address."),
        (
            ("user", "add", "a@example.org", "--role", "owner", "--edition", "none"),
            "There is no edition at this address.",
        ),
        (("user", "add", "a@example.org", "--role", "king"), "'king' is not one of"),
    ],
)
def test_a_refusal_is_one_line_and_changes_nothing(run, words, line):
    result = run(*words)

    assert result.exit_code != 0
    assert line in result.output
    assert queries.find_user("a@example.org") is None
