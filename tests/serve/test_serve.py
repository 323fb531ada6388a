"""`forum serve` as an operator sees it: real processes on a real port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from forum.bench import servers

FORUM = (sys.executable, "-c", "from forum.cli import main; main()")
SOON = 20
WATCHED = """
import json, os, sys, threading

import forum.cli
commands = list(sys.modules)

from forum.core.settings import Settings
from forum.serve import make_app
make_app(Settings())
application = list(sys.modules)
threads = threading.active_count()
folder = os.environ["FORUM_DATA_DIR"]
handles = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
files = [os.readlink(handle) for handle in handles if os.path.lexists(handle)]
opened = [file for file in files if file.startswith((folder, "socket:"))]

from forum.core import migrations
migrations.upgrade(Settings())
told = {"commands": commands, "application": application, "threads": threads, "opened": opened}
print(json.dumps(told))
"""
OF_THE_APPLICATION = {"flask", "sqlalchemy", "pydantic", "granian", "forum.application"}
AT_FIRST_USE = {
    "aiohttp",
    "alembic",
    "asn1crypto",
    "email_validator",
    "forum.bench.run",
    "forum.demo",
    "huey",
    "phonenumbers",
    "pikepdf",
    "psycopg",
    "pyhanko",
    "qrcode",
    "redis",
    "typst",
    "xlsxwriter",
    "zxcvbn",
}
"""What costs tens of milliseconds or megabytes, and what few requests need."""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Make a folder with an empty database, and tell what a process had loaded on the way."""
    folder = tmp_path_factory.mktemp("serve")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", WATCHED],
        env={**os.environ, "FORUM_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return folder, json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def data(house):
    return house[0]


@contextmanager
def serving(data: Path, *words: str):
    port = servers.free_port()
    environment = {"FORUM_DATA_DIR": str(data), "FORUM_PORT": str(port)}
    with servers.serving((*FORUM, "serve", *words), environment, port, "/healthz") as server:
        yield server


def command_line(pid: int) -> str:
    path = Path(f"/proc/{pid}/stat")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def alive(pid: int) -> bool:
    stat = command_line(pid)
    return bool(stat) and stat.rpartition(")")[2].split()[0] != "Z"


def wait_until(what) -> None:
    until = time.monotonic() + SOON
    while not what():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.05)


def test_a_command_loads_nothing_of_the_application_before_it_runs(house):
    assert not (OF_THE_APPLICATION | AT_FIRST_USE) & set(house[1]["commands"])


def test_the_application_starts_without_what_few_requests_need(house):
    loaded = set(house[1]["application"])
    assert loaded >= OF_THE_APPLICATION
    assert not AT_FIRST_USE & loaded


def test_the_application_that_is_shared_by_a_fork_has_opened_nothing(house):
    assert house[1]["threads"] == 1
    assert house[1]["opened"] == []


def test_web_and_worker_start_and_stop_together(data):
    with serving(data) as server:
        family = servers.children(server.pid)
        assert len(family) >= 2
        os.kill(server.pid, signal.SIGTERM)
        wait_until(lambda: not any(alive(pid) for pid in [server.pid, *family]))
    assert servers.status(server.port, "/healthz") == 0


def test_a_process_that_dies_is_started_again(data):
    with serving(data) as server:
        before = servers.children(server.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_until(
            lambda: (
                len(after := servers.children(server.pid)) == len(before)
                and not set(after) & set(before)
            )
        )
        wait_until(lambda: servers.status(server.port, "/healthz") == 200)


def test_no_process_outlives_a_parent_that_is_killed(data):
    with serving(data) as server:
        family = servers.children(server.pid)
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: not any(alive(pid) for pid in family))


def test_the_web_alone_has_no_worker(data):
    with serving(data) as both, serving(data, "--web-only") as web:
        assert len(servers.children(web.pid)) == len(servers.children(both.pid)) - 1


def test_a_taken_port_is_said_in_one_line(data):
    with socket.socket() as taken:
        taken.bind((servers.HOST, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(  # noqa: S603
            [*FORUM, "serve"],
            env={**os.environ, "FORUM_DATA_DIR": str(data), "FORUM_PORT": port},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode != 0
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line]
    assert len(lines) == 1
    assert port in lines[0]
    assert "in use" in lines[0]


def test_a_setting_that_makes_no_sense_is_named_in_one_line(data):
    done = subprocess.run(  # noqa: S603
        [*FORUM, "serve"],
        env={**os.environ, "FORUM_DATA_DIR": str(data), "FORUM_PORT": "lots"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert done.stderr.startswith("FORUM_PORT: ")
    assert len(done.stderr.splitlines()) == 1
