"""The browser's rules by themselves, as vitest tries them: `*.test.js` here."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.checkin.script import BIN

ROOT = Path(__file__).parents[2]
VITEST = ROOT / "node_modules" / "vitest" / "vitest.mjs"


def test_vitest_finds_the_rules_in_order():
    assert VITEST.exists(), "vitest is missing: `make test` brings it"
    # where the system's Node.js is too old for it, there is one of our own
    node = shutil.which("node", path=os.pathsep.join([str(BIN), os.environ["PATH"]]))
    assert node, "Node.js is missing: `make test` brings it"
    done = subprocess.run(  # noqa: S603  a package of ours, pinned by its hash
        [node, VITEST, "run", "--no-color"],
        cwd=ROOT,
        env={**os.environ, "CI": "true"},  # it waits for no key
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-5000:]
