"""A wheel carries everything: installed by itself, it serves from an empty folder."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from forum.bench import servers

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "migrations/env.py",
    "static/dist/manifest.json",
    "templates/layouts/base.html",
    "translations/compiled/ko/LC_MESSAGES/messages.mo",
)


def run(*words: object, **options: object) -> str:
    line = [str(word) for word in words]
    done = subprocess.run(line, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).with_name("uv")
    build = [uv, "build", "-q", "--wheel", "--no-build-isolation", "--offline", "--out-dir", out]
    run(*build, "--python", sys.executable, cwd=ROOT)
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_carries_what_lies_beside_the_package(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for part in PARTS:
            assert f"forum/_data/{part}" in names
        manifest = json.loads(archive.read("forum/_data/static/dist/manifest.json"))
    for file in manifest.values():
        assert f"forum/_data/static/dist/{file}" in names
    assert any(name.endswith("Pretendard-Regular.otf") for name in names)
    assert any(name.startswith("forum/data/") and name.endswith(".yaml") for name in names)


def test_the_wheel_serves_from_an_empty_folder(wheel, tmp_path):
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    port = servers.free_port()
    settings = {"PYTHONPATH": str(installed), "FORUM_PORT": str(port), "FORUM_HOST": "127.0.0.1"}
    environment = {**os.environ, **settings}
    where = run(
        sys.executable, "-c", "import forum; print(forum.__file__)", cwd=empty, env=environment
    )
    assert where.startswith(str(installed))
    for words in (["database", "upgrade"], ["demo"]):
        run(*servers.FORUM, *words, cwd=empty, env=environment)
    previous = Path.cwd()
    os.chdir(empty)
    try:
        with servers.serving((*servers.FORUM, "serve"), settings, port, "/ko/dwc-2018/programme"):
            manifest = json.loads((installed / "forum/_data/static/dist/manifest.json").read_text())
            assert servers.status(port, "/en/dwc-2018/") == 200
            assert servers.status(port, f"/static/dist/{manifest['site.css']}") == 200
            assert servers.status(port, "/en/dwc-2018/programme.pdf") == 200
    finally:
        os.chdir(previous)
    assert (empty / "instance" / "forum.db").exists()
