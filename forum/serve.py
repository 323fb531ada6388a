"""Serve the forum: the web by granian, the work in the background by huey, from one command.

The parent supervises. It has made the application before its children fork, so that they answer
at once and share its memory. It opens nothing with it: each child makes its own connections, to the
database and to the queue, when it first needs them. A child that dies is started again, and no
child outlives the parent.
"""

import ctypes
import functools
import http.client
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

import click
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer
from sqlalchemy.orm import configure_mappers

from forum import create_app
from forum.core.loading import collecting_no_garbage, keep_what_is_loaded
from forum.core.queue import background, run_worker
from forum.core.settings import Settings

MOST_WEB_PROCESSES = 4
THREADS = 4
"""Requests that one process works on at a time; more of them only wait for the same lock."""

RESTART_AFTER = 1.0
STOP_WITHIN = 10
READY_WITHIN = 60
WARM_AFTER = 5.0
"""Seconds from a web process's start to its loading what the first who registers would wait for."""

_PR_SET_PDEATHSIG = 1


class PortTakenError(OSError):
    """Another program listens on the address."""


def web_processes() -> int:
    """Return how many web processes this machine is worth."""
    return max(1, min(MOST_WEB_PROCESSES, len(os.sched_getaffinity(0))))


def serve(settings: Settings, *, web: bool, worker: bool) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        PortTakenError: another program listens on the address.
    """
    if not web:
        click.echo("The worker is running.")
        run_worker(make_app(settings))
        return
    refuse_taken_port(settings.host, settings.port)
    app = make_app(settings)
    server = make_server(settings)
    if worker:
        supervisor = Supervisor(app)
        server.on_startup(supervisor.start)
        server.after_startup.append(supervisor.watch)
        server.on_shutdown(supervisor.stop)
    announcer = threading.Thread(target=_announce, args=(settings,), daemon=True)
    server.after_startup.append(announcer.start)
    server.serve(target_loader=functools.partial(_begin_web, app), wrap_loader=False)


def make_app(settings: Settings) -> Flask:
    """Return the application as a process that serves keeps it, ready to be shared by a fork."""
    app = create_app(settings)
    with collecting_no_garbage():
        configure_mappers()
    for thread in set(threading.enumerate()) - {threading.current_thread()}:
        thread.join(RESTART_AFTER)  # limits begins one that ends at once; none may run at a fork
    keep_what_is_loaded()
    return app


class Server(MPServer):
    """A granian server that tells when its processes have been started.

    Threads are begun only then: a process that forks beside a running thread can inherit a lock
    that nobody will ever open.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  granian's own
        """Take granian's arguments."""
        super().__init__(*args, **options)
        self.after_startup: list[Callable[[], None]] = []

    def startup(self, spawn_target: Callable[..., None], target_loader: Callable[..., Any]) -> None:
        """Start the processes, then what waits for them."""
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        for begin in self.after_startup:
            begin()


def make_server(settings: Settings) -> Server:
    """Return a granian server for the settings."""
    return Server(
        "forum",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=web_processes(),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
        log_level=LogLevels.warning,
        ssl_cert=settings.tls_cert,
        ssl_key=settings.tls_key,
    )


def refuse_taken_port(host: str, port: int) -> None:
    """Try the address before anything is started.

    Raises:
        PortTakenError: another program listens on it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"cannot listen on {host}:{port}: {error.strerror}. Set FORUM_PORT to another"
            raise PortTakenError(message) from error


class Supervisor:
    """Keeps the worker running beside the web."""

    def __init__(self, app: Flask) -> None:
        """Prepare; nothing is started."""
        self._app = app
        self._context = multiprocessing.get_context("fork")
        self._stopping = threading.Event()
        self._child: BaseProcess | None = None

    def start(self) -> None:
        """Start the worker."""
        self._child = self._context.Process(target=_work, args=(self._app,), daemon=True)
        self._child.start()

    def watch(self) -> None:
        """Start it again whenever it dies."""
        threading.Thread(target=self._keep_running, daemon=True).start()

    def stop(self) -> None:
        """Let the worker finish what it is doing, for a while; then end it."""
        self._stopping.set()
        child = self._child
        if child is None or child.pid is None:
            return
        if child.is_alive():
            os.kill(child.pid, signal.SIGINT)
        child.join(STOP_WITHIN)
        if child.is_alive():
            child.kill()

    def _keep_running(self) -> None:
        while True:
            child = self._child
            assert child is not None  # noqa: S101  started before
            child.join()
            if self._stopping.wait(RESTART_AFTER):
                return
            click.echo(f"The worker ended ({child.exitcode}); it is started again.", err=True)
            self.start()


def _end_with_parent() -> None:
    """Have the kernel end this child when the parent is gone, however it went."""
    if sys.platform == "linux":
        # not SIGTERM: a web process that is still starting swallows it and lives on
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _begin_web(app: Flask) -> Flask:
    _end_with_parent()
    warming = threading.Timer(WARM_AFTER, background(app).open)
    warming.daemon = True
    warming.start()
    return app


def _work(app: Flask) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until huey sets its own
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _end_with_parent()
    run_worker(app)


def _announce(settings: Settings) -> None:
    """Say where the forum is as soon as it answers."""
    began = time.monotonic()
    while time.monotonic() - began < READY_WITHIN:
        status = _status(settings)
        if status == http.HTTPStatus.OK:
            click.echo(f"The forum is at {settings.public_url}/ (Ctrl+C stops it)")
            return
        time.sleep(1.0 if status else 0.05)


def _status(settings: Settings) -> int:
    """Return what the health page answers, or 0 if nothing listens yet."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection: http.client.HTTPConnection
    if settings.tls_cert:
        context = ssl._create_unverified_context()  # noqa: S323, SLF001  only ourselves
        connection = http.client.HTTPSConnection(host, settings.port, timeout=5, context=context)
    else:
        connection = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
