"""Starts real servers on free ports of this machine, and ends them by their own process."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
READY_WITHIN = 30.0
FORUM = (sys.executable, "-c", "from forum.cli import main; main()")


@dataclass(frozen=True)
class Server:
    """A running server."""

    pid: int
    port: int
    started_in: float
    """Seconds from the start of its process to its first answer."""

    @property
    def address(self) -> tuple[str, int]:
        """Return where it listens."""
        return HOST, self.port

    def memory(self) -> tuple[float, float]:
        """Return the largest child's memory in MB: resident, and shared parts in shares."""
        return max((resident(pid), proportional(pid)) for pid in children(self.pid))


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)  # noqa: S101  tells mypy what a socket's name holds
    return port


def children(pid: int) -> list[int]:
    """Return the processes that a process has started.

    A thread may end while its file is being read; what it had started is then listed by
    another thread of the process, or has ended with it.
    """
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found.update(int(child) for child in task.read_text().split())
    return sorted(found)


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def proportional(pid: int) -> float:
    """Return the memory of a process in MB, what it shares counted in shares."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def status(port: int, path: str) -> int:
    """Return what a server answers on a path, or 0 if nobody listens."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


@contextlib.contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str], port: int, path: str
) -> Iterator[Server]:
    """Run a server until the block ends.

    Raises:
        OSError: it did not answer on the path in time.
    """
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  our own commands
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            while status(port, path) != http.client.OK:
                if process.poll() is not None or time.perf_counter() - began > READY_WITHIN:
                    message = f"the server did not answer on {path}"
                    raise OSError(message)
                time.sleep(0.01)
            yield Server(process.pid, port, time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run one of our commands to its end.

    Raises:
        OSError: it failed.
    """
    done = subprocess.run(  # noqa: S603  our own commands
        [*FORUM, *command],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        message = f"`forum {' '.join(command)}` failed: {' '.join(last)}"
        raise OSError(message)
