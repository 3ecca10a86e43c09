"""Runs the suite as users do, in a process of its own, against servers that a test makes up."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
KEY = "k3y-that-nobody-may-see"
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


def command(*options: str) -> list[str]:
    """`pytest contracts`, the same in every environment."""
    return [
        sys.executable,
        "-m",
        "pytest",
        "contracts",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        *options,
    ]


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {"FLIPTURN_API_KEY": KEY} | more


def run_suite(folder: Path, *options: str, **env: str) -> Ran:
    """A whole run; `folder` gets its report."""
    done = subprocess.run(
        command("--report", str(folder), *options),
        cwd=ROOT, env=environment(**env), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    report = folder / "contract.json"
    found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return Ran(done.returncode, done.stdout + done.stderr, found, folder)


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
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{listening.server_port}", asked)
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join(timeout=10)


def as_json(status: int, document: Any, **headers: str) -> Reply:
    return status, headers, json.dumps(document).encode()


@cache
def suite_options() -> frozenset[str]:
    """The options that the suite adds to pytest, as --help tells them."""
    told = subprocess.run(command("--help"), cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    group = told.stdout.partition("contract suite of the Flipturn API:")[2].partition("\n\n")[0]
    return frozenset(re.findall(r"^ +(--[a-z-]+)", group, re.MULTILINE))


def artefacts(ran: Ran) -> Iterator[tuple[str, str]]:
    """Everything that a run has put out."""
    yield "output", ran.output
    for path in ran.folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_text(encoding="utf-8")
