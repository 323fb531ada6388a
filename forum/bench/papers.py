"""How long papers take, and how much memory: each in a process of its own, watched from outside."""

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from forum.bench.houses import House
from forum.bench.servers import FORUM, children, free_port, resident
from forum.bench.types import Measure

LOOK_EVERY = 0.02


@dataclass(frozen=True)
class Work:
    """What a command cost."""

    seconds: float
    peak_mb: float
    """The most memory that it and its children held at one moment, counted each 20 ms."""


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    try:
        below = children(pid)
    except OSError:
        return [pid]
    return [pid, *(one for child in below for one in family(child))]


def held(pid: int) -> float:
    """Return the memory of a process and its descendants, in MB."""
    total = 0.0
    for one in family(pid):
        try:
            total += resident(one)
        except OSError:
            continue
    return total


def watch(words: list[str], environment: Mapping[str, str]) -> Work:
    """Run one of our commands and watch it.

    Raises:
        OSError: it failed.
    """
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  our own commands
        [*FORUM, *words],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, held(process.pid))
            time.sleep(LOOK_EVERY)
        said = process.stderr.read() if process.stderr else ""
    if process.returncode != 0:
        message = f"`forum {' '.join(words)}` failed: {said.strip().splitlines()[-1:]}"
        raise OSError(message)
    return Work(time.perf_counter() - began, peak)


def measure(name: str, rounds: int, place: House, words: list[str], out: Path) -> Measure:
    """Let a command write a paper a few times; say how long it takes, and how much memory."""
    environment = place.environment(free_port())
    done = [watch(words, environment) for _ in range(rounds)]
    idle = watch(["mail", "retry"], environment)  # makes the application, and finds nothing to do
    more = {
        "seconds": median(work.seconds for work in done),
        "of_which_start": idle.seconds,
        "peak_MB": max(work.peak_mb for work in done),
    }
    return Measure(name, size=out.stat().st_size, more=more)
