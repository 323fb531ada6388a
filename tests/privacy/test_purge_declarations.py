"""What the purge does to declarations: letters, comments, devices of the table; never evidence."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from forum.core import clock
from forum.core.db import db
from forum.declaration import queries, services
from forum.declaration.comments import services as comments
from forum.declaration.comments.models import Comment
from forum.declaration.mandates.models import MandateLetter
from forum.declaration.mandates.types import CityInvitation
from forum.declaration.table.models import TableSitting
from forum.declaration.table.services import open_table, state
from forum.declaration.table.types import Shown
from forum.declaration.verifier import verify_chain
from forum.privacy import purging
from tests.factories.declaration import STATEMENT, make_declaration, make_mandate, make_signature
from tests.factories.editions import make_city, make_edition

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.both_databases]


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_letters_and_comments_go_after_five_years_and_the_evidence_stays(moments):
    edition = make_edition()
    declaration = make_declaration(edition)
    make_signature(make_mandate(declaration), STATEMENT)
    draft = make_declaration(edition, key="draft", is_frozen=False)
    city = make_city().id
    comments.invite_city(draft, CityInvitation(city_id=city, email="c@example.org", language="en"))
    invited = queries.find_standing_mandate(draft, city)
    assert invited is not None
    comments.comment(invited, "whole", "Say “shall”.")
    db.session.commit()
    over = datetime.combine(edition.ends_on, datetime.min.time(), UTC)
    with moments(over + timedelta(days=1825)):
        purging.purge()
        assert (_count(MandateLetter), _count(Comment)) == (1, 1)
    with moments(over + timedelta(days=1826)):
        purging.purge()
        assert (_count(MandateLetter), _count(Comment)) == (0, 0)
        chain = queries.load_chain(declaration)
        assert verify_chain(chain, services.trusted_keys()).is_sound


def test_what_was_stated_at_the_table_and_not_signed_goes_after_a_day(moments):
    mandate = make_mandate(make_declaration())
    open_table(mandate, Shown.PASSPORT, "Officer on trial")
    sitting = db.session.scalars(select(TableSitting)).one()
    state(sitting, STATEMENT)
    db.session.commit()
    opened = clock.now()
    with moments(opened + timedelta(hours=23)):
        purging.purge()
        assert _count(TableSitting) == 1
    with moments(opened + timedelta(days=1, minutes=1)):
        purging.purge()
        assert _count(TableSitting) == 0
