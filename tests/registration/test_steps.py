"""The four steps, as a visitor walks them without JavaScript."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.registration.models import ConsentGiven, Registration, SensitiveNeed
from tests.conftest import Client
from tests.factories.registration import make_open_edition

YOU = {
    "category": "citizen",
    "name-ko": "홍길동 (시험)",
    "name-en": "Hong Gildong (trial)",
    "email": "gildong@example.org",
    "phone": "010-1234-5678",
    "country": "KR",
}


@pytest.fixture
def edition():
    return make_open_edition(slug="forum", seats={"hall": 100, "parallel": 5, "tour": 1})


def walk(client: Client, language: str = "en", *, you=None, attend=None, needs=None) -> str:
    """Walk through the first three steps, and return the address of the last one."""
    base = f"/{language}/forum/register"
    for step, data in (
        ("you", YOU | (you or {})),
        ("attend", attend or {}),
        ("needs", needs or {}),
    ):
        done = client.submit(f"{base}/{step}", data)
        assert done.status_code == 303, client.read(done).text_of("main")
    return f"{base}/confirm"


def finish(client: Client, language: str = "en", **steps):
    return client.submit(walk(client, language, **steps), {"consent-privacy": "yes"})


@pytest.mark.parametrize("language", ["ko", "en"])
def test_four_steps_make_one_registration(edition, client, language):
    done = finish(
        client,
        language,
        attend={"sessions": ["hall", "tour"]},
        needs={"receiver": "en", "consent-sensitive": "yes", "diets": ["vegan"]},
    )
    assert done.location == f"/{language}/forum/register/done"
    page = client.page(done.location)
    assert "gildong@example.org" in page.text_of("main")
    made = db.session.scalars(select(Registration)).one()
    assert made.name.ko == "홍길동 (시험)"
    assert made.phone == "+821012345678"
    assert made.language == language
    assert made.receiver == "en"
    assert made.session_keys == ("hall", "tour")
    assert db.session.scalars(select(SensitiveNeed)).one().diets == ["vegan"]
    given = {row.key: row.given for row in db.session.scalars(select(ConsentGiven))}
    assert given == {"privacy": True, "sensitive": True, "photos": False}
