"""A load from one process over kept connections, lean enough to leave the cores to the server."""

import multiprocessing
import selectors
import socket
import time
from multiprocessing.connection import Connection

from forum.bench.types import Sample

BUFFER = 1 << 18
OK = {b"200", b"304"}


class Line:
    """One connection that asks for one address again and again."""

    def __init__(self, address: tuple[str, int], request: bytes) -> None:
        """Connect and ask for the first time."""
        self.socket = socket.create_connection(address, timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.ask()

    def ask(self) -> None:
        """Send the request and forget the last answer."""
        self.head = b""
        self.left = -1
        self.status = b""
        self.asked_at = time.perf_counter()
        self.socket.sendall(self.request)

    def read(self, buffer: bytearray) -> bool:
        """Take what has come; tell whether the answer is complete."""
        count = self.socket.recv_into(buffer)
        if count == 0:
            message = "the server closed the connection"
            raise ConnectionError(message)
        if self.left >= 0:
            self.left -= count
            return self.left <= 0
        self.head += bytes(memoryview(buffer)[:count])
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return False
        self.status = self.head[9:12]
        self.left = content_length(self.head[:end]) - (len(self.head) - end - 4)
        return self.left <= 0


def content_length(head: bytes) -> int:
    """Return the length that a response's head declares."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


def get(address: tuple[str, int], path: str) -> bytes:
    """Return the bytes of a request for a path."""
    host, port = address
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Accept: */*", "", ""]
    return "\r\n".join(lines).encode()


def hammer(address: tuple[str, int], path: str, *, connections: int, seconds: float) -> Sample:
    """Ask for one path over some connections for some seconds, in this process."""
    buffer = bytearray(BUFFER)
    latencies: list[float] = []
    errors = 0
    request = get(address, path)
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        lines = [Line(address, request) for _ in range(connections)]
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        while time.perf_counter() - began < seconds:
            for key, _ in selector.select(1):
                line = key.data
                if line.read(buffer):
                    latencies.append(time.perf_counter() - line.asked_at)
                    errors += line.status not in OK
                    line.ask()
        elapsed = time.perf_counter() - began
        for line in lines:
            line.socket.close()
    return Sample(elapsed, tuple(latencies), errors)


def measure(
    address: tuple[str, int], path: str, *, connections: int = 8, seconds: float = 3.0
) -> Sample:
    """Do the same in a process of its own, so that our own work does not slow it."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(theirs, address, path, connections, seconds))
    child.start()
    theirs.close()
    try:
        sample = ours.recv()
    except EOFError as error:
        message = f"the load on {path} broke off"
        raise ConnectionError(message) from error
    finally:
        child.join(30)
    assert isinstance(sample, Sample)  # noqa: S101  tells mypy what _send sent
    return sample


def _send(
    out: Connection, address: tuple[str, int], path: str, connections: int, seconds: float
) -> None:
    out.send(hammer(address, path, connections=connections, seconds=seconds))
