import pytest
from flask import Flask

from forum.core.settings import Settings
from forum.web import limits


@pytest.fixture
def visitor(tmp_path):
    """A visitor of a small application that counts, with one limited page and a free one."""
    app = Flask("probe")
    limits.init_app(app, Settings(data_dir=tmp_path))

    @app.get("/limited")
    @limits.limiter.limit("2/minute")
    def limited():
        return "said"

    @app.get("/free")
    def free():
        return "said"

    yield app.test_client()
    limits.limiter.reset()


def test_a_limited_page_is_refused_once_it_was_asked_too_often(visitor):
    assert [visitor.get("/limited").status_code for _time in range(3)] == [200, 200, 429]


def test_a_page_without_a_limit_is_always_there(visitor):
    assert {visitor.get("/free").status_code for _time in range(30)} == {200}
