"""The declarations that `forum demo` loads."""

import pytest

from forum.core.db import db
from forum.declaration import queries
from forum.declaration.types import DeclarationState
from forum.demo.services import load_demo
from forum.editions.queries import get_edition

pytestmark = pytest.mark.usefixtures("app")


def test_the_summary_of_2017_is_shown_and_the_trial_edition_has_a_draft(client):
    for _ in range(2):
        list(load_demo())
    db.session.commit()
    summary = queries.get_declaration(get_edition("dwc-2017"), "seoul-declaration")
    shown = queries.as_public(summary)
    assert shown.is_summary
    assert len(shown.text.articles) == 8
    assert str(shown.adopted_on) == "2017-09-06"
    [draft] = queries.list_declarations(get_edition("dwc-trial"))
    assert draft.state is DeclarationState.DRAFT
    assert len(queries.latest_version(draft).articles) == 8
    for language in ("ko", "en"):
        page = client.page(f"/{language}/dwc-2017/declarations/seoul-declaration")
        assert len(page.select(".articles > li")) == 8
        assert not page.select(".wall, .hash")
