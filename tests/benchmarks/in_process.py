"""The mock in this process with as many vehicles as wanted, called with the bytes of HTTP and no socket."""

import json
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from flipturn_mock.app import body_limit, create_app
from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.settings import Settings
from flipturn_mock.testing.in_memory import InMemoryConnection, connect
from flipturn_mock.web.errors import envelope
from tests.benchmarks.servers import Request

_EVERYTHING = 1 << 30


def fleet(size: int) -> dict[str, Any]:
    """A fleet file: so many vehicles, with ids from 1 on and a VIN each."""
    numbers = range(1, size + 1)
    return {"vehicles": [{"id": n, "name": f"Vehicle {n}", "vin": f"VIN{n:014}"} for n in numbers]}


def connected(size: int) -> InMemoryConnection:
    """A connection to a mock with so many vehicles and everything on, as `serve --log none` is."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "fleet.json")
        file.write_text(json.dumps(fleet(size)), encoding="utf-8")
        settings = Settings(fleet=file)
        gateway = Gateway(create_app(settings), envelope, partial(body_limit, settings))
    return connect(gateway, "http", "127.0.0.1", 4080)


def as_bytes(request: Request) -> bytes:
    """The request on the wire."""
    headers = {"Host": "127.0.0.1:4080", **request.headers}
    if request.method != "GET":
        headers["Content-Length"] = str(len(request.body))
    lines = [f"{request.method} {request.path} HTTP/1.1", *(f"{key}: {headers[key]}" for key in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n" + request.body).encode()


def exchange(connection: InMemoryConnection, request: bytes) -> bytes:
    """The whole answer, which must be a success."""
    connection.send(request)
    answer = connection.receive(_EVERYTHING)
    assert answer.startswith(b"HTTP/1.1 20"), answer[:500]
    return answer
