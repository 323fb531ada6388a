import pytest

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.settings import current_settings
from forum.editions.models import EditionPage
from forum.programme.models import MaterialFile
from forum.programme.queries import build_agenda
from forum.programme.surroundings import surroundings_of
from forum.programme.warnings import warnings_of
from tests.conftest import count_queries
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import make_session

pytestmark = pytest.mark.both_databases
TITLE = {"ko": "자료", "en": "Slides"}


def _page(edition, slug: str, *, published: bool) -> None:
    db.session.add(
        EditionPage(
            edition_id=edition.id,
            slug=slug,
            title=LocalizedText("안내", "About"),
            position=1,
            is_published=published,
        )
    )


def _file(edition, key: str) -> None:
    db.session.add(
        MaterialFile(
            edition_id=edition.id,
            key=key,
            filename="a.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            uploaded_by="user:1",
            data=b"a",
        )
    )


def _warned(edition, *materials: dict[str, str]) -> list[str]:
    """Return the kinds of warnings about the materials of the edition's one session."""
    session = make_session(edition, key="a", people=(make_person(key="weil"),))
    session.materials = [{"title": TITLE, **material} for material in materials]
    db.session.flush()
    agenda = build_agenda(edition)
    found = warnings_of(agenda, around=surroundings_of(edition, agenda))
    return [str(warning.kind) for warning in found if warning.field == "materials"]


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/ko/{slug}/programme/a", []),
        ("/ko/{slug}/programme/b", ["link_dead"]),
        ("/en/{slug}/programme", []),
        ("/en/{slug}/nothing-of-ours/at-all", ["link_dead"]),
        ("/en/{slug}/speakers/weil", []),
        ("/en/{slug}/speakers/nobody", ["link_dead"]),
        ("/en/{slug}/pages/about", []),
        ("/en/{slug}/pages/hidden", ["link_dead"]),
        ("/en/{slug}/pages/gone", ["link_dead"]),
        ("/en/another-forum/pages/about", []),
    ],
)
@pytest.mark.parametrize("base", ["", "here"])
def test_links_into_this_site_are_held_against_its_pages(app, path, kinds, base):
    edition = make_edition()
    _page(edition, "about", published=True)
    _page(edition, "hidden", published=False)
    host = current_settings().public_url if base else ""

    with app.test_request_context():
        assert _warned(edition, {"address": host + path.format(slug=edition.slug)}) == kinds


def test_a_file_is_there_only_in_the_edition_it_was_uploaded_for(app):
    edition = make_edition()
    _file(edition, "mine")
    _file(make_edition(), "theirs")

    assert _warned(edition, {"file": "mine"}, {"file": "theirs"}) == ["file_gone"]


def test_looking_around_costs_two_statements_however_much_there_is(app):
    edition = make_edition()
    for number in range(3):
        _page(edition, f"page-{number}", published=True)
        _file(edition, f"file-{number}")
    agenda = build_agenda(edition)

    with count_queries() as statements:
        surroundings_of(edition, agenda)

    assert len(statements) == 2
