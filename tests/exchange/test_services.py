import pytest
from sqlalchemy import text

from forum.core.db import db
from forum.demo.services import load_demo
from forum.editions.queries import find_edition, get_edition
from forum.exchange.errors import DataFileError
from forum.exchange.exports import write
from forum.exchange.queries import edition_file
from forum.exchange.services import Outcome, import_file
from forum.programme import queries
from forum.programme.models import Release
from tests.conftest import count_queries
from tests.exchange.test_rules import GOOD

SLUGS = ["dwc-2017", "dwc-2018", "dwc-2019", "participation-2021", "dwc-trial"]
WITH_SERIES = f"""\
define:
  series: [{{key: forums, name: {{ko: 포럼, en: Forums}}}}]
  cities:
    - {{key: seoul, name: {{ko: 서울, en: Seoul}}, country: KR, region: korea, kind: metropolis}}
{GOOD}"""


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_a_file_that_brings_what_it_refers_to_makes_an_edition():
    edition, outcome = import_file("forum.yaml", WITH_SERIES.encode())

    assert outcome is Outcome.CREATED
    agenda = queries.public_agenda(edition)
    assert [session.key for session in agenda.sessions] == ["opening"]
    assert import_file("forum.yaml", WITH_SERIES.encode())[1] is Outcome.UNCHANGED


@pytest.mark.usefixtures("app")
def test_a_file_that_refers_to_nothing_known_is_refused_and_nothing_is_written():
    with pytest.raises(DataFileError) as refused:
        import_file("forum.yaml", GOOD.encode())

    assert {problem.code for problem in refused.value.problems} == {"unknown_key"}
    assert find_edition("forum-2030") is None


@pytest.mark.usefixtures("app")
def test_comments_do_not_make_a_file_another_one():
    import_file("forum.yaml", WITH_SERIES.encode())

    commented = f"# a comment\n{WITH_SERIES}"

    assert import_file("forum.yaml", commented.encode())[1] is Outcome.UNCHANGED


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.usefixtures("app")
def test_an_edition_that_was_exported_is_the_same_when_it_is_imported_elsewhere(slug):
    list(load_demo())
    written = write(edition_file(get_edition(slug)))
    agendas = _agendas(slug)
    _forget_everything()

    edition, outcome = import_file(f"{slug}.yaml", written.encode())

    assert outcome is Outcome.CREATED
    assert _agendas(slug) == agendas
    assert write(edition_file(edition)) == written


def _agendas(slug: str):
    edition = get_edition(slug)
    releases = db.session.query(Release).filter_by(edition_id=edition.id).order_by("number").all()
    agendas = [dict(release.agenda) for release in releases]
    for agenda in agendas:
        if not agenda["release"]["dated"]:
            agenda["release"].pop("released_at")
    return agendas


def _forget_everything() -> None:
    db.session.commit()
    db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in reversed(db.metadata.sorted_tables):
        if table.name == "audit_entries":
            continue
        if table.info.get("append_only"):
            db.session.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_no_delete"))
        db.session.execute(table.delete())
    db.session.commit()


@pytest.mark.usefixtures("app")
def test_an_unchanged_edition_costs_four_reads():
    import_file("forum.yaml", WITH_SERIES.encode())
    db.session.flush()

    with count_queries() as statements:
        import_file("forum.yaml", WITH_SERIES.encode())

    assert len(statements) == 4  # the three kinds of keys it may refer to, and the edition
