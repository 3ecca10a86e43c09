"""The load: an external generator with 8 keep-alive connections, and what it tells of them."""

import json
import re
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import final

from tests.benchmarks.process import NotMeasured
from tests.benchmarks.servers import Request

CONNECTIONS = 8

_LINE = re.compile(r"measured requests=(\d+) microseconds=(\d+) p50=(\d+) p99=(\d+) errors=(\d+)")


@final
@dataclass(frozen=True, slots=True)
class Load:
    """Answers per second, latencies in ms, and `errors`: refusals and broken connections.

    `share` is how much of one core the generator used; near 1 it was the bottleneck, not the server.
    """

    rate: float
    p50: float
    p99: float
    errors: float
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Generator:
    """A program that makes load: the command for a request, and how its output is read."""

    name: str
    command: Callable[[Request, str, int], list[str]]
    read: Callable[[str], Load]

    def load(self, request: Request, port: int, seconds: int) -> Load:
        """The load on the server at a port, over so many seconds; raises NotMeasured."""
        command = self.command(request, f"http://127.0.0.1:{port}{request.path}", seconds)
        began, used = time.perf_counter(), _used()
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        share = (_used() - used) / (time.perf_counter() - began)
        try:
            load = self.read(ran.stdout)
        except ValueError:
            raise NotMeasured(f"{self.name} measured nothing: {(ran.stderr or ran.stdout)[-200:]}") from None
        return Load(load.rate, load.p50, load.p99, load.errors, share)


def read_wrk(output: str) -> Load:
    """The figures in the line that load.lua writes; raises ValueError if there is none."""
    found = _LINE.search(output)
    if found is None:
        raise ValueError("no figures")
    requests, microseconds, p50, p99, errors = map(int, found.groups())
    return Load(requests / microseconds * 1e6, p50 / 1000, p99 / 1000, errors)


def read_autocannon(output: str) -> Load:
    """The figures in its JSON, whose latencies are whole milliseconds; raises ValueError if it is none."""
    told = json.loads(output)
    failed = told["errors"] + told["timeouts"] + told["non2xx"]
    latency = told["latency"]
    return Load(told["requests"]["total"] / told["duration"], latency["p50"], latency["p99"], failed)


def wrk() -> Generator | None:
    """wrk with one thread, if it is installed."""
    program = shutil.which("wrk")
    return None if program is None else Generator("wrk", lambda *asked: _wrk(program, *asked), read_wrk)


def autocannon(script: Path) -> Generator:
    """autocannon, which npm installs everywhere; slower, and so only where wrk is missing."""
    return Generator("autocannon", lambda *asked: _autocannon(script, *asked), read_autocannon)


def _wrk(program: str, request: Request, url: str, seconds: int) -> list[str]:
    script = str(Path(__file__).with_name("load.lua"))
    counts = ["-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s"]
    return [program, *counts, "-s", script, *_headers("-H", ": ", request), url, request.method, request.body]


def _autocannon(script: Path, request: Request, url: str, seconds: int) -> list[str]:
    counts = ["-c", str(CONNECTIONS), "-d", str(seconds), "-j", "-n"]
    body = ["-b", request.body] if request.body else []
    headers = _headers("-H", "=", request)
    return ["node", str(script), *counts, "-m", request.method, *headers, *body, url]


def _headers(flag: str, separator: str, request: Request) -> list[str]:
    return [part for name, value in request.headers.items() for part in (flag, f"{name}{separator}{value}")]


def _used() -> float:
    """Seconds of processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
