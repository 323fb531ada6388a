import json
import logging

import pytest

from forum.core import logs


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "/ko/my/open/registration.view/AbCdEfGhIjKlMnOpQrStUv",
            "/ko/my/open/registration.view/***",
        ),
        ("/calendar/AbCdEfGhIjKlMnOpQrStUv.ics", "/calendar/***.ics"),
        ("/ko/dwc-2018/programme", "/ko/dwc-2018/programme"),
    ],
)
def test_secrets_of_links_do_not_reach_the_log(said, kept):
    assert logs.mask(f"GET {said}") == f"GET {kept}"


def test_a_line_carries_the_request_it_belongs_to(capsys):
    handler = logging.StreamHandler()
    handler.setFormatter(logs._Json())  # noqa: SLF001  the format is what is tested
    record = logging.LogRecord("forum.x", logging.INFO, __file__, 1, "안녕 %s", ("둘",), None)
    reset = logs.request_id.set("abc")
    try:
        entry = json.loads(handler.format(record))
    finally:
        logs.request_id.reset(reset)
    assert (entry["request"], entry["message"], entry["level"]) == ("abc", "안녕 둘", "info")
