"""Runs the suite in processes of its own, against servers that a test makes up."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from flipturn_contracts.harness.option_table import OPTIONS
from tests.contracts import forked

ROOT = Path(__file__).parent.parent.parent
KEY = "k3y-that-nobody-may-see"
PATIENCE = 600
"""Seconds: more than any run has ever lasted, on a machine that is as busy as can be."""
PYTHON_M = (sys.executable, "-m", "flipturn_contracts")
NO_VEHICLES = {"data": [], "pagination": {"hasNextPage": False, "nextPageCursor": None}}

Reply = tuple[int, dict[str, str], bytes]
Respond = Callable[[str, str, dict[str, str], bytes], Reply]


@dataclass
class Ran:
    """How a run ended."""

    status: int
    output: str
    report: dict[str, Any]
    folder: Path

    def verdicts(self) -> dict[str, str]:
        return {clause["id"]: clause["verdict"] for clause in self.report["clauses"]}

    def clause(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(clause for clause in self.report["clauses"] if clause["id"] == name)
        return found

    def reading(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(reading for reading in self.report["readings"] if reading["id"] == name)
        return found


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {"FLIPTURN_API_KEY": KEY} | more


def run_suite(folder: Path, *options: str, cwd: Path = ROOT, **env: str) -> Ran:
    """A whole run of the command, in a process of its own; `folder` gets its report."""
    running = Running(folder, "--report", str(folder), *options, cwd=cwd, **env)
    status = running.wait()
    return _ran(status, running.output(), folder)


def run_process(folder: Path, *command: str, cwd: Path = ROOT, **env: str) -> Ran:
    """The same with a command that is started as users start it, such as Python with `-m`."""
    done = subprocess.run(
        [*command, "--report", str(folder)],
        cwd=cwd, env=environment(**env), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    return _ran(done.returncode, done.stdout + done.stderr, folder)


def _ran(status: int, output: str, folder: Path) -> Ran:
    report = folder / "contract.json"
    found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return Ran(status, output, found, folder)


class Running:
    """The command while it runs."""

    def __init__(self, folder: Path, *options: str, cwd: Path = ROOT, **env: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._output = folder / "output.txt"
        self._process: BaseProcess | subprocess.Popen[bytes]
        if forked.IS_POSSIBLE:
            self._process = forked.start(options, cwd, environment(**env), self._output)
            return
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [*PYTHON_M, *options], cwd=cwd, env=environment(**env), stdout=output, stderr=output
            )

    def send(self, number: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def wait(self) -> int:
        """The exit status."""
        if isinstance(self._process, subprocess.Popen):
            return self._process.wait(timeout=PATIENCE)
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None, f"still running after {PATIENCE} s: {self.output()}"
        return self._process.exitcode

    def output(self) -> str:
        return self._output.read_text(encoding="utf-8") if self._output.exists() else ""


@dataclass
class Server:
    """A server in a thread, which remembers what it was asked."""

    url: str
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def methods(self) -> set[str]:
        return {method for method, _, _, _ in self.asked}


@contextmanager
def server(reply: Respond) -> Iterator[Server]:
    """Answers every request with what `reply` makes of (method, path, headers, body)."""
    asked: list[tuple[str, str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = (
            True  # or each answer waits 40 ms for a client that waits for the rest of it
        )

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append((self.command, self.path, dict(self.headers.items()), body))
            status, headers, answer = reply(*asked[-1])
            if status == 0:  # hang up
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(answer)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named so by its parent
            """Silent."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{listening.server_port}", asked)
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join(timeout=10)


def as_json(status: int, document: Any, **headers: str) -> Reply:
    return status, headers, json.dumps(document).encode()


def suite_options() -> frozenset[str]:
    """The options of the suite."""
    return frozenset(OPTIONS)


def artefacts(ran: Ran) -> Iterator[tuple[str, str]]:
    """Everything that a run has put out."""
    yield "output", ran.output
    for path in ran.folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_text(encoding="utf-8")
