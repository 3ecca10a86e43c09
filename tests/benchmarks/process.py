"""One server as a process: how long it takes to start and to stop, and how much memory it holds."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from tests.benchmarks.servers import Request, Server

ROOT = Path(__file__).resolve().parent.parent.parent

_PATIENCE = 60.0
"""Seconds that a server may take to start; ten of them to stop."""

_PAUSE = 0.001

_ENVIRONMENT = {
    # Byte code is kept, as it is of whatever pip has installed.
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("FLIPTURN_MOCK_", "PYTHONDONTWRITEBYTECODE"))
} | {"PYTHONPATH": str(ROOT), "NO_UPDATE_NOTIFIER": "1"}


class NotMeasured(Exception):
    """A server did not start, or did not answer as it should; the message says why."""


@dataclass
class Running:
    """A server that has given its first good answer, `start` seconds after it was spawned."""

    process: subprocess.Popen[bytes]
    port: int
    start: float

    def resident(self) -> float:
        """Resident memory in MB of the process and all that it has started; 0 where there is no /proc."""
        return sum(_resident(pid) for pid in _family(self.process.pid)) / 1000

    def stop(self) -> float:
        """Seconds from SIGTERM to the exit; it is killed after ten."""
        killer = Timer(_PATIENCE / 6, self.process.kill)
        killer.start()
        began = time.perf_counter()
        self.process.terminate()
        self.process.wait()  # without a timeout, which would look only now and then
        ended = time.perf_counter()
        killer.cancel()
        return ended - began


@contextmanager
def running(server: Server) -> Iterator[Running]:
    """The server in a folder of its own, gone at the end with all it has started; raises NotMeasured."""
    with TemporaryDirectory() as folder:
        for name, text in server.files.items():
            file = Path(folder, name)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        output, port = Path(folder, "output"), _free_port()
        began = time.perf_counter()
        process = _spawn(server, port, output)
        try:
            _await_answer(process, port, server.get, output)
            yield Running(process, port, time.perf_counter() - began)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(port: int, request: Request) -> bool:
    """Whether this request is answered with a success."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(request.method, request.path, request.body or None, request.headers)
        answer = connection.getresponse()
        answer.read()
        return 200 <= answer.status < 300
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _spawn(server: Server, port: int, output: Path) -> subprocess.Popen[bytes]:
    with output.open("wb") as sink:
        return subprocess.Popen(
            [part.replace("{port}", str(port)) for part in server.command],
            cwd=output.parent,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _await_answer(process: subprocess.Popen[bytes], port: int, request: Request, output: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not answers(port, request):
        if process.poll() is not None or time.monotonic() > deadline:
            said = output.read_text("utf-8", "replace").strip().splitlines() or ["it said nothing"]
            why = "it never gave a good answer" if process.returncode is None else "it ended"
            raise NotMeasured(f"{why}; its last line: {said[-1]}")
        time.sleep(_PAUSE)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _resident(pid: int) -> int:
    """Kilobytes."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0
