"""How the code is laid out: few kinds of files, and one source of time and of chance."""

import ast
from functools import cache
from pathlib import Path

import pytest

from forum.core.errors import Refusal

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "forum").rglob("*.py"))
SCRIPTS = [
    path
    for path in sorted((ROOT / "static").rglob("*.js"))
    if ROOT / "static/dist" not in path.parents
]
VAGUE = {"utils", "helpers", "common", "misc", "util", "helper", "base", "manager", "tools"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
MAY_ASK_THE_CLOCK = {"forum/core/clock.py", "forum/core/logs.py"}
CHANCE = {"secrets", "random"}
DRAWN_IDS = {"uuid1", "uuid4", "uuid.uuid1", "uuid.uuid4"}  # uuid5 is made from a name
MAY_DRAW = {"forum/core/randomness.py", "forum/demo/attendees.py", "forum/bench/flows.py"}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@cache
def read(path):
    """Return the names of what a file calls, and of the packages it imports."""
    calls, imports = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            calls.add(ast.unparse(node.func))
        elif isinstance(node, ast.Import):
            imports |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports.add(node.module.split(".")[0])
    return calls, imports


def calls_in(path):
    return read(path)[0]


def imports_of(path):
    return read(path)[1]


def test_names_of_files_say_what_is_in_them():
    assert {name_of(path) for path in FILES if path.stem in VAGUE} == set()


def test_the_clock_is_asked_in_one_place():
    asking = {name_of(path) for path in FILES if CLOCKS & set(calls_in(path))}
    assert asking <= MAY_ASK_THE_CLOCK


def test_chance_comes_from_one_place():
    drawing = {
        name_of(path)
        for path in FILES
        if CHANCE & set(imports_of(path)) or DRAWN_IDS & set(calls_in(path))
    }
    assert drawing <= MAY_DRAW


def test_only_the_outbox_talks_to_mail_servers():
    assert {name_of(path) for path in FILES if "smtplib" in set(imports_of(path))} == {
        "forum/core/outbox.py"
    }


def test_services_neither_commit_nor_know_requests():
    for path in FILES:
        if "services" in path.parts or path.name == "services.py":
            used = set(calls_in(path))
            assert not {name for name in used if name.endswith(("session.commit", "abort"))}, path


MUST_BE_ONE_FILE = {"forum/declaration/verifier.py": 900}
"""What is downloaded and run alone cannot be split."""


@pytest.mark.parametrize("path", [*FILES, *SCRIPTS], ids=name_of)
def test_no_file_outgrows_the_head(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    most = MUST_BE_ONE_FILE.get(name_of(path), 700)
    assert lines <= most, f"{name_of(path)} has {lines} lines: split it by noun"


def refusals(of=Refusal):
    for kind in of.__subclasses__():
        if kind.__module__.startswith("forum."):
            yield kind
        yield from refusals(kind)


def test_every_refusal_has_a_sentence_and_a_name_of_its_own(app):
    kinds = list(refusals())
    assert len(kinds) > 50
    for kind in kinds:
        assert str(kind.message), kind
        assert kind.__name__.endswith("Error"), kind
        assert kind.__doc__, kind
        assert 400 <= kind.status < 500, kind
    codes = [(kind.__module__.split(".")[1], kind.code()) for kind in kinds]
    assert {code for code in codes if codes.count(code) > 1} == set()


@pytest.mark.parametrize("name", ["package-lock.json", *(p.name for p in ROOT.glob("*.lock"))])
def test_locks_carry_no_addresses(name):
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")
