"""A small application whose answers a client can have late or broken by a header, on a server of its own."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flipturn_mock.serving.delivery import DELIVERY, Delivery
from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.serving.listener import listen, serve
from flipturn_mock.serving.tls import tls_context
from tests.server import PATIENCE, Served, start

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HEADER = "X-Delivery"


def late(request: bytes, **delivery: object) -> bytes:
    """A request line with the head that asks for a delivery; what follows frames the body."""
    return request + f" HTTP/1.1\r\nHost: x\r\n{HEADER}: {json.dumps(delivery)}\r\n".encode()


class Sample:
    """Tells what it was asked; `/count/NAME` tells how often NAME was, `/status/204` has that status,
    `/status/302` leads to `/found`, `/away/HOST` to that host.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked[path] += 1
        if environ.get("HTTP_X_DELIVERY"):
            assert environ[DELIVERY] is None
            environ[DELIVERY] = Delivery(**json.loads(environ["HTTP_X_DELIVERY"]))
        status = "302" if path.startswith("/away/") else "200"
        if path.startswith("/status/"):
            status = path.removeprefix("/status/")
        body = b"" if status == "204" else self._told(environ).encode()
        headers = [] if status == "204" else [("Content-Length", str(len(body)))]
        if status == "302":
            headers.append(("Location", f"https://{path[6:]}" if path.startswith("/away/") else "/found"))
        start(f"{status} Sample", [("Content-Type", "application/json"), *headers])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _told(self, environ: "WSGIEnvironment") -> str:
        path = environ["PATH_INFO"]
        if path.startswith("/count/"):
            return str(self.asked[path.removeprefix("/count")])
        return json.dumps({
            "method": environ["REQUEST_METHOD"],
            "path": path,
            "scheme": environ["wsgi.url_scheme"],
            "host": environ["HTTP_HOST"],
            "body": environ["wsgi.input"].read().decode(),
        })  # fmt: skip


def gateway(app: Sample | None = None) -> Gateway:
    """The application behind HTTP; it takes bodies of 100,000 bytes."""
    return Gateway(
        app or Sample(), lambda sentence: json.dumps({"error": sentence}).encode(), lambda _: 100_000
    )


@contextmanager
def sample(*files: Path) -> Iterator[Served]:
    """A server of the sample in a process of its own; `files` are its certificate and key."""
    process = start([sys.executable, "-m", "tests.serving.sample", *map(str, files)])
    assert process.stdout is not None
    assert process.stderr is not None
    running = Served(process, "127.0.0.1", int(process.stdout.readline()))
    try:
        yield running
    finally:
        process.terminate()
        try:
            running.err += process.communicate(timeout=PATIENCE)[1].splitlines()
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert running.err == []


def main(names: list[str]) -> None:
    tls = tls_context(*map(Path, names)) if names else None
    serve(gateway(), listen("127.0.0.1", 0), lambda port: print(port, flush=True), tls)  # noqa: T201 - how the port is told


if __name__ == "__main__":
    main(sys.argv[1:])
