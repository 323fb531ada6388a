"""Asks the browser's rules, run by Node.js."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

RUN = Path(__file__).with_name("run.mjs")
BIN = Path(sys.executable).parent


def ask(**cases: Any) -> dict[str, list[Any]]:
    """Return what the modules answer to cases."""
    node = shutil.which("node", path=os.environ["PATH"] + os.pathsep + str(BIN))
    assert node, "Node.js is missing: `make setup` brings it"
    done = subprocess.run(  # noqa: S603  our own script
        [node, "--disable-warning=ExperimentalWarning", RUN],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-2000:]
    answers: dict[str, list[Any]] = json.loads(done.stdout)
    return answers
