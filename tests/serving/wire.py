"""HTTP as bytes, written and read by hand."""

import json
import struct

from tests.server import Served

KEY = b"Host: x\r\nAuthorization: Bearer test-org\r\n"
JSON = b"Content-Type: application/json\r\n"
SYNC = b"POST /api/departure-times/vehicle HTTP/1.1\r\n" + KEY + JSON
CLEAR = b'{"vehicleId": 123, "departureTimes": []}'
GET = b"GET /api/vehicles/20 HTTP/1.1\r\n" + KEY


ENDED = "The request body ended before all of it had come"


def parsed(response: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of exactly one response."""
    head, _, body = response.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split(" ")[1]), dict(line.split(": ", 1) for line in lines), body


def refusal(response: bytes) -> tuple[int, str]:
    """Status and sentence of a refusal after which the connection has ended."""
    status, headers, body = parsed(response)
    assert headers["Content-Type"] == "application/json"
    assert headers["Connection"] == "close"
    assert int(headers["Content-Length"]) == len(body)
    return status, json.loads(body)["error"]


def with_length(body: bytes, length: int | None = None) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body


def chunked(*chunks: bytes) -> bytes:
    return b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(
        b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks
    )


CLOSE = b"Connection: close\r\n"
RESET = struct.pack("ii", 1, 0)
LAST = b"0\r\n\r\n"


def answers_soon(mock: Served) -> bool:
    """Whether the mock has time for a small request."""
    with mock.connect() as connection:
        connection.settimeout(0.3)
        connection.sendall(GET + CLOSE + b"\r\n")
        try:
            return bool(connection.recv(1))
        except TimeoutError:
            return False
