"""A mock in a process of its own, as users start it."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

_FIRST_LINE = re.compile(r"Flipturn mock listening on (https?)://(\[[^]]+\]|[^:]+):(\d+)\n")

# Settings of whoever runs the tests must not reach the mocks under test.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("FLIPTURN_MOCK_")}
COMMAND = [sys.executable, "-m", "flipturn_mock"]

PATIENCE = 60.0
"""Seconds to wait for what comes at once on an idle machine; only what hangs takes longer on a busy one."""


def eventually(fact: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until the fact is there. It fails after so many seconds."""
    deadline = time.monotonic() + patience
    while not fact():
        assert time.monotonic() < deadline, "this never came about"
        time.sleep(0.005)


@dataclass
class Served:
    """A running mock; `err` fills up with what it has written on stderr."""

    process: subprocess.Popen[str]
    host: str
    port: int
    banner: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    def connect(self) -> socket.socket:
        """A raw connection; it gives up after PATIENCE seconds."""
        return socket.create_connection((self.host.strip("[]"), self.port), timeout=PATIENCE)

    def raw(self, request: bytes, half_close: bool = False) -> bytes:
        """What comes back for these bytes, until the mock ends the connection."""
        with self.connect() as connection:
            connection.sendall(request)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            return read_all(connection)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """The exit status after a signal."""
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


def read_all(connection: socket.socket) -> bytes:
    """Everything until the other side is done."""
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


@contextmanager
def served(
    *options: str, env: dict[str, str] | None = None, port: int | None = 0, stdin: int | None = None
) -> Iterator[Served]:
    """A mock on a free port, stopped at the end; `port` None leaves the choice to the environment."""
    arguments = ["serve", *options] if port is None else ["serve", "--port", str(port), *options]
    process = start([*COMMAND, *arguments], env, stdin)
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    match = _FIRST_LINE.fullmatch(first)
    if match is None:
        process.kill()
        raise AssertionError(f"first line {first!r}, stderr {process.stderr.read()!r}")
    mock = Served(process, match[2], int(match[3]), [first], scheme=match[1])
    readers = [
        threading.Thread(target=target.extend, args=(stream,), daemon=True)
        for target, stream in ((mock.banner, process.stdout), (mock.err, process.stderr))
    ]
    for reader in readers:
        reader.start()
    try:
        yield mock
    finally:
        process.kill()
        process.wait(timeout=PATIENCE)
        for reader in readers:
            reader.join(timeout=PATIENCE)
        process.stdout.close()
        process.stderr.close()


def start(
    command: Sequence[str],
    env: dict[str, str] | None = None,
    stdin: int | None = None,
    start_new_session: bool = False,
) -> subprocess.Popen[str]:
    """A process whose output is read as text; in a session of its own if signals shall go to all of it."""
    return subprocess.Popen(
        command,
        stdin=stdin,
        start_new_session=start_new_session,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=CLEAN | (env or {}),
    )


def run(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of a command line that ends by itself."""
    with start([*COMMAND, *arguments], env) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    return process.returncode, out, err
